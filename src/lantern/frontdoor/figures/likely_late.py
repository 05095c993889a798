"""What is likely to be late, from how long each step took here before: kept by the clockwork, never counted for a page.

A step is held against those like it: the same step, the same urgency, begun at a like hour, and for an answer of an
agency the same desk. Where too few of those are finished, against wider ones; where even those are few, nothing is
said.

Something still open is likely late from the moment at which two in three of those like it that were still open then
ended after the time this one has. That moment is known when its clock starts, so that a page only compares it with now.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from lantern.access.context import acting
from lantern.access.people_acting import clockwork
from lantern.frontdoor.models import ForecastTrial, LateForecast, StepTime
from lantern.law.timescales import timescale, window_opened
from lantern.partnership import queries as partnership

FEWEST = 20
"""Finished ones that are needed before anything is said: with fewer, one bad week decides."""

LIKELY_IS = 2 / 3
"""Of those like it and still open, the share that was late, from which on something is called likely late."""

LEARNT_FROM = "late-forecast-history"
"""The local standard in law/ that says how far back history is read: far enough for few steps, near enough for the
staff of today.
"""
TRIED_ON = dt.timedelta(weeks=4)
KEPT_FOR = dt.timedelta(hours=20)
"""How old the figures may be: counted afresh once a day, whenever the clockwork runs."""

STEPS = ("contact-screening", "contact-decision", "sign-off", "referrer-feedback", "agency-checks", "handoff-answer")
_DESK = "agency-checks"
_PARTS = [part / 20 for part in range(21)]

# The hour by London's clock: the hub's own hours differ by area and day, this only sorts like with like.
_HOURS = """case when extract(isodow from {at} at time zone 'Europe/London') > 5 then 'closed'
    when extract(hour from {at} at time zone 'Europe/London') between 8 and 11 then 'morning'
    when extract(hour from {at} at time zone 'Europe/London') between 12 and 16 then 'afternoon' else 'closed' end"""
_URGENCY = """coalesce(nullif(c.variant, ''),
    case e.priority when 1 then 'red' when 2 then 'amber' when 3 then 'green' else 'none' end)"""

_TOOK = f"""
select timescale, coalesce(urgency, ''), coalesce(hours, ''), team, count(*),
       percentile_cont(%(parts)s::float8[]) within group (order by minutes)
from (
    select c.timescale, {_URGENCY} as urgency, {_HOURS.format(at="c.started_at")} as hours,
           case when c.timescale = '{_DESK}' then c.owner_team_id end as team,
           extract(epoch from c.stopped_at - c.started_at)::float8 / 60 as minutes
    from spine_clock c join spine_episode e on e.id = c.episode_id
    where c.authority_id = %(area)s and c.timescale = any(%(steps)s) and c.started_at >= %(since)s
      and c.stopped_at < %(until)s and c.stopped_at >= c.started_at
) took
group by grouping sets ((timescale, urgency, hours, team), (timescale, hours, team), (timescale, urgency, hours),
                        (timescale, team), (timescale))
having count(*) >= %(fewest)s
"""  # noqa: S608 - our own words

_CLOCKS = f"""
select c.id, c.episode_id, c.timescale, {_URGENCY}, {_HOURS.format(at="c.started_at")},
       case when c.timescale = '{_DESK}' then c.owner_team_id end, c.started_at, c.due_at, c.stopped_at
from spine_clock c join spine_episode e on e.id = c.episode_id
where c.authority_id = %(area)s and c.timescale = any(%(steps)s)
"""  # noqa: S608 - our own words
_UNSAID = """
  and c.stopped_at is null and c.due_at > %(now)s and not exists (
    select 1 from frontdoor_lateforecast f where f.clock = c.id and f.due_at = c.due_at)
limit 5000
"""
_ENDED = """
  and c.started_at >= %(until)s and (c.stopped_at is not null or c.due_at < %(now)s)
"""
_GONE = """
delete from frontdoor_lateforecast f where f.authority_id = %(area)s and not exists (
    select 1 from spine_clock c where c.id = f.clock and c.stopped_at is null and c.due_at = f.due_at)
