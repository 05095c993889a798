"""Working days in England and Wales, school days, and how to count them.

A working day is not a Saturday, a Sunday, Christmas Day, Good Friday or a bank holiday in England and Wales under the
Banking and Financial Dealings Act 1971. A council's own Christmas closure and school holidays are working days.

Two maintained packages give the days, both offline. The list published on GOV.UK (`govuk-bank-holidays`) is the
authority for every year it holds, one-off days and substitute days included. For the years before it, and for the
years not announced yet, the `holidays` package gives the days of the standing rules; those later years are
*projected* (`is_projected`), since nobody can know of a coronation beforehand. Beyond the last projected year counting
stops with `BeyondCalendarError` rather than guess.
"""

import datetime
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cache

import holidays
from govuk_bank_holidays.bank_holidays import BankHolidays

FIRST_YEAR = 1990
"""Reaches before the Children Act 1989 began, so that migrated records can be judged."""

PROJECTED_YEARS = 10
"""How many years past the last announced one are filled by the standing rules."""

_DIVISIONS = {
    # Division on GOV.UK, and the name of the same part of the country in the package of standing rules.
    "england-and-wales": "ENG",
    "scotland": "SCT",
    "northern-ireland": "NIR",
}


class BeyondCalendarError(ValueError):
    """A count would leave the days that the calendar knows. The message says what to do."""


class DayCalendar:
    """The days that count, between a first and a last day, with every count a look-up in a sorted list."""

    def __init__(
        self,
        name: str,
        days: Iterable[datetime.date],
        *,
        first: datetime.date,
        last: datetime.date,
        remedy: str,
    ) -> None:
        self.name = name
        self.first = first
        self.last = last
        self.remedy = remedy
        self._days = sorted({day.toordinal() for day in days if first <= day <= last})

    def _beyond(self, what: str) -> BeyondCalendarError:
        return BeyondCalendarError(
            f"{what} lies outside the calendar of {self.name}, which runs from {self.first} to {self.last}."
            f" {self.remedy}"
        )

    def _ordinal(self, day: datetime.date) -> int:
        if isinstance(day, datetime.datetime):
            raise TypeError("Count from a date, not from a moment: which date it is depends on London time.")
        if not self.first <= day <= self.last:
            raise self._beyond(f"{day}")
        return day.toordinal()

    def _day_at(self, place: int, what: str) -> datetime.date:
        if not 0 <= place < len(self._days):
            raise self._beyond(what)
        return datetime.date.fromordinal(self._days[place])

    def counts(self, day: datetime.date) -> bool:
        """Whether the day counts."""
        ordinal = self._ordinal(day)
        place = bisect_left(self._days, ordinal)
        return place < len(self._days) and self._days[place] == ordinal

    def add(self, day: datetime.date, n: int) -> datetime.date:
        """The n-th counting day after a day (day 0, itself never counted), or before it when n is negative.

        With n = 0 the day itself, whether it counts or not.
        """
        ordinal = self._ordinal(day)
        if n == 0:
            return day
        place = bisect_right(self._days, ordinal) + n - 1 if n > 0 else bisect_left(self._days, ordinal) + n
        return self._day_at(place, f"{n} days from {day}")

    def between(self, start: datetime.date, end: datetime.date) -> int:
        """How many counting days come after the start up to and including the end.

        The other way round of `add`: `between(day, add(day, n)) == n` for every n but 0. Negative when the end is
        before the start.
        """
        first, last = self._ordinal(start), self._ordinal(end)
        if last >= first:
            return bisect_right(self._days, last) - bisect_right(self._days, first)
        return bisect_left(self._days, last) - bisect_left(self._days, first)

    def on_or_before(self, day: datetime.date) -> datetime.date:
        """The day itself when it counts, else the last counting day before it."""
        return day if self.counts(day) else self.add(day, -1)

    def on_or_after(self, day: datetime.date) -> datetime.date:
        """The day itself when it counts, else the first counting day after it."""
        return day if self.counts(day) else self.add(day, 1)


