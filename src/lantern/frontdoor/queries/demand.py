"""Demand and what became of it: how many contacts came in, from whom, about what and when, and how many led to help.

Counted over the contacts of a period that the reader may see: row-level security stands below, so a restricted contact
is counted only for those who may open it. Each number stands for a list of contacts that is found by the same words of
SQL (``contacts_behind``), so that a number and its list can not disagree.
"""

from __future__ import annotations

import calendar
import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import psycopg as pg
from django.db import OperationalError, connection, transaction

from lantern.access.people_acting import ActingPerson
from lantern.frontdoor import rules
from lantern.frontdoor.models import Outcome
from lantern.interface.display import LONDON, london_date
from lantern.law.timescales import timescale
from lantern.partnership.models import Agency

TOO_FEW = 20
"""Below so many a rate says more about chance than about the work, and is not shown."""

PAGE = 50
"""Rows of a page of the list behind a number."""

PERIODS = {"30_days": "Last 30 days", "3_months": "Last 3 months", "12_months": "Last 12 months"}

LED_TO_HELP = (Outcome.EARLY_HELP, Outcome.ASSESSMENT, Outcome.STRATEGY_DISCUSSION)
"""What counts as help or protection here. Passing on to another authority or to the designated officer does not."""


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
        known = line in _LINES
        return cls(
            period=asked["period"] if asked.get("period") in PERIODS else "30_days",
            authority=area if area in {str(one) for one in by.authorities} else "",
            by=line if known else "",
            key=asked.get("key", "")[:60].replace("\0", "") if known else "",
            only=asked["only"] if asked.get("only") in _FACTS else "",
            after=asked.get("after", "") if _cursor(asked.get("after", "")) else "",
        )

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


# What one contact counts as. Each is said once, for the number and for the list behind it. Where few contacts need the
# look-up it is a count, which the planner asks by key; of an existence it would read the whole table.
_FACTS = {
    "joined": "e.state = 'joined'",
    "screened": "c.screened_at is not null",
    "asked": "exists (select 1 from spine_episode k"
    " where k.because_of_id = e.id and k.kind = 'check' and k.state <> 'withdrawn')",
    "decided": "c.signed_off_at is not null",
    "undecided": "c.signed_off_at is null and e.state <> 'joined'",
    "helped": "c.signed_off_at is not null and exists (select 1 from frontdoor_childdecision d"
    " where d.contact_id = e.id and d.current and d.outcome = any(%(led_to_help)s))",
    "owed": "c.signed_off_at is not null and c.told_how <> all(%(can_not_tell)s)"
    " and (select count(*) from spine_clock k"
    " where k.episode_id = e.id and k.timescale = 'referrer-feedback'"
    " and (k.stopped_at is not null or k.due_at < %(now)s)) > 0",
    "told": "c.signed_off_at is not null and c.told_how <> all(%(can_not_tell)s)"
    " and (select count(*) from spine_clock k"
    " where k.episode_id = e.id and k.timescale = 'referrer-feedback' and k.stopped_at <= k.due_at) > 0",
    "known": "e.state <> 'joined' and exists (select 1 from spine_involvement mine"
    " where mine.episode_id = e.id and mine.part = 'child')",
    "again": "e.state <> 'joined' and exists (select 1 from spine_involvement mine"
    " join spine_involvement theirs on theirs.person_id = mine.person_id and theirs.kind = 'contact'"
    " and theirs.opened_at < e.opened_at and theirs.opened_at >="
    " (date_trunc('day', e.opened_at at time zone 'Europe/London') - %(window)s::interval) at time zone 'Europe/London'"
    " join spine_episode earlier on earlier.id = theirs.episode_id and earlier.state <> 'joined'"
    " where mine.episode_id = e.id and mine.part = 'child')",
    "followed": "e.state = 'advised' and (select count(*) from spine_episode later"
    " where later.because_of_id = e.id and later.kind = 'contact') > 0",
}

_HERE = "e.opened_at at time zone 'Europe/London'"

# By what a contact is counted: one key each, or several.
_LINES = {
    "step": f"date_trunc(%(step)s, {_HERE})::date::text",
    "source": "coalesce(r.source, '10')",
    "agency": "r.agency_id::text",
    "channel": "c.channel",
    "hours": "case when c.out_of_hours then 'out' else 'in' end",
    "weekday": f"extract(isodow from {_HERE})::int::text",
    "hour": f"extract(hour from {_HERE})::int::text",
    "reason": "case when c.reasons = '{}' then array[''] else c.reasons::text[] end",
    "outcome": "array(select distinct d.outcome::text from frontdoor_childdecision d"
    " where d.contact_id = e.id and d.current and c.signed_off_at is not null)",
    "advice": "coalesce(r.source, '10')",
}
_SEVERAL = ("reason", "outcome")
_ONE_EACH = tuple(name for name in _LINES if name not in (*_SEVERAL, "advice"))

