"""Everything that changes what this room keeps: bodies and seats (``seating``), and the one action log (``log``)."""

from lantern.boards.actions.log import (
    carry_over,
    check,
    log_action,
    mark_done,
    move_to,
    reopen,
    send_back,
    tell,
    withdraw,
)
from lantern.boards.actions.seating import appoint, change_frequency, end_holding, set_up_body, set_up_seat

__all__ = [
    "appoint",
    "carry_over",
    "change_frequency",
    "check",
    "end_holding",
    "log_action",
    "mark_done",
    "move_to",
    "reopen",
    "send_back",
    "set_up_body",
    "set_up_seat",
    "tell",
    "withdraw",
]
