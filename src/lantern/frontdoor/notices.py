"""Police notifications that arrive as a table (CSV): read as they come, with every doubtful row told and none lost.

Forces send these files from different systems, so the reader is liberal: it finds the separator, the encoding and the
heading row by itself, knows many names for each column, and merges rows of one incident. What it cannot read it
refuses row by row, in words that say what to put right; the good rows are kept. It stores nothing and asks nothing of
a database.

`docs/import-contacts.md` describes the format for those who send it; its table of columns is made from `COLUMNS`.
"""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal

from lantern.people.matching import Birth

# Sizes are house limits (source: practice): a day's notices of a whole force fit many times over.
MAX_BYTES = 25 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 300
MAX_CELL = 50_000
"""Characters in one cell of running text."""
MAX_SHORT_CELL = 500
"""Characters in a cell that holds a name, a date, a reference or an address."""
_MAX_BROKEN_QUOTES = 200
_HEADING_SOUGHT_IN = 25
_RAW_SHOWN = 200


class NoticeFileError(ValueError):
    """The file as a whole cannot be read. The message is plain English for the person who sent it; `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


# --- What is read ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoticeChild:
    """A child in a notice, as told. Texts are "" where nothing was said; `fingerprint` tells this child in this
    incident.
    """

    row_number: int
    given_names: str = ""
    surname: str = ""
    known_as: str = ""
    birth: Birth | None = None
    unborn: bool = False
    sex: Literal["", "male", "female", "unknown"] = ""
    ethnicity: str = ""
    address: str = ""
    postcode: str = ""
    school: str = ""
    relationship: str = ""
    involvement: str = ""
    upn: str = ""
    nhs_number: str = ""
    person_reference: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class NoticeAdult:
    """An adult named in a notice. `role` is the word of the column ("mother", "suspect", "adult")."""

    role: str
    given_names: str = ""
    surname: str = ""
    birth: Birth | None = None
    address: str = ""
    phone: str = ""
    relationship: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """One incident with everybody in it.

    `occurred_on`, `occurred_at` and `reported_on` are clock and calendar of London, as written. `identity` is the same
    for the same incident in any file (its reference, or its content where it has none): import one identity once.
    `fingerprint` covers the whole content, so that a changed notice of a known identity shows. `refused_rows` are rows
    of this incident that could not be read: somebody in it is missing.
    """

    reference: str
    identity: str
    fingerprint: str
    row_numbers: tuple[int, ...]
    children: tuple[NoticeChild, ...]
    adults: tuple[NoticeAdult, ...] = ()
    notice_type: str = ""
    occurred_on: date | None = None
    occurred_at: time | None = None
    reported_on: date | None = None
    place: str = ""
    place_postcode: str = ""
    summary: str = ""
    childs_words: str = ""
    risk: str = ""
    domestic_abuse_risk: str = ""
    parents_told: str = ""
    officer: str = ""
    officer_contact: str = ""
    other: tuple[tuple[str, str], ...] = ()
    """Columns that were not recognised, as (heading, value): nothing sent is dropped."""
    refused_rows: tuple[int, ...] = ()


class Severity(StrEnum):
    """What a problem did to its row."""

    REFUSED = "refused"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing wrong with one row. `row_number` is the row a spreadsheet shows, `line_number` the line a text editor
    shows.
    """

    row_number: int
    line_number: int
    column: str
    message: str
    raw: str = ""
    severity: Severity = Severity.REFUSED


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A row that says again what an earlier row said, and was counted once."""

    row_number: int
    first_row_number: int
    message: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not taken, as it was read, for sending back."""

    row_number: int
    cells: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoticeBatch:
    """What a file held. Every row with anything in it is in a notice, in `duplicates` or in `refused`."""

    notices: tuple[Notice, ...]
    problems: tuple[RowProblem, ...]
    duplicates: tuple[Duplicate, ...]
    refused: tuple[RefusedRow, ...]
    encoding: str
    delimiter: str
    headings: tuple[str, ...]
    heading_row: int
    columns: dict[str, str] = field(default_factory=dict)
    """Each heading of the file and what it was taken for; "" where it was not recognised."""
    rows_read: int = 0
    fingerprint: str = ""
    """sha256 of the file's bytes, to recognise the same file."""


# --- Columns --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is understood: what it says of the incident, a child or an adult, and the headings it may go by."""

    key: str
    of: Literal["incident", "child", "adult"]
    title: str
    meaning: str
    headings: str
    """Further headings, separated by "|"; case, punctuation and spacing do not matter."""
    long: bool = False


