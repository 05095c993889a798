"""Early help begins: for a child on record, or from a handoff that a team has accepted."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from lantern.access.context import sending_to
from lantern.access.people_acting import ActingPerson
from lantern.earlyhelp.models import EarlyHelp
from lantern.earlyhelp.states import EARLY_HELP
from lantern.law.codes import code_set
from lantern.partnership import queries as partnership
from lantern.people.models import Person
from lantern.spine import clocks, handoffs
from lantern.spine.actors import refused
from lantern.spine.lifecycle import AlreadyDone, Made, MoveRefused
from lantern.spine.models import Clock, Handoff, Involvement

FIRST_CONTACT = "eh-first-contact"


def subject(number: int, person: Person, *, relation: str = "") -> dict[str, Any]:
    """Somebody of the family as they are known when early help begins."""
    return {
        "number": number,
        "part": "child" if person.is_child else "adult",
        "name": person.name,
        "born": person.born_on.isoformat() if person.born_on else "",
        "relation": relation,
    }


def _holder(by: ActingPerson) -> dict[str, Any]:
    """The columns by which the leading team, and no other agency, has the record."""
    team = partnership.teams()[by.team_id or 0]
    return {
        "owner_team": team,
        "worker_id": by.user_id,
        "lead_name": by.name[:120],
        "partner_agency_id": None if team.holds_cases else team.agency_id,
    }


@transaction.atomic
def open_for(
    family: Sequence[tuple[Person, str]],
    *,
    need: str,
    why: str,
    by: ActingPerson,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> Made:
    """Begin early help for people on record: ``family`` are persons with how they are related to the child.

    The leading team is the one of whoever begins it. Raises MoveRefused, or AlreadyDone when this key was used before.
    """
    if not any(person.is_child for person, _ in family):
        raise MoveRefused(refused("Early help is for a family with a child.", next_step="Choose at least one child."))
    authority = family[0][0].authority_id
    help_ = EarlyHelp(
        authority_id=authority,
        restricted=any(person.restricted for person, _ in family),
        subjects=[subject(number, person, relation=told) for number, (person, told) in enumerate(family, start=1)],
        need=need,
        why=why,
        offered_at=at,
        **_holder(by),
    )
    about = [(person.pk, "child" if person.is_child else "adult") for person, _ in family]
    return EARLY_HELP.begin("open", help_, by=by, at=at, about=about, key=key, payload=_told(help_))


def _told(help_: EarlyHelp) -> dict[str, str]:
    return {"team": help_.owner_team.name, "need": code_set("early_help_need").label(help_.need).lower()}


@transaction.atomic
def take_up(
    handoff: Handoff, *, need: str, why: str, by: ActingPerson, at: dt.datetime, key: uuid.UUID | None = None
) -> Made:
    """Begin the early help that was accepted with a handoff. The clock of the first contact counts from the acceptance;
    a family that was seen under the handoff has been met.

    Raises MoveRefused where the handoff was not accepted by the reader's team, AlreadyDone where it was begun before.
    """
    if handoff.to_team_id != by.team_id or handoff.state not in (handoffs.ACCEPTED, handoffs.SEEN):
        raise MoveRefused(refused("Only the team that accepted the handoff begins the help.", next_step="Accept it."))
    begun = EarlyHelp.objects.filter(from_handoff_id=handoff.pk).values_list("pk", flat=True).first()
    if begun:
        raise AlreadyDone(begun)
    # A team of another agency sees neither the persons nor who else they are to the authority: it has what was
    # disclosed with the handoff, and the record is written for the authority whose family it is.
    with sending_to(handoff.authority_id) as sender:
        about = list(Involvement.objects.filter(episode_id=handoff.pk).values_list("person_id", "part"))
        help_ = EarlyHelp(
            authority_id=handoff.authority_id,
            restricted=handoff.restricted,
            because_of_id=handoff.pk,
            from_handoff=handoff,
            subjects=[{**each, "number": number} for number, each in enumerate(handoff.subjects, start=1)],
            need=need,
            why=why,
            offered_at=handoff.opened_at,
            first_contact_at=handoff.first_seen_at,
            **_holder(by),
        )
        try:
            with transaction.atomic():
                return EARLY_HELP.begin(
                    "take_up",
                    help_,
                    by=sender,
                    at=at,
                    about=about,
                    key=key,
                    payload=_told(help_),
                    besides=[] if handoff.first_seen_at else _since_accepted(help_, handoff),
                )
        except IntegrityError as error:
            if "handoff" in str(error):
                raise AlreadyDone(None) from error
            raise


def _since_accepted(help_: EarlyHelp, handoff: Handoff) -> list[Clock]:
    return clocks.starting([FIRST_CONTACT], help_, at=handoff.accepted_at or handoff.opened_at)
