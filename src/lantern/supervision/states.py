"""The states of a supervision: open until everything that was decided is done."""

from __future__ import annotations

from typing import Any

from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.lifecycle import Lifecycle, Move
from lantern.supervision import permissions as may

KIND, CHILD = "supervision", "child"
OPEN, DONE = "open", "done"


def _not_ones_own(supervision: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    """Nobody supervises their own work."""
    if supervision.worker_id == by.user_id:
        return refused("This is your own work, so somebody else must talk it through with you.", owner="your manager")
    return ALLOWED


SUPERVISION = Lifecycle(
    kind=KIND,
    prefix="SV",
    noun="supervision",
    states={OPEN: "Decisions to carry out", DONE: "Carried out"},
    moves=(
        Move("hold", "Record supervision", (), OPEN, may=may.HOLD_SUPERVISION, event="supervision_held",
             needs=(_not_ones_own,), under="case-supervision"),
        Move("hold_only", "Record supervision in which nothing was decided", (), DONE, may=may.HOLD_SUPERVISION,
             event="supervision_held", needs=(_not_ones_own,), closes=True, under="case-supervision"),
        Move("carry_out", "Say what came of it", (OPEN,), None, may=may.SEE_SUPERVISION,
             event="supervision_decision_done"),
        Move("finish", "Say what came of the last decision", (OPEN,), DONE, may=may.SEE_SUPERVISION,
             event="supervision_followed", closes=True),
    ),
)  # fmt: skip
