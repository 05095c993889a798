"""A risk stays open until nobody needs to look at it any more; every look is kept."""

from __future__ import annotations

from typing import Any

from lantern.oversight import permissions as may
from lantern.oversight.states.common import reason_given, speaks_for
from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.lifecycle import Lifecycle, Move

OPEN, CLOSED = "open", "closed"


def _owned(risk: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    """Whoever holds the owner's seat looks again, or whoever keeps the register for them."""
    if speaks_for(risk.owner_seat_id, by, risk):
        return ALLOWED
    return refused("Another seat owns this risk.", owner=risk.owner_seat.name)


RISK = Lifecycle(
    kind="partnership_risk",
    prefix="RK",
    noun="risk",
    states={OPEN: "Open", CLOSED: "Closed"},
    moves=(
        Move("raise", "Write down a risk", (), OPEN, may=may.KEEP_OVERSIGHT, event="risk_raised", under="risk-review"),
        Move("look", "Look at it again", (OPEN,), None, may=may.ANSWER_CHALLENGE, event="risk_looked_at",
             needs=(_owned,), under="risk-review"),
        Move("give", "Give it to another seat", (OPEN,), None, may=may.KEEP_OVERSIGHT, event="risk_given",
             needs=(reason_given,)),
        Move("close", "Close it", (OPEN,), CLOSED, may=may.KEEP_OVERSIGHT, event="risk_closed",
             needs=(reason_given,), closes=True),
        Move("reopen", "Open it again", (CLOSED,), OPEN, may=may.KEEP_OVERSIGHT, event="risk_reopened",
             needs=(reason_given,), under="risk-review"),
    ),
)  # fmt: skip
