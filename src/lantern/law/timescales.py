"""Clocks: every time limit a front door, early help, protection, care and partnership system has to run.

One `[[timescale]]` in `timescales/*.toml` is one `Timescale`; the files follow sections (A front door to L returns; P
is this product's own standards). A change of guidance is one more line of `values`.

How a limit is counted:

1. A working day is one in England and Wales (`working_days.py`); freedom of information alone counts the whole kingdom.
2. Day 0 is the London date of the trigger, whatever the hour; the limit is the end of the last London date.
3. Months keep the day number, or take the last day of a shorter month. A limit in weeks or months that ends on no
   working day is read cautiously: the last usable date is the working day before. Subject access moves forward.
4. Hours are elapsed hours: nights, weekends and the change of the clocks do not stop them.
5. Clear days leave out the day of publication and the day of the meeting.
6. The clock starts when the thing happened, not when it was keyed; the caller passes that moment.
7. A clock is judged by the value in force on the day it started.
"""

import calendar as months_of_the_year
import datetime
from dataclasses import replace
from zoneinfo import ZoneInfo

from lantern.law import working_days
from lantern.law.limits import (
    DEFAULT,
    FORCES,
    SENSES,
    UNITS,
    ClockError,
    Limit,
    LocalStandardError,
    NoLimitError,
    NotInForceError,
    OwnLimits,
    SchoolDaysNeededError,
    Timescale,
    TimescaleValue,
    VariantError,
)
from lantern.law.local_standards import LocalStandards, is_no_laxer
from lantern.law.timescale_files import all_timescales, read_folder, read_timescales, timescale
from lantern.law.working_days import DayCalendar

__all__ = [
    "DEFAULT",
    "FORCES",
    "LONDON",
    "SENSES",
    "UNITS",
    "ClockError",
    "Limit",
    "LocalStandardError",
    "LocalStandards",
    "NoLimitError",
    "NotInForceError",
    "OwnLimits",
    "SchoolDaysNeededError",
    "Timescale",
    "TimescaleValue",
    "VariantError",
    "add_months",
    "all_timescales",
    "due_after_pauses",
    "due_at",
    "end_of_london_date",
    "is_no_laxer",
    "london_date",
    "outer_due_at",
    "read_folder",
    "read_timescales",
    "timescale",
    "window_in_words",
    "window_opened",
]

LONDON = ZoneInfo("Europe/London")


