"""An agency's columns read as facts about people: proposed from headings and values, settled by somebody, kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from lantern.frontdoor.notices.cells import NOTHING, read_age, read_birth, split_name
from lantern.frontdoor.notices.columns import plain_words
from lantern.frontdoor.notices.notice import NoticeFileError
from lantern.frontdoor.notices.table import MAX_COLUMNS, Record, content_of, decoded, records
from lantern.law.identifiers import parse_nhs_number, parse_postcode, parse_upn
from lantern.people import matching

MAX_ROWS = 500_000
"""A limit of the machine, not of practice: two long lists are compared in a few gigabytes."""

PROBLEMS_TOLD = 200
_HEADING_SOUGHT_IN, _SAMPLE = 25, 200


class ListRefused(Exception):
    """A list that can not be read at all, in words for whoever sent it."""


@dataclass(frozen=True)
class Fact:
    """What a column may say of somebody: its code, its words, other headings for it, and what its values look like."""

    code: str
    words: str
    headings: str
    looks_like: Callable[[str], bool] | None = None
    most: int = 120


def _is_nhs(value: str) -> bool:
    return bool(re.fullmatch(r"[\d -]{10,14}", value)) and parse_nhs_number(value).ok


def _is_upn(value: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z]\d{11}[\dA-Za-z]", value))


def _is_day(value: str) -> bool:
    return bool(re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}(?:[T ].*)?", value))


FACTS = (
    Fact("number", "Their number for this person", "id|ref|reference|person id|person ref|person reference|nominal|"
         "nominal ref|nominal reference|nominal number|person urn|urn|niche id|system id|case number|pupil id|"
         "admission number|local patient id|hospital number|client id|record id|unique id|record number", most=40),
    Fact("first_names", "First names", "first name|first names|forename|forenames|given name|given names|"
         "christian name|fname|forename s|preferred forename|legal forename", most=100),
    Fact("last_name", "Last name", "surname|last name|family name|lname|second name|legal surname|preferred surname",
         most=95),
    Fact("full_name", "Whole name in one column", "name|full name|child name|child|person|patient name|pupil name|"
         "client name|subject|childs name", most=190),
    Fact("known_as", "Another name they use", "known as|alias|aliases|aka|preferred name|also known as|nickname",
         most=190),
    Fact("born", "Date of birth", "dob|d o b|date of birth|birth date|birthdate|born|birthday", _is_day, most=40),
    Fact("age", "Age", "age|age years|approximate age|approx age", most=20),
    Fact("sex", "Sex", "sex|gender|m f|legal sex",
         lambda value: value.casefold() in {"m", "f", "male", "female"}, most=20),
    Fact("house", "House number or name", "house|house number|house name|house no|flat|building|number of house|"
         "premises|paon", most=60),
    Fact("street", "Street", "street|road|address line 2|street name|thoroughfare", most=120),
    Fact("address", "Whole address in one column", "address|home address|full address|current address|address line 1|"
         "residence|location", most=200),
    Fact("postcode", "Postcode", "postcode|post code|home postcode|pcode|zip", lambda value: parse_postcode(value).ok,
         most=12),
    Fact("nhs_number", "NHS number", "nhs number|nhs no|nhs|nhsnumber", _is_nhs, most=40),
    Fact("upn", "Unique pupil number", "upn|unique pupil number", _is_upn, most=40),
)  # fmt: skip
BY_CODE = {each.code: each for each in FACTS}
LEFT_OUT = ""
_TELLS_WHO = frozenset({"first_names", "last_name", "full_name"})


@dataclass(frozen=True)
class Table:
    """A file as headings and rows."""

    headings: tuple[str, ...]
    heading_row: int
    rows: tuple[Record, ...]
    notes: tuple[str, ...] = ()

    @property
    def plain(self) -> tuple[str, ...]:
        """Headings as they are remembered: in plain words, and told apart where two are the same."""
        found: list[str] = []
        for place, heading in enumerate(self.headings, 1):
            words = plain_words(heading) or f"column {place}"
            found.append(f"{words} {found.count(words) + 1}" if words in found else words)
        return tuple(found)


def read_table(content: bytes) -> Table:
    """The table in a file, whatever its encoding, separator, byte order mark, quoted line ends and blank lines. Raises
    ListRefused.
    """
    try:
        text, _encoding, notes = decoded(content_of(content))
        return _table(text, notes)
    except NoticeFileError as problem:
        raise ListRefused(str(problem)) from None


def _table(text: str, notes: Sequence[str]) -> Table:
    first_line = 1
    declared = re.match(r"sep=(.)\n", text, re.IGNORECASE)
    separators = (declared[1],) if declared else (",", ";", "\t", "|")
    if declared:
        text, first_line = text[declared.end() :], 2
    best: tuple[int, int, str, int] | None = None
    for separator in separators:
        for place, record in enumerate(records(text, separator, first_line)):
            if place >= _HEADING_SOUGHT_IN:
                break
            known = sum(1 for cell in record.cells if len(cell) < 60 and _fact_of(plain_words(cell)))
            found = (known, len(record.cells), separator, place)
            if best is None or found[:2] > best[:2]:
                best = found
    if best is None or best[1] < 2:
        raise ListRefused("No table was found in this file. Save it as “CSV UTF-8 (comma delimited)” and send that.")
    known, width, separator, heading_at = best
    listed = list(records(text, separator, first_line))
    # Where no heading is known, the first row names the columns all the same: somebody says what they mean.
    heading = listed[heading_at if known >= 2 else 0]
    if len(heading.cells) > MAX_COLUMNS:
        raise ListRefused(f"The file has more than {MAX_COLUMNS} columns. Send only those that are needed.")
    rows = tuple(each for each in listed if each.row_number > heading.row_number)
    if not rows:
        raise ListRefused("The file has headings and no rows.")
    if len(rows) > MAX_ROWS:
        raise ListRefused(f"The file has more than {MAX_ROWS:,} rows. Send it in parts, each as a source of its own.")
    names = tuple(re.sub(r"\s+", " ", cell).strip()[:60] for cell in heading.cells)
    return Table(names, heading.row_number, rows, tuple(notes))


def _fact_of(plain: str) -> str:
    return next((each.code for each in FACTS if plain and plain in each.headings.split("|")), LEFT_OUT)


def propose(table: Table, remembered: Mapping[str, str] | None = None) -> dict[str, str]:
    """What each column seems to say: as it was settled for this source before, else by its heading, else by what its
    values look like. A fact is given once.
    """
    made: dict[str, str] = {}
    plain = table.plain
    for heading in plain:
        if remembered and heading in remembered:
            made[heading] = remembered[heading]
    for place, heading in enumerate(plain):
        fact = _fact_of(heading)
        if heading not in made and fact and fact not in made.values():
            looks_like = BY_CODE[fact].looks_like
            made[heading] = fact if looks_like is None or _share(table, place, looks_like) >= 0.2 else LEFT_OUT
    for place, heading in enumerate(plain):
        if heading in made:
            continue
        made[heading] = next(
            (
                each.code
                for each in FACTS
                if each.looks_like and each.code not in made.values() and _share(table, place, each.looks_like) >= 0.8
            ),
            LEFT_OUT,
        )
    if {"first_names", "last_name"} <= set(made.values()):
        made = {heading: LEFT_OUT if fact == "full_name" else fact for heading, fact in made.items()}
    return {heading: made[heading] for heading in plain}


def _share(table: Table, place: int, looks_like: Callable[[str], bool]) -> float:
    values = [
        value
        for row in table.rows[:_SAMPLE]
        if place < len(row.cells) and (value := row.cells[place].strip()).casefold() not in NOTHING
    ]
    return sum(map(looks_like, values)) / len(values) if values else 0.0


def what_is_wrong(mapping: Mapping[str, str]) -> str:
    """Why rows can not be read so, or nothing."""
    facts = [fact for fact in mapping.values() if fact]
    for fact in facts:
        if facts.count(fact) > 1:
            return f"Two columns are taken for “{BY_CODE[fact].words}”. Leave one of them out."
    if not _TELLS_WHO & set(facts):
        return "No column says the name. Choose the column with the name, or those with first names and last name."
    return ""


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody on a list: what the row says, in words for a page and ready to compare; and two keyed hashes, of who it
    is in that list and of what it says.
    """

    row_number: int
    number: str
    said: dict[str, str]
    description: matching.Description
    who: str
    says: str