COLUMNS = (
    Column(
        "reference", "incident", "Incident reference",
        "The force's number for the incident. Rows with one reference are one notice.",
        "incident ref|incident number|incident no|incident id|reference|ref|ref no|reference number|"
        "ppn reference|ppn ref|ppn number|ppn no|ppn id|ppn|notice reference|event reference|event number|"
        "log number|log no|urn|incident urn|occurrence number|occurrence ref|niche reference|niche ref|"
        "crime number|crime reference|report number|pir reference|vpn reference",
    ),
    Column(
        "notice_type", "incident", "Notice type",
        "Child, adult at risk, domestic abuse, missing, exploitation and so on.",
        "type|ppn type|type of notice|type of ppn|notification type|incident type|category|report type|"
        "form type|strand",
    ),
    Column(
        "occurred", "incident", "Incident date",
        "Day it happened, with or without the time. Day first: 09/03/2026.",
        "date of incident|occurred|occurred on|occurred at|date occurred|incident date time|"
        "incident datetime|date and time of incident|date time of incident|date time|datetime|date|"
        "event date|start date|date from|committed on|incident start",
    ),
    Column(
        "time", "incident", "Incident time",
        "Time of day, where it has a column of its own: 22:15.",
        "time of incident|time|time occurred|event time|start time",
    ),
    Column(
        "reported", "incident", "Date reported",
        "Day the police recorded or sent it.",
        "reported|reported on|report date|date recorded|recorded on|date submitted|submitted|date sent|"
        "date created|created|ppn date|date of report|date shared|notification date",
    ),
    Column(
        "place", "incident", "Incident address",
        "Where it happened, if that is not the child's home.",
        "location|incident location|place|place of incident|location of incident|venue|address of incident|"
        "scene",
    ),
    Column(
        "place_postcode", "incident", "Incident postcode",
        "Postcode of the place.",
        "location postcode|postcode of incident|scene postcode|place postcode",
    ),
    Column(
        "summary", "incident", "What happened",
        "The officer's account. Line breaks inside quotation marks are kept.",
        "summary|narrative|circumstances|details|incident details|incident summary|description|free text|"
        "freetext|text|concern|concerns|notes|background|account|officer comments|comments|"
        "nature of concern|reason|reason for notification|what has happened",
        long=True,
    ),
    Column(
        "childs_words", "incident", "Child's own words",
        "What the child said, in their words.",
        "voice of the child|voice of child|child voice|childs voice|views of the child|what the child said|"
        "votc",
        long=True,
    ),
    Column(
        "risk", "incident", "Risk",
        "The force's grade, as written.",
        "risk level|risk grade|risk grading|grading|risk assessment|risk rating|rag|severity|priority",
    ),
    Column(
        "domestic_abuse_risk", "incident", "Domestic abuse risk",
        "Standard, medium or high.",
        "da risk|dash|dash risk|dash level|dash grade|dara|dara risk|dv risk|da grading",
    ),
    Column(
        "parents_told", "incident", "Parents told",
        "Whether parents know and agree, or why that was not safe to ask.",
        "parents aware|parent aware|parents informed|consent|consent given|consent obtained|"
        "consent to share|parental consent|family aware",
    ),
    Column(
        "officer", "incident", "Officer",
        "Who reports, by name or collar number.",
        "reporting officer|oic|officer name|officer in case|submitting officer|officer in charge|"
        "collar number|collar no|author|reported by|officer collar number",
    ),
    Column(
        "officer_contact", "incident", "Officer contact",
        "E-mail or telephone for an answer.",
        "officer email|officer e mail|officer phone|officer telephone|contact email|contact number|"
        "officer contact details|team email",
    ),
    Column(
        "full_name", "child", "Child",
        "Whole name in one cell: \"Jane Doe\", \"DOE, Jane\" or \"Jane DOE\". Or use the next two.",
        "name|full name|childs name|name of child|subject|subject name|child full name|person name|person|"
        "child involved|victim name|yp|young person|young person name",
    ),
    Column(
        "given_names", "child", "Child given names",
        "Given names; \"unborn\" for a baby not yet born.",
        "given names|given name|forename|forenames|forename s|first name|first names|firstname|fore name|"
        "christian name",
    ),
    Column(
        "surname", "child", "Child surname",
        "Surname.",
        "surname|last name|lastname|family name|second name",
    ),
    Column(
        "known_as", "child", "Child known as",
        "Another name the child is known by.",
        "known as|alias|aliases|aka|a k a|preferred name|nickname|other names",
    ),
    Column(
        "birth", "child", "Child date of birth",
        "09/03/2015, 2015-03-09, or what is known of it: 03/2015, 2015.",
        "dob|d o b|date of birth|birth date|birthdate|born|birthday|date birth|person birth date",
    ),
    Column(
        "age", "child", "Child age",
        "Where the date of birth is not known: 7, \"about 7\", \"8 months\".",
        "age|approximate age|approx age|age at incident|age at time|age years|estimated age",
    ),
    Column(
        "unborn", "child", "Unborn",
        "Yes for a baby not yet born.",
        "unborn child|is unborn|unborn baby|unborn y n|pregnancy",
    ),
    Column(
        "expected", "child", "Expected date of birth",
        "When an unborn baby is due.",
        "edd|expected date of delivery|due date|estimated due date|expected date|expected dob|"
        "estimated date of delivery|baby due",
    ),
    Column(
        "sex", "child", "Child sex",
        "Male, female or not known.",
        "sex|gender|m f|sex gender",
    ),
    Column(
        "ethnicity", "child", "Child ethnicity",
        "As written.",
        "ethnicity|ethnic origin|self defined ethnicity|ethnic group|ethnicity code|sde",
    ),
    Column(
        "address", "child", "Child address",
        "Where the child lives.",
        "address|home address|address line 1|full address|current address|residence|child home address|home",
    ),
    Column(
        "postcode", "child", "Child postcode",
        "Postcode of the home.",
        "postcode|post code|home postcode|zip|pcode|address postcode",
    ),
    Column(
        "school", "child", "Child school",
        "School, nursery or college.",
        "school|nursery|education|school name|school attended|education setting|college|"
        "educational establishment|school or nursery",
    ),
    Column(
        "relationship", "child", "Child relationship",
        "How the child is related to the others in the incident.",
        "relationship|relationship to suspect|relationship to victim|relationship to adult|relation",
    ),
    Column(
        "involvement", "child", "Child involvement",
        "Victim, witness, present, resident but absent.",
        "role|involvement|status|classification|present|child present|person role|role in incident|"
        "victim witness",
    ),
    Column(
        "person_reference", "child", "Child police reference",
        "The force's number for the child.",
        "person reference|person ref|nominal|nominal reference|nominal ref|nominal number|person id|"
        "person urn|nominal id|niche person id",
    ),
    Column(
        "nhs_number", "child", "Child NHS number",
        "Ten digits, if known.",
        "nhs number|nhs no|nhs",
    ),
    Column(
        "upn", "child", "Child UPN",
        "Unique pupil number, if known.",
        "upn|unique pupil number",
    ),
    Column(
        "adult_name", "adult", "Mother, Father, Suspect … name",
        "An adult's whole name. Other openings: parent, carer, guardian, partner, victim, perpetrator, "
        "offender, adult 1, adult 2 and so on.",
        "name|full name|",
    ),
    Column(
        "adult_given_names", "adult", "… given names",
        "Given names of that adult.",
        "given names|given name|forename|forenames|first name|first names",
    ),
    Column(
        "adult_surname", "adult", "… surname",
        "Surname of that adult.",
        "surname|last name|family name",
    ),
    Column(
        "adult_birth", "adult", "… date of birth",
        "As for children.",
        "dob|date of birth|d o b|birth date",
    ),
    Column(
        "adult_address", "adult", "… address",
        "Where that adult lives.",
        "address|home address|full address",
    ),
    Column(
        "adult_phone", "adult", "… telephone",
        "Telephone of that adult.",
        "phone|telephone|mobile|phone number|tel|contact number",
    ),
    Column(
        "adult_relationship", "adult", "… relationship",
        "How that adult is related to the child.",
        "relationship|relationship to child|relationship to children|relation",
    ),
)  # fmt: skip

