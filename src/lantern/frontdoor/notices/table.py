"""A file as a table: its encoding, its separator, its rows, and which of them names the columns."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lantern.frontdoor.notices.columns import OURS, Group, Place, meaning_of, place_title, plain_words
from lantern.frontdoor.notices.notice import NoticeFileError

MAX_BYTES = 25 * 1024 * 1024
"""The sizes are limits of the machine, not of practice: a day's notices of a whole force fit many times over."""

MAX_COLUMNS = 300

MAX_CELL = 50_000
"""Characters in one cell of running text."""

_MAX_BROKEN_QUOTES = 200

_HEADING_SOUGHT_IN = 25


def content_of(source: bytes | Path) -> bytes:
    """The bytes of a file, once it is neither too big, nor empty, nor plainly something else than a table."""
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


def decoded(content: bytes) -> tuple[str, str, list[str]]:
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


def delimiter_of(text: str) -> tuple[str, bool]:
    """The separator, and whether the file says so itself in a first line "sep=;"."""
    declared = re.match(r"sep=(.)\n", text, re.IGNORECASE)
    if declared:
        return declared[1], True
    best, most = ",", -1
    for delimiter in (",", ";", "\t", "|"):
        recognised = 0
        for number, record in enumerate(records(text, delimiter)):
            if number >= _HEADING_SOUGHT_IN:
                break
            recognised = max(recognised, _recognised(record))
        if recognised > most:
            best, most = delimiter, recognised
    return best, False


@dataclass(frozen=True, slots=True)
class Record:
    """A row of the file, with the row a spreadsheet shows and the line a text editor shows."""

    row_number: int
    line_number: int
    cells: list[str]
    fault: str = ""


def records(text: str, delimiter: str, first_line: int = 1) -> Iterator[Record]:
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
            yield Record(row, line, cells, fault)
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


def _recognised(record: Record) -> int:
    """How many cells of a record look like headings."""
    if record.fault:
        return 0
    return sum(1 for cell in record.cells if len(cell) < 80 and meaning_of(plain_words(cell)) is not None)


class Headings:
    """The heading row of a file and what each of its columns was taken for.

    `ours` are the columns that our own file of refused rows begins with: they are passed over.
    """

    def __init__(self, row: Record, places: list[Place | None]) -> None:
        self.row_number = row.row_number
        self.names = [re.sub(r"\s+", " ", cell).strip()[:80] for cell in row.cells]
        self.places = places
        self.groups: dict[Group, dict[str, list[int]]] = {}
        for index, place in enumerate(places):
            if place is not None:
                self.groups.setdefault(place[0], {}).setdefault(place[1], []).append(index)
        self._plain = [plain_words(cell) for cell in row.cells]
        self.ours = {index for index, plain in enumerate(self._plain) if plain in OURS}

    def are_repeated_in(self, record: Record) -> bool:
        """Whether a later row says the same headings over again, as pages that were put together do."""
        cells = record.cells[: len(self.names)]
        return len(cells) == len(self._plain) and all(
            len(cell) < 100 and plain_words(cell) == plain for cell, plain in zip(cells, self._plain, strict=True)
        )

    @property
    def sent(self) -> tuple[str, ...]:
        """The headings as they came, without ours."""
        return tuple(name for index, name in enumerate(self.names) if index not in self.ours)

    @property
    def taken_for(self) -> dict[str, str]:
        """Each heading and the title of the column it was taken for; "" where it was not recognised."""
        return {
            name: place_title(place)
            for index, (name, place) in enumerate(zip(self.names, self.places, strict=True))
            if index not in self.ours
        }


def find_heading(rows: Iterable[Record]) -> Headings:
    """The heading row: the one with most known headings, for reports often open with a title."""
    best: Record | None = None
    most = 1
    for number, record in enumerate(rows):
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
    places: list[Place | None] = []
    seen: dict[str, int] = {}
    for cell in best.cells:
        plain = plain_words(cell)
        place = meaning_of(plain)
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
    return Headings(best, places)
