"""A person: a child, born or unborn, or an adult."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar, Self

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
