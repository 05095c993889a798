"""Bringing names in for children who came from a census by number alone: a list of child numbers or pupil numbers with
names, as an authority's own system or a school writes one. A name somebody gave is never overwritten.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.people import actions as people
from lantern.people.models import Identifier, Person, PersonName
from lantern.people.unnamed import is_unnamed

_TOGETHER = 100  # rows to a transaction

_COLUMNS = {
    "number": ("lachildid", "childid", "childnumber", "authorityschildnumber", "lachildnumber", "personid"),
    "upn": ("upn", "uniquepupilnumber", "pupilnumber"),
    "first_names": ("firstname", "firstnames", "forename", "forenames", "givenname", "givennames"),
    "last_name": ("lastname", "surname", "familyname", "legalsurname"),
    "born_on": ("dateofbirth", "dob", "birthdate", "personbirthdate", "birthday"),
}
"""What columns are called, letters only, in small letters."""


class NamesFileError(ValueError):
    """The file as a whole can not be read; the message says what to do."""


@dataclass
class Named:
    """What came of it. A refused row is told by its line and why, never by its name."""

    named: int = 0
    had_a_name: int = 0
    refused: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Row:
    line: int
    number: str
    upn: str
    first_names: str
    last_name: str
    born_on: str


def bring_in_names(path: Path, *, authority_id: int, by: ActingPerson, at: dt.datetime, check: bool = False) -> Named:
    """Name the children of a list. Good rows are kept, each problem is told with its line; twice is once.

    A child is found by the authority's child number, else by the pupil number. Where the list says a date of birth it
    must be the child's: a number that slipped by one row would name somebody else. ``check`` keeps nothing. Raises
    NamesFileError when the file is no such list.
    """
    result = Named()
    rows = list(_rows(path))
    for start in range(0, len(rows), _TOGETHER):
        with acting(by):
            for row in rows[start : start + _TOGETHER]:
                _name(row, authority_id, by, at, result, check)
    return result


def _name(row: _Row, authority_id: int, by: ActingPerson, at: dt.datetime, result: Named, check: bool) -> None:
    def refuse(why: str) -> None:
        result.refused.append(f"line {row.line}: {why}")

    if not (row.first_names or row.last_name):
        return refuse("There is no name on it.")
    if not (row.number or row.upn):
        return refuse("There is neither a child number nor a pupil number on it.")
    found = _children(row, authority_id)
    if not found:
        return refuse("No child on record has this number.")
    if len(found) > 1:
        return refuse("More than one child on record has this number. Name them on their pages.")
    person = found[0]
    if row.born_on:
        born = _day(row.born_on)
        if born is None:
            return refuse("The date of birth is no date. Write it like 2018-05-04 or 04/05/2018.")
        if person.born_on is not None and person.born_on != born:
            return refuse("The date of birth is not that child's. Check the number.")
    if not is_unnamed(person):
        result.had_a_name += 1
        return None
    result.named += 1
    if not check:
        people.add_name(
            person,
            kind=PersonName.Kind.LEGAL,
            first_names=row.first_names,
            last_name=row.last_name,
            by=by,
            at=at,
            version=person.version,
        )
    return None


def _children(row: _Row, authority_id: int) -> list[Person]:
    for kind, value in ((Identifier.Kind.CENSUS, row.number), (Identifier.Kind.UPN, row.upn.upper())):
        if value:
            known = Identifier.objects.filter(authority_id=authority_id, kind=kind, value=value)
            if found := list(Person.objects.filter(pk__in=known.values("person_id"))[:2]):
                return found
    return []


def _rows(path: Path) -> Iterator[_Row]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    first_line = text.partition("\n")[0]
    delimiter = max(",;\t", key=first_line.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    heads = next(reader, [])
    places = _places(heads)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield _Row(line=reader.line_num, **{name: _cell(cells, places.get(name)) for name in _COLUMNS})


def _places(heads: list[str]) -> Mapping[str, int]:
    told = [re.sub(r"[^a-z]", "", head.lower()) for head in heads]
    places = {
        name: told.index(called) for name, names in _COLUMNS.items() for called in reversed(names) if called in told
    }
    if not {"number", "upn"} & places.keys() or not {"first_names", "last_name"} & places.keys():
        raise NamesFileError(
            "The first line must name the columns: a child number (LAchildID) or a UPN, first names, last name."
        )
    return places


def _cell(cells: list[str], place: int | None) -> str:
    return " ".join(cells[place].split())[:100] if place is not None and place < len(cells) else ""


def _day(typed: str) -> dt.date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"):
        try:
            return dt.datetime.strptime(typed.split(" ")[0], form).date()  # noqa: DTZ007 - a date of birth has no zone
        except ValueError:
            continue
    return None
