"""The financial year of public bodies: from 1 April to 31 March."""

import datetime as dt


def year_called(year: int) -> str:
    """2019 is the year from 1 April 2019 to 31 March 2020: 2019/20."""
    return f"{year}/{(year + 1) % 100:02d}"


def year_of(day: dt.date) -> int:
    """The financial year in which a day lies."""
    return day.year if day.month >= 4 else day.year - 1
