"""The states of every record of this room, and the moves between them."""

from lantern.oversight.states.agreements import AGREEMENT, ARRANGEMENTS
from lantern.oversight.states.matters import MATTER
from lantern.oversight.states.risks import RISK
from lantern.oversight.states.scrutiny import SCRUTINY_LINE

__all__ = ["AGREEMENT", "ARRANGEMENTS", "MATTER", "RISK", "SCRUTINY_LINE"]
