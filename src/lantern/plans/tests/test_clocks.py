"""Every clock that a plan runs, counted on real dates."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.cast import LONDON, Cast, a_child

from lantern.access.context import acting
from lantern.law.timescales import london_date
from lantern.plans import actions
from lantern.plans.models import Plan
from lantern.plans.tests.world import (
    a_plan,
    agreed,
    family_manager,
    family_worker,
    fresh,
    manager,
    press,
    reviewer,
    worker,
)
from lantern.spine.models import Clock

pytestmark = pytest.mark.django_db


def on(year: int, month: int, day: int, hour: int = 10) -> dt.datetime:
    return dt.datetime(year, month, day, hour, 0, tzinfo=LONDON)


def due(plan: Plan, timescale: str) -> dt.date:
    return london_date(Clock.objects.get(episode_id=plan.pk, timescale=timescale, stopped_at__isnull=True).due_at)


def running(plan: Plan) -> set[str]:
    return set(Clock.objects.filter(episode_id=plan.pk, stopped_at__isnull=True).values_list("timescale", flat=True))


def test_a_child_in_need_plan_is_due_to_be_written_reviewed_and_the_child_visited(cast: Cast) -> None:
    """From Friday 18 December 2026: Christmas, Boxing Day's substitute and New Year are no working days."""
    began = on(2026, 12, 18)
    by = worker()
    with acting(by):
        plan = a_plan(by, at=began)
        assert running(plan) == {"cin-plan", "cin-review", "cin-visit"}
        assert due(plan, "cin-plan") == dt.date(2027, 1, 6), "10 working days"
        assert due(plan, "cin-visit") == dt.date(2027, 1, 20), "20 working days"
        assert due(plan, "cin-review") == dt.date(2027, 1, 29), "6 weeks"


def test_an_agreed_plan_stops_the_clock_of_writing_it_and_a_review_starts_the_next(cast: Cast) -> None:
    plan = agreed(worker(), manager(), at=on(2026, 9, 7))
    with acting(manager()) as by:
        assert "cin-plan" not in running(plan)
        actions.review(
            plan, held_at=on(2026, 10, 16), on=dt.date(2026, 10, 16), decision="continue", reasons="It goes well.",
            came={}, **press(plan, by, on(2026, 10, 17)),
        )  # fmt: skip
        assert due(plan, "cin-review") == dt.date(2027, 1, 15), "3 months from Friday 16 October 2026"
        assert Clock.objects.get(episode_id=plan.pk, timescale="cin-review", stopped_at__isnull=True).variant == "later"


def test_a_child_protection_plan_runs_from_the_day_of_the_conference(cast: Cast) -> None:
    """The worked examples of the guidance: a conference on Wednesday 23 December 2026 is followed by a core group by
    Monday 11 January 2027; one on Monday 30 November 2026 by a review by Friday 26 February 2027.
    """
    with acting(worker()) as by:
        plan = a_plan(by, kind="child_protection", at=on(2026, 12, 23))
        assert due(plan, "core-group-first") == dt.date(2027, 1, 11)
        assert due(plan, "cp-visit") == dt.date(2027, 1, 11), "10 working days"
        assert due(plan, "cpp-two-years") == dt.date(2028, 6, 23), "18 months"
        assert "cin-visit" not in running(plan)
        earlier = a_plan(by, kind="child_protection", child=a_child(name="Leo Example"), at=on(2026, 11, 30))
        assert due(earlier, "rcpc-first") == dt.date(2027, 2, 26)


def test_core_groups_and_review_conferences_are_counted_from_the_last_one(cast: Cast) -> None:
    with acting(worker()) as by:
        plan = a_plan(by, kind="child_protection", at=on(2026, 9, 7))
        actions.record_core_group(plan, held_at=on(2026, 9, 16), who_came=["Wren", "School"], **press(plan, by))
        assert due(plan, "core-group-next") == dt.date(2026, 10, 28), "6 weeks from Wednesday 16 September 2026"
        assert "core-group-first" not in running(plan)
    with acting(reviewer()) as by:
        actions.review(
            fresh(plan), held_at=on(2026, 11, 26), on=dt.date(2026, 11, 26), decision="continue",
            reasons="Still at risk.", came={}, **press(plan, by, on(2026, 11, 26)),
        )  # fmt: skip
        assert due(plan, "rcpc-next") == dt.date(2027, 5, 26), "6 months from Thursday 26 November 2026"
        assert "rcpc-first" not in running(plan)


