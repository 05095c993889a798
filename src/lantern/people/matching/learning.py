"""Weights learned from pairs of records by expectation maximisation.

Three kinds of pairs are told apart, as the weighing tells them apart: two records of one person, of a family, of
strangers. Nobody says which pair is which (those that people have answered count as answered). From weights a share of
each pair is reckoned to each kind, from the shares new weights are counted, and so on until nothing moves. The method
is that of Fellegi and Sunter with the estimation of Winkler ("Using the EM algorithm for weight computation in the
Fellegi-Sunter model of record linkage", 1988), with a third kind.

Pairs are met because something of theirs is alike. What made them meet says nothing of how often it agrees, so each
way of meeting teaches the other facts only. The weights that stand are a number of pairs already seen, so that a few
pairs move little and thousands decide; and no weight may move further than a bound, because a register that was never
searched for doubles holds few.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from lantern.people.matching import compared
from lantern.people.matching.compared import AGREEING
from lantern.people.matching.model import Chances, Model
from lantern.people.matching.sides import Side
from lantern.people.matching.weighing import weigh
from lantern.people.names import Likeness

WAYS = {
    "number": ("given", "surname", "birth", "sex", "address", "other_given"),
    "given name and day": ("surname", "sex", "address", "number"),
    "surname and day": ("given", "address", "number"),
    "both names": ("birth", "sex", "address", "other_given", "number"),
    "house": ("given", "surname", "birth", "sex"),
    "answered": ("given", "surname", "birth", "sex", "address", "other_given", "number"),
}
"""How pairs are met, and which facts each way of meeting teaches."""

_NEVER_FAMILY = frozenset({"number", "given name and day", "both names"})
"""Ways in which brothers and sisters do not meet: they share neither a number nor a given name."""

_ALREADY_SEEN = 150
"""How many pairs the weights that stand count for, of each kind. Source: practice."""

_ENOUGH_SAME = 300
"""How many pairs must seem to be one person's before anything is learned of those. Source: practice, on a register of a
million that holds nobody twice.
"""

_FIXED = frozenset({"number"})
"""What is evidence and is not learned: how often a number is wrong depends on who issues it, and nobody is to learn
from a few odd pairs that it tells little.
"""

_MOVES_AT_MOST = 3.0
"""How far, in bits, a learned weight may lie from the shipped one. Source: practice."""

_ROUNDS, _STILL = 40, 1e-4

SAME, FAMILY, STRANGER = range(3)

SAME_HOUSE = ("address", "same_house")
"""What those who are met by their house must show: a postcode holds more houses than one."""

_NAMES = {
    half: {str(each): half if each in AGREEING else f"{half}_other" for each in Likeness if each != Likeness.INITIAL}
    for half in ("given", "surname")
}
_LEVELS: dict[str, dict[str, str]] = {
    **_NAMES,
    "birth": {},
    "sex": {},
    "address": {},
    "other_given": {"same": "other_given", "different": "other_given"},
    "number": dict.fromkeys(("same", "one_slip", "can_not_be_right", "different_nhs"), "number"),
}
"""The levels of each fact that are learned, and the table of the model that holds each; all of a table where none is
listed. An initial is weighed among initials only, and 1 January among 1 Januaries: they keep what is shipped.
"""


class Seen(NamedTuple):
    """How two records compare: the level of each fact that both state, the rarity in bits of a name that agrees, and
    what people have answered (``SAME``, otherwise not the same) or None.
    """

    levels: tuple[tuple[str, str], ...]
    rarity: tuple[int, int]
    answered: int | None = None


class Taught(NamedTuple):
    """What was learned: chances as the model keeps them, the pairs compared, and how many of them are reckoned to be
    one person's.
    """

    chances: Chances
    pairs: int
    same: float
    rounds: int


def seen(ours: Side, theirs: Side, model: Model, *, answered: int | None = None) -> Seen:
    """How two records compare, as learning reads it."""
    weighed = weigh(ours, theirs, model)
    names = weighed.names
    levels: list[tuple[str, str]] = []
    given_rarity = surname_rarity = 0
    if names.given is not None and names.given is not Likeness.INITIAL and not names.swapped:
        levels.append(("given", str(names.given)))
        if names.given in AGREEING:
            given_rarity = round(names.given_bits.stranger - model.levels["given"][names.given].stranger)
    if names.surname is not None and names.surname is not Likeness.INITIAL and not names.swapped:
        levels.append(("surname", str(names.surname)))
        if names.surname in AGREEING:
            surname_rarity = round(names.surname_bits.stranger - model.levels["surname"][names.surname].stranger)
    if names.further in ("same", "different"):
        levels.append(("other_given", names.further))
    if weighed.birth is not None and weighed.birth[0] == "birth":
        levels.append(("birth", "same" if weighed.birth[1] == "first_of_january" else weighed.birth[1]))
    if ours.sex and theirs.sex:
        levels.append(("sex", "same" if ours.sex == theirs.sex else "different"))
    if weighed.places is not None:
        levels.append(("address", weighed.places.level))
    if ours.nhs and theirs.nhs:
        levels.append(("number", compared.nhs_numbers(ours.nhs, theirs.nhs)))
    return Seen(tuple(levels), (given_rarity, surname_rarity), answered)


def learn(met: Mapping[str, Iterable[Seen]], strangers: Iterable[Seen], chances: Chances) -> Taught:
    """Weights from pairs, by the way they were met, and from pairs of people drawn by lot, who are strangers.
    ``chances`` are those that stand: what is begun with, and what is kept where pairs say little. Where hardly anybody
    seems to be on record twice, what one person's records look like is left as it stands.
    """
    pairs = {way: Counter(each) for way, each in met.items() if way in WAYS}
    begun = {fact: _shares(fact, chances) for fact in _LEVELS}
    by_lot = _counted(strangers)
    stands, same, rounds = _settled(pairs, begun, by_lot, (SAME, FAMILY))
    if same < _ENOUGH_SAME:
        stands, same, rounds = _settled(pairs, begun, by_lot, (FAMILY,))
    return Taught(_written(stands, begun, chances), sum(each.total() for each in pairs.values()), same, rounds)


_Stands = dict[str, list[dict[str, float]]]


def _settled(
    pairs: Mapping[str, Counter[Seen]],
    begun: _Stands,
    by_lot: Mapping[str, Mapping[str, float]],
    moving: tuple[int, ...],
) -> tuple[_Stands, float, int]:
    """Reckon and count in turn until nothing moves: what stands then, how many pairs are one person's, and how many
    rounds it took. Only the kinds ``moving`` are counted anew.
    """
    stands = {fact: [dict(kind) for kind in kinds] for fact, kinds in begun.items()}
    for fact, counts in by_lot.items():
        if fact not in _NAMES and fact not in _FIXED:  # how often strangers share a name is counted name by name
            stands[fact][STRANGER] = _with_what_stood(counts, begun[fact][STRANGER])
    mixed = {way: [0.3, 0.0, 0.7] if way in _NEVER_FAMILY else [0.1, 0.45, 0.45] for way in pairs}
    rounds = 0
    for rounds in range(1, _ROUNDS + 1):  # noqa: B007 - told afterwards
        counted: dict[str, list[Counter[str]]] = {fact: [Counter(), Counter(), Counter()] for fact in _LEVELS}
        for way, patterns in pairs.items():
            kinds = [0.0, 0.0, 0.0]
            for pattern, times in patterns.items():
                shares = _reckoned(pattern, WAYS[way], stands, mixed[way])
                for kind in range(3):
                    kinds[kind] += times * shares[kind]
                for fact, level in pattern.levels:
                    if fact in WAYS[way]:
                        for kind in moving:
                            counted[fact][kind][level] += times * shares[kind]  # type: ignore[assignment]
            total = sum(kinds) or 1.0
            mixed[way] = [kind / total for kind in kinds]
        moved = 0.0
        for fact, kinds_of_fact in stands.items():
            for kind in moving if fact not in _FIXED else ():
                new = _with_what_stood(counted[fact][kind], begun[fact][kind])
                moved = max(moved, *(abs(new[level] - kinds_of_fact[kind][level]) for level in new))
                kinds_of_fact[kind] = new
        if moved < _STILL:
            break
    return stands, sum(mixed[way][SAME] * patterns.total() for way, patterns in pairs.items()), rounds


def _counted(strangers: Iterable[Seen]) -> dict[str, Counter[str]]:
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for pattern in strangers:
        for fact, level in pattern.levels:
            counted[fact][level] += 1
    return counted


def _levels_of(fact: str, chances: Chances) -> dict[str, str]:
    listed = _LEVELS[fact] or {level: fact for level in chances[fact] if level != "first_of_january"}
    return {level: table for level, table in listed.items() if level in chances.get(table, {})}


def _shares(fact: str, chances: Chances) -> list[dict[str, float]]:
    """The chances of a fact's levels for each kind, adding up to one. A stranger's chance of a name that agrees stands
    as it is: it is the name's own rarity, times a factor.
    """
    levels = _levels_of(fact, chances)
    found: list[dict[str, float]] = []
    for kind in range(3):
        told = {level: float(chances[table][level][kind]) for level, table in levels.items()}
        whole = sum(told.values()) if kind != STRANGER or fact not in _NAMES else 1.0
        found.append({level: chance / whole for level, chance in told.items()})
    return found


def _with_what_stood(counted: Mapping[str, float], stood: Mapping[str, float]) -> dict[str, float]:
    total = sum(counted.get(level, 0.0) for level in stood) + _ALREADY_SEEN
    return {level: (counted.get(level, 0.0) + _ALREADY_SEEN * share) / total for level, share in stood.items()}


def _reckoned(
    pattern: Seen, facts: Sequence[str], stands: Mapping[str, Sequence[Mapping[str, float]]], mixed: Sequence[float]
) -> list[float]:
    """The shares of a pair that belong to each kind."""
    if pattern.answered == SAME:
        return [1.0, 0.0, 0.0]
    odds = [math.log2(max(share, 1e-9)) for share in mixed]
    for fact, level in pattern.levels:
        if fact not in facts or level not in stands[fact][SAME]:
            continue
        for kind in range(3):
            odds[kind] += math.log2(stands[fact][kind][level])
        if fact in _NAMES and level in AGREEING:
            odds[STRANGER] -= pattern.rarity[0 if fact == "given" else 1]
    most = max(each for each, share in zip(odds, mixed, strict=True) if share)
    chances = [math.exp2(each - most) if share else 0.0 for each, share in zip(odds, mixed, strict=True)]
    if pattern.answered is not None:
        chances[SAME] = 0.0
    whole = sum(chances) or 1.0
    return [chance / whole for chance in chances]


def _written(
    stands: Mapping[str, Sequence[Mapping[str, float]]],
    begun: Mapping[str, Sequence[Mapping[str, float]]],
    chances: Chances,
) -> Chances:
    """Chances as the model keeps them: what was not learned as it stood, what was within its bounds."""
    made = {table: {level: list(three) for level, three in levels.items()} for table, levels in chances.items()}
    for fact in _LEVELS:
        for level, table in _levels_of(fact, chances).items():
            shipped = chances[table][level]
            new = [shipped[kind] * stands[fact][kind][level] / begun[fact][kind][level] for kind in range(3)]
            made[table][level] = within_bounds(new, shipped)
    if "first_of_january" in made.get("birth", {}):
        made["birth"]["first_of_january"][SAME] = made["birth"]["same"][SAME]
    return made


def within_bounds(new: Sequence[float], stood: Sequence[float]) -> list[float]:
    """Chances whose weights against strangers and against the family lie no further than the bound from those before.
    What one person's records show is believed; the others give way.
    """
    kept = [max(chance, 1e-7) for chance in new]
    for kind in (FAMILY, STRANGER):
        before = math.log2(stood[SAME] / stood[kind])
        told = math.log2(kept[SAME] / kept[kind])
        held = min(max(told, before - _MOVES_AT_MOST), before + _MOVES_AT_MOST)
        kept[kind] = kept[SAME] / math.exp2(held)
    return [round(chance, 9) for chance in kept]
