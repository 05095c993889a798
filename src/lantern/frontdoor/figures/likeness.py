"""How alike deciders decide: for contacts that are alike, at which level of need they end, by who decided.

Contacts are alike here that were about the same thing first of all and came from the same kind of source. That is less
than two people reading one case: what else sets the contacts of two teams apart, no figure says. So a difference is a
question to talk about, and never more. Intervals are those of ``interface.shares``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lantern.interface.shares import Share, wilson

TOO_FEW = 20
"""Of fewer contacts a share says more about chance than about the work."""

TOO_FEW_PEOPLE = 3
"""A line of fewer deciders would be about persons, and is not shown."""

SOCIAL_WORK = 3
"""From this level of need on a social worker is asked: levels 3 and 4 against 1 and 2."""


@dataclass
class Line:
    """The like contacts of one team, group of workers or agency, by level."""

    key: str
    levels: dict[int, int] = field(default_factory=dict)
    deciders: int = 0

    @property
    def contacts(self) -> int:
        return sum(self.levels.values())

    @property
    def can_be_told(self) -> bool:
        """Whether there are enough contacts, and enough people behind them, for a share to be shown."""
        return self.contacts >= TOO_FEW and self.deciders >= TOO_FEW_PEOPLE

    def share(self, level: int) -> Share:
        return wilson(self.levels.get(level, 0), self.contacts)

    @property
    def social_work(self) -> Share:
        """How many of 100 were put at level 3 or 4."""
        return wilson(sum(count for level, count in self.levels.items() if level >= SOCIAL_WORK), self.contacts)


@dataclass
class Alike:
    """Contacts that are alike, by who decided them."""

    reason: str
    source: str
    lines: list[Line] = field(default_factory=list)

    @property
    def contacts(self) -> int:
        return sum(line.contacts for line in self.lines)

    @property
    def told(self) -> list[Line]:
        """Lines that can be compared, the highest share of levels 3 and 4 first."""
        able = [line for line in self.lines if line.can_be_told]
        return sorted(able, key=lambda line: (-line.social_work.of_100, line.key))

    @property
    def gap(self) -> int | None:
        """By how much of 100 the highest line is above the lowest. None: too few to tell."""
        told = self.told
        return told[0].social_work.of_100 - told[-1].social_work.of_100 if len(told) > 1 else None

    @property
    def is_more_than_chance(self) -> bool:
        """Whether the intervals of the highest and the lowest line lie apart."""
        told = self.told
        return len(told) > 1 and told[0].social_work.low > told[-1].social_work.high


def most_apart_first(groups: Iterable[Alike]) -> list[Alike]:
    """What differs by more than chance first, then the largest gaps; what can not be told comes last."""

    def order(one: Alike) -> tuple[bool, int, int, str, str]:
        gap = one.gap
        return (not one.is_more_than_chance, -(gap if gap is not None else -1), -one.contacts, one.reason, one.source)

    return sorted(groups, key=order)
