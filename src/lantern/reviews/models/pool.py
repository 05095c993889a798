"""Who may write a practice review, and what is put to the Executive. Records of the partnership: about no child."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class Reviewer(models.Model):
    """Somebody of the pool: what they can do, how much time they have, and to whom they are tied."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "name": "name",
        "skills": "free text",
        "ties": "free text about where they worked",
        "added_by_name": "worker's name",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=160)
    skills = models.TextField()
    ties = models.TextField()
    """Where they work or worked here, and whom they know: what a conflict is judged by. Never empty: "None" is said."""
    free_from = models.DateField(null=True, blank=True)
    days_a_year = models.PositiveSmallIntegerField()
    day_rate = models.PositiveIntegerField()
    """In pence."""
    added_by_name = models.CharField(max_length=120)
    added_at = models.DateTimeField()
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"], condition=Q(left_on__isnull=True), name="reviewer_once_in_pool"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Appointment(Episode):
    """A reviewer put to the Executive for one review: the terms without the child, days and cost, and what was found
    about conflicts.
    """

    row_rule: ClassVar[str] = "through_episode"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "terms": "free text, written without names",
        "conflicts": "free text",
        "put_by_name": "worker's name",
        "decided_by_name": "worker's name",
        "decided_words": "free text",
    }

    episode_ptr = models.OneToOneField(
        Episode, on_delete=models.CASCADE, parent_link=True, related_name="as_reviewer_appointment"
    )
    review_reference = models.CharField(max_length=20)
    review_title = models.CharField(max_length=120)
    reviewer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="appointments")
    terms = models.TextField()
    days = models.PositiveSmallIntegerField()
    cost = models.PositiveIntegerField()
    """In pence: days at the reviewer's rate on the day it was put."""
    conflicts = models.TextField()
    """What was asked about conflicts, and what was found. Never empty."""
    put_by_name = models.CharField(max_length=120)
    decided_by_name = models.CharField(max_length=120, blank=True, default="")
    decided_words = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(conflicts=""), name="appointment_says_conflicts"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by_name="")
                | (Q(decided_at__isnull=False) & ~Q(decided_by_name="")),
                name="appointment_decided_by_somebody",
            ),
        ]
