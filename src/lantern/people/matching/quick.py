"""The odds alone, for many candidates of one description: who is worth weighing in full.

It adds up the same weights as `weighing.weigh` (a test holds the two to each other), reads what is stored beside a
person without taking it apart, and works out each name and birth once for all who share it. Comparing names is what
takes long, so it comes last, and only where the rest leaves room: most people who share a key with somebody are nobody
near.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler

from lantern.people.matching import compared
from lantern.people.matching.compared import AGREEING
from lantern.people.matching.model import Bits, Model
from lantern.people.matching.sides import Born, Called, Side, read
from lantern.people.matching.weighing import (
    NAMELESS,
    NOT_THE_SAME_NAME,
    OTHER_NAME,
    birth_bits,
    both,
    name_pairs,
    names_compared,
    numbers_compared,
    priors,
)
from lantern.people.names import LEAST_ALIKE, compare_given_names, compare_surname_parts, variants

_NOTHING = Bits(0.0, 0.0)

likeness = JaroWinkler.similarity
_LEAST_ALIKE = LEAST_ALIKE - 0.05

_YEAR, _WITHIN_THREE_YEARS = 365.2425, 1_100


class Room(NamedTuple):
    """What somebody weighs before names are compared, and how much it can be at most."""

    most: float
    names: list[list[str]]
    stranger: float
    family: float
    nhs: str


class Quick:
    """One description against many."""

    def __init__(self, ours: Side, model: Model, people: float = 0.0) -> None:
        self._ours, self._model = ours, model
        self._names = ours.names or (NAMELESS,)
        self._given: dict[tuple[int, str, float], tuple[float, float, bool]] = {}
        self._surname: dict[tuple[int, str, float], tuple[float, float]] = {}
        self._turning: dict[tuple[int, str, str], bool] = {}
        self._births: dict[tuple[int, int, bool], Bits] = {}
        stranger, family = priors(model, people)
        levels = model.levels["sex"]
        self._begun = {
            sex: (stranger + bits[0], family + bits[1])
            for sex in ("", "M", "F")
            for bits in [levels["same" if sex == ours.sex else "different"] if sex and ours.sex else _NOTHING]
        }
        born = ours.born
        self._day = born.earliest if born and born.earliest == born.latest and not born.expected else None
        self._far, self._less_far = model.levels["birth"]["far_apart"], model.levels["birth"]["within_three_years"]
        numbers = model.levels["number"]
        self._another_number = max(numbers[each].stranger for each in ("can_not_be_right", "different_nhs"))
        self._bounds = _Bounds(self._names, model)

    def odds(self, packed: str, least: float = -math.inf) -> float:
        """The odds, in bits, of whoever is stored so; less than ``least``, and no more than that, of whoever can not
        reach it.
        """
        room = self.room(packed)
        return self.odds_in(room, least) if room.most >= least else -math.inf

    def room(self, packed: str) -> Room:
        """All but the names of whoever is stored so, and the most that the odds can be with them."""
        ours = self._ours
        names, born, sex, places, nhs, upns, references, telephones, mother = read(packed)
        stranger, family = self._begun[sex]
        if born and ours.born is not None:
            one, other = self._birth(born)
            stranger += one
            family += other
        if places and ours.places:
            told = compared.places(ours.places, places)
            if told is not None:
                one, other = self._model.levels["address"][told.level]
                stranger += one
                family += other
        if self._may_tell_otherwise(nhs, upns, references, telephones, mother):
            one, other = self._told_otherwise(nhs, upns, references, telephones, mother)
            stranger += one
            family += other
            nhs = ""
        most = stranger + self._bounds.of(names)
        if nhs and ours.nhs:
            # Two numbers that are neither the same nor a slip apart, whichever way they are not: told with the names.
            return Room(most + self._another_number, names, stranger, family, nhs)
        return Room(most, names, stranger, family, "")

    def odds_in(self, room: Room, least: float = -math.inf) -> float:
        """The odds, with the names. As ``odds``."""
        _, names, stranger, family, nhs = room
        if nhs:
            one, other = self._told_otherwise(nhs, [], [], [], None)
            stranger += one
            family += other
        return self._best_name(names, stranger, family, least)

    def _birth(self, born: list[int]) -> Bits:
        if self._day is not None and born[0] == born[1] and not born[2]:
            # Years apart, only another year of the same day tells anything.
            away = abs(born[0] - self._day)
            if away > 366 and 2 < away % _YEAR < _YEAR - 2:
                return self._less_far if away < _WITHIN_THREE_YEARS else self._far
        key = (born[0], born[1], bool(born[2]))
        bits = self._births.get(key)
        if bits is None:
            bits = self._births[key] = birth_bits(compared.births(self._ours.born, Born._make(born)), self._model)
        return bits

    def _may_tell_otherwise(
        self, nhs: str, upns: list[str], references: list[list[str]], telephones: list[str], mother: list[str] | None
    ) -> bool:
        """Whether numbers or a mother may speak for somebody whom name, birth and place speak against."""
        ours = self._ours
        return bool(
            (upns and ours.upns)
            or (references and ours.references)
            or (telephones and ours.telephones)
            or (mother and ours.mother is not None)
            or (nhs and ours.nhs and OSA.distance(ours.nhs, nhs, score_cutoff=1) <= 1)
        )

    def _told_otherwise(
        self, nhs: str, upns: list[str], references: list[list[str]], telephones: list[str], mother: list[str] | None
    ) -> tuple[float, float]:
        ours, levels = self._ours, self._model.levels
        theirs = Side((), None, "", (), nhs, tuple(upns), tuple((a, b) for a, b in references), (), None)
        (stranger, family), _ = numbers_compared(ours, theirs, levels)
        if telephones and ours.telephones and not set(ours.telephones).isdisjoint(telephones):
            one, other = levels["telephone"]["same"]
            stranger += one
            family += other
        if mother and ours.mother is not None:
            how = compared.mothers(ours.mother, Called("", "", tuple(mother[2].split()), tuple(mother[3].split())))
            if how is not None:
                one, other = levels["mother"][how]
                stranger += one
                family += other
        return stranger, family

    def _best_name(self, names: list[list[str]], stranger: float, family: float, least: float) -> float:
        best = -math.inf
        for number in range(len(self._names)):
            for place, (_, _, given, parts) in enumerate(names or _NO_NAME):
                off = OTHER_NAME if number or place else 0.0
                two = self._surname.get((number, parts, off)) or self._surname_bits(number, parts, off)
                if stranger + two[0] + self._bounds.of_given(given) < least and not self._bounds.may_be_turned(
                    given, parts
                ):
                    continue
                one = self._given.get((number, given, off)) or self._given_bits(number, given, off)
                odds = both(stranger + one[0] + two[0], family + one[1] + two[1])
                if one[2] and self._bounds.may_be_turned(given, parts) and self._may_be_turned(number, given, parts):
                    odds = max(odds, self._turned(number, place, given, parts, stranger, family))
                if odds > best:
                    best = odds
        return best

    def _given_bits(self, number: int, given: str, off: float) -> tuple[float, float, bool]:
        ours = self._names[number].given_names
        likeness, _, _, bits, _, further = names_compared(ours, (), tuple(given.split()), (), self._model, off)
        found = (bits[0] + further[0], bits[1] + further[1], likeness is None or likeness in NOT_THE_SAME_NAME)
        self._given[(number, given, off)] = found
        return found

    def _surname_bits(self, number: int, parts: str, off: float) -> tuple[float, float]:
        *_, bits, _ = names_compared((), self._names[number].parts, (), tuple(parts.split()), self._model, off)
        self._surname[(number, parts, off)] = (bits[0], bits[1])
        return bits[0], bits[1]

    def _may_be_turned(self, number: int, given: str, parts: str) -> bool:
        """Whether given name and surname may have changed places: asked of each pair of names once."""
        key = (number, given, parts)
        found = self._turning.get(key)
        if found is None:
            mine, theirs, other = self._names[number], tuple(given.split()), tuple(parts.split())
            found = self._turning[key] = bool(mine.given_names and mine.parts and theirs and other) and (
                (
                    compare_given_names(mine.parts, theirs) in AGREEING
                    and compare_surname_parts(mine.given_names, other) in AGREEING
                )
                or (
                    compare_given_names(mine.given_names, other) in AGREEING
                    and compare_surname_parts(mine.parts, theirs) in AGREEING
                )
            )
        return found

    def _turned(self, number: int, place: int, given: str, parts: str, stranger: float, family: float) -> float:
        mine = self._names[number]
        theirs = Called("", "", tuple(given.split()), tuple(parts.split()))
        best = -math.inf
        for each in name_pairs((mine,), (theirs,), self._model, bool(number or place)):
            odds = both(
                stranger + each.given_bits[0] + each.surname_bits[0] + each.further_bits[0],
                family + each.given_bits[1] + each.surname_bits[1] + each.further_bits[1],
            )
            best = max(best, odds)
        return best


class _Half:
    """Some words that may be a name, by what another name must have of one of them to be the same."""

    def __init__(self, words: Iterable[tuple[str, ...]]) -> None:
        self._words = tuple({one for each in words for one in (*each, "".join(each)) if one})
        self._letters = frozenset(one[0] for one in self._words)
        self._initials = frozenset(one for one in self._words if len(one) == 1)
        self._same = frozenset(self._words) | {other for one in self._words for other in variants(one)}

    def alike(self, words: list[str]) -> int:
        """2 where one of these is the same word, or one that the lists put beside it; 1 where one may be the same name
        by its sound or but for a slip; 0 where they are different or alike at most.
        """
        tried = [*words, "".join(words)] if len(words) > 1 else words
        if not self._same.isdisjoint(tried):
            return 2
        for one in tried:
            if one[0] in self._initials or (len(one) == 1 and one in self._letters):
                return 1
            # A little less, as the likeness of two names may depend on which of them is asked first.
            for other in self._words:
                if likeness(one, other) > _LEAST_ALIKE:
                    return 1
        return 0


class _Bounds:
    """The most that a person's names can tell, before they are compared."""

    def __init__(self, names: tuple[Called, ...], model: Model) -> None:
        given, parts = [one.given_names for one in names], [one.parts for one in names]
        self._given, self._parts = _Half(given), _Half(parts)
        firsts = [one[0] for one in (*given, *parts) if one]
        wholes = [word for each in (*given, *parts) if each for word in (*each, "".join(each))]
        self._of_givens = _by_likeness(model, "given", max(map(model.given_bits, firsts), default=0.0))
        self._of_surnames = _by_likeness(model, "surname", max(map(model.surname_bits, wholes), default=0.0))
        several = any(len(one) > 1 for one in (*given, *parts))
        self._further = max(0.0, most_of(model, "other_given")) if several else 0.0
        self._turned_at_most = self._of_givens[2] + self._of_surnames[2] + self._further
        self._of_given: dict[str, float] = {}
        self._of_parts: dict[str, float] = {}
        self._turned: dict[tuple[str, str], bool] = {}

    def of(self, names: list[list[str]]) -> float:
        """Bits against a stranger that the names of somebody stored so can not exceed."""
        most = -math.inf
        for _, _, given, parts in names or _NO_NAME:
            told = self.of_given(given) + self._of_surname(parts)
            if told < self._turned_at_most and self.may_be_turned(given, parts):
                return self._turned_at_most
            if told > most:
                most = told
        return most

    def of_given(self, given: str) -> float:
        """The same of given names alone."""
        found = self._of_given.get(given)
        if found is None:
            words = given.split()
            found = self._of_givens[self._given.alike(words)]
            if len(words) > 1:
                found += self._further
            self._of_given[given] = found
        return found

    def _of_surname(self, parts: str) -> float:
        found = self._of_parts.get(parts)
        if found is None:
            found = self._of_parts[parts] = self._of_surnames[self._parts.alike(parts.split())]
        return found

    def may_be_turned(self, given: str, parts: str) -> bool:
        """Whether given name and surname may have changed places."""
        found = self._turned.get((given, parts))
        if found is None:
            found = bool(self._parts.alike(given.split()) and self._given.alike(parts.split()))
            self._turned[(given, parts)] = found
        return found


def _by_likeness(model: Model, half: str, rarest: float) -> tuple[float, float, float]:
    """The most that a half of a name tells, by what `_Half.alike` says of it."""
    levels, others = model.levels[half], model.levels[f"{half}_other"]
    unlike = max(0.0, *(others[each].stranger for each in ("resembles", "different")))
    by_sound = max(levels[each].stranger for each in ("sound", "typing", "part"))
    alike = max(0.5, by_sound + rarest, *(bits.stranger for bits in others.values()))
    return unlike, alike, max(alike, most_of(model, half) + rarest)


def most_of(model: Model, fact: str) -> float:
    """The most, in bits against a stranger, that any level of a fact tells."""
    return max(bits.stranger for bits in model.levels[fact].values())


_NO_NAME = [["", "", "", ""]]
