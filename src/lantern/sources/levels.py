"""How two records stand to each other, fact by fact, as levels that Splink can count.

The comparisons are those of find-the-child (``people.matching``), so that both mean the same by "alike"; only the
finest of its levels are put together, because a list must be large for each of them to be learned. The highest number
is the closest agreement.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lantern.people.matching import Side, compared, model
from lantern.people.matching.sides import Born, Place
from lantern.people.names import Likeness, compare_given_names, compare_surname_parts

NAMES = {
    Likeness.SAME: 5, Likeness.SPELLING: 4, Likeness.NICKNAME: 4, Likeness.SOUND: 3, Likeness.TYPING: 3,
    Likeness.PART: 2, Likeness.INITIAL: 1, Likeness.RESEMBLES: 1, Likeness.DIFFERENT: 0,
}  # fmt: skip
BIRTHS = {
    "same": 5, "first_of_january": 4, "fits": 4, "same_week": 4, "born_when_expected": 4, "swapped": 3, "year_out": 3,
    "placeholder": 3, "one_digit": 3, "same_month": 2, "same_day_and_year": 2, "same_day_and_month": 2,
    "nearly_fits": 2, "four_weeks": 2, "born_within_four_months": 2, "within_a_year": 1, "within_three_years": 0,
    "far_apart": 0, "does_not_fit": 0, "far_from_fitting": 0, "ten_weeks": 1, "another_time": 0,
    "born_another_time": 0,
}  # fmt: skip
PLACES = {
    "same_house": 4, "same_house_near_postcode": 4, "house_and_street": 3, "same_postcode": 3,
    "postcode_another_house": 2, "same_street": 2, "near_postcode": 2, "same_town": 1, "different": 0,
}  # fmt: skip
NHS = {"same": 3, "one_slip": 2, "can_not_be_right": 1, "different_nhs": 0}
UPNS = {"same": 2, "one_slip": 1, "different_upn": 0}
SEXES = {"same": 1, "different": 0}


@dataclass(frozen=True)
class Compared:
    """A comparison: the column of both records, the number of its closest level, the levels of the weighing it is made
    of, and what the number of a pair is.
    """

    column: str
    highest: int
    level: Callable[[str, str], int]
    table: str
    levels: dict[str, int]
    rarity: str = ""
    """The column by whose values' rarity an agreement tells more; of names only."""

    def chances(self) -> list[tuple[float, float]]:
        """What the shipped weights hold of each level, from 0 up: the chance for one person, and for strangers. What a
        run begins with, and keeps where its lists are too short to learn from.
        """
        same, stranger = [0.0] * (self.highest + 1), [0.0] * (self.highest + 1)
        for name, number in self.levels.items():
            agrees = name in _CHANCES[self.table]
            found = _CHANCES[self.table] if agrees else _CHANCES.get(f"{self.table}_other", {})
            if name not in found or name in _OF_SOME_ONLY:
                continue
            one, other = found[name]
            same[number] += one
            stranger[number] += other * (_SHARE_OF_A_NAME if self.rarity and agrees else 1.0)
        same = [one or _SELDOM[0] for one in same]
        stranger = [other or _SELDOM[1] for other in stranger]
        return [(one / sum(same), other / sum(stranger)) for one, other in zip(same, stranger, strict=True)]


_SHARE_OF_A_NAME = 0.004
"""The stranger's chance of a name that agrees, before rarity is known. Source: practice."""


_OF_SOME_ONLY = frozenset({"initial", "first_of_january"})
"""Levels whose shipped chances are of those alone that can show them at all: an initial of initials."""

_SELDOM = (0.006, 0.001)
"""The chances of a level for which the shipped weights say nothing. Source: practice."""


def _shipped_chances() -> dict[str, dict[str, tuple[float, float]]]:
    told = tomllib.loads(Path(model.__file__).with_name("model.toml").read_text(encoding="utf-8"))
    return {
        table: {level: (three[0], three[2]) for level, three in levels.items()}
        for table, levels in told.items()
        if isinstance(levels, dict)
    }


