"""How people are related, and who lived together."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from lantern.people.models.person import Person
from lantern.spine.identity import new_id


class Relationship(models.Model):
    """How two people are related, for a time. ``kind`` reads from ``person`` to ``relative``: relative is the person's
    mother.
    """

    class Known(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"
        UNKNOWN = "unknown", "Not known"

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "kind": "relationship",
        "parental_responsibility": "fact about the family",
        "lives_with": "fact about the family",
        "contact_allowed": "fact about the family",
        "risk_note": "free text",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="relationships", db_index=False)
    relative = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="related_to", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    kind = models.CharField(max_length=40)
    parental_responsibility = models.CharField(max_length=8, choices=Known, default=Known.UNKNOWN)
    lives_with = models.CharField(max_length=8, choices=Known, default=Known.UNKNOWN)
    contact_allowed = models.CharField(max_length=8, choices=Known, default=Known.UNKNOWN)
    from_date = models.DateField(null=True, blank=True)
    until_date = models.DateField(null=True, blank=True)
    risk_note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("relative")), name="relationship_of_two_people"),
            models.UniqueConstraint(
                fields=["person", "relative", "kind"],
                condition=Q(until_date__isnull=True),
                name="relationship_once_at_a_time",
            ),
        ]
        indexes = [
            # The unique index above knows only what holds today; a record also shows what has ended.
            models.Index("person", name="relationship_by_person"),
            models.Index("relative", name="relationship_by_relative"),
        ]

    def __str__(self) -> str:
        return self.kind


class HouseholdMember(models.Model):
    """That somebody lived in a household for a time. A household is whoever shares its id in a period."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.UUIDField(default=new_id)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="households", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    from_date = models.DateField(null=True, blank=True)
    until_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "person"], condition=Q(until_date__isnull=True), name="household_member_once"
            )
        ]
        indexes = [
            models.Index("household", name="household_members"),
            models.Index("person", name="household_of_person"),
        ]

    def __str__(self) -> str:
        return f"member of {self.household}"
