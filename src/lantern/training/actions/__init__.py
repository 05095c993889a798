"""Everything that changes training. Each act says ``by``, ``at``, the ``version`` that was looked at and the ``key`` of
the press. Booking, giving back and answering take no version: several do it at once, one after the other.
"""

from lantern.training.actions.bookings import answer, book, give_up, use
from lantern.training.actions.courses import commission, decline_need, edit_course, end_course, tell_need
from lantern.training.actions.events import ask_again, cancel, conclude, correct, edit_event, hold, plan

__all__ = [
    "answer",
    "ask_again",
    "book",
    "cancel",
    "commission",
    "conclude",
    "correct",
    "decline_need",
    "edit_course",
    "edit_event",
    "end_course",
    "give_up",
    "hold",
    "plan",
    "tell_need",
    "use",
]
