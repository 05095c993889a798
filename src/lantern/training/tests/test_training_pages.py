"""Pages of training: what they show, what they cost, and that nothing typed is lost."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast, a_key, counted_queries

from lantern.access.context import acting
from lantern.law.timescales import LONDON
from lantern.learning.tests.world import a_recommendation, fresh
from lantern.training.models import Booking, Course, TrainingEvent, TrainingNeed
from lantern.training.tests.world import a_course, a_date, a_need, booked, held

pytestmark = pytest.mark.django_db

MOST = 6
"""Statements of a page, the two fixed ones among them."""


def plain(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def sent(version: int = 0, **fields: Any) -> dict[str, Any]:
    return {"act": str(a_key()), "version": str(version), **fields}


def of(record: Any, name: str) -> str:
    return reverse(name, kwargs={"reference": record.reference})


def ahead(days: int = 20) -> dt.datetime:
    day = timezone.localdate() + dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time(9, 30), tzinfo=LONDON)


def test_every_page_says_what_to_do_when_there_is_nothing(cast: Cast, as_person: Callable) -> None:
    client = as_person(cast.partnership_manager)
    for name, words in (
        ("training", "No date for you is open for booking"),
        ("courses", "No course has been commissioned"),
        ("training_reach", "No course is offered"),
    ):
        page = client.get(reverse(name))
        assert page.status_code == 200, name
        assert words in plain(page), name


def test_pages_with_records_cost_few_statements(cast: Cast, as_person: Callable) -> None:
    because = a_recommendation(cast, state="accepted")
    need = a_need(cast, because)
    course = a_course(cast, need)
    found = a_date(cast, course, places=4)
    for each in (cast.police, cast.health, cast.partnership_manager):
        booked(found, each)
    held(cast, found, {})
    booked(a_date(cast, course, starts=ahead()), cast.police)
    client = as_person(cast.partnership_manager)
    client.get(reverse("training"))
    pages = (
        reverse("training"),
        reverse("courses"),
        reverse("training_reach"),
        f"{reverse('training_reach')}?agency={cast.police.agency_id}",
        of(need, "training_need"),
        of(course, "course"),
        of(found, "training_event"),
        of(because, "recommendation"),
    )
    cost = {}
    for path in pages:
        with counted_queries() as statements:
            page = client.get(path)
        assert page.status_code == 200, path
        cost[path] = len(statements)
    assert {path: number for path, number in cost.items() if number > MOST} == {}
    assert "The child’s own words" in plain(client.get(of(because, "recommendation")))


def test_a_need_becomes_a_course_with_a_date_and_everything_typed_is_kept(cast: Cast, as_person: Callable) -> None:
    """TR2: needs come from themes and audits; the business unit decides."""
    because = a_recommendation(cast)
    worker, officer = as_person(cast.social_worker), as_person(cast.partnership_officer)
    page = worker.post(reverse("tell_need"), sent(what="Ask a child alone", rests_on="Seen in audits."))
    assert page.status_code == 422
    assert "Choose who or what shows it" in plain(page)
    assert "Seen in audits." in page.content.decode()
    told = sent(what="Ask a child alone", because=because.reference, rests_on="Seen in audits.")
    assert worker.post(reverse("tell_need"), told).status_code == 302
    assert worker.post(reverse("tell_need"), told).status_code == 302
    with acting(cast.partnership_officer):
        need = TrainingNeed.objects.get()
        assert (need.origin, need.because_of_id) == ("recommendation", because.pk)
    assert worker.get(of(need, "commission_course")).status_code == 403
    wrong = officer.post(of(need, "commission_course"), sent(need.version, title="Alone", hours="six"))
    assert wrong.status_code == 422
    assert "Enter what people can do afterwards" in plain(wrong)
    said = sent(need.version, title="Alone", aims="Ask a child alone.", hours="6", cost="£1,200", lasts_months="24")
    assert officer.post(of(need, "commission_course"), said).status_code == 302
    with acting(cast.partnership_officer):
        course = Course.objects.get()
    assert (course.cost, course.recommendation_id) == (120_000, because.pk)
    day = ahead()
    when = {"day-day": day.day, "day-month": day.month, "day-year": day.year}
    typed = sent(**when, begins="9:30am", ends="9am", place="Room 2", places="12", **{"shares_until-day": "1"})
    wrong = officer.post(of(course, "plan_training"), typed)
    assert wrong.status_code == 422
    assert "It must end after it begins" in plain(wrong)
    assert officer.post(of(course, "plan_training"), sent(**when, begins="9:30am", ends="4pm", place="Room 2",
                                                          places="1")).status_code == 302  # fmt: skip
    with acting(cast.partnership_officer):
        assert TrainingEvent.objects.get().places == 1


def test_somebody_books_from_their_own_sign_in_waits_and_gets_the_place_that_is_given_back(
    cast: Cast, as_person: Callable
) -> None:
    """TR1: booking, places, waiting list."""
    found = a_date(cast, places=1, starts=ahead())
    police, nurse = as_person(cast.police), as_person(cast.health)
    assert "1 free" in plain(police.get(reverse("training")))
    assert police.post(of(found, "book_training"), sent()).status_code == 302
    again = police.post(of(found, "book_training"), sent())
    assert again.status_code == 409
    assert "You have booked this already" in plain(again)
    assert "Join the waiting list" in plain(nurse.get(reverse("training")))
    nurse.post(of(found, "book_training"), sent())
    assert "number 1" in plain(nurse.get(reverse("training")))
    police.post(of(found, "give_up_training"), sent())
    assert "moved up from the waiting list" in plain(nurse.get(reverse("training")))
    assert cast.health.name not in plain(police.get(of(found, "training_event")))


def test_the_register_the_answers_and_the_certificate(cast: Cast, as_person: Callable) -> None:
    """TR1: register, certificate; TR2: before and after."""
    found = a_date(cast, places=3)
    one, other = booked(found, cast.police), booked(found, cast.health)
    officer, police = as_person(cast.partnership_officer), as_person(cast.police)
    page = officer.post(of(found, "training_register"), sent(fresh(found).version, **{f"came_{one.pk.hex}": "whole"}))
    assert page.status_code == 422
    assert f"Say whether {cast.health.name} came" in plain(page)
    assert police.get(of(found, "training_certificate")).status_code == 404
    marks = {f"came_{one.pk.hex}": "whole", f"came_{other.pk.hex}": "no"}
    now = fresh(found).version
    assert officer.post(of(found, "training_register"), sent(now, **marks)).status_code == 302
    late = officer.post(of(found, "training_register"), sent(now, **marks | {f"came_{other.pk.hex}": "part"}))
    assert late.status_code == 409
    assert 'value="part"' in late.content.decode()
    assert "what was it worth?" in plain(police.get(reverse("training")))
    wrong = police.post(of(found, "training_worth"), sent(before="2", takes_away="Ask first."))
    assert wrong.status_code == 422
    assert "Ask first." in wrong.content.decode()
    police.post(of(found, "training_worth"), sent(before="2", after="4", takes_away="Ask first."))
    with acting(cast.police):
        told = Booking.objects.get(pk=one.pk)
    assert (told.before, told.after) == (2, 4)
    paper = police.get(of(found, "training_certificate"))
    assert paper.content.startswith(b"%PDF")
    assert cast.police.name not in paper["Content-Disposition"]
    event = plain(officer.get(of(found, "training_event")))
    assert "Ask first." in event
    assert "2.0 of 5 before, 4.0 after" in event


def test_who_has_had_what_is_read_by_name_only_of_ones_own_agency(cast: Cast, as_person: Callable) -> None:
    """TR2 with the duty to tell no more of people than is needed."""
    found = a_date(cast, a_course(cast), places=3)
    booked(found, cast.police)
    as_person(cast.police)
    held(cast, found, {})
    path = f"{reverse('training_reach')}?agency={cast.police.agency_id}"
    assert cast.police.name in plain(as_person(cast.police_lead).get(path))
    assert cast.police.name not in plain(as_person(cast.health).get(path))
    assert cast.police.name in plain(as_person(cast.partnership_manager).get(path))
