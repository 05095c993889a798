"""Whoever prepares the executive's pack is told what comes next and finds the way: document 001, section 5.1."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import TUESDAY_NOON, Cast, a_key, counted_queries

from lantern.access.context import acting
from lantern.boards.tests.world import an_action
from lantern.governance.actions import meetings
from lantern.governance.ahead import steps
from lantern.governance.models import BoardMeeting
from lantern.governance.tests.world import a_board_meeting, an_item

pytestmark = pytest.mark.django_db


def test_the_next_step_of_every_meeting_is_named_until_its_minutes_are_approved(cast: Cast) -> None:
    by = cast.partnership_officer
    with acting(by):
        before = [each.does for each in steps(by=by, now=TUESDAY_NOON)]
        assert "Plan the next meeting" in before
        meeting = a_board_meeting(cast, items=0)
        first = steps(by=by, now=TUESDAY_NOON)[0]
        assert first.does == "Make the agenda"
        assert reverse("add_to_agenda", args=[meeting.reference]) == first.href
        an_item(meeting, by=by, needs_paper=True)
        sends = steps(by=by, now=TUESDAY_NOON)[0]
        assert (sends.does, sends.note) == (
            "Finish and send the agenda", "1 item on the agenda, 1 paper is missing",
        )  # fmt: skip
        meetings.send_agenda(meeting, by=by, at=TUESDAY_NOON, version=meeting.version)
        assert steps(by=by, now=TUESDAY_NOON)[0].does == "Begin on the day"


def test_the_pack_is_made_from_the_front_page_in_a_few_presses(cast: Cast, as_person: Callable[..., Client]) -> None:
    """Front page, agenda, what is due put on and one paper asked for, the pack as PDF: no page is looked for."""
    by = cast.partnership_manager
    with acting(cast.partnership_officer):
        meeting = a_board_meeting(cast, items=0)
        an_action(cast, by=cast.partnership_officer)
    client = as_person(by)
    with counted_queries() as statements:
        front = client.get("/").content.decode()
    assert len(statements) <= 6
    agenda = reverse("add_to_agenda", args=[meeting.reference])
    assert agenda in front
    page = client.get(agenda).content.decode()
    assert "How this body is chaired" in page
    due = {"title": "How this body is chaired", "act": str(a_key())}
    done = client.post(reverse("take_up_signal", args=[meeting.reference]), due)
    assert done.headers["Location"] == agenda
    page = client.get(agenda).content.decode()
    assert "On the agenda: How this body is chaired" in page
    here = reverse("board_meeting", args=[meeting.reference])
    assert here in page
    assert reverse("board_pack", args=[meeting.reference]) in client.get(here).content.decode()
    paper = client.get(reverse("board_pack", args=[meeting.reference]))
    assert paper.content.startswith(b"%PDF")
    with acting(by):
        assert BoardMeeting.objects.get().state == "planned"
    assert "What comes next for the boards" not in as_person(cast.police).get("/").content.decode()
