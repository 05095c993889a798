"""What can not be right about a person, field by field, in words for whoever typed it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from lantern.law import identifiers as law_identifiers
from lantern.people.models import (
    Identifier,
    LifeState,
    Person,
)

Known = Person.BirthKnownTo


class UnsoundFact(Exception):
    """What was given can not be right. ``problems`` says why for each field, in words for whoever typed it."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


def require_sound(problems: Mapping[str, str]) -> None:
    """Raises UnsoundFact when there are problems."""
    if problems:
        raise UnsoundFact(problems)


def birth_problems(person: Person, at: dt.datetime) -> dict[str, str]:
    """What can not be right about a birth, an expected birth and a death together."""
    problems = {}
    if person.life == LifeState.EXPECTED and person.born_on:
        problems["born_on"] = "A child who is not born yet has no date of birth. Enter when the birth is expected."
    elif person.born_on and person.born_on > at.date():
        problems["born_on"] = "The date of birth must be today or in the past."
    elif person.born_on and person.died_on and person.died_on < person.born_on:
        problems["born_on"] = "The date of birth must be before the date of death."
    return problems


_CHECKS = {
    Identifier.Kind.NHS: law_identifiers.parse_nhs_number,
    Identifier.Kind.UPN: law_identifiers.parse_upn,
    Identifier.Kind.FORMER_UPN: law_identifiers.parse_former_upn,
}


def identifier_problems(typed: Mapping[str, str], *, needed: bool = False) -> dict[str, str]:
    """What can not be right about numbers, by the kind of ``Identifier``."""
    problems = {}
    for kind, value in typed.items():
        if not value.strip():
            if needed:
                problems[kind] = "Enter the number."
            continue
        check = _CHECKS.get(Identifier.Kind(kind))
        found = check(value) if check else None
        if found is not None and not found.ok:
            problems[kind] = found.reason
        elif len(value.strip()) > 40:
            problems[kind] = "A number has 40 characters or fewer."
    return problems


def as_stored(kind: str, typed: str) -> str:
    """A number in the form it is kept in."""
    check = _CHECKS.get(Identifier.Kind(kind))
    found = check(typed) if check else None
    return found.value if found is not None and found.ok else typed.strip()


def address_problems(house: str, street: str, town: str, postcode: str) -> dict[str, str]:
    """What can not be right about an address."""
    if not any(part.strip() for part in (house, street, town, postcode)):
        return {"street": "Enter what is known of the address."}
    if postcode.strip():
        found = law_identifiers.parse_postcode(postcode)
        if not found.ok:
            return {"postcode": found.reason}
    return {}
