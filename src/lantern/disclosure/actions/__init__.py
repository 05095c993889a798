"""Verbs of disclosure: everything that changes a record of this room."""

from lantern.disclosure.actions.agencies import ask_agencies, decide_without, give_view
from lantern.disclosure.actions.copies import another_copy, content_of, disclose, refuse
from lantern.disclosure.actions.requests import (
    approve,
    ask_requester,
    extend,
    gather,
    identify,
    receive,
    requester_answered,
    send_back,
    submit,
    withdraw,
)
from lantern.disclosure.actions.withholding import Passage, StillReadable, still_readable, undo, withhold

__all__ = [
    "Passage",
    "StillReadable",
    "another_copy",
    "approve",
    "ask_agencies",
    "ask_requester",
    "content_of",
    "decide_without",
    "disclose",
    "extend",
    "gather",
    "give_view",
    "identify",
    "receive",
    "refuse",
    "requester_answered",
    "send_back",
    "still_readable",
    "submit",
    "undo",
    "withdraw",
    "withhold",
]
