"""Children referred in a year for every 10,000 who live here, beside what other places publish.

The Department for Education publishes referrals to children's social care in the year to 31 March for every 10,000
children of the mid-year estimate (Characteristics of children in need). Ours is counted in the same way over the twelve
months up to the end of each month: children for whom an assessment or a strategy discussion was decided and signed off.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lantern.partnership.models import ChildPopulation, Comparator

MONTHS = 12
"""Ends of months that are drawn."""

OLDEST = dt.timedelta(days=5 * 366)
"""What was published for a year longer ago is told, and not drawn as if it held now."""

_YEAR = 365


@dataclass(frozen=True)
class MonthRate:
    """What had been reached by the end of a month, in the twelve months up to it. None: not all of them counted."""

    end: dt.date
    ours: float | None
    theirs: tuple[float | None, ...]
    """In the order of the places."""


@dataclass(frozen=True)
class Rates:
    """The rate of some areas over time, what it is a rate of, and what it is held against."""

    months: tuple[MonthRate, ...]
    places: tuple[str, ...]
    """Places that are drawn."""
    populations: tuple[ChildPopulation, ...]
    comparators: tuple[Comparator, ...]
    """The newest figure of each place, drawn or not."""

    @property
    def now(self) -> float | None:
        """The latest that is known."""
        return next((month.ours for month in reversed(self.months) if month.ours is not None), None)

    @property
    def is_checked(self) -> bool:
        """Whether somebody has read every number here against its source."""
        return not (
            any(each.unchecked for each in self.populations) or any(each.unchecked for each in self.comparators)
        )


def rates(
    referred: Mapping[dt.date, int],
    today: dt.date,
    *,
    authorities: Sequence[int],
    populations: Sequence[ChildPopulation],
    comparators: Sequence[Comparator],
) -> Rates | None:
    """Rates of some authorities together. None where it is not known how many children live in each of them."""
    ends = _month_ends(today)
    used = _populations(authorities, populations, ends[-1].year)
    if used is None:
        return None
    newest = {each.place: each for each in sorted(comparators, key=lambda each: each.year_to)}
    places = tuple(place for place, each in newest.items() if ends[-1] - each.year_to <= OLDEST)
    months = []
    for end in ends:
        here = _populations(authorities, populations, end.year) or used
        theirs = tuple(_theirs(place, comparators, end) for place in places)
        months.append(MonthRate(end, _per_10000(referred, end, sum(each.children for each in here)), theirs))
    return Rates(tuple(months), places, tuple(used), tuple(newest.values()))


def _month_ends(today: dt.date) -> list[dt.date]:
    """The last days of the latest whole months."""
    number = today.year * 12 + today.month - 1
    found = []
    for back in range(MONTHS, 0, -1):
        year, month = divmod(number - back, 12)
        found.append(dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1]))
    return found


def _populations(
    authorities: Sequence[int], populations: Sequence[ChildPopulation], year: int
) -> list[ChildPopulation] | None:
    """For each authority the estimate of this year, or the last before it, or else the first there is."""
    found = []
    for authority in authorities:
        known = sorted((each for each in populations if each.authority_id == authority), key=lambda each: each.year)
        if not known:
            return None
        found.append(next((each for each in reversed(known) if each.year <= year), known[0]))
    return found


def _per_10000(referred: Mapping[dt.date, int], end: dt.date, children: int) -> float | None:
    days = [end - dt.timedelta(days=number) for number in range(_YEAR)]
    if any(day not in referred for day in days):
        return None
    return round(10_000 * sum(referred[day] for day in days) / children, 1)


def _theirs(place: str, comparators: Sequence[Comparator], end: dt.date) -> float | None:
    """What a place had last published for a year that had ended by then."""
    known = [each for each in comparators if each.place == place and each.year_to <= end]
    newest = max(known, key=lambda each: each.year_to, default=None)
    return float(newest.value) if newest else None
