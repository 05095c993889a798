"""Who has a place: so many places, at most so many of one agency while its share is kept free for the others.

Small pure functions. Nothing here knows a date or asks the time; ``shares_hold`` says whether shares still bind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Places:
    """What one event offers: how many places in all, and how many at most for one agency (None: any number)."""

    number: int
    for_each: int | None = None
    shares_hold: bool = True


def has_room(agency: int, placed: Sequence[int], offered: Places) -> bool:
    """Whether somebody of this agency can have a place. ``placed`` are the agencies of those who have one."""
    if len(placed) >= offered.number:
        return False
    if offered.for_each is None or not offered.shares_hold:
        return True
    return Counter(placed)[agency] < offered.for_each


def moved_up[Key](waiting: Sequence[tuple[Key, int]], placed: Sequence[int], offered: Places) -> list[Key]:
    """Who moves up, in the order in which they wait: the first whose agency has room, and so on until none has."""
    taken = list(placed)
    found: list[Key] = []
    for key, agency in waiting:
        if has_room(agency, taken, offered):
            taken.append(agency)
            found.append(key)
    return found
