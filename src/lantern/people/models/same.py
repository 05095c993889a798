"""Whether two records are of one person: that they are not, that they are, and what is read as one."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from lantern.people.models.person import Person
from lantern.spine.identity import new_id, new_reference


class NotTheSame(models.Model):
    """That a person answered: these are two people, or none of the candidates was right. Remembered and shown next
    time.
    """

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {"because": "free text", "said_by_name": "worker's name"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="not_the_same", db_index=False)
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    because = models.CharField(max_length=300, blank=True, default="")
    said_at = models.DateTimeField()
    said_by_name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "other"], name="not_the_same_once")]

    def __str__(self) -> str:
        return "not the same person"


def _link_reference() -> str:
    return new_reference("L")


class Link(models.Model):
    """That two records are of one person: who said so, when, why, and what agreed and what did not at that moment.

    Nothing of either record is changed by it, so that parting them again restores both exactly. Only somebody who may
    see both records sees the link. Parted links stay: what was read and written while it stood can be told.
    """

    row_rule: ClassVar[str] = "both_people"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "because": "free text",
        "agreed": "facts about the person",
        "disagreed": "facts about the person",
        "doubts": "facts about the person",
        "linked_by_name": "worker's name",
        "parted_because": "free text",
        "parted_by_name": "worker's name",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=20, default=_link_reference, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    because = models.CharField(max_length=500)
    agreed = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    disagreed = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    doubts = ArrayField(models.CharField(max_length=400), default=list, blank=True)
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False, null=True
    )
    linked_by_name = models.CharField(max_length=120)
    parted_at = models.DateTimeField(null=True, blank=True)
    parted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False, null=True
    )
    parted_by_name = models.CharField(max_length=120, blank=True, default="")
    parted_because = models.CharField(max_length=500, blank=True, default="")
    recorded_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="link_reference_once"),
            models.CheckConstraint(condition=Q(person__lt=F("other")), name="link_of_two_records_said_one_way"),
            models.CheckConstraint(
                condition=Q(parted_at__isnull=True) | Q(parted_at__gte=F("linked_at")), name="link_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["person", "other"], condition=Q(parted_at__isnull=True), name="link_once_at_a_time"
            ),
        ]
        indexes = [models.Index("person", name="link_by_person"), models.Index("other", name="link_by_other")]

    def __str__(self) -> str:
        return self.reference


class LinkedRecord(models.Model):
    """Which records are read as one person now: those that share a ``cluster``. One row for each linked record and
    none for others.

    Follows from the links that stand; the database keeps it (``access.gather_linked``), as a link may join records
    that the linker's authority does not hold.
    """

    row_rule: ClassVar[str] = "through_person"
    row_grants: ClassVar[str] = "SELECT"
    personal: ClassVar[dict[str, str]] = {}

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="read_as_one")
    cluster = models.UUIDField()

    class Meta:
        indexes = [models.Index("cluster", name="linked_by_cluster")]

    def __str__(self) -> str:
        return f"read as one: {self.cluster}"
