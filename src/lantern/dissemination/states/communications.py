"""The communication strategy holds and is looked at again; a message is planned, told, and what came of it is known."""

from __future__ import annotations

from lantern.dissemination import permissions as may
from lantern.spine.lifecycle import Lifecycle, Move

HOLDS, ENDED = "holds", "ended"
PLANNED, TOLD, KNOWN, DROPPED = "planned", "told", "known", "dropped"

STRATEGY = Lifecycle(
    kind="communication_strategy",
    prefix="CS",
    noun="communication strategy",
    states={HOLDS: "In force", ENDED: "Ended"},
    moves=(
        Move("agree", "Write the strategy", (), HOLDS, may=may.WRITE_BRIEFINGS, event="strategy_agreed",
             under="communication-review"),
        Move("review", "Look at it again", (HOLDS,), None, may=may.WRITE_BRIEFINGS, event="strategy_reviewed",
             under="communication-review"),
        Move("end", "End it", (HOLDS,), ENDED, may=may.WRITE_BRIEFINGS, event="strategy_ended", closes=True),
    ),
)  # fmt: skip

MESSAGE = Lifecycle(
    kind="communication",
    prefix="CM",
    noun="message",
    states={
        PLANNED: "Planned",
        TOLD: "Told, result not known",
        KNOWN: "Told, result known",
        DROPPED: "Not told",
    },
    moves=(
        Move("plan", "Plan a message", (), PLANNED, may=may.WRITE_BRIEFINGS, event="message_planned"),
        Move("change", "Change it", (PLANNED,), None, may=may.WRITE_BRIEFINGS, event="message_changed"),
        Move("tell", "It was told", (PLANNED,), TOLD, may=may.WRITE_BRIEFINGS, event="message_told",
             under="communication-said"),
        Move("find", "Write what came of it", (TOLD,), KNOWN, may=may.WRITE_BRIEFINGS, event="message_result_known",
             under="communication-result", closes=True),
        Move("drop", "Do not tell it", (PLANNED,), DROPPED, may=may.WRITE_BRIEFINGS, event="message_dropped",
             closes=True),
    ),
)  # fmt: skip
