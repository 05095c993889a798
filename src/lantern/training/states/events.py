"""A date of a course: booked, held, asked about again after three months, and said what it changed."""

from __future__ import annotations

from typing import Any

from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.lifecycle import Lifecycle, Move
from lantern.spine.notices import NoticeKind, register
from lantern.training import permissions as may
from lantern.training.models import TrainingEvent

OPEN, HELD, ASKED, SAID, CANCELLED = "open", "held", "asked", "said", "cancelled"
ASKED_AGAIN = "training_what_changed"


def _in_time(found: TrainingEvent, by: Actor, facts: dict[str, Any]) -> Answer:
    """A place is booked and given back until it begins. ``facts`` tell the moment; who only looks tells none."""
    if "at" in facts and facts["at"] >= found.starts_at:
        return refused("It has begun.", owner="partnership officer", next_step="Tell them who comes.")
    return ALLOWED


def _has_begun(found: TrainingEvent, by: Actor, facts: dict[str, Any]) -> Answer:
    if "at" in facts and facts["at"] < found.starts_at:
        return refused("It has not begun yet.", next_step="Mark who is there when it has.")
    return ALLOWED


def _is_due(found: TrainingEvent, by: Actor, facts: dict[str, Any]) -> Answer:
    if found.next_due != "training-follow-up" or "at" not in facts or facts["at"] >= found.next_due_at:
        return ALLOWED
    return refused("The three months are not over.", next_step="It is asked by itself on the day.")


EVENT = Lifecycle(
    kind="training_event",
    prefix="TE",
    noun="training",
    states={
        OPEN: "Open for booking",
        HELD: "Held",
        ASKED: "Asked what changed",
        SAID: "What changed is known",
        CANCELLED: "Called off",
    },
    moves=(
        Move("plan", "Put on a date", (), OPEN, may=may.RUN_TRAINING, event="training_planned"),
        Move("edit", "Change the date", (OPEN,), None, may=may.RUN_TRAINING, event="training_changed"),
        Move("book", "Book a place", (OPEN,), None, may=may.BOOK_TRAINING, event="training_booked",
             needs=(_in_time,)),
        Move("give_up", "Give your place back", (OPEN,), None, may=may.BOOK_TRAINING, event="training_given_up",
             needs=(_in_time,)),
        Move("move_up", "Move up from the waiting list", (OPEN,), None, may=may.RUN_TRAINING,
             event="training_moved_up"),
        Move("cancel", "Call it off", (OPEN,), CANCELLED, may=may.RUN_TRAINING, event="training_cancelled",
             closes=True),
        Move("hold", "Mark who is there", (OPEN,), HELD, may=may.RUN_TRAINING, event="training_held",
             needs=(_has_begun,)),
        Move("correct", "Correct the register", (HELD, ASKED), None, may=may.RUN_TRAINING,
             event="training_register_corrected"),
        Move("answer", "Say what it was worth", (HELD, ASKED), None, may=may.BOOK_TRAINING,
             event="training_answered"),
        Move("ask_again", "Ask what changed", (HELD,), ASKED, may=may.RUN_TRAINING, event="training_asked_again",
             needs=(_is_due,), under="training-follow-up"),
        Move("use", "Say what changed since", (ASKED,), None, may=may.BOOK_TRAINING, event="training_used"),
        Move("conclude", "Say what it changed", (ASKED,), SAID, may=may.RUN_TRAINING, event="training_impact_said",
             under="training-impact", closes=True),
    ),
)  # fmt: skip

register(
    NoticeKind(
        ASKED_AGAIN,
        "Three months after a training: say what changed in how you work",
        episode="training_event",
        while_in=(ASKED,),
    )
)
