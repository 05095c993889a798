"""One side of a comparison, made ready: names taken apart, days as numbers, places as letters and digits.

A register keeps this form beside each person (`packed`), so that a hundred candidates are ready without work.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any, NamedTuple

from lantern.people.matching.description import (
    Birth,
    Description,
    all_names,
    house_of,
    letters_and_digits,
    own_given_names,
    street_of,
    telephones_of,
    upns_of,
)
from lantern.people.names import surname_parts


class Called(NamedTuple):
    """A name: as it is written, and its parts as they are compared."""

    given: str
    surname: str
    given_names: tuple[str, ...]
    parts: tuple[str, ...]


class Place(NamedTuple):
    """An address: as letters and digits, and the postcode as it is written."""

    postcode: str
    house: str
    street: str
    written: str


class Born(NamedTuple):
    """The span of a birth in days since the year 1, and whether it is yet to come."""

    earliest: int
    latest: int
    expected: bool


class Side(NamedTuple):
    """What one side says, ready to compare."""

    names: tuple[Called, ...]
    born: Born | None
    sex: str
    places: tuple[Place, ...]
    nhs: str
    upns: tuple[str, ...]
    references: tuple[tuple[str, str], ...]
    telephones: tuple[str, ...]
    mother: Called | None


def side_of(person: Description) -> Side:
    """A description made ready."""
    sex = person.sex.strip().upper()[:1]
    born = person.birth
    return Side(
        names=tuple(
            Called(name.given.strip(), name.surname.strip(), own_given_names(name), surname_parts(name.surname))
            for name in all_names(person)
        ),
        born=Born(born.earliest.toordinal(), born.latest.toordinal(), born.expected) if born else None,
        sex=sex if sex in ("M", "F") else "",
        places=tuple(
            Place(letters_and_digits(one.postcode), house_of(one), street_of(one), one.postcode.strip())
            for one in person.addresses
        ),
        nhs=letters_and_digits(person.nhs_number),
        upns=tuple(sorted(upns_of(person))),
        references=tuple(
            sorted(
                (scheme.strip().lower(), number)
                for scheme, value in person.identifiers
                if (number := letters_and_digits(value))
            )
        ),
        telephones=tuple(sorted(telephones_of(person))),
        mother=Called(
            person.mother.given.strip(),
            person.mother.surname.strip(),
            own_given_names(person.mother),
            surname_parts(person.mother.surname),
        )
        if person.mother
        else None,
    )


def packed(side: Side) -> str:
    """A side as text, to keep beside a person."""
    return json.dumps(
        [
            [_called(one) for one in side.names],
            side.born,
            side.sex,
            side.places,
            side.nhs,
            side.upns,
            side.references,
            side.telephones,
            _called(side.mother) if side.mother else None,
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def unpacked(text: str) -> Side:
    """The side that was `packed`."""
    names, born, sex, places, nhs, upns, references, telephones, mother = read(text)
    return Side(
        tuple([Called(one[0], one[1], tuple(one[2].split()), tuple(one[3].split())) for one in names]),
        Born._make(born) if born else None,
        sex,
        tuple(map(Place._make, places)),
        nhs,
        tuple(upns),
        tuple([(scheme, number) for scheme, number in references]) if references else (),
        tuple(telephones),
        Called(mother[0], mother[1], tuple(mother[2].split()), tuple(mother[3].split())) if mother else None,
    )


_decode = json.JSONDecoder().raw_decode


def read(text: str) -> list[Any]:
    """What was `packed`, as it is stored."""
    found: list[Any] = _decode(text)[0]
    return found


def birth_of_side(side: Side) -> Birth | None:
    """The birth again, to be said in words."""
    if side.born is None:
        return None
    return Birth(date.fromordinal(side.born.earliest), date.fromordinal(side.born.latest), side.born.expected)


def _called(one: Called) -> list[Any]:
    return [one.given, one.surname, " ".join(one.given_names), " ".join(one.parts)]