@dataclass
class Reading:
    """The rows of a list as they were read, and what is wrong, by the number that a spreadsheet shows."""

    entries: list[Entry] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    noted: list[tuple[int, str]] = field(default_factory=list)
    refused_count: int = 0

    def refuse(self, row: int, why: str) -> None:
        self.refused_count += 1
        if len(self.refused) < PROBLEMS_TOLD:
            self.refused.append((row, why))

    def note(self, row: int, what: str) -> None:
        if len(self.noted) < PROBLEMS_TOLD:
            self.noted.append((row, what))


def read_rows(
    table: Table, mapping: Mapping[str, str], *, on: dt.date, source: str, most: int | None = None
) -> Reading:
    """Read rows as the mapping says. A row without a name, or with a date of birth that is none, is refused; so is one
    whose number stood in the list before.
    """
    done = Reading()
    places = {fact: place for place, heading in enumerate(table.plain) if (fact := mapping.get(heading, LEFT_OUT))}
    seen: dict[str, int] = {}
    key = _key()
    for record in table.rows[:most]:
        try:
            if record.fault:
                raise ValueError(record.fault)
            entry = _entry(record, places, on, source, key, done)
        except ValueError as problem:
            done.refuse(record.row_number, str(problem))
            continue
        if entry.who in seen:
            done.refuse(record.row_number, f"The same person stands in row {seen[entry.who]} already.")
            continue
        seen[entry.who] = record.row_number
        done.entries.append(entry)
    return done


