"""Children who came by number alone, from a census, and stand under it until somebody gives a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from lantern.people.models import Identifier, Person

if TYPE_CHECKING:
    from lantern.spine.actors import Actor

_STANDS_UNDER = "Census child"
_FIRST, _AFTER_LAST = f"{_STANDS_UNDER} ", f"{_STANDS_UNDER}!"
"""The range of names that begin so: a range walks the index of names, under row-level security too."""


def name_of_number(number: str) -> str:
    """The last name a child stands under while nobody has given one."""
    return f"{_STANDS_UNDER} {number}"


def is_unnamed(person: Person) -> bool:
    """Whether nobody has given this child a name yet."""
    return _FIRST <= person.sort_name < _AFTER_LAST


_NUMBER = re.compile(r"[A-Za-z0-9/._-]{4,40}")
"""What may be such a number: shorter ones are ages and house numbers."""


@dataclass(frozen=True)
class Unnamed:
    """A child without a name, by what is known of them."""

    person: Person
    numbers: dict[str, str]
    """Kind of number -> number."""

    @property
    def census_number(self) -> str:
        return self.numbers.get(Identifier.Kind.CENSUS, "")

    @property
    def upn(self) -> str:
        return self.numbers.get(Identifier.Kind.UPN, "")


def unnamed(*, by: Actor, after: str = "", limit: int = 25) -> list[Unnamed]:
    """Children of the reader's authorities whom nobody has named, in the order of their numbers, from behind the one
    with this reference. One statement.
    """
    known = Identifier.objects.filter(person=OuterRef("pk")).values(line=JSONObject(kind="kind", value="value"))
    found: Any = Person.objects.visible_to(by).filter(sort_name__gte=_FIRST, sort_name__lt=_AFTER_LAST)
    if after:
        found = found.filter(sort_name__gt=Subquery(Person.objects.filter(reference=after).values("sort_name")[:1]))
    rows = found.annotate(numbers=ArraySubquery(known)).order_by(F("sort_name"), "pk")[:limit]
    return [Unnamed(row, {each["kind"]: each["value"] for each in row.numbers}) for row in rows]


def with_number(number: str, *, by: Actor) -> list[str]:
    """The references of people an organisation knows by exactly this number: an authority's child number, a pupil
    number also of a former school, a police or agency reference. At most one statement; none for what is no number.
    """
    typed = number.strip()
    is_a_year = len(typed) == 4 and typed[:2] in {"19", "20"}
    if not _NUMBER.fullmatch(typed) or is_a_year or not any(sign.isdigit() for sign in typed):
        return []
    found = Identifier.objects.filter(
        authority_id__in=by.authorities, kind__in=list(Identifier.Kind), value__in={typed, typed.upper()}
    )
    return sorted(set(found.values_list("person__reference", flat=True)[:20]))
