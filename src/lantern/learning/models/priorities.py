"""What a partnership has chosen to look at in a year."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from lantern.spine.models import Episode


class YearPriority(Episode):
    """A thematic priority of the year, led by one of the safeguarding partners through its four stages."""

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "title": "free text about how practice is",
        "scope": "free text about how practice is",
        "outcome": "free text about how practice is",
    }

    episode_ptr = models.OneToOneField(Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_priority")
    title = models.CharField(max_length=200)
    scope = models.TextField(blank=True, default="")
    lead_agency = models.ForeignKey("partnership.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    area_code = models.CharField(max_length=60, blank=True, default="")
    """By what the area file knows it, where it came from there."""
    outcome = models.TextField(blank=True, default="")
    """What came of it, written when it ends."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="priority_period_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.title
