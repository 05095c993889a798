"""What one cell says: a day, a time, a birth, an age, a name, a postcode, or nothing."""

import re
from datetime import date, time, timedelta

from lantern.law.identifiers import parse_postcode
from lantern.people.matching import Birth


class CellError(ValueError):
    """A cell that cannot be taken as it stands; the message completes "Row 7, Date of birth: …"."""


NOTHING = frozenset(
    [
        "",
        "-",
        "--",
        "n/a",
        "na",
        "n/k",
        "nk",
        "not known",
        "unknown",
        "none",
        "null",
        "nil",
        "nan",
        "#n/a",
        "tbc",
        "?",
        "??",
        "unk",
        "not recorded",
        "not stated",
        "not applicable",
        "blank",
    ]
)

# A cell that a spreadsheet would work out: begins with = or @, or with + or - before something other than a number.
FORMULA = re.compile(r"=|@\s*\w+\s*\(|[+\-]\s*[A-Za-z@=].*[(!|]", re.DOTALL)

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), start=1)
    for name in names.split()
}  # fmt: skip

_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h]?(?P<minute>\d{2}))?(?:[:.]\d{2}(?:\.\d+)?)?\s*(?P<half>[ap]\.?m\.?)?(?:\s?hrs?|\s?hours)?",
    re.I,
)

_NUMERIC_DAY = re.compile(r"(\d{1,2})\s*[/.\-\\ ]\s*(\d{1,2})\s*[/.\-\\ ]\s*(\d{4}|\d{2})(?=\D|$)")

_ISO_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?=\D|$)")

_WORD_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s\-/.]*([A-Za-z]{3,9})[\s\-/.,]*(\d{4}|\d{2})(?=\D|$)")

_WEEKDAY = re.compile(r"(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?[\s,]+", re.IGNORECASE)

# What a spreadsheet counts as day 0; its day 60 is a 29 February 1900 that never was, so only later numbers are taken.
_SPREADSHEET_DAY_0 = date(1899, 12, 30)

# Days by which an age in months, weeks or days may be wrong where "about" stands before it: a reading, no rule.
_ABOUT = 14
_DAY_FIRST = "Write the day first, for example 09/03/2015."


