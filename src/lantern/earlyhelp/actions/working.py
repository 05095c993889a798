"""The work itself: the team around the family, sessions, and how far the family has come."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from lantern.earlyhelp.models import EarlyHelp, HelpSession, Measuring, Member
from lantern.earlyhelp.states import EARLY_HELP
from lantern.law.codes import code_set
from lantern.partnership.models import Agency
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused


def _belongs(help_: EarlyHelp) -> dict[str, Any]:
    return {"episode_id": help_.pk, "authority_id": help_.authority_id, "restricted": help_.restricted}


@transaction.atomic
def add_member(
    help_: EarlyHelp,
    *,
    agency: Agency,
    name: str,
    role: str,
    reach: str = "",
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """Somebody of an agency joins the team around the family. What the agency is told is another question: consent."""
    made = EARLY_HELP.make(
        "member_joined", help_, by=by, at=at, version=version, key=key, payload={"agency": agency.name}
    )
    Member(agency=agency, name=name, role=role, reach=reach, joined_at=at, **_belongs(help_)).save(force_insert=True)
    return made


@transaction.atomic
def member_left(
    help_: EarlyHelp, *, member: uuid.UUID, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """Somebody belongs to the team no longer."""
    found = Member.objects.select_related("agency").filter(pk=member, episode_id=help_.pk, left_at__isnull=True).first()
    if found is None:
        raise MoveRefused(refused("They are not in the team any more."))
    made = EARLY_HELP.make(
        "member_left", help_, by=by, at=at, version=version, key=key, payload={"agency": found.agency.name}
    )
    Member.objects.filter(pk=found.pk).update(left_at=at)
    return made


@transaction.atomic
def record_session(
    help_: EarlyHelp,
    *,
    agency: Agency,
    on: dt.date,
    kind: str,
    outcome: str,
    note: str = "",
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """Record a session that was offered, and what became of it."""
    label = code_set("early_help_session_outcome").label(outcome).lower()
    made = EARLY_HELP.make("record_session", help_, by=by, at=at, version=version, key=key, payload={"became": label})
    HelpSession(
        agency=agency,
        on=on,
        kind=kind,
        outcome=outcome,
        note=note,
        recorded_at=at,
        recorded_by_name=by.name[:120],
        **_belongs(help_),
    ).save(force_insert=True)
    return made


@transaction.atomic
def answer_missed(
    help_: EarlyHelp,
    *,
    option: str,
    words: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """Say what is done about sessions that keep being missed. The count begins anew."""
    label = code_set("early_help_missed").label(option).lower()
    made = EARLY_HELP.make(
        "answer_missed", help_, by=by, at=at, version=version, key=key, payload={"option": label}, note=words
    )
    EarlyHelp.objects.filter(pk=help_.pk).update(missed_answered_at=at, missed_option=option)
    return made


@transaction.atomic
def measure(
    help_: EarlyHelp,
    *,
    stage: str,
    who: str,
    scores: Mapping[str, int],
    name: str = "",
    words: str = "",
    own_measure: str = "",
    on: dt.date,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """Record where one person says the family stands: 0 to 10 for each measure that was answered. ``own_measure`` is
    what matters most to the family, in its own words, once and for all measurings.
    """
    known = code_set("early_help_measure").known
    if not scores or any(code not in known or not 0 <= score <= 10 for code, score in scores.items()):
        raise MoveRefused(refused("Give at least one score from 0 to 10."))
    made = EARLY_HELP.make(
        "measure",
        help_,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={
            "stage": Measuring.Stage(stage).label.lower(),
            "who": Measuring.Who(who).label.lower(),
        },
    )
    Measuring(
        stage=stage,
        who=who,
        name=name,
        scores=dict(scores),
        words=words,
        on=on,
        recorded_at=at,
        recorded_by_name=by.name[:120],
        **_belongs(help_),
    ).save(force_insert=True)
    if own_measure and not help_.own_measure:
        EarlyHelp.objects.filter(pk=help_.pk).update(own_measure=own_measure)
    return made
