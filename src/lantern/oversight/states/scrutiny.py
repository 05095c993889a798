"""A line of the scrutiny plan: planned, perhaps moved, reported with what it rests on, or dropped with the reason."""

from __future__ import annotations

from lantern.oversight import permissions as may
from lantern.oversight.states.common import reason_given
from lantern.spine.lifecycle import Lifecycle, Move

PLANNED, REPORTED, DROPPED = "planned", "reported", "dropped"

SCRUTINY_LINE = Lifecycle(
    kind="scrutiny_line",
    prefix="SC",
    noun="line of scrutiny",
    states={PLANNED: "Planned", REPORTED: "Reported", DROPPED: "Dropped"},
    moves=(
        Move("plan", "Plan scrutiny", (), PLANNED, may=may.PLAN_SCRUTINY, event="scrutiny_planned"),
        Move("postpone", "Move it", (PLANNED,), None, may=may.PLAN_SCRUTINY, event="scrutiny_postponed",
             needs=(reason_given,)),
        Move("report", "Write what was found", (PLANNED,), REPORTED, may=may.PLAN_SCRUTINY,
             event="scrutiny_line_reported", closes=True),
        Move("drop", "Drop it", (PLANNED,), DROPPED, may=may.PLAN_SCRUTINY, event="scrutiny_dropped",
             needs=(reason_given,), closes=True),
    ),
)  # fmt: skip
