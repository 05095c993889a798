"""Dates and ages that people know only in part. Unknown is an answer, and is stored as such."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering
from typing import Any

from lantern.interface.display import MONTHS, plural

_MONTHS_IN_A_YEAR = 12


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A date known to the day, to the month, or only to the year. Compares by its earliest possible day."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("A day needs a month.")
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def of(cls, value: date | PartialDate) -> PartialDate:
        """A full date as a partial one."""
        return value if isinstance(value, PartialDate) else cls(value.year, value.month, value.day)

    @classmethod
    def from_iso(cls, text: str) -> PartialDate:
        """Reads 2019, 2019-04 or 2019-04-07; raises ValueError for anything else."""
        if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
            raise ValueError(f"{text!r} is not a date of the form 2019, 2019-04 or 2019-04-07.")
        return cls(*(int(part) for part in text.split("-")))

    @property
    def is_full(self) -> bool:
        """Whether the day is known."""
        return self.day is not None

    @property
    def earliest(self) -> date:
        """The first day it could be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day it could be."""
        month = self.month or _MONTHS_IN_A_YEAR
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def isoformat(self) -> str:
        """2019, 2019-04 or 2019-04-07: as much as is known."""
        if self.month is None:
            return f"{self.year:04d}"
        if self.day is None:
            return f"{self.year:04d}-{self.month:02d}"
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"

    def in_words(self, *, short: bool = False) -> str:
        """7 April 2019, April 2019, or 2019."""
        if self.month is None:
            return str(self.year)
        month = MONTHS[self.month - 1][:3] if short else MONTHS[self.month - 1]
        return f"{month} {self.year}" if self.day is None else f"{self.day} {month} {self.year}"

    def may_be(self, other: date | PartialDate) -> bool:
        """Whether both could be the same day."""
        other = PartialDate.of(other)
        return self.earliest <= other.latest and other.earliest <= self.latest

    def __str__(self) -> str:
        return self.in_words()

    def __lt__(self, other: Any) -> bool:
        if not isinstance(other, PartialDate | date):
            return NotImplemented
        other = PartialDate.of(other)
        return (self.earliest, self.latest) < (other.earliest, other.latest)


@dataclass(frozen=True)
class ApproximateAge:
    """An age as someone estimated it, in whole months, with the unit they used."""

    months: int
    in_months: bool = False

    @classmethod
    def from_words(cls, text: str) -> ApproximateAge:
        """Reads "7", "about 7", "7 years", "18 months", "18m", "newborn"; raises ValueError for anything else."""
        cleaned = re.sub(
            r"\b(about|approximately|approx|around|roughly|age|aged|old|c|ca)\b\.?|[~.]$", " ", text.lower()
        )
        cleaned = " ".join(cleaned.replace("~", " ").split())
        if cleaned in {"newborn", "new born", "baby", "0"}:
            return cls(0, in_months=True)
        match = re.fullmatch(r"(\d{1,3})(?: ?(years?|yrs?|y|months?|mths?|mos?|m|weeks?|wks?|w))?", cleaned)
        if match is None:
            raise ValueError(f"{text!r} is not an age.")
        number, unit = int(match[1]), (match[2] or "y")[0]
        if unit == "w":
            return cls(number * 7 // 30, in_months=True)
        return cls(number, in_months=True) if unit == "m" else cls(number * _MONTHS_IN_A_YEAR)

    @property
    def years(self) -> int:
        """Whole years."""
        return self.months // _MONTHS_IN_A_YEAR

    def born_between(self, on: date) -> tuple[date, date]:
        """The first and last day of birth that this age allows on a given day, taken literally."""
        step = 1 if self.in_months else _MONTHS_IN_A_YEAR
        return (
            _months_before(on, self.months + step) + timedelta(days=1),
            _months_before(on, self.months),
        )

    def __str__(self) -> str:
        return f"about {plural(self.months, 'month') if self.in_months else plural(self.years, 'year')}"


def _months_before(day: date, months: int) -> date:
    index = day.year * _MONTHS_IN_A_YEAR + day.month - 1 - months
    year, month = index // _MONTHS_IN_A_YEAR, index % _MONTHS_IN_A_YEAR + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
