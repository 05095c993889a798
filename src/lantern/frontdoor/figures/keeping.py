"""Keeping the figures of finished days true: the clockwork counts again whatever has changed.

Each stretch of days is one transaction, so that it may be broken off at any moment. Nothing is lost then: a day that is
not true as it is kept is counted by whoever reads it.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from lantern.access.context import acting
from lantern.access.people_acting import clockwork
from lantern.frontdoor.figures.counting import (
    COLUMNS,
    COUNTED_AS,
    LINES_OF,
    LIVE_DAYS,
    NEXT_OWED,
    OPENED_ON,
    facts_of,
    values,
)
from lantern.interface.display import london_date
from lantern.partnership import queries as partnership

AT_ONCE = 92
"""Days counted in one transaction."""

HEALED = 2
"""Days, for each run, that are counted again although nothing is known to have changed them: whatever was missed, by a
mistake of ours, is put right within days.
"""

type Report = Callable[[int, int], None]

# The first day with anything to count, or that was counted: its contacts may all have been restricted since.
_FIRST_DAY = """
select least((
    select min(e.opened_at at time zone 'Europe/London')::date from (
        select e.opened_at from spine_episode e where e.kind = 'contact' and e.authority_id = %(authority)s
        order by e.opened_at limit 1) e
), (select min(n.day) from frontdoor_countedday n where n.authority_id = %(authority)s))
"""

_DUE = f"with {LIVE_DAYS} select day from live order by day desc"  # noqa: S608 - our own words

_OLDEST = """
select day from frontdoor_countedday where authority_id = %(authority)s
and counted_at < statement_timestamp() - interval '1 day' and day < %(today)s order by counted_at limit %(most)s
"""

_BEGIN = f"""
insert into frontdoor_figureskept (authority_id, kept_to, counted_as)
values (%(authority)s, statement_timestamp(), {COUNTED_AS})
on conflict (authority_id) do update set counted_as = excluded.counted_as
"""  # noqa: S608 - our own words
# Held until the transaction ends, so that two runs count one after another; and not by rules that were replaced.
_HOLD = f"""
select 1 from frontdoor_figureskept where authority_id = %(authority)s and counted_as = {COUNTED_AS} for update
"""  # noqa: S608 - our own words
_OTHER_RULES = f"""
select 1 from frontdoor_figureskept where authority_id = %(authority)s and counted_as <> {COUNTED_AS}
"""  # noqa: S608 - our own words

# Open contacts only: what is restricted is counted for whoever may open it, when they ask.
_COUNT = f"""
with wanted as materialized (
    select e.id, l.day from (select %(authority)s::smallint as authority_id, unnest(%(days)s::date[]) as day) l
    cross join lateral ({OPENED_ON}) o join spine_episode e on e.id = o.id and not e.restricted
), fact as materialized ({facts_of(f", {NEXT_OWED} as next_owed")}
), figures as (
    insert into frontdoor_dayfigure (span, authority_id, day, line, key, contacts, {", ".join(COLUMNS)})
    select 'day', lines.* from ({LINES_OF}) lines
)
insert into frontdoor_countedday (authority_id, day, counted_at, next_owed_at)
select %(authority)s, d.day, statement_timestamp(), (select min(f.next_owed) from fact f where f.day = d.day)
from unnest(%(days)s::date[]) d (day)
"""  # noqa: S608 - made of the words of counting

# A month is the sum of those of its days that are counted. It is believed only while all of them are.
_FORGET_MONTHS = """
delete from frontdoor_dayfigure where authority_id = %(authority)s and span = 'month' and day = any(%(months)s)
"""
_ADD_UP = f"""
insert into frontdoor_dayfigure (span, authority_id, day, line, key, contacts, {", ".join(COLUMNS)})
select 'month', f.authority_id, m.first, f.line, f.key, sum(f.contacts),
       {", ".join(f"sum(f.{name})" for name in COLUMNS)}
