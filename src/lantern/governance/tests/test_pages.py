"""The pages of board meetings, each as its user."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast, a_key, counted_queries

from lantern.access.context import acting
from lantern.boards.models import Action
from lantern.boards.tests.world import held_by, seat
from lantern.governance.models import AgendaItem, Attendance, BoardMeeting, Decision, MinuteLine
from lantern.governance.tests.test_reading import FILE
from lantern.governance.tests.world import a_board_meeting

pytestmark = pytest.mark.django_db


def _at(meeting: BoardMeeting, name: str = "board_meeting", **more: Any) -> str:
    return reverse(name, kwargs={"reference": meeting.reference, **more})


def test_a_meeting_goes_from_plan_to_approved_minutes_in_the_browser(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    client, chair, owner = as_person(cast.partnership_officer), as_person(cast.scrutineer), as_person(cast.director)
    with acting(cast.partnership_officer):
        held_by("executive-chair", cast.scrutineer, by=cast.partnership_officer)
        held_by("executive-stockton", cast.director, by=cast.partnership_officer)
    page = client.get(reverse("body", args=["executive-partnership"])).content.decode()
    assert reverse("body_meetings", args=["executive-partnership"]) in page
    now = timezone.localtime()
    typed: dict[str, Any] = {
        "on-day": now.day, "on-month": now.month, "on-year": now.year, "at": "", "place": "Civic Centre",
        "act": str(a_key()),
    }  # fmt: skip
    address = reverse("plan_meeting", args=["executive-partnership"])
    wrong = client.post(address, typed)
    assert wrong.status_code == 422
    assert "Civic Centre" in wrong.content.decode(), "nothing typed is lost"
    assert client.post(address, typed | {"at": "11:30pm"}).status_code == 302
    with acting(cast.partnership_officer):
        meeting = BoardMeeting.objects.get()
    agenda = _at(meeting, "add_to_agenda")
    assert "How this body is chaired" in client.get(agenda).content.decode(), "what is due is offered"
    due = {"title": "How this body is chaired", "act": str(a_key())}
    assert client.post(_at(meeting, "take_up_signal"), due).status_code == 302
    item = {"title": "Waits for help", "purpose": "assure", "needs_paper": "on", "act": str(a_key())}
    assert client.post(agenda, item | {"confidential": "on"}).status_code == 422, "a reason is asked for"
    assert client.post(agenda, item).status_code == 302
    with acting(cast.partnership_officer):
        first, second = AgendaItem.objects.order_by("number")
    paper = {"paper": "Waits grew to nine weeks.", "act": str(a_key())}
    assert owner.post(_at(meeting, "paper", record=second.pk), paper).status_code == 302
    for move, version in (("send_agenda", 1), ("begin", 2)):
        sent = {"version": str(version), "act": str(a_key()), "late_reason": "Called at short notice."}
        assert client.post(_at(meeting, "move_board_meeting", move=move), sent).status_code == 302
    assert "Ask first" in client.get(_at(meeting)).content.decode()
    client.post(_at(meeting, "board_interest"), {"nobody": "1", "act": str(a_key())})
    line = {"item": str(second.pk), "text": "Nine weeks is too long.", "act": str(a_key())}
    assert client.post(_at(meeting, "board_minute"), line | {"text": ""}).status_code == 422
    assert client.post(_at(meeting, "board_minute"), line).status_code == 302
    decision = {"item": str(first.pk), "title": "Chair", "resolution": "Go on.", "reasons": "", "act": str(a_key())}
    assert client.post(_at(meeting, "board_decide"), decision).status_code == 422
    assert client.post(_at(meeting, "board_decide"), decision | {"reasons": "It works."}).status_code == 302
    action = {
        "what": "Bring waits by ward.", "owner": f"seat:{seat().pk}", "when": "event", "by_event": "The next meeting",
        "act": str(a_key()),
    }  # fmt: skip
    assert client.post(_at(meeting, "board_promise", record=second.pk), action).status_code == 302
    page = client.get(_at(meeting)).content.decode()
    for told in ("Nine weeks is too long.", "Go on.", "Bring waits by ward.", "nobody declared one"):
        assert told in page
    roll = client.get(_at(meeting, "board_roll")).content.decode()
    seats = [part.split('"')[0] for part in roll.split('id="seat-')[1:]]
    came = {f"seat-{each}": "full" for each in seats} | {f"was-{each}": "" for each in seats}
    assert client.post(_at(meeting, "board_roll"), came | {"act": str(a_key())}).status_code == 302
    end = {"version": "3", "act": str(a_key())}
    assert client.post(_at(meeting, "move_board_meeting", move="end"), end).status_code == 302
    assert (
        chair.post(
            _at(meeting, "move_board_meeting", move="approve"), {"version": "4", "act": str(a_key())}
        ).status_code
        == 302
    )
    for name, begins in (
        ("board_minutes_pdf", b"%PDF"),
        ("board_minutes_public", b"%PDF"),
        ("board_minutes_word", b"PK"),
    ):
        assert owner.get(_at(meeting, name)).content.startswith(begins)
    with acting(cast.partnership_officer):
        promised, decided = Action.objects.get(), Decision.objects.get()
    page = owner.get(reverse("board_action", args=[promised.reference])).content.decode()
    assert _at(meeting) in page, "an action leads back to its meeting"
    assert "It works." in owner.get(reverse("board_decision", args=[decided.reference])).content.decode()
    press = {"version": str(decided.version), "act": str(a_key())}
    assert client.post(reverse("move_board_decision", args=[decided.reference, "publish"]), press).status_code == 302
    assert (
        "kept their promise" in owner.get(reverse("body_attendance", args=["executive-partnership"])).content.decode()
    )


def test_both_wordings_stand_before_the_second_of_two(cast: Cast, as_person: Callable[..., Client]) -> None:
    one, other = as_person(cast.partnership_officer), as_person(cast.partnership_manager)
    with acting(cast.partnership_officer):
        meeting = a_board_meeting(cast, begun=True)
        item = AgendaItem.objects.filter(episode=meeting).order_by("number")[0]
    first = one.get(_at(meeting, "board_meeting_live"))
    assert one.get(_at(meeting, "board_meeting_live"), headers={"If-None-Match": first["ETag"]}).status_code == 304
    one.post(_at(meeting, "board_minute"), {"item": str(item.pk), "text": "They agred.", "act": str(a_key())})
    with acting(cast.partnership_officer):
        line = MinuteLine.objects.get()
    address = _at(meeting, "reword_minute", record=line.pk)
    assert one.post(address, {"text": "They agreed.", "act": str(a_key())}).status_code == 302
    answer = other.post(address, {"text": "Three agreed.", "act": str(a_key())})
    assert answer.status_code == 409
    for told in ("They agreed.", "Three agreed."):
        assert told in answer.content.decode()


def test_pages_are_read_with_few_statements(cast: Cast, as_person: Callable[..., Client]) -> None:
    client = as_person(cast.partnership_manager)
    with acting(cast.partnership_officer):
        meeting = a_board_meeting(cast, items=6, begun=True)
    where = [
        reverse("board_meetings"), reverse("body_meetings", args=["executive-partnership"]), _at(meeting),
        _at(meeting, "board_meeting_live"), _at(meeting, "board_roll"), reverse("board_decisions"),
        reverse("body_attendance", args=["executive-partnership"]), reverse("forward_plan"),
    ]  # fmt: skip
    for address in where:
        client.get(address)
        with counted_queries() as statements:
            assert client.get(address).status_code == 200
        assert len(statements) <= 6, (address, statements)
        assert as_person(cast.officer).get(address).status_code == 403


def test_minutes_from_a_file_are_checked_before_anything_is_made_of_them(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    """Nothing is guessed: what is doubtful stands as a question, and what was typed stays when something is missing."""
    client = as_person(cast.partnership_officer)
    address = reverse("minutes_files", args=["teeswide-adults-board"])
    letter = SimpleUploadedFile("letter.md", b"Dear all, nothing to report.")
    wrong = client.post(address, {"file": letter, "act": str(a_key())})
    assert (wrong.status_code, "No minutes were found" in wrong.content.decode()) == (422, True)
    sent = client.post(address, {"file": SimpleUploadedFile(FILE.name, FILE.read_bytes()), "act": str(a_key())})
    page = client.get(sent["Location"]).content.decode()
    assert "15 action points are doubtful" in page
    assert "“April 2023” is a month" in page
    typed: dict[str, Any] = {"on-day": "7", "on-month": "3", "on-year": "2023", "at": "9:30am", "act": str(a_key())}
    typed |= {f"action-{number}-leave_out": "on" for number in range(1, 15)}
    typed |= {"action-0-what": "Ask for assurance.", "action-0-when": "event", "action-0-by_event": "The April meeting"}
    again = client.post(sent["Location"], typed)
    assert (again.status_code, "The April meeting" in again.content.decode()) == (422, True)
    owner = {"action-0-owner": f"seat:{seat('adults-board-children').pk}"}
    assert client.post(sent["Location"], typed | owner).status_code == 302
    with acting(cast.partnership_officer):
        action, meeting = Action.objects.get(), BoardMeeting.objects.get()
        assert (action.by_event, action.source) == (
            "The April meeting", "Teeswide Safeguarding Adults Board, 7 March 2023, item 3",
        )  # fmt: skip
        assert (meeting.state, Attendance.objects.count(), AgendaItem.objects.count()) == ("running", 57, 9)
    assert client.get(sent["Location"]).status_code == 302, "one file makes one meeting"
