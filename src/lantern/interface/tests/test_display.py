"""Dates, times and counts as they are written."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from lantern.interface import display
from lantern.interface.partial_dates import ApproximateAge, PartialDate

NOW = datetime(2026, 11, 20, 9, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2026, 11, 20, 9, 14, tzinfo=UTC), "9:14am"),
        (datetime(2026, 11, 20, 9, 0, tzinfo=UTC), "9am"),
        (datetime(2026, 11, 20, 12, 0, tzinfo=UTC), "midday"),
        (datetime(2026, 11, 20, 0, 0, tzinfo=UTC), "midnight"),
        (datetime(2026, 11, 20, 12, 5, tzinfo=UTC), "12:05pm"),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "12:30am"),
        (time(21, 5), "9:05pm"),
    ],
)
def test_times_follow_the_style_guide_on_a_london_clock(moment: datetime | time, written: str) -> None:
    assert display.time_of_day(moment) == written


def test_late_on_a_summer_evening_the_date_is_already_tomorrow_in_london() -> None:
    """23:30 UTC on 1 July 2026 is half past midnight on 2 July in London."""
    assert display.full_date(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026"
    assert display.date_and_time(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026 at 12:30am"


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        display.full_date(datetime(2026, 7, 1, 23, 30))


@pytest.mark.parametrize(
    ("due", "written"),
    [
        (datetime(2026, 11, 20, 7, 5, tzinfo=UTC), "2 hours late"),
        (datetime(2026, 11, 20, 9, 13, tzinfo=UTC), "1 minute late"),
        (datetime(2026, 11, 20, 9, 14, 30, tzinfo=UTC), "due now"),
        (datetime(2026, 11, 20, 9, 40, tzinfo=UTC), "in 26 minutes"),
        (datetime(2026, 11, 20, 12, 20, tzinfo=UTC), "in 3 hours"),
        (datetime(2026, 11, 21, 10, 0, tzinfo=UTC), "tomorrow, 10am"),
        (datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC), "today"),
        (datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC), "tomorrow"),
        (datetime(2026, 11, 19, 23, 59, 59, tzinfo=UTC), "1 day late"),
        (datetime(2026, 11, 24, 10, 0, tzinfo=UTC), "in 4 days"),
        (date(2026, 11, 20), "today"),
        (date(2026, 11, 17), "3 days late"),
        (date(2027, 1, 8), "in 7 weeks"),
    ],
)
def test_a_deadline_says_how_near_it_is(due: date | datetime, written: str) -> None:
    assert display.relative(due, NOW) == written


@pytest.mark.parametrize(
    ("when", "written"),
    [
        (datetime(2026, 11, 20, 9, 13, 50, tzinfo=UTC), "just now"),
        (datetime(2026, 11, 20, 9, 9, tzinfo=UTC), "5 minutes ago"),
        (datetime(2026, 11, 19, 12, 0, tzinfo=UTC), "yesterday"),
        (date(2026, 11, 17), "3 days ago"),
        (date(2026, 7, 20), "4 months ago"),
        (date(2021, 7, 20), "5 years ago"),
    ],
)
def test_the_past_is_told_in_the_nearest_unit(when: date | datetime, written: str) -> None:
    assert display.ago(when, NOW) == written


@pytest.mark.parametrize(
    ("born", "written"),
    [
        (date(2026, 11, 15), "5 days"),
        (date(2026, 10, 2), "7 weeks"),
        (date(2025, 9, 1), "14 months"),
        (date(2024, 11, 20), "2 years"),
        (date(2024, 11, 21), "23 months"),
        (date(2017, 3, 27), "9 years"),
        (date(2027, 3, 3), "expected 3 March 2027"),
        (PartialDate(2017), "about 9 years"),
        (PartialDate(2027, 3), "expected March 2027"),
        (PartialDate(2017, 3, 27), "9 years"),
    ],
)
def test_ages_use_the_unit_people_use(born: date | PartialDate, written: str) -> None:
    assert display.age(born, date(2026, 11, 20)) == written


def test_counts_carry_their_noun() -> None:
    assert [display.plural(n, "check") for n in (0, 1, 12040)] == ["0 checks", "1 check", "12,040 checks"]
    assert display.plural(2, "child", "children") == "2 children"


def test_a_partial_date_knows_its_first_and_last_day() -> None:
    assert (PartialDate(2024, 2).earliest, PartialDate(2024, 2).latest) == (date(2024, 2, 1), date(2024, 2, 29))
    assert PartialDate.from_iso("2019-04") == PartialDate(2019, 4)
    assert [PartialDate.from_iso(text).in_words() for text in ("2019", "2019-04", "2019-04-07")] == [
        "2019",
        "April 2019",
        "7 April 2019",
    ]
    assert PartialDate(2019).may_be(date(2019, 12, 31))
    assert not PartialDate(2019, 4).may_be(PartialDate(2019, 5))
    assert sorted([PartialDate(2020), PartialDate(2019, 5), PartialDate(2019)])[0] == PartialDate(2019)
    for wrong in ("2019-13", "19", "2019-02-30", ""):
        with pytest.raises(ValueError):
            PartialDate.from_iso(wrong)


@pytest.mark.parametrize(
    ("typed", "months"),
    [
        ("7", 84),
        ("about 7", 84),
        ("7 years", 84),
        ("18 months", 18),
        ("18m", 18),
        ("newborn", 0),
        ("6 wks", 1),
        ("approx. 3 yrs old", 36),
    ],
)
def test_an_age_is_read_as_people_say_it(typed: str, months: int) -> None:
    assert ApproximateAge.from_words(typed).months == months


def test_an_approximate_age_allows_a_span_of_birthdays() -> None:
    assert ApproximateAge(84).born_between(date(2026, 11, 20)) == (date(2018, 11, 21), date(2019, 11, 20))
