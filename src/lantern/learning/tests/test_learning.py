"""What may be done with a line of enquiry, a set and a recommendation; when it is due; and what the readings say."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from tests.cast import LONDON, Cast, a_key

from lantern.access.context import acting
from lantern.interface.runs import Read, judged
from lantern.law.timescales import london_date
from lantern.learning import actions, keeping, themes
from lantern.learning.models import Carried, ImpactTest, MonthlyFigure, SetMember
from lantern.learning.tests.world import (
    MONDAY,
    a_friend,
    a_line,
    a_measure,
    a_member,
    a_recommendation,
    a_set,
    a_theme,
    fresh,
    keeper,
    press,
)
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Clock, Episode, Event

pytestmark = pytest.mark.django_db


def due(record: Episode, timescale: str) -> dt.date:
    return london_date(Clock.objects.get(episode_id=record.pk, timescale=timescale).due_at)


# When things are due: worked examples ---------------------------------------------------------------------------------


def test_a_proposed_line_is_decided_within_thirty_working_days(cast: Cast) -> None:
    """Local standard. Proposed Monday 7 September 2026, due Monday 19 October 2026."""
    line = a_line(cast, commissioned=False)
    assert due(line, "enquiry-decision") == dt.date(2026, 10, 19)


def test_a_recommendation_is_answered_within_twenty_working_days_across_a_bank_holiday(cast: Cast) -> None:
    """Local standard. Made Monday 7 September, due Monday 5 October 2026; made Monday 10 August, the bank holiday of 31
    August between, due Tuesday 8 September 2026.
    """
    found = a_recommendation(cast, measured=False)
    assert due(found, "recommendation-answer") == dt.date(2026, 10, 5)
    august = dt.datetime(2026, 8, 10, 10, tzinfo=LONDON)
    with acting(cast.partnership_manager):
        other = actions.recommend(
            keeper=keeper(), text="Something else.", origin="board", lead_agency_id=cast.police_lead.agency_id or 0,
            changes=["policy"], by=cast.partnership_manager, at=august,
        )  # fmt: skip
    assert due(other, "recommendation-answer") == dt.date(2026, 9, 8)


def test_evidence_is_looked_at_within_twenty_working_days(cast: Cast) -> None:
    found = a_recommendation(cast, state="done")
    assert due(found, "recommendation-check") == dt.date(2026, 10, 5)


def test_a_measure_is_read_on_the_day_that_was_chosen_first(cast: Cast) -> None:
    """The clock of two measures runs to the earlier day; once that is judged, to the other."""
    found = a_recommendation(cast, state="checked")
    assert due(found, "impact-read") == dt.date(2026, 12, 7)
    with acting(cast.partnership_manager):
        a_measure(found, cast.partnership_manager, code="come_back", read_on=dt.date(2026, 11, 2))
    assert due(found, "impact-read") == dt.date(2026, 11, 2)
    test = ImpactTest.objects.get(recommendation=found, number=2)
    with acting(cast.scrutineer):
        actions.judge(test, verdict="not_moved", why="It did not.", **press(found, cast.scrutineer))
    running = Clock.objects.get(episode_id=found.pk, timescale="impact-read", stopped_at__isnull=True)
    assert london_date(running.due_at) == dt.date(2026, 12, 7)
    assert fresh(found).state == "checked", "one measure is still to be read"


# What may be done, and what not ---------------------------------------------------------------------------------------


def test_a_line_is_not_commissioned_before_it_is_thought_through(cast: Cast) -> None:
    line = a_line(cast, commissioned=False)
    by = cast.partnership_manager
    with acting(by), pytest.raises(MoveRefused, match="what is supposed, how far it reaches, who owns it"):
        actions.commission(line, why="Now.", **press(line, by))
    with acting(cast.social_worker), pytest.raises(MoveRefused, match="Your post"):
        actions.decline_line(line, why="No.", **press(line, cast.social_worker))


def test_a_declined_line_is_taken_up_again_and_decided_afresh(cast: Cast) -> None:
    line, by = a_line(cast, commissioned=False), cast.partnership_manager
    with acting(by):
        actions.decline_line(line, why="Not now.", **press(line, by))
        actions.take_up(fresh(line), why="Told three times since.", **press(line, by))
    line = fresh(line)
    assert (line.state, line.closed_at, line.decided_why) == ("proposed", None, "")
    said = Event.objects.filter(episode_id=line.pk).order_by("recorded_at").values_list("kind", flat=True)
    assert list(said) == ["enquiry_proposed", "enquiry_declined", "enquiry_taken_up"]


def test_a_set_does_not_meet_without_a_critical_friend_whose_independence_was_looked_at(cast: Cast) -> None:
    """Business case 5.3.2: an independent critical friend is appointed to each of the learning activities."""
    found, by = a_set(cast, ready=False), cast.partnership_manager
    with acting(by), pytest.raises(MoveRefused, match="members from at least two agencies, a critical friend"):
        actions.start(found, **press(found, by))


def test_a_friend_who_worked_for_a_members_agency_is_refused(cast: Cast) -> None:
    found, by = a_set(cast, ready=False), cast.partnership_manager
    post, _member = a_member(0)
    friend = a_friend(cast, not_with=(post.team.agency_id,))
    with acting(by):
        actions.add_member(fresh(found), post=post, **press(found, by))
        with pytest.raises(MoveRefused, match="is not independent of"):
            actions.appoint_friend(fresh(found), friend=friend, days=Decimal(2), conflict="None.", **press(found, by))


def test_two_members_who_write_at_once_both_stand(cast: Cast) -> None:
    """Nobody's page is stale because somebody else wrote: what is written stands side by side."""
    found = a_set(cast)
    for number in (0, 1):
        member = a_member(number)[1]
        with acting(member):
            key = a_key()
            actions.contribute(found, kind="observation", text=f"Seen {number}.", by=member, at=MONDAY, key=key)
            with pytest.raises(AlreadyDone):
                actions.contribute(found, kind="observation", text="Again.", by=member, at=MONDAY, key=key)
    assert SetMember.objects.filter(set=found).count() == 2
    with acting(cast.partnership_manager):
        assert found.contributions.count() == 2


