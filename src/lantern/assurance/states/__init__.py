"""States and moves of everything in this room."""

from lantern.assurance.states.feedback import FEEDBACK, READ, TOLD
from lantern.assurance.states.partnership import (
    DONE,
    DROPPED,
    IN_USE,
    PLAN,
    PLANNED,
    REPORT,
    RETIRED,
    RUNNING,
    STANDARD,
)
from lantern.assurance.states.rounds import ANSWERED, ASKED, AUDIT, ENDED, FINISHED, OPEN, PART

__all__ = [
    "ANSWERED", "ASKED", "AUDIT", "DONE", "DROPPED", "ENDED", "FEEDBACK", "FINISHED", "IN_USE", "OPEN", "PART", "PLAN",
    "PLANNED", "READ", "REPORT", "RETIRED", "RUNNING", "STANDARD", "TOLD",
]  # fmt: skip
