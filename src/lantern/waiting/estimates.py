"""How long a wait is likely to be, from those who waited and those who still do.

Whoever still waits has waited at least so long: leaving them out would make every estimate too short. The product-limit
estimate (Kaplan and Meier, 1958) counts them for as long as they are known to have waited.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

FEWEST = 8
"""Families seen, below which nothing is said: one family more or less would change it too much."""


@dataclass(frozen=True)
class Wait:
    """What can be said of the wait: after how many days half, and eight of ten, are seen; from how many cases."""

    half: int | None
    most: int | None
    seen: int
    waiting: int

    @property
    def known(self) -> bool:
        """Whether anything can be said."""
        return self.half is not None


def wait_of(waited: Sequence[int], waiting: Sequence[int]) -> Wait:
    """The wait in days of those who were seen after ``waited`` days and those who still wait, for ``waiting`` days so
    far. Where fewer than half were seen yet, or too few cases are known, it says nothing.
    """
    if len(waited) < FEWEST:
        return Wait(None, None, len(waited), len(waiting))
    ended, left = Counter(waited), 1.0
    ends = sorted([*waited, *waiting])
    half: int | None = None
    most: int | None = None
    for day in sorted(ended):
        still = len(ends) - sum(1 for each in ends if each < day)
        left *= 1 - ended[day] / still
        if half is None and left <= 0.5:
            half = day
        if most is None and left <= 0.2:
            most = day
    return Wait(half, most, len(waited), len(waiting))
