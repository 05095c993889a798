"""The search keys of a person, kept beside their facts: what ``finding`` probes by equality.

A protected address makes no keys: a search by place must not say who lives there.
"""

from __future__ import annotations

import datetime as dt

from lantern.people import matching
from lantern.people.models import Identifier, LifeState, Person, SearchKey


def birth_of(
    *, life: str, born_on: dt.date | None, known_to: str, expected_on: dt.date | None
) -> matching.Birth | None:
    """When somebody was born or is expected, as closely as the record claims to know it."""
    if life == LifeState.EXPECTED:
        return matching.Birth.expected_on(expected_on) if expected_on else None
    if born_on is None:
        return None
    match known_to:
        case Person.BirthKnownTo.DAY:
            return matching.Birth.on(born_on)
        case Person.BirthKnownTo.MONTH:
            return matching.Birth.in_month(born_on.year, born_on.month)
        case Person.BirthKnownTo.YEAR:
            return matching.Birth.in_year(born_on.year)
        case Person.BirthKnownTo.ABOUT:
            return matching.Birth(dt.date(born_on.year - 1, 1, 1), dt.date(born_on.year + 1, 12, 31))
    return None


def description_of(person: Person) -> matching.Description:
    """Everything that tells somebody from others, as the matching weighs it. Four queries."""
    names = sorted(
        person.names.all(), key=lambda name: (name.until_date is not None, name.kind != "legal", str(name.pk))
    )
    addresses = sorted(
        person.addresses.filter(protected=False), key=lambda one: (one.until_date is not None, str(one.pk))
    )
    numbers = list(person.identifiers.all())
    mother = person.relationships.filter(kind="mother", until_date__isnull=True).select_related("relative").first()
    mother_name = mother.relative.names.filter(kind="legal", until_date__isnull=True).first() if mother else None

    def held(kind: str) -> list[str]:
        return [number.value for number in numbers if number.kind == kind]

    return matching.Description(
        names=tuple(matching.Name(name.first_names, name.last_name) for name in names),
        birth=birth_of(
            life=person.life, born_on=person.born_on, known_to=person.birth_known_to, expected_on=person.expected_on
        ),
        sex=person.sex,
        addresses=tuple(matching.Address(one.house, one.street, one.postcode) for one in addresses),
        nhs_number=next(iter(held(Identifier.Kind.NHS)), ""),
        upn=next(iter(held(Identifier.Kind.UPN)), ""),
        former_upns=tuple(held(Identifier.Kind.FORMER_UPN)),
        identifiers=tuple((number.issuer or number.kind, number.value) for number in numbers if number.kind in _OTHER),
        mother=matching.Name(mother_name.first_names, mother_name.last_name) if mother_name else None,
    )


_OTHER = (Identifier.Kind.CENSUS, Identifier.Kind.POLICE, Identifier.Kind.AGENCY)


def rewrite(person: Person) -> None:
    """Make the stored keys what the facts say now. Called by every act that changes the facts, in its transaction."""
    wanted = {key[:80] for key in matching.search_keys(description_of(person))}
    held = set(person.search_keys.values_list("key", flat=True))
    if gone := held - wanted:
        person.search_keys.filter(key__in=gone).delete()
    SearchKey.objects.bulk_create(
        [
            SearchKey(person=person, authority_id=person.authority_id, restricted=person.restricted, key=key)
            for key in sorted(wanted - held)
        ],
        ignore_conflicts=True,
    )
