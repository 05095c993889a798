"""The partnership's yearly report: its period, the figures as they stood at one moment, and the words about them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class YearlyReport(Episode):
    """One report. What the record says is kept as it stood at ``cut_at``, so that a published report never changes."""

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {}

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_yearly_report"
    )
    period_from = models.DateField()
    period_to = models.DateField()
    cut_at = models.DateTimeField()
    kept = models.JSONField(default=dict)
    """Section -> what the record said: parts as plain values."""
    published_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="report_period_in_order"),
        ]


class Narrative(models.Model):
    """What was written in a section. Appended: the newest holds, all stay."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {"text": "free text", "by_name": "worker's name"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    episode = models.ForeignKey(YearlyReport, on_delete=models.PROTECT, related_name="narratives", db_index=False)
    section = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ["section", "number"]
        constraints = [models.UniqueConstraint(fields=["episode", "section", "number"], name="narrative_once")]

    def __str__(self) -> str:
        return f"{self.section} {self.number}"
