"""The scrutiny plan: a line planned, moved with the reason, reported with what it rests on, or dropped."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from lantern.law.timescales import end_of_london_date, london_date
from lantern.oversight.actions.common import write
from lantern.oversight.models import ScrutinyLine
from lantern.oversight.states import SCRUTINY_LINE
from lantern.partnership import queries as partnership
from lantern.spine import clocks
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused

CLOCK = "scrutiny-line"


@transaction.atomic
def plan(
    *, keeper: int, said: dict[str, Any], by: Actor, at: dt.datetime, key: uuid.UUID | None = None
) -> ScrutinyLine:
    """Plan what is looked at. ``said``: title, why, how, due_on."""
    line = ScrutinyLine(
        authority_id=keeper, owner_team=partnership.business_team(keeper), first_due_on=said["due_on"], **said
    )
    running = clocks.until_the_day(CLOCK, line, line.due_on, at=at)
    told: dict[str, Any] = {"day": line.due_on.isoformat()}
    SCRUTINY_LINE.begin("plan", line, by=by, at=at, key=key, payload=told, besides=running)
    return line


@transaction.atomic
def postpone(line: ScrutinyLine, *, due_on: dt.date, reason: str, at: dt.datetime, **press: Any) -> Made:
    """It is looked at later, with the reason. What was planned at first stays."""
    if due_on < london_date(at):
        raise MoveRefused(refused("The new day is over already.", next_step="Give a day that is still to come."))
    told: dict[str, Any] = {"before": line.due_on.isoformat(), "after": due_on.isoformat()}
    said: dict[str, Any] = {"facts": {"reason": reason}, "note": reason, "payload": told}
    made = SCRUTINY_LINE.make("postpone", line, at=at, **said, **press)
    write(line, due_on=due_on)
    clocks.move_due(CLOCK, line, due_at=end_of_london_date(due_on))
    return made


@transaction.atomic
def report(
    line: ScrutinyLine, *, found: str, evidence: str, by: Actor, at: dt.datetime, version: int, late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:  # fmt: skip
    """What was found, and what it rests on."""
    said: dict[str, Any] = {
        "by": by,
        "at": at,
        "version": version,
        "key": key,
        "late_reason": late_reason,
        "note": found,
    }
    made = SCRUTINY_LINE.make("report", line, **said)
    write(line, found=found, evidence=evidence, found_on=london_date(at), by_name=by.name[:120])
    return made


@transaction.atomic
def drop(line: ScrutinyLine, *, reason: str, **press: Any) -> Made:
    """It is not looked at, with the reason."""
    return SCRUTINY_LINE.make("drop", line, facts={"reason": reason}, note=reason, **press)
