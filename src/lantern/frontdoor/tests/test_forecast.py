"""The forecast is honest: of what it says lies between two numbers in 80 of 100 weeks, about 80 do; and it is silent
where it can not know.
"""

from __future__ import annotations

import datetime as dt
import math
import random

import pytest

from lantern.frontdoor.figures.forecast import LEAST_WEEKS, WEEKS, forecast, inside, interval, weeks_of

TODAY = dt.date(2026, 11, 17)
DAY = dt.timedelta(days=1)


def chance_count(chance: random.Random, mean: float) -> int:
    """A count of rare events, by Knuth's way; in pieces where the mean is large."""
    total = 0
    while mean > 30:
        mean -= 30
        total += chance_count(chance, 30)
    left, number = math.exp(-mean), 0
    product = chance.random()
    while product > left:
        number += 1
        product *= chance.random()
    return total + number


def years(chance: random.Random, *, a_day: float, restless: float, until: dt.date) -> dict[dt.date, int]:
    """An invented front door: quiet weekends and holidays, busy and quiet weeks, a slow change of level."""
    day = until - 800 * DAY
    level, week = a_day, 1.0
    found = {}
    while day < until:
        if day.weekday() == 0:
            level *= math.exp(chance.gauss(0, restless / 6))
            week = chance.gammavariate(1 / restless**2, restless**2) if restless else 1.0
        mean = level * week * (0.35 if day.weekday() > 4 else 1.2) * (0.7 if day.month == 8 else 1.0)
        found[day] = chance_count(chance, mean)
        day += DAY
    return found


@pytest.mark.parametrize(("a_day", "restless"), [(0.4, 0.0), (4, 0.0), (25, 0.1), (60, 0.15), (400, 0.1)])
def test_about_80_of_100_weeks_lie_where_it_said(a_day: float, restless: float) -> None:
    """Held out: each forecast is made from the days before it, and judged by the eight weeks after."""
    chance = random.Random(f"{a_day} {restless}")
    right = told = 0
    for _ in range(60 if a_day < 100 else 20):
        today = TODAY - chance.randrange(366) * DAY
        came = years(chance, a_day=a_day, restless=restless, until=today + 70 * DAY)
        weeks = forecast({day: count for day, count in came.items() if day < today}, today)
        assert len(weeks) == WEEKS
        sums = {week.monday: sum(came[week.monday + n * DAY] for n in range(7)) for week in weeks}
        right += inside(weeks, sums)
        told += len(weeks)
    # Whole numbers can not be cut at exactly a tenth: of few contacts a little more lies inside.
    assert 0.72 <= right / told <= (0.92 if a_day < 5 else 0.90)


def test_too_little_history_tells_nothing() -> None:
    days = {TODAY - number * DAY: 5 for number in range(1, 7 * LEAST_WEEKS)}
    assert forecast(days, TODAY) == []
    days[TODAY - 7 * LEAST_WEEKS * DAY] = 5
    assert len(forecast(days, TODAY)) == WEEKS
    assert forecast({}, TODAY) == []
    assert forecast(dict.fromkeys(days, 0), TODAY) == []


def test_history_ends_where_a_day_was_not_counted() -> None:
    days = {TODAY - number * DAY: 5 for number in range(1, 400)}
    del days[TODAY - 100 * DAY]
    assert forecast(days, TODAY) == []


def test_it_knows_weekends_and_august() -> None:
    until = dt.date(2026, 7, 14)
    days = {}
    for number in range(1, 731):
        day = until - number * DAY
        days[day] = (2 if day.weekday() > 4 else 20) // (2 if day.month == 8 else 1)
    weeks = {week.monday: week for week in forecast(days, until)}
    assert min(weeks) == dt.date(2026, 7, 20), "whole weeks to come, the present one left out"
    assert weeks[dt.date(2026, 7, 20)].expected == pytest.approx(104, rel=0.05)
    assert weeks[dt.date(2026, 8, 10)].expected == pytest.approx(52, rel=0.15)


@pytest.mark.parametrize("expected", [0.3, 4.0, 50.0, 299.0, 301.0, 5_000.0])
def test_an_interval_holds_what_is_expected_and_widens_with_what_is_beyond_chance(expected: float) -> None:
    low, high = interval(expected, 0.0)
    assert low <= expected <= high
    wider = interval(expected, 0.04)
    assert wider[0] <= low
    assert wider[1] >= high


def test_the_latest_whole_weeks_stand_beside_it() -> None:
    days = {TODAY - number * DAY: 1 for number in range(1, 60)}
    assert weeks_of(days, TODAY, 3) == [
        (dt.date(2026, 10, 26), 7),
        (dt.date(2026, 11, 2), 7),
        (dt.date(2026, 11, 9), 7),
    ]
