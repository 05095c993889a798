"""What the partnership learns from, looks into, recommends and proves. No row here holds anything about a child."""

from lantern.learning.models.enquiries import LineOfEnquiry
from lantern.learning.models.impact import ImpactReading, ImpactTest, MonthlyFigure
from lantern.learning.models.priorities import YearPriority
from lantern.learning.models.recommendations import Recommendation
from lantern.learning.models.sets import Contribution, CriticalFriend, Finding, LearningSession, LearningSet, SetMember
from lantern.learning.models.themes import Carried, Theme

__all__ = [
    "Carried",
    "Contribution",
    "CriticalFriend",
    "Finding",
    "ImpactReading",
    "ImpactTest",
    "LearningSession",
    "LearningSet",
    "LineOfEnquiry",
    "MonthlyFigure",
    "Recommendation",
    "SetMember",
    "Theme",
    "YearPriority",
]
