"""What a run of readings says about a change: whether a figure moved, or whether it is too early to tell.

The rule is that of run charts in the NHS's "Making data count": seven readings in a row on one side of what is usual
are no chance. Calculation only; ``charts`` draws.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

IN_A_ROW = 7
"""Readings on one side of the middle that are no chance."""


@dataclass(frozen=True)
class Read:
    """A reading and its day."""

    on: dt.date
    value: float


@dataclass(frozen=True)
class Run:
    """What the readings say. ``says`` is moved, not_moved, worse, too_early, or no_change before anything changed."""

    says: str
    middle: float | None
    """What was usual before: the median of the readings before the change."""
    before: int
    after: int
    row: int
    """Of the newest readings after the change, how many lie in a row on one side of the middle."""
    better: bool
    """Whether that is the good side."""


def judged(readings: Sequence[Read], *, changed_on: dt.date | None, up_is_good: bool) -> Run:
    """Hold the readings after a change against the middle of those before it.

    The month in which it changed counts as after. Readings on the middle itself break no row and make none longer.
    """
    ordered = sorted(readings, key=lambda each: each.on)
    start = changed_on.replace(day=1) if changed_on else None
    before = [each.value for each in ordered if start is None or each.on < start]
    after = [each.value for each in ordered if start is not None and each.on >= start]
    middle = float(median(before)) if before else None
    if start is None or middle is None:
        return Run("no_change" if start is None else "too_early", middle, len(before), len(after), 0, False)
    longest, side = _longest_row(after, middle)
    better = (side > 0) == up_is_good
    if longest >= IN_A_ROW:
        return Run("moved" if better else "worse", middle, len(before), len(after), longest, better)
    says = "not_moved" if len(after) >= IN_A_ROW else "too_early"
    return Run(says, middle, len(before), len(after), longest, better)


def _longest_row(values: Sequence[float], middle: float) -> tuple[int, int]:
    """The newest row of readings on one side of the middle: how many, and on which side (1 above, -1 beneath)."""
    row, side = 0, 0
    for value in reversed(values):
        if value == middle:
            continue
        here = 1 if value > middle else -1
        if side and here != side:
            break
        row, side = row + 1, here
    return row, side
