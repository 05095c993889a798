"""Quarters of the financial year, in which the partnership plans and reports its audits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from lantern.law.financial_year import year_called, year_of
from lantern.law.timescales import add_months

_MONTHS = ("April to June", "July to September", "October to December", "January to March")


@dataclass(frozen=True)
class Quarter:
    """Three months: the first of a financial year begins on 1 April."""

    year: int
    number: int

    @property
    def first(self) -> dt.date:
        return add_months(dt.date(self.year, 4, 1), 3 * (self.number - 1))

    @property
    def after(self) -> dt.date:
        """The first day that is not in it any more."""
        return add_months(self.first, 3)

    @property
    def last(self) -> dt.date:
        return self.after - dt.timedelta(1)

    @property
    def before(self) -> Quarter:
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    @property
    def called(self) -> str:
        """“July to September 2026”."""
        return f"{_MONTHS[self.number - 1]} {self.first.year}"

    @property
    def code(self) -> str:
        """As it stands in an address: “2026-2”."""
        return f"{self.year}-{self.number}"

    @property
    def of_year(self) -> str:
        return year_called(self.year)


def quarter_of(day: dt.date) -> Quarter:
    """The quarter in which a day lies."""
    return Quarter(year_of(day), (day.month - 4) % 12 // 3 + 1)


def quarter_named(code: str) -> Quarter | None:
    """The quarter of an address; None for anything else."""
    year, _dash, number = code.partition("-")
    if len(year) == 4 and year.isdecimal() and number in {"1", "2", "3", "4"} and 2000 <= int(year) <= 2200:
        return Quarter(int(year), int(number))
    return None
