"""Whether early help helped, by team and by need: how long families waited, whether they came, how far they got, and
how many children were back at the front door, held against children with similar starting points.

Two children start alike here when they are of one band of age and were at the front door as often in the year before.
That is far less than being alike: a difference is a question to ask, and never more. Below ``TOO_FEW`` it is too early
to tell, and nothing is told.
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lantern.interface.shares import Apart, Mean, Share, apart, mean_of, wilson
from lantern.law.timescales import window_opened

TOO_FEW = 20
"""Of fewer families or children a figure says more about chance than about the help."""

HALF_YEAR, YEAR = "early-return", "re-referral-window"
"""Windows, in law/, after the end of early help."""

BANDS = (5, 11, 16)
"""Ages at which a band of children who start alike ends: under 5, 5 to 10, 11 to 15, 16 and 17."""

_OFTEN = 2
"""Contacts of the year before from which on children count as having been there often."""

type Stratum = tuple[int, int]


@dataclass(frozen=True)
class Child:
    """One child of a family: where they started from, and when they were next at the front door after the end."""

    age: int | None
    before: int
    """Contacts in the 12 months before early help began."""
    back_at: dt.datetime | None

    @property
    def start(self) -> Stratum:
        """Band of age and how often they were at the front door: children of one are held against each other."""
        band = sum(self.age >= each for each in BANDS) if self.age is not None else -1
        return band, min(self.before, _OFTEN)


@dataclass(frozen=True)
class Help:
    """One family's early help, as far as figures need it."""

    team_id: int
    need: str
    asked_at: dt.datetime
    met_at: dt.datetime | None
    ended_at: dt.datetime | None
    offered: int
    attended: int
    changes: Mapping[str, float]
    """Measure -> how far its latest scores lie from the first, of those who scored twice."""
    children: tuple[Child, ...]

    @property
    def waited(self) -> int | None:
        """Days from being asked for to the first contact."""
        return (self.met_at.date() - self.asked_at.date()).days if self.met_at else None

    @property
    def change(self) -> float | None:
        return sum(self.changes.values()) / len(self.changes) if self.changes else None


@dataclass(frozen=True)
class Back:
    """How many children were back at the front door within a window after the end, and what similar children did."""

    children: int
    back: int
    share: Share | None
    """None while it is too early to tell."""
    like: int | None = None
    """Of 100 children elsewhere with the same starting points."""
    compared: int = 0
    """With how many of the children somebody elsewhere can be compared."""
    apart: Apart | None = None


@dataclass
class Line:
    """The early help of one team, or for one need, or all of it."""

    key: str
    helps: list[Help] = field(default_factory=list)
    half_year: Back | None = None
    year: Back | None = None

    @property
    def started(self) -> int:
        return len(self.helps)

    @property
    def ended(self) -> int:
        return sum(each.ended_at is not None for each in self.helps)

    @property
    def waiting(self) -> int:
        """Open, and nobody has spoken with them yet."""
        return sum(each.met_at is None and each.ended_at is None for each in self.helps)

    @property
    def wait(self) -> float | None:
        """Median days to the first contact, of those who were met."""
        waits = [each.waited for each in self.helps if each.waited is not None]
        return statistics.median(waits) if waits else None

    @property
    def came(self) -> Share | None:
        """Of 100 sessions that were offered, those the families came to."""
        offered = sum(each.offered for each in self.helps)
        return wilson(sum(each.attended for each in self.helps), offered) if offered >= TOO_FEW else None

    @property
    def sessions(self) -> int:
        return sum(each.offered for each in self.helps)

    @property
    def change(self) -> Mean | None:
        """How far families came on average, each counted once; none while it is too early to tell."""
        return _mean([each.change for each in self.helps if each.change is not None])

    @property
    def scored_twice(self) -> int:
        return sum(each.change is not None for each in self.helps)

    def by_measure(self, codes: Iterable[str]) -> list[tuple[str, int, Mean | None]]:
        """For each measure how many families scored it twice, and how far they came."""
        found = []
        for code in codes:
            values = [each.changes[code] for each in self.helps if code in each.changes]
            found.append((code, len(values), _mean(values)))
        return found


