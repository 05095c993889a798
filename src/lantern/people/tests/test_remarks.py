"""What somebody writes beside an entry of a chronology: it is theirs, dated, and nothing is overwritten."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse
from tests.cast import TUESDAY_NOON, Cast, a_child, a_key, counted_queries

from lantern.access.context import acting
from lantern.people import actions
from lantern.people.models import Person
from lantern.spine import ledger
from lantern.spine.lifecycle import AlreadyDone, MoveRefused
from lantern.spine.models import Event

pytestmark = pytest.mark.django_db

LATER = TUESDAY_NOON + dt.timedelta(hours=2)


def plain(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def _ava(cast: Cast) -> tuple[Person, Event]:
    """A child and an entry of her chronology."""
    with acting(cast.officer) as by:
        child = a_child(name="Ava Marsh")
        event = ledger.record("moved_house", by=by, at=TUESDAY_NOON, authority_id=child.authority_id, about=[child.pk],
                              payload={"where": "another address"}, note="To her aunt.")  # fmt: skip
    return child, event


def test_what_an_entry_meant_stands_beside_it_and_is_corrected_by_a_later_one(cast: Cast) -> None:
    child, event = _ava(cast)
    with acting(cast.social_worker) as by:
        actions.remark(child, event, impact="She lost her friends.", seen="", by=by, at=LATER)
        (first,) = ledger.remarks_on(event.pk, [child.pk])
        actions.remark(child, event, impact="She was glad to go.", seen=str(first.event_id), by=by, at=LATER)
        entries = ledger.chronology([child.pk])
        assert [each.kind.code for each in entries] == ["moved_house"], "a remark is no line of its own"
        assert entries[0].impact and entries[0].impact.text == "She was glad to go."
        assert entries[0].impact.by == "Sam Okafor"
        assert [each.text for each in ledger.remarks_on(event.pk, [child.pk])] == [
            "She was glad to go.",
            "She lost her friends.",
        ]
        assert len(ledger.chronology([child.pk], remarks_too=True)) == 3, "a disclosure finds every one of them"


def test_whoever_marks_an_entry_makes_it_found_among_key_events(cast: Cast) -> None:
    child, event = _ava(cast)
    with acting(cast.social_worker) as by:
        assert ledger.chronology([child.pk], significance=3) == []
        actions.remark(child, event, weight=3, seen="", by=by, at=LATER)
        (found,) = ledger.chronology([child.pk], significance=3)
        assert found.weighed
        assert ledger.chronology([child.pk], with_impact=True) == []
        assert ledger.chronology([child.pk], agency_id=cast.officer.agency_id)
        assert ledger.chronology([child.pk], agency_id=cast.police.agency_id) == []


def test_an_entry_means_something_for_each_child_it_is_about(cast: Cast) -> None:
    with acting(cast.officer) as by:
        ava, ben = a_child(name="Ava Marsh"), a_child(name="Ben Marsh")
        event = ledger.record("household_left", by=by, at=TUESDAY_NOON, authority_id=808, about=[ava.pk, ben.pk])
        actions.remark(ava, event, impact="Ava stopped eating.", seen="", by=by, at=LATER)
        assert ledger.chronology([ava.pk])[0].impact
        assert ledger.chronology([ben.pk])[0].impact is None


def test_who_may_not_write_on_the_record_may_not_say_what_it_meant(cast: Cast) -> None:
    child, event = _ava(cast)
    with acting(cast.provider) as by, pytest.raises(MoveRefused):
        actions.remark(child, event, impact="Words.", seen="", by=by, at=LATER)
    with acting(cast.elsewhere):
        assert ledger.chronology([child.pk]) == []
        assert ledger.remarks_on(event.pk, [child.pk]) == []


def test_twice_is_once_and_a_remark_made_meanwhile_is_told(cast: Cast) -> None:
    child, event = _ava(cast)
    key = a_key()
    with acting(cast.social_worker) as by:
        actions.remark(child, event, impact="Once.", seen="", by=by, at=LATER, key=key)
        with pytest.raises(AlreadyDone):
            actions.remark(child, event, impact="Once.", seen="", by=by, at=LATER, key=key)
        with pytest.raises(actions.RemarkedMeanwhile):
            actions.remark(child, event, impact="Mine.", seen="", by=by, at=LATER, key=a_key())


def test_the_page_keeps_what_was_typed_and_tells_who_wrote_meanwhile(cast: Cast, as_person) -> None:
    child, event = _ava(cast)
    client = as_person(cast.social_worker)
    client.post(reverse("child", kwargs={"reference": child.reference}), {"reason": "A meeting tomorrow."})
    address = reverse("child_remark", kwargs={"reference": child.reference, "event": event.pk})
    page = client.get(address)
    assert "Nobody has written what this meant yet." in plain(page)
    nothing = client.post(address, {"weight": "2", "act": str(a_key())})
    assert nothing.status_code == 422
    assert "Write what this meant for them" in plain(nothing)
    with acting(cast.officer) as other:
        actions.remark(child, event, impact="The officer was quicker.", seen="", by=other, at=LATER)
    typed = {"impact": "She cries at night.", "weight": "3", "act": str(a_key()), "seen": ""}
    clash = client.post(address, typed)
    assert clash.status_code == 409
    assert "The officer was quicker." in plain(clash)
    assert "She cries at night." in plain(clash)
    seen = re.search(r'name="seen" value="([^"]+)"', clash.content.decode())
    assert seen
    done = client.post(address, typed | {"seen": seen[1], "act": str(a_key())})
    assert done.status_code == 302
    shown = plain(client.get(reverse("child", kwargs={"reference": child.reference}) + "?impact=on"))
    assert "She cries at night." in shown
    assert "Key event" in shown


def test_what_changed_since_a_day_is_told_on_a_page_and_on_paper(cast: Cast, as_person) -> None:
    child, event = _ava(cast)
    with acting(cast.social_worker) as by:
        actions.remark(child, event, impact="She lost her friends.", weight=3, seen="", by=by, at=LATER)
    client = as_person(cast.social_worker)
    client.post(reverse("child", kwargs={"reference": child.reference}), {"reason": "A meeting tomorrow."})
    address = reverse("child_changed", kwargs={"reference": child.reference})
    assert "Since which day?" in plain(client.get(address))
    asked = {"since-day": "1", "since-month": "11", "since-year": "2026"}
    with counted_queries() as statements:
        page = client.get(address, asked)
    assert len(statements) <= 6
    assert "What changed since 1 November 2026" in plain(page)
    assert "She lost her friends." in plain(page)
    assert client.get(address, {**asked, "since-day": "32"}).status_code == 422
    paper = client.get(reverse("child_changed_pdf", kwargs={"reference": child.reference}), asked)
    assert paper.headers["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
