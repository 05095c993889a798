"""How many contacts to expect in each of the next weeks, and how far off that may be.

A week is the sum of its days. A day is the level of late, times what its weekday usually brings, times what a bank
holiday, the Christmas fortnight or August brings, when schools are shut. How far off such a forecast has been in the
past, at each distance, says how far off it may be now (negative binomial: chance as in rare events, and more). Nothing
is told while there is too little history to say how far off.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lantern.law.working_days import is_working_day

WEEKS = 8
"""How far ahead."""

LEAST_WEEKS = 26
"""Whole weeks of history without which nothing is told."""

INSIDE = 80
"""Of 100 weeks, so many are to lie between the two ends of the interval."""

_Z = 1.2816  # a normal variable lies within so many deviations in 80 of 100 cases
_HALF_LIFE = 35.0  # days after which what was counts half for the level
_LOOK_BACK = 731  # days: two years
_ORIGINS = 30  # past weeks from which the forecast is tried
_NORMAL_FROM = 300.0  # contacts a week: from here on the discrete distribution is smooth


@dataclass(frozen=True)
class Week:
    """A week to come: its Monday, how many contacts are expected, and between which numbers 80 of 100 would lie."""

    monday: dt.date
    expected: float
    low: int
    high: int

    @property
    def sunday(self) -> dt.date:
        return self.monday + dt.timedelta(days=6)


def forecast(history: Mapping[dt.date, int], today: dt.date) -> list[Week]:
    """The next whole weeks, from the counts of whole days before today. An empty list: too little history to tell.

    A day without an entry was not counted, and the history begins after it; a day on which nothing came has a nought.
    """
    days = _unbroken(history, today)
    if len(days) < 7 * LEAST_WEEKS or not sum(days.values()):
        return []
    seasons = _Seasons.of(days)
    levels = _levels(days, seasons)
    last = max(days)
    first_monday = today + dt.timedelta(days=(7 - today.weekday()) % 7 or 7)
    spread = _spread(days, levels, seasons)
    weeks = []
    for ahead in range(WEEKS):
        monday = first_monday + dt.timedelta(weeks=ahead)
        expected = levels[last] * seasons.week(monday)
        low, high = interval(expected, spread[ahead])
        weeks.append(Week(monday, expected, low, high))
    return weeks


def weeks_of(history: Mapping[dt.date, int], today: dt.date, most: int) -> list[tuple[dt.date, int]]:
    """The latest whole weeks that were counted, by their Mondays."""
    days = _unbroken(history, today)
    monday = today - dt.timedelta(days=today.weekday() + 7)
    found: list[tuple[dt.date, int]] = []
    while len(found) < most and monday in days:
        found.append((monday, sum(days[monday + dt.timedelta(days=n)] for n in range(7))))
        monday -= dt.timedelta(weeks=1)
    return found[::-1]


def _unbroken(history: Mapping[dt.date, int], today: dt.date) -> dict[dt.date, int]:
    """The days before today back to the first that was not counted, and no further than is looked at."""
    found: dict[dt.date, int] = {}
    day = today - dt.timedelta(days=1)
    while day in history and len(found) < _LOOK_BACK:
        found[day] = history[day]
        day -= dt.timedelta(days=1)
    # Before the first contact there was no front door here.
    first = min((each for each, count in found.items() if count), default=today)
    return {each: found[each] for each in sorted(found) if each >= first}


def _kind(day: dt.date) -> str:
    """What kind of day it is, as far as everybody in England knows it beforehand."""
    if (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 3):
        return "christmas"
    if day.weekday() < 5 and not is_working_day(day):
        return "bank holiday"
    return "august" if day.month == 8 else ""


@dataclass(frozen=True)
class _Seasons:
    """What a weekday and a kind of day bring, as multiples of an average day."""

    weekdays: tuple[float, ...]
    kinds: Mapping[str, float]

    @classmethod
    def of(cls, days: Mapping[dt.date, int]) -> _Seasons:
        ordinary = {day: count for day, count in days.items() if not _kind(day)}
        mean = sum(ordinary.values()) / max(1, len(ordinary)) or 1.0
        weekdays = []
        for weekday in range(7):
            counts = [count for day, count in ordinary.items() if day.weekday() == weekday]
            # A few average days are mixed in, so that little history does not say too much.
            weekdays.append((sum(counts) + 2 * mean) / ((len(counts) + 2) * mean))
        kinds = {}
        for kind in ("christmas", "bank holiday", "august"):
            those = [(count, mean * weekdays[day.weekday()]) for day, count in days.items() if _kind(day) == kind]
            usual = sum(each for _, each in those)
            kinds[kind] = (sum(count for count, _ in those) + 5 * mean) / (usual + 5 * mean)
        return cls(tuple(weekdays), kinds)

    def day(self, day: dt.date) -> float:
        return self.weekdays[day.weekday()] * self.kinds.get(_kind(day), 1.0)

    def week(self, monday: dt.date) -> float:
        return sum(self.day(monday + dt.timedelta(days=number)) for number in range(7))


def _levels(days: Mapping[dt.date, int], seasons: _Seasons) -> dict[dt.date, float]:
    """After each day: what an average day brings, what is nearer counting for more."""
    keep = 0.5 ** (1 / _HALF_LIFE)
    came = usual = 0.0
    found = {}
    for day in sorted(days):
        came, usual = came * keep + days[day], usual * keep + seasons.day(day)
        found[day] = came / usual
    return found


def _spread(days: Mapping[dt.date, int], levels: Mapping[dt.date, float], seasons: _Seasons) -> list[float]:
    """How far off forecasts of past weeks were, at each distance: the share of a week's square that its variance has
    beyond chance. No distance is surer than a nearer one.
    """
    last = max(days)
    sunday = last - dt.timedelta(days=(last.weekday() + 1) % 7)
    beyond: list[float] = []
    for ahead in range(WEEKS):
        over = squares = 0.0
        for back in range(_ORIGINS):
            monday = sunday - dt.timedelta(days=6 + 7 * back)
            known = monday - dt.timedelta(days=1 + 7 * ahead)
            if known not in levels or known < min(days) + dt.timedelta(days=56):
                break
            expected = levels[known] * seasons.week(monday)
            came = sum(days[monday + dt.timedelta(days=number)] for number in range(7))
            over += (came - expected) ** 2 - expected
            squares += expected**2
        share = max(0.0, over / squares) if squares else 0.0
        beyond.append(max(share, beyond[-1] if beyond else 0.0))
    return beyond


def interval(expected: float, beyond: float) -> tuple[int, int]:
    """Between which whole numbers 80 of 100 such weeks lie, where the variance is ``expected + beyond * expected²``."""
    deviation = math.sqrt(expected + beyond * expected**2)
    if expected >= _NORMAL_FROM:
        return max(0, math.floor(expected - _Z * deviation)), math.ceil(expected + _Z * deviation)
    tail = (1 - INSIDE / 100) / 2
    low = high = None
    below, number = 0.0, 0
    while high is None and number < expected + 12 * deviation + 20:
        below += math.exp(_log_chance(number, expected, beyond))
        if low is None and below > tail:
            low = number
        if below >= 1 - tail:
            high = number
        number += 1
    return low or 0, high if high is not None else number


def _log_chance(number: int, expected: float, beyond: float) -> float:
    """The logarithm of the chance of exactly so many."""
    if expected <= 0:
        return 0.0 if number == 0 else -math.inf
    if beyond < 1e-6:
        return number * math.log(expected) - expected - math.lgamma(number + 1)
    size = 1 / beyond
    share = size / (size + expected)
    return (
        math.lgamma(number + size)
        - math.lgamma(size)
        - math.lgamma(number + 1)
        + size * math.log(share)
        + number * math.log(1 - share)
    )


def inside(weeks: Sequence[Week], came: Mapping[dt.date, int]) -> int:
    """How many of these weeks came out between the ends that were told."""
    return sum(1 for week in weeks if week.low <= came[week.monday] <= week.high)
