"""The states of a child's place in a cohort: in it until it is said how that ended."""

from __future__ import annotations

from lantern.cohorts import permissions as may
from lantern.spine.held import give_move
from lantern.spine.lifecycle import Lifecycle, Move

KIND, CHILD = "cohort", "child"
IN, LEFT = "in", "left"

BELONGING = Lifecycle(
    kind=KIND,
    prefix="CH",
    noun="entry in a cohort",
    states={IN: "In it", LEFT: "Left"},
    moves=(
        Move("join", "Put on the list", (), IN, may=may.WORK_COHORTS, event="cohort_joined"),
        Move("seen", "Say that the child was seen", (IN,), None, may=may.WORK_COHORTS, event="cohort_seen"),
        Move("seen_later", "Say that the child was seen after the first year", (IN,), None, may=may.WORK_COHORTS,
             event="cohort_seen_later"),
        Move("seen_earlier", "Say that the child was seen earlier", (IN,), None, may=may.WORK_COHORTS,
             event="cohort_seen_earlier"),
        Move("not_seen", "Say that the child could not be seen", (IN,), None, may=may.WORK_COHORTS,
             event="cohort_not_seen"),
        Move("review", "Review", (IN,), None, may=may.REVIEW_COHORTS, event="cohort_reviewed", under="cohort-review"),
        give_move(IN),
        Move("leave", "Take off the list", (IN,), LEFT, may=may.WORK_COHORTS, event="cohort_left", closes=True),
    ),
)  # fmt: skip
