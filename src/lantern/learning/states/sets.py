"""An action learning set: set up, meeting, writing what it found, reported."""

from __future__ import annotations

from typing import Any

from lantern.learning import permissions as may
from lantern.learning.models import LearningSet
from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.lifecycle import Lifecycle, Move

PREPARING, MEETING, WRITING, REPORTED = "preparing", "meeting", "writing", "reported"
OPEN = (PREPARING, MEETING, WRITING)


def missing(found: LearningSet) -> list[str]:
    """What a set lacks before it can meet, in words: the brief, people of two agencies, a critical friend whose
    independence was looked at (business case 5.3.2: one for each learning activity).
    """
    lacks = []
    if not found.brief:
        lacks.append("a brief")
    agencies = {each.agency_id for each in found.members.all() if each.left_at is None}
    if len(agencies) < 2:
        lacks.append("members from at least two agencies")
    if found.friend_id is None:
        lacks.append("a critical friend")
    elif not found.conflict_on:
        lacks.append("a look at whether the critical friend is independent here")
    return lacks


def _ready(found: LearningSet, by: Actor, facts: dict[str, Any]) -> Answer:
    lacks = missing(found)
    if not lacks:
        return ALLOWED
    return refused(f"It still needs {', '.join(lacks)}.", next_step="Add that first; what is there is kept.")


def _found_something(found: LearningSet, by: Actor, facts: dict[str, Any]) -> Answer:
    if found.findings.all():
        return ALLOWED
    return refused("It has no finding yet.", next_step="Write the first finding, also if it is that nothing was found.")


def _takes_part(found: LearningSet, by: Actor, facts: dict[str, Any]) -> Answer:
    """Members write, the critical friend challenges, and whoever runs the learning writes for those who can not."""
    if by.may(may.RUN_LEARNING) or by.may(may.CHALLENGE_LEARNING):
        return ALLOWED
    if any(each.user_id == by.user_id and each.left_at is None for each in found.members.all()):
        return ALLOWED
    return refused(
        "You are not a member of this set.", owner="partnership manager", next_step="Ask them to add you as one."
    )


SET = Lifecycle(
    kind="learning_set",
    prefix="LS",
    noun="learning set",
    states={PREPARING: "Being set up", MEETING: "Meeting", WRITING: "Writing what it found", REPORTED: "Reported"},
    moves=(
        Move("begin", "Commission a learning set", (), PREPARING, may=may.RUN_LEARNING, event="set_commissioned"),
        Move("edit", "Change it", OPEN, None, may=may.RUN_LEARNING, event="set_edited"),
        Move("start", "Begin to meet", (PREPARING,), MEETING, may=may.RUN_LEARNING, event="set_started",
             needs=(_ready,)),
        Move("meet", "Record a session", (MEETING, WRITING), None, may=may.RUN_LEARNING, event="set_met"),
        Move("write", "Write what was found", (MEETING,), WRITING, may=may.RUN_LEARNING, event="set_writing"),
        Move("contribute", "Write what you saw", (PREPARING, MEETING, WRITING), None, may=may.CONTRIBUTE_LEARNING,
             event="set_contributed", needs=(_takes_part,)),
        Move("challenge", "Challenge", (PREPARING, MEETING, WRITING), None, may=may.CHALLENGE_LEARNING,
             event="set_challenged"),
        Move("find", "Write a finding", (MEETING, WRITING), None, may=may.RUN_LEARNING, event="set_found"),
        Move("report", "Report it", (MEETING, WRITING), REPORTED, may=may.RUN_LEARNING, event="set_reported",
             needs=(_found_something,), closes=True),
    ),
)  # fmt: skip
