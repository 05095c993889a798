"""Somebody is rung back when they said it is safe, and never told to be safe when they did not say so (FD3)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import STOCKTON, Cast, a_contact, counted_queries

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.frontdoor import actions, reminders, ringing_back
from lantern.frontdoor.forms.ringing_back import RingBackForm, ring_choices
from lantern.frontdoor.models import Contact, Referrer
from lantern.frontdoor.tests.test_pages_public import ANSWERS, WORRY, begin, fill_in, send, words
from lantern.partnership.queries import LONDON
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Clock, Event, Notice

pytestmark = pytest.mark.django_db

AsPerson = Callable[[ActingPerson], Client]
HOUR = dt.timedelta(hours=1)
TUESDAY = dt.datetime(2026, 11, 24, 13, 30, tzinfo=LONDON)
TWO_TO_FOUR = "2026-11-24T1400"


def labels(at: dt.datetime) -> list[str]:
    return [each.in_words(at) for each in ringing_back.slots(STOCKTON, at)]


def asked(cast: Cast, code: str = TWO_TO_FOUR, at: dt.datetime = TUESDAY, **referrer: Any) -> Contact:
    """A contact whose referrer chose when to be rung back."""
    with acting(cast.officer):
        contact = actions.receive(
            authority_id=STOCKTON,
            contact={"channel": "telephone", "what_happened": "Crying every night."},
            referrer={"source": "1B", "name": "Robin Field", "phone": "01632 960777", "answer_by": "phone"} | referrer,
            people=[],
            by=cast.officer,
            at=at,
            ring=ringing_back.wish(code, STOCKTON, at),
        )
        return fresh(contact)


def fresh(contact: Contact) -> Contact:
    return Contact.objects.select_related("referrer").get(pk=contact.pk)


def rings(contact: Contact) -> list[Clock]:
    return list(Clock.objects.filter(episode_id=contact.pk, timescale="call-back").order_by("started_at"))


def told(who: Referrer, at: dt.datetime) -> str:
    return ringing_back.task(who.ring_wish, who.ring_from, who.ring_until, who.safe_times, at)


# ---- Which hours -----------------------------------------------------------------------------------------------------


def test_what_is_left_of_today_and_the_next_two_working_days_is_offered(cast: Cast) -> None:
    offered = labels(TUESDAY)
    assert offered[:3] == ["Today, 2pm to 4pm", "Today, 4pm to 5pm", "Wednesday 25 November 2026, 8:30am to 10am"]
    assert offered[-1] == "Thursday 26 November 2026, 4pm to 5pm"
    assert "Today, 2pm to 4pm" not in labels(TUESDAY + HOUR), "what has begun can not be kept to"


def test_nothing_is_offered_while_the_hub_is_shut_or_on_a_bank_holiday(cast: Cast) -> None:
    """Thursday before Christmas, after closing: Friday and the Monday are holidays, so Tuesday and Wednesday."""
    offered = labels(dt.datetime(2026, 12, 24, 18, 0, tzinfo=LONDON))
    assert offered[0] == "Tuesday 29 December 2026, 8:30am to 10am"
    assert {each.split(",")[0] for each in offered} == {"Tuesday 29 December 2026", "Wednesday 30 December 2026"}
    on_the_day = labels(dt.datetime(2026, 12, 25, 9, 0, tzinfo=LONDON))
    assert not any(each.startswith("Today") for each in on_the_day)
    friday = labels(dt.datetime(2026, 11, 27, 12, 0, tzinfo=LONDON))
    assert "Today, 4pm to 4:30pm" in friday, "the area's own closing time"


def test_anybody_may_say_any_time_or_not_at_all(cast: Cast) -> None:
    assert [each.label for each in ring_choices(STOCKTON, TUESDAY)][-2:] == ["Any time", "Do not ring me"]
    assert [each.value for each in ring_choices(None, TUESDAY)] == ["any", "never"]


# ---- The task --------------------------------------------------------------------------------------------------------


def test_the_hours_they_chose_are_a_clocked_task_of_the_team(cast: Cast) -> None:
    contact = asked(cast)
    with acting(cast.officer):
        (clock,) = rings(contact)
        assert clock.due_at == dt.datetime(2026, 11, 24, 16, 0, tzinfo=LONDON)
        assert clock.owner_team_id == contact.owner_team_id
        assert Event.objects.filter(episode=contact, kind="call_back_asked").count() == 1
    assert told(contact.referrer, TUESDAY) == "Ring back between 2pm and 4pm today, safe time"


def test_the_nearest_of_all_clocks_is_what_the_queue_sorts_by(cast: Cast) -> None:
    contact = asked(cast, "2026-11-27T1600", dt.datetime(2026, 11, 27, 15, 45, tzinfo=LONDON))
    assert contact.next_due == "call-back"


def test_what_they_did_not_say_is_safe_is_never_told_as_safe(cast: Cast) -> None:
    who = asked(cast, safe_times="mornings", code="any").referrer
    assert told(who, TUESDAY) == "Ring back at any time the hub is open. They wrote when it is safe: mornings"
    who = asked(cast).referrer
    assert "is over" in told(who, TUESDAY + 3 * HOUR)
    assert "safe time" not in told(who, TUESDAY + 3 * HOUR).partition("is over")[2]
    form = RingBackForm(who=who, authority_id=STOCKTON, now=TUESDAY)
    hints = {each.label: each.hint for each in form.fields["again"].details.values()}  # type: ignore[attr-defined]
    assert hints["Wednesday 25 November 2026, 2pm to 4pm"] == "A time they said is safe"
    assert hints["Wednesday 25 November 2026, 10am to midday"] == "They did not say that this is safe"
    assert "Any time the hub is open" not in hints


def test_who_asked_not_to_be_rung_is_nobodys_task(cast: Cast) -> None:
    contact = asked(cast, "never")
    with acting(cast.officer):
        assert rings(contact) == []
        with pytest.raises(MoveRefused, match="Nobody waits to be rung back"):
            actions.rung_and_reached(contact, said="", by=cast.officer, at=TUESDAY, version=contact.version)


# ---- What came of it -------------------------------------------------------------------------------------------------


def test_reached_stops_the_clock_and_keeps_what_was_said(cast: Cast) -> None:
    contact = asked(cast)
    with acting(cast.officer):
        actions.rung_and_reached(contact, said="He is at school.", by=cast.officer, at=TUESDAY + HOUR, version=1)
        (clock,) = rings(contact)
        assert clock.stopped_at == TUESDAY + HOUR
        assert Event.objects.get(episode=contact, kind="call_back_reached").note.text == "He is at school."
        assert fresh(contact).referrer.ring_state == "reached"
        assert fresh(contact).next_due == "contact-screening"


def test_not_reached_is_counted_and_tried_again(cast: Cast) -> None:
    contact = asked(cast)
    at = TUESDAY + HOUR
    again = ringing_back.wish("2026-11-25T1000", STOCKTON, at)
    assert again is not None
    with acting(cast.officer):
        actions.rung_and_not_reached(contact, again=again, by=cast.officer, at=at, version=1)
        first, second = rings(contact)
        assert (first.stopped_at, second.stopped_at) == (at, None)
        assert second.due_at == dt.datetime(2026, 11, 25, 12, 0, tzinfo=LONDON)
        who = fresh(contact).referrer
    assert (who.ring_state, who.ring_tries, who.ring_wish) == ("waiting", 1, "1400-1600")
    assert told(who, at) == (
        "Ring back between 10am and midday on Wednesday 25 November 2026."
        " They did not say that this time is safe: they chose 2pm to 4pm"
    )


def test_not_needed_any_more_says_why_and_lets_the_contact_go_on(cast: Cast) -> None:
    contact = asked(cast)
    with acting(cast.officer):
        other = a_contact(cast.officer)
        with pytest.raises(MoveRefused, match="waits to be rung back"):
            actions.join(contact, to=other, reason="Same.", by=cast.officer, at=TUESDAY, version=1)
        with pytest.raises(MoveRefused, match="Say why"):
            actions.need_not_ring(contact, reason="", by=cast.officer, at=TUESDAY, version=1)
        actions.need_not_ring(contact, reason="They rang us.", by=cast.officer, at=TUESDAY, version=1)
        assert rings(contact)[0].stopped_at == TUESDAY
        contact = fresh(contact)
        actions.join(contact, to=other, reason="Same.", by=cast.officer, at=TUESDAY, version=contact.version)


def test_a_missed_time_is_late_and_the_team_is_told_once(cast: Cast) -> None:
    contact = asked(cast)
    ends = dt.datetime(2026, 11, 24, 16, 0, tzinfo=LONDON)
    assert reminders.tick(ends - HOUR).not_rung == 0
    assert reminders.tick(ends + HOUR).not_rung == 1
    assert reminders.tick(ends + 2 * HOUR).not_rung == 0
    with acting(cast.officer):
        waiting = Notice.objects.get(episode=contact, kind="call_back_late")
        assert waiting.team_id == contact.owner_team_id
        contact = fresh(contact)
        actions.rung_and_reached(
            contact,
            said="",
            by=cast.officer,
            at=ends + 3 * HOUR,
            version=contact.version,
            late_reason="Nobody was free.",
        )
        assert rings(contact)[0].late_reason == "Nobody was free."
        assert Notice.objects.get(pk=waiting.pk).dealt_with_at is not None


def test_wrong_role_twice_and_a_stale_page(cast: Cast) -> None:
    contact, key = asked(cast), uuid.uuid4()
    with acting(cast.police), pytest.raises(MoveRefused):
        actions.rung_and_reached(contact, said="", by=cast.police, at=TUESDAY, version=1)
    with acting(cast.officer):
        again = ringing_back.wish("2026-11-25T1400", STOCKTON, TUESDAY)
        assert again is not None
        also: dict[str, Any] = {"again": again, "by": cast.officer, "at": TUESDAY, "version": 1, "key": key}
        actions.rung_and_not_reached(contact, **also)
        with pytest.raises(AlreadyDone):
            actions.rung_and_not_reached(fresh(contact), **also)
        assert fresh(contact).referrer.ring_tries == 1
        with pytest.raises(StaleRecord):
            actions.rung_and_reached(fresh(contact), said="", by=cast.officer, at=TUESDAY, version=1)


# ---- The pages -------------------------------------------------------------------------------------------------------


def first_slot() -> ringing_back.Slot:
    """The last that is offered now, which stays open while a test runs."""
    return ringing_back.slots(STOCKTON, timezone.now())[-1]


def test_a_neighbour_chooses_a_time_and_the_hub_rings(cast: Cast, as_person: AsPerson) -> None:
    """Without scripts, from the question to the record of the call."""
    slot, public = first_slot(), Client()
    fill_in(public, answer=ANSWERS["answer"] | {"ring_at": slot.code, "safe_times": ""})
    check = words(public.get("/report/check/"))
    assert ringing_back.between(slot.begins, slot.ends) in check
    reference = send(public)
    officer, address = as_person(cast.officer), f"/hub/contacts/{reference}/ring-back/"
    with acting(cast.officer):
        contact = Contact.objects.get()
        assert (contact.referrer.ring_from, contact.referrer.ring_until) == (slot.begins, slot.ends)
    team = "other_shift" if contact.owner_team_id != cast.officer.team_id else "all"
    for page in (f"/hub/?view={team}", f"/hub/contacts/{reference}/", address):
        assert "safe time" in words(officer.get(page)), page
    officer.get(address)
    with counted_queries() as statements:
        officer.get(address)
    assert len(statements) <= 6, statements
    said = {"version": contact.version, "act": str(uuid.uuid4())}
    empty = officer.post(address, said | {"found": "not_reached"})
    assert empty.status_code == 422
    assert "Choose when you try again" in words(empty)
    stale = officer.post(address, said | {"found": "reached", "said": "All is well.", "version": 0})
    assert stale.status_code == 409
    assert "All is well." in words(stale), "nothing typed is lost"
    for _ in range(2):
        done = officer.post(address, said | {"found": "reached", "said": "All is well."})
        assert done.status_code == 302, words(done)
    page = words(officer.get(f"/hub/contacts/{reference}/"))
    assert "Rung back and reached" in page
    assert "All is well." in page
    assert "Nobody waits to be rung back" in words(officer.get(address))
    assert as_person(cast.health).get(address).status_code in (403, 404)


def test_a_time_that_has_passed_is_asked_for_again(cast: Cast) -> None:
    client = Client()
    client.post("/report/area/", ANSWERS["area"])
    answer = client.post("/report/answer/", ANSWERS["answer"] | {"ring_at": "2020-01-06T1400"})
    assert "That time is no longer free. Choose another time" in words(answer)
    assert "01632 960 777" in answer.content.decode(), "nothing typed is lost"


def test_a_professional_chooses_a_time_too(cast: Cast, as_person: AsPerson) -> None:
    slot, police = first_slot(), as_person(cast.police)
    assert "When shall we ring you back?" in words(police.get("/contacts/new/", follow=True))
    sent = police.post(begin(police), WORRY | {"ring_at": slot.code})
    assert sent.status_code == 302, words(sent)
    with acting(cast.officer):
        who = Referrer.objects.get()
        assert (who.ring_state, who.ring_until) == ("waiting", slot.ends)
