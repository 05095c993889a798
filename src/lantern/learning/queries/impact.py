"""What should move and what was read: figures by month, readings, and what the run of them says."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lantern.interface.paging import Page
from lantern.interface.runs import Read, Run, judged
from lantern.learning.models import ImpactTest
from lantern.learning.queries.common import rows

TESTS = """(select coalesce(json_agg(json_build_object('id', t.id, 'number', t.number, 'kind', t.kind, 'code', t.code,
        'name', t.name, 'unit', t.unit, 'good', t.good, 'baseline', t.baseline, 'baseline_says', t.baseline_says,
        'hoped', t.hoped, 'read_on', t.read_on, 'verdict', t.verdict, 'verdict_why', t.verdict_why,
        'verdict_by', t.verdict_by_name, 'verdict_at', t.verdict_at,
        'readings', (select coalesce(json_agg(json_build_array(g.read_on, g.value, g.out_of, g.note, g.by_name)
            order by g.read_on), '[]') from learning_impactreading g where g.test_id = t.id),
        'figures', (select coalesce(json_agg(json_build_array(m.month, m.value, m.out_of) order by m.month), '[]')
            from learning_monthlyfigure m where m.authority_id = t.authority_id and m.code = t.code))
     order by t.number), '[]') from learning_impacttest t where t.recommendation_id = %(id)s)"""
"""The tests of a recommendation with everything that was read of each, as JSON."""


@dataclass(frozen=True)
class Test:
    """A measure with its readings, as a page draws it."""

    id: uuid.UUID
    number: int
    kind: str
    code: str
    name: str
    unit: str
    good: str
    baseline: Decimal | None
    baseline_says: str
    hoped: Decimal | None
    read_on: dt.date
    verdict: str
    verdict_why: str
    verdict_by: str
    verdict_at: dt.datetime | None
    readings: list[Reading] = field(default_factory=list)
    changed_on: dt.date | None = None

    @property
    def kind_label(self) -> str:
        return str(ImpactTest.Kind(self.kind).label)

    @property
    def good_label(self) -> str:
        return str(ImpactTest.Good(self.good).label)

    @property
    def verdict_label(self) -> str:
        return str(ImpactTest.Verdict(self.verdict).label) if self.verdict else ""

    @property
    def is_open(self) -> bool:
        return self.verdict in ("", ImpactTest.Verdict.TOO_EARLY)

    @property
    def by_month(self) -> bool:
        return self.kind == ImpactTest.Kind.INDICATOR

    @property
    def last(self) -> Reading | None:
        """The newest reading after the change, or the newest at all where nothing has changed yet."""
        known = [each for each in self.readings if each.value is not None]
        return known[-1] if known else None

    @property
    def run(self) -> Run:
        """What the readings say by themselves, before anybody judges."""
        told = [Read(each.on, float(each.value)) for each in self.readings if each.value is not None]
        if not self.by_month and self.baseline is not None:
            told = [Read(dt.date.min, float(self.baseline)), *told]
        return judged(told, changed_on=self.changed_on, up_is_good=self.good == ImpactTest.Good.UP)


@dataclass(frozen=True)
class Reading:
    """One reading: of a month or of a day."""

    on: dt.date
    value: Decimal | None
    out_of: int | None
    note: str = ""
    by: str = ""


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def tests_from(told: list[dict[str, Any]], *, changed_on: dt.date | None) -> list[Test]:
    """The tests as ``TESTS`` gives them."""
    found = []
    for each in told:
        readings, figures = each.pop("readings"), each.pop("figures")
        drawn = [
            Reading(dt.date.fromisoformat(on), _number(value), out_of, note, by)
            for on, value, out_of, note, by in readings
        ]
        if each["kind"] == ImpactTest.Kind.INDICATOR:
            drawn = [Reading(dt.date.fromisoformat(on), _number(value), out_of) for on, value, out_of in figures]
        at = each.pop("verdict_at")
        found.append(
            Test(
                **each
                | {
                    "id": uuid.UUID(each["id"]),
                    "baseline": _number(each["baseline"]),
                    "hoped": _number(each["hoped"]),
                    "read_on": dt.date.fromisoformat(each["read_on"]),
                },
                verdict_at=dt.datetime.fromisoformat(at) if at else None,
                readings=drawn,
                changed_on=changed_on,
            )
        )
    return found


GROUPS = ("due", "worse", "early", "moved", "not_moved")
"""How the measures are grouped: to be read now, got worse, not read yet or too early to tell, moved, did not move."""

_GROUP = """(case when m.verdict in ('', 'too_early') then case when m.read_on < %(today)s then 'due' else 'early' end
    else m.verdict end)"""
_MEASURES = """
from learning_impacttest m join spine_episode e on e.id = m.recommendation_id and e.kind = 'recommendation'
join learning_recommendation r on r.episode_ptr_id = e.id
"""
_EVERY = f"""
select e.reference, e.state, r.text, r.done_on, r.reopened, a.name as agency, {_GROUP} as group,
       {TESTS.replace("t.recommendation_id = %(id)s", "t.id = m.id")} as tests
{_MEASURES} join partnership_agency a on a.id = r.lead_agency_id
order by array_position(array{list(GROUPS)}, {_GROUP}),
         case when m.verdict in ('', 'too_early') then m.read_on end, m.verdict_at desc nulls last, m.id
limit %(limit)s offset %(offset)s
"""


def measures(page: Page, *, today: dt.date) -> list[dict[str, Any]]:
    """A page of what should move, group by group as ``GROUPS`` orders them, each with its recommendation. One
    statement.
    """
    found = page.cut(rows(_EVERY, {"today": today, "limit": page.limit, "offset": page.offset}))
    for row in found:
        (row["test"],) = tests_from(row.pop("tests"), changed_on=row["done_on"])
    return found


_SIZES = f"select {_GROUP} as group, count(*) as number {_MEASURES} group by 1"


def group_sizes(today: dt.date) -> dict[str, int]:
    """How many measures are in each group. One statement."""
    return {row["group"]: row["number"] for row in rows(_SIZES, {"today": today})}