_CHANCES = _shipped_chances()


@lru_cache(maxsize=200_000)
def given(ours: str, theirs: str) -> int:
    """Of given names, each in the order of use with spaces between."""
    found = compare_given_names(tuple(ours.split()), tuple(theirs.split()))
    return 0 if found is None else _unless_equal(found, _first(ours) == _first(theirs))


@lru_cache(maxsize=200_000)
def surname(ours: str, theirs: str) -> int:
    """Of the parts of surnames."""
    found = compare_surname_parts(tuple(ours.split()), tuple(theirs.split()))
    return 0 if found is None else _unless_equal(found, _joined(ours) == _joined(theirs))


def _unless_equal(found: Likeness, equal: bool) -> int:
    """The highest level is for names that are written alike: their rarity counts. The same name otherwise (halves the
    other way round, two words in one) is the next.
    """
    return NAMES[found] if equal or found is not Likeness.SAME else NAMES[Likeness.SPELLING]


@lru_cache(maxsize=200_000)
def birth(ours: str, theirs: str) -> int:
    """Of births as `born_text` writes them."""
    return BIRTHS[compared.births(_born(ours), _born(theirs))[1]]


@lru_cache(maxsize=100_000)
def place(ours: str, theirs: str) -> int:
    """Of addresses as `places_text` writes them."""
    found = compared.places(_places(ours), _places(theirs))
    return 0 if found is None else PLACES[found.level]


@lru_cache(maxsize=50_000)
def nhs(ours: str, theirs: str) -> int:
    """Of NHS numbers."""
    return NHS[compared.nhs_numbers(ours, theirs)]


@lru_cache(maxsize=50_000)
def upn(ours: str, theirs: str) -> int:
    """Of unique pupil numbers, former ones among them, with spaces between."""
    return UPNS[compared.upns(tuple(ours.split()), tuple(theirs.split()))]


def sex(ours: str, theirs: str) -> int:
    """Of M and F."""
    return int(ours == theirs)


COMPARED = (
    Compared("given", 5, given, "given", {str(each): number for each, number in NAMES.items()}, "first_given"),
    Compared("surname", 5, surname, "surname", {str(each): number for each, number in NAMES.items()}, "whole_surname"),
    Compared("born", 5, birth, "birth", BIRTHS),
    Compared("sex", 1, sex, "sex", SEXES),
    Compared("places", 4, place, "address", PLACES),
    Compared("nhs", 3, nhs, "number", NHS),
    Compared("upns", 2, upn, "number", UPNS),
)  # fmt: skip


def columns_of(side: Side) -> list[tuple[str | None, ...]]:
    """A record as the columns of `COMPARED` and of rarity, once for each name it is known by; None for what it does not
    say.
    """
    rest = (
        born_text(side.born),
        side.sex or None,
        places_text(side.places),
        side.nhs or None,
        " ".join(side.upns) or None,
    )
    names = [(" ".join(one.given_names) or None, " ".join(one.parts) or None) for one in side.names] or [(None, None)]
    return [(*name, *rest, _first(name[0]), _joined(name[1])) for name in dict.fromkeys(names)]


def _first(given: str | None) -> str | None:
    return given.split()[0] if given else None


def _joined(surname: str | None) -> str | None:
    return surname.replace(" ", "") if surname else None


def born_text(born: Born | None) -> str | None:
    """A birth in one column."""
    return None if born is None else f"{born.earliest} {born.latest} {int(born.expected)}"


@lru_cache(maxsize=100_000)
def _born(text: str) -> Born:
    earliest, latest, expected = text.split()
    return Born(int(earliest), int(latest), expected == "1")


def places_text(places: tuple[Place, ...]) -> str | None:
    """The first three addresses in one column."""
    told = [place[:3] for place in places if place.postcode or place.street]
    return json.dumps(told[:3]) if told else None


@lru_cache(maxsize=100_000)
def _places(text: str) -> tuple[Place, ...]:
    return tuple(Place(one[0], one[1], one[2], "") for one in json.loads(text))
