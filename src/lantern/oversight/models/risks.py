"""A risk to the partnership's work, and every look that somebody took at it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lantern.boards.models import Seat
from lantern.spine.identity import new_id
from lantern.spine.models import Episode

_ONE_TO_FIVE = {"__gte": 1, "__lte": 5}


def _scored(*names: str) -> Q:
    """Every one of these columns is from 1 to 5."""
    asked = Q()
    for name in names:
        asked &= Q(**{f"{name}{end}": value for end, value in _ONE_TO_FIVE.items()})
    return asked


class Risk(Episode):
    """Something that could go wrong: why, what it would do, how likely and how bad it is without and with what is done
    about it, and the seat that owns it. How it stands now is written on it, so that the register is one read.
    """

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "title": "free text",
        "cause": "free text",
        "effect": "free text",
        "controls": "free text",
    }

    episode_ptr = models.OneToOneField(Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_risk")
    title = models.CharField(max_length=200)
    cause = models.TextField()
    effect = models.TextField()
    owner_seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="risks", db_index=False)
    first_likelihood = models.PositiveSmallIntegerField()
    """Without anything done about it; so is ``first_impact``."""
    first_impact = models.PositiveSmallIntegerField()
    controls = models.TextField()
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    last_score = models.PositiveSmallIntegerField(null=True, blank=True)
    """The score before the newest look; none while nobody has looked twice."""
    looked_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=_scored("first_likelihood", "first_impact", "likelihood", "impact"), name="risk_scored_1_to_5"
            )
        ]
        indexes = [models.Index("owner_seat", name="risk_by_owner")]

    @property
    def score(self) -> int:
        """How likely times how bad, with what is done about it: 1 to 25."""
        return self.likelihood * self.impact

    @property
    def first_score(self) -> int:
        """The same without anything done about it."""
        return self.first_likelihood * self.first_impact

    @property
    def worse(self) -> bool:
        """Whether the newest look found it worse than the look before."""
        return self.last_score is not None and self.score > self.last_score


class RiskLook(models.Model):
    """One look at a risk. Written once; the register's history is drawn from these."""

    row_rule: ClassVar[str] = "of_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT"
    append_only: ClassVar[bool] = True
    personal: ClassVar[dict[str, str]] = {
        "controls": "free text",
        "why": "free text",
        "by_name": "worker's name",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    episode = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="risk_looks", db_index=False)
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    controls = models.TextField()
    why = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    by_name = models.CharField(max_length=120)
    looked_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=_scored("likelihood", "impact"), name="look_scored_1_to_5")]
        indexes = [models.Index("episode", "looked_at", name="looks_in_order")]

    def __str__(self) -> str:
        return f"look {self.looked_at:%Y-%m-%d}"

    @property
    def score(self) -> int:
        """How likely times how bad."""
        return self.likelihood * self.impact
