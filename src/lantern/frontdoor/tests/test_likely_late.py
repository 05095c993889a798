"""What is likely to be late is said before it is, from this hub's own history, and is held against what came (FD4)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db.models import Value
from django.db.models.functions import Replace
from django.urls import reverse
from django.utils import timezone
from tests.cast import STOCKTON, Cast, a_contact, counted_queries
from tests.cast import cast as cast
from tests.pages import as_person as as_person

from lantern.access.context import acting
from lantern.frontdoor import queries
from lantern.frontdoor.figures import likely_late
from lantern.frontdoor.figures.likely_late import Took
from lantern.frontdoor.models import Contact, ForecastTrial, LateForecast, StepTime
from lantern.frontdoor.tests.staff_pages import open_office as open_office
from lantern.frontdoor.tests.staff_pages import text
from lantern.spine.models import Clock, Episode

HOUR = dt.timedelta(hours=1)


def evenly(low: float, high: float, finished: int = 100) -> Took:
    return Took(finished, tuple(low + (high - low) * part / 20 for part in range(21)))


@pytest.mark.parametrize(
    ("has", "after"),
    [
        (100, None),  # none took longer
        (90, 85),  # 1 in 10 was late: of the 15 still open after 85 minutes, 10
        (70, 55),
        (50, 25),
        (20, 0),  # four in five took longer: likely from the start
    ],
)
def test_likely_from_the_moment_at_which_two_in_three_of_those_still_open_were_late(
    has: float, after: float | None
) -> None:
    said = evenly(0, 100).likely_late_after(has)
    assert said == (pytest.approx(after) if after is not None else None)


def test_times_that_are_all_the_same_break_nothing() -> None:
    took = Took(30, (60.0,) * 21)
    assert took.share_done_within(59) == 0 and took.share_done_within(60) == 1
    assert took.likely_late_after(59) == 0 and took.likely_late_after(61) is None


def test_the_narrowest_history_with_enough_in_it_is_taken() -> None:
    wide, narrow = evenly(0, 10), evenly(0, 20)
    took = {("s", "", "", None): wide, ("s", "red", "morning", 7): narrow}
    assert likely_late.like(took, "s", "red", "morning", 7) is narrow
    assert likely_late.like(took, "s", "green", "closed", 8) is wide
    assert likely_late.like(took, "t", "red", "morning", 7) is None


def a_history(cast: Cast, *, number: int, hours: float, ago: dt.timedelta, due_in: float = 4) -> None:
    """Finished screenings that took so long, one after another, with as much time as ``due_in``."""
    now = timezone.now()
    with acting(cast.officer):
        contact = a_contact(cast.officer, at=now - ago)
        event = Clock.objects.filter(episode_id=contact.pk).first().started_by  # type: ignore[union-attr]
        Clock.objects.bulk_create(
            Clock(
                timescale="contact-screening",
                episode_id=contact.pk,
                authority_id=STOCKTON,
                owner_team_id=contact.owner_team_id,
                started_at=now - ago,
                started_by=event,
                due_at=now - ago + due_in * HOUR,
                stopped_at=now - ago + (hours + place / 1000) * HOUR,
                stopped_by=event,
            )
            for place in range(number)
        )
        Clock.objects.filter(episode_id=contact.pk, stopped_at__isnull=True).update(
            timescale=Replace("timescale", Value("contact-"), Value("other-")), stopped_at=now, stopped_by=event
        )
        Episode.objects.filter(pk=contact.pk).update(closed_at=now, state="finished", next_due_at=None, next_due="")


def set_due(cast: Cast, contact: Contact, left: float) -> None:
    due = timezone.now() + left * HOUR
    with acting(cast.officer):
        Clock.objects.filter(episode_id=contact.pk, timescale="contact-screening").update(due_at=due)
        Episode.objects.filter(pk=contact.pk).update(next_due_at=due, next_due="contact-screening")


@pytest.mark.django_db
def test_too_little_history_says_nothing_and_says_so(cast: Cast, as_person: Any) -> None:
    a_history(cast, number=likely_late.FEWEST - 1, hours=9, ago=dt.timedelta(days=40))
    with acting(cast.officer):
        contact = a_contact(cast.officer, at=timezone.now() - HOUR)
    set_due(cast, contact, 2)
    likely_late.keep_authority(STOCKTON, now=timezone.now())
    with acting(cast.officer):
        said = LateForecast._default_manager.get(episode=contact.pk, timescale="contact-screening")
    assert (said.likely_from, said.like_it) == (None, 0)
    page = text(as_person(cast.manager).get(reverse("lateness")))
    assert "Nothing that runs now is likely to be late." in page


@pytest.mark.django_db
def test_what_is_likely_late_is_said_before_it_is_late(cast: Cast, as_person: Any) -> None:
    a_history(cast, number=40, hours=9, ago=dt.timedelta(days=40))
    with acting(cast.officer):
        late, calm = (a_contact(cast.officer, at=timezone.now() - HOUR) for _ in range(2))
    set_due(cast, late, 2)
    set_due(cast, calm, 30)
    now = timezone.now()
    assert likely_late.keep_authority(STOCKTON, now=now) > 0
    assert likely_late.keep_authority(STOCKTON, now=now) == 0, "each is said once"
    client = as_person(cast.officer)
    client.get(reverse("queue"))
    with counted_queries() as asked:
        page = text(client.get(reverse("queue"), {"view": "likely"}))
    assert len(asked) <= 4
    assert late.reference in page and calm.reference not in page
    assert "Usually takes 9 hours in all, 2 hours left" in page
    assert "likely to be late" in text(client.get("/"))
    with acting(cast.officer):
        assert queries.queue_counts(cast.officer, now=now)["likely"] == 1
        assert queries.queue_counts(cast.officer, now=now + 3 * HOUR)["likely"] == 0, "late is late, not likely"
    assert "are likely to be late." in text(as_person(cast.manager).get(reverse("lateness")))


@pytest.mark.django_db
def test_a_clock_that_stops_or_is_due_at_another_time_is_said_anew(cast: Cast) -> None:
    a_history(cast, number=40, hours=9, ago=dt.timedelta(days=40))
    with acting(cast.officer):
        contact = a_contact(cast.officer, at=timezone.now() - HOUR)
    set_due(cast, contact, 2)
    now = timezone.now()
    likely_late.keep_authority(STOCKTON, now=now)
    set_due(cast, contact, 5)
    assert likely_late.keep_authority(STOCKTON, now=now) == 1
    with acting(cast.officer):
        event = Clock.objects.filter(episode_id=contact.pk).first().started_by  # type: ignore[union-attr]
        Clock.objects.filter(episode_id=contact.pk, stopped_at__isnull=True).update(stopped_at=now, stopped_by=event)
    likely_late.keep_authority(STOCKTON, now=now)
    with acting(cast.officer):
        assert not LateForecast._default_manager.filter(episode=contact.pk).exists()


@pytest.mark.django_db
def test_it_is_tried_on_the_last_weeks_with_what_was_known_before_them(cast: Cast) -> None:
    a_history(cast, number=40, hours=9, ago=dt.timedelta(days=40))
    a_history(cast, number=6, hours=9, ago=dt.timedelta(days=9))
    a_history(cast, number=2, hours=2, ago=dt.timedelta(days=9))
    likely_late.keep_authority(STOCKTON, now=timezone.now())
    with acting(cast.officer):
        trial = ForecastTrial._default_manager.get(authority_id=STOCKTON)
        assert StepTime._default_manager.count() > 0
    # All eight had four hours and were said from the start: six were late.
    assert (trial.said, trial.said_and_late) == (8, 6)


@pytest.mark.django_db
def test_figures_of_another_authority_are_closed(cast: Cast) -> None:
    a_history(cast, number=40, hours=9, ago=dt.timedelta(days=40))
    likely_late.keep_authority(STOCKTON, now=timezone.now())
    with acting(cast.elsewhere):
        assert not StepTime._default_manager.exists() and not ForecastTrial._default_manager.exists()
