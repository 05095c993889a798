"""How much somebody can carry, and who carries it while they are away."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lantern.spine.identity import new_id


class WorkerTerms(models.Model):
    """How much of a week somebody works in a team, and whether they are newly qualified. Who has no row works a whole
    week.
    """

    row_rule: ClassVar[str] = "authority_unfiltered"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {"set_by_name": "worker's name"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    """The first authority that the team works for: whoever works for it sees who has room."""
    team = models.ForeignKey("partnership.Team", on_delete=models.PROTECT, related_name="+", db_index=False)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    half_days = models.PositiveSmallIntegerField(default=10)
    """Half days a week, so that two and a half days are a whole number."""
    newly_qualified = models.BooleanField(default=False)
    set_at = models.DateTimeField()
    set_by_name = models.CharField(max_length=120)

    class Meta:
        verbose_name_plural = "worker terms"
        constraints = [
            models.UniqueConstraint(fields=["team", "worker"], name="terms_once"),
            models.CheckConstraint(condition=Q(half_days__range=(1, 14)), name="terms_days_of_a_week"),
        ]

    def __str__(self) -> str:
        return f"{self.half_days / 2:g} days"


class Away(models.Model):
    """That somebody is away for some days, and who answers for what is theirs. Never why: that is theirs to tell."""

    row_rule: ClassVar[str] = "authority_unfiltered"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "from_day": "when a worker is away",
        "until_day": "when a worker is away",
        "set_by_name": "worker's name",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    """One row for each authority that the team works for, so that what is done for one of them knows of it."""
    team = models.ForeignKey("partnership.Team", on_delete=models.PROTECT, related_name="+", db_index=False)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    covered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    from_day = models.DateField()
    until_day = models.DateField(null=True, blank=True)
    """The last day of it, or nothing while nobody knows."""
    set_at = models.DateTimeField()
    set_by_name = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True, blank=True)
    """When somebody said that it is over, or put another entry in its place."""

    class Meta:
        verbose_name_plural = "away"
        constraints = [
            models.CheckConstraint(
                condition=Q(until_day__isnull=True) | Q(until_day__gte=F("from_day")), name="away_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(worker=F("covered_by")), name="away_is_covered_by_another"),
            models.UniqueConstraint(
                fields=["authority", "team", "worker"],
                condition=Q(ended_at__isnull=True),
                name="away_one_at_a_time",
            ),
        ]
        indexes = [models.Index("covered_by", name="away_by_cover", condition=Q(ended_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.from_day} to {self.until_day or 'open'}"
