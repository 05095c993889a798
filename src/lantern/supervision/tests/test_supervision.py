"""Supervision: who is due with real dates, what was decided and what came of it, and notes that stay private."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from tests.cast import LONDON, Cast, a_child, a_key, counted_queries

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.people.models import Person
from lantern.plans import actions as plans
from lantern.plans.tests.world import manager, of_role, worker
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Event
from lantern.supervision import actions, queries
from lantern.supervision.actions import ToDo
from lantern.supervision.models import Decision, PrivateNote, Supervision

pytestmark = pytest.mark.django_db

BEGAN = dt.datetime(2026, 9, 8, 10, 0, tzinfo=LONDON)
SAID = [("What worries you most?", "That nobody has seen the bedroom."), ("What has changed?", "")]
DO = [ToDo("See the bedroom, alone with Mia.", "Wren Adeyemi", dt.date(2026, 10, 5))]


def plain(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def somebodys_child(by: ActingPerson, at: dt.datetime = BEGAN, name: str = "Mia Example") -> Person:
    """A child with a plan of this worker. Within ``acting``."""
    child = a_child(name=name)
    plans.open_plan(kind="child_in_need", children=[child], by=by, at=at, worker_id=by.user_id)
    return child


def held(child: Person, worker_: ActingPerson, boss: ActingPerson, at: dt.datetime = BEGAN, **more: Any) -> Supervision:
    facts: dict[str, Any] = {"answers": SAID, "decided": DO} | more
    made = actions.hold(child, worker_id=worker_.user_id, worker_name=worker_.name, by=boss, at=at, **facts)
    found: Supervision = made.episode
    return found


def _due(by: ActingPerson, now: dt.datetime, whose: str = "team") -> list[queries.Due]:
    return queries.due(by=by, now=now, today=timezone.localdate(now), whose=whose)


def test_a_child_not_talked_through_for_a_month_is_late_and_comes_first(cast: Cast) -> None:
    """Local: one month. A plan since Tuesday 8 September 2026 is late on 9 October, and not on the 8th."""
    by, boss = worker(), manager()
    with acting(by):
        first = somebodys_child(by)
        somebodys_child(by, at=BEGAN + dt.timedelta(days=20), name="Tom Example")
    with acting(boss):
        on = lambda day, month: dt.datetime(2026, month, day, 9, 0, tzinfo=LONDON)  # noqa: E731 - a date in words
        assert [each.is_late for each in _due(boss, on(8, 10))] == [False, False]
        assert [(each.child, each.is_late) for each in _due(boss, on(9, 10))] == [
            ("Mia Example", True),
            ("Tom Example", False),
        ]
        held(first, by, boss, at=on(9, 10))
        assert [(each.child, each.is_late) for each in _due(boss, on(30, 10))] == [
            ("Tom Example", True),
            ("Mia Example", False),
        ]
        assert [each.late_to_do for each in _due(boss, on(30, 10)) if each.child == "Mia Example"] == [1]


def test_decisions_are_followed_through_and_the_record_says_what_came_of_them(cast: Cast) -> None:
    by, boss = worker(), manager()
    with acting(by):
        child = somebodys_child(by)
    with acting(boss):
        found = held(child, by, boss, decided=[*DO, ToDo("Ring the school.", "Wren", dt.date(2026, 9, 14))])
    with acting(by):
        key = a_key()
        press: dict[str, Any] = {"by": by, "at": BEGAN, "came_of_it": "Seen: a mattress and a window that opens."}
        version = found.version
        actions.carry_out(found, 1, version=version, key=key, **press)
        with pytest.raises(AlreadyDone):
            actions.carry_out(found, 1, version=version, key=key, **press)
        with pytest.raises(StaleRecord):
            actions.carry_out(Supervision.objects.get(pk=found.pk), 2, version=version, **press)
        with pytest.raises(MoveRefused, match="carried out already"):
            actions.carry_out(found, 1, version=found.version, **press)
        found = Supervision.objects.get(pk=found.pk)
        assert actions.carry_out(found, 2, version=found.version, **press).episode.state == "done"
        assert Decision.objects.filter(done_at__isnull=False).count() == 2


def test_nobody_supervises_their_own_work_and_nothing_decided_needs_a_reason(cast: Cast) -> None:
    by, boss = worker(), manager()
    with acting(boss):
        child = a_child()
        with pytest.raises(MoveRefused, match="your own work"):
            held(child, boss, boss)
        with pytest.raises(MoveRefused, match="Nothing was decided"):
            held(child, by, boss, decided=[])
        assert held(child, by, boss, decided=[], nothing_decided_why="It goes well.").state == "done"
    with acting(by), pytest.raises(MoveRefused):
        held(child, boss, by)


def test_a_private_note_is_read_by_its_author_alone_and_stands_on_no_record(cast: Cast) -> None:
    """PR6: private notes are kept apart from the child's file: no other reader, no event, no chronology."""
    by, boss = worker(), manager()
    with acting(boss):
        before = Event.objects.count()
        actions.write_note(about=by.user_id or 0, authority_id=808, text="Tired; ask about leave.", by=boss, at=BEGAN)
        assert [each.text for each in queries.notes_about(by.user_id or 0, by=boss)] == ["Tired; ask about leave."]
        assert Event.objects.count() == before
    peer = of_role("team_manager", "Another Manager", number=1)
    for other in (by, cast.manager, peer, cast.elsewhere):
        assert other.user_id != boss.user_id
        with acting(other), connection.cursor() as cursor:
            cursor.execute("select count(*) from supervision_privatenote")
            assert cursor.fetchone() == (0,)
    with acting(by):
        note = PrivateNote.objects.first()
        assert note is None
        with pytest.raises(MoveRefused):
            actions.write_note(about=boss.user_id or 0, authority_id=808, text="No.", by=by, at=BEGAN)