_WITH_CONTACT = """spine_episode e
join frontdoor_contact c on c.episode_ptr_id = e.id
left join frontdoor_referrer r on r.contact_id = e.id"""

# One walk along the index by authority and day; whatever is asked of a contact is asked by its key. The facts are kept
# (materialized) because every table of the page reads them.
_DEMAND = f"""
with fact as materialized (
    select e.state = 'advised' as is_advice,
           {", ".join(f"{sql} as by_{name}" for name, sql in _LINES.items() if name != "advice")},
           {", ".join(f"({sql})::int as {name}" for name, sql in _FACTS.items())}
    from {_WITH_CONTACT}
    where e.kind = 'contact' and e.authority_id = any(%(authorities)s::smallint[])
      and e.opened_at >= %(since)s and e.opened_at < %(until)s
)
select line.name, line.key, count(*), {", ".join(f"sum({name})" for name in _FACTS)}
from fact cross join lateral (
    values ('total', ''), {", ".join(f"('{name}', by_{name})" for name in _ONE_EACH)}
    {" ".join(f"union all select '{name}', unnest(by_{name})" for name in _SEVERAL)}
) line (name, key)
where not is_advice and line.key is not null
group by line.name, line.key
union all
select 'advice', by_source, count(*), {", ".join(f"sum({name})" for name in _FACTS)}
from fact where is_advice group by by_source
"""  # noqa: S608 - made of the words above


def demand_of(by: ActingPerson, asked: DemandFilter, *, now: dt.datetime) -> Demand:
    """The figures of a period. One statement over its contacts, and one for the names of the agencies in it.

    Raises TooMuchToCount when the contacts are too many for the time a page may take.
    """
    period = Period.ending(asked.period, london_date(now))
    lines: dict[str, list[Count]] = {}
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_DEMAND, _values(by, asked, period, now))
            for name, *numbers in cursor.fetchall():
                lines.setdefault(name, []).append(Count(*numbers))
    except OperationalError as error:
        if isinstance(error.__cause__, pg.errors.QueryCanceled):
            raise TooMuchToCount from error
        raise
    total = lines.pop("total", [Count()])[0]
    advice = lines.get("advice", [])
    return Demand(
        period,
        total,
        Count(contacts=sum(one.contacts for one in advice), followed=sum(one.followed for one in advice)),
        lines,
        _agency_names(lines.get("agency", [])),
    )


def _agency_names(counts: list[Count]) -> dict[str, str]:
    if not counts:
        return {}
    wanted = Agency.objects.filter(pk__in=[int(count.key) for count in counts])
    return {str(number): name for number, name in wanted.values_list("pk", "name")}


def _values(by: ActingPerson, asked: DemandFilter, period: Period, now: dt.datetime) -> dict[str, Any]:
    window = timescale("re-referral-window").value_on(period.last, None).limit
    return {
        "authorities": [int(asked.authority)] if asked.authority else list(by.authorities),
        "since": period.since,
        "until": period.until,
        "now": now,
        "step": period.step,
        "window": f"{window.amount} {window.unit}",
        "led_to_help": list(LED_TO_HELP),
        "can_not_tell": list(rules.CAN_NOT_TELL),
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
    if asked.by in _SEVERAL:
        where += f" and %(key)s = any({_LINES[asked.by]})"
    elif asked.by and not (asked.by == "advice" and not asked.key):
        where += f" and {_LINES[asked.by]} = %(key)s"
    if asked.only:
        where += f" and {_FACTS[asked.only]}"
    if after := _cursor(asked.after):
        where += " and (e.opened_at, e.id) < (%(after_at)s, %(after_id)s)"
        values["after_at"], values["after_id"] = after
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND.format(outcomes=_LINES["outcome"], tables=_WITH_CONTACT, where=where), values)
        rows = [_behind(row) for row in cursor.fetchall()]
    return rows[:PAGE], rows[PAGE - 1].cursor if len(rows) > PAGE else ""


def _behind(row: tuple[Any, ...]) -> Behind:
    found, reference, state, received_at, area, channel, source, reasons, outcomes = row
    return Behind(found, reference, state, received_at, area, channel, source, tuple(reasons), tuple(outcomes))
