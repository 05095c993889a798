"""Everything that changes a meeting: called, people asked, begun, minuted by several at once, decided, ended, its
minutes sent; and what an invited agency sends.
"""

from lantern.meetings.actions.answering import answer_invitation, send_report
from lantern.meetings.actions.calling import AGENCY_SITS_AS, Asked, call, call_off, invite, move
from lantern.meetings.actions.ending import ForChild, decide, end, missing_at, send_minutes, send_outline
from lantern.meetings.actions.minuting import agree, begin, mark_done, say, take_roll
from lantern.spine.wordings import LineReplaced

__all__ = [
    "AGENCY_SITS_AS",
    "Asked",
    "ForChild",
    "LineReplaced",
    "agree",
    "answer_invitation",
    "begin",
    "call",
    "call_off",
    "decide",
    "end",
    "invite",
    "mark_done",
    "missing_at",
    "move",
    "say",
    "send_minutes",
    "send_outline",
    "send_report",
    "take_roll",
]
