"""The states of what this room keeps, and the moves between them."""

from lantern.training.states.courses import COURSE, NEED
from lantern.training.states.events import EVENT

__all__ = ["COURSE", "EVENT", "NEED"]
