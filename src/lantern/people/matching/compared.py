"""How each fact of one side stands to the other: a level of `model.toml`, or None where either side does not say, which
is no evidence either way.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from lantern.law.identifiers import parse_nhs_number
from lantern.people.matching.sides import Born, Called, Place
from lantern.people.names import Likeness, compare_given_names, compare_surname_parts, compare_words

AGREEING = frozenset(
    {Likeness.SAME, Likeness.SPELLING, Likeness.NICKNAME, Likeness.SOUND, Likeness.TYPING, Likeness.PART}
)
"""Levels at which a name is the same name, and its rarity counts."""

_CHILDHOOD = 18 * 365.25


class PlacesCompared(NamedTuple):
    """The best agreement of two lists of addresses, and which of each it is."""

    level: str
    ours: int
    theirs: int


@lru_cache(maxsize=65_536)
def births(ours: Born, theirs: Born) -> tuple[str, str, float]:
    """The table and the level, and of spans how much of childhood they leave open (otherwise 0)."""
    if ours.expected or theirs.expected:
        return "expected", _expected(ours, theirs), 0.0
    if ours.earliest == ours.latest and theirs.earliest == theirs.latest:
        return "birth", _days(date.fromordinal(ours.earliest), date.fromordinal(theirs.earliest)), 0.0
    apart = _apart(ours, theirs)
    if apart == 0:
        span = max(ours.latest - ours.earliest, theirs.latest - theirs.earliest) + 1
        return "span", "fits", min(0.7, span / _CHILDHOOD)
    return "span", "nearly_fits" if apart <= 366 else "does_not_fit" if apart <= 3 * 366 else "far_from_fitting", 0.0


def _days(ours: date, theirs: date) -> str:
    if ours == theirs:
        # 1 January is often written when only the year is known.
        return "first_of_january" if (ours.day, ours.month) == (1, 1) else "same"
    same_day, same_month, same_year = ours.day == theirs.day, ours.month == theirs.month, ours.year == theirs.year
    if same_year and (ours.month, ours.day) == (theirs.day, theirs.month):
        return "swapped"
    away = abs((ours - theirs).days)
    if same_day and same_month:
        gap = abs(ours.year - theirs.year)
        return "year_out" if gap == 1 else "one_digit" if gap == 10 else "same_day_and_month"
    if same_year and (1, 1) in ((ours.month, ours.day), (theirs.month, theirs.day)):
        return "placeholder"
    if same_day + same_month + same_year == 2 and away < 4000 and OSA.distance(_digits(ours), _digits(theirs)) == 1:
        return "one_digit"
    if same_year and same_month:
        return "same_month"
    if same_day and same_year:
        return "same_day_and_year"
    return "within_a_year" if away < 366 else "within_three_years" if away < 1100 else "far_apart"


def _digits(day: date) -> str:
    return f"{day.year:04d}{day.month:02d}{day.day:02d}"


def _expected(ours: Born, theirs: Born) -> str:
    apart = _apart(ours, theirs)
    if ours.expected and theirs.expected:
        if apart <= 7:
            return "same_week"
        return "four_weeks" if apart <= 28 else "ten_weeks" if apart <= 70 else "another_time"
    if apart <= 21:
        return "born_when_expected"
    return "born_within_four_months" if apart <= 112 else "born_another_time"


def _apart(ours: Born, theirs: Born) -> int:
    """Days between two spans; 0 where they overlap."""
    return max(0, theirs.earliest - ours.latest, ours.earliest - theirs.latest)


_PLACES = (
    "different", "same_town", "near_postcode", "same_street", "postcode_another_house", "same_postcode",
    "house_and_street", "same_house_near_postcode", "same_house",
)  # fmt: skip
_PLACE_RANK = {level: rank for rank, level in enumerate(_PLACES)}


def places(ours: tuple[Place, ...], theirs: tuple[Place, ...]) -> PlacesCompared | None:
    """The best agreement between any two addresses: families move."""
    best: PlacesCompared | None = None
    for first_number, first in enumerate(ours):
        for second_number, second in enumerate(theirs):
            level = _place(first, second)
            if level is not None and (best is None or _PLACE_RANK[level] > _PLACE_RANK[best.level]):
                best = PlacesCompared(level, first_number, second_number)
    return best


def _place(first: Place, second: Place) -> str | None:
    mine, other = first[0], second[0]
    same_house = first[1] != "" and first[1] == second[1]
    if mine and other:
        if mine == other:
            if same_house:
                return "same_house"
            return "postcode_another_house" if first[1] and second[1] else "same_postcode"
        near = mine[:2] == other[:2] or mine[-3:] == other[-3:]
        if near and OSA.distance(mine, other, score_cutoff=1) <= 1:
            same_street = first[2] != "" and first[2] == second[2]
            return "same_house_near_postcode" if same_house or same_street else "near_postcode"
    if first[2] and second[2]:
        if first[2] == second[2] or OSA.distance(first[2], second[2], score_cutoff=2) <= min(2, len(first[2]) // 5):
            if same_house:
                return "house_and_street"
            if not (first[1] and second[1]):
                return "same_street"
        elif not (mine and other):
            return "different"
    if mine and other:
        return "same_town" if mine[:-3] == other[:-3] else "different"
    return None


@lru_cache(maxsize=8_192)
def nhs_numbers(ours: str, theirs: str) -> str:
    if ours == theirs:
        return "same"
    if OSA.distance(ours, theirs, score_cutoff=1) <= 1:
        return "one_slip"
    if not (parse_nhs_number(ours).ok and parse_nhs_number(theirs).ok):
        return "can_not_be_right"
    return "different_nhs"


def upns(ours: tuple[str, ...], theirs: tuple[str, ...]) -> str:
    """Unique pupil numbers, former ones among them."""
    if not set(ours).isdisjoint(theirs):
        return "same"
    if any(OSA.distance(one, other, score_cutoff=1) <= 1 for one in ours for other in theirs):
        return "one_slip"
    return "different_upn"


def references(ours: tuple[tuple[str, str], ...], theirs: tuple[tuple[str, str], ...]) -> tuple[str, str] | None:
    """An agency's own references: the level, and the agency's scheme."""
    if shared := sorted(set(ours) & set(theirs)):
        return "same", shared[0][0]
    # An agency may hold one person twice, so two references of one agency say little.
    if schemes := {scheme for scheme, _ in ours} & {scheme for scheme, _ in theirs}:
        return "different_reference", sorted(schemes)[0]
    return None


def mothers(ours: Called, theirs: Called) -> str | None:
    """The mother's name, by which an unborn child is known."""
    given = compare_given_names(ours.given_names, theirs.given_names)
    surname = compare_surname_parts(ours.parts, theirs.parts)
    if given is None and surname is None:
        return None
    agreeing = [likeness in AGREEING for likeness in (given, surname) if likeness is not None]
    if all(agreeing):
        return "agrees" if len(agreeing) == 2 else "in_part"
    # Mothers change their surnames more often than their names.
    return "in_part" if given in AGREEING else "differs"


def other_given(ours: tuple[str, ...], theirs: tuple[str, ...]) -> str | None:
    """Names after the first, where both sides have some."""
    if len(ours) < 2 or len(theirs) < 2:
        return None
    first, second = ours[1], theirs[1]
    if len(first) == 1 or len(second) == 1:
        return "initial" if first[0] == second[0] else "different"
    for one in ours[1:]:
        for other in theirs[1:]:
            if compare_words(one, other) in AGREEING:
                return "same"
    return "different"