_OURS = frozenset({"what is wrong", "row in the file"})
_BY_KEY = {column.key: column for column in COLUMNS}
_ROLES = (
    "mother|father|mum|dad|step mother|step father|stepmother|stepfather|parent|carer|guardian|partner|suspect|"
    "perpetrator|offender|alleged offender|aggrieved|adult victim|adult"
)
_ADULT = re.compile(rf"(?P<role>{_ROLES})s?(?: (?P<number>\d{{1,2}}))?(?: (?P<rest>.+))?")
_CHILD_OPENING = re.compile(r"(?:child|subject|yp|young person|juvenile|minor)(?:ren)?(?:s)?")
_CHILD_NUMBER = re.compile(
    r"(?:(?P<first>\d{1,2})(?:st|nd|rd|th)? |)"
    r"(?:child|subject|yp|young person|juvenile|sibling|c)\s?(?P<second>\d{1,2})?"
    r"(?: s)? (?P<rest>.+)"
)
_CHILD_LAST = re.compile(r"(?P<rest>.+?) (?:of |for )?(?:child |subject |yp )?(?P<number>\d{1,2})")

# Which group a cell belongs to: ("incident", 0), ("child", 1), ("mother", 1).
_Group = tuple[str, int]
_Place = tuple[_Group, str]


def _plain(heading: str) -> str:
    """A heading for comparing: lower case letters and digits with single spaces ("Child1_DOB" and "child 1 dob"
    meet).
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    spaced = re.sub(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Z])|(?<=\d)_", " ", spaced)
    words = re.sub(r"[^a-z0-9]+", " ", spaced.casefold().replace("'", "").replace("’", "")).split()
    return " ".join(words)


@cache
def _headings(of: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for column in COLUMNS:
        if column.of == of:
            for heading in [column.title, *column.headings.split("|")]:
                found.setdefault(_plain(heading), column.key)
    return found


@cache
def _meaning_of(plain: str) -> _Place | None:
    """Where a heading belongs, or None when it is not understood."""
    if plain in _headings("incident"):
        return ("incident", 0), _headings("incident")[plain]
    if plain in _headings("child"):
        return ("child", 1), _headings("child")[plain]
    if adult := _ADULT.fullmatch(plain):
        rest = adult["rest"] or ""
        if rest.endswith(tuple("123456789")) and not adult["number"]:  # "adult dob 2"
            rest, _, number = rest.rpartition(" ")
        else:
            number = adult["number"] or "1"
        if rest in _headings("adult") and number.isdigit():
            return (adult["role"], int(number)), _headings("adult")[rest]
    child = _CHILD_NUMBER.fullmatch(plain)
    if child and (child["first"] or child["second"]) and (key := _child_key(child["rest"])):
        return ("child", int(child["first"] or child["second"])), key
    if (only := re.fullmatch(r"(?:child|subject|yp|young person|juvenile) (\d{1,2})", plain)) is not None:
        return ("child", int(only[1])), "full_name"
    if (last := _CHILD_LAST.fullmatch(plain)) and (key := _child_key(last["rest"])):
        return ("child", int(last["number"])), key
    if key := _child_key(plain):
        return ("child", 1), key
    return None


def _child_key(words: str) -> str | None:
    """The child's column that these words name, with or without "child" before or after them."""
    children = _headings("child")
    bare = _CHILD_OPENING.sub("", words, count=1).strip() if _CHILD_OPENING.match(words) else words
    tail = re.sub(r" (?:of |for )?(?:the )?(?:child|subject|yp|young person)s?$", "", words)
    return next((children[option] for option in (words, f"child {words}", bare, tail) if option in children), None)


# --- Reading the file -----------------------------------------------------------------------------


def read_notices(source: bytes | Path, *, received_on: date) -> NoticeBatch:
    """Read a file of notices that arrived on a day (London), which decides two-figure years and what lies in the
    future.

    Raises NoticeFileError, with a message for the sender, when the file as a whole cannot be read: too big, a workbook
    instead of CSV, no heading row. Everything less is told row by row in the batch.
    """
    content = _content(source)
    text, encoding, notes = _decoded(content)
    delimiter, separator_line = _delimiter(text)
    if separator_line:  # "sep=;" is a word to Excel, which does not show the line
        text = text.partition("\n")[2]
    reader = _Reader(received_on=received_on)
    for message in notes:
        reader.note(0, 0, "", message)
    records = _records(text, delimiter, first_line=2 if separator_line else 1)
    heading, columns = _find_heading(records)
    reader.begin(heading, columns)
    for record in _records(text, delimiter, first_line=2 if separator_line else 1):
        if record.row_number > heading.row_number:
            reader.take(record)
    return reader.finish(encoding=encoding, delimiter=delimiter, fingerprint=hashlib.sha256(content).hexdigest())


