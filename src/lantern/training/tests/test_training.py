"""From a need to what changed in practice: rows TR1 and TR2, business case sections 5.2.3 to 5.2.4."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from tests.cast import LONDON, Cast, a_key

from lantern.access.context import acting
from lantern.access.people_acting import clockwork
from lantern.law.timescales import due_at, london_date
from lantern.learning.models import ImpactReading, ImpactTest
from lantern.learning.tests.world import a_measure, a_recommendation, fresh, keeper, press
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Clock, Notice
from lantern.training import actions, keeping
from lantern.training.actions.bookings import move_up
from lantern.training.models import Booking, TrainingEvent, TrainingNeed
from lantern.training.queries.reach import of_year, reach
from lantern.training.rules import Places, has_room, moved_up
from lantern.training.tests.world import DAY, END, MONDAY, a_course, a_date, a_need, booked, held

pytestmark = pytest.mark.django_db


def standing(found: TrainingEvent) -> dict[str, str]:
    with acting(clockwork(keeper())):
        return dict(Booking.objects.filter(event=found).values_list("name", "standing"))


def test_one_agency_takes_at_most_its_share_while_shares_hold() -> None:
    """TR1: places and agency quotas. Police 1, health 2, council 3."""
    offered = Places(number=3, for_each=1)
    assert has_room(1, [], offered)
    assert not has_room(1, [1], offered)
    assert has_room(2, [1], offered)
    assert has_room(1, [1], Places(3, 1, shares_hold=False))
    assert not has_room(3, [1, 2, 2], Places(3))


def test_whoever_waits_first_and_has_room_moves_up() -> None:
    waiting = [("a", 1), ("b", 1), ("c", 2)]
    assert moved_up(waiting, [1], Places(3, 1)) == ["c"]
    assert moved_up(waiting, [1], Places(3, 1, shares_hold=False)) == ["a", "b"]
    assert moved_up(waiting, [1, 2, 2], Places(3)) == []


def test_a_need_is_decided_in_30_working_days_once_and_with_a_reason(cast: Cast) -> None:
    """Worked example: told on Monday 7 September 2026, decided by Monday 19 October 2026."""
    need = a_need(cast)
    assert london_date(fresh(need).next_due_at or MONDAY) == dt.date(2026, 10, 19)
    by = cast.partnership_manager
    with acting(cast.social_worker), pytest.raises(MoveRefused):
        actions.decline_need(fresh(need), why="Too dear", **press(need, cast.social_worker))
    with acting(by):
        pressed = press(need, by)
        actions.decline_need(fresh(need), why="It is taught already.", **pressed)
        with pytest.raises(AlreadyDone):
            actions.decline_need(fresh(need), why="It is taught already.", **pressed)
        told = TrainingNeed.objects.get()
    assert (told.state, told.declined_why) == ("declined", "It is taught already.")


def test_nobody_of_another_partnership_sees_it(cast: Cast) -> None:
    """Row-level security: the partnership keeps its own records."""
    a_date(cast)
    with acting(clockwork(keeper() + 999)):
        assert not TrainingEvent.objects.exists()


def test_the_last_place_goes_to_one_and_the_next_waits_and_moves_up_by_itself(cast: Cast) -> None:
    found = a_date(cast, places=1)
    booked(found, cast.police)
    booked(found, cast.health)
    assert sorted(standing(found).values()) == ["place", "waiting"]
    with acting(cast.police):
        with pytest.raises(MoveRefused, match="booked this already"):
            actions.book(found, by=cast.police, at=MONDAY, key=a_key())
        actions.give_up(found, by=cast.police, at=MONDAY, key=a_key())
    assert standing(found) == {cast.police.name: "given_up", cast.health.name: "place"}
    booked(found, cast.police)
    assert standing(found)[cast.police.name] == "waiting"


def test_shares_hold_until_their_day_and_then_whoever_waits_moves_up(cast: Cast) -> None:
    found = a_date(cast, places=2, for_each=1, shares_until=dt.date(2026, 9, 10))
    booked(found, cast.officer)
    booked(found, cast.manager)
    assert standing(found)[cast.manager.name] == "waiting"
    keeping.keep(MONDAY)
    assert standing(found)[cast.manager.name] == "waiting"
    assert keeping.keep(dt.datetime(2026, 9, 11, 8, 0, tzinfo=LONDON)) == 1
    assert standing(found)[cast.manager.name] == "place"


def test_more_places_let_those_who_wait_move_up(cast: Cast) -> None:
    found = a_date(cast, places=1)
    booked(found, cast.police)
    booked(found, cast.health)
    by = cast.partnership_officer
    with acting(by):
        actions.edit_event(fresh(found), values={"places": 2}, **press(found, by))
        assert move_up(fresh(found), by=by, at=MONDAY) == 0
    assert standing(found)[cast.health.name] == "place"


def test_nobody_books_once_it_has_begun_and_nobody_marks_before(cast: Cast) -> None:
    found = a_date(cast)
    with acting(cast.police), pytest.raises(MoveRefused, match="has begun"):
        actions.book(found, by=cast.police, at=DAY, key=a_key())
    by = cast.partnership_officer
    with acting(by), pytest.raises(MoveRefused, match="not begun"):
        actions.hold(fresh(found), came={}, **press(found, by, MONDAY))


def test_two_who_mark_the_register_at_once_one_is_told(cast: Cast) -> None:
    found = a_date(cast)
    one = booked(found, cast.police)
    by = cast.partnership_officer
    with acting(by):
        stale = press(found, by, END)
        actions.hold(fresh(found), came={one.pk: "whole"}, **press(found, by, END))
        with pytest.raises(StaleRecord):
            actions.hold(fresh(found), came={one.pk: "no"}, **stale)
    assert Booking.objects.get(pk=one.pk).came == "whole"


def test_three_months_later_those_who_came_are_asked_and_their_answer_is_a_reading(cast: Cast) -> None:
    """TR2, LI6. Worked example: held on Monday 14 September 2026, asked on 14 December 2026; what it changed is said
    within 20 working days, by Thursday 14 January 2027 (Christmas Day, the 28th for Boxing Day, and New Year's Day
    do not count). The register was written two days late: the months count from the day itself.
    """
    because = a_recommendation(cast, state="accepted", measured=False)
    with acting(cast.partnership_manager):
        test = a_measure(
            because, cast.partnership_manager, kind="feedback", code="", name="Ask a child alone", good="up"
        )
    course = a_course(cast, a_need(cast, because), test=test)
    found = a_date(cast, course, places=3)
    for each in (cast.police, cast.health, cast.officer):
        booked(found, each)
    found = held(cast, found, {cast.officer.name: "no"}, at=END + dt.timedelta(days=2))
    with acting(clockwork(keeper())):
        clock = Clock.objects.get(episode_id=found.pk, timescale="training-follow-up")
    assert london_date(clock.due_at) == dt.date(2026, 12, 14)
    with acting(cast.police):
        actions.answer(found, before=2, after=4, takes_away="Ask.", by=cast.police, at=END, key=a_key())
    with acting(cast.officer), pytest.raises(MoveRefused, match="register does not show"):
        actions.answer(found, before=2, after=4, takes_away="Ask.", by=cast.officer, at=END, key=a_key())
    assert keeping.keep(dt.datetime(2026, 12, 14, 9, 0, tzinfo=LONDON)) == 0
    asked = dt.datetime(2026, 12, 15, 9, 0, tzinfo=LONDON)
    assert keeping.keep(asked) == 1
    assert keeping.keep(asked) == 0
    with acting(clockwork(keeper())):
        told = set(Notice.objects.filter(kind="training_what_changed").values_list("team_id", flat=True))
    assert {cast.police.team_id, cast.health.team_id} <= told
    assert cast.officer.team_id not in told
    due = due_at("training-impact", dt.datetime(2026, 12, 14, 9, 0, tzinfo=LONDON))
    assert london_date(due) == dt.date(2027, 1, 14)
    by = cast.partnership_officer
    with acting(by), pytest.raises(MoveRefused, match="Nobody has answered"):
        actions.conclude(fresh(found), says="It helped.", **press(found, by, asked))
    for each, uses in ((cast.police, "yes"), (cast.health, "no")):
        with acting(each):
            actions.use(found, uses=uses, changed="I ask.", hinders="No room.", by=each, at=asked, key=a_key())
    with acting(by):
        actions.conclude(fresh(found), says="Half of them ask.", **press(found, by, asked))
        reading = ImpactReading.objects.get(test=ImpactTest.objects.get(pk=test.pk))
        assert (reading.value, reading.out_of) == (Decimal(50), 2)
        assert fresh(found).state == "said"


def test_reach_counts_those_who_are_meant_and_what_has_expired(cast: Cast) -> None:
    course = a_course(cast, agencies=[cast.police.agency_id], roles=[cast.police.role])
    from tests.pages import hold_post

    hold_post(cast.police)
    found = a_date(cast, course)
    booked(found, cast.police)
    booked(found, cast.health)
    held(cast, found, {})
    with acting(cast.partnership_manager):
        now = reach(keeper(), today=dt.date(2026, 10, 1), agency=cast.police.agency_id)
        later = reach(keeper(), today=dt.date(2028, 10, 1))
        year = of_year(keeper(), dt.date(2026, 4, 1), dt.date(2027, 3, 31))
    key = now.courses[0]["id"]
    assert {agency for agency, _name in now.agencies} == {cast.police.agency_id}
    assert (now.whole[key].had, now.whole[key].expired) == (1, 0)
    assert [each.had[key][0] for each in now.people if each.had] == [dt.date(2026, 9, 14)]
    assert (later.whole[key].had, later.whole[key].expired) == (0, 1)
    assert [(each["title"], each["dates"], each["came"]) for each in year] == [("The child’s own words", 1, 2)]
