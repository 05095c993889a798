"""Who leads for a family: somebody of the leading team, or another team once it has accepted."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from lantern.access.context import sending_to
from lantern.access.people_acting import ActingPerson
from lantern.earlyhelp.actions import planning
from lantern.earlyhelp.models import EarlyHelp
from lantern.earlyhelp.states import EARLY_HELP
from lantern.partnership import queries as partnership
from lantern.partnership.models import Team
from lantern.spine import handoffs
from lantern.spine.actors import refused
from lantern.spine.lifecycle import Made, MoveRefused
from lantern.spine.models import Clock, Handoff, Involvement

LEAD = "lead_practitioner"
"""The purpose of a handoff by which the lead changes."""


@transaction.atomic
def name_worker(
    help_: EarlyHelp,
    *,
    worker_id: int,
    name: str,
    by: ActingPerson,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
    note: str = "",
) -> Made:
    """Say who of the leading team is the lead practitioner from now on."""
    made = EARLY_HELP.make(
        "name_worker",
        help_,
        by=by,
        at=at,
        version=version,
        key=key,
        changes={"worker_id": worker_id},
        payload={"worker": name, "team": help_.owner_team.name},
        note=note,
    )
    EarlyHelp.objects.filter(pk=help_.pk).update(lead_name=name[:120])
    if help_.partner_agency_id is not None:
        with sending_to(help_.authority_id) as sender:
            planning.lead_plans(help_, team=help_.owner_team, worker_id=worker_id, by=sender, at=at)
    return made


def give_lead(help_: EarlyHelp, *, worker_name: str, **press: Any) -> Made:
    """The same, when everything that somebody holds moves."""
    return name_worker(help_, name=worker_name, **press)


@transaction.atomic
def offer_lead(
    help_: EarlyHelp,
    *,
    to_team: Team,
    need_to_know: str,
    by: ActingPerson,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Handoff:
    """Ask another team to lead. Nothing changes until it accepts; the present lead goes on until then."""
    if to_team.pk == help_.owner_team_id:
        raise MoveRefused(refused("That team leads already."))
    EARLY_HELP.make(
        "offer_lead",
        help_,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"team": to_team.name},
        facts={"again": _answered_no(help_)},
    )
    with sending_to(help_.authority_id) as sender:
        about = list(Involvement.objects.filter(episode_id=help_.pk).values_list("person_id", "part"))
        subjects = [{name: value for name, value in each.items() if name != "number"} for each in help_.subjects]
        made = handoffs.offer(
            to_team=to_team,
            from_team=help_.owner_team,
            because_of=help_,
            purpose=LEAD,
            about=about,
            subjects=subjects,
            need_to_know=need_to_know,
            by=sender,
            at=at,
        )
    EarlyHelp.objects.filter(pk=help_.pk).update(lead_offer_id=made.episode.pk, lead_offered_team=to_team)
    offered: Handoff = made.episode
    return offered


def _answered_no(help_: EarlyHelp) -> bool:
    """Whether the team that was asked before declined, or was asked no longer."""
    if help_.lead_offer_id is None:
        return True
    with sending_to(help_.authority_id):
        state = Handoff.objects.filter(pk=help_.lead_offer_id).values_list("state", flat=True).first()
    return state in (handoffs.DECLINED, handoffs.WITHDRAWN, handoffs.FINISHED)


@transaction.atomic
def take_lead(handoff: Handoff, *, by: ActingPerson, at: dt.datetime, key: uuid.UUID | None = None) -> Made:
    """The team that accepted leads from now on: the family's record, its clocks and what is due are theirs.

    Raises MoveRefused where the lead was not offered to the reader's team, or is not accepted.
    """
    if handoff.purpose != LEAD or handoff.because_of_id is None or handoff.to_team_id != by.team_id:
        raise MoveRefused(refused("The lead was not offered to your team."))
    team = partnership.teams()[handoff.to_team_id]
    agency_id = None if team.holds_cases else team.agency_id
    # Until this moment the record is not theirs: they take it over as for the authority whose family it is.
    with sending_to(handoff.authority_id) as sender:
        help_ = EarlyHelp.objects.select_related("owner_team").get(pk=handoff.because_of_id)
        before = help_.owner_team.name
        made = EARLY_HELP.make(
            "take_lead",
            help_,
            by=sender,
            at=at,
            version=help_.version,
            key=key,
            facts={"handoff": handoff},
            changes={"owner_team_id": team.pk, "worker_id": by.user_id, "partner_agency_id": agency_id},
            payload={"team": team.name, "before": before},
        )
        Clock.objects.filter(episode_id=help_.pk, stopped_at__isnull=True).update(
            owner_team_id=team.pk, partner_agency_id=agency_id
        )
        EarlyHelp.objects.filter(pk=help_.pk).update(
            lead_name=by.name[:120], lead_offer_id=None, lead_offered_team_id=None
        )
        planning.lead_plans(help_, team=team, worker_id=by.user_id, by=sender, at=at)
    handoffs.finish(handoff, outcome=f"{team.name} leads now.", by=by, at=at, version=handoff.version)
    return made
