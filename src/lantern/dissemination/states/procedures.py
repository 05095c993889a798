"""A procedure: in force, its clauses changed, looked at again, withdrawn."""

from __future__ import annotations

from lantern.dissemination import permissions as may
from lantern.spine.lifecycle import Lifecycle, Move

IN_FORCE, WITHDRAWN = "in_force", "withdrawn"

PROCEDURE = Lifecycle(
    kind="procedure",
    prefix="PC",
    noun="procedure",
    states={IN_FORCE: "In force", WITHDRAWN: "Withdrawn"},
    moves=(
        Move("register", "Add a procedure", (), IN_FORCE, may=may.WRITE_BRIEFINGS, event="procedure_registered"),
        Move("edit", "Change what stands about it", (IN_FORCE,), None, may=may.WRITE_BRIEFINGS,
             event="procedure_edited"),
        Move("word", "Write or change a clause", (IN_FORCE,), None, may=may.WRITE_BRIEFINGS, event="clause_worded"),
        Move("drop", "Drop a clause", (IN_FORCE,), None, may=may.WRITE_BRIEFINGS, event="clause_dropped"),
        Move("review", "Look at it again", (IN_FORCE,), None, may=may.WRITE_BRIEFINGS, event="procedure_reviewed",
             under="procedure-review"),
        Move("withdraw", "Withdraw it", (IN_FORCE,), WITHDRAWN, may=may.WRITE_BRIEFINGS,
             event="procedure_withdrawn", closes=True),
    ),
)  # fmt: skip
