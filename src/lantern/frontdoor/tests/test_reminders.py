"""What time does: reminding, escalating, handing the night's work over, and telling people without telling anything."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from tests.cast import SATURDAY_NIGHT, TUESDAY_NOON, Cast, a_contact, walk
from tests.pages import hold_post

from lantern.access.context import acting
from lantern.frontdoor import actions, reminders
from lantern.frontdoor.models import Check, Contact
from lantern.partnership.models import Team
from lantern.spine.models import Clock, Event, Handoff, Notice

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def mail_in_memory(settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


def asked(cast: Cast) -> Check:
    with acting(cast.officer):
        contact = a_contact(cast.officer)
    contact = walk(contact, "screened", cast=cast)
    with acting(cast.social_worker):
        desk = Team.objects.get(pk=cast.police.team_id)
        (check,) = actions.ask_agencies(
            contact,
            desks=[desk],
            question="Known?",
            lawful_basis="public_task",
            by=cast.social_worker,
            at=TUESDAY_NOON,
            version=contact.version,
        )
        return check


def due(check: Check, cast: Cast) -> dt.datetime:
    with acting(cast.officer):
        return Clock.objects.get(episode_id=check.pk, timescale="agency-checks").due_at


def kinds(check: Check, cast: Cast) -> list[str]:
    with acting(cast.officer):
        return list(Event.objects.filter(episode_id=check.pk).order_by("recorded_at").values_list("kind", flat=True))


def test_an_agency_is_reminded_once_when_its_answer_is_due(cast: Cast) -> None:
    check = asked(cast)
    when = due(check, cast)
    assert reminders.tick(when - HOUR).reminded == 0
    assert reminders.tick(when + dt.timedelta(minutes=1)).reminded == 1
    assert reminders.tick(when + dt.timedelta(minutes=2)).reminded == 0
    assert kinds(check, cast) == ["check_asked", "check_reminded"]


def test_a_missing_answer_is_raised_once_and_the_hub_hears_of_it(cast: Cast) -> None:
    """Local standard check-escalation: amber, four hours after the answer was due."""
    check = asked(cast)
    when = due(check, cast)
    reminders.tick(when + dt.timedelta(minutes=1))
    assert reminders.tick(when + 3 * HOUR).escalated == 0
    assert reminders.tick(when + 5 * HOUR).escalated == 1
    assert reminders.tick(when + 6 * HOUR).escalated == 0
    assert kinds(check, cast) == ["check_asked", "check_reminded", "check_escalated"]
    with acting(cast.officer):
        told = dict(Notice.objects.filter(episode_id=check.pk).values_list("kind", "team__kind"))
        assert told == {
            "check_waiting": "agency_desk",
            "check_reminder": "agency_desk",
            "check_escalated": "agency_desk",
            "check_missing": "hub",
        }


def test_an_answered_question_is_left_alone(cast: Cast) -> None:
    check = asked(cast)
    when = due(check, cast)
    with acting(cast.police):
        actions.answer_check(
            check, answer=Check.Answer.NOTHING_HELD, by=cast.police, at=TUESDAY_NOON, version=check.version
        )
    assert reminders.tick(when + HOUR) == reminders.Ticked()


def test_what_the_night_holds_is_offered_to_the_day_when_the_office_opens(cast: Cast) -> None:
    """Out of hours to morning: it stays with the night until the day accepts it, and is offered once."""
    with acting(cast.night_worker):
        contact = a_contact(cast.night_worker, at=SATURDAY_NIGHT)
        assert contact.owner_team.kind == "emergency_duty"
    sunday = SATURDAY_NIGHT + dt.timedelta(hours=12)
    assert reminders.tick(sunday).handed_over == 0
    monday = dt.datetime(2026, 11, 16, 10, 0, tzinfo=SATURDAY_NIGHT.tzinfo)
    assert reminders.tick(monday).handed_over == 1
    assert reminders.tick(monday + HOUR).handed_over == 0
    with acting(cast.manager):
        handoff = Handoff.objects.get(because_of_id=contact.pk)
        assert (handoff.state, handoff.to_team.kind) == ("offered", "hub")
        assert Contact.objects.get(pk=contact.pk).owner_team.kind == "emergency_duty"


def test_a_message_says_that_something_waits_and_nothing_else(cast: Cast) -> None:
    """One message for each person, never a name, a reference or a reason (each from a public breach)."""
    check = asked(cast)
    hold_post(cast.police)
    assert reminders.send_notices(TUESDAY_NOON) >= 1
    assert reminders.send_notices(TUESDAY_NOON) == 0
    message = next(sent for sent in mail.outbox if "police" in sent.to[0] or sent.to)
    assert (message.subject, message.body) == ("You have a new task", "You have a new task. Sign in.")
    for sent in mail.outbox:
        assert len(sent.to) == 1
        assert not sent.cc
        assert not sent.bcc
        assert check.reference not in sent.body + sent.subject
    with acting(cast.officer):
        assert not Notice.objects.filter(sent_at__isnull=True).exists()
