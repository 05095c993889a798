"""What a document is made of, whatever it is written as. Text is plain text; nothing in it is read as markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Heading:
    """A heading inside the document. Level 1 is the largest below the title; levels do not skip."""

    text: str
    level: int = 1

    def __post_init__(self) -> None:
        if self.level not in {1, 2, 3}:
            raise ValueError(f"A heading has level 1, 2 or 3, not {self.level}.")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph. Line breaks in the text are kept."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list of short texts, numbered when `ordered`."""

    items: Sequence[str]
    ordered: bool = False


@dataclass(frozen=True)
class Table:
    """A simple table: one row of column headings, no merged cells. `numeric` names columns set to the right, from 0."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[int] = ()

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.head):
                raise ValueError(
                    f"Row {number} of the table {self.caption!r} has {len(row)} cells for {len(self.head)} headings."
                )


@dataclass(frozen=True)
class KeyFacts:
    """Names and values, such as stand at the head of a record."""

    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Entry:
    """One line of a chronology: what happened and when, and who wrote it down when."""

    at: date | datetime
    title: str
    by: str = ""
    recorded_at: datetime | None = None
    text: str = ""


@dataclass(frozen=True)
class Timeline:
    """A chronology, in the order given: on paper the oldest comes first."""

    entries: Sequence[Entry]


@dataclass(frozen=True)
class Quotation:
    """Somebody's exact words."""

    text: str
    by: str = ""


@dataclass(frozen=True)
class Notice:
    """Something the reader must not miss."""

    text: str


@dataclass(frozen=True)
class Figure:
    """A drawing made by charts.py or network.py, with the text that stands for it."""

    svg: str
    alt: str
    caption: str = ""

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("A figure needs a text that says what it shows, for readers who cannot see it.")


@dataclass(frozen=True)
class Signature:
    """A line to sign on."""

    name: str
    role: str = ""


@dataclass(frozen=True)
class Box:
    """A box in place of words that are not in the document. ``label`` is all that it says."""

    label: str


@dataclass(frozen=True)
class Passage:
    """A titled text with boxes where words were left out. Line breaks are kept."""

    title: str
    parts: Sequence[str | Box]
    note: str = ""


@dataclass(frozen=True)
class Contents:
    """The list of the document's headings; on paper with page numbers."""

    title: str


@dataclass(frozen=True)
class PageBreak:
    """The next part begins on a new page."""


type Block = (
    Heading
    | Paragraph
    | Bullets
    | Table
    | KeyFacts
    | Timeline
    | Quotation
    | Notice
    | Figure
    | Signature
    | Passage
    | Contents
    | PageBreak
)


@dataclass(frozen=True)
class Letter:
    """What makes a document a letter: whose it is, and the address, placed for the window of a DL envelope."""

    head: Sequence[str]
    to: Sequence[str]


@dataclass(frozen=True)
class Document:
    """A document for one recipient. Recipient, reference and marking stand on every page, with n of m.

    `title` becomes the file's title, which strangers can read in a list of files: no names in it.
    """

    title: str
    reference: str
    recipient: str
    marking: str
    made_at: datetime
    made_by: str
    owner: str
    """The organisation that issues it; the only author named in the file's metadata."""
    blocks: Sequence[Block] = field(default=())
    language: str = "en-GB"
    subtitle: str = ""
    watermark: str = ""
    """Words across every page, so that a copy says whose it is. In PDF only."""
    letter: Letter | None = None
    large: bool = False
    """Set in large type, for whoever reads it more easily so."""
