"""Dated facts about one person: names, addresses, and the numbers organisations know them by."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from lantern.people.models.person import Person
from lantern.spine.identity import new_id


class PersonName(models.Model):
    """A name somebody has, or had, or is called."""

    class Kind(models.TextChoices):
        LEGAL = "legal", "Legal name"
        KNOWN_AS = "known_as", "Known as"
        FORMER = "former", "Former name"
        ALIAS = "alias", "Also recorded as"

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {"first_names": "name", "last_name": "name"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="names", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.LEGAL)
    first_names = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    from_date = models.DateField(null=True, blank=True)
    until_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(first_names="") | ~Q(last_name=""), name="name_is_not_empty")
        ]
        indexes = [models.Index("person", name="name_by_person")]

    def __str__(self) -> str:
        return self.kind


class Address(models.Model):
    """Where somebody lived, and when. A protected address never appears in a list, a letter or an export."""

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "house": "address",
        "street": "address",
        "town": "address",
        "postcode": "address",
        "uprn": "address",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="addresses", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    house = models.CharField(max_length=60, blank=True)
    street = models.CharField(max_length=120, blank=True)
    town = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    uprn = models.CharField(max_length=12, blank=True)
    from_date = models.DateField(null=True, blank=True)
    until_date = models.DateField(null=True, blank=True)
    protected = models.BooleanField(default=False)
    source = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name_plural = "addresses"
        constraints = [
            models.CheckConstraint(
                condition=Q(until_date__isnull=True) | Q(from_date__isnull=True) | Q(until_date__gte=F("from_date")),
                name="address_period",
            )
        ]
        indexes = [
            models.Index("person", "until_date", name="address_by_person"),
            models.Index("authority", "postcode", "house", name="address_by_place"),
            models.Index("authority", "street", name="address_by_street"),
        ]

    def __str__(self) -> str:
        return "address"

    @property
    def line(self) -> str:
        first = f"{self.house} {self.street}".strip()
        return ", ".join(part for part in (first, self.town, self.postcode) if part)


class Identifier(models.Model):
    """A number by which an organisation knows somebody."""

    class Kind(models.TextChoices):
        NHS = "nhs", "NHS number"
        UPN = "upn", "Unique pupil number"
        FORMER_UPN = "former_upn", "Former unique pupil number"
        CENSUS = "la_child_id", "Authority's child number"
        POLICE = "police", "Police reference"
        AGENCY = "agency", "Agency reference"

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {"value": "identifying number"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identifiers", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    kind = models.CharField(max_length=12, choices=Kind)
    value = models.CharField(max_length=40)
    issuer = models.CharField(max_length=60, blank=True)
    verified = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "value", "issuer"], name="identifier_once_per_person")
        ]
        indexes = [models.Index("authority", "kind", "value", name="identifier_lookup")]

    def __str__(self) -> str:
        return self.kind
