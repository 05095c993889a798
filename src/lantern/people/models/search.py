"""What finding a person reads: derived from the facts beside the person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from lantern.people.models.person import Person


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