"""

type Key = tuple[str, str, str, int | None]
"""Step, urgency ("" for any), kind of hour ("" for any), desk (None for any)."""


@dataclass(frozen=True)
class Took:
    """How long steps of one kind took: how many were finished, and in how many minutes, quickest to slowest."""

    finished: int
    minutes: tuple[float, ...]

    @property
    def usual(self) -> float:
        """Minutes that half of them took at most."""
        return self.minutes[len(self.minutes) // 2]

    def share_done_within(self, minutes: float) -> float:
        """Of all, the share that was finished by then: 0 to 1."""
        last = len(self.minutes) - 1
        if minutes < self.minutes[0]:
            return 0.0
        for place in range(last):
            low, high = self.minutes[place], self.minutes[place + 1]
            if minutes < high:
                return (place + (minutes - low) / (high - low)) / last
        return 1.0

    def minutes_for(self, share: float) -> float:
        """In how many minutes this share of all was finished."""
        place = max(0.0, min(1.0, share)) * (len(self.minutes) - 1)
        low = min(int(place), len(self.minutes) - 2)
        return self.minutes[low] + (self.minutes[low + 1] - self.minutes[low]) * (place - low)

    def likely_late_after(self, has: float) -> float | None:
        """After how many minutes a step that has so many minutes is likely late, if it is still open then: 0 when it is
        so from the start, None when hardly any took longer.
        """
        late = 1 - self.share_done_within(has)
        if late <= 0:
            return None
        after = 0.0 if late >= LIKELY_IS else self.minutes_for(1 - late / LIKELY_IS)
        return after if after < has else None


def like(took: Mapping[Key, Took], step: str, urgency: str, hours: str, desk: int | None) -> Took | None:
    """Those like it, as narrow as there are enough of."""
    wanted: Iterable[Key] = (
        (step, urgency, hours, desk),
        (step, "", hours, desk),
        (step, urgency, hours, None),
        (step, "", "", desk),
        (step, "", "", None),
    )
    return next((took[key] for key in wanted if key in took), None)


def keep(now: dt.datetime) -> int:
    """Count how long steps took, once a day, and say of every running clock from when on it is likely late. Returns of
    how many it was said for the first time.
    """
    return sum(keep_authority(here.pk, now=now) for here in partnership.authorities())


def keep_authority(area: int, *, now: dt.datetime) -> int:
    """The same for one authority, in one transaction. Restricted work counts like any other: only times are read."""
    with acting(clockwork(area, keeps_time=True)):
        trial = ForecastTrial._default_manager.filter(authority_id=area).first()
        if trial is None or trial.tried_at < now - KEPT_FOR:
            _count_again(area, now=now)
            LateForecast._default_manager.filter(authority_id=area).delete()
        took = {
            (each.timescale, each.variant, each.hours, each.team_id): Took(each.finished, tuple(each.minutes))
            for each in StepTime._default_manager.filter(authority_id=area)
        }
        _run(_GONE, area, now)
        said = [_forecast(area, row, took) for row in _run(_CLOCKS + _UNSAID, area, now)]
        LateForecast._default_manager.bulk_create(
            said,
            update_conflicts=True,
            unique_fields=["clock"],
            update_fields=["due_at", "likely_from", "usual", "like_it"],
        )
    return len(said)


def _count_again(area: int, *, now: dt.datetime) -> None:
    StepTime._default_manager.filter(authority_id=area).delete()
    StepTime._default_manager.bulk_create(
        StepTime(
            authority_id=area,
            timescale=step,
            variant=urgency,
            hours=hours,
            team_id=desk,
            finished=took.finished,
            minutes=list(took.minutes),
        )
        for (step, urgency, hours, desk), took in took_until(area, now, now=now).items()
    )
    tried = try_out(area, now=now)
    ForecastTrial._default_manager.update_or_create(authority_id=area, defaults=tried)


def took_until(area: int, until: dt.datetime, *, now: dt.datetime) -> dict[Key, Took]:
    """How long each kind of step took, of those finished before a moment. One statement."""
    since = window_opened(LEARNT_FROM, until)
    rows = _run(_TOOK, area, now, since=since, until=until, parts=_PARTS, fewest=FEWEST)
    found: dict[Key, Took] = {}
    for step, urgency, hours, desk, finished, minutes in rows:
        found.setdefault((step, urgency, hours, desk), Took(finished, tuple(minutes)))
    return found


def try_out(area: int, *, now: dt.datetime) -> dict[str, Any]:
    """Say it again of the last four weeks, from what was known before them, and hold it against what came: columns of
    ``ForecastTrial``. Two statements.
    """
    since = now - TRIED_ON
    took = took_until(area, since, now=now)
    counts = {"clocks": 0, "said": 0, "said_and_late": 0, "late": 0}
    for row in _run(_CLOCKS + _ENDED, area, now, until=since):
        started, due, stopped = row[6:]
        forecast = _forecast(area, row, took)
        if not forecast.like_it:
            continue
        ended = stopped or now
        late = ended > due
        said = forecast.likely_from is not None and ended > forecast.likely_from
        counts["clocks"] += 1
        counts["late"] += late
        counts["said"] += said
        counts["said_and_late"] += said and late
    return {"tried_at": now, "since": since, **counts}


def _forecast(area: int, row: tuple[Any, ...], took: Mapping[Key, Took]) -> LateForecast:
    clock, episode, step, urgency, hours, desk, started, due = row[:8]
    found = like(took, step, urgency, hours, desk)
    has = (due - started).total_seconds() / 60
    after = found.likely_late_after(has) if found else None
    return LateForecast(
        clock=clock,
        episode=episode,
        authority_id=area,
        timescale=step,
        due_at=due,
        likely_from=started + dt.timedelta(minutes=after) if after is not None else None,
        usual=round(found.usual) if found else 0,
        like_it=found.finished if found else 0,
    )


def _run(statement: str, area: int, now: dt.datetime, **more: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"area": area, "now": now, "steps": list(STEPS), **more})
        return list(cursor.fetchall()) if cursor.description else []


# ---- What pages read -------------------------------------------------------------------------------------------------

LIKELY = """exists (select 1 from frontdoor_lateforecast f where f.episode = e.id and f.timescale = e.next_due
    and f.due_at = e.next_due_at and f.due_at > %(now)s and f.likely_from <= %(now)s)"""
"""That the nearest clock of an episode ``e`` is likely late by now, and not late yet."""

_BY_STEP = """
select f.timescale, case when f.timescale = %(desk)s then e.owner_team_id end as team,
       count(*) filter (where f.likely_from <= %(now)s), count(*) filter (where f.like_it = 0), count(*),
       max(f.usual) filter (where f.likely_from <= %(now)s)
