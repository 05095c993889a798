"""The year's plan of audits: planned, moved with the reason, told by the agency that audits by itself, or dropped."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from lantern.assurance.models import AuditRound, PlannedAudit
from lantern.assurance.states import PLAN
from lantern.boards.actions import log_action
from lantern.boards.models import Action, Body
from lantern.law.timescales import end_of_london_date, london_date
from lantern.learning.queries.common import agency_names
from lantern.partnership import queries as partnership
from lantern.spine import clocks
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused

CLOCK = "planned-audit"


@dataclass(frozen=True)
class Planned:
    """What a line of the plan says."""

    title: str
    question: str
    area_id: int
    how: str
    agencies: Sequence[int]
    due_on: dt.date
    standards: Sequence[str]
    body: Body | None = None
    source: str = ""
    wanted: int = 0


def _line(keeper: int, said: Planned, by: Actor) -> PlannedAudit:
    return PlannedAudit(
        authority_id=keeper,
        owner_team=partnership.business_team(keeper),
        worker_id=by.user_id,
        title=said.title.strip(),
        question=said.question.strip(),
        area_id=said.area_id,
        body=said.body,
        how=said.how,
        agencies=list(said.agencies),
        source=said.source if said.how == PlannedAudit.How.DRAWN else "",
        wanted=said.wanted,
        standards=list(said.standards),
        due_on=said.due_on,
        first_due_on=said.due_on,
    )


@transaction.atomic
def plan(keeper: int, said: Planned, *, by: Actor, at: dt.datetime, key: uuid.UUID | None = None) -> Made:
    """Put an audit into the year's plan, due by a day."""
    line = _line(keeper, said, by)
    running = clocks.until_the_day(CLOCK, line, line.due_on, at=at)
    told = {"day": line.due_on.isoformat()}
    return PLAN.begin("plan", line, by=by, at=at, key=key, payload=told, besides=running)


def begin_at_once(keeper: int, said: Planned, found: AuditRound, *, by: Actor, at: dt.datetime) -> Made:
    """A round that nobody had planned stands in the plan too: the plan is the whole year."""
    line = _line(keeper, said, by)
    line.round_id, line.round_reference = found.pk, found.reference
    running = clocks.until_the_day(CLOCK, line, line.due_on, at=at)
    return PLAN.begin("begin", line, by=by, at=at, besides=running)


@transaction.atomic
def postpone(
    line: PlannedAudit, *, due_on: dt.date, reason: str, by: Actor, at: dt.datetime, version: int,
    key: uuid.UUID | None = None,
) -> Made:  # fmt: skip
    """It is done by another day, with the reason. What was planned at first stays."""
    if due_on < london_date(at):
        raise MoveRefused(refused("The new day is over already.", next_step="Give a day that is still to come."))
    told = {"before": line.due_on.isoformat(), "after": due_on.isoformat()}
    made = PLAN.make(
        "postpone", line, by=by, at=at, version=version, key=key, facts={"reason": reason}, note=reason, payload=told
    )
    PlannedAudit.objects.filter(pk=line.pk).update(due_on=due_on)
    clocks.move_due(CLOCK, line, due_at=end_of_london_date(due_on))
    return made


@transaction.atomic
def drop(
    line: PlannedAudit, *, reason: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """It is not done, with the reason."""
    said: dict[str, Any] = {"facts": {"reason": reason}, "note": reason}
    return PLAN.make("drop", line, by=by, at=at, version=version, key=key, **said)


@transaction.atomic
def tell(
    line: PlannedAudit,
    *,
    found: str,
    tally: Mapping[str, int],
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """An agency that audits by itself tells what it found, and how many cases have which grade. Without a name."""
    names = agency_names(*line.agencies)
    agency = names.get(by.agency_id or 0) or ", ".join(names.values())
    made = PLAN.make(
        "tell", line, by=by, at=at, version=version, key=key, payload={"agency": agency}, late_reason=late_reason
    )
    _write_found(line, found=found, tally=tally, by=by)
    return made


def finish_line(found: AuditRound, *, learned: str, tally: Mapping[str, int], by: Actor, at: dt.datetime) -> None:
    """The round of a line was finished: the plan keeps what it taught and how many cases had which grade."""
    line = PlannedAudit.objects.filter(round_id=found.pk).first()
    if line is not None:
        PLAN.make("finish", line, by=by, at=at, version=line.version)
        _write_found(line, found=learned, tally=tally, by=by)


def _write_found(line: PlannedAudit, *, found: str, tally: Mapping[str, int], by: Actor) -> None:
    kept = {grade: number for grade, number in tally.items() if number}
    PlannedAudit.objects.filter(pk=line.pk).update(found=found.strip(), tally=kept, by_name=by.name[:120])


@transaction.atomic
def promise(
    line: PlannedAudit, *, what: str, owner: Mapping[str, Any], by_when: dt.date, by: Actor, at: dt.datetime,
    version: int, key: uuid.UUID | None = None,
) -> Action:  # fmt: skip
    """A gap that an audit found becomes an action in the partnership's one log."""
    PLAN.make("promise", line, by=by, at=at, version=version, key=key)
    source = f"Audit {line.round_reference or line.reference}: {line.title}"
    return log_action(
        keeper=line.authority_id, what=what, by_when=by_when, because_of=line, source=source, by=by, at=at, **owner
    )
