"""The odds alone, for many candidates of one description: who is worth weighing in full.

It adds up the same weights as `weighing.weigh` (a test holds the two to each other), reads what is stored beside a
person without taking it apart, and works out each name, birth and place once for all who share it.
"""

from __future__ import annotations

import math
from typing import Any

from lantern.people.matching import compared
from lantern.people.matching.compared import AGREEING
from lantern.people.matching.model import Bits, Model
from lantern.people.matching.sides import Born, Called, Place, Side, read
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
from lantern.people.names import compare_given_names, compare_surname_parts

_NOTHING = Bits(0.0, 0.0)


class Quick:
    """One description against many."""

    def __init__(self, ours: Side, model: Model, people: float = 0.0) -> None:
        self._ours, self._model = ours, model
        self._names = ours.names or (NAMELESS,)
        self._priors = priors(model, people)
        self._given: dict[tuple[int, str, float], tuple[float, float, bool]] = {}
        self._surname: dict[tuple[int, str, float], tuple[float, float]] = {}
        self._turning: dict[tuple[int, str, str], bool] = {}
        self._births: dict[tuple[int, int, bool], Bits] = {}
        self._places: dict[str, Bits] = {}
        levels = model.levels["sex"]
        self._sex = {
            sex: levels["same" if sex == ours.sex else "different"] if sex and ours.sex else _NOTHING
            for sex in ("", "M", "F")
        }

    def odds(self, packed: str) -> float:
        """The odds, in bits, of whoever is stored so."""
        ours, model = self._ours, self._model
        names, born, sex, places, nhs, upns, references, telephones, mother = read(packed)
        stranger, family = self._sex[sex]
        if born and ours.born is not None:
            key = (born[0], born[1], born[2])
            bits = self._births.get(key)
            if bits is None:
                bits = self._births[key] = birth_bits(compared.births(ours.born, Born._make(born)), model)
            stranger += bits[0]
            family += bits[1]
        if places and ours.places:
            bits = self._place(places)
            stranger += bits[0]
            family += bits[1]
        if (nhs and ours.nhs) or (upns and ours.upns) or (references and ours.references):
            theirs = Side((), None, "", (), nhs, tuple(upns), tuple((a, b) for a, b in references), (), None)
            (one, other), _ = numbers_compared(ours, theirs, model.levels)
            stranger += one
            family += other
        if telephones and ours.telephones and not set(ours.telephones).isdisjoint(telephones):
            one, other = model.levels["telephone"]["same"]
            stranger += one
            family += other
        if mother and ours.mother is not None:
            told = compared.mothers(ours.mother, Called("", "", tuple(mother[2].split()), tuple(mother[3].split())))
            if told is not None:
                one, other = model.levels["mother"][told]
                stranger += one
                family += other
        return self._best_name(names, stranger + self._priors[0], family + self._priors[1])

    def _best_name(self, names: list[list[str]], stranger: float, family: float) -> float:
        best = -math.inf
        for number in range(len(self._names)):
            for place, (_, _, given, parts) in enumerate(names or _NO_NAME):
                off = OTHER_NAME if number or place else 0.0
                one = self._given.get((number, given, off)) or self._given_bits(number, given, off)
                two = self._surname.get((number, parts, off)) or self._surname_bits(number, parts, off)
                odds = both(stranger + one[0] + two[0], family + one[1] + two[1])
                if one[2] and self._may_be_turned(number, given, parts):
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

    def _place(self, places: list[Any]) -> Bits:
        key = repr(places)
        found = self._places.get(key)
        if found is None:
            told = compared.places(self._ours.places, tuple(map(Place._make, places)))
            found = self._places[key] = _NOTHING if told is None else self._model.levels["address"][told.level]
        return found


_NO_NAME = [["", "", "", ""]]
