"""People: children, born and unborn, and adults. Names, addresses and relationships are dated facts beside the person,
never overwritten.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from lantern.spine.identity import new_id, new_reference

if TYPE_CHECKING:
    from lantern.spine.actors import Actor


class Sex(models.TextChoices):
    """Codes of the children in need census."""

    MALE = "M", "Male"
    FEMALE = "F", "Female"
    UNKNOWN = "U", "Not known"


class LifeState(models.TextChoices):
    EXPECTED = "expected", "Expected"
    BORN = "born", "Born"
    DIED = "died", "Died"


def _person_reference() -> str:
    return new_reference("P")


def _link_reference() -> str:
    return new_reference("L")


class PersonQuerySet(models.QuerySet["Person"]):
    """People as a reader may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """People whose records belong to an authority the reader works for. Restricted records are hidden by row
        policy too.
        """
        return self.filter(authority_id__in=actor.authorities)


class Person(models.Model):
    """A child or an adult known to an authority.

    ``name`` and ``sort_name`` repeat the current name from ``PersonName`` so that lists need no join;
    ``people.actions`` keeps them true. A date of birth may be known only in part: ``birth_known_to`` says how far to
    believe ``born_on``.
    """

    class BirthKnownTo(models.TextChoices):
        DAY = "day", "The day"
        MONTH = "month", "The month"
        YEAR = "year", "The year"
        ABOUT = "about", "About that age"
        UNKNOWN = "unknown", "Not known"

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {
        "name": "current name",
        "sort_name": "current name, surname first",
        "born_on": "date of birth",
        "expected_on": "expected date of birth",
        "died_on": "date of death",
        "sex": "sex",
        "gender": "gender in the person's own word",
        "ethnicity": "ethnicity code",
        "disabilities": "disability codes",
        "language": "language",
        "needs": "communication and access needs",
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=20, default=_person_reference, editable=False)
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False)
    is_child = models.BooleanField(default=True)
    life = models.CharField(max_length=10, choices=LifeState, default=LifeState.BORN)
    name = models.CharField(max_length=200)
    sort_name = models.CharField(max_length=200)
    born_on = models.DateField(null=True, blank=True)
    birth_known_to = models.CharField(max_length=10, choices=BirthKnownTo, default=BirthKnownTo.DAY)
    expected_on = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, default=Sex.UNKNOWN)
    gender = models.CharField(max_length=60, blank=True, default="")
    ethnicity = models.CharField(max_length=4, blank=True, default="")
    disabilities = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    language = models.CharField(max_length=60, blank=True, default="")
    needs = models.CharField(max_length=300, blank=True, default="")
    restricted = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="person_reference_once"),
            models.CheckConstraint(
                condition=~Q(life="expected") | Q(born_on__isnull=True, is_child=True),
                name="person_unborn_has_no_birthday",
            ),
            models.CheckConstraint(
                condition=Q(died_on__isnull=True) | Q(life="died"), name="person_died_on_only_when_died"
            ),
            models.CheckConstraint(
                condition=Q(died_on__isnull=True) | Q(born_on__isnull=True) | Q(died_on__gte=F("born_on")),
                name="person_dies_after_birth",
            ),
        ]
        indexes = [models.Index("authority", "sort_name", name="person_by_name")]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_unborn(self) -> bool:
        return self.life == LifeState.EXPECTED

    def age_on(self, day: dt.date) -> int | None:
        """Completed years on a day; None when not born or the birth date is unknown. Someone born on 29 February ages
        on 1 March.
        """
        if self.born_on is None or self.born_on > day:
            return None
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))


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


class SearchKey(models.Model):
    """One number by which a person may be found: see ``matching.keys``. Twenty to forty for each person.

    The primary key is the index that finds people, and holds all that a row policy asks about a row, so that a search
    reads the index alone. Derived from the facts beside the person, so it keeps no history and no foreign key.
    """

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"
    personal: ClassVar[dict[str, str]] = {"key": "a hash of parts of names, dates, places and numbers"}

    pk = models.CompositePrimaryKey("key", "person")
    key = models.IntegerField()
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False,
                                  db_constraint=False)  # fmt: skip
    restricted = models.BooleanField(default=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="search_keys", db_index=False,
                               db_constraint=False)  # fmt: skip

    class Meta:
        indexes = [models.Index("person", name="search_key_of_person")]

    def __str__(self) -> str:
        return "search key"


class SearchFacts(models.Model):
    """What finding weighs of a person, taken apart and made ready in one row: see ``matching.sides``. Nothing of a
    protected address is in it. Derived from the facts beside the person.
    """

    row_rule: ClassVar[str] = "authority"
    row_grants: ClassVar[str] = "SELECT, INSERT, UPDATE"
    personal: ClassVar[dict[str, str]] = {"facts": "names, birth, sex, addresses and numbers, as they are compared"}

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="search_facts",
                                  db_constraint=False)  # fmt: skip
    authority = models.ForeignKey("partnership.Authority", on_delete=models.PROTECT, related_name="+", db_index=False,
                                  db_constraint=False)  # fmt: skip
    restricted = models.BooleanField(default=False)
    made_by = models.SmallIntegerField(default=0)
    """The ``matching.KEY_VERSION`` by which keys and facts were made."""
    facts = models.TextField()

    class Meta:
        verbose_name_plural = "search facts"

    def __str__(self) -> str:
        return "search facts"


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


def age_in_words(person: Person, today: dt.date) -> str:
    """An age as people say it: "7 years", "about 7 years", "5 months", "not born yet"."""
    if person.life == LifeState.EXPECTED:
        return "not born yet"
    age = person.age_on(today)
    if age is None or person.born_on is None:
        return "age not known"
    about = "" if person.birth_known_to == Person.BirthKnownTo.DAY else "about "
    if age >= 2:
        return f"{about}{age} years"
    months = (
        (today.year - person.born_on.year) * 12 + today.month - person.born_on.month - (today.day < person.born_on.day)
    )
    return f"{about}{max(months, 0)} months"