def _published(division: str) -> dict[int, set[datetime.date]]:
    """The bank holidays that GOV.UK lists for a division, by year; only years listed from New Year to Christmas."""
    by_year: dict[int, set[datetime.date]] = {}
    for holiday in BankHolidays(use_cached_holidays=True).get_holidays(division=division):
        by_year.setdefault(holiday["date"].year, set()).add(holiday["date"])
    return {year: days for year, days in by_year.items() if min(days).month == 1 and max(days).month == 12}


@cache
def bank_holidays(division: str = "england-and-wales") -> frozenset[datetime.date]:
    """Every bank holiday of a division (also "scotland", "northern-ireland") from `FIRST_YEAR` to the horizon.

    Where the standing rules add the Saturday or Sunday that a substitute day replaces, it stays: it is no working
    day either way.
    """
    published = _published(division)
    years = range(FIRST_YEAR, max(published) + PROJECTED_YEARS + 1)
    standing = holidays.country_holidays("GB", subdiv=_DIVISIONS[division], years=years)
    unlisted = {day for day in standing if day.year not in published}
    return frozenset(unlisted.union(*published.values()))


@cache
def announced_until() -> datetime.date:
    """The last day whose bank holidays have been announced on GOV.UK, in the list installed here."""
    return datetime.date(max(_published("england-and-wales")), 12, 31)


def is_projected(day: datetime.date) -> bool:
    """Whether the bank holidays around this day are projected and may still change when they are announced."""
    return day > announced_until()


def _weekdays_without(name: str, free: frozenset[datetime.date]) -> DayCalendar:
    first = datetime.date(FIRST_YEAR, 1, 1)
    last = datetime.date(announced_until().year + PROJECTED_YEARS, 12, 31)
    every = (datetime.date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
    return DayCalendar(
        name,
        (day for day in every if day.weekday() < 5 and day not in free),
        first=first,
        last=last,
        remedy="Check the year of the date; if it is right, ask your supplier to update the bank holiday list.",
    )


@cache
def england_and_wales() -> DayCalendar:
    """Working days for every count in this product but freedom of information."""
    return _weekdays_without("working days in England and Wales", bank_holidays("england-and-wales"))


@cache
def united_kingdom() -> DayCalendar:
    """Working days that leave out bank holidays of any part of the United Kingdom: freedom of information only."""
    everywhere = frozenset().union(*(bank_holidays(division) for division in _DIVISIONS))
    return _weekdays_without("working days in the United Kingdom", everywhere)


def school_days(
    terms: Iterable[tuple[datetime.date, datetime.date]], closed: Iterable[datetime.date] = ()
) -> DayCalendar:
    """School days from term dates (first and last day of each term or half term) without the days a school is closed.

    Weekends and bank holidays inside a term are left out. Raises `ValueError` when there are no terms or one ends
    before it begins.
    """
    periods = sorted(terms)
    if not periods:
        raise ValueError("School days cannot be counted without term dates. Enter the area's term dates first.")
    free = bank_holidays("england-and-wales") | frozenset(closed)
    days: list[datetime.date] = []
    for begins, ends in periods:
        if ends < begins:
            raise ValueError(f"A school term cannot end ({ends}) before it begins ({begins}).")
        days.extend(
            day
            for day in map(datetime.date.fromordinal, range(begins.toordinal(), ends.toordinal() + 1))
            if day.weekday() < 5 and day not in free
        )
    return DayCalendar(
        "school days",
        days,
        first=periods[0][0],
        last=max(ends for _, ends in periods),
        remedy="Enter the term dates of the missing school year.",
    )


def is_working_day(day: datetime.date) -> bool:
    """Whether a day is a working day in England and Wales. Raises `BeyondCalendarError`."""
    return england_and_wales().counts(day)


def add_working_days(day: datetime.date, n: int) -> datetime.date:
    """The date n working days after a day, which is day 0; before it when n is negative."""
    return england_and_wales().add(day, n)


def working_days_between(start: datetime.date, end: datetime.date) -> int:
    """Working days after the start up to and including the end; negative when the end comes first."""
    return england_and_wales().between(start, end)


def next_working_day(day: datetime.date) -> datetime.date:
    """The first working day after a day, never the day itself."""
    return england_and_wales().add(day, 1)


def previous_working_day(day: datetime.date) -> datetime.date:
    """The last working day before a day, never the day itself."""
    return england_and_wales().add(day, -1)
