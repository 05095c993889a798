"""How often a score is wrong, from a sample that people compared: shares with the interval they may lie in.

Exact binomial bounds (Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the case of the
binomial", Biometrika, 1934): they hold for few answers, too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

FLOORS = (0.999, 0.99, 0.95)
"""Scores from which on the machine might link, the strictest first."""

POSSIBLE = 0.05
"""The score below which nobody is asked: nobody is known."""

STRATA = (0.999, 0.99, 0.95, 0.8, 0.5, 0.2, POSSIBLE)


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a whole, and what it may be at least and at most."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Stratum:
    """Scores between two numbers: how many pairs there are, how many of them were compared, how many were the same.
    "Can not be told" counts as not the same.
    """

    floor: float
    below: float
    pairs: int
    compared: int
    same: int

    @property
    def words(self) -> str:
        return f"{self.floor:g} and more" if self.below > 1 else f"{self.floor:g} to {self.below:g}"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a sample says of linking from a score on."""

    floor: float
    pairs: int
    compared: int
    wrong: int
    precision: Share
    wrong_at_most: float
    recall: Share | None


def bounds(successes: int, trials: int, sure: float) -> Share:
    """A share with its exact two-sided interval."""
    if trials == 0:
        return Share(0.0, 0.0, 1.0)
    tail = (1 - sure) / 2
    low = 0.0 if successes == 0 else _root(lambda p: 1 - _at_most(successes - 1, trials, p) - tail)
    high = 1.0 if successes == trials else _root(lambda p: tail - _at_most(successes, trials, p))
    return Share(successes / trials, low, high)


def at_most(wrong: int, trials: int, sure: float) -> float:
    """What share may be wrong at most, being so sure: one-sided."""
    if trials == 0 or wrong >= trials:
        return 1.0
    return _root(lambda p: (1 - sure) - _at_most(wrong, trials, p))


def sample_for(most_wrong: float, sure: float) -> int:
    """How many answers it takes, with a fifth to spare, to show that at most so many are wrong when none is."""
    return math.ceil(1.2 * math.log(1 - sure) / math.log(1 - most_wrong))


def _at_most(successes: int, trials: int, chance: float) -> float:
    """The chance of so few successes or fewer."""
    if chance <= 0:
        return 1.0
    if chance >= 1:
        return 0.0 if successes < trials else 1.0
    logs = (
        math.lgamma(trials + 1) - math.lgamma(k + 1) - math.lgamma(trials - k + 1)
        + k * math.log(chance) + (trials - k) * math.log1p(-chance)
        for k in range(successes + 1)
    )  # fmt: skip
    return min(1.0, sum(map(math.exp, logs)))


def _root(rising: Callable[[float], float]) -> float:
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if rising(middle) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def edges() -> list[tuple[float, float]]:
    """The strata, the strictest first: from which score, and below which. The last is of whom nobody is asked."""
    floors = (*STRATA, 0.0)
    return [(floor, 2.0 if place == 0 else floors[place - 1]) for place, floor in enumerate(floors)]


def estimates(told: Sequence[Stratum], sure: float) -> list[Estimate]:
    """For each score from which the machine might link: how many would be linked, how many of them may be wrong, and
    how many of all that are the same person that is. Recall is among pairs that shared enough to be compared.

    Strata are weighted by their size. Bounds: each stratum's own, put together as if all lay at the same side at once,
    which is wider than it need be.
    """
    made = []
    top = [each for each in told if each.floor >= FLOORS[-1]]
    of_top = bounds(sum(each.same for each in top), sum(each.compared for each in top), sure)
    right = [_share(each, sure) if each.compared or each.floor < FLOORS[-1] else of_top for each in told]
    for floor in FLOORS:
        above = [(each, share) for each, share in zip(told, right, strict=True) if each.floor >= floor and each.pairs]
        pairs = sum(each.pairs for each, _ in above)
        compared, same = sum(each.compared for each, _ in above), sum(each.same for each, _ in above)
        if not pairs:
            continue
        wrong = compared - same
        precision = bounds(same, compared, sure)
        matches = [
            sum(each.pairs * getattr(share, side) for each, share in zip(told, right, strict=True))
            for side in ("value", "low", "high")
        ]
        found = pairs * precision.value
        below = [matches[number] - sum(each.pairs * getattr(share, side) for each, share in above)
                 for number, side in enumerate(("value", "low", "high"))]  # fmt: skip
        recall = None
        # The highest strata are one sample, drawn evenly: some of them may be too small to have been met.
        if compared and all(each.compared or not each.pairs or each.floor >= FLOORS[-1] for each in told):
            recall = Share(
                found / (found + below[0]) if found + below[0] else 0.0,
                found / (found + below[2]) if found + below[2] else 0.0,
                min(1.0, found / (found + below[1])) if found + below[1] else 1.0,
            )
        made.append(Estimate(floor, pairs, compared, wrong, precision, at_most(wrong, compared, sure), recall))
    return made


def _share(stratum: Stratum, sure: float) -> Share:
    if stratum.compared >= stratum.pairs > 0:  # everybody was compared: nothing is left to chance
        known = stratum.same / stratum.compared
        return Share(known, known, known)
    return bounds(stratum.same, stratum.compared, sure)