def _mean(values: Sequence[float]) -> Mean | None:
    return mean_of(values) if len(values) >= TOO_FEW else None


def lines_of(helps: Sequence[Help], key: Callable[[Help], str], *, now: dt.datetime) -> list[Line]:
    """Early help by team or need, the most first, each held against the children of all others."""
    lines: dict[str, Line] = {}
    for each in helps:
        lines.setdefault(key(each), Line(key(each))).helps.append(each)
    for line in lines.values():
        others = [each for each in helps if key(each) != line.key]
        line.half_year = _back(line.helps, others, HALF_YEAR, now)
        line.year = _back(line.helps, others, YEAR, now)
    return sorted(lines.values(), key=lambda line: (-line.started, line.key))


def whole_of(helps: Sequence[Help], *, now: dt.datetime) -> Line:
    """All of it. Nobody is left to hold it against."""
    line = Line("", list(helps))
    line.half_year, line.year = _back(helps, (), HALF_YEAR, now), _back(helps, (), YEAR, now)
    return line


def _judged(helps: Iterable[Help], window: str, now: dt.datetime) -> list[tuple[Stratum, bool]]:
    """Children whose early help ended so long ago that the whole window is over: their start, and whether they were
    back within it.
    """
    opened = window_opened(window, now)
    return [
        (child.start, child.back_at is not None and window_opened(window, child.back_at) <= each.ended_at)
        for each in helps
        if each.ended_at is not None and each.ended_at < opened
        for child in each.children
    ]


def _back(helps: Iterable[Help], others: Iterable[Help], window: str, now: dt.datetime) -> Back:
    ours, theirs = _judged(helps, window, now), _judged(others, window, now)
    back = sum(was for _, was in ours)
    if len(ours) < TOO_FEW:
        return Back(len(ours), back, None)
    share = wilson(back, len(ours))
    weights, rates = _weights(ours), _rates(theirs)
    known = {start: number for start, number in weights.items() if start in rates}
    compared = sum(known.values())
    if compared < TOO_FEW or len(theirs) < TOO_FEW:
        return Back(len(ours), back, share)
    here = sum(was for start, was in ours if start in rates) / compared
    there = sum(number * rates[start][0] for start, number in known.items()) / compared
    # The others' share is a weighted one: it is worth fewer children than stand behind it.
    spread = sum((number / compared) ** 2 * _spread(*rates[start]) for start, number in known.items())
    worth = max(1.0, there * (1 - there) / spread) if spread and 0 < there < 1 else float(len(theirs))
    return Back(len(ours), back, share, round(100 * there), compared, apart(here, compared, there, worth))


def _weights(children: Iterable[tuple[Stratum, bool]]) -> dict[Stratum, int]:
    found: dict[Stratum, int] = {}
    for start, _ in children:
        found[start] = found.get(start, 0) + 1
    return found


def _rates(children: Iterable[tuple[Stratum, bool]]) -> dict[Stratum, tuple[float, int]]:
    counted: dict[Stratum, list[bool]] = {}
    for start, was in children:
        counted.setdefault(start, []).append(was)
    return {start: (sum(each) / len(each), len(each)) for start, each in counted.items()}


def _spread(rate: float, number: int) -> float:
    """The variance of a share, a little pulled to the middle: of three children none is not never."""
    pulled = (rate * number + 1) / (number + 2)
    return pulled * (1 - pulled) / number


def changes_of(measurings: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """How far each measure's latest score lies from the first, averaged over child, parent and practitioner, of those
    who scored it on two days. ``measurings`` come oldest first.
    """
    scored: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for each in measurings:
        for code, score in each["scores"].items():
            scored.setdefault((code, each["who"]), []).append((str(each["on"]), float(score)))
    found: dict[str, list[float]] = {}
    for (code, _), scores in scored.items():
        first, last = scores[0], scores[-1]
        if first[0] != last[0]:
            found.setdefault(code, []).append(last[1] - first[1])
    return {code: sum(each) / len(each) for code, each in found.items()}