def _entry(record: Record, places: Mapping[str, int], on: dt.date, source: str, key: bytes, done: Reading) -> Entry:
    told = dict(_cells(record, places))
    given, last = told.get("first_names", ""), told.get("last_name", "")
    if not (given or last) and told.get("full_name"):
        given, last = split_name(told["full_name"])
    if not (given or last):
        raise ValueError("There is no name.")
    names = [matching.Name(given, last)]
    if told.get("known_as"):
        other, surname = split_name(told["known_as"])
        names.append(matching.Name(other, surname or last))
    birth = _birth(told, on)
    sex = told.get("sex", "")[:1].upper()
    house, street = told.get("house", ""), told.get("street", "")
    if not street and told.get("address"):
        house, street = _of_address(told["address"], house)
    said = {
        "first_names": given, "last_name": last, "known_as": told.get("known_as", ""),
        "born": str(birth) if birth else "", "sex": sex if sex in ("M", "F") else "",
        "address": f"{house} {street}".strip(),
    }  # fmt: skip
    for fact, parse in (("postcode", parse_postcode), ("nhs_number", parse_nhs_number), ("upn", parse_upn)):
        value = told.get(fact, "")
        parsed = parse(value) if value else None
        if parsed is not None and not parsed.ok:
            done.note(record.row_number, f"{BY_CODE[fact].words}: {parsed.reason} It is compared as it stands.")
        said[fact] = (str(parsed.value) if parsed.ok else value.upper()) if parsed is not None else ""
    number, place = told.get("number", ""), matching.Address(house, street, said["postcode"])
    kept = {name: value for name, value in said.items() if value}
    who = number or "|".join((given.casefold(), last.casefold(), said["born"], said["nhs_number"]))
    return Entry(
        row_number=record.row_number,
        number=number,
        said=kept,
        description=matching.Description(
            names=tuple(names),
            birth=birth,
            sex=said["sex"],
            addresses=(place,) if place != matching.Address() else (),
            nhs_number=said["nhs_number"],
            upn=said["upn"],
        ),
        who=_hashed(f"{source}|{who}", key),
        says=_hashed(json.dumps(kept, sort_keys=True), key),
    )


def _cells(record: Record, places: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    for fact, place in places.items():
        value = " ".join(record.cells[place].split()) if place < len(record.cells) else ""
        if value.casefold() in NOTHING:
            continue
        if len(value) > BY_CODE[fact].most:
            raise ValueError(f"{BY_CODE[fact].words} is longer than {BY_CODE[fact].most} characters.")
        yield fact, value


def _birth(told: Mapping[str, str], on: dt.date) -> matching.Birth | None:
    if told.get("born"):
        try:
            return read_birth(told["born"], on)
        except ValueError as problem:
            raise ValueError(f"Date of birth: {problem}") from None
    if told.get("age"):
        try:
            return read_age(told["age"], on)
        except ValueError as problem:
            raise ValueError(f"Age: {problem}") from None
    return None


_HOUSE = re.compile(r"((?:flat|apartment|unit)\s+\w+,?\s*)?(\d+\s?[a-z]?)\b[ ,]+(.+)", re.IGNORECASE)


def _of_address(address: str, house: str) -> tuple[str, str]:
    """House and street of an address in one cell; what follows the first comma is the town."""
    line = address.split(",")[0] if not re.match(r"(?i)flat|apartment|unit", address) else address
    found = _HOUSE.match(line)
    if found is None:
        return house, line.strip()
    return house or f"{found[1] or ''}{found[2]}".strip(), found[3].split(",")[0].strip()


def _key() -> bytes:
    """The secret that keeps a hash from being guessed by hashing everybody's name."""
    keys: dict[int, bytes] = settings.FIELD_KEYS
    return hashlib.sha256(b"lists of other agencies" + keys[min(keys)]).digest()


def _hashed(text: str, key: bytes) -> str:
    return hashlib.blake2b(text.encode(), key=key, digest_size=16).hexdigest()


def changed_by(mapping: Mapping[str, str], wanted: Mapping[str, Any]) -> dict[str, str]:
    """The mapping with some columns read otherwise. Raises ListRefused for a column or fact there is none of."""
    made = dict(mapping)
    for heading, fact in wanted.items():
        plain = plain_words(heading)
        if plain not in made:
            raise ListRefused(f"The file has no column “{heading[:60]}”. It has: {', '.join(made)}.")
        if fact not in BY_CODE and fact != LEFT_OUT:
            raise ListRefused(f"No column can say “{fact[:40]}”. It can say: {', '.join(BY_CODE)}.")
        if fact:
            made = {each: LEFT_OUT if said == fact else said for each, said in made.items()}
        made[plain] = fact
    return made