from unnest(%(months)s::date[]) m (first) join frontdoor_dayfigure f
on f.authority_id = %(authority)s and f.span = 'day' and f.day >= m.first and f.day < m.first + interval '1 month'
group by f.authority_id, m.first, f.line, f.key
"""  # noqa: S608 - made of the words of counting
_FORGET_FIGURES = """
delete from frontdoor_dayfigure where authority_id = %(authority)s and span = 'day' and day = any(%(days)s)
"""
_FORGET_DAYS = "delete from frontdoor_countedday where authority_id = %(authority)s and day = any(%(days)s)"


def keep(now: dt.datetime, *, seconds: float = 20.0) -> int:
    """Count again what is not true as it is kept, for every authority: the newest days first, for about so many
    seconds. Returns how many days were counted.
    """
    until = time.monotonic() + seconds
    return sum(keep_authority(here.pk, now=now, until=until) for here in partnership.authorities())


def keep_authority(authority_id: int, *, now: dt.datetime, until: float | None = None) -> int:
    """The same for one authority, until this moment of the monotonic clock. Statements: a handful, and some for each
    month of days.
    """
    begun, days = _due(authority_id, now)
    done = _count(authority_id, days, now, until=until)
    if done == len(days):
        _kept_to(authority_id, begun)
        done += _count(authority_id, _oldest(authority_id, now), now, until=until)
    return done


def rebuild(now: dt.datetime, *, authorities: Sequence[int] = (), report: Report = lambda done, of: None) -> int:
    """Count every finished day afresh. Readers go on reading meanwhile. Returns how many days were counted."""
    wanted = authorities or [here.pk for here in partnership.authorities()]
    days: dict[int, tuple[dt.datetime, list[dt.date]]] = {}
    for each in wanted:
        begun, _ = _due(each, now)
        days[each] = (begun, _every_day(each, now))
    whole = sum(len(listed) for _, listed in days.values())
    done = 0
    for each, (begun, listed) in days.items():
        for start in range(0, len(listed), AT_ONCE):
            done += _count(each, listed[start : start + AT_ONCE], now)
            report(done, whole)
        _kept_to(each, begun)
    return done


def forget(*authorities: int) -> None:
    """Believe no kept figure of these authorities until it is counted again: something changed without the ledger."""
    for each in authorities:
        with acting(clockwork(each)), connection.cursor() as cursor:
            cursor.execute("delete from frontdoor_countedday where authority_id = %s", [each])


def _values(authority_id: int, now: dt.datetime, first: dt.date | None = None) -> dict[str, Any]:
    today = london_date(now)
    asked = values([authority_id], first=first or today, last=today - dt.timedelta(days=1), now=now)
    return asked | {"authority": authority_id}


def _due(authority_id: int, now: dt.datetime) -> tuple[dt.datetime, list[dt.date]]:
    """The moment from which on the ledger still has to be read, and the finished days to count. Four statements."""
    with acting(clockwork(authority_id)), connection.cursor() as cursor:
        asked = _values(authority_id, now)
        cursor.execute(_OTHER_RULES, asked)
        if cursor.fetchone():
            cursor.execute("delete from frontdoor_countedday where authority_id = %(authority)s", asked)
        cursor.execute(_BEGIN, asked)
        cursor.execute("select statement_timestamp()")
        begun: dt.datetime = cursor.fetchone()[0]
        cursor.execute(_FIRST_DAY, asked)
        first = cursor.fetchone()[0]
        if first is None:
            return begun, []
        cursor.execute(_DUE, _values(authority_id, now, first))
        return begun, [day for (day,) in cursor.fetchall()]


def _every_day(authority_id: int, now: dt.datetime) -> list[dt.date]:
    with acting(clockwork(authority_id)), connection.cursor() as cursor:
        cursor.execute(_FIRST_DAY, {"authority": authority_id})
        first, today = cursor.fetchone()[0], london_date(now)
        return [] if first is None else [first + dt.timedelta(days=n) for n in range((today - first).days)][::-1]


def _oldest(authority_id: int, now: dt.datetime) -> list[dt.date]:
    with acting(clockwork(authority_id)), connection.cursor() as cursor:
        cursor.execute(_OLDEST, _values(authority_id, now) | {"most": HEALED})
        return [day for (day,) in cursor.fetchall()]


def _count(authority_id: int, days: Sequence[dt.date], now: dt.datetime, until: float | None = None) -> int:
    done = 0
    for start in range(0, len(days), AT_ONCE):
        if until is not None and time.monotonic() > until:
            break
        some = days[start : start + AT_ONCE]
        with acting(clockwork(authority_id)), connection.cursor() as cursor:
            months = sorted({day.replace(day=1) for day in some})
            asked = _values(authority_id, now) | {"days": list(some), "months": months}
            cursor.execute(_HOLD, asked)
            if cursor.fetchone() is None:
                break
            for statement in (_FORGET_FIGURES, _FORGET_DAYS, _COUNT, _FORGET_MONTHS, _ADD_UP):
                cursor.execute(statement, asked)
        done += len(some)
    return done


def _kept_to(authority_id: int, begun: dt.datetime) -> None:
    with acting(clockwork(authority_id)), connection.cursor() as cursor:
        cursor.execute(
            "update frontdoor_figureskept set kept_to = greatest(kept_to, %s) where authority_id = %s",
            [begun, authority_id],
        )
