"""Shares and means with what chance alone may have done to them, at 95 per cent. No domain words.

A share has Wilson's score interval (E. B. Wilson, Journal of the American Statistical Association, 1927), which holds
for small numbers and near nought and all. Two shares are held apart by Newcombe's hybrid of two such intervals (R. G.
Newcombe, Statistics in Medicine, 1998, method 10). A mean has Student's interval.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_Z = 1.959964  # 95 of 100, both sides


@dataclass(frozen=True)
class Share:
    """So many of 100, and between which shares chance alone may have put it."""

    of_100: int
    low: int
    high: int


def wilson(some: int, whole: int) -> Share:
    """A share with its interval. Raises ValueError of nothing."""
    if whole <= 0:
        raise ValueError("There is no share of nothing.")
    p = some / whole
    low, high = _wilson(p, whole)
    return Share(round(100 * p), math.floor(100 * low), math.ceil(100 * high))


@dataclass(frozen=True)
class Apart:
    """How far two shares lie apart, in points of 100, and between which distances chance alone may have put it."""

    points: int
    low: int
    high: int

    @property
    def beyond_chance(self) -> bool:
        return self.low > 0 or self.high < 0


def apart(share: float, number: float, other: float, other_number: float) -> Apart:
    """The difference of two shares (0 to 1) of so many each. The numbers may be effective ones, of a weighted share.

    Raises ValueError of nothing.
    """
    low, high = _wilson(share, number)
    other_low, other_high = _wilson(other, other_number)
    difference = share - other
    down = math.hypot(share - low, other_high - other)
    up = math.hypot(high - share, other - other_low)
    return Apart(
        round(100 * difference),
        math.floor(100 * max(-1.0, difference - down)),
        math.ceil(100 * min(1.0, difference + up)),
    )


def _wilson(p: float, whole: float) -> tuple[float, float]:
    if whole <= 0:
        raise ValueError("There is no share of nothing.")
    z2 = _Z * _Z
    middle = (p + z2 / (2 * whole)) / (1 + z2 / whole)
    half = _Z * math.sqrt(p * (1 - p) / whole + z2 / (4 * whole * whole)) / (1 + z2 / whole)
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Mean:
    """A mean of so many, and between which means chance alone may have put it."""

    number: int
    mean: float
    low: float
    high: float

    @property
    def beyond_chance(self) -> bool:
        return self.low > 0 or self.high < 0


def mean_of(values: Sequence[float]) -> Mean:
    """A mean with its interval. Raises ValueError of fewer than two values: one says nothing of how they vary."""
    number = len(values)
    if number < 2:
        raise ValueError("The spread of one value is not known.")
    mean = sum(values) / number
    spread = math.sqrt(sum((each - mean) ** 2 for each in values) / (number - 1))
    half = _student(number - 1) * spread / math.sqrt(number)
    return Mean(number, mean, mean - half, mean + half)


def _student(freedom: int) -> float:
    """Student's t at 97.5 per cent, by the first three terms of its expansion in 1/freedom (Abramowitz and Stegun,
    26.7.5): right to 0.01 from five on.
    """
    z = _Z
    return (
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    )
