"""The states of a board meeting and of a decision, and every move between them."""

from __future__ import annotations

from typing import Any

from lantern.boards.models import Holding
from lantern.governance import permissions as may
from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.lifecycle import Lifecycle, Move

PLANNED, CALLED, RUNNING, HELD, APPROVED, CALLED_OFF = "planned", "called", "running", "held", "approved", "called_off"
RECORDED, PUBLISHED, CALLED_IN, FINAL = "recorded", "published", "called_in", "final"

OPEN_TO_MINUTES = (RUNNING, HELD)
"""While attendance, lines, decisions and actions may be written: from when it begins until the chair approves."""


def _has_an_agenda(meeting: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    if facts.get("looking") or facts.get("items"):
        return ALLOWED
    return refused("Nothing is on the agenda yet.", next_step="Add an item first.")


def _roll_taken(meeting: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    missing = facts.get("without_attendance")
    if facts.get("looking") or not missing:
        return ALLOWED
    return refused(
        f"Nobody has said whether these were there: {', '.join(missing)}.", next_step="Say so for every seat."
    )


def _by_the_chair(meeting: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    """The chair approves; for a chair without a sign-in, whoever keeps the minutes says that the chair has."""
    held = Holding.objects.filter(seat_id=meeting.chair_seat_id, post__isnull=False) if meeting.chair_seat_id else None
    posts = set(held.values_list("post_id", flat=True)) if held is not None else set()
    if by.post_id in posts or (not posts and by.may(may.KEEP_MINUTES, meeting)):
        return ALLOWED
    return refused("The chair of the meeting approves its minutes.", owner=meeting.chair_name or "the chair")


def _reason_given(record: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    return ALLOWED if facts.get("looking") or facts.get("reason") else refused("Say why.")


BOARD_MEETING = Lifecycle(
    kind="board_meeting",
    prefix="BM",
    noun="meeting",
    states={
        PLANNED: "Planned",
        CALLED: "Agenda sent",
        RUNNING: "Under way",
        HELD: "Held, minutes not approved",
        APPROVED: "Minutes approved",
        CALLED_OFF: "Called off",
    },
    moves=(
        Move("plan", "Plan a meeting", (), PLANNED, may=may.KEEP_MINUTES, event="board_meeting_planned"),
        Move(
            "send_agenda",
            "Send the agenda",
            (PLANNED,),
            CALLED,
            may=may.KEEP_MINUTES,
            event="board_agenda_sent",
            needs=(_has_an_agenda,),
        ),
        Move("begin", "Begin", (PLANNED, CALLED), RUNNING, may=may.KEEP_MINUTES, event="board_meeting_began"),
        Move(
            "end",
            "End the meeting",
            (RUNNING,),
            HELD,
            may=may.KEEP_MINUTES,
            event="board_meeting_held",
            needs=(_roll_taken,),
        ),
        Move(
            "approve",
            "Approve the minutes",
            (HELD,),
            APPROVED,
            may=may.APPROVE_MINUTES,
            event="board_minutes_approved",
            needs=(_by_the_chair,),
            closes=True,
        ),
        Move(
            "call_off",
            "Call it off",
            (PLANNED, CALLED),
            CALLED_OFF,
            may=may.KEEP_MINUTES,
            event="board_meeting_called_off",
            needs=(_reason_given,),
            closes=True,
        ),
    ),
)

DECISION = Lifecycle(
    kind="board_decision",
    prefix="BD",
    noun="decision",
    states={
        RECORDED: "Recorded",
        PUBLISHED: "Published",
        CALLED_IN: "Called in",
        FINAL: "Final",
    },
    moves=(
        Move("record", "Record a decision", (), RECORDED, may=may.KEEP_MINUTES, event="board_decision_recorded"),
        Move("publish", "Publish it", (RECORDED,), PUBLISHED, may=may.KEEP_MINUTES, event="board_decision_published"),
        Move(
            "call_in",
            "It was called in",
            (RECORDED, PUBLISHED),
            CALLED_IN,
            may=may.KEEP_MINUTES,
            event="board_decision_called_in",
            needs=(_reason_given,),
        ),
        Move(
            "settle",
            "It is final",
            (PUBLISHED, CALLED_IN),
            FINAL,
            may=may.KEEP_MINUTES,
            event="board_decision_settled",
            closes=True,
        ),
    ),
)


def _own_or_kept(interest: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    """Everybody speaks for their own interests; whoever keeps the minutes writes down what others say."""
    if by.may(may.KEEP_MINUTES, interest) or (by.post_id is not None and interest.post_id == by.post_id):
        return ALLOWED
    return refused("Everybody speaks for their own interests.", owner=interest.name)


STANDS, ENDED = "stands", "ended"

STANDING_INTEREST = Lifecycle(
    kind="standing_interest",
    prefix="DI",
    noun="interest",
    states={STANDS: "Stands", ENDED: "Ended"},
    moves=(
        Move("register", "Put it on the register", (), STANDS, may=may.SEE_BOARD_MEETINGS,
             event="interest_registered", needs=(_own_or_kept,), under="interest-review"),
        Move("confirm", "It is still so", (STANDS,), None, may=may.SEE_BOARD_MEETINGS, event="interest_confirmed",
             needs=(_own_or_kept,), under="interest-review"),
        Move("end", "It has ended", (STANDS,), ENDED, may=may.SEE_BOARD_MEETINGS, event="interest_ended",
             needs=(_own_or_kept,), closes=True),
    ),
)  # fmt: skip
