"""A priority of the year goes through four stages: scope and define, analyse, engage, recommend."""

from __future__ import annotations

from lantern.learning import permissions as may
from lantern.spine.lifecycle import Lifecycle, Move

SCOPING, ANALYSING, ENGAGING, RECOMMENDING, ENDED = "scoping", "analysing", "engaging", "recommending", "ended"
STAGES = (SCOPING, ANALYSING, ENGAGING, RECOMMENDING)


def _stage(name: str, label: str, to: str) -> Move:
    before = tuple(stage for stage in STAGES if stage != to)
    return Move(name, label, before, to, may=may.RUN_LEARNING, event="priority_moved")


PRIORITY = Lifecycle(
    kind="priority",
    prefix="PR",
    noun="priority",
    states={
        SCOPING: "Scope and define",
        ANALYSING: "Analyse",
        ENGAGING: "Engage",
        RECOMMENDING: "Recommend",
        ENDED: "Ended",
    },
    moves=(
        Move("choose", "Choose a priority", (), SCOPING, may=may.RUN_LEARNING, event="priority_chosen"),
        Move("edit", "Change it", STAGES, None, may=may.RUN_LEARNING, event="priority_edited"),
        _stage("scope", "Scope and define", SCOPING),
        _stage("analyse", "Analyse", ANALYSING),
        _stage("engage", "Engage", ENGAGING),
        _stage("recommend", "Recommend", RECOMMENDING),
        Move("end", "End it", STAGES, ENDED, may=may.RUN_LEARNING, event="priority_ended", closes=True),
    ),
)
