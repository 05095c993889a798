"""Children referred for every 10,000: in twelve whole months, of the right estimate, beside what was published."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from lantern.frontdoor.figures.rates import MONTHS, Rates, rates
from lantern.partnership.models import ChildPopulation, Comparator

TODAY = dt.date(2026, 11, 17)
DAY = dt.timedelta(days=1)


def children(authority: int, year: int, number: int, *, unchecked: bool = False) -> ChildPopulation:
    return ChildPopulation(authority_id=authority, year=year, children=number, source="A source", unchecked=unchecked)


def published(place: str, year_to: dt.date, value: str) -> Comparator:
    return Comparator(measure="referrals_per_10000", place=place, year_to=year_to, value=Decimal(value), source="DfE")


def one_a_day(since: dt.date) -> dict[dt.date, int]:
    return {since + number * DAY: 1 for number in range((TODAY - since).days)}


def reckon(
    referred: dict[dt.date, int], *, populations: list[ChildPopulation], comparators: tuple[Comparator, ...] = ()
) -> Rates | None:
    return rates(referred, TODAY, authorities=[808], populations=populations, comparators=comparators)


def test_a_rate_is_of_the_twelve_months_up_to_the_end_of_a_month() -> None:
    found = reckon(one_a_day(dt.date(2024, 1, 1)), populations=[children(808, 2022, 20_000)])
    assert found is not None
    assert len(found.months) == MONTHS
    assert found.months[-1].end == dt.date(2026, 10, 31), "the month that is not over is left out"
    assert found.now == 182.5, "365 children of 20,000"


def test_months_without_a_whole_year_before_them_have_no_rate() -> None:
    found = reckon(one_a_day(dt.date(2025, 9, 1)), populations=[children(808, 2022, 20_000)])
    assert found is not None
    assert [month.ours is None for month in found.months] == [True] * 9 + [False] * 3


def test_each_month_is_held_against_the_estimate_of_its_year_or_the_last_before() -> None:
    estimates = [children(808, 2022, 20_000), children(808, 2026, 40_000)]
    found = reckon(one_a_day(dt.date(2024, 1, 1)), populations=estimates)
    assert found is not None
    assert found.months[0].ours == 182.5, "November 2025: the estimate of 2022 is the last before"
    assert found.now == 91.2
    assert [each.year for each in found.populations] == [2026]


def test_without_the_number_of_children_there_is_no_rate() -> None:
    assert reckon(one_a_day(dt.date(2024, 1, 1)), populations=[]) is None
    assert rates({}, TODAY, authorities=[805, 808], populations=[children(808, 2022, 1)], comparators=()) is None, (
        "of two areas both must be known"
    )


def test_a_place_is_drawn_as_it_was_known_then_and_not_when_it_is_too_old() -> None:
    places = (
        published("England", dt.date(2025, 3, 31), "500.0"),
        published("England", dt.date(2026, 3, 31), "520.5"),
        published("North East", dt.date(2014, 3, 31), "659.8"),
    )
    found = reckon(one_a_day(dt.date(2024, 1, 1)), populations=[children(808, 2022, 20_000)], comparators=places)
    assert found is not None
    assert found.places == ("England",)
    assert [month.theirs[0] for month in found.months][:4] == [500.0] * 4
    assert found.months[-1].theirs == (520.5,)
    assert [each.place for each in found.comparators] == ["North East", "England"], "both are told with their years"


def test_an_unchecked_number_is_said_to_be_so() -> None:
    checked = reckon({}, populations=[children(808, 2022, 20_000)])
    unchecked = reckon({}, populations=[children(808, 2022, 20_000, unchecked=True)])
    assert checked is not None
    assert unchecked is not None
    assert (checked.is_checked, unchecked.is_checked) == (True, False)
    assert checked.now is None
