"""The states of a budget and the moves between them."""

from __future__ import annotations

from typing import Any

from lantern.money import permissions as may
from lantern.money.models import Budget
from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.lifecycle import Lifecycle, Move

DRAFT, AGREED, CLOSED = "draft", "agreed", "closed"
RUNNING = (DRAFT, AGREED)


def _has_lines(budget: Budget, by: Actor, facts: dict[str, Any]) -> Answer:
    if facts.get("looking") or budget.lines.filter(amount__isnull=False).exists():
        return ALLOWED
    return refused("No line has an amount yet.", next_step="Write the lines first.")


def _no_virement_waits(budget: Budget, by: Actor, facts: dict[str, Any]) -> Answer:
    if facts.get("looking") or not budget.virements.filter(state="proposed").exists():
        return ALLOWED
    return refused("A proposal to move money still waits.", next_step="Authorise or refuse it first.")


BUDGET = Lifecycle(
    kind="budget",
    prefix="BU",
    noun="budget",
    states={DRAFT: "Being drawn up", AGREED: "Agreed", CLOSED: "Year closed"},
    moves=(
        Move("open", "Draw up a budget", (), DRAFT, may=may.KEEP_BUDGET, event="budget_begun"),
        Move("write", "Write lines", (DRAFT,), None, may=may.KEEP_BUDGET, event="budget_lines_written"),
        Move("agree", "Record that it was agreed", (DRAFT,), AGREED, may=may.AGREE_BUDGET, event="budget_agreed",
             needs=(_has_lines,)),
        Move("record", "Record what became of a line", RUNNING, None, may=may.KEEP_BUDGET,
             event="budget_entry_recorded"),
        Move("propose_virement", "Propose to move money", (AGREED,), None, may=may.KEEP_BUDGET,
             event="virement_proposed"),
        Move("decide_virement", "Authorise or refuse", (AGREED,), None, may=may.AUTHORISE_VIREMENT,
             event="virement_decided"),
        Move("close", "Close the year", (AGREED,), CLOSED, may=may.AGREE_BUDGET, event="budget_closed",
             needs=(_no_virement_waits,), closes=True),
    ),
)  # fmt: skip
