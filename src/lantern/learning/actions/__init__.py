"""Everything that changes what this room keeps. Keyword-only, ``by=`` and ``at=``; a change of a record also takes
``version`` (what the person was looking at) and ``key`` (this press of the button).
"""

from lantern.learning.actions.enquiries import answer_line, commission, decline_line, edit_line, propose, take_up
from lantern.learning.actions.impact import judge, measure, read
from lantern.learning.actions.priorities import choose_priority, edit_priority, end_priority, go_to_stage
from lantern.learning.actions.recommendations import (
    add_action,
    answer,
    check,
    close,
    edit_recommendation,
    mark_done,
    recommend,
    reopen,
    send_back,
)
from lantern.learning.actions.sets import (
    add_member,
    answer_challenge,
    appoint_friend,
    commission_set,
    contribute,
    edit_set,
    find,
    hold_session,
    report,
    start,
    write_up,
)

__all__ = [
    "add_action",
    "add_member",
    "answer",
    "answer_challenge",
    "answer_line",
    "appoint_friend",
    "check",
    "choose_priority",
    "close",
    "commission",
    "commission_set",
    "contribute",
    "decline_line",
    "edit_line",
    "edit_priority",
    "edit_recommendation",
    "edit_set",
    "end_priority",
    "find",
    "go_to_stage",
    "hold_session",
    "judge",
    "mark_done",
    "measure",
    "propose",
    "read",
    "recommend",
    "reopen",
    "report",
    "send_back",
    "start",
    "take_up",
    "write_up",
]
