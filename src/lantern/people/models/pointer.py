"""Which other agencies' lists hold a person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from lantern.people.models.person import Person
from lantern.spine.identity import new_id


class Pointer(models.Model):
    """That a row of another agency's list is this person: their number there, who says so, and how often such a saying
    may be wrong. It joins no two records, and is no evidence for finding anybody.
    """

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "number": "the number by which the agency knows them",
        "title": "that an agency knows them",
        "said_by_name": "worker's name",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="pointers", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    source = models.SlugField(max_length=40, db_index=False)
    title = models.CharField(max_length=60)
    who = models.CharField(max_length=32)
    """A keyed hash of who it is in that list."""
    number = models.CharField(max_length=40, blank=True, default="")
    wrong_at_most = models.FloatField(null=True, blank=True)
    """The share of its kind that may be wrong, where a machine says so; none where a person does."""
    said_by_name = models.CharField(max_length=120, blank=True, default="")
    said_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "source", "who"], condition=Q(ended_at__isnull=True), name="pointer_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(said_by_name="") | Q(wrong_at_most__isnull=False),
                name="pointer_by_machine_has_a_published_error",
            ),
        ]

    def __str__(self) -> str:
        return self.source
