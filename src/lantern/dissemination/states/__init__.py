"""The states of what this room keeps, and the moves between them."""

from lantern.dissemination.states.briefings import BRIEFING

__all__ = ["BRIEFING"]
