"""A register in memory, found and weighed by the product's own keys and weights: what of a figure is theirs, and what
is the database's."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from bench.finding.register import Child
from lantern.people import matching
from lantern.people.finding.probing import CONVINCING, NEAR_AT_MOST, WIDE_AT_MOST
from lantern.people.matching import Description, Model, Side, Weighed, learning
from lantern.people.matching.model import shipped_chances
from lantern.people.names import surname_whole

_NAMED_BY, _MET_AT_MOST, _STRANGERS = 5, 20, 40_000


class Keyed:
    """Who is stored under which key."""

    def __init__(self, stored: Iterable[tuple[int, Iterable[int]]]) -> None:
        self.people: dict[int, list[int]] = defaultdict(list)
        for who, keys in stored:
            for key in keys:
                self.people[key].append(who)

    def sharing(self, keys: Iterable[int], most: int, least: int = 0) -> list[int]:
        """Those who share the most telling keys, as the database chooses them, where they tell so much."""
        shared: Counter[int] = Counter()
        for key in keys:
            for who in self.people.get(key, ()):
                shared[who] += matching.TELLING[key & 7]
        found = sorted(shared.items(), key=lambda each: (-each[1], each[0]))[:most]
        return [who for who, told in found if told >= least]


class Register:
    """Keys and facts of everybody, as the database holds them."""

    def __init__(self, children: Iterable[Child], model: Model | None = None) -> None:
        self.sides: dict[int, matching.Side] = {}
        self.model = model
        self.went_wide = False
        self.keyed = Keyed(self._stored(children))

    def _stored(self, children: Iterable[Child]) -> Iterable[tuple[int, set[int]]]:
        for child in children:
            self.sides[child.number] = matching.side_of(child.description)
            yield child.number, matching.search_keys(child.description)

    def look(self, told: Description) -> list[tuple[Weighed, int]]:
        """Who may be the one described, as the product answers."""
        asked, side = matching.asked_keys(told), matching.side_of(told)
        found = self._weighed(side, self.keyed.sharing(asked.near, NEAR_AT_MOST))
        self.went_wide = not (found and found[0][0].strength >= CONVINCING)
        if self.went_wide:
            wider = self.keyed.sharing([*asked.near, *asked.wide], WIDE_AT_MOST)
            found = self._weighed(side, {*(who for _, who in found), *wider})
        return found

    def everybody(self, told: Description) -> list[tuple[Weighed, int]]:
        """The same, weighing everybody on the register."""
        return self._weighed(matching.side_of(told), self.sides)

    def _weighed(self, side: matching.Side, people: Iterable[int]) -> list[tuple[Weighed, int]]:
        found = [(matching.weigh(side, self.sides[who], self.model, len(self.sides)), who) for who in people]
        return sorted(found, key=lambda each: (-each[0].odds, -each[0].weight, each[1]))


def shares_of(sides: Iterable[Side]) -> list[tuple[str, str, float]]:
    """How common names are among some people, as the product counts them."""
    given, surnames, people = Counter[str](), Counter[str](), 0
    for side in sides:
        people += 1
        for name in side.names[:1]:
            given.update(name.given_names[:1])
            surnames.update({surname_whole(" ".join(name.parts)), *name.parts} - {""})
    return [
        (half, name, number / people)
        for half, counts in (("given", given), ("surname", surnames))
        for name, number in counts.items()
        if number >= _NAMED_BY
    ]


def learned_of(sides: Sequence[Side], drawn: int = 20_000) -> Model:
    """The weights that these people teach, as `lantern find train` learns them."""
    rnd = random.Random(1)
    base = matching.shipped().with_shares(shares_of(sides))
    places = rnd.sample(range(len(sides)), min(drawn, len(sides)))
    by_way: dict[str, dict[int, list[int]]] = {way: defaultdict(list) for way in learning.WAYS}
    for number, side in enumerate(sides):
        for way, keys in matching.meeting_keys(side).items():
            for key in keys:
                by_way[way][key].append(number)
    met: dict[str, list[learning.Seen]] = {way: [] for way in learning.WAYS}
    already: set[tuple[str, int, int]] = set()
    for one in places:
        for way, keys in matching.meeting_keys(sides[one]).items():
            for key in keys:
                for other in by_way[way][key][:_MET_AT_MOST]:
                    pair = (way, min(one, other), max(one, other))
                    if one != other and pair not in already:
                        already.add(pair)
                        how = learning.seen(sides[one], sides[other], base)
                        if way != "house" or learning.SAME_HOUSE in how.levels:
                            met[way].append(how)
    strangers = (
        learning.seen(sides[one], sides[other], base)
        for one, other in (rnd.sample(range(len(sides)), 2) for _ in range(_STRANGERS))
    )
    return base.with_chances(learning.learn(met, strangers, shipped_chances()).chances)
