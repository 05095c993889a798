"""Key lines of enquiry: the question that somebody asked, and whether it is looked into."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from lantern.spine.models import Episode


class LineOfEnquiry(Episode):
    """A question about how practice is, with what is supposed, how far it reaches, and who owns it."""

    class Origin(models.TextChoices):
        FIGURES = "figures", "Figures"
        LOCAL_REVIEW = "local_review", "A local review"
        NATIONAL_REVIEW = "national_review", "A national review"
        AUDIT = "audit", "An audit"
        EXECUTIVE = "executive", "The Executive Partnership"
        TEESWIDE = "teeswide", "A Tees-wide group"
        PRACTITIONER = "practitioner", "A practitioner"
        FAMILIES = "families", "Children, young people and families"
        INSPECTION = "inspection", "An inspection"

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "question": "free text about how practice is",
        "origin_says": "free text about how practice is",
        "hypothesis": "free text about how practice is",
        "scope": "free text about how practice is",
        "urgency_why": "free text about how practice is",
        "decided_why": "free text about how practice is",
        "answer": "free text about how practice is",
        "decided_by_name": "worker's name",
        "proposed_by_name": "worker's name",
        "owner_name": "worker's name",
    }

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_line_of_enquiry"
    )
    question = models.CharField(max_length=300)
    origin = models.CharField(max_length=20, choices=Origin)
    origin_says = models.TextField(blank=True, default="")
    hypothesis = models.TextField(blank=True, default="")
    scope = models.TextField(blank=True, default="")
    urgency_why = models.TextField(blank=True, default="")
    owner = models.ForeignKey(
        "partnership.Post", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    owner_name = models.CharField(max_length=200, blank=True, default="")
    year_priority = models.ForeignKey(
        "learning.YearPriority", on_delete=models.PROTECT, null=True, blank=True, related_name="enquiries"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    proposed_by_name = models.CharField(max_length=120)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=120, blank=True, default="")
    decided_why = models.TextField(blank=True, default="")
    answer = models.TextField(blank=True, default="")
    """What was found, when the line is closed."""

    def __str__(self) -> str:
        return self.question
