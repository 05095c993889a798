"""Did it make a difference? What should move, from where, and what was read since."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lantern.learning.models.recommendations import Recommendation
from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class ImpactTest(models.Model):
    """The measure that a recommendation should move, how it was before, and when it will be read."""

    class Kind(models.TextChoices):
        INDICATOR = "indicator", "A figure counted from the record"
        AUDIT = "audit", "An audit score"
        FEEDBACK = "feedback", "What children, families or practitioners say"

    class Good(models.TextChoices):
        UP = "up", "Higher is better"
        DOWN = "down", "Lower is better"

    class Verdict(models.TextChoices):
        MOVED = "moved", "It moved"
        NOT_MOVED = "not_moved", "It did not move"
        TOO_EARLY = "too_early", "Too early to tell"
        WORSE = "worse", "It got worse"

    NOT_SAID: ClassVar[tuple[str, ...]] = ("", Verdict.TOO_EARLY)
    """The verdicts after which it is still to be said if it moved."""

    row_rule: ClassVar[str] = "of_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "name": "free text about how practice is",
        "baseline_says": "free text about how practice is",
        "verdict_why": "free text about how practice is",
        "verdict_by_name": "worker's name",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+", db_index=False)
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="tests", db_index=False)
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    code = models.CharField(max_length=40, blank=True, default="")
    """The indicator's code."""
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=20, blank=True, default="")
    good = models.CharField(max_length=5, choices=Good)
    baseline = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    baseline_says = models.CharField(max_length=300, blank=True, default="")
    """Over what it was read: months, an audit of so many cases."""
    hoped = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    read_on = models.DateField()
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True, default="")
    verdict_why = models.TextField(blank=True, default="")
    verdict_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    verdict_by_name = models.CharField(max_length=120, blank=True, default="")
    verdict_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "number"], name="impact_test_number_once"),
            models.CheckConstraint(
                condition=~Q(kind="indicator") | ~Q(code=""), name="impact_test_names_its_indicator"
            ),
            models.CheckConstraint(condition=Q(verdict="") | ~Q(verdict_why=""), name="impact_verdict_says_why"),
        ]
        indexes = [
            models.Index("episode", name="impact_test_by_episode"),
            models.Index("authority", "read_on", name="impact_test_by_day"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether it is still to be said if it moved."""
        return self.verdict in self.NOT_SAID


class ImpactReading(models.Model):
    """A later reading of what no month's figure tells: an audit score, what people say."""

    row_rule: ClassVar[str] = "of_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {
        "note": "free text about how practice is",
        "by_name": "worker's name",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="+", db_index=False)
    test = models.ForeignKey(ImpactTest, on_delete=models.PROTECT, related_name="readings", db_index=False)
    read_on = models.DateField()
    value = models.DecimalField(max_digits=9, decimal_places=2)
    out_of = models.PositiveIntegerField(null=True, blank=True)
    """How many cases or answers it rests on."""
    note = models.TextField(blank=True, default="")
    by_name = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index("test", "read_on", name="impact_reading_by_test"),
            models.Index("episode", name="impact_reading_by_episode"),
        ]

    def __str__(self) -> str:
        return f"{self.read_on}: {self.value}"


class MonthlyFigure(models.Model):
    """An indicator of one month, counted from the record of all authorities of a partnership. Only numbers."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=40)
    month = models.DateField()
    value = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    """None where nothing was there to count: a gap, never a nought."""
    number = models.PositiveIntegerField()
    out_of = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "code", "month"], name="monthly_figure_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.month:%Y-%m}"
