"""Demand and what became of it: how many contacts came in, from whom, about what and when, and how many led to help.

Counted over the contacts of a period that the reader may see: row-level security stands below, so a restricted contact
is counted only for those who may open it. Figures of finished days are kept (``frontdoor.figures``), and hold for every
reader what counting would. Each number stands for a list of contacts that is found by the same words of SQL
(``contacts_behind``), so that a number and its list can not disagree.
"""

from __future__ import annotations

import calendar
import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

import psycopg as pg
from django.db import OperationalError, connection, transaction

from lantern.access.people_acting import ActingPerson
from lantern.frontdoor.figures.counting import (
    CHILDREN,
    COLUMNS,
    FACTS,
    HERE,
    LINES,
    LINES_OF,
    LIVE_DAYS,
    OPENED_ON,
    SEVERAL,
    WITH_CONTACT,
    facts_of,
    values,
)
from lantern.interface.display import LONDON, london_date
from lantern.partnership.models import Agency

TOO_FEW = 20
"""Below so many a rate says more about chance than about the work, and is not shown."""

PAGE = 50
"""Rows of a page of the list behind a number."""

PERIODS = {"30_days": "Last 30 days", "3_months": "Last 3 months", "12_months": "Last 12 months"}


@dataclass(frozen=True)
class Period:
    """Whole London days, the last of them today so far. ``until`` is the first moment that is no longer counted."""

    code: str
    first: dt.date
    last: dt.date

    @classmethod
    def ending(cls, code: str, today: dt.date) -> Period:
        """The period of this name that ends with this day."""
        if code == "30_days":
            return cls(code, today - dt.timedelta(days=29), today)
        months = 3 if code == "3_months" else 12
        year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
        day = min(today.day, calendar.monthrange(year, month + 1)[1])
        return cls(code, dt.date(year, month + 1, day) + dt.timedelta(days=1), today)

    @property
    def since(self) -> dt.datetime:
        return dt.datetime.combine(self.first, dt.time.min, tzinfo=LONDON)

    @property
    def until(self) -> dt.datetime:
        return dt.datetime.combine(self.last + dt.timedelta(days=1), dt.time.min, tzinfo=LONDON)

    @property
    def step(self) -> str:
        """By what the chart counts: a month, or a week where a month would be one bar."""
        return "week" if self.code == "30_days" else "month"

    @property
    def steps(self) -> list[dt.date]:
        """The first day of each bar, also of those in which nothing came."""
        if self.step == "week":
            monday = self.first - dt.timedelta(days=self.first.weekday())
            return [monday + dt.timedelta(weeks=week) for week in range((self.last - monday).days // 7 + 1)]
        start, end = self.first.year * 12 + self.first.month - 1, self.last.year * 12 + self.last.month - 1
        return [dt.date(number // 12, number % 12 + 1, 1) for number in range(start, end + 1)]


@dataclass(frozen=True)
class DemandFilter:
    """What is asked for. Stands in the address: codes only, never a name.

    ``by`` and ``key`` choose one line of a table, ``only`` one of its columns; ``after`` is where the next page begins.
    """

    period: str = "30_days"
    authority: str = ""
    by: str = ""
    key: str = ""
    only: str = ""
    after: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str], by: ActingPerson) -> DemandFilter:
        """From the address. What makes no sense is left out rather than refused."""
        area, line = asked.get("authority", ""), asked.get("by", "")
        known = line in _KEYS
        return cls(
            period=asked["period"] if asked.get("period") in PERIODS else "30_days",
            authority=area if area in {str(one) for one in by.authorities} else "",
            by=line if known else "",
            key=asked.get("key", "")[:60].replace("\0", "") if known else "",
            only=asked["only"] if asked.get("only") in _ONLY else "",
            after=asked.get("after", "") if _cursor(asked.get("after", "")) else "",
        )

    def areas(self, by: ActingPerson) -> list[int]:
        """The authorities that are counted."""
        return [int(self.authority)] if self.authority else list(by.authorities)

    def address(self, **changes: str) -> str:
        """The query string of these figures with something changed."""
        wanted = {**self.__dict__, "after": "", **changes}
        return f"?{urlencode({name: value for name, value in wanted.items() if value})}"

    def figures(self, **changes: str) -> str:
        """The query string of the whole page of figures that this belongs to, with something changed."""
        return self.address(**{"by": "", "key": "", "only": "", **changes})


def _cursor(after: str) -> tuple[dt.datetime, uuid.UUID] | None:
    moment, _, identifier = after.partition("~")
    try:
        at = dt.datetime.fromisoformat(moment)
        return (at, uuid.UUID(identifier)) if at.tzinfo else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Count:
    """How many contacts of one line, and what became of them."""

    key: str = ""
    contacts: int = 0
    joined: int = 0
    screened: int = 0
    asked: int = 0
    decided: int = 0
    undecided: int = 0
    helped: int = 0
    owed: int = 0
    told: int = 0
    known: int = 0
    again: int = 0
    followed: int = 0
    referred: int = 0

    def with_(self, other: Count | None) -> Count:
        """Both together, of one line."""
        if other is None:
            return self
        return Count(self.key, *(getattr(self, each) + getattr(other, each) for each in _NUMBERS))

    @property
    def helped_rate(self) -> int | None:
        """Of 100 decided contacts, how many led to help or protection. None: too few to compare."""
        return of_100(self.helped, self.decided)

    @property
    def told_rate(self) -> int | None:
        """Of 100 referrers who were to be told by now and could be, how many were told in time."""
        return of_100(self.told, self.owed)

    @property
    def again_rate(self) -> int | None:
        """Of 100 contacts with a child on record, in how many a child had been here in the 12 months before."""
        return of_100(self.again, self.known)


_NUMBERS = tuple(field.name for field in fields(Count) if field.name != "key")


def of_100(some: int, whole: int) -> int | None:
    """A rate, or None where there are too few to compare."""
    return round(100 * some / whole) if whole >= TOO_FEW else None


class TooMuchToCount(Exception):
    """The database gave up within its time: a shorter period or one area is to be asked for."""


@dataclass(frozen=True)
class Demand:
    """The figures of one period. ``lines`` holds the tables by what they are counted by."""

    period: Period
    total: Count
    advice: Count
    lines: dict[str, list[Count]]
    agencies: dict[str, str]

    def counts(self, by: str) -> dict[str, Count]:
        return {count.key: count for count in self.lines.get(by, [])}


_ONLY = {**FACTS, **{name: f"({sql}) > 0" for name, sql in CHILDREN.items()}}

_STEP = f"date_trunc(%(step)s, {HERE})::date::text"
_KEYS = {"step": _STEP, **LINES}

# Whole months of which every day is true as it is kept are read as months.
_WHOLE = """
whole as materialized (
    select area.id as authority_id, m::date as first from unnest(%(authorities)s::smallint[]) area (id)
    cross join generate_series(date_trunc('month', %(first)s::timestamp), %(last)s::timestamp, '1 month') m
    where %(step)s = 'month' and m >= %(first)s::timestamp
    and m + interval '1 month' <= %(last)s::timestamp + interval '1 day'
    and not exists (select 1 from live l where l.authority_id = area.id and l.day >= m
                    and l.day < m + interval '1 month')
)"""
# Each day by itself, from the index: guessing that there are many, the database would read years.
_KEPT = """
    select f.* from whole w cross join lateral (
        select * from frontdoor_dayfigure f
        where f.authority_id = w.authority_id and f.span = 'month' and f.day = w.first offset 0) f
    union all
    select f.* from (
        select area.id as authority_id, d::date as day from unnest(%(authorities)s::smallint[]) area (id)
        cross join generate_series(%(first)s::timestamp, %(last)s::timestamp, '1 day') d
        where not exists (select 1 from whole w where w.authority_id = area.id and w.first = date_trunc('month', d))
        except select authority_id, day from live
    ) apart cross join lateral (
        select * from frontdoor_dayfigure f
        where f.authority_id = apart.authority_id and f.span = 'day' and f.day = apart.day offset 0) f
"""

# What is kept of the finished days, and what has to be counted: today, days that changed since, and contacts about
# restricted people that this reader may open. A contact of a day that is counted is found by the index on authority and
# day.
_DEMAND = f"""
with {LIVE_DAYS}, {_WHOLE}, wanted as materialized (
    select e.id, l.day from live l cross join lateral ({OPENED_ON}) e
    union all
    select e.id, ({HERE})::date from spine_episode e
    where e.id = any ((select access.opened_episodes())::uuid[]) and e.restricted and e.kind = 'contact'
    and e.authority_id = any (%(authorities)s::smallint[]) and e.opened_at >= %(since)s and e.opened_at < %(until)s
    and not exists (select 1 from live l where l.authority_id = e.authority_id and l.day = ({HERE})::date)
), fact as materialized ({facts_of()}
), counted as materialized ({LINES_OF})
select line.name, line.key, sum(contacts), {", ".join(f"sum({name})" for name in COLUMNS)}
from counted cross join lateral (
    select counted.name, counted.key
    union all select 'step', date_trunc(%(step)s, counted.day)::date::text where counted.name = 'total'
) line (name, key) group by line.name, line.key
union all
select line.name, line.key, sum(contacts), {", ".join(f"sum({name})" for name in COLUMNS)}
from (
    select f.line, f.key, case when f.line = 'total' then date_trunc(%(step)s, f.day)::date::text end as step,
           sum(f.contacts) as contacts, {", ".join(f"sum(f.{name}) as {name}" for name in COLUMNS)}
    from ({_KEPT}) f group by 1, 2, 3
) kept_lines cross join lateral (
    select kept_lines.line, kept_lines.key
    union all select 'step', kept_lines.step where kept_lines.step is not null
) line (name, key) group by line.name, line.key
"""  # noqa: S608 - made of the words of counting


def demand_of(by: ActingPerson, asked: DemandFilter, *, now: dt.datetime, kept: bool = True) -> Demand:
    """The figures of a period, from what is kept of its days and what has to be counted. One statement, and one for the
    names of the agencies in it. Without ``kept`` every contact is counted.

    Raises TooMuchToCount when so much has to be counted that it does not fit into the time of a page: the figures have
    not been kept for a while.
    """
    period = Period.ending(asked.period, london_date(now))
    found: dict[str, dict[str, Count]] = {}
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_DEMAND, _values(by, asked, period, now, kept=kept))
            for name, key, *numbers in cursor.fetchall():
                line = found.setdefault(name, {})
                line[key] = Count(key, *numbers).with_(line.get(key))
    except OperationalError as error:
        if isinstance(error.__cause__, pg.errors.QueryCanceled):
            raise TooMuchToCount from error
        raise
    total = found.pop("total", {}).get("", Count())
    lines = {name: list(line.values()) for name, line in found.items()}
    advice = lines.get("advice", [])
    return Demand(
        period,
        total,
        Count(contacts=sum(one.contacts for one in advice), followed=sum(one.followed for one in advice)),
        lines,
        _agency_names(lines.get("agency", [])),
    )


_HISTORY = """
select n.day, coalesce(sum(f.contacts), 0)::int, coalesce(sum(f.referred), 0)::int
from frontdoor_countedday n left join frontdoor_dayfigure f
on f.authority_id = n.authority_id and f.span = 'day' and f.line = 'total' and f.day = n.day and f.key = ''
where n.authority_id = any (%(authorities)s::smallint[]) and n.day >= %(oldest)s and n.day < %(today)s
group by n.day having count(*) = cardinality(%(authorities)s::smallint[])
"""


@dataclass(frozen=True)
class History:
    """What came on each finished day that was counted for every area asked for: open contacts alone, so that what is
    expected is the same for every reader.
    """

    contacts: dict[dt.date, int]
    referred: dict[dt.date, int]


def history_of(by: ActingPerson, asked: DemandFilter, *, now: dt.datetime) -> History:
    """Two years of days, as they are kept. One statement."""
    today = london_date(now)
    with connection.cursor() as cursor:
        oldest = today - dt.timedelta(days=2 * 366 + 31)
        cursor.execute(_HISTORY, {"authorities": asked.areas(by), "oldest": oldest, "today": today})
        rows = cursor.fetchall()
    return History({day: came for day, came, _ in rows}, {day: referred for day, _, referred in rows})


def _agency_names(counts: list[Count]) -> dict[str, str]:
    if not counts:
        return {}
    wanted = Agency.objects.filter(pk__in=[int(count.key) for count in counts])
    return {str(number): name for number, name in wanted.values_list("pk", "name")}


def _values(
    by: ActingPerson, asked: DemandFilter, period: Period, now: dt.datetime, *, kept: bool = True
) -> dict[str, Any]:
    return values(asked.areas(by), first=period.first, last=period.last, now=now, kept=kept) | {
        "since": period.since,
        "until": period.until,
        "step": period.step,
    }


@dataclass(frozen=True)
class Behind:
    """One contact behind a number. No child's name: whoever opens it is recorded as having looked."""

    id: uuid.UUID
    reference: str
    state: str
    received_at: dt.datetime
    authority_id: int
    channel: str
    source: str
    reasons: tuple[str, ...]
    outcomes: tuple[str, ...]

    @property
    def cursor(self) -> str:
        return f"{self.received_at.isoformat()}~{self.id}"


# One walk for each authority, newest first, that stops after a page: nothing grows with the period.
_BEHIND = """
select found.* from unnest(%(authorities)s::smallint[]) area (id) cross join lateral (
    select e.id, e.reference, e.state, e.opened_at, e.authority_id, c.channel, coalesce(r.source, '10'), c.reasons,
           {outcomes}
    from {tables}
    where e.kind = 'contact' and e.authority_id = area.id
      and e.opened_at >= %(since)s and e.opened_at < %(until)s {where}
    order by e.opened_at desc, e.id desc
    limit %(limit)s
) found
order by found.opened_at desc, found.id desc
limit %(limit)s
"""


def contacts_behind(by: ActingPerson, asked: DemandFilter, *, now: dt.datetime) -> tuple[list[Behind], str]:
    """The contacts that one number stands for, newest first, and the cursor of the next page. One statement."""
    period = Period.ending(asked.period, london_date(now))
    values = _values(by, asked, period, now) | {"limit": PAGE + 1, "key": asked.key}
    where = f"and e.state {'=' if asked.by == 'advice' else '<>'} 'advised'"
    if asked.by in SEVERAL:
        where += f" and %(key)s = any({_KEYS[asked.by]})"
    elif asked.by and not (asked.by == "advice" and not asked.key):
        where += f" and {_KEYS[asked.by]} = %(key)s"
    if asked.only:
        where += f" and {_ONLY[asked.only]}"
    if after := _cursor(asked.after):
        where += " and (e.opened_at, e.id) < (%(after_at)s, %(after_id)s)"
        values["after_at"], values["after_id"] = after
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND.format(outcomes=LINES["outcome"], tables=WITH_CONTACT, where=where), values)
        rows = [_behind(row) for row in cursor.fetchall()]
    return rows[:PAGE], rows[PAGE - 1].cursor if len(rows) > PAGE else ""


def _behind(row: tuple[Any, ...]) -> Behind:
    found, reference, state, received_at, area, channel, source, reasons, outcomes = row
    return Behind(found, reference, state, received_at, area, channel, source, tuple(reasons), tuple(outcomes))
