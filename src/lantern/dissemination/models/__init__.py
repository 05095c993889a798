"""What is told to whom, what is written down about practice, and who has read it. No row is about a child."""

from lantern.dissemination.models.briefings import Briefing, BriefingEdition, BriefingRead
from lantern.dissemination.models.communications import Audience, Channel, Message, Strategy, StrategyEdition
from lantern.dissemination.models.procedures import Procedure, Wording

__all__ = [
    "Audience",
    "Briefing",
    "BriefingEdition",
    "BriefingRead",
    "Channel",
    "Message",
    "Procedure",
    "Strategy",
    "StrategyEdition",
    "Wording",
]
