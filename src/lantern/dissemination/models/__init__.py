"""What is told to whom, and who has read it. No row holds anything about a child."""

from lantern.dissemination.models.briefings import Briefing, BriefingEdition, BriefingRead

__all__ = ["Briefing", "BriefingEdition", "BriefingRead"]
