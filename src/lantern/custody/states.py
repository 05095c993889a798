"""The states of a separation run and every move between them. Nothing changes for readers before the last one."""

from __future__ import annotations

from typing import Any

from lantern.custody import permissions as may
from lantern.custody.models import SeparationRun
from lantern.custody.questions import unanswered
from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.lifecycle import Lifecycle, Move

PLANNING, HALF_APPROVED, APPROVED, EXPORTED, PROVED, CLOSED, ABANDONED = (
    "planning",
    "half_approved",
    "approved",
    "exported",
    "proved",
    "closed",
    "abandoned",
)


def _everything_has_a_rule(run: SeparationRun, by: Actor, facts: dict[str, Any]) -> Answer:
    """Nothing may be unassigned when somebody agrees to it."""
    if run.previewed_at is None:
        return refused("Nothing was counted yet.", next_step="Run “lantern separate preview” first.")
    missing = unanswered(run)
    if missing:
        return refused(
            "Not everything has a rule yet: " + "; ".join(missing) + ".", next_step="Choose a rule for each."
        )
    return ALLOWED


def _somebody_else(run: SeparationRun, by: Actor, facts: dict[str, Any]) -> Answer:
    """Two people approve, one for each side: each council is the controller of its own children's records."""
    if by.user_id is None or run.first_approved_by_id == by.user_id:
        return refused("You approved this already; somebody else must as well.", owner="the other council")
    if run.first_approved_for_id == by.agency_id:
        return refused(
            "Somebody of your council approved this already. The other council approves as well.",
            owner="the other council",
            next_step="Ask its data protection officer or service manager.",
        )
    return ALLOWED


def _reason_given(run: SeparationRun, by: Actor, facts: dict[str, Any]) -> Answer:
    return ALLOWED if facts.get("looking") or facts.get("reason") else refused("Say why.")


SEPARATION = Lifecycle(
    kind="separation_run",
    prefix="S",
    noun="separation run",
    states={
        PLANNING: "Being planned",
        HALF_APPROVED: "Approved by one council",
        APPROVED: "Approved by both",
        EXPORTED: "Exported",
        PROVED: "Proved complete",
        CLOSED: "Separated",
        ABANDONED: "Given up",
    },
    moves=(
        Move("plan", "Plan", (), PLANNING, may=may.CARRY_OUT_SEPARATION, event="separation_planned"),
        Move(
            "preview",
            "Count",
            (PLANNING,),
            None,
            may=may.CARRY_OUT_SEPARATION,
            event="separation_previewed",
        ),
        Move("rule", "Choose a rule", (PLANNING,), None, may=may.RULE_SEPARATION, event="separation_ruled"),
        Move(
            "approve_first",
            "Approve",
            (PLANNING,),
            HALF_APPROVED,
            may=may.APPROVE_SEPARATION,
            event="separation_approved_first",
            needs=(_everything_has_a_rule,),
        ),
        Move(
            "approve",
            "Approve for the other council",
            (HALF_APPROVED,),
            APPROVED,
            may=may.APPROVE_SEPARATION,
            event="separation_approved",
            needs=(_everything_has_a_rule, _somebody_else),
        ),
        Move(
            "reopen",
            "Open again",
            (HALF_APPROVED, APPROVED, EXPORTED, PROVED),
            PLANNING,
            may=may.RULE_SEPARATION,
            event="separation_reopened",
            needs=(_reason_given,),
        ),
        Move(
            "export",
            "Export",
            (APPROVED, EXPORTED, PROVED),
            EXPORTED,
            may=may.CARRY_OUT_SEPARATION,
            event="separation_exported",
        ),
        Move("prove", "Prove", (EXPORTED,), PROVED, may=may.CARRY_OUT_SEPARATION, event="separation_proved"),
        Move(
            "close",
            "Close what went",
            (PROVED,),
            CLOSED,
            may=may.CARRY_OUT_SEPARATION,
            event="separation_closed",
            closes=True,
        ),
        Move(
            "abandon",
            "Give up",
            (PLANNING, HALF_APPROVED, APPROVED, EXPORTED, PROVED),
            ABANDONED,
            may=may.RULE_SEPARATION,
            event="separation_abandoned",
            needs=(_reason_given,),
            closes=True,
        ),
    ),
)
