"""Everything that changes the partnership's money. Each act goes through the one door."""

from lantern.money.actions.entries import record, take_back
from lantern.money.actions.virements import decide_virement, propose_virement
from lantern.money.actions.years import LineSaid, agree, begin, close, write_lines

__all__ = [
    "LineSaid",
    "agree",
    "begin",
    "close",
    "decide_virement",
    "propose_virement",
    "record",
    "take_back",
    "write_lines",
]
