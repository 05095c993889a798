"""Clocks on real dates: which event starts and stops which, and that re-naming a worry never buys time."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from tests.cast import Cast, a_contact, walk

from lantern.access.context import acting
from lantern.frontdoor import actions
from lantern.frontdoor.models import Contact
from lantern.law.clock_events import events_named
from lantern.spine.kinds import all_kinds
from lantern.spine.models import Clock, Priority

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


def test_every_event_a_clock_listens_to_is_declared_by_a_room() -> None:
    assert events_named() <= set(all_kinds())


def test_a_contact_before_a_bank_holiday_weekend_is_decided_by_the_tuesday(cast: Cast) -> None:
    """Friday 22 May 2026, one working day, due Tuesday 26 May: Monday 25 May is a bank holiday."""
    friday = dt.datetime(2026, 5, 22, 11, 0, tzinfo=LONDON)
    with acting(cast.officer):
        contact = a_contact(cast.officer, at=friday)
        due = Clock.objects.get(episode=contact, timescale="contact-decision").due_at.astimezone(LONDON)
        assert due.date() == dt.date(2026, 5, 26)


def test_a_worry_at_eleven_at_night_in_summer_counts_from_its_london_day(cast: Cast) -> None:
    """23:30 in London on Tuesday 7 July 2026 is still Tuesday there, whatever UTC says; due Wednesday."""
    late = dt.datetime(2026, 7, 7, 23, 30, tzinfo=LONDON)
    with acting(cast.night_worker):
        contact = a_contact(cast.night_worker, at=late)
        due = Clock.objects.get(episode=contact, timescale="contact-decision").due_at.astimezone(LONDON)
        assert due.date() == dt.date(2026, 7, 8)


def test_an_urgent_clock_runs_through_the_change_of_the_clocks(cast: Cast) -> None:
    """Hours are elapsed hours: on 25 October 2026 the clocks go back at two, and four hours are still four hours."""
    night = dt.datetime(2026, 10, 25, 0, 30, tzinfo=LONDON)
    with acting(cast.night_worker):
        contact = a_contact(cast.night_worker, at=night)
        clock = Clock.objects.get(episode=contact, timescale="contact-screening")
        assert clock.due_at - clock.started_at == dt.timedelta(hours=1), "an unrated contact is treated as red"


def test_a_new_priority_is_judged_from_when_the_clock_started(cast: Cast) -> None:
    """Counting rule 8: a reset is not allowed by re-naming."""
    noon = dt.datetime(2026, 11, 17, 12, 0, tzinfo=LONDON)
    with acting(cast.social_worker):
        contact = walk(a_contact(cast.social_worker, at=noon), "awaiting_sign_off", cast=cast, at=noon)
        signing = Clock.objects.get(episode=contact, timescale="sign-off")
        assert signing.variant == "amber"
        started = signing.started_at
    with acting(cast.other_manager):
        contact = Contact.objects.get(pk=contact.pk)
        actions.send_back(
            contact,
            reason="Ask health.",
            by=cast.other_manager,
            at=noon + dt.timedelta(hours=1),
            version=contact.version,
        )
        assert Clock.objects.get(pk=signing.pk).stopped_at is not None
    with acting(cast.social_worker):
        actions.reprioritise(
            contact,
            priority=Priority.RED,
            reason="Worse.",
            by=cast.social_worker,
            at=noon + dt.timedelta(hours=2),
            version=contact.version,
        )
        assert Clock.objects.filter(episode=contact, timescale="contact-decision", stopped_at__isnull=False).exists()
        assert started == noon


def test_an_episode_always_knows_its_nearest_clock(cast: Cast) -> None:
    with acting(cast.officer):
        contact = a_contact(cast.officer)
        nearest = Clock.objects.filter(episode=contact, stopped_at__isnull=True).order_by("due_at")[0]
        stored = Contact.objects.get(pk=contact.pk)
        assert (stored.next_due_at, stored.next_due) == (nearest.due_at, nearest.timescale)


def test_lateness_keeps_the_reason_only_when_it_was_late(cast: Cast) -> None:
    noon = dt.datetime(2026, 11, 17, 12, 0, tzinfo=LONDON)
    with acting(cast.social_worker):
        contact = walk(a_contact(cast.social_worker, at=noon), "screened", cast=cast, at=noon + dt.timedelta(days=5))
        screening = Clock.objects.get(episode=contact, timescale="contact-screening")
        assert screening.stopped_at is not None
        assert screening.stopped_at > screening.due_at
        assert screening.late_reason == "", "no reason was given, so none is invented"
