"""The states of improvement plans and inspections, and the moves between them."""

from __future__ import annotations

from typing import Any

from lantern.improvement import permissions as may
from lantern.improvement.models import ImprovementPlan
from lantern.improvement.rules import LACKS, gaps
from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.lifecycle import Lifecycle, Move

DRAFT, RUNNING, CLOSED = "draft", "running", "closed"
OPEN, FINISHED = "open", "finished"


def _complete(plan: ImprovementPlan, by: Actor, facts: dict[str, Any]) -> Answer:
    """No action runs without a lead, a date and a test of success, or the reason why it has none."""
    if facts.get("looking"):
        return ALLOWED
    every = list(plan.actions.all())
    if not every:
        return refused("It has no actions yet.")
    lacking = [(each.number, found) for each in every if (found := gaps(each))]
    if not lacking:
        return ALLOWED
    number, found = lacking[0]
    more = f" {len(lacking) - 1} more are not complete." if len(lacking) > 1 else ""
    return refused(
        f"Action {number} does not say {' and '.join(LACKS[each] for each in found)}.{more}",
        next_step="Say it, or write down why it is not known.",
    )


PLAN = Lifecycle(
    kind="improvement_plan",
    prefix="IM",
    noun="improvement plan",
    states={DRAFT: "Being written", RUNNING: "Under way", CLOSED: "Closed"},
    moves=(
        Move("open", "Begin a plan", (), DRAFT, may=may.KEEP_IMPROVEMENT, event="improvement_plan_begun"),
        Move("write", "Write an action", (DRAFT, RUNNING), None, may=may.KEEP_IMPROVEMENT,
             event="improvement_action_written"),
        Move("approve", "Say that it is complete and runs", (DRAFT,), RUNNING, may=may.APPROVE_IMPROVEMENT,
             event="improvement_plan_approved", needs=(_complete,)),
        Move("tell", "Say how far an action is", (RUNNING,), None, may=may.KEEP_IMPROVEMENT,
             event="improvement_told"),
        Move("check", "Check an action", (RUNNING,), None, may=may.CHECK_IMPROVEMENT,
             event="improvement_checked"),
        Move("override", "Rate an action otherwise", (RUNNING,), None, may=may.APPROVE_IMPROVEMENT,
             event="improvement_rated_otherwise"),
        Move("close", "Close the plan", (RUNNING,), CLOSED, may=may.APPROVE_IMPROVEMENT,
             event="improvement_plan_closed", closes=True),
    ),
)  # fmt: skip

INSPECTION = Lifecycle(
    kind="inspection",
    prefix="IN",
    noun="inspection",
    states={OPEN: "On record", FINISHED: "Answered"},
    moves=(
        Move("open", "Record an inspection", (), OPEN, may=may.KEEP_IMPROVEMENT, event="inspection_recorded"),
        Move("write", "Write it down", (OPEN,), None, may=may.KEEP_IMPROVEMENT, event="inspection_written"),
        Move("receive", "Record its report", (OPEN,), None, may=may.KEEP_IMPROVEMENT, event="report_received"),
        Move("answer", "Record that the statement was sent", (OPEN,), FINISHED, may=may.KEEP_IMPROVEMENT,
             event="written_statement_sent", under="ilacs-action", closes=True),
    ),
)  # fmt: skip