def read_day(value: str, received_on: date, *, ahead: bool = False) -> tuple[date, time | None]:
    """A day, with the time where there is one. Days come first (09/03/2015); two-figure years are the latest that is
    not in the future, or with `ahead` the nearest; a bare number of five figures is a spreadsheet's day. Raises
    ValueError in plain English.
    """
    text = _WEEKDAY.sub("", value.strip(), count=1).strip()
    if (serial := re.fullmatch(r"(\d{5})(?:[.,](\d+))?", text)) is not None:
        day = _SPREADSHEET_DAY_0 + timedelta(days=int(serial[1]))
        fraction = float(f"0.{serial[2]}") if serial[2] else 0.0
        minutes = min(round(fraction * 24 * 60), 24 * 60 - 1)
        return _sensible(day, received_on), time(minutes // 60, minutes % 60) if serial[2] else None
    if re.fullmatch(r"\d{8}", text):
        year_first = 1900 <= int(text[:4]) <= received_on.year + 1
        parts = (text[:4], text[4:6], text[6:]) if year_first else (text[4:], text[2:4], text[:2])
        return _sensible(_built(parts[0], parts[1], parts[2], received_on, ahead=ahead), received_on), None
    if (found := _ISO_DAY.match(text)) is not None:
        year, month, day_text = found.groups()
    elif (found := _NUMERIC_DAY.match(text)) is not None:
        day_text, month, year = found.groups()
    elif (found := _WORD_DAY.match(text)) is not None and found[2].casefold() in _MONTHS:
        day_text, month, year = found[1], str(_MONTHS[found[2].casefold()]), found[3]
    else:
        raise CellError(f"This could not be read as a date. {_DAY_FIRST}")
    day = _sensible(_built(year, month, day_text, received_on, ahead=ahead), received_on)
    rest = text[found.end() :].strip(" ,T-")
    rest = re.sub(r"(?:Z|[+-]\d{2}:?\d{2})$", "", re.sub(r"^at\s+", "", rest, flags=re.IGNORECASE)).strip()
    return day, read_clock(rest) if rest else None


def _built(year: str, month: str, day: str, received_on: date, *, ahead: bool) -> date:
    number = int(year)
    if len(year) == 2:
        number += received_on.year // 100 * 100
        if number > received_on.year + (1 if ahead else 0):
            number -= 100
    try:
        return date(number, int(month), int(day))
    except ValueError:
        if int(month) > 12:
            raise CellError(f"There is no month {int(month)}. {_DAY_FIRST}") from None
        raise CellError(f"There is no such day as {int(day)}/{int(month)}/{number}. {_DAY_FIRST}") from None


def _sensible(day: date, received_on: date) -> date:
    if not received_on.year - 120 <= day.year <= received_on.year + 2:
        raise CellError(f"The year {day.year} cannot be right.")
    return day


def read_clock(value: str) -> time:
    """A time of day: 22:15, 22.15, 2215, 10:15pm, 22:15:30, 2215hrs. Raises ValueError in plain English."""
    found = _CLOCK.fullmatch(value.strip())
    if found is None:
        raise CellError("This could not be read as a time. Write it as 22:15.")
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            raise CellError("This could not be read as a time. Write it as 22:15.")
        hour = hour % 12 + (12 if found["half"].casefold().startswith("p") else 0)
    if hour > 23 or minute > 59:
        raise CellError(f"There is no such time as {hour}:{minute:02}. Write it as 22:15.")
    return time(hour, minute)


def read_birth(value: str, received_on: date, *, ahead: bool = False) -> Birth:
    """A date of birth as closely as it is given: a day, a month (03/2015, March 2015) or a year, also with "about"
    before it.
    """
    text = re.sub(
        r"^(?:about|approx(?:imately|\.)?|circa|c\.?|around|est\.?|abt)\s+", "", value.strip(), flags=re.IGNORECASE
    )
    loose = len(text) != len(value.strip())
    if re.fullmatch(r"\d{4}", text):
        year = _sensible(_built(text, "1", "1", received_on, ahead=ahead), received_on).year
        return Birth(date(year - 1, 1, 1), date(year + 1, 12, 31)) if loose else Birth.in_year(year)
    month = re.fullmatch(r"(?:(\d{1,2})|([A-Za-z]{3,9}))[\s/.\-]+(\d{4})", text)
    if month is not None:
        number = int(month[1]) if month[1] else _MONTHS.get(month[2].casefold(), 0)
        if not 1 <= number <= 12:
            raise CellError(f"This could not be read as a date. {_DAY_FIRST}")
        first = _sensible(date(int(month[3]) if int(month[3]) > 0 else 1, number, 1), received_on)
        return Birth.in_month(first.year, first.month)
    if re.search(r"\b(?:years?|yrs?|months?|mths?|weeks?|wks?|y/?o|aged?)\b", text, re.IGNORECASE):
        return read_age(text, received_on)
    return Birth.on(read_day(text, received_on, ahead=ahead)[0])


def read_age(value: str, on: date) -> Birth:
    """An age on a day as the span in which the person was born: 7, "7 years", "7-8", "about 7", "8 months", "6
    weeks".
    """
    text = value.casefold().strip(" .~")
    loose = bool(re.match(r"(?:about|approx|circa|around|est|c\.|abt)", text))
    found = re.fullmatch(
        r"\D{0,20}?(?P<low>\d{1,3})(?:\s*(?:-|to|or|/)\s*(?P<high>\d{1,3}))?(?:\.\d+)?\s*"
        r"(?P<unit>years?|yrs?|y/?o|y|months?|mths?|mnths?|mo|m|weeks?|wks?|w|days?|d)?(?:\s*(?:old|of age))?\D{0,12}",
        text,
    )
    if found is None:
        raise CellError("This could not be read as an age. Write it in years, for example 7.")
    low = int(found["low"])
    high = int(found["high"] or low)
    if high < low or high > 120:
        raise CellError("This could not be read as an age. Write it in years, for example 7.")
    unit = (found["unit"] or "y")[0]
    if unit == "y":
        margin = 1 if loose else 0
        return Birth(Birth.aged(high, on, margin).earliest, Birth.aged(low, on, margin).latest)
    days = {"m": 30.5, "w": 7, "d": 1}[unit]
    around = _ABOUT if loose else 0
    earliest = on - timedelta(days=round((high + 1) * days) + around)
    latest = min(on, on - timedelta(days=round(low * days) - around))
    return Birth(min(earliest, latest), latest)


def split_name(whole: str) -> tuple[str, str]:
    """Given names and surname of a name in one cell: "DOE, Jane", "Jane DOE", "Jane Anne Doe". One word is taken as a
    given name.
    """
    whole = re.sub(r"\s+", " ", whole).strip()
    if "," in whole:
        surname, _, given = whole.partition(",")
        return given.strip(" ,"), surname.strip()
    words = whole.split(" ")
    capitals = [word for word in words if len(word) > 1 and word == word.upper() and word != word.lower()]
    if capitals and len(capitals) < len(words):
        given = " ".join(word for word in words if word not in capitals)
        return given, " ".join(capitals)
    if len(words) == 1:
        return whole, ""
    particles = {"de", "da", "la", "van", "von", "der", "den", "al", "el", "bin", "ibn", "o", "mc", "mac", "st"}
    start = len(words) - 1
    while start > 1 and words[start - 1].casefold() in particles:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


def says_yes(value: str) -> bool:
    """Whether a cell of a yes-or-no column says yes, a cross among the ways to say it."""
    return value.casefold().strip(" .") in ("y", "yes", "true", "1", "x", "unborn", "t")


def tidy_postcode(value: str) -> str:
    """Upper case with one space, where it has the shape of a postcode; otherwise as written."""
    checked = parse_postcode(value)
    return checked.value if checked.ok else value
