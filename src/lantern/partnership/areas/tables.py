"""Questions to a table of an area file: each names a key and says plainly what is wrong with its value."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from lantern.partnership.areas.lines import Lines, Place
from lantern.partnership.areas.problems import AreaProblem

_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")

_HOUR = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])\Z")

_PHONE = re.compile(r"0[0-9]{9,10}\Z")


@dataclass(slots=True)
class Reading:
    """One file while it is read: its lines, the problems so far, the codes it declares and those it refers to."""

    file: str
    lines: Lines
    problems: list[AreaProblem] = field(default_factory=list)
    declared: dict[str, dict[str | int, Place]] = field(default_factory=dict)
    references: list[tuple[str, str | int, Place]] = field(default_factory=list)

    def problem(self, place: Place, message: str) -> None:
        """Something is wrong at a place."""
        self.problems.append(AreaProblem(self.file, self.lines.line(place), message))

    def declare(self, kind: str, code: str | int, place: Place) -> None:
        """Note a code and complain about a second one of the same kind."""
        known = self.declared.setdefault(kind, {})
        if code in known:
            first = self.lines.line(known[code])
            self.problem(place, f"The {kind} code {code!r} is used twice; line {first} has it already. Choose another.")
        elif code:
            known[code] = place

    def check_references(self) -> None:
        """Everything that is referred to is declared somewhere in the file."""
        for kind, code, place in self.references:
            known = self.declared.get(kind, {})
            if code not in known:
                self.problem(place, f"There is no {kind} {code!r}.{suggest(code, known)} Add it or correct the code.")


def suggest(word: object, known: Iterable[object]) -> str:
    """What might have been meant by a word that is not known; "" when nothing comes near."""
    if isinstance(word, int):
        return f" Known are: {', '.join(str(one) for one in known)}." if known else ""
    close = difflib.get_close_matches(str(word), [str(one) for one in known], n=1, cutoff=0.6)
    return f" Did you mean {close[0]!r}?" if close else ""


class Table:
    """A table of the file. Each question names a key; `done` reports the keys nobody asked for."""

    def __init__(self, reading: Reading, raw: Mapping[str, Any], place: Place) -> None:
        self.reading = reading
        self.raw = raw
        self.place = place
        self.asked: set[str] = set()

    def _at(self, key: str) -> Place:
        return (*self.place, key) if key in self.raw else self.place

    def problem(self, key: str, message: str) -> None:
        """Something is wrong with a key."""
        self.reading.problem(self._at(key), message)

    def _take(self, key: str, kind: type | tuple[type, ...], words: str, *, required: bool) -> Any:
        self.asked.add(key)
        if key not in self.raw:
            if required:
                name = f"[{'.'.join(str(part) for part in self.place if isinstance(part, str))}]"
                self.problem(key, f"{name} needs a line {key} = …, {words}.")
            return None
        value = self.raw[key]
        wrong_bool = isinstance(value, bool) and kind is not bool
        if not isinstance(value, kind) or wrong_bool:
            self.problem(key, f"{key} must be {words}, not {value!r}.")
            return None
        return value

    def text(self, key: str, *, required: bool = True) -> str:
        """A text on one line."""
        value = self._take(key, str, 'a text in quotation marks, "like this"', required=required)
        if value is not None and not value.strip() and required:
            self.problem(key, f"{key} is empty. Write the text between the quotation marks.")
        return " ".join(value.split()) if value else ""

    def matching(self, key: str, pattern: re.Pattern[str], words: str, *, required: bool = True) -> str:
        """A text of a shape that `words` describe to the reader."""
        value = self.text(key, required=required)
        if value and not pattern.match(value):
            self.problem(key, f"{key} = {value!r} is not {words}.")
        return value

    def code(self, key: str, *, declares: str = "", refers_to: str = "", required: bool = True) -> str:
        """A code that this table is the home of, or that stands elsewhere in the file."""
        value = self.matching(
            key, _CODE, "a code: small letters, digits and hyphens, such as early-help", required=required
        )
        if value and declares:
            self.reading.declare(declares, value, self._at(key))
        if value and refers_to:
            self.reading.references.append((refers_to, value, self._at(key)))
        return value

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        """One of some words; `default` where the key may be left out."""
        value = self.text(key, required=default is None)
        if not value:
            return default or ""
        if value not in choices:
            listed = ", ".join(one for one in choices if one)
            self.problem(key, f"{key} = {value!r} is not known.{suggest(value, choices)} Choose one of: {listed}.")
        return value

    def whole(self, key: str, *, required: bool = True, least: int = 0, most: int = 100_000) -> int:
        """A whole number between two others, both included."""
        value = self._take(key, int, "a whole number", required=required)
        if value is not None and not least <= value <= most:
            self.problem(key, f"{key} = {value} must lie between {least} and {most}.")
        return value or 0

    def number(self, key: str, *, least: float, most: float) -> float:
        """A number, with or without decimals, between two others, both included."""
        value = self._take(key, (int, float), "a number without quotation marks", required=True)
        if value is not None and not least <= value <= most:
            self.problem(key, f"{key} = {value} must lie between {least:g} and {most:g}.")
        return float(value or 0)

    def truth(self, key: str, default: bool = False) -> bool:
        """True or false."""
        value = self._take(key, bool, "true or false without quotation marks", required=False)
        return default if value is None else bool(value)

    def day(self, key: str) -> date:
        """A date that must be there; until the errors are told, the first of all days stands in for a missing one."""
        return self.day_or_none(key, required=True) or date.min

    def day_or_none(self, key: str, *, required: bool = False) -> date | None:
        """A date of a likely year."""
        words = "a date without quotation marks, such as 2019-04-10"
        value = self._take(key, date, words, required=required)
        if isinstance(value, date) and not 1900 <= value.year <= 2100:
            self.problem(key, f"{key} = {value} cannot be right: the year must lie between 1900 and 2100.")
        return value

    def phone(self, key: str, *, required: bool = True) -> str:
        """A telephone number in the United Kingdom, kept as it is written."""
        value = self.text(key, required=required)
        if value and not _PHONE.match(value.replace(" ", "")):
            self.problem(key, f"{key} = {value!r} is not a UK telephone number: write 0 and nine or ten more digits.")
        return value

    def hour(self, key: str) -> time:
        """A time of day, in London."""
        value = self.text(key)
        match = _HOUR.match(value)
        if value and not match:
            self.problem(key, f"{key} = {value!r} is not a time of day: write it like 08:30, from 00:00 to 23:59.")
        return time(int(match[1]), int(match[2])) if match else time.min

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of different texts."""
        return tuple(self._list(key, str, "texts in quotation marks", required=required))

    def choices(self, key: str, choices: Sequence[str]) -> tuple[str, ...]:
        """Any of some words, at least one."""
        values = self.texts(key, required=True)
        for index, value in enumerate(values):
            if value not in choices:
                message = f"{value!r} is not known.{suggest(value, choices)} Choose from: {', '.join(choices)}."
                self.reading.problem((*self.place, key, index), message)
        return values

    def codes(self, key: str, refers_to: str, *, required: bool = False) -> tuple[str, ...]:
        """Codes that stand elsewhere in the file."""
        values = self.texts(key, required=required)
        for index, value in enumerate(values):
            self.reading.references.append((refers_to, value, (*self.place, key, index)))
        return values

    def authorities(self, *, required: bool = True, also: Iterable[int] = ()) -> tuple[int, ...]:
        """A list of DfE codes. `also` are codes of neighbours that a shared team may serve."""
        values = tuple(self._list("authorities", int, "DfE codes such as 808", required=required))
        for index, value in enumerate(values):
            if value not in also:
                self.reading.references.append(("authority", value, (*self.place, "authorities", index)))
        return values

    def neighbours(self) -> tuple[int, ...]:
        """DfE codes of councils outside the partnership that a shared team serves as well."""
        return tuple(self._list("neighbours", int, "DfE codes such as 808", required=False))

    def wholes(self, key: str, allowed: Sequence[int]) -> tuple[int, ...]:
        """Any of some whole numbers, at least one."""
        values = tuple(self._list(key, int, "whole numbers", required=True))
        for index, value in enumerate(values):
            if value not in allowed:
                listed = ", ".join(str(one) for one in allowed)
                self.reading.problem((*self.place, key, index), f"{value} is not allowed: choose from {listed}.")
        return values

    def _list(self, key: str, kind: type, words: str, *, required: bool) -> list[Any]:
        value = self._take(key, list, f"a list of {words} in square brackets", required=required)
        if value is None:
            return []
        if required and not value:
            self.problem(key, f"{key} is an empty list. Name at least one.")
        good = []
        seen: set[Any] = set()
        for index, one in enumerate(value):
            place = (*self.place, key, index)
            if not isinstance(one, kind) or isinstance(one, bool):
                self.reading.problem(place, f"{key} holds {one!r}, but must be a list of {words}.")
            elif one in seen:
                self.reading.problem(place, f"{one!r} stands twice in {key}. Take one out.")
            else:
                seen.add(one)
                good.append(one)
        return good

    def tables(self, key: str, *, required: bool = False) -> "list[Table]":
        """The tables of a list, in order."""
        value = self._take(key, list, f"one or more [[{key}]] tables", required=required)
        found = []
        for index, one in enumerate(value or ()):
            place = (*self.place, key, index)
            if isinstance(one, dict):
                found.append(Table(self.reading, one, place))
            else:
                self.reading.problem(place, f"{key} must hold tables: start each with a line [[{key}]].")
        return found

    def table(self, key: str) -> "Table":
        """A table that there is one of."""
        value = self._take(key, dict, f"a table that starts with a line [{key}]", required=True)
        return Table(self.reading, value or {}, (*self.place, key))

    def spell(self, start: str, end: str) -> tuple[date | None, date | None]:
        """A first and last day, the last not before the first."""
        first, last = self.day_or_none(start), self.day_or_none(end)
        if first and last and last < first:
            self.problem(end, f"{end} ({last}) is before {start} ({first}). Correct one of the two.")
        return first, last

    def done(self) -> None:
        """Nothing more will be asked: a key nobody asked for is a mistake of the file."""
        for key in self.raw:
            if key not in self.asked:
                near = suggest(key, self.asked)
                message = f"{key!r} is not a key of this table.{near} docs/areas.md lists the keys."
                self.reading.problem((*self.place, key), message)
