"""Needs, courses and their dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.interface.paging import Page
from lantern.learning.queries.common import HISTORY, SHOWN, Happened, history, rows
from lantern.training.models import Booking, Course, TrainingEvent, TrainingNeed

_NEEDS = """
select e.reference, e.state, e.opened_at, e.next_due_at, n.what, n.origin, n.told_by_name, n.declined_why,
       coalesce(o.kind, '') as origin_kind, coalesce(o.reference, '') as origin_reference, coalesce(h.name, '') as theme
from spine_episode e join training_trainingneed n on n.episode_ptr_id = e.id
left join spine_episode o on o.id = e.because_of_id left join learning_theme h on h.id = n.theme_id
where e.kind = 'training_need' and (e.closed_at is not null) = %(decided)s
order by e.next_due_at nulls last, e.opened_at desc, e.id limit %(limit)s offset %(offset)s
"""

COUNTS = """(select count(*) from training_trainingevent t join spine_episode d on d.id = t.episode_ptr_id
      where t.course_id = {course} and d.state = 'open' and t.starts_at > %(now)s) as ahead,
     (select min(t.starts_at) from training_trainingevent t join spine_episode d on d.id = t.episode_ptr_id
      where t.course_id = {course} and d.state = 'open' and t.starts_at > %(now)s) as next_at,
     (select count(*) from training_booking b join training_trainingevent t on t.episode_ptr_id = b.event_id
      where t.course_id = {course} and b.came = 'whole') as came,
     (select count(*) from training_booking b join training_trainingevent t on t.episode_ptr_id = b.event_id
      where t.course_id = {course} and b.came = 'no') as missed,
     (select count(*) from training_booking b join training_trainingevent t on t.episode_ptr_id = b.event_id
      where t.course_id = {course} and b.standing = 'waiting') as waiting,
     (select json_build_array(count(*) filter (where b.uses = 'yes'), count(*) filter (where b.used_at is not null))
      from training_booking b join training_trainingevent t on t.episode_ptr_id = b.event_id
      where t.course_id = {course}) as uses""".replace("{course}", "e.id")
"""How far a course is: dates ahead, who came, who waits, who uses it."""

_COURSES = f"""
select e.reference, e.state, e.closed_at, c.title, c.taught_by, c.hours, c.lasts_months, c.agencies, c.roles,
       coalesce(r.reference, '') as recommendation, {COUNTS}
from spine_episode e join training_course c on c.episode_ptr_id = e.id
left join spine_episode r on r.id = c.recommendation_id
where e.kind = 'course'
order by e.closed_at is not null, c.title, e.id limit %(limit)s offset %(offset)s
"""  # noqa: S608 - a part of this file


def waiting_needs() -> list[dict[str, Any]]:
    """Needs that wait to be decided, the longest first. One statement."""
    return rows(_NEEDS, {"decided": False, "limit": SHOWN, "offset": 0})


def decided_needs(page: Page) -> list[dict[str, Any]]:
    """A page of the needs that were decided, the newest first. One statement."""
    return page.cut(rows(_NEEDS, {"decided": True, "limit": page.limit, "offset": page.offset}))


def courses(now: dt.datetime, page: Page) -> list[dict[str, Any]]:
    """A page of the courses, those that are offered first. One statement."""
    return page.cut(rows(_COURSES, {"now": now, "limit": page.limit, "offset": page.offset}))


def need_for(reference: str, *, by: ActingPerson) -> TrainingNeed:
    """A need of the reader's partnerships. Raises Http404. One statement."""
    found = TrainingNeed.objects.filter(reference=reference, authority_id__in=by.partnerships)
    return _one(found.select_related("because_of", "theme").first())


def course_for(reference: str, *, by: ActingPerson) -> Course:
    """A course of the reader's partnerships with what it answers. Raises Http404. One statement."""
    found = Course.objects.filter(reference=reference, authority_id__in=by.partnerships)
    return _one(found.select_related("because_of__because_of", "recommendation", "test").first())


def event_for(reference: str, *, by: ActingPerson) -> TrainingEvent:
    """A date of the reader's partnerships with its course. Raises Http404. One statement."""
    found = TrainingEvent.objects.filter(reference=reference, authority_id__in=by.partnerships)
    return _one(found.select_related("course__recommendation", "course__test").first())


def _one[R](found: R | None) -> R:
    if found is None:
        raise Http404
    return found


_DATES = f"""
select {HISTORY} as history, (select coalesce(json_agg(json_build_object('reference', d.reference, 'state', d.state,
       'starts_at', t.starts_at, 'place', t.place, 'places', t.places, 'next_due_at', d.next_due_at,
       'placed', (select count(*) from training_booking b where b.event_id = d.id and b.standing = 'place'),
       'waiting', (select count(*) from training_booking b where b.event_id = d.id and b.standing = 'waiting'),
       'came', (select count(*) from training_booking b where b.event_id = d.id and b.came in ('whole', 'part')),
       'missed', (select count(*) from training_booking b where b.event_id = d.id and b.came = 'no'),
       'uses', (select count(*) from training_booking b where b.event_id = d.id and b.uses = 'yes'),
       'answers', (select count(*) from training_booking b where b.event_id = d.id and b.used_at is not null),
       'says', t.changed_says, 'cost', t.cost)
       order by t.starts_at desc), '[]')
    from training_trainingevent t join spine_episode d on d.id = t.episode_ptr_id where t.course_id = %(id)s) as dates
"""  # noqa: S608 - a part of learning's


def dates_of(course: Course) -> tuple[list[dict[str, Any]], list[Happened]]:
    """The dates of a course, the newest first, and what happened to the course. One statement."""
    row = rows(_DATES, {"id": course.pk})[0]
    for each in row["dates"]:
        each["starts_at"] = dt.datetime.fromisoformat(each["starts_at"])
    return row["dates"], history(row["history"])


@dataclass(frozen=True)
class Worth:
    """What people said of one event."""

    before: float
    after: float
    said: int
    yes: int
    some: int
    no: int

    @property
    def answered(self) -> int:
        return self.yes + self.some + self.no


def bookings_of(found: TrainingEvent) -> list[Booking]:
    """Who has a place or waits for one, in the order in which they booked. One statement."""
    there = Booking.objects.filter(event=found).exclude(standing=Booking.Standing.GIVEN_UP)
    return list(there.order_by("booked_at", "id"))


def worth(there: list[Booking]) -> Worth:
    """What they said, added up."""
    said = [each for each in there if each.told_at]
    count = len(said) or 1
    used = [each.uses for each in there if each.used_at]
    return Worth(
        before=round(sum(each.before or 0 for each in said) / count, 1),
        after=round(sum(each.after or 0 for each in said) / count, 1),
        said=len(said),
        yes=used.count(Booking.Uses.YES),
        some=used.count(Booking.Uses.SOME),
        no=used.count(Booking.Uses.NO),
    )


def happened_to(found: TrainingEvent) -> list[Happened]:
    """What happened to an event. One statement."""
    return history(rows(f"select {HISTORY} as history", {"id": found.pk})[0]["history"])
