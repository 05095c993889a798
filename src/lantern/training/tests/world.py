"""Needs, courses and dates that tests begin with. All invented."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from tests.cast import LONDON, Cast, a_key

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.learning.tests.world import fresh, keeper, press
from lantern.spine.models import Episode
from lantern.training import actions
from lantern.training.models import Booking, Course, TrainingEvent, TrainingNeed

MONDAY = dt.datetime(2026, 9, 7, 10, 0, tzinfo=LONDON)
"""When things are planned."""
DAY = dt.datetime(2026, 9, 14, 9, 30, tzinfo=LONDON)
"""A Monday on which a training begins."""
END = dt.datetime(2026, 9, 14, 16, 0, tzinfo=LONDON)


def a_need(cast: Cast, because_of: Episode | None = None, at: dt.datetime = MONDAY) -> TrainingNeed:
    """A need that a social worker told."""
    with acting(cast.social_worker):
        return actions.tell_need(
            keeper=keeper(),
            what="Ask a child alone before the meeting",
            origin="recommendation" if because_of else "practitioner",
            because_of=because_of,
            rests_on="Nobody had in four of five plans.",
            by=cast.social_worker,
            at=at,
            key=a_key(),
        )


def a_course(cast: Cast, need: TrainingNeed | None = None, **facts: Any) -> Course:
    need = need or a_need(cast)
    values: dict[str, Any] = {
        "title": "The child’s own words",
        "aims": "Ask a child alone, and write what they said in their words.",
        "hours": Decimal(6),
        "lasts_months": 24,
        "cost": 60_000,
    }
    with acting(cast.partnership_manager):
        return actions.commission(need, **values | facts, **press(need, cast.partnership_manager))


def a_date(
    cast: Cast, course: Course | None = None, *, places: int = 2, starts: dt.datetime = DAY, **facts: Any
) -> TrainingEvent:
    by = cast.partnership_officer
    course = course or a_course(cast)
    with acting(by):
        return actions.plan(
            fresh(course), starts_at=starts, ends_at=starts.replace(hour=16, minute=0), place="Hub, room 2",
            places=places, by=by, at=MONDAY, key=a_key(), **facts,
        )  # fmt: skip


def booked(found: TrainingEvent, by: ActingPerson, at: dt.datetime = MONDAY) -> Booking:
    with acting(by):
        return actions.book(found, by=by, at=at, key=a_key())


def held(cast: Cast, found: TrainingEvent, came: dict[str, str], at: dt.datetime = END) -> TrainingEvent:
    """Held, with who came by name; everybody else came to the whole of it."""
    by = cast.partnership_officer
    with acting(by):
        there = Booking.objects.filter(event=found, standing="place")
        marks = {each.pk: came.get(each.name, "whole") for each in there}
        actions.hold(fresh(found), came=marks, **press(found, by, at))
    return fresh(found)
