"""The action log: promised, done with evidence, looked at by somebody else, carried over, late, opened again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from tests.cast import LONDON, TUESDAY_NOON, Cast, a_key

from lantern.access.context import acting
from lantern.access.people_acting import clockwork
from lantern.boards import actions, ladder, queries
from lantern.boards.models import Action, Holding
from lantern.boards.rules import next_by, rung_of
from lantern.boards.tests.world import THREE_WEEKS, an_action, executive, held_by, seat
from lantern.interface.paging import Page
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Clock, Event, Notice

pytestmark = pytest.mark.django_db

LATER = dt.datetime(2026, 12, 7, 9, 0, tzinfo=LONDON)


def _done(action: Action, by: Any, **more: Any) -> None:
    told = {"evidence": "The guide for schools of 4 December says it.", "at": LATER, "version": action.version}
    actions.mark_done(action, by=by, **(told | more))


def test_an_action_is_done_by_its_owner_and_checked_by_somebody_else(cast: Cast) -> None:
    with acting(cast.partnership_manager):
        held_by("executive-stockton", cast.director, by=cast.partnership_manager)
        action = an_action(cast)
        with pytest.raises(MoveRefused, match="Only its owner"):
            _done(action, cast.partnership_manager)
    with acting(cast.director):
        with pytest.raises(MoveRefused, match="how anybody can see"):
            _done(action, cast.director, evidence="  ")
        _done(action, cast.director)
        assert [each.reference for each in queries.log("check", by=cast.director, now=LATER)] == [action.reference]
        with pytest.raises(Http404):
            queries.log("check", by=cast.director, now=LATER, page=Page(2))
        with pytest.raises(MoveRefused, match="You said yourself"):
            actions.check(action, by=cast.director, at=LATER, version=action.version)
    with acting(cast.partnership_manager):
        actions.check(action, note="Read it.", by=cast.partnership_manager, at=LATER, version=action.version)
        kinds = [each.kind for each in queries.history_of(action)]
        assert kinds == ["board_action_logged", "board_action_done", "board_action_checked"]
        assert not Clock.objects.filter(episode_id=action.pk, stopped_at__isnull=True).exists()


def test_the_database_refuses_a_check_by_the_one_who_did_it(cast: Cast) -> None:
    with acting(cast.partnership_manager):
        action = an_action(cast, owner_post=None, owner_seat=seat("executive-chair"))
        _done(action, cast.partnership_manager)  # a seat whose holder has no sign-in
        with pytest.raises(IntegrityError), transaction.atomic():
            Action.objects.filter(pk=action.pk).update(checked_by_id=cast.partnership_manager.user_id)


@pytest.mark.parametrize(
    "said",
    [{"by_when": None, "by_event": ""}, {"by_event": "The next meeting", "by_when": THREE_WEEKS}, {"owner_seat": None}],
)
def test_an_action_has_one_owner_and_a_real_date_or_an_event(cast: Cast, said: dict[str, Any]) -> None:
    """No initials, no "All", no "TBA" (features GM4)."""
    with acting(cast.partnership_manager), pytest.raises(MoveRefused):
        an_action(cast, **said)


def test_carrying_over_keeps_what_was_promised_at_first(cast: Cast) -> None:
    with acting(cast.partnership_manager):
        action = an_action(cast)
        by, version = cast.partnership_manager, action.version
        with pytest.raises(MoveRefused, match="Say why"):
            actions.carry_over(action, reason="", by_when=dt.date(2027, 1, 5), by=by, at=LATER, version=version)
        with pytest.raises(MoveRefused, match="over already"):
            actions.carry_over(action, reason="Ill", by_when=dt.date(2026, 12, 1), by=by, at=LATER, version=version)
        actions.carry_over(action, reason="Ill", by_when=dt.date(2027, 1, 5), by=by, at=LATER, version=version)
        action = queries.action_for(action.reference, by=by)
        assert (action.first_by_when, action.by_when, action.carried) == (THREE_WEEKS, dt.date(2027, 1, 5), 1)
        assert action.next_due_at == dt.datetime(2027, 1, 5, 23, 59, 59, 999999, tzinfo=LONDON)
        actions.carry_over(action, reason="Waits", by_event="The guide is out", by=by, at=LATER, version=action.version)
        assert action.next_due_at is None


def test_what_is_not_done_goes_back_and_runs_again_and_a_finished_one_opens_again(cast: Cast) -> None:
    with acting(cast.partnership_manager):
        action = an_action(cast, owner_seat=seat("executive-chair"))
        _done(action, cast.partnership_manager)
    by = cast.scrutineer
    with acting(by):
        actions.send_back(action, reason="Half the schools.", by=by, at=LATER, version=action.version)
        action = queries.action_for(action.reference, by=by)
        assert (action.state, action.next_due, action.evidence) == ("open", "board-action", "")
        note = Event.objects.select_related("note").get(kind="board_action_sent_back").note.text
        assert "The guide for schools" in note, "what was said is kept"
    with acting(cast.partnership_manager):
        _done(action, cast.partnership_manager)
    with acting(by):
        actions.check(action, by=by, at=LATER, version=action.version)
        again = dt.date(2027, 2, 1)
        actions.reopen(action, reason="It fell again.", by_when=again, by=by, at=LATER, version=action.version)
        action = queries.action_for(action.reference, by=by)
        assert (action.state, action.closed_at, action.checked_by_name) == ("open", None, "")


def test_a_stale_page_is_told_and_twice_is_once(cast: Cast) -> None:
    with acting(cast.partnership_manager):
        action, key = an_action(cast), a_key()
        by = cast.partnership_manager
        actions.withdraw(action, reason="Done elsewhere.", by=by, at=LATER, version=1, key=key)
        with pytest.raises(AlreadyDone):
            actions.withdraw(action, reason="Done elsewhere.", by=by, at=LATER, version=1, key=key)
        with pytest.raises(StaleRecord):
            actions.withdraw(action, reason="Again.", by=by, at=LATER, version=1)


def test_another_partnership_finds_nothing_and_a_wrong_post_is_refused(cast: Cast) -> None:
    with acting(cast.partnership_manager):
        action = an_action(cast)
    with acting(cast.elsewhere):
        assert not Action.objects.filter(pk=action.pk).exists()
    with acting(cast.critical_friend), pytest.raises(MoveRefused, match="may not do this"):
        an_action(cast, by=cast.critical_friend)


def test_a_late_action_is_raised_step_by_step_each_once(cast: Cast) -> None:
    """Promised for Tuesday 8 December 2026: the chair hears after 5 working days (15 December), the Executive after 20,
    counted over Christmas and New Year's Day (8 January 2027). Local standard.
    """
    with acting(cast.partnership_manager):
        held_by("executive-stockton", cast.director, by=cast.partnership_manager)
        action = an_action(cast)
    keeper = cast.partnership_manager.partnerships[0]
    due = action.next_due_at
    days = {8: 0, 9: 1, 15: 1, 16: 2, 31: 2}
    for day, rung in days.items():
        assert rung_of(due, keeper, dt.datetime(2026, 12, day, 8, 0, tzinfo=LONDON)) == rung, day
    assert rung_of(due, keeper, dt.datetime(2027, 1, 8, 8, 0, tzinfo=LONDON)) == 2
    assert rung_of(due, keeper, dt.datetime(2027, 1, 9, 8, 0, tzinfo=LONDON)) == 3
    told: list[int] = []
    with acting(clockwork(keeper)):
        for day in (8, 9, 10, 16, 17):
            told.append(ladder.raise_overdue(keeper, dt.datetime(2026, 12, day, 8, 0, tzinfo=LONDON)))
        assert told == [0, 1, 0, 1, 0]
        first = Notice.objects.filter(kind="board_action_late").values_list("team_id", flat=True)
        assert cast.director.team_id in first, "whoever holds the seat hears first"


def test_a_body_meets_as_often_as_it_did_on_that_day() -> None:
    """The Engine Room meets monthly, then every two months (business case 5.2.1)."""
    often = [(dt.date(2019, 4, 10), 1), (dt.date(2020, 4, 10), 2)]
    assert next_by(often, dt.date(2019, 6, 12), dt.date(2019, 6, 20)) == dt.date(2019, 7, 12)
    assert next_by(often, dt.date(2020, 6, 30), dt.date(2020, 7, 1)) == dt.date(2020, 8, 30)
    assert next_by(often, None, dt.date(2019, 4, 11)) == dt.date(2019, 5, 10)
    assert next_by([], None, dt.date(2019, 4, 11)) is None


def test_a_new_holder_ends_the_time_of_the_one_before(cast: Cast) -> None:
    by = cast.partnership_manager
    with acting(by):
        held_by("executive-police", cast.chief_constable, by=by)
        first = Holding.objects.get()
        told: dict[str, Any] = {"part": "holder", "name": "Rae Lund", "by": by, "at": TUESDAY_NOON}
        with pytest.raises(MoveRefused, match="holds it since"):
            actions.appoint(seat("executive-police"), since=first.since, **told)
        actions.appoint(seat("executive-police"), since=dt.date(2026, 12, 1), **told)
        first.refresh_from_db()
        assert first.until == dt.date(2026, 11, 30)
        held = queries.seats_of(executive(), on=dt.date(2026, 12, 2))
        assert [each.name for one in held if one.seat.code == "executive-police" for each in one.now] == ["Rae Lund"]
    with acting(cast.director), pytest.raises(MoveRefused, match="may not do this"):
        actions.appoint(seat("executive-police"), since=dt.date(2027, 1, 1), **(told | {"by": cast.director}))


def test_both_areas_have_their_bodies_from_their_files_alone(cast: Cast) -> None:
    with acting(cast.partnership_manager):
        lines = queries.bodies(by=cast.partnership_manager, now=TUESDAY_NOON)
    named = {each.code: each for each in lines}
    assert {"executive-partnership", "engine-room", "good-and-beyond-board"} <= set(named)
    assert named["engine-room"].frequency == "Every two months"
    assert "south-tees-executive" not in named
    both = replace(cast.chief_constable)
    with acting(both):
        assert {"executive-partnership", "south-tees-executive"} <= {
            each.code for each in queries.bodies(by=both, now=TUESDAY_NOON)
        }
