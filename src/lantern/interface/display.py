"""How dates, times, lengths of time and counts are written on a page.

All moments are stored in UTC and shown in Europe/London. The written forms follow the GOV.UK style guide:
20 November 2026, 9:14am, midday. Django's own filters print "a.m.", so pages use these instead.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.dates import MONTHS_ALT

from lantern.interface.spoken import in_english

LONDON = ZoneInfo("Europe/London")

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_MONTHS_IN_A_YEAR = 12
_WEEKS_UNTIL_MONTHS = 8
"""Babies are described in weeks up to this age, then in months."""


def london(moment: datetime) -> datetime:
    """The moment on a London clock. A moment without a time zone is refused: it could be an hour wrong."""
    if moment.tzinfo is None:
        raise ValueError("This moment has no time zone. Store moments in UTC and pass them on unchanged.")
    return moment.astimezone(LONDON)


def london_date(value: date | datetime) -> date:
    """The calendar date in London, which is the date that deadlines are counted in."""
    return london(value).date() if isinstance(value, datetime) else value


def full_date(value: date | datetime | Any) -> str:
    """20 November 2026. A partly known date is written as far as it is known: November 2026, or 2026."""
    if hasattr(value, "in_words"):
        return str(value.in_words())
    return _full(london_date(value))


def _full(day: date) -> str:
    return f"{day.day} {_month(day.month)} {day.year}"


def _month(number: int) -> str:
    """A month as it stands in a date, in the reader's language."""
    return MONTHS[number - 1] if in_english() else str(MONTHS_ALT[number])


def short_date(value: date | datetime | Any) -> str:
    """20 Nov 2026, for tables."""
    if hasattr(value, "in_words"):
        return str(value.in_words(short=True))
    day = london_date(value)
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def weekday(value: date | datetime) -> str:
    """Friday."""
    return WEEKDAYS[london_date(value).weekday()]


def time_of_day(value: datetime | time) -> str:
    """9:14am, 9am, midday, midnight."""
    return _of_day(london(value) if isinstance(value, datetime) else value)


def _of_day(clock: datetime | time) -> str:
    if not in_english():
        return f"{clock:%H:%M}"
    if clock.minute == 0 and clock.hour == 0:
        return "midnight"
    if clock.minute == 0 and clock.hour == 12:
        return "midday"
    hour = clock.hour % 12 or 12
    minutes = f":{clock.minute:02d}" if clock.minute else ""
    return f"{hour}{minutes}{'am' if clock.hour < 12 else 'pm'}"


def date_and_time(value: datetime) -> str:
    """20 November 2026 at 9:14am."""
    there = london(value)
    return f"{_full(there)} at {_of_day(there)}"


def short_date_and_time(value: datetime) -> str:
    """20 Nov 2026, 9:14am, for tables."""
    there = london(value)
    return f"{short_date(there.date())}, {_of_day(there)}"


def short_deadline(due: date | datetime) -> str:
    """20 Nov 2026, 9:14am; only the date when the deadline is the end of that day."""
    return short_date_and_time(due) if isinstance(due, datetime) and not is_whole_day(due) else short_date(due)


def plural(number: int, one: str, many: str | None = None) -> str:
    """A count with its noun: "1 check", "3 checks", "12,040 checks". Give `many` where adding an s is wrong."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def pounds(pence: int | None) -> str:
    """An amount of pence as people write it: £31,372, £31,372.50, −£500. Nothing where there is no figure."""
    if pence is None:
        return ""
    whole, rest = divmod(abs(pence), 100)
    return f"{'−' if pence < 0 else ''}£{whole:,}{f'.{rest:02d}' if rest else ''}"


def is_whole_day(moment: datetime) -> bool:
    """Whether a deadline means "by the end of that day" rather than an exact time."""
    clock = london(moment).time()
    return clock.hour == 23 and clock.minute == 59


def relative(due: date | datetime, now: datetime | None = None) -> str:
    """How near a deadline is: "2 hours late", "in 3 hours", "today", "tomorrow", "in 4 days", "3 days late".

    A date, or a moment in the last minute of a day, counts in whole London days; any other in elapsed time.
    """
    now = now or datetime.now(UTC)
    days = (london_date(due) - london_date(now)).days
    if not isinstance(due, datetime) or is_whole_day(due):
        return _relative_days(days)
    seconds = (due - now).total_seconds()
    if seconds < 0:
        return f"{_elapsed(-seconds)} late"
    if seconds < _MINUTE:
        return "due now"
    if days == 1 and seconds > 12 * _HOUR:
        return f"tomorrow, {time_of_day(due)}"
    if days >= 1 and seconds > _DAY:
        return _relative_days(days)
    return f"in {_elapsed(seconds)}"


def ago(value: date | datetime, now: datetime | None = None) -> str:
    """How long since something happened: "5 minutes ago", "yesterday", "3 days ago", "4 months ago"."""
    now = now or datetime.now(UTC)
    days = (london_date(now) - london_date(value)).days
    if isinstance(value, datetime) and (now - value).total_seconds() < 12 * _HOUR:
        seconds = max((now - value).total_seconds(), 0)
        return "just now" if seconds < _MINUTE else f"{_elapsed(seconds)} ago"
    if days == 0:
        return "today"
    if days == 1:
        return "yesterday"
    return f"{_span(days)} ago"


def is_late(due: date | datetime, now: datetime | None = None) -> bool:
    """Whether the deadline has passed. A date is late only when the whole day is over."""
    now = now or datetime.now(UTC)
    return due < now if isinstance(due, datetime) else due < london_date(now)


def age(born: Any, on: date | datetime | None = None) -> str:
    """An age in the unit people use: "5 days", "7 weeks", "14 months", "9 years".

    A date still to come reads "expected 3 March 2027". A partly known birth date reads "about 9 years".
    """
    today = london_date(on or datetime.now(UTC))
    if hasattr(born, "earliest"):
        if born.is_full:
            born = born.earliest
        else:
            middle = born.earliest + (born.latest - born.earliest) / 2
            if middle > today:
                return f"expected {full_date(born)}"
            return f"about {age(middle, today)}"
    if born > today:
        return f"expected {full_date(born)}"
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    days = (today - born).days
    if months >= 2 * _MONTHS_IN_A_YEAR:
        return plural(months // _MONTHS_IN_A_YEAR, "year")
    if days >= _WEEKS_UNTIL_MONTHS * 7:
        return plural(months, "month")
    if days >= 14:
        return plural(days // 7, "week")
    return plural(days, "day")


def _relative_days(days: int) -> str:
    if days < 0:
        return f"{_span(-days)} late"
    if days <= 1:
        return "tomorrow" if days else "today"
    return f"in {_span(days)}"


def _elapsed(seconds: float) -> str:
    if seconds < _HOUR:
        return plural(max(int(seconds // _MINUTE), 1), "minute")
    if seconds < 2 * _DAY:
        return plural(int(seconds // _HOUR), "hour")
    return _span(int(seconds // _DAY))


def _span(days: int) -> str:
    if days < 28:
        return plural(days, "day")
    if days < 60:
        return plural(days // 7, "week")
    if days < 730:
        return plural(days // 30, "month")
    return plural(timedelta(days=days).days // 365, "year")
