"""Which plans drift and which visits are overdue, on real dates; nothing drops off."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.cast import LONDON, Cast, a_child

from lantern.access.context import acting
from lantern.plans import actions, queries
from lantern.plans.tests.world import a_plan, agreed, an_ask, fresh, manager, press, worker

pytestmark = pytest.mark.django_db


def on(year: int, month: int, day: int, hour: int = 10) -> dt.datetime:
    return dt.datetime(year, month, day, hour, 0, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("now", "rung"),
    [
        (on(2026, 9, 22), ""),  # Monday's visit, looked at on Tuesday
        (on(2026, 9, 23), "team_manager"),
        (on(2026, 9, 29), "service_manager"),
        (on(2026, 10, 6), "director"),
        (on(2027, 10, 6), "director"),
    ],
)
def test_whoever_must_know_of_an_overdue_visit_is_said_by_the_days_that_have_passed(
    now: dt.datetime, rung: str
) -> None:
    """A plan of Monday 7 September 2026: 10 working days end on Monday 21 September."""
    assert queries.rung_of(dt.datetime(2026, 9, 21, 23, 59, tzinfo=LONDON), now) == rung


def test_a_child_stays_on_the_ladder_until_somebody_has_seen_them(cast: Cast) -> None:
    with acting(worker()) as by:
        plan = a_plan(by, kind="child_protection", at=on(2026, 9, 7))
        assert queries.overdue_visits(by=by, now=on(2026, 9, 21)) == []
        tried = {"where": "home", "seen": False, "why_not_seen": "nobody_in"}
        actions.record_visit(plan, visited_at=on(2026, 9, 24), **tried, **press(plan, by, on(2026, 9, 24)))
        (found,) = queries.overdue_visits(by=by, now=on(2027, 9, 24))
        assert (found.line.reference, found.rung, found.tried) == (plan.reference, "director", 1)
        seen = {"where": "home", "seen": True, "alone": True, "late_reason": "Nobody was in."}
        actions.record_visit(fresh(plan), visited_at=on(2026, 9, 25), **seen, **press(plan, by, on(2026, 9, 25)))
        assert queries.overdue_visits(by=by, now=on(2026, 9, 28)) == []


def why(by, now: dt.datetime) -> dict[str, set[str]]:
    return {each.line.child: set(each.why) for each in queries.drifting(by=by, now=now)}


def test_a_plan_drifts_when_nobody_agrees_it_and_when_it_runs_for_long(cast: Cast) -> None:
    with acting(worker()) as by:
        a_plan(by, child=a_child(name="Ana Example"), at=on(2026, 9, 7))
        assert why(by, on(2026, 9, 21)) == {}, "10 working days are not over on Monday 21 September 2026"
        assert why(by, on(2026, 9, 22)) == {"Ana Example": {"never_agreed"}}
        assert "too_long" in why(by, on(2027, 6, 8))["Ana Example"], "9 months end on Monday 7 June 2027"


def test_two_reviews_that_found_nothing_moved_and_actions_carried_over_again(cast: Cast) -> None:
    plan = agreed(worker(), manager(), at=on(2026, 9, 7))
    with acting(manager()) as by:
        for held in (on(2026, 10, 16), on(2027, 1, 14)):
            assert "unchanged" not in why(by, held).get("Mia Example", set())
            actions.review(
                fresh(plan), held_at=held, on=held.date(), decision="continue", reasons="Stuck.", came={},
                **press(plan, by, held),
            )  # fmt: skip
        found = why(by, on(2027, 1, 15))["Mia Example"]
        assert found >= {"unchanged", "carried"}


def test_an_ask_nobody_tested_a_failed_one_and_a_repeat_plan(cast: Cast) -> None:
    by = worker()
    plan = agreed(by, manager(), kind="safety", at=on(2026, 9, 7))
    with acting(by):
        assert why(by, on(2026, 9, 14)) == {"Mia Example": {"untested"}}
        actions.check_ask(
            plan, 1, held=False, on=dt.date(2026, 9, 14), note="He was there.", **press(plan, by, on(2026, 9, 14))
        )
        assert why(by, on(2026, 9, 15)) == {"Mia Example": {"threshold"}}
    with acting(manager()) as boss:
        actions.end(fresh(plan), outcome="stepped_up", note="More is needed.", **press(plan, boss, on(2026, 9, 16)))
    with acting(by):
        again = a_plan(by, kind="safety", child=plan.child, at=on(2026, 10, 5))
        actions.save_ask(again, None, values=an_ask(), **press(again, by, on(2026, 10, 5)))
        assert "repeat" in why(by, on(2026, 10, 6))["Mia Example"]
