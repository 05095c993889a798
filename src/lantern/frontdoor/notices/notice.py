"""What a file of police notices holds: incidents with everybody in them, and the rows that could not be taken."""

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Literal

from lantern.people.matching import Birth

RAW_SHOWN = 200
"""Characters of a wrong cell that are shown beside what is wrong with it."""


class NoticeFileError(ValueError):
    """The file as a whole cannot be read. The message is plain English for the person who sent it; `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


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
