"""The states of what this room keeps, and the moves between them."""

from lantern.learning.states.enquiries import ENQUIRY
from lantern.learning.states.priorities import PRIORITY
from lantern.learning.states.recommendations import RECOMMENDATION
from lantern.learning.states.sets import SET

__all__ = ["ENQUIRY", "PRIORITY", "RECOMMENDATION", "SET"]