def _content(source: bytes | Path) -> bytes:
    if isinstance(source, Path):
        if source.stat().st_size > MAX_BYTES:
            raise _too_big()
        source = source.read_bytes()
    if len(source) > MAX_BYTES:
        raise _too_big()
    if not source.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise NoticeFileError(
            "empty", "The file is empty. Send a CSV file with a row of column headings and a row for each child."
        )
    opening = source[:8]
    for mark, kind in (
        (b"PK\x03\x04", "an Excel workbook"),
        (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
        (b"%PDF", "a PDF document"),
        (b"{\\rtf", "a Word document"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
    ):
        if opening.startswith(mark):
            raise NoticeFileError(
                "not_csv",
                f"This is {kind}, not CSV. Open it, save it as “CSV UTF-8 (comma delimited)” and send that file.",
            )
    return source


def _too_big() -> NoticeFileError:
    return NoticeFileError(
        "too_big", f"The file is larger than {MAX_BYTES // (1024 * 1024)} MB. Send it in smaller parts."
    )


def _decoded(content: bytes) -> tuple[str, str, list[str]]:
    """The text, the name of its encoding, and what had to be mended to read it."""
    notes = []
    encoding = _encoding(content)
    text = content.decode(encoding, errors="replace").removeprefix("\ufeff")
    if "\ufffd" in text:
        notes.append("Some letters in the file could not be read and are shown as \ufffd.")
    if "\x00" in text:
        text = text.replace("\x00", "")
        notes.append("The file had empty (NUL) characters in it. They were left out.")
    cleaned = _UNSEEN.sub("", text)
    if cleaned != text:
        text = cleaned
        notes.append("The file had invisible control characters in it. They were left out.")
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding, notes


# Control characters, and those that turn the direction of writing, with which text can be made to look like other text.
_UNSEEN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def _encoding(content: bytes) -> str:
    for mark, name in (
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\x00\x00\xfe\xff", "utf-32"),
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return name
    sample = content[:4096]
    if len(sample) >= 8:
        if sample[1::2].count(0) > len(sample) * 0.2:
            return "utf-16-le"
        if sample[0::2].count(0) > len(sample) * 0.2:
            return "utf-16-be"
    text = content.decode("utf-8", errors="replace")
    unread = text.count("\ufffd")
    if not unread:
        return "utf-8"
    # A few spoiled letters in a file that otherwise is UTF-8, or the older encoding of Windows throughout?
    accented = len(re.findall("[\u0080-\ufffc]", text))
    return "utf-8" if accented > 2 * unread else "cp1252"


def _delimiter(text: str) -> tuple[str, bool]:
    """The separator, and whether the file says so itself in a first line "sep=;"."""
    declared = re.match(r"sep=(.)\n", text, re.IGNORECASE)
    if declared:
        return declared[1], True
    best, most = ",", -1
    for delimiter in (",", ";", "\t", "|"):
        recognised = 0
        for number, record in enumerate(_records(text, delimiter)):
            if number >= _HEADING_SOUGHT_IN:
                break
            recognised = max(recognised, _recognised(record))
        if recognised > most:
            best, most = delimiter, recognised
    return best, False


@dataclass(frozen=True, slots=True)
class _Record:
    row_number: int
    line_number: int
    cells: list[str]
    fault: str = ""


def _records(text: str, delimiter: str, first_line: int = 1) -> Iterator[_Record]:
    """The rows that have anything in them. A quotation mark that is never closed spoils its own line and no other.

    The row number counts every row that a spreadsheet would show, blank ones too; a cell over several lines is one row.
    """
    blank = re.compile(rf"(?:[{re.escape(delimiter)} \t]*\n)+")
    position, row, line, broken = 0, 1, first_line, 0
    end = len(text)
    while position < end:
        if (nothing := blank.match(text, position)) is not None:
            lines = text.count("\n", position, nothing.end())
            position, row, line = nothing.end(), row + lines, line + lines
            continue
        stop = text.find("\n", position)
        stop = end if stop < 0 else stop
        if text.find('"', position, stop) < 0:
            cells, after, fault = _split(text[position:stop], delimiter), stop + 1, ""
        else:
            quoted = _quoted_record(text, position, delimiter)
            if quoted is None:
                broken += 1
                if broken > _MAX_BROKEN_QUOTES:
                    raise NoticeFileError(
                        "quotes",
                        "The quotation marks in this file do not match up, so its rows cannot be told apart. "
                        "Export it again.",
                    )
                cells, after = _split(text[position:stop], delimiter), stop + 1
                fault = (
                    f"A quotation mark in this row is never closed, or a cell is longer than {MAX_CELL:,} characters."
                )
            else:
                cells, after = quoted
                fault = ""
        if any(cell.strip() for cell in cells):
            yield _Record(row, line, cells, fault)
        line += text.count("\n", position, min(after, end))
        position, row = after, row + 1


def _split(line: str, delimiter: str) -> list[str]:
    return line.split(delimiter, MAX_COLUMNS)


def _quoted_record(text: str, position: int, delimiter: str) -> tuple[list[str], int] | None:
    """The cells of a record with quotation marks in it and the place after it, or None when a mark is not closed."""
    cells: list[str] = []
    end = len(text)
    while True:
        start = position
        while position < end and text[position] == " ":
            position += 1
        if position < end and text[position] == '"':
            closing = _closing_quote(text, position)
            if closing is None:
                return None
            after = closing + 1
            while after < end and text[after] == " ":
                after += 1
            if after >= end or text[after] in (delimiter, "\n"):
                cells.append(text[position + 1 : closing].replace('""', '"'))
                position = after
            elif "\n" in text[position:closing]:
                return None  # the mark met the opening mark of a later row
            else:  # 'the child said "no" twice', sent without doubling the marks
                position = _cell_end(text, after, delimiter)
                cells.append(text[start:position])
        else:
            position = _cell_end(text, position, delimiter)
            cells.append(text[start:position])
        if len(cells) > MAX_COLUMNS:
            stop = text.find("\n", position)
            return cells, (end if stop < 0 else stop) + 1
        if position >= end or text[position] == "\n":
            return cells, position + 1
        position += 1


def _closing_quote(text: str, opening: int) -> int | None:
    position, limit = opening + 1, opening + 2 + 2 * MAX_CELL
    while (found := text.find('"', position, limit)) >= 0:
        if text[found + 1 : found + 2] != '"':
            return found
        position = found + 2
    return None


def _cell_end(text: str, position: int, delimiter: str) -> int:
    ends = [place for place in (text.find(delimiter, position), text.find("\n", position)) if place >= 0]
    return min(ends, default=len(text))


def _recognised(record: _Record) -> int:
    """How many cells of a record look like headings."""
    if record.fault:
        return 0
    return sum(1 for cell in record.cells if len(cell) < 80 and _meaning_of(_plain(cell)) is not None)


def _find_heading(records: Iterable[_Record]) -> tuple[_Record, list[_Place | None]]:
    """The heading row (reports often open with a title) and the meaning of each of its columns."""
    best: _Record | None = None
    most = 1
    for number, record in enumerate(records):
        if number >= _HEADING_SOUGHT_IN:
            break
        if (recognised := _recognised(record)) > most:
            best, most = record, recognised
    advice = (
        "The first row must name the columns, for example: Incident reference, Incident date, Child given names, "
        "Child surname, Child date of birth, What happened. See “Importing police notifications” for all of them."
    )
    if best is None:
        raise NoticeFileError("no_heading", f"No row of column headings was found. {advice}")
    if len(best.cells) > MAX_COLUMNS:
        raise NoticeFileError(
            "too_many_columns", f"The file has more than {MAX_COLUMNS} columns. Send only those that are needed."
        )
    places: list[_Place | None] = []
    seen: dict[str, int] = {}
    for cell in best.cells:
        plain = _plain(cell)
        place = _meaning_of(plain)
        if place is not None and place[0][0] == "child" and plain in seen:
            # The same headings over again: the second set is the second child.
            place = (("child", place[0][1] + seen[plain]), place[1])
        seen[plain] = seen.get(plain, 0) + 1
        places.append(place)
    known = {place[1] for place in places if place is not None}
    if not known & {"full_name", "given_names", "surname", "birth", "unborn", "expected", "age"}:
        raise NoticeFileError("no_child_column", f"No column says who the child is. {advice}")
    if not known & {"reference", "summary", "occurred", "notice_type"}:
        raise NoticeFileError(
            "no_incident_column", f"No column says what happened, when, or under which reference. {advice}"
        )
    return best, places


# --- Reading a row --------------------------------------------------------------------------------


class _CellError(ValueError):
    """A cell that cannot be taken as it stands; the message completes "Row 7, Date of birth: …"."""


@dataclass(slots=True)
class _Incident:
    """A notice while its rows come in."""

    reference: str
    values: dict[str, str]
    occurred: tuple[date | None, time | None]
    reported: date | None
    row_numbers: list[int] = field(default_factory=list)
    children: list[NoticeChild] = field(default_factory=list)
    adults: list[NoticeAdult] = field(default_factory=list)
    other: list[tuple[str, str]] = field(default_factory=list)
    refused_rows: list[int] = field(default_factory=list)


class _Reader:
    """Takes one record after another and keeps what was read, refused and repeated."""

    def __init__(self, *, received_on: date) -> None:
        self.received_on = received_on
        self.problems: list[RowProblem] = []
        self.duplicates: list[Duplicate] = []
        self.refused: list[RefusedRow] = []
        self.incidents: dict[str, _Incident] = {}
        self.rows_seen: dict[str, int] = {}
        self.rows_read = 0
        self.refused_references: dict[str, list[int]] = {}

    def begin(self, heading: _Record, places: list[_Place | None]) -> None:
        self.heading = heading
        self.names = [re.sub(r"\s+", " ", cell).strip()[:80] for cell in heading.cells]
        self.places = places
        self.plain_heading = [_plain(name) for name in heading.cells]
        self.groups: dict[_Group, dict[str, list[int]]] = {}
        for index, place in enumerate(places):
            if place is not None:
                self.groups.setdefault(place[0], {}).setdefault(place[1], []).append(index)
        self.ours = {index for index, plain in enumerate(self.plain_heading) if plain in _OURS}

    def note(self, row: int, line: int, column: str, message: str, raw: str = "") -> None:
        self.problems.append(RowProblem(row, line, column, message, raw[:_RAW_SHOWN], Severity.NOTED))

    def take(self, record: _Record) -> None:
        """Read one row: into a notice, the repeats, or the refused."""
        if [_plain(cell) for cell in record.cells[: len(self.names)] if len(cell) < 100] == self.plain_heading:
            self.note(
                record.row_number, record.line_number, "", "The headings are repeated here. The row was passed over."
            )
            return
        self.rows_read += 1
        if self.rows_read > MAX_ROWS:
            raise NoticeFileError(
                "too_many_rows", f"The file has more than {MAX_ROWS:,} rows. Send it in smaller parts."
            )
        row = _Row(self, record)
        row.read()
        if row.problems:
            self.problems.extend(row.problems)
        reasons = tuple(problem.message for problem in row.problems if problem.severity is Severity.REFUSED)
        if reasons:
            cells = tuple(cell[:MAX_CELL] for index, cell in enumerate(record.cells) if index not in self.ours)
            told = tuple(
                f"{problem.column}: {problem.message}" if problem.column else problem.message
                for problem in row.problems
                if problem.severity is Severity.REFUSED
            )
            self.refused.append(RefusedRow(record.row_number, cells, told))
            if row.reference:
                self.refused_references.setdefault(_same(row.reference), []).append(record.row_number)
            return
        content = _fingerprint(sorted((name, _same(value)) for name, value in row.cells_by_name()))
        if content in self.rows_seen:
            first = self.rows_seen[content]
            self.duplicates.append(
                Duplicate(record.row_number, first, f"The same as row {first}, word for word. It was counted once.")
            )
            return
        self.rows_seen[content] = record.row_number
        self._add(row)

    def _add(self, row: "_Row") -> None:
        number = row.record.row_number
        key = f"reference {_same(row.reference)}" if row.reference else f"row {number}"
        incident = self.incidents.get(key)
        if incident is None:
            incident = _Incident(row.reference, dict(row.values), row.occurred, row.reported)
            self.incidents[key] = incident
            fresh = True
        else:
            fresh = self._merge(incident, row)
        known = {child.fingerprint for child in incident.children}
        for child in row.children:
            if child.fingerprint not in known:
                incident.children.append(child)
                known.add(child.fingerprint)
                fresh = True
        for adult in row.adults:
            if adult not in incident.adults:
                incident.adults.append(adult)
                fresh = True
        for pair in row.other:
            if pair not in incident.other:
                incident.other.append(pair)
                fresh = True
        if fresh:
            incident.row_numbers.append(number)
        else:
            first = incident.row_numbers[0]
            self.duplicates.append(
                Duplicate(
                    number, first, f"Says nothing that row {first} of the same incident does not. It was counted once."
                )
            )

    def _merge(self, incident: _Incident, row: "_Row") -> bool:
        """Add what a further row says of the incident; a contradiction is noted, and running text is kept whole."""
        fresh = False
        record = row.record
        for key, value in row.values.items():
            before = incident.values.get(key, "")
            if not value or _same(value) == _same(before):
                continue
            fresh = True
            if not before:
                incident.values[key] = value
            elif _BY_KEY[key].long:
                if _same(value) not in _same(before):
                    incident.values[key] = f"{before}\n\n{value}"
            else:
                incident.other.append((f"{_BY_KEY[key].title} (row {record.row_number})", value))
                first = incident.row_numbers[0]
                message = f"Differs from row {first} of the same incident, whose value comes first. Both were kept."
                self.note(record.row_number, record.line_number, _BY_KEY[key].title, message, value)
        if row.occurred[0] is not None and row.occurred != incident.occurred:
            fresh = True
            if incident.occurred[0] is None:
                incident.occurred = row.occurred
            else:
                day, clock = row.occurred
                said = f"{day:%d/%m/%Y}" + (f" {clock:%H:%M}" if clock else "")
                incident.other.append((f"Incident date (row {record.row_number})", said))
                first = incident.row_numbers[0]
                message = f"Differs from row {first} of the same incident, whose date comes first. Both were kept."
                self.note(record.row_number, record.line_number, "Incident date", message, said)
        if incident.reported is None and row.reported is not None:
            incident.reported = row.reported
            fresh = True
        return fresh

    def finish(self, *, encoding: str, delimiter: str, fingerprint: str) -> NoticeBatch:
        notices = []
        for incident in self.incidents.values():
            rows = self.refused_references.get(_same(incident.reference), []) if incident.reference else []
            notices.append(_notice(incident, tuple(rows)))
        by_content: dict[str, Notice] = {}
        for notice in notices:
            first = by_content.setdefault(notice.identity, notice)
            if first is not notice:  # rows without a reference that differ only in what does not count
                self.duplicates.append(
                    Duplicate(
                        notice.row_numbers[0],
                        first.row_numbers[0],
                        f"The same incident and child as row {first.row_numbers[0]}. It was counted once.",
                    )
                )
        return NoticeBatch(
            notices=tuple(by_content.values()),
            problems=tuple(sorted(self.problems, key=lambda problem: problem.row_number)),
            duplicates=tuple(sorted(self.duplicates, key=lambda duplicate: duplicate.row_number)),
            refused=tuple(self.refused),
            encoding=encoding,
            delimiter=delimiter,
            headings=tuple(name for index, name in enumerate(self.names) if index not in self.ours),
            heading_row=self.heading.row_number,
            columns={
                name: _place_title(place)
                for index, (name, place) in enumerate(zip(self.names, self.places, strict=True))
                if index not in self.ours
            },
            rows_read=self.rows_read,
            fingerprint=fingerprint,
        )


def _place_title(place: _Place | None) -> str:
    if place is None:
        return ""
    (who, number), key = place
    title = _BY_KEY[key].title
    if who == "incident":
        return title
    if who == "child":
        return title if number == 1 else f"{title} ({number})"
    return _BY_KEY[key].title.replace("Mother, Father, Suspect …", "…").replace("…", who.capitalize()) + (
        f" ({number})" if number > 1 else ""
    )


def _notice(incident: _Incident, refused_rows: tuple[int, ...]) -> Notice:
    values = incident.values
    occurred_on, occurred_at = incident.occurred
    content = {
        "reference": _same(incident.reference),
        "occurred": [str(occurred_on or ""), str(occurred_at or "")],
        "reported": str(incident.reported or ""),
        "values": sorted((key, _same(value)) for key, value in values.items() if value),
        "children": sorted(child.fingerprint for child in incident.children),
        "adults": sorted(_fingerprint(_adult_content(adult)) for adult in incident.adults),
        "other": sorted((name, _same(value)) for name, value in incident.other),
    }
    fingerprint = _fingerprint(content)
    without_reference = {key: content[key] for key in ("occurred", "values", "children")}
    return Notice(
        reference=incident.reference,
        identity=_fingerprint(
            ["reference", _same(incident.reference)] if incident.reference else ["content", without_reference]
        ),
        fingerprint=fingerprint,
        row_numbers=tuple(incident.row_numbers),
        children=tuple(incident.children),
        adults=tuple(incident.adults),
        occurred_on=occurred_on,
        occurred_at=occurred_at,
        reported_on=incident.reported,
        other=tuple(incident.other),
        refused_rows=refused_rows,
        **{key: value for key, value in values.items() if key != "reference"},
    )


_DATES = ("occurred", "time", "reported")
_SHORT_TEXTS = tuple(
    column.key for column in COLUMNS if column.of == "incident" and column.key not in ("reference", *_DATES)
)


class _Row:
    """One row of the table being read."""

    def __init__(self, reader: _Reader, record: _Record) -> None:
        self.reader = reader
        self.record = record
        self.problems: list[RowProblem] = []
        self.reference = ""
        self.values: dict[str, str] = {}
        self.occurred: tuple[date | None, time | None] = (None, None)
        self.reported: date | None = None
        self.children: list[NoticeChild] = []
        self.adults: list[NoticeAdult] = []
        self.other: list[tuple[str, str]] = []

    def problem(self, column: str, message: str, raw: str = "", severity: Severity = Severity.REFUSED) -> None:
        self.problems.append(
            RowProblem(self.record.row_number, self.record.line_number, column, message, raw[:_RAW_SHOWN], severity)
        )

    def cells_by_name(self) -> Iterator[tuple[str, str]]:
        for name, index in zip(self.reader.names, range(len(self.record.cells)), strict=False):
            if index not in self.reader.ours:
                yield name, self.record.cells[index]

    def read(self) -> None:
        record, reader = self.record, self.reader
        if record.fault:
            self.problem("", record.fault, record.cells[0] if record.cells else "")
            return
        extra = [cell for cell in record.cells[len(reader.names) :] if cell.strip()]
        if extra:
            self.problem(
                "",
                f"The row has {len(record.cells)} cells but there are {len(reader.names)} headings. "
                "Perhaps a text with the separator in "
                "it is not in quotation marks.",
                extra[0],
            )
            return
        self.reference = self.text(("incident", 0), "reference")
        self.occurred = self._occurred()
        self.reported = self._day(("incident", 0), "reported")
        for key in _SHORT_TEXTS:
            if value := self.text(("incident", 0), key):
                self.values[key] = value
        for group in reader.groups:
            if group[0] == "child":
                self._child(group)
            elif group[0] != "incident":
                self._adult(group)
        for index, place in enumerate(reader.places):
            if place is None and index not in reader.ours and (value := self._clean(index, MAX_CELL)):
                self.other.append((reader.names[index] or f"Column {index + 1}", value))
        if not self.children and not self.problems:
            if self.values.get("summary") or self.values.get("childs_words"):
                message = "No child is named in this row. It was kept; somebody has to find out who the child is."
                self.problem("Child", message, severity=Severity.NOTED)
            else:
                self.problem(
                    "Child",
                    "The row says neither who the child is nor what happened. "
                    "Give a name, a date of birth or “unborn”.",
                )

    def heading(self, group: _Group, key: str) -> str:
        indexes = self.reader.groups.get(group, {}).get(key, [])
        return self.reader.names[indexes[0]] if indexes else _BY_KEY[key].title

    def text(self, group: _Group, key: str) -> str:
        """The first filled cell of a column, cleaned; "" where nothing is said. A formula or an over-long cell refuses
        the row.
        """
        long = _BY_KEY[key].long
        for index in self.reader.groups.get(group, {}).get(key, []):
            if value := self._clean(index, MAX_CELL if long else MAX_SHORT_CELL, formula_is_text=long):
                return value
        return ""

    def _clean(self, index: int, longest: int, *, formula_is_text: bool = False) -> str:
        if index >= len(self.record.cells):
            return ""
        value = self.record.cells[index].strip()
        name = self.reader.names[index]
        if (held := re.fullmatch(r'="([^"]*)"', value)) is not None:  # Excel's way to keep the noughts of ="00123"
            value = held[1].strip()
        if re.match(r"'[=+\-@]", value):  # made harmless by an export, ours among them
            value = value[1:]
        if len(value) > longest:
            self.problem(name, f"The cell holds more than {longest:,} characters.", value)
            return ""
        if not formula_is_text and _FORMULA.match(value):
            self.problem(
                name, "The cell holds a formula. Put in the value itself (in Excel: copy, then paste as values).", value
            )
            return ""
        value = re.sub(r"[ \t\u00a0]+", " ", value) if longest == MAX_SHORT_CELL else value
        return "" if value.casefold().strip(" .") in _NOTHING else value

    def _occurred(self) -> tuple[date | None, time | None]:
        group = ("incident", 0)
        value = self.text(group, "occurred")
        day: date | None = None
        clock: time | None = None
        if value:
            try:
                day, clock = read_day(value, self.reader.received_on)
            except _CellError as error:
                self.problem(self.heading(group, "occurred"), str(error), value)
            else:
                if day > self.reader.received_on + timedelta(days=1):
                    self.problem(self.heading(group, "occurred"), "The date of the incident is in the future.", value)
        if value := self.text(group, "time"):
            try:
                clock = read_clock(value)
            except _CellError as error:
                self.problem(self.heading(group, "time"), str(error), value, Severity.NOTED)
        return day, clock

    def _day(self, group: _Group, key: str) -> date | None:
        value = self.text(group, key)
        if not value:
            return None
        try:
            return read_day(value, self.reader.received_on)[0]
        except _CellError as error:
            self.problem(self.heading(group, key), str(error), value)
            return None

    def _child(self, group: _Group) -> None:
        told = {key: self.text(group, key) for key in self.reader.groups[group]}
        if not any(told.get(key) for key in told if key not in ("unborn", "sex")) and not _yes(told.get("unborn", "")):
            return
        given, surname = told.get("given_names", ""), told.get("surname", "")
        if not given and not surname:
            given, surname = split_name(told.get("full_name", ""))
        elif told.get("full_name") and not (given and surname):
            whole_given, whole_surname = split_name(told["full_name"])
            given, surname = given or whole_given, surname or whole_surname
        unborn = _yes(told.get("unborn", "")) or bool(re.match(r"un-?\s?born\b", given, re.IGNORECASE))
        birth, unborn = self._birth(group, told, unborn=unborn)
        if not any((given, surname, told.get("known_as"), birth, unborn, told.get("person_reference"))):
            numbers = told.get("nhs_number") or told.get("upn")
            if (
                not numbers
                and not self.problems
                and any(told.get(key) for key in ("ethnicity", "school", "relationship", "involvement"))
            ):
                self.problem(
                    self.heading(group, "surname"),
                    "A child is mentioned without a name or a date of birth.",
                    severity=Severity.NOTED,
                )
            elif not numbers:
                return
        child = NoticeChild(
            row_number=self.record.row_number,
            given_names=given,
            surname=surname,
            known_as=told.get("known_as", ""),
            birth=birth,
            unborn=unborn,
            sex=self._sex(group, told.get("sex", "")),
            ethnicity=told.get("ethnicity", ""),
            address=told.get("address", ""),
            postcode=_postcode(told.get("postcode", "")),
            school=told.get("school", ""),
            relationship=told.get("relationship", ""),
            involvement=told.get("involvement", ""),
            upn=re.sub(r"[^0-9A-Za-z]", "", told.get("upn", "")).upper(),
            nhs_number=re.sub(r"\D", "", told.get("nhs_number", "")),
            person_reference=told.get("person_reference", ""),
        )
        who = [
            child.given_names,
            child.surname,
            str(birth or ""),
            child.unborn,
            child.person_reference,
            child.nhs_number,
            child.upn,
        ]
        incident = self.reference or f"{self.occurred[0]} {self.values.get('summary', '')}"
        self.children.append(
            _with_fingerprint(child, _fingerprint([_same(incident), [_same(str(one)) for one in who]]))
        )

    def _birth(self, group: _Group, told: dict[str, str], *, unborn: bool) -> tuple[Birth | None, bool]:
        """The birth as told in one of three columns, and whether the child is not born yet."""
        received_on = self.reader.received_on
        if value := told.get("expected", ""):
            try:
                return Birth.expected_on(read_day(value, received_on, ahead=True)[0]), True
            except _CellError as error:
                self.problem(self.heading(group, "expected"), str(error), value)
        if value := told.get("birth", ""):
            heading = self.heading(group, "birth")
            due = re.match(r"(?:un-?\s?born|edd|due|expected)\b[\s:,(-]*(?P<day>[^)]*)\)?$", value, re.IGNORECASE)
            try:
                if due is not None:
                    return (
                        Birth.expected_on(read_day(due["day"], received_on, ahead=True)[0])
                        if due["day"].strip()
                        else None
                    ), True
                birth = read_birth(value, received_on, ahead=unborn)
            except _CellError as error:
                self.problem(heading, str(error), value)
                return None, unborn
            if birth.earliest > received_on:
                if unborn and birth.is_exact:
                    return Birth.expected_on(birth.earliest), True
                self.problem(
                    heading,
                    "The date of birth is in the future. "
                    "For a baby not yet born put the date under “Expected date of birth”.",
                    value,
                )
                return None, unborn
            return birth, False if birth.is_exact else unborn
        if value := told.get("age", ""):
            try:
                return read_age(value, self.occurred[0] or received_on), unborn
            except _CellError as error:
                self.problem(self.heading(group, "age"), str(error), value, Severity.NOTED)
        return None, unborn

    def _sex(self, group: _Group, value: str) -> Literal["", "male", "female", "unknown"]:
        word = value.casefold().strip(" .")
        if word in ("m", "male", "boy", "1"):
            return "male"
        if word in ("f", "female", "girl", "2"):
            return "female"
        if word and word not in ("u", "i", "9", "0", "indeterminate", "other", "x"):
            self.problem(
                self.heading(group, "sex"),
                "The sex could not be read and was left as not known.",
                value,
                Severity.NOTED,
            )
        return "unknown" if word else ""

    def _adult(self, group: _Group) -> None:
        told = {key: self.text(group, key) for key in self.reader.groups[group]}
        if not any(told.values()):
            return
        given, surname = told.get("adult_given_names", ""), told.get("adult_surname", "")
        if not given and not surname:
            given, surname = split_name(told.get("adult_name", ""))
        birth: Birth | None = None
        if value := told.get("adult_birth", ""):
            try:
                birth = read_birth(value, self.reader.received_on)
            except _CellError as error:  # an adult's birth is no reason to lose a child
                self.problem(self.heading(group, "adult_birth"), str(error), value, Severity.NOTED)
                self.other.append((self.heading(group, "adult_birth"), value))
        self.adults.append(
            NoticeAdult(
                role=group[0],
                given_names=given,
                surname=surname,
                birth=birth,
                address=told.get("adult_address", ""),
                phone=told.get("adult_phone", ""),
                relationship=told.get("adult_relationship", ""),
            )
        )


# --- Reading a cell -------------------------------------------------------------------------------

_NOTHING = frozenset(
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
_FORMULA = re.compile(r"=|@\s*\w+\s*\(|[+\-]\s*[A-Za-z@=].*[(!|]", re.DOTALL)
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
        raise _CellError(f"This could not be read as a date. {_DAY_FIRST}")
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
            raise _CellError(f"There is no month {int(month)}. {_DAY_FIRST}") from None
        raise _CellError(f"There is no such day as {int(day)}/{int(month)}/{number}. {_DAY_FIRST}") from None


def _sensible(day: date, received_on: date) -> date:
    if not received_on.year - 120 <= day.year <= received_on.year + 2:
        raise _CellError(f"The year {day.year} cannot be right.")
    return day


def read_clock(value: str) -> time:
    """A time of day: 22:15, 22.15, 2215, 10:15pm, 22:15:30, 2215hrs. Raises ValueError in plain English."""
    found = _CLOCK.fullmatch(value.strip())
    if found is None:
        raise _CellError("This could not be read as a time. Write it as 22:15.")
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            raise _CellError("This could not be read as a time. Write it as 22:15.")
        hour = hour % 12 + (12 if found["half"].casefold().startswith("p") else 0)
    if hour > 23 or minute > 59:
        raise _CellError(f"There is no such time as {hour}:{minute:02}. Write it as 22:15.")
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
            raise _CellError(f"This could not be read as a date. {_DAY_FIRST}")
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
        raise _CellError("This could not be read as an age. Write it in years, for example 7.")
    low = int(found["low"])
    high = int(found["high"] or low)
    if high < low or high > 120:
        raise _CellError("This could not be read as an age. Write it in years, for example 7.")
    unit = (found["unit"] or "y")[0]
    if unit == "y":
        margin = 1 if loose else 0
        return Birth(Birth.aged(high, on, margin).earliest, Birth.aged(low, on, margin).latest)
    days = {"m": 30.5, "w": 7, "d": 1}[unit]
    earliest = on - timedelta(days=round((high + 1) * days) + (14 if loose else 0))
    latest = min(on, on - timedelta(days=round(low * days) - (14 if loose else 0)))
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


def _yes(value: str) -> bool:
    return value.casefold().strip(" .") in ("y", "yes", "true", "1", "x", "unborn", "t")


def _postcode(value: str) -> str:
    """Upper case with one space, where it has the shape of a postcode; otherwise as written."""
    found = re.fullmatch(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})", re.sub(r"\s+", "", value).upper())
    return f"{found[1]} {found[2]}" if found else value


def _same(value: str) -> str:
    """A text for comparing: case and spacing do not count."""
    return " ".join(value.casefold().split())


def _fingerprint(content: object) -> str:
    """sha256, in hexadecimal, over content written in one fixed way."""
    return hashlib.sha256(
        json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def _with_fingerprint(child: NoticeChild, fingerprint: str) -> NoticeChild:
    return NoticeChild(
        **{name: getattr(child, name) for name in child.__slots__ if name != "fingerprint"}, fingerprint=fingerprint
    )


def _adult_content(adult: NoticeAdult) -> list[str]:
    return [_same(str(getattr(adult, name) or "")) for name in adult.__slots__]


# --- Sending back, and the page about the format --------------------------------------------------


def harmless(value: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe goes before = + - @, tab and carriage return."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def write_refused(batch: NoticeBatch) -> bytes:
    """The rows that were not taken as a CSV file (UTF-8 with a mark that Excel knows): what is wrong first, then the
    row as it came.

    Put right what is wrong and send the same file: the first two columns are passed over when it is read.
    """
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(["What is wrong", "Row in the file", *(harmless(heading) for heading in batch.headings)])
    for row in batch.refused:
        writer.writerow([" ".join(row.reasons), row.row_number, *(harmless(cell) for cell in row.cells)])
    return out.getvalue().encode("utf-8-sig")


def columns_table() -> str:
    """The columns as the Markdown table of docs/import-contacts.md."""
    lines = ["| column | of | what goes in | also understood |", "| --- | --- | --- | --- |"]
    for column in COLUMNS:
        others = ", ".join(heading for heading in column.headings.split("|") if heading)
        lines.append(f"| {column.title} | {column.of} | {column.meaning} | {others} |")
    return "\n".join(lines)
