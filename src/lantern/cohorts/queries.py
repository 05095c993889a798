"""What pages read of cohorts. Each is one SQL statement."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.cohorts.definitions import cohorts
from lantern.cohorts.models import Belonging
from lantern.law.timescales import LONDON
from lantern.law.timescales import timescale as the_timescale
from lantern.spine.models import Clock

SHOWN = 300


@dataclass(frozen=True)
class Count:
    """How one cohort stands: how many, how many of them past a day, and how many never seen."""

    children: int = 0
    late: int = 0
    never_seen: int = 0


_COUNTS = """
select b.cohort, count(*), count(*) filter (where e.next_due_at < %(now)s),
  count(*) filter (where b.last_seen_on is null)
from spine_episode e join cohorts_belonging b on b.episode_ptr_id = e.id
where e.authority_id = any(%(authorities)s) and e.kind = 'cohort' and e.closed_at is null group by 1
"""


def counts(*, by: ActingPerson, now: dt.datetime) -> dict[str, Count]:
    """Every cohort of the reader's areas, by its code."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"authorities": list(by.authorities), "now": now})
        found = {code: Count(*numbers) for code, *numbers in cursor.fetchall()}
    return {code: found.get(code, Count()) for code in cohorts()}


@dataclass(frozen=True)
class Line:
    """A child of a cohort, as a line of its list."""

    reference: str
    child: str
    born_on: dt.date | None
    since: dt.datetime
    worker_id: int | None
    worker: str
    team: str
    last_seen_on: dt.date | None
    reviewed_at: dt.datetime | None
    due_at: dt.datetime | None
    due: str

    @property
    def due_called(self) -> str:
        return the_timescale(self.due).title if self.due else ""


_LINES = """
select e.reference, p.name, p.born_on, e.opened_at, e.worker_id, coalesce(u.display_name, ''), t.name, b.last_seen_on,
  b.reviewed_at, e.next_due_at, e.next_due
from spine_episode e join cohorts_belonging b on b.episode_ptr_id = e.id
join people_person p on p.id = b.child_id join partnership_team t on t.id = e.owner_team_id
left join access_user u on u.id = e.worker_id
where e.authority_id = any(%(authorities)s) and e.kind = 'cohort' and e.closed_at is null and b.cohort = %(cohort)s
order by e.next_due_at nulls last, e.reference limit %(most)s
"""


def children_in(code: str, *, by: ActingPerson) -> list[Line]:
    """The children of a cohort, the nearest day first; one more than are shown where there are more."""
    with connection.cursor() as cursor:
        cursor.execute(_LINES, {"authorities": list(by.authorities), "cohort": code, "most": SHOWN + 1})
        return [Line(*row) for row in cursor.fetchall()]


def of_people(people: Iterable[uuid.UUID]) -> list[Belonging]:
    """Every cohort these people (records of one child) are or were in, those that stand first."""
    found = Belonging.objects.select_related("worker", "owner_team").filter(child_id__in=list(people))
    return sorted(found, key=lambda each: (each.left_on is not None, -each.opened_at.timestamp()))


def belonging_for(reference: str, *, by: ActingPerson) -> Belonging:
    """One entry with its child, for whoever works with the authority's records."""
    found = (
        Belonging.objects.select_related("child", "worker", "owner_team")
        .filter(reference=reference.upper(), authority_id__in=by.authorities)
        .first()
    )
    if found is None:
        raise Http404
    return found


def running(belonging: Belonging) -> list[Clock]:
    """What is due for a child of a cohort, the nearest first."""
    return list(Clock.objects.filter(episode_id=belonging.pk, stopped_at__isnull=True).order_by("due_at"))


@dataclass(frozen=True)
class Year:
    """What a cohort's return says of one year, 1 April to 31 March: numbers alone."""

    year: int
    """In which it begins."""
    there: int
    """In it on the first day."""
    joined: int
    left: int
    at_end: int
    """In it on the last day, or today."""
    due: int
    """Times a child was to be seen."""
    in_time: int
    not_yet: int
    """Of those due, how many were not seen at all so far."""

    @property
    def rows(self) -> list[tuple[str, int]]:
        """Each number with its words, as the page and the file have them."""
        return [
            (f"On 1 April {self.year}", self.there),
            ("Came to it", self.joined),
            ("Left it", self.left),
            ("At the end of the year, or today", self.at_end),
            ("Times a child was to be seen", self.due),
            ("Seen in time", self.in_time),
            ("Seen late", self.due - self.in_time - self.not_yet),
            ("Not seen yet", self.not_yet),
        ]


_YEAR = """
with theirs as (
    select e.id, e.opened_at, b.left_on from spine_episode e join cohorts_belonging b on b.episode_ptr_id = e.id
    where e.authority_id = any(%(authorities)s) and e.kind = 'cohort' and b.cohort = %(cohort)s
      and e.opened_at < %(until)s and (b.left_on is null or b.left_on >= %(first)s)
), seen as (
    select c.due_at, c.stopped_at from theirs t join spine_clock c on c.episode_id = t.id
    where c.timescale = any(%(visits)s) and c.due_at >= %(since)s and c.due_at < least(%(until)s, %(now)s)
      and (t.left_on is null or t.left_on >= (c.due_at at time zone 'Europe/London')::date or c.stopped_at <= c.due_at)
)
select (select count(*) from theirs where opened_at < %(since)s),
  (select count(*) from theirs where opened_at >= %(since)s),
  (select count(*) from theirs where left_on < %(after)s),
  (select count(*) from theirs where left_on is null or left_on >= %(after)s),
  (select count(*) from seen), (select count(*) from seen where stopped_at <= due_at),
  (select count(*) from seen where stopped_at is null)
"""


def year_of(code: str, year: int, *, by: ActingPerson, now: dt.datetime) -> Year:
    """The numbers of one cohort from 1 April of a year to 31 March of the next, for the reader's areas."""
    asked: dict[str, Any] = {
        "authorities": list(by.authorities),
        "cohort": code,
        "visits": list(cohorts()[code].visits),
        "since": dt.datetime(year, 4, 1, tzinfo=LONDON),
        "until": dt.datetime(year + 1, 4, 1, tzinfo=LONDON),
        "first": dt.date(year, 4, 1),
        "after": dt.date(year + 1, 4, 1),
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_YEAR, asked)
        row = cursor.fetchone() or (0,) * 7
    return Year(year, *row)


def year_now(today: dt.date) -> int:
    """The year, beginning in April, in which a day lies."""
    return today.year if today >= dt.date(today.year, 4, 1) else today.year - 1