def test_another_council_sees_nothing(cast: Cast) -> None:
    by, boss = worker(), manager()
    with acting(by):
        child = somebodys_child(by)
    with acting(boss):
        held(child, by, boss)
    with acting(cast.elsewhere):
        assert not Supervision.objects.exists() and not Decision.objects.exists()
        assert _due(cast.elsewhere, BEGAN, "all") == []


def test_a_manager_records_it_and_the_worker_says_what_came_of_it_in_the_browser(
    cast: Cast, as_person: Callable
) -> None:
    by, boss, now = worker(), manager(), timezone.now()
    with acting(by):
        child = somebodys_child(by, at=now - dt.timedelta(days=60))
    client = as_person(boss)
    with counted_queries() as asked:
        page = plain(client.get(reverse("supervision_due")))
    assert len(asked) <= 6
    assert "Mia Example" in page and "Never; theirs since" in page and "Late" in page
    here = reverse("child_supervision", kwargs={"reference": child.reference})
    client.post(reverse("child", kwargs={"reference": child.reference}), {"reason": "Supervision of her worker."})
    due = timezone.localdate() + dt.timedelta(days=14)
    facts = {
        "act": str(a_key()), "worker": str(by.user_id), "said_day": "“It is loud.”", "said_worried": "The nights.",
        "said_impact": "Nothing yet.", "what_1": "See the bedroom.",
    }  # fmt: skip
    wrong = client.post(here, facts)
    assert wrong.status_code == 422
    assert "Say who does it" in plain(wrong) and "Enter the day by which it is done" in plain(wrong)
    assert "“It is loud.”" in plain(wrong), "nothing typed is lost"
    facts |= {"who_1": "Wren", "by_1-day": due.day, "by_1-month": due.month, "by_1-year": due.year}
    assert client.post(here, facts).status_code == 302
    assert client.post(here, facts).status_code == 302, "twice is once"
    with acting(boss):
        found = Supervision.objects.get()
    theirs = as_person(by)
    address = reverse("supervision", kwargs={"reference": found.reference})
    with counted_queries() as asked:
        page = plain(theirs.get(address))
    assert len(asked) <= 6 and "What has our work changed for the child since last time?" in page
    sent = {"act": str(a_key()), "version": found.version, "number": 1, "came_of_it": ""}
    assert theirs.post(address, sent).status_code == 422
    assert theirs.post(address, sent | {"came_of_it": "Seen alone."}).status_code == 302
    assert "Seen alone." in plain(theirs.get(address))
    assert theirs.get(reverse("private_notes") + f"?worker={boss.user_id}").status_code == 403
    notes = reverse("private_notes") + f"?worker={by.user_id}"
    assert client.post(notes, {"does": "write", "text": "Proud of her."}).status_code == 302
    assert "Proud of her." in plain(client.get(notes))
    with acting(boss):
        note = PrivateNote.objects.get()
    assert client.post(notes, {"does": "drop", "note": str(note.pk)}).status_code == 302
    assert "Proud of her." not in plain(client.get(notes))
