"""The way to court: clocks with real dates, who decides, a letter that says what must change, and delay in the open."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.cast import LONDON, Cast, a_child

from lantern.access.context import acting
from lantern.legal import actions, queries
from lantern.legal.models import Change, Delay, LegalPlanning, Letter
from lantern.legal.tests.world import (
    CHANGE,
    HEAD,
    MONDAY,
    a_meeting,
    asked,
    fresh,
    in_pre_proceedings,
    manager,
    press,
    senior,
    with_letter,
    worker,
)
from lantern.meetings import actions as meetings
from lantern.meetings.actions import Asked
from lantern.meetings.models import Meeting, Seat
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Clock, Event

pytestmark = pytest.mark.django_db


def end_of(year: int, month: int, day: int) -> dt.datetime:
    return dt.datetime(year, month, day, 23, 59, 59, 999999, tzinfo=LONDON)


def due(planning: LegalPlanning) -> dict[str, dt.datetime]:
    return dict(Clock.objects.filter(episode=planning, stopped_at__isnull=True).values_list("timescale", "due_at"))


# ---- Clocks ---------------------------------------------------------------------------------------------------------


def test_from_asking_to_the_meeting_across_the_late_summer_holiday(cast: Cast) -> None:
    """Local: 10 working days. Asked on Friday 21 August 2026; Monday 31 August is a holiday: Monday 7 September."""
    by = worker()
    with acting(by):
        [planning] = asked(by, at=dt.datetime(2026, 8, 21, 15, 0, tzinfo=LONDON))
        assert due(planning) == {"legal-planning-meeting": end_of(2026, 9, 7)}


def test_the_letter_begins_sixteen_weeks_and_ten_working_days_to_meet_the_parents(cast: Cast) -> None:
    """Public Law Working Group 2021, best practice: about 16 weeks. Sent on Monday 7 September 2026: 16 weeks
    end on Monday 28 December, the bank holiday for Boxing Day, so it is Thursday 24. Parents by Monday 21 September.
    """
    planning = in_pre_proceedings()
    with acting(worker()):
        assert due(planning) == {
            "pre-proceedings": end_of(2026, 12, 24),
            "plo-first-meeting": end_of(2026, 9, 21),
        }


def test_deciding_to_apply_gives_five_working_days_and_the_weeks_run_on(cast: Cast) -> None:
    """Decided on Wednesday 23 December 2026: Christmas, Boxing Day's Monday and New Year's Day do not count: Friday
    1 January is a holiday, so day five is Monday 4 January 2027. The court has 26 weeks (Children Act 1989, s. 32).
    """
    planning = in_pre_proceedings()
    boss, by = manager(), worker()
    decided = dt.datetime(2026, 12, 23, 11, 0, tzinfo=LONDON)
    with acting(boss):
        a_meeting(boss, [planning.child], decided, ["issue"])
        assert due(planning)["issue-application"] == end_of(2027, 1, 4)
        assert "pre-proceedings" in due(planning), "time between deciding and applying counts"
    applied = dt.datetime(2027, 1, 11, 9, 0, tzinfo=LONDON)
    with acting(by):
        actions.issue(
            fresh(planning), on=applied.date(), court="Family court at Teesside", court_number="", late_reason="Ill.",
            meeting_offered="no", meeting_offered_why="Nobody could be found.", **press(planning, by, applied),
        )  # fmt: skip
        assert due(planning) == {"care-proceedings": end_of(2027, 7, 12), "cmh": end_of(2027, 2, 3)}
        assert Clock.objects.get(episode=planning, timescale="issue-application").late_reason == "Ill."
        assert fresh(planning).turn == "court"


def test_longer_pre_proceedings_move_the_clock_to_the_day_that_was_chosen(cast: Cast) -> None:
    planning = in_pre_proceedings()
    boss = manager()
    with acting(boss):
        a_meeting(boss, [planning.child], MONDAY + dt.timedelta(days=60), ["extend"], until="2027-01-15")
        assert due(planning)["pre-proceedings"] == end_of(2027, 1, 15)
        assert fresh(planning).extended == 1


# ---- Who decides what -----------------------------------------------------------------------------------------------


def test_brothers_and_sisters_each_go_their_own_way(cast: Cast) -> None:
    by, boss = worker(), manager()
    with acting(by):
        children = [a_child(name=name) for name in ("Mia Example", "Tom Example", "Zoe Example")]
        asked(by, *children)
    with acting(boss):
        a_meeting(boss, children, MONDAY, ["pre_proceedings", "issue", "go_on"])
        states = [LegalPlanning.objects.get(child=child).state for child in children]
        assert states == ["letter", "to_issue", "ended"]
        assert LegalPlanning.objects.get(child=children[2]).ended_why == "Three agencies tell the same."


def test_a_meeting_about_a_child_nobody_asked_about_begins_its_legal_planning(cast: Cast) -> None:
    boss = manager()
    with acting(boss):
        child = a_child()
        a_meeting(boss, [child], MONDAY, ["issue"])
        assert LegalPlanning.objects.get(child=child).state == "to_issue"


def test_without_a_lawyer_the_meeting_decides_only_with_a_reason(cast: Cast) -> None:
    boss = manager()
    with acting(boss):
        child = a_child()
        meeting: Meeting = meetings.call(
            "legal_planning_meeting", children=[child], starts_at=MONDAY, purpose="Harm.", by=boss, at=MONDAY,
            asked=[Asked(boss.name, "social_care")],
        ).episode  # fmt: skip
        meetings.begin(meeting, by=boss, at=MONDAY, version=meeting.version)
        there = {seat.pk: ("", "joined") for seat in Seat.objects.filter(episode_id=meeting.pk)}
        meetings.take_roll(meeting, found=there, by=boss, at=MONDAY)
        with pytest.raises(MoveRefused, match="a lawyer of the council"):
            meetings.decide(
                meeting, decisions=[meetings.ForChild(child.pk, "issue", "Harm.", {})], by=boss, at=MONDAY,
                version=meeting.version,
            )  # fmt: skip


def test_a_worker_does_not_call_the_meeting_and_asks_once(cast: Cast) -> None:
    by = worker()
    with acting(by):
        child = a_child()
        with pytest.raises(MoveRefused):
            a_meeting(by, [child], MONDAY, ["issue"])
        asked(by, child)
        with pytest.raises(MoveRefused, match="asked for already"):
            asked(by, child)


def test_another_councils_worker_finds_nothing(cast: Cast) -> None:
    planning = in_pre_proceedings()
    with acting(cast.elsewhere):
        assert not LegalPlanning.objects.filter(pk=planning.pk).exists()
        assert not Letter.objects.exists()
        assert not Change.objects.exists()
        assert not Delay.objects.exists()
        assert queries.tracked(by=cast.elsewhere, now=MONDAY) == []


# ---- The letter -----------------------------------------------------------------------------------------------------


def _letter_begun() -> LegalPlanning:
    by, boss = worker(), manager()
    with acting(by):
        [planning] = asked(by)
    with acting(boss):
        a_meeting(boss, [planning.child], MONDAY, ["pre_proceedings"])
        return fresh(planning)


def test_a_letter_goes_to_a_manager_only_when_it_says_what_must_change_by_when_and_who_checks(cast: Cast) -> None:
    """The 2023 inspection, ¶8: inconsistency in what is required of parents before care proceedings."""
    planning, by = _letter_begun(), worker()
    with acting(by):
        actions.write_head(planning, values=HEAD, **press(planning, by))
        with pytest.raises(MoveRefused, match="does not say what must change"):
            actions.letter_ready(fresh(planning), **press(planning, by))
        vague = CHANGE | {"what": "Engage with services.", "by_when": None, "checked_by": "", "checked_how": ""}
        actions.write_change(fresh(planning), None, values=vague, **press(planning, by))
        with pytest.raises(MoveRefused) as refused:
            actions.letter_ready(fresh(planning), **press(planning, by))
        assert refused.value.answer.reason == (
            "Change 1 does not say by when. Change 1 does not say who checks it. "
            "Change 1 does not say how it is checked."
        )
        actions.write_change(fresh(planning), 1, values=CHANGE, **press(planning, by))
        assert actions.letter_ready(fresh(planning), **press(planning, by)).episode.state == "letter_ready"


def test_nobody_sends_their_own_letter_and_pressing_twice_sends_it_once(cast: Cast) -> None:
    planning, boss = _letter_begun(), manager()
    with acting(boss):
        with_letter(planning, boss)
        with pytest.raises(MoveRefused, match="You wrote this letter"):
            actions.send_letter(fresh(planning), how="By hand", **press(planning, boss))
    other = senior()
    with acting(other):
        again = press(planning, other)
        actions.send_letter(fresh(planning), how="By hand", **again)
        with pytest.raises(AlreadyDone):
            actions.send_letter(fresh(planning), how="By hand", **again)
        assert Event.objects.filter(episode=planning, kind="letter_before_proceedings_sent").count() == 1
        assert fresh(planning).turn == "family"


def test_of_two_who_write_at_once_one_wins_and_the_other_is_told(cast: Cast) -> None:
    planning, by = _letter_begun(), worker()
    with acting(by):
        version = fresh(planning).version
        actions.write_head(fresh(planning), values=HEAD, by=by, at=MONDAY, version=version)
        with pytest.raises(StaleRecord):
            actions.write_head(planning, values=HEAD, by=by, at=MONDAY, version=version)


def test_the_same_letter_for_brothers_and_sisters_with_clocks_of_their_own(cast: Cast) -> None:
    by, boss = worker(), manager()
    with acting(by):
        children = [a_child(name=name) for name in ("Mia Example", "Tom Example")]
        first, second = asked(by, *children)
    with acting(boss):
        a_meeting(boss, children, MONDAY, ["pre_proceedings", "pre_proceedings"])
    with acting(by):
        with_letter(fresh(first), by)
    with acting(boss):
        assert queries.beside(fresh(first)).same_stage() == [(second.reference, "Tom Example")]
        actions.send_letter(fresh(first), how="By hand", also=[fresh(second)], **press(first, boss))
        assert [fresh(each).state for each in (first, second)] == ["pre_proceedings"] * 2
        assert Letter.objects.get(episode=second).about == "Mia Example, Tom Example"
        assert Change.objects.get(episode=second).what == CHANGE["what"]
        assert "pre-proceedings" in due(second)


# ---- Delay in the open ----------------------------------------------------------------------------------------------


def test_delay_without_a_reason_is_told_and_a_reason_holds_until_its_day(cast: Cast) -> None:
    """The 2023 inspection, ¶8 and ¶16: delay before court that nobody resolves."""
    planning, by, boss = in_pre_proceedings(), worker(), senior()
    late = dt.datetime(2027, 1, 8, 10, 0, tzinfo=LONDON)

    def seen(now: dt.datetime) -> queries.Line:
        with acting(boss):
            [line] = queries.tracked(by=boss, now=now)
        return line

    assert not seen(MONDAY).unexplained
    assert seen(late).unexplained
    with acting(by):
        actions.explain_delay(
            fresh(planning), turn="expert", why="The assessor asked for three more weeks.", until=dt.date(2027, 1, 29),
            **press(planning, by, late),
        )  # fmt: skip
    told = seen(late)
    assert (told.unexplained, told.turn, told.why) == (False, "expert", "The assessor asked for three more weeks.")
    assert seen(dt.datetime(2027, 2, 1, 9, 0, tzinfo=LONDON)).unexplained, "the day that was named has gone by"


def test_what_must_change_is_checked_and_pre_proceedings_end(cast: Cast) -> None:
    planning, by, boss = in_pre_proceedings(), worker(), manager()
    with acting(by):
        actions.check(
            fresh(planning), 1, found="met", noted="Rang at seven for five weeks: the grandmother was there.",
            on=dt.date(2026, 10, 12), **press(planning, by),
        )  # fmt: skip
        assert len(queries.beside(fresh(planning)).met()) == 1
    with acting(boss):
        a_meeting(boss, [planning.child], MONDAY + dt.timedelta(days=90), ["step_down"])
        ended = fresh(planning)
        assert (ended.state, ended.ended_as) == ("ended", "step_down")
        assert due(ended) == {}


def test_meeting_the_parents_stops_its_clock(cast: Cast) -> None:
    planning, by = in_pre_proceedings(), worker()
    when = dt.datetime(2026, 9, 17, 10, 0, tzinfo=LONDON)
    with acting(by):
        meeting: Meeting = meetings.call(
            "pre_proceedings_meeting", children=[planning.child], starts_at=when, purpose="The letter.",
            by=by, at=MONDAY, asked=[Asked("Ms A Example", "family", "mother")], because_of=planning,
        ).episode  # fmt: skip
        meetings.begin(meeting, by=by, at=when, version=meeting.version)
        meetings.end(meeting, by=by, at=when + dt.timedelta(hours=1), version=meeting.version)
        assert "plo-first-meeting" not in due(planning)
        assert fresh(planning).met_at == when