def london_date(moment: datetime.datetime) -> datetime.date:
    """The London date of a moment: 23:30 UTC in summer is already tomorrow. Raises `ClockError` without a time zone."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ClockError("A clock needs a moment with a time zone; this one has none.")
    return moment.astimezone(LONDON).date()


def end_of_london_date(day: datetime.date) -> datetime.datetime:
    """The last moment of a London date, in UTC."""
    return datetime.datetime.combine(day, datetime.time.max, tzinfo=LONDON).astimezone(datetime.UTC)


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day number so many months later (or earlier), or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = months_of_the_year.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))


def _calendar(one: Timescale, limit: Limit, school: DayCalendar | None) -> DayCalendar:
    if limit.unit == "school_days":
        if school is None:
            raise SchoolDaysNeededError(f"'{one.title}' counts school days. Enter the area's term dates first.")
        return school
    if one.calendar == "united_kingdom":
        return working_days.united_kingdom()
    return working_days.england_and_wales()


def _last_date(
    one: Timescale, limit: Limit, started: datetime.datetime, school: DayCalendar | None, *, window: bool = False
) -> datetime.date:
    """The London date on which the limit ends; or on which a window begins that ends when the limit would start."""
    start = london_date(started)
    amount = limit.amount - (1 if one.start_is_day_one else 0)
    direction = -1 if window or one.counts == "before" else 1
    if limit.unit in ("working_days", "school_days"):
        days = _calendar(one, limit, school)
        if limit.by and days.counts(start) and started.astimezone(LONDON).time() < limit.by:
            amount -= 1
        return days.add(start, direction * amount)
    if limit.unit == "calendar_date" and limit.month_day:
        this_year = datetime.date(start.year, *limit.month_day)
        end = this_year if this_year >= start else datetime.date(start.year + 1, *limit.month_day)
    elif limit.unit == "months":
        end = add_months(start, direction * amount)
    else:
        # A clear day leaves out both ends, so that the other end lies one day further away.
        days_each, further = {"days": (1, 0), "clear_days": (1, 1), "weeks": (7, 0)}[limit.unit]
        end = start + datetime.timedelta(days=direction * (days_each * amount + further))
    if one.non_working_end == "back" and not window:
        return working_days.england_and_wales().on_or_before(end)
    if one.non_working_end == "forward" and not window:
        return working_days.england_and_wales().on_or_after(end)
    return end


def _no_set_time(one: Timescale) -> NoLimitError:
    return NoLimitError(f"'{one.title}' has no set time: {one.limit_in_words}.")


def _moment(one: Timescale, limit: Limit, started: datetime.datetime, school: DayCalendar | None) -> datetime.datetime:
    if limit.unit == "none":
        raise _no_set_time(one)
    if limit.unit == "clock_hours":
        london_date(started)
        hours = datetime.timedelta(hours=limit.amount)
        return started.astimezone(datetime.UTC) + (-hours if one.counts == "before" else hours)
    end = _last_date(one, limit, started, school)
    if limit.by:
        return datetime.datetime.combine(end, limit.by, tzinfo=LONDON).astimezone(datetime.UTC)
    return end_of_london_date(end)


def due_at(
    clock: Timescale | str,
    started_at: datetime.datetime,
    variant: str | None = None,
    local: OwnLimits | None = None,
    *,
    school: DayCalendar | None = None,
) -> datetime.datetime:
    """When a clock that started at a moment is due, in UTC.

    `started_at` is when the thing happened, with a time zone; for a clock that counts `before` something (papers before
    a meeting) it is the moment of that something. `school` gives the school days, where the limit counts them.
    Raises `NoLimitError`, `NotInForceError`, `VariantError`, `SchoolDaysNeededError`, `BeyondCalendarError`.
    """
    one = timescale(clock) if isinstance(clock, str) else clock
    return _moment(one, one.value_on(london_date(started_at), variant, local).limit, started_at, school)


def outer_due_at(
    clock: Timescale | str,
    started_at: datetime.datetime,
    variant: str | None = None,
    local: OwnLimits | None = None,
    *,
    school: DayCalendar | None = None,
) -> datetime.datetime | None:
    """The end of the extension the source allows, counted from the same start, or None when it allows none."""
    one = timescale(clock) if isinstance(clock, str) else clock
    at_most = one.value_on(london_date(started_at), variant, local).at_most
    return _moment(one, at_most, started_at, school) if at_most else None


def due_after_pauses(
    clock: Timescale | str,
    started_at: datetime.datetime,
    *,
    paused_days: int,
    extended: bool = False,
    local: OwnLimits | None = None,
) -> datetime.datetime:
    """When a clock that was paused, extended or both is due, counted from when it first started.

    Each London date that a pause lasted is added to the limit's own last date; only then does the end move off a
    weekend or holiday. `extended` counts to the end of the extension the source allows. For limits in days, weeks or
    months only. Raises as `due_at` does, and `NoLimitError` when the source allows no extension.
    """
    one = timescale(clock) if isinstance(clock, str) else clock
    value = one.value_on(london_date(started_at), None, local)
    limit = value.at_most if extended else value.limit
    if limit is None:
        raise NoLimitError(f"'{one.title}' may not be extended.")
    end = _last_date(replace(one, non_working_end="stay"), limit, started_at, None)
    end += datetime.timedelta(days=paused_days)
    if one.non_working_end == "forward":
        end = working_days.england_and_wales().on_or_after(end)
    elif one.non_working_end == "back":
        end = working_days.england_and_wales().on_or_before(end)
    return end_of_london_date(end)


def window_opened(clock: Timescale | str, at: datetime.datetime, local: OwnLimits | None = None) -> datetime.datetime:
    """From when something earlier lies inside a window that reaches back from a moment, in London time.

    So many hours before to the minute; else the first moment of the London date so many days or months before.
    Raises as `due_at` does.
    """
    one = timescale(clock) if isinstance(clock, str) else clock
    limit = one.value_on(london_date(at), None, local).limit
    if limit.unit == "none":
        raise _no_set_time(one)
    if limit.unit == "clock_hours":
        return (at.astimezone(datetime.UTC) - datetime.timedelta(hours=limit.amount)).astimezone(LONDON)
    return datetime.datetime.combine(_last_date(one, limit, at, None, window=True), datetime.time.min, tzinfo=LONDON)


def window_in_words(clock: Timescale | str, at: datetime.datetime, local: OwnLimits | None = None) -> str:
    """How far a window reaches back from a moment: "12 months". For the pages that count inside it."""
    one = timescale(clock) if isinstance(clock, str) else clock
    return str(one.value_on(london_date(at), None, local).limit)
