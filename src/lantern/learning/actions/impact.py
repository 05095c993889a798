"""What should move, what was read, and whether it moved."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction

from lantern.law.timescales import end_of_london_date
from lantern.learning.actions.common import next_number, of_episode, write
from lantern.learning.actions.recommendations import close, reopen
from lantern.learning.models import ImpactReading, ImpactTest, Recommendation
from lantern.learning.states import RECOMMENDATION
from lantern.learning.states.recommendations import CHECKED, CLOSED
from lantern.spine import clocks
from lantern.spine.lifecycle import Made
from lantern.spine.models import Clock

CLOCK = "impact-read"


def _tests(found: Recommendation) -> list[ImpactTest]:
    """Its measures as they are now, whatever was read before."""
    return list(ImpactTest.objects.filter(recommendation=found))


def _run_until_next(found: Recommendation, made: Made) -> None:
    """The clock runs to the first day on which a measure that is still open is read."""
    days = [each.read_on for each in _tests(found) if each.is_open]
    if not days or found.closed_at is not None:
        return
    due = end_of_london_date(min(days))
    clocks.start(
        [
            Clock(
                timescale=CLOCK,
                episode_id=found.pk,
                authority_id=found.authority_id,
                owner_team_id=found.owner_team_id,
                started_at=made.event.happened_at,
                due_at=due,
            )
        ],
        because_of=made.event,
    )
    clocks.move_due(CLOCK, found, due_at=due)


@transaction.atomic
def measure(
    found: Recommendation,
    *,
    kind: str,
    name: str,
    good: str,
    read_on: dt.date,
    code: str = "",
    unit: str = "",
    baseline: Decimal | None = None,
    baseline_says: str = "",
    hoped: Decimal | None = None,
    **press: Any,
) -> ImpactTest:
    """Name a measure that the recommendation should move, how it was before and when it is read."""
    made = RECOMMENDATION.make("measure", found, payload={"measure": name}, **press)
    test = ImpactTest(
        **of_episode(found),
        recommendation=found,
        number=next_number(found.tests),
        kind=kind,
        code=code,
        name=name,
        unit=unit,
        good=good,
        baseline=baseline,
        baseline_says=baseline_says.strip()[:300],
        hoped=hoped,
        read_on=read_on,
        added_at=press["at"],
    )
    test.save(force_insert=True)
    _run_until_next(found, made)
    return test


@transaction.atomic
def read(
    test: ImpactTest, *, read_on: dt.date, value: Decimal, out_of: int | None = None, note: str = "", **press: Any
) -> ImpactReading:
    """Write a later reading of what no month's figure tells."""
    told = f"{float(value):g} {test.unit}".strip()
    RECOMMENDATION.make("read", test.recommendation, payload={"value": told}, **press)
    reading = ImpactReading(
        **of_episode(test.recommendation),
        test=test,
        read_on=read_on,
        value=value,
        out_of=out_of,
        note=note.strip(),
        by_name=press["by"].name[:120],
        recorded_at=press["at"],
    )
    reading.save(force_insert=True)
    return reading


@transaction.atomic
def judge(test: ImpactTest, *, verdict: str, why: str, read_next: dt.date | None = None, **press: Any) -> ImpactTest:
    """Say whether it moved, and why one thinks so. Too early names the day on which it is read again; what got worse
    opens the recommendation again; once every measure is read, what was checked is closed.
    """
    found = test.recommendation
    label = str(ImpactTest.Verdict(verdict).label)
    made = RECOMMENDATION.make("judge", found, payload={"verdict": label}, note=why, **press)
    write(
        test,
        verdict=verdict,
        verdict_why=why.strip(),
        verdict_by_id=press["by"].user_id,
        verdict_by_name=press["by"].name[:120],
        verdict_at=press["at"],
        read_on=read_next or test.read_on,
    )
    again = press | {"version": found.version, "key": None}
    if verdict == ImpactTest.Verdict.WORSE and found.state in (CHECKED, CLOSED):
        reopen(found, why=f"{test.name}: {label.lower()}. {why}", **again)
    all_read = not any(each.is_open for each in _tests(found))
    if found.state == CHECKED and all_read and press["by"].user_id != found.done_by_id:
        close(found, **again)
    _run_until_next(found, made)
    return test
