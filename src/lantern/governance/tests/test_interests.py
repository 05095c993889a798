"""The register of interests that stands between meetings: row GM5, document 004, Tables 1 and 2."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import LONDON, TUESDAY_NOON, Cast, a_key, counted_queries

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson, clockwork
from lantern.boards.models import Holding
from lantern.boards.tests.world import executive, held_by
from lantern.governance.actions import interests as actions
from lantern.governance.due import due
from lantern.governance.models import Interest, StandingInterest
from lantern.governance.tests.world import a_board_meeting, an_item
from lantern.law.timescales import london_date
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord

pytestmark = pytest.mark.django_db

SINCE = dt.date(2026, 1, 5)
SAID: dict[str, Any] = {
    "sort": "registerable", "what": "Trustee of Harbour House.", "touched_by": ["Harbour House"], "since": SINCE,
}  # fmt: skip


def seated(cast: Cast) -> Holding:
    """The director holds the council's seat. Within ``acting`` as the officer."""
    return held_by("executive-stockton", cast.director, by=cast.partnership_officer)


def press(record: StandingInterest, by: ActingPerson, at: dt.datetime = TUESDAY_NOON) -> dict[str, Any]:
    version = StandingInterest.objects.values_list("version", flat=True).get(pk=record.pk)
    return {"by": by, "at": at, "version": version, "key": a_key()}


def test_an_interest_is_looked_at_once_a_year_and_the_executive_is_told_when_it_is_not(cast: Cast) -> None:
    """Worked example: registered on Tuesday 17 November 2026, looked at again by 17 November 2027 (local standard)."""
    by = cast.partnership_officer
    with acting(by):
        holding = seated(cast)
        found = actions.register(holding, **SAID, by=by, at=TUESDAY_NOON, key=a_key())
        found.refresh_from_db()
        assert london_date(found.next_due_at) == dt.date(2027, 11, 17)
        late = dt.datetime(2027, 11, 18, 9, 0, tzinfo=LONDON)
        assert "Interests not looked at within the year: 1" in {each.title for each in due(executive(), late)}
        actions.confirm(found, **press(found, by, late))
        assert "Interests" not in str([each.title for each in due(executive(), late)])
        found.refresh_from_db()
        assert (found.confirmed_on, london_date(found.next_due_at)) == (dt.date(2027, 11, 18), dt.date(2028, 11, 17))


def test_a_word_that_there_is_nothing_ends_with_the_first_interest_and_others_do_not_speak_for_one(cast: Cast) -> None:
    by = cast.partnership_officer
    with acting(by):
        holding = seated(cast)
        nothing = actions.register(holding, sort="none", since=SINCE, by=by, at=TUESDAY_NOON)
        once: dict[str, Any] = SAID | {"by": by, "at": TUESDAY_NOON, "key": a_key()}
        found = actions.register(holding, **once)
        with pytest.raises(AlreadyDone):
            actions.register(holding, **once)
        nothing.refresh_from_db()
        assert (nothing.state, nothing.until) == ("ended", SINCE)
        with pytest.raises(MoveRefused, match="stands on the register"):
            actions.register(holding, sort="none", since=SINCE, by=by, at=TUESDAY_NOON)
        stale = press(found, by)
        actions.confirm(found, **press(found, by))
        with pytest.raises(StaleRecord):
            actions.end(found, on=SINCE, **stale)
    with acting(cast.scrutineer), pytest.raises(MoveRefused, match="speaks for their own"):
        actions.end(found, on=SINCE, **press(found, cast.scrutineer))
    with acting(clockwork(holding.authority_id + 999)):
        assert not StandingInterest.objects.exists()


def test_a_meeting_is_told_when_its_agenda_touches_an_interest_and_the_declaration_refers_to_it(
    cast: Cast, as_person: Callable[..., Client]
) -> None:
    """The whole job in the browser, as the seat's holder and as the officer; everything typed is kept."""
    by = cast.partnership_officer
    with acting(by):
        meeting = a_board_meeting(cast, items=1)
        item = an_item(meeting, by=by, title="The contract with Harbour House", purpose="decide")
        holding = Holding.objects.get(seat__code="executive-stockton", part="holder")
    director, officer = as_person(cast.director), as_person(by)
    register = reverse("interests")
    assert "Said nothing yet" in director.get(register).content.decode()
    new = reverse("new_interest", args=[holding.pk])
    day = {"since-day": "5", "since-month": "1", "since-year": "2026"}
    typed = {"sort": "registerable", "touched_by": "Harbour House", "act": str(a_key()), **day}
    wrong = director.post(new, typed)
    assert wrong.status_code == 422
    assert "Say what the interest is" in wrong.content.decode()
    assert "Harbour House" in wrong.content.decode()
    assert director.post(new, typed | {"what": "Trustee of Harbour House."}).status_code == 302
    with acting(by):
        standing = StandingInterest.objects.get()
        chair = Holding.objects.get(seat__code="executive-chair", part="holder")
    others = director.get(reverse("new_interest", args=[chair.pk])).content.decode()
    assert "Everybody speaks for their own interests" in others
    assert "names something on this agenda" in officer.get(_at(meeting, "board_meeting")).content.decode()
    for move in ("send_agenda", "begin"):
        with acting(by):
            meeting.refresh_from_db()
        go = {"act": str(a_key()), "version": str(meeting.version)}
        assert officer.post(_at(meeting, "move_board_meeting", move=move), go).status_code == 302
    form = officer.get(f"{_at(meeting, 'board_interest')}?interest={standing.reference}&item={item.pk}")
    assert "Trustee of Harbour House." in form.content.decode()
    said = {"name": standing.name, "item": str(item.pk), "kind": "registerable", "what": standing.what,
            "handled": "left", "act": str(a_key())}  # fmt: skip
    address = f"{_at(meeting, 'board_interest')}?interest={standing.reference}&item={item.pk}"
    assert officer.post(address, said).status_code == 302
    with counted_queries() as statements:
        page = officer.get(_at(meeting, "board_meeting")).content.decode()
    assert len(statements) <= 6
    assert "names something on this agenda" not in page
    assert "(on the register)" in page
    with acting(by):
        assert Interest.objects.get().standing_id == standing.pk
    with counted_queries() as statements:
        assert officer.get(register).status_code == 200
    assert len(statements) <= 6


def _at(meeting: Any, name: str, **more: Any) -> str:
    return reverse(name, kwargs={"reference": meeting.reference, **more})
