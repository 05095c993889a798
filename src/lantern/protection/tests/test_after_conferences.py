"""What a conference leaves behind: an outline of the plan in time, an agenda from it, and its review in one form."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast, a_child, a_key, counted_queries
from tests.cast import cast as cast
from tests.pages import as_person as as_person

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.frontdoor.tests.staff_pages import text
from lantern.meetings import actions as meetings
from lantern.meetings.actions import Asked, ForChild
from lantern.meetings.models import Meeting, Seat
from lantern.people.models import Person
from lantern.plans.models import Plan, PlanReview
from lantern.plans.tests.world import WHOLE, agreed, manager, reviewer, worker
from lantern.protection.tests.test_protection import LONDON, WHO_IS_THERE
from lantern.spine.lifecycle import MoveRefused
from lantern.spine.models import Clock

pytestmark = pytest.mark.django_db


def a_meeting(by: ActingPerson, kind: str, child: Person, at: dt.datetime) -> Meeting:
    """Begun, with everybody there. Within ``acting``."""
    meeting: Meeting = meetings.call(
        kind, children=[child], starts_at=at, purpose="Father is back.", by=by, at=at,
        asked=[*WHO_IS_THERE, Asked("Ann Smith", "family", "Mother")],
    ).episode  # fmt: skip
    meetings.begin(meeting, by=by, at=at, version=meeting.version)
    seats = Seat.objects.filter(episode_id=meeting.pk)
    meetings.take_roll(meeting, found={seat.pk: ("", "here") for seat in seats}, by=by, at=at)
    return Meeting.objects.get(pk=meeting.pk)


def decided(by: ActingPerson, meeting: Meeting, child: Person, outcome: str, at: dt.datetime) -> Meeting:
    one = ForChild(child.pk, outcome, "Likely to suffer harm.", {"category": "physical", "outline": "Father is out."})
    meetings.decide(meeting, decisions=[one], by=by, at=at, version=meeting.version)
    found = Meeting.objects.get(pk=meeting.pk)
    meetings.end(found, by=by, at=at, version=found.version)
    return Meeting.objects.get(pk=meeting.pk)


def test_the_outline_plan_is_due_in_five_working_days_across_christmas(cast: Cast) -> None:
    """Local: 5 working days. Held on Tuesday 22 December 2026; Friday 25 and Monday 28 (for Boxing Day) are holidays:
    23, 24, 29, 30 and Thursday 31 December.
    """
    by, at = reviewer(), dt.datetime(2026, 12, 22, 14, 0, tzinfo=LONDON)
    with acting(by):
        child = a_child()
        meeting = decided(by, a_meeting(by, "initial_conference", child, at), child, "child_protection_plan", at)
        clock = Clock.objects.get(episode=meeting, timescale="conference-outline-plan")
        assert clock.due_at == dt.datetime(2026, 12, 31, 23, 59, 59, 999999, tzinfo=LONDON)
        meetings.send_outline(meeting, how="By hand.", by=by, at=at + dt.timedelta(days=1), version=meeting.version)
        clock.refresh_from_db()
        assert clock.stopped_at == at + dt.timedelta(days=1)
        assert Clock.objects.get(episode=meeting, timescale="conference-minutes").stopped_at is None


def test_a_conference_that_decides_on_no_plan_has_no_outline_to_send(cast: Cast) -> None:
    by, at = reviewer(), dt.datetime(2026, 12, 22, 14, 0, tzinfo=LONDON)
    with acting(by):
        child = a_child()
        meeting = decided(by, a_meeting(by, "initial_conference", child, at), child, "no_plan", at)
        assert not Clock.objects.filter(episode=meeting, timescale="conference-outline-plan").exists()


def test_the_outline_plan_is_read_and_sent_in_the_browser(cast: Cast, as_person: Any) -> None:
    by, at = reviewer(), timezone.now()
    with acting(by):
        child = a_child()
        meeting = decided(by, a_meeting(by, "initial_conference", child, at), child, "child_protection_plan", at)
    client = as_person(by)
    assert "Send the outline plan" in text(client.get(reverse("meeting", args=[meeting.reference])))
    there = reverse("move_meeting", args=[meeting.reference, "send_outline"])
    empty = client.post(there, {"act": str(a_key()), "version": meeting.version, "how": ""})
    assert empty.status_code == 422 and "Say to whom it went" in text(empty)
    assert client.get(reverse("outline_pdf", args=[meeting.reference])).content[:4] == b"%PDF"
    done = client.post(there, {"act": str(a_key()), "version": meeting.version, "how": "By hand to mother."})
    assert done.status_code == 302
    page = text(client.get(reverse("meeting", args=[meeting.reference])))
    assert "By hand to mother." in page and "Send the outline plan" not in page


@pytest.fixture
def protected(cast: Cast) -> Plan:
    """A child on an agreed child protection plan with one action."""
    return agreed(worker(), manager(), kind="child_protection")


def test_a_core_group_goes_through_the_actions_of_the_plan(protected: Plan, as_person: Any) -> None:
    by, at = worker(), timezone.now()
    with acting(by):
        meeting = a_meeting(by, "core_group", Person.objects.get(pk=protected.child_id), at)
    client, there = as_person(by), reverse("meeting", args=[meeting.reference])
    client.get(there)
    with counted_queries() as asked:
        page = text(client.get(there))
    assert len(asked) <= 6
    assert "What you go through" in page and WHOLE["action"] in page


def test_a_review_conference_is_the_review_of_the_plan_written_once(protected: Plan, as_person: Any) -> None:
    by, at = reviewer(), timezone.now()
    with acting(by):
        meeting = a_meeting(by, "review_conference", Person.objects.get(pk=protected.child_id), at)
    client, there = as_person(by), reverse("decide_meeting", args=[meeting.reference])
    assert str(WHOLE["action"]) in text(client.get(there))
    said = {
        "act": str(a_key()), "version": meeting.version, "child-0-outcome": "goes_on", "child-0-category": "physical",
        "child-0-reasons": "He is in school every day.", "child-0-child_view": "I like breakfast club.",
    }  # fmt: skip
    slip = client.post(there, said)
    assert slip.status_code == 422 and "Say how far it is" in text(slip) and "in school every day" in text(slip)
    said |= {"child-0-state_1": "done", "child-0-now_1": "In school 19 of 20 days."}
    assert client.post(there, said).status_code == 302
    assert "Done. In school 19 of 20 days." in text(client.get(reverse("meeting", args=[meeting.reference])))
    with acting(by):
        review = PlanReview.objects.get(plan=protected)
        assert (review.decision, review.done, review.child_view) == ("continue", 1, "I like breakfast club.")
        item = protected.items.get()
        assert (item.state, item.progress) == ("done", "In school 19 of 20 days.")
        again = Meeting.objects.get(pk=meeting.pk)
        one = ForChild(protected.child_id, "goes_on", "As before.", {"category": "physical"})
        meetings.decide(again, decisions=[one], by=by, at=at, version=again.version)
        assert PlanReview.objects.count() == 1, "decided again, it is still one review"


def test_only_whoever_may_review_such_a_plan_decides_the_conference(protected: Plan) -> None:
    by, at = worker(), timezone.now()
    with acting(by):
        child = Person.objects.get(pk=protected.child_id)
        meeting = a_meeting(by, "review_conference", child, at)
        one = ForChild(child.pk, "goes_on", "As before.", {"category": "physical"})
        with pytest.raises(MoveRefused, match="whoever chairs it"):
            meetings.decide(meeting, decisions=[one], by=by, at=at, version=meeting.version)
