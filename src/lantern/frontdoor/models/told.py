"""Who was worried, and the people they told of, kept as it was told."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lantern.frontdoor.models.contact import Contact
from lantern.people.models import Person, Sex
from lantern.spine.identity import new_id
from lantern.spine.models import Episode


class Referrer(models.Model):
    """Who is worried, and how they can be answered. Sealed: it never leaves with anything the family or another agency
    reads.
    """

    class Answer(models.TextChoices):
        PHONE = "phone", "By telephone"
        EMAIL = "email", "By e-mail"
        ONLINE = "online", "By signing in here"
        LETTER = "letter", "By letter"
        NONE = "none", "They can not be answered"

    class Verified(models.TextChoices):
        """How we know that a professional is who they say."""

        ACCOUNT = "account", "Signed in"
        EMAIL_DOMAIN = "email_domain", "Verified by e-mail domain"

    class Ring(models.TextChoices):
        """How far it is with ringing them back."""

        WAITING = "waiting", "Wait to be rung back"
        REACHED = "reached", "Rung back"
        NOT_NEEDED = "not_needed", "Need not be rung back any more"

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "name": "name",
        "role": "job",
        "organisation": "organisation",
        "phone": "telephone",
        "email": "e-mail",
        "relation": "relationship to the family",
        "safe_times": "when it is safe to ring",
        "ring_wish": "when it is safe to ring",
        "ring_state": "whether they were rung",
        "ring_from": "when they are to be rung",
        "ring_until": "when they are to be rung",
    }

    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, primary_key=True, related_name="referrer")
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    source = models.CharField(max_length=4, default="10")
    """Referral source code of the children in need census."""
    agency = models.ForeignKey(
        "partnership.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    anonymous = models.BooleanField(default=False)
    name = models.CharField(max_length=120, blank=True, default="")
    role = models.CharField(max_length=120, blank=True, default="")
    organisation = models.CharField(max_length=160, blank=True, default="")
    relation = models.CharField(max_length=120, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    answer_by = models.CharField(max_length=10, choices=Answer, default=Answer.NONE)
    safe_times = models.CharField(max_length=100, blank=True, default="")
    """When it is safe to ring them, in their own words: somebody else may be listening."""
    ring_wish = models.CharField(max_length=9, blank=True, default="", db_default="")
    """The hours they chose to be rung back, "1400-1600", "any" or "never"; empty when they chose nothing."""
    ring_state = models.CharField(max_length=10, choices=Ring, blank=True, default="", db_default="")
    ring_from = models.DateTimeField(null=True, blank=True)
    """When they are to be rung next; empty for any time until ``ring_until``."""
    ring_until = models.DateTimeField(null=True, blank=True)
    ring_tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    """How often they were rung and not reached."""
    keep_identity_from_family = models.BooleanField(default=True)
    professional = models.BooleanField(default=False)
    verified_by = models.CharField(max_length=12, choices=Verified, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(anonymous=False) | Q(name="", phone="", email=""), name="referrer_anonymous_is_unnamed"
            )
        ]

    def __str__(self) -> str:
        return "referrer"


class ReportedPerson(models.Model):
    """A person as a contact described them, kept as it was told. ``person`` is who they turned out to be."""

    class Part(models.TextChoices):
        CHILD = "child", "Child"
        ADULT = "adult", "Adult"

    class Match(models.TextChoices):
        LINKED = "linked", "Linked to a known person"
        CREATED = "created", "Recorded as new"
        UNNAMED = "unnamed", "Not to be identified"

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "first_names": "name",
        "last_name": "name",
        "also_known_as": "name",
        "born_on": "date of birth",
        "age_words": "age as told",
        "expected_on": "expected date of birth",
        "sex": "sex",
        "house": "address",
        "street": "address",
        "town": "address",
        "postcode": "address",
        "school": "school or nursery",
        "relation": "relationship",
        "phone": "telephone",
        "nhs_number": "identifier",
        "match_reasons": "parts of names, dates and places that agree",
        "matched_by_name": "worker's name",
        "upn": "identifier",
        "needs": "communication needs",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="reported")
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="+", db_index=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    restricted = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)
    part = models.CharField(max_length=10, choices=Part)
    first_names = models.CharField(max_length=100, blank=True, default="")
    last_name = models.CharField(max_length=100, blank=True, default="")
    also_known_as = models.CharField(max_length=100, blank=True, default="")
    born_on = models.DateField(null=True, blank=True)
    birth_known_to = models.CharField(max_length=10, choices=Person.BirthKnownTo, default=Person.BirthKnownTo.UNKNOWN)
    age_words = models.CharField(max_length=40, blank=True, default="")
    unborn = models.BooleanField(default=False)
    expected_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, default=Sex.UNKNOWN)
    house = models.CharField(max_length=60, blank=True, default="")
    street = models.CharField(max_length=120, blank=True, default="")
    town = models.CharField(max_length=80, blank=True, default="")
    postcode = models.CharField(max_length=8, blank=True, default="")
    address_protected = models.BooleanField(default=False)
    school = models.CharField(max_length=120, blank=True, default="")
    relation = models.CharField(max_length=60, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    nhs_number = models.CharField(max_length=10, blank=True, default="")
    upn = models.CharField(max_length=13, blank=True, default="")
    needs = models.CharField(max_length=300, blank=True, default="")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    match = models.CharField(max_length=10, choices=Match, blank=True, default="")
    matched_by_name = models.CharField(max_length=120, blank=True, default="")
    matched_at = models.DateTimeField(null=True, blank=True)
    match_reasons = ArrayField(models.CharField(max_length=200), default=list, blank=True)

    class Meta:
        verbose_name_plural = "reported people"
        ordering = ["-part", "order", "id"]  # children before adults
        constraints = [
            models.CheckConstraint(
                condition=Q(match="", person__isnull=True)
                | Q(match="unnamed", person__isnull=True)
                | Q(person__isnull=False),
                name="reported_match_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(unborn=False) | Q(born_on__isnull=True), name="reported_unborn_has_no_birthday"
            ),
        ]

    def __str__(self) -> str:
        return self.part

    @property
    def name(self) -> str:
        """The name as told, or what can be said instead."""
        named = f"{self.first_names} {self.last_name}".strip()
        if named:
            return named
        return "Unborn baby" if self.unborn else "Name not known"

    @property
    def address_line(self) -> str:
        first = f"{self.house} {self.street}".strip()
        return ", ".join(part for part in (first, self.town, self.postcode) if part)
