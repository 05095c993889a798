"""What a plan must pass before it ends because less is needed: a room above says what, and where it is answered.

One that ends because more is needed, or because the family moved or the child grew up or died, passes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lantern.plans.models import Plan
from lantern.spine.actors import ALLOWED, Answer

LESS_IS_NEEDED = (Plan.Outcome.WORKED, Plan.Outcome.STEPPED_DOWN, Plan.Outcome.DECLINED)


@dataclass(frozen=True)
class Gate:
    """Whether a plan may end in this way now, and the address of the page on which the questions are answered."""

    judge: Callable[[Plan, str], Answer]
    address: Callable[[Plan, str], str]


_GATES: list[Gate] = []


def declare(gate: Gate) -> None:
    """Say what a plan must pass. Called once, by the room that knows the gate; a later one replaces it."""
    _GATES[:] = [gate]


def judge(plan: Plan, outcome: str) -> Answer:
    """Whether this plan may end with this outcome now."""
    if outcome not in LESS_IS_NEEDED or not _GATES:
        return ALLOWED
    return _GATES[0].judge(plan, outcome)


def address(plan: Plan, outcome: str) -> str:
    """The page on which the questions before it are answered; empty where there are none."""
    return _GATES[0].address(plan, outcome) if outcome in LESS_IS_NEEDED and _GATES else ""
