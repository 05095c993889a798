"""What is known of a person, by a caller or by a record, and how it is read for comparing."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Self

from lantern.people.names import (
    given_names,
    known_as,
    surname_parts,
    surname_whole,
)


@dataclass(frozen=True, slots=True)
class Birth:
    """When somebody was born or is expected, as closely as it is known: any day from `earliest` to `latest`, both
    included.
    """

    earliest: date
    latest: date
    expected: bool = False

    def __post_init__(self) -> None:
        if self.earliest > self.latest:
            raise ValueError("A birth cannot be known to lie between a later and an earlier day.")

    @classmethod
    def on(cls, day: date) -> Self:
        """Born on this day."""
        return cls(day, day)

    @classmethod
    def in_month(cls, year: int, month: int) -> Self:
        """Born in this month; the day is not known."""
        following = date(year + month // 12, month % 12 + 1, 1)
        return cls(date(year, month, 1), following - timedelta(days=1))

    @classmethod
    def in_year(cls, year: int) -> Self:
        """Born in this year; the month is not known."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def aged(cls, age: int, on: date, within: int = 0) -> Self:
        """Said to be `age` years old on the given day, give or take `within` whole years."""
        youngest, oldest = max(0, age - within), age + within
        latest = _years_before(on, youngest)
        earliest = _years_before(on, oldest + 1) + timedelta(days=1)
        return cls(earliest, max(earliest, latest))

    @classmethod
    def expected_on(cls, day: date) -> Self:
        """Not born yet; expected on this day."""
        return cls(day, day, expected=True)

    @property
    def is_exact(self) -> bool:
        """Whether the day of birth itself is known."""
        return self.earliest == self.latest and not self.expected

    def __str__(self) -> str:
        if self.earliest == self.latest:
            said = in_words(self.earliest)
            return f"expected {said}" if self.expected else said
        if self.earliest.year == self.latest.year:
            if (self.earliest.month, self.earliest.day, self.latest.month) == (1, 1, 12):
                return str(self.earliest.year)
            if self.earliest.month == self.latest.month:
                return f"{self.earliest:%B %Y}"
        return f"between {in_words(self.earliest)} and {in_words(self.latest)}"


@dataclass(frozen=True, slots=True)
class Name:
    """A name somebody has or is known by. Either half may be empty."""

    given: str = ""
    surname: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody lives or lived. `house` is the number or name of the house or flat; every part may be empty."""

    house: str = ""
    street: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of a person, by a caller or by a record: used for both sides of a comparison. Leave out what is
    not known.

    `names` has the present name first, then former and other names. `addresses` has the present one first.
    `identifiers` are pairs of the issuer's scheme and the value ("police", "N/1234"). `mother` is the mother's name,
    which is what is known of an unborn child. `sex` is read by its first letter: M, F or anything else for not known.
    """

    names: tuple[Name, ...] = ()
    birth: Birth | None = None
    sex: str = ""
    addresses: tuple[Address, ...] = ()
    nhs_number: str = ""
    upn: str = ""
    former_upns: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    phones: tuple[str, ...] = ()
    mother: Name | None = None


def all_names(person: Description) -> list[Name]:
    """Every name with anything in it, then names given in brackets with the surname they stand beside, then what a
    whole name in one box may be: the last word, or the first, the surname.
    """
    names = [name for name in person.names if name.given.strip() or name.surname.strip()]
    further = [Name(other, name.surname) for name in names for other in known_as(name.given)]
    for name in names:
        words = (name.given or name.surname).replace(",", " ").split()
        if not (name.given.strip() and name.surname.strip()) and 1 < len(words) < 6:
            further += [Name(" ".join(words[:-1]), words[-1]), Name(" ".join(words[1:]), words[0])]
    return list(dict.fromkeys([*names, *further]))


def own_given_names(name: Name) -> tuple[str, ...]:
    """The given names, unless all they say is the surname again ("Baby Smith", surname Smith)."""
    given = given_names(name.given)
    surname = {*surname_parts(name.surname), surname_whole(name.surname)}
    return () if given and "baby" in name.given.casefold() and set(given) <= surname else given


def upns_of(person: Description) -> set[str]:
    """The present unique pupil number and former ones."""
    return {upn for value in (person.upn, *person.former_upns) if (upn := letters_and_digits(value))}


def telephones_of(person: Description) -> set[str]:
    """Telephone numbers as the digits after the national 0 or +44, so that both ways of writing agree."""
    found = set()
    for phone in person.phones:
        digits = re.sub(r"\D", "", phone)
        digits = re.sub(r"^(0044|44|0)0?", "", digits)
        if len(digits) >= 9:
            found.add(digits)
    return found


@lru_cache(maxsize=65_536)
def letters_and_digits(value: str) -> str:
    """Only the letters and digits, upper case: how numbers and postcodes are compared."""
    return re.sub(r"[^0-9A-Za-z]", "", value).upper()


def house_of(address: Address) -> str:
    """The house as letters and digits: "Flat 2, 14" and "flat 2 14" are the same."""
    return re.sub(r"^(NO|NUMBER)(?=\d)", "", letters_and_digits(address.house))


_STREETS = (
    "road:rd street:st avenue:ave av:ave close:cl court:ct drive:dr lane:ln terrace:ter terr:ter "
    "crescent:cres place:pl square:sq grove:gr gardens:gdns saint:st"
)

_STREET_WORDS = dict(pair.split(":") for pair in _STREETS.split())


def street_of(address: Address) -> str:
    """The street in small letters, its last word shortened as it often is ("rd")."""
    return _shortened(address.street)


@lru_cache(maxsize=65_536)
def _shortened(street: str) -> str:
    words = re.findall(r"[a-z0-9]+", street.casefold().replace("'", ""))
    return " ".join(_STREET_WORDS.get(word, word) for word in words)


def day_or_none(year: int, month: int, day: int) -> date | None:
    """A day, or None when there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _years_before(day: date, years: int) -> date:
    return day_or_none(day.year - years, day.month, day.day) or date(day.year - years, 2, 28)


def in_words(day: date) -> str:
    """A day as reasons say it: 9 March 2015."""
    return f"{day.day} {day:%B %Y}"
