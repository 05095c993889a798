"""Working days in England and Wales: worked examples, then every count against a walk through the calendar."""

from datetime import date, datetime, timedelta

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import given, settings
from hypothesis import strategies as st

from lantern.law import working_days
from lantern.law.working_days import (
    BeyondCalendarError,
    add_working_days,
    announced_until,
    bank_holidays,
    is_projected,
    is_working_day,
    next_working_day,
    previous_working_day,
    school_days,
    united_kingdom,
    working_days_between,
)

THIRTY_YEARS = st.dates(date(1998, 1, 1), date(2028, 12, 31))


def walked(day: date, n: int) -> date:
    """The n-th working day from a day, found by walking one day at a time."""
    step = 1 if n > 0 else -1
    left = abs(n)
    while left:
        day += timedelta(days=step)
        if day.weekday() < 5 and day not in bank_holidays():
            left -= 1
    return day


@given(THIRTY_YEARS, st.integers(-80, 80))
@settings(max_examples=400)
def test_adding_working_days_agrees_with_walking_day_by_day_over_thirty_years(day: date, n: int) -> None:
    """Banking and Financial Dealings Act 1971: bank holidays are no working days."""
    assert add_working_days(day, n) == walked(day, n)


def test_every_day_of_thirty_years_agrees_with_the_rule() -> None:
    day, last = date(1998, 1, 1), date(2028, 12, 31)
    counted = 0
    while day <= last:
        works = day.weekday() < 5 and day not in bank_holidays()
        counted += works
        assert is_working_day(day) == works
        day += timedelta(days=1)
    assert working_days_between(date(1997, 12, 31), last) == counted


@pytest.mark.parametrize("year", range(1998, 2029))
def test_one_working_day_over_christmas_and_easter_agrees_with_walking(year: int) -> None:
    christmas = [date(year, 12, 18) + timedelta(days=n) for n in range(14)]
    easter = [date(year, 3, 15) + timedelta(days=n) for n in range(50)]
    for day in christmas + easter:
        for n in (1, 2, 10, 15):
            if day.year < 2028 or day.month < 12:
                assert add_working_days(day, n) == walked(day, n)


@given(THIRTY_YEARS, st.integers(-60, 60).filter(bool))
def test_counting_back_gives_what_was_added(day: date, n: int) -> None:
    assert working_days_between(day, add_working_days(day, n)) == n


@given(THIRTY_YEARS, THIRTY_YEARS, st.integers(0, 60))
def test_a_later_start_is_never_due_earlier(one: date, other: date, n: int) -> None:
    earlier, later = sorted((one, other))
    assert add_working_days(earlier, n) <= add_working_days(later, n)


@pytest.mark.parametrize(
    "holiday",
    [
        date(1999, 12, 31),
        date(2002, 6, 3),
        date(2011, 4, 29),
        date(2012, 6, 5),
        date(2020, 5, 8),
        date(2022, 6, 3),
        date(2022, 9, 19),
        date(2023, 5, 8),
        date(2026, 12, 28),
        date(2027, 12, 27),
        date(2027, 12, 28),
    ],
)
def test_one_off_and_substitute_days_are_not_worked(holiday: date) -> None:
    assert not is_working_day(holiday)


def test_in_2020_the_early_may_holiday_moved_to_friday() -> None:
    assert is_working_day(date(2020, 5, 4))


def test_christmas_closure_of_a_council_is_worked() -> None:
    assert is_working_day(date(2026, 12, 29))
    assert is_working_day(date(2026, 12, 31))


@pytest.mark.parametrize("division", ["england-and-wales", "scotland", "northern-ireland"])
def test_the_published_list_is_kept_to_the_day_where_there_is_one(division: str) -> None:
    published = {h["date"] for h in BankHolidays(use_cached_holidays=True).get_holidays(division=division)}
    first, last = min(published).year, announced_until().year
    kept = {day for day in bank_holidays(division) if first <= day.year <= last}
    assert kept == published


def test_the_standing_rules_give_every_published_weekday_holiday_of_england_and_wales() -> None:
    """The control for the years before and after the list: the two packages agree wherever both speak."""
    import holidays

    published = {h["date"] for h in BankHolidays(use_cached_holidays=True).get_holidays(division="england-and-wales")}
    years = range(min(published).year, max(published).year + 1)
    standing = {day for day in holidays.country_holidays("GB", subdiv="ENG", years=years) if day.weekday() < 5}
    assert standing == {day for day in published if day.weekday() < 5}


def test_days_that_are_not_announced_yet_are_marked_as_projected() -> None:
    assert not is_projected(announced_until())
    assert is_projected(announced_until() + timedelta(days=1))


def test_neighbours_of_a_day_never_are_the_day_itself() -> None:
    assert next_working_day(date(2026, 12, 24)) == date(2026, 12, 29)
    assert previous_working_day(date(2026, 12, 29)) == date(2026, 12, 24)


def test_no_working_days_is_the_day_itself() -> None:
    assert add_working_days(date(2026, 12, 25), 0) == date(2026, 12, 25)


def test_beyond_the_calendar_the_message_says_what_to_do() -> None:
    with pytest.raises(BeyondCalendarError, match="ask your supplier to update the bank holiday list"):
        add_working_days(date(2999, 1, 1), 1)
    with pytest.raises(BeyondCalendarError, match="1990-01-01"):
        is_working_day(date(1989, 12, 31))
    with pytest.raises(BeyondCalendarError):
        add_working_days(working_days.england_and_wales().last, 1)
    with pytest.raises(BeyondCalendarError):
        add_working_days(working_days.england_and_wales().first, -5)


def test_a_moment_is_refused_because_its_date_depends_on_the_place() -> None:
    with pytest.raises(TypeError, match="London time"):
        add_working_days(datetime(2026, 5, 1, 12, 0), 1)


def test_the_kingdom_also_rests_on_scottish_and_northern_irish_holidays() -> None:
    """Freedom of Information Act 2000 s. 10(6)."""
    assert is_working_day(date(2026, 7, 13))
    assert not united_kingdom().counts(date(2026, 7, 13))
    assert not united_kingdom().counts(date(2026, 1, 2))


def test_school_days_leave_out_holidays_weekends_and_closures() -> None:
    spring = school_days(
        [(date(2026, 4, 20), date(2026, 5, 22)), (date(2026, 6, 1), date(2026, 7, 17))], closed=[date(2026, 6, 26)]
    )
    assert spring.add(date(2026, 5, 22), 1) == date(2026, 6, 1)
    assert not spring.counts(date(2026, 5, 4))
    assert not spring.counts(date(2026, 6, 26))
    with pytest.raises(BeyondCalendarError, match="Enter the term dates of the missing school year"):
        spring.add(date(2026, 7, 17), 1)


def test_school_days_need_terms_that_make_sense() -> None:
    with pytest.raises(ValueError, match="without term dates"):
        school_days([])
    with pytest.raises(ValueError, match="before it begins"):
        school_days([(date(2026, 5, 2), date(2026, 5, 1))])