def test_a_recommendation_is_not_done_before_it_says_what_should_move(cast: Cast) -> None:
    found = a_recommendation(cast, state="accepted", measured=False)
    by = cast.police_lead
    with acting(by), pytest.raises(MoveRefused, match="what should move"):
        actions.mark_done(found, since=dt.date(2026, 9, 1), evidence="A form.", **press(found, by))


def test_nobody_checks_what_they_said_themselves(cast: Cast) -> None:
    """Closed only by somebody else: the register's own rule, and a constraint of the database."""
    found, by = a_recommendation(cast, state="accepted"), cast.partnership_manager
    with acting(by):
        actions.mark_done(found, since=dt.date(2026, 9, 1), evidence="A form.", **press(found, by))
        with pytest.raises(MoveRefused, match="somebody else must look at the evidence"):
            actions.check(fresh(found), note="Fine.", **press(found, by))


def test_a_stale_page_is_told_who_was_quicker(cast: Cast) -> None:
    found, by = a_recommendation(cast), cast.police_lead
    old = fresh(found).version
    with acting(by):
        actions.answer(fresh(found), how="accepted", why="Yes.", **press(found, by))
        with pytest.raises(StaleRecord) as stale:
            actions.answer(found, how="declined", why="No.", by=by, at=MONDAY, version=old)
    assert stale.value.since[-1].actor_name == by.name


def test_a_theme_is_carried_once_by_a_record(cast: Cast) -> None:
    theme, line, by = a_theme(cast), a_line(cast, commissioned=False), cast.social_worker
    with acting(by):
        assert themes.carry(theme, episode=line, by=by, at=MONDAY)
        assert themes.carry(theme, episode=line, by=by, at=MONDAY) is None
        with pytest.raises(ValueError, match="a record or by words"):
            themes.carry(theme, by=by, at=MONDAY)
        assert Carried.objects.count() == 1


# What the readings say ------------------------------------------------------------------------------------------------

JANUARY = dt.date(2026, 1, 1)


def months(*values: float, start: int = 1, year: int = 2026) -> list[Read]:
    return [Read(dt.date(year, start + place, 1), value) for place, value in enumerate(values)]


@pytest.mark.parametrize(
    ("after", "says"),
    [
        ((9, 9, 9, 9, 9, 9, 9), "moved"),
        ((9, 9, 9, 9, 9, 9), "too_early"),
        ((13, 9, 13, 9, 13, 9, 13), "not_moved"),
        ((13, 13, 13, 13, 13, 13, 13), "worse"),
        ((9, 9, 9, 11, 9, 9, 9, 9), "moved"),
    ],
)
def test_seven_readings_in_a_row_on_one_side_of_what_was_usual_are_no_chance(after: tuple, says: str) -> None:
    """Making data count: a run of seven. A reading on the middle itself (11) breaks no row and makes none longer."""
    before = months(10, 12, 11, 11, 10, 12, start=7, year=2025)
    run = judged([*before, *months(*after)], changed_on=dt.date(2026, 1, 20), up_is_good=False)
    assert (run.says, run.middle, run.before) == (says, 11, 6)


def test_nothing_is_said_of_a_change_that_has_not_happened_or_that_nobody_read_before() -> None:
    assert judged(months(1, 2), changed_on=None, up_is_good=True).says == "no_change"
    run = judged(months(1, 2), changed_on=JANUARY, up_is_good=True)
    assert (run.says, run.middle) == ("too_early", None)


def figures(values: list[int]) -> None:
    """A figure by month up to August 2026."""
    MonthlyFigure.objects.bulk_create(
        MonthlyFigure(
            authority_id=keeper(), code="wait_for_help", month=dt.date(2025 + place // 12, 1 + place % 12, 1),
            value=value, number=1, out_of=1, counted_at=MONDAY,
        )
        for place, value in enumerate(values)
    )  # fmt: skip


def test_a_figure_that_ran_the_wrong_way_opens_its_recommendation_again_by_itself(cast: Cast) -> None:
    found = a_recommendation(cast, state="checked")  # practice changed in March 2026
    with acting(cast.partnership_manager):
        figures([20] * 14 + [31] * 7)
    from lantern.access.people_acting import clockwork

    with acting(clockwork(keeper())):
        assert keeping.reopen_what_got_worse(keeper(), MONDAY) == 1
        assert keeping.reopen_what_got_worse(keeper(), MONDAY) == 0, "once"
    with acting(cast.partnership_manager):
        found = fresh(found)
        assert (found.state, found.reopened) == ("accepted", 1)
        assert "7 months in a row are worse" in found.reopened_why
        assert Event.objects.filter(episode_id=found.pk, kind="recommendation_reopened", actor_name="Lantern").exists()


def test_every_indicator_can_be_counted(cast: Cast) -> None:
    """Each is one statement over the partnership's authorities; with nothing to count it gives no month."""
    assert keeping._count(keeper(), [805, 808], MONDAY) == 0
