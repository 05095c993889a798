"""What weighing everybody on a register finds, which is the most that keys can let through.

A hundred thousand weighings take seconds for one description, so the facts are weighed once for each value there is (a
name, a birthday, an address), added up for everybody, and only the strongest few hundred weighed in full.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping
from typing import Any

from lantern.people import matching
from lantern.people.matching import Description, Side, Weighed, compared
from lantern.people.matching.model import Bits, Model
from lantern.people.matching.weighing import names_compared as names_weighed

_IN_FULL = 250
"""How many of the strongest are weighed in full."""


class Everybody:
    """A register by its values."""

    def __init__(self, sides: Mapping[int, Side], model: Model | None = None) -> None:
        self.sides, self.model = sides, model or matching.shipped()
        self._values: dict[str, dict[Any, int]] = {"given": {}, "surname": {}, "born": {}, "places": {}}
        # One row for each name of each person: who, and the numbers of their values.
        self._rows: list[tuple[int, int, int, int, int, str]] = []
        for who, side in sides.items():
            born, places = self._number("born", side.born), self._number("places", side.places)
            for name in dict.fromkeys((name.given_names, name.parts) for name in side.names) or [((), ())]:
                given, surname = self._number("given", name[0]), self._number("surname", name[1])
                self._rows.append((who, given, surname, born, places, side.sex))

    def _number(self, kind: str, value: Any) -> int:
        return self._values[kind].setdefault(value, len(self._values[kind]))

    def look(self, told: Description) -> list[tuple[Weighed, int]]:
        """Everybody weighed: the strongest first, as many as were weighed in full."""
        side, people = matching.side_of(told), len(self.sides)
        levels = self.model.levels
        births = [self._birth(side, born) for born in self._values["born"]]
        places = [self._place(side, each) for each in self._values["places"]]
        names = [(name.given_names, name.parts, 0.0) for name in side.names] or [((), (), 0.0)]
        names += [(name.parts, name.given_names, 2.5) for name in side.names if name.parts and name.given_names]
        sexes = {
            sex: levels["sex"]["same" if sex == side.sex else "different"] if sex and side.sex else Bits(0.0, 0.0)
            for sex in ("", "M", "F")
        }
        chosen: dict[int, float] = {}
        prior_stranger = math.log2(self.model.known / max(self.model.people, people))
        prior_family = math.log2(self.model.known / self.model.family)
        for given, surname, off in names:
            by_given = [self._given(given, each, off) for each in self._values["given"]]
            by_surname = [self._surname(surname, each, off) for each in self._values["surname"]]
            scored = []
            for who, a, b, c, d, sex in self._rows:
                one, two, three, four, five = by_given[a], by_surname[b], births[c], places[d], sexes[sex]
                stranger = one[0] + two[0] + three[0] + four[0] + five[0] + prior_stranger
                family = one[1] + two[1] + three[1] + four[1] + five[1] + prior_family
                scored.append((stranger if stranger < family else family, who))
            for odds, who in heapq.nlargest(_IN_FULL, scored):
                chosen[who] = max(odds, chosen.get(who, -1e9))
        if side.nhs or side.upns:
            chosen.update(
                (who, 0.0)
                for who, other in self.sides.items()
                if (side.nhs and side.nhs == other.nhs) or not set(side.upns).isdisjoint(other.upns)
            )
        found = [(matching.weigh(side, self.sides[who], self.model, people), who) for who in chosen]
        return sorted(found, key=lambda each: (-each[0].odds, -each[0].weight, each[1]))

    def _given(self, ours: tuple[str, ...], theirs: tuple[str, ...], off: float) -> tuple[float, float]:
        *_, given, _surname, further = names_weighed(ours, (), theirs, (), self.model, off)
        return given[0] + further[0], given[1] + further[1]

    def _surname(self, ours: tuple[str, ...], theirs: tuple[str, ...], off: float) -> tuple[float, float]:
        *_, surname, _further = names_weighed((), ours, (), theirs, self.model, off)
        return surname[0], surname[1]

    def _birth(self, side: Side, born: Any) -> tuple[float, float]:
        if side.born is None or born is None:
            return 0.0, 0.0
        table, level, share = compared.births(side.born, born)
        if share:
            told = -math.log2(share) + self.model.levels["span"]["fits"].stranger
            return max(0.5, told), max(0.25, told / 4)
        return tuple(self.model.levels[table][level])  # type: ignore[return-value]

    def _place(self, side: Side, places: Any) -> tuple[float, float]:
        found = compared.places(side.places, places) if side.places and places else None
        return (0.0, 0.0) if found is None else tuple(self.model.levels["address"][found.level])  # type: ignore[return-value]
