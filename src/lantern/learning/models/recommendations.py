"""The one register of recommendations, whatever they come from."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from lantern.spine.models import Episode


class Recommendation(Episode):
    """Something that should change, from birth to proof. ``because_of`` is the record it comes from, where there is
    one: a learning set, an audit, a review.
    """

    class Origin(models.TextChoices):
        LEARNING_SET = "learning_set", "Action learning set"
        AUDIT = "audit", "Audit"
        REVIEW = "review", "Case review"
        INSPECTION = "inspection", "Inspection"
        BOARD = "board", "Board or executive"
        TEESWIDE = "teeswide", "Tees-wide group"
        NATIONAL = "national", "National review"
        SCRUTINY = "scrutiny", "Independent scrutiny"
        SECTION_11 = "section_11", "Section 11 return"

    class Reach(models.TextChoices):
        SINGLE = "single", "One agency"
        MULTI = "multi", "Several agencies together"

    class Change(models.TextChoices):
        PROCESS = "process", "Process"
        POLICY = "policy", "Policy"
        PROCEDURE = "procedure", "Procedure"
        PRACTICE = "practice", "Practice"

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "text": "free text about how practice is",
        "rests_on": "free text about how practice is",
        "origin_says": "free text about how practice is",
        "answer_why": "free text about how practice is",
        "evidence": "free text about how practice is",
        "checked_note": "free text about how practice is",
        "reopened_why": "free text about how practice is",
        "answered_by_name": "worker's name",
        "done_by_name": "worker's name",
        "checked_by_name": "worker's name",
    }

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_recommendation"
    )
    text = models.TextField()
    rests_on = models.TextField(blank=True, default="")
    origin = models.CharField(max_length=20, choices=Origin)
    origin_says = models.CharField(max_length=300, blank=True, default="")
    """Which, in words, where the record it comes from is not in the product: the name and date of a report."""
    finding = models.ForeignKey(
        "learning.Finding", on_delete=models.PROTECT, null=True, blank=True, related_name="recommendations"
    )
    reach = models.CharField(max_length=10, choices=Reach)
    changes = ArrayField(models.CharField(max_length=12, choices=Change), default=list)
    lead_agency = models.ForeignKey("partnership.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    others = ArrayField(models.IntegerField(), default=list, blank=True)
    """Numbers of the other agencies that must act."""
    by_when = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_name = models.CharField(max_length=120, blank=True, default="")
    answer_why = models.TextField(blank=True, default="")
    """What of it is accepted and what not, or why it is declined."""
    done_on = models.DateField(null=True, blank=True)
    """Since when practice is different: where the chart marks the change."""
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    done_by_name = models.CharField(max_length=120, blank=True, default="")
    evidence = models.TextField(blank=True, default="")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    checked_by_name = models.CharField(max_length=120, blank=True, default="")
    checked_note = models.TextField(blank=True, default="")
    reopened = models.PositiveSmallIntegerField(default=0)
    reopened_why = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="recommendation_says_something"),
            models.CheckConstraint(condition=~Q(changes=[]), name="recommendation_says_what_changes"),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | Q(done_by__isnull=True) | ~Q(checked_by=F("done_by")),
                name="recommendation_checked_by_another",
            ),
        ]
        indexes = [models.Index("finding", name="recommendation_of_finding", condition=Q(finding__isnull=False))]

    def __str__(self) -> str:
        return self.reference
