"""What agreeing tells, as learned from the people on record."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from lantern.spine.identity import new_id


class Weights(models.Model):
    """One learning: when, from how many people, and what it found. Each stays, so that an earlier one can be taken up
    again. The one that was chosen last weighs; while none was, those that come with the product.
    """

    row_rule: ClassVar[str] = "learned"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "learned_by_name": "worker's name",
        "chosen_by_name": "worker's name",
        "shares": "names that five or more people bear, with how common they are",
    }

    SHIPPED: ClassVar[int] = 0
    """The number of those that come with the product."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(unique=True)
    learned_at = models.DateTimeField()
    learned_by_name = models.CharField(max_length=120, blank=True, default="")
    engine = models.CharField(max_length=20)
    people = models.PositiveIntegerField(default=0)
    pairs = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    """How many of the pairs are reckoned to be two records of one person."""
    answered = models.PositiveIntegerField(default=0)
    """How many of the pairs people have answered."""
    chances = models.JSONField(default=dict)
    shares = models.JSONField(default=list)
    chosen_at = models.DateTimeField(null=True, blank=True)
    chosen_by_name = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        verbose_name_plural = "weights"
        constraints = [
            models.CheckConstraint(condition=~Q(number=0) | Q(chances={}), name="weights_shipped_hold_nothing"),
        ]

    def __str__(self) -> str:
        return f"weights {self.number}"
