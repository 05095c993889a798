"""A register in memory, found and weighed by the product's own keys and weights: what of a figure is theirs, and what
is the database's."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from bench.finding.register import Child
from lantern.people import matching
from lantern.people.finding.probing import CONVINCING, NEAR_AT_MOST, WIDE_AT_MOST
from lantern.people.matching import Description, Weighed


class Register:
    """Keys and facts of everybody, as the database holds them."""

    def __init__(self, children: Iterable[Child]) -> None:
        self.sides: dict[int, matching.Side] = {}
        self.keyed: dict[int, list[int]] = defaultdict(list)
        for child in children:
            self.sides[child.number] = matching.side_of(child.description)
            for key in matching.search_keys(child.description):
                self.keyed[key].append(child.number)

    def look(self, told: Description) -> list[tuple[Weighed, int]]:
        """Who may be the one described, as the product answers."""
        asked, side = matching.asked_keys(told), matching.side_of(told)
        found = self._weighed(side, self._sharing(asked.near, NEAR_AT_MOST))
        if not (found and found[0][0].strength >= CONVINCING):
            wider = self._sharing([*asked.near, *asked.wide], WIDE_AT_MOST)
            found = self._weighed(side, {*(who for _, who in found), *wider})
        return found

    def everybody(self, told: Description) -> list[tuple[Weighed, int]]:
        """The same, weighing everybody on the register."""
        return self._weighed(matching.side_of(told), self.sides)

    def _sharing(self, keys: Sequence[int], most: int) -> list[int]:
        shared: Counter[int] = Counter()
        for key in keys:
            for who in self.keyed.get(key, ()):
                shared[who] += matching.TELLING[key & 7]
        return [who for who, _ in sorted(shared.items(), key=lambda each: (-each[1], each[0]))[:most]]

    def _weighed(self, side: matching.Side, people: Iterable[int]) -> list[tuple[Weighed, int]]:
        found = [(matching.weigh(side, self.sides[who], None, len(self.sides)), who) for who in people]
        return sorted(found, key=lambda each: (-each[0].odds, -each[0].weight, each[1]))