from frontdoor_lateforecast f join spine_episode e on e.id = f.episode and e.closed_at is null
where f.authority_id = any(%(areas)s::smallint[]) and f.due_at > %(now)s
group by 1, 2 order by 3 desc, 1, 2
"""


@dataclass(frozen=True)
class StepAhead:
    """One step, or the answers of one desk: how many run, how many of them are likely late."""

    step: str
    team_id: int | None
    likely: int
    unsaid: int
    """Of how many nothing can be said, because too few like it are finished."""
    running: int
    usual: int
    """Minutes that half of those like the likely late ones took at most, the longest of them."""

    @property
    def title(self) -> str:
        return timescale(self.step).title


def ahead(areas: Iterable[int], *, now: dt.datetime) -> list[StepAhead]:
    """What runs now and is likely late, by step and desk, as far as the reader may see it. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_STEP, {"areas": list(areas), "now": now, "desk": _DESK})
        return [
            StepAhead(step, team, likely, unsaid, running, usual or 0)
            for step, team, likely, unsaid, running, usual in cursor.fetchall()
        ]


def trials(areas: Iterable[int]) -> list[ForecastTrial]:
    """How right it was, for each area. One statement."""
    return list(ForecastTrial._default_manager.filter(authority_id__in=list(areas)).order_by("authority_id"))
