"""The pages of meetings, each as its user."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import TUESDAY_NOON, Cast, a_child, a_key, counted_queries

from lantern.access.context import acting
from lantern.meetings.models import Agreed, Invitation, Meeting, Said, Seat
from lantern.meetings.tests.world import a_meeting, as_now
from lantern.people.models import Person
from lantern.spine import drafts

pytestmark = pytest.mark.django_db


def _open(client: Client, child: Person) -> None:
    client.post(reverse("child", args=[child.reference]), {"reason": "Called a meeting about them."})


def _at(meeting: Meeting, name: str = "meeting", **more: Any) -> str:
    return reverse(name, kwargs={"reference": meeting.reference, **more})


def test_a_meeting_is_called_run_and_minuted_in_the_browser(cast: Cast, as_person: Callable[..., Client]) -> None:
    client, officer = as_person(cast.social_worker), as_person(cast.police)
    with acting(cast.social_worker):
        child = a_child()
    _open(client, child)
    page = client.get(reverse("child", args=[child.reference])).content.decode()
    assert reverse("child_meetings", args=[child.reference]) in page
    assert "Meeting of professionals" in client.get(reverse("child_meetings", args=[child.reference])).content.decode()
    form = reverse("call_meeting", args=[child.reference])
    now = timezone.localtime()
    typed = {
        "kind": "professionals", "children": [child.reference], "purpose": "A bruise.", "at": "11:30pm",
        "on-day": now.day, "on-month": now.month, "on-year": now.year, "desks": [str(cast.police.team_id)],
        "how_to_join": "Ring 01632 960100", "act": str(a_key()),
    }  # fmt: skip
    wrong = client.post(form, typed | {"purpose": ""})
    assert wrong.status_code == 422
    assert "Say why you meet" in wrong.content.decode()
    assert "Ring 01632 960100" in wrong.content.decode(), "nothing typed is lost"
    assert client.post(form, typed).status_code == 302
    with acting(cast.social_worker):
        meeting = Meeting.objects.get()
    assert client.post(form, typed)["Location"] == reverse("child_meetings", args=[child.reference]), "twice is once"
    assert _at(meeting) in client.get(reverse("meetings")).content.decode()

    assert "Not answered" in officer.get(reverse("invitations")).content.decode()
    with acting(cast.police):
        theirs = reverse("invitation", args=[Invitation.objects.get().reference])
    assert "A bruise." in officer.get(theirs).content.decode()
    assert officer.post(theirs, {"coming": "yes", "version": 1}).status_code == 422
    answer = {"coming": "yes", "yes_name": "PC Jo Marsh", "version": 1, "act": str(a_key())}
    assert officer.post(theirs, answer).status_code == 302
    assert "Yes: PC Jo Marsh" in client.get(_at(meeting)).content.decode()
    assert officer.get(_at(meeting)).status_code == 403

    begin = {"version": meeting.version, "act": str(a_key())}
    assert client.post(_at(meeting, "move_meeting", move="begin"), begin).status_code == 302
    with acting(cast.social_worker):
        seat = Seat.objects.get(sits_as="police")
    roll = {f"seat-{seat.pk}": "joined", f"was-{seat.pk}": "", "act": str(a_key())}
    assert client.post(_at(meeting, "take_roll"), roll).status_code == 302
    line = {"seat": str(seat.pk), "part": "information", "text": "Called out twice.", "act": str(a_key())}
    assert client.post(_at(meeting, "say_at_meeting"), line | {"text": ""}).status_code == 422
    assert client.post(_at(meeting, "say_at_meeting"), line).status_code == 302
    late = now.date() + dt.timedelta(days=1)
    action = {
        "what": "See the child", "owner": "Sam Okafor", "on-day": late.day, "on-month": late.month,
        "on-year": late.year, "act": str(a_key()),
    }  # fmt: skip
    wrong = client.post(_at(meeting, "agree_action"), action | {"owner": ""})
    assert (wrong.status_code, "Say who does it" in wrong.content.decode()) == (422, True)
    assert client.post(_at(meeting, "agree_action"), action).status_code == 302
    page = client.get(_at(meeting)).content.decode()
    assert "Called out twice." in page
    assert "See the child" in page
    with acting(cast.social_worker):
        done = _at(meeting, "action_done", record=Agreed.objects.get().pk)
    assert client.post(done, {"outcome": "Seen alone.", "act": str(a_key())}).status_code == 302
    for move in ("end", "send_minutes"):
        now_at = as_now(meeting, cast.social_worker)
        assert client.get(_at(meeting, "move_meeting", move=move)).status_code == 200
        pressed = {"version": now_at.version, "act": str(a_key())}
        assert client.post(_at(meeting, "move_meeting", move=move), pressed).status_code == 302
    assert client.get(_at(meeting, "minutes_pdf")).content.startswith(b"%PDF")
    assert client.get(_at(meeting, "minutes_word")).content.startswith(b"PK")
    page = officer.get(theirs).content.decode()
    assert "Called out twice." in page
    assert officer.get(reverse("invitation_minutes", args=[theirs.split("/")[-2]])).content.startswith(b"%PDF")
    assert "Minutes sent" in client.get(reverse("child_meetings", args=[child.reference])).content.decode()


def test_what_somebody_writes_comes_to_the_pages_that_are_open(cast: Cast, as_person: Callable[..., Client]) -> None:
    one, other = as_person(cast.social_worker), as_person(cast.manager)
    with acting(cast.social_worker):
        meeting = a_meeting(cast, begun=True)
    first = one.get(_at(meeting, "meeting_live"))
    assert one.get(_at(meeting, "meeting_live"), headers={"If-None-Match": first["ETag"]}).status_code == 304
    line = {"part": "view", "text": "I am scared.", "act": str(a_key())}
    assert other.post(_at(meeting, "say_at_meeting"), line).status_code == 302
    after = one.get(_at(meeting, "meeting_live"), headers={"If-None-Match": first["ETag"]})
    assert "I am scared." in after.content.decode()


def test_two_who_word_a_line_anew_see_both_texts(cast: Cast, as_person: Callable[..., Client]) -> None:
    one, other = as_person(cast.social_worker), as_person(cast.manager)
    with acting(cast.social_worker):
        meeting = a_meeting(cast, begun=True)
    one.post(_at(meeting, "say_at_meeting"), {"part": "view", "text": "He said hes scared", "act": str(a_key())})
    with acting(cast.social_worker):
        form = _at(meeting, "reword_line", record=Said.objects.get().pk)
    assert one.post(form, {"text": "“I am scared.”", "act": str(a_key())}).status_code == 302
    late = other.post(form, {"text": "He is frightened.", "act": str(a_key())})
    assert late.status_code == 409
    assert "“I am scared.”" in late.content.decode()
    assert "He is frightened." in late.content.decode()


def test_a_line_that_was_being_written_is_found_again(cast: Cast, as_person: Callable[..., Client]) -> None:
    client = as_person(cast.social_worker)
    with acting(cast.social_worker):
        meeting = a_meeting(cast, begun=True)
        drafts.save(
            "meeting_note", {"text": ["Half a sentence"]}, by=cast.social_worker, at=TUESDAY_NOON,
            record=meeting.reference,
        )  # fmt: skip
    assert "Half a sentence" in client.get(_at(meeting)).content.decode()


def test_a_report_is_written_saved_and_sent_by_the_agency(cast: Cast, as_person: Callable[..., Client]) -> None:
    officer = as_person(cast.police)
    with acting(cast.social_worker):
        a_meeting(cast)
        reference = Invitation.objects.get().reference
    form = reverse("send_meeting_report", args=[reference])
    page = officer.get(form).content.decode()
    assert re.search(r'data-autosave-url="/drafts/meeting_report/"', page)
    typed = {"known": "Two call-outs.", "worries": "It gets worse.", "view": "Act now.", "version": 1}
    assert officer.post(form, typed | {"view": ""}).status_code == 422
    assert officer.post(form, typed | {"act": str(a_key())}).status_code == 302
    again = officer.post(form, typed | {"known": "Something else.", "act": str(a_key())})
    assert again.status_code == 409
    with acting(cast.police):
        assert Invitation.objects.get().report["What do you know about the child and the family?"] == "Two call-outs."


@pytest.mark.parametrize(
    ("route", "statements"), [("meeting", 6), ("meeting_live", 4), ("decide_meeting", 0), ("ask_to_meeting", 5)]
)
def test_a_page_costs_the_same_however_much_was_said(
    cast: Cast, as_person: Callable[..., Client], route: str, statements: int
) -> None:
    client = as_person(cast.social_worker)
    with acting(cast.social_worker):
        meeting = a_meeting(cast, begun=True)
    address = _at(meeting, route)
    if not statements:
        assert client.get(address).status_code == 404, "this kind of meeting decides nothing"
        return
    client.get(address)
    for _ in range(3):
        client.post(_at(meeting, "say_at_meeting"), {"part": "view", "text": "More.", "act": str(a_key())})
    with counted_queries() as ran:
        assert client.get(address).status_code == 200
    assert len(ran) <= statements, ran


def test_the_lists_cost_the_same_however_many_meetings_there_are(cast: Cast, as_person: Callable[..., Client]) -> None:
    client, officer = as_person(cast.social_worker), as_person(cast.police)
    with acting(cast.social_worker):
        child = a_child()
        for _ in range(3):
            a_meeting(cast, children=[child])
    _open(client, child)
    pages = [(client, reverse("meetings")), (client, reverse("child_meetings", args=[child.reference])),
             (officer, reverse("invitations"))]  # fmt: skip
    for who, address in pages:
        who.get(address)
        with counted_queries() as ran:
            assert who.get(address).status_code == 200
        assert len(ran) <= 5, (address, ran)


def test_another_authority_finds_no_meeting(cast: Cast, as_person: Callable[..., Client]) -> None:
    with acting(cast.social_worker):
        meeting = a_meeting(cast, begun=True)
    stranger = as_person(cast.elsewhere)
    for route in ("meeting", "meeting_live", "minutes_pdf", "minutes_word"):
        assert stranger.get(_at(meeting, route)).status_code == 404
    assert as_person(cast.officer).get(_at(meeting)).status_code == 200, "reads, and writes nothing"
    assert as_person(cast.officer).post(_at(meeting, "say_at_meeting"), {"text": "x"}).status_code == 403
