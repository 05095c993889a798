"""The states of what this room keeps, and the moves between them."""

from lantern.dissemination.states.briefings import BRIEFING
from lantern.dissemination.states.communications import MESSAGE, STRATEGY
from lantern.dissemination.states.procedures import PROCEDURE

__all__ = ["BRIEFING", "MESSAGE", "PROCEDURE", "STRATEGY"]