def test_a_plan_of_eighteen_months_is_looked_at_and_then_runs_to_two_years(cast: Cast) -> None:
    """Both counted from the beginning: a review after eighteen months answers the first alert, not the second."""
    with acting(worker()) as by:
        plan = a_plan(by, kind="child_protection", at=on(2025, 1, 15))
    with acting(reviewer()) as by:
        for held in (on(2025, 4, 10), on(2026, 7, 20)):
            actions.review(
                fresh(plan), held_at=held, on=held.date(), decision="continue", reasons="Goes on.", came={},
                **press(plan, by, held),
            )  # fmt: skip
            expected = dt.date(2026, 7, 15) if held.year == 2025 else dt.date(2027, 1, 15)
            assert due(plan, "cpp-two-years") == expected


def test_a_visit_is_counted_from_when_the_child_was_seen_and_not_from_the_keying(cast: Cast) -> None:
    with acting(worker()) as by:
        plan = a_plan(by, kind="child_protection", at=on(2026, 9, 7))
        seen = {"where": "home", "seen": True, "alone": True}
        actions.record_visit(plan, visited_at=on(2026, 9, 14, 16), **seen, **press(plan, by, on(2026, 9, 16)))
        assert due(plan, "cp-visit") == dt.date(2026, 9, 28), "10 working days from Monday 14 September"
        actions.record_visit(
            fresh(plan), visited_at=on(2026, 9, 25), where="home", seen=False, why_not_seen="nobody_in",
            **press(plan, by, on(2026, 9, 25)),
        )  # fmt: skip
        assert due(plan, "cp-visit") == dt.date(2026, 9, 28), "a child who was not seen is as overdue as before"
        actions.record_visit(fresh(plan), visited_at=on(2026, 9, 10), **seen, **press(plan, by, on(2026, 9, 26)))
        assert due(plan, "cp-visit") == dt.date(2026, 9, 28), "an earlier visit, written down late, moves nothing back"


def test_an_early_help_plan_is_reviewed_six_weeks_after_it_was_agreed(cast: Cast) -> None:
    by = family_worker()
    with acting(by):
        assert running(a_plan(by, kind="early_help", child=a_child(name="Ari Example"))) == set()
    plan = agreed(by, family_manager(), kind="early_help", at=on(2026, 9, 7))
    with acting(by):
        assert due(plan, "eh-review") == dt.date(2026, 10, 19), "6 weeks from Monday 7 September 2026"
        actions.review(
            plan, held_at=on(2026, 10, 15), on=dt.date(2026, 10, 15), decision="continue", reasons="It helps.", came={},
            **press(plan, by, on(2026, 10, 15)),
        )  # fmt: skip
        assert due(plan, "eh-review") == dt.date(2027, 1, 7), "12 weeks from Thursday 15 October 2026"


def test_what_a_safety_plan_asks_is_checked_within_days_and_again(cast: Cast) -> None:
    plan = agreed(worker(), manager(), kind="safety", at=on(2026, 9, 7))
    with acting(worker()) as by:
        assert due(plan, "safety-plan-check") == dt.date(2026, 9, 14), "5 working days"
        actions.check_ask(
            plan, 1, held=True, on=dt.date(2026, 9, 11), note="Nobody there.", **press(plan, by, on(2026, 9, 11))
        )
        assert due(plan, "safety-plan-check") == dt.date(2026, 9, 18)


def test_a_plan_that_ended_has_nothing_due(cast: Cast) -> None:
    plan = agreed(worker(), manager(), at=on(2026, 9, 7))
    with acting(reviewer()) as by:
        actions.end(plan, outcome="moved", note="They live in Durham now.", **press(plan, by, on(2026, 12, 1)))
        assert running(plan) == set()
        assert fresh(plan).next_due_at is None
