"""Everything that changes something in this room."""

from lantern.assurance.actions.feedback import Told, feed_back, read_feedback
from lantern.assurance.actions.planning import Planned, drop, plan, postpone, promise, tell
from lantern.assurance.actions.reports import give_report
from lantern.assurance.actions.rounds import answer, begin, draw_planned, finish, moderate, own_gap
from lantern.assurance.actions.standards import change_standard, retire_standard, take_up_standard, word_standard

__all__ = [
    "Planned", "Told", "answer", "begin", "change_standard", "draw_planned", "drop", "feed_back", "finish",
    "give_report", "moderate", "own_gap", "plan", "postpone", "promise", "read_feedback", "retire_standard",
    "take_up_standard", "tell", "word_standard",
]  # fmt: skip
