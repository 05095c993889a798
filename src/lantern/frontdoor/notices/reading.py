"""A whole file, row after row: rows of one incident become one notice, repeats are counted once, the rest is told."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path

from lantern.frontdoor.notices.columns import BY_KEY
from lantern.frontdoor.notices.notice import (
    RAW_SHOWN,
    Duplicate,
    Notice,
    NoticeAdult,
    NoticeBatch,
    NoticeChild,
    NoticeFileError,
    RefusedRow,
    RowProblem,
    Severity,
)
from lantern.frontdoor.notices.rows import Row
from lantern.frontdoor.notices.sameness import adult_content, fingerprint_of, same
from lantern.frontdoor.notices.table import (
    MAX_CELL,
    Headings,
    Record,
    content_of,
    decoded,
    delimiter_of,
    find_heading,
    records,
)

MAX_ROWS = 20_000
"""A limit of the machine, like the sizes of `table`."""


def read_notices(source: bytes | Path, *, received_on: date) -> NoticeBatch:
    """Read a file of notices that arrived on a day (London), which decides two-figure years and what lies in the
    future.

    Raises NoticeFileError, with a message for the sender, when the file as a whole cannot be read: too big, a workbook
    instead of CSV, no heading row. Everything less is told row by row in the batch.
    """
    content = content_of(source)
    text, encoding, notes = decoded(content)
    delimiter, separator_line = delimiter_of(text)
    if separator_line:  # "sep=;" is a word to Excel, which does not show the line
        text = text.partition("\n")[2]
    first_line = 2 if separator_line else 1
    headings = find_heading(records(text, delimiter, first_line))
    reader = _Reader(headings, received_on=received_on)
    for message in notes:
        reader.note(0, 0, "", message)
    for record in records(text, delimiter, first_line):
        if record.row_number > headings.row_number:
            reader.take(record)
    return reader.finish(encoding=encoding, delimiter=delimiter, fingerprint=hashlib.sha256(content).hexdigest())


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


class _Reader:
    """Takes one record after another and keeps what was read, refused and repeated."""

    def __init__(self, headings: Headings, *, received_on: date) -> None:
        self.headings = headings
        self.received_on = received_on
        self.problems: list[RowProblem] = []
        self.duplicates: list[Duplicate] = []
        self.refused: list[RefusedRow] = []
        self.incidents: dict[str, _Incident] = {}
        self.rows_seen: dict[str, int] = {}
        self.rows_read = 0
        self.refused_references: dict[str, list[int]] = {}

    def note(self, row: int, line: int, column: str, message: str, raw: str = "") -> None:
        self.problems.append(RowProblem(row, line, column, message, raw[:RAW_SHOWN], Severity.NOTED))

    def take(self, record: Record) -> None:
        """Read one row: into a notice, the repeats, or the refused."""
        if self.headings.are_repeated_in(record):
            self.note(
                record.row_number, record.line_number, "", "The headings are repeated here. The row was passed over."
            )
            return
        self.rows_read += 1
        if self.rows_read > MAX_ROWS:
            raise NoticeFileError(
                "too_many_rows", f"The file has more than {MAX_ROWS:,} rows. Send it in smaller parts."
            )
        row = Row(record, self.headings, received_on=self.received_on)
        row.read()
        self.problems.extend(row.problems)
        reasons = tuple(
            f"{problem.column}: {problem.message}" if problem.column else problem.message
            for problem in row.problems
            if problem.severity is Severity.REFUSED
        )
        if reasons:
            cells = tuple(cell[:MAX_CELL] for index, cell in enumerate(record.cells) if index not in self.headings.ours)
            self.refused.append(RefusedRow(record.row_number, cells, reasons))
            if row.reference:
                self.refused_references.setdefault(same(row.reference), []).append(record.row_number)
            return
        content = fingerprint_of(sorted((name, same(value)) for name, value in row.cells_by_name()))
        if content in self.rows_seen:
            first = self.rows_seen[content]
            self.duplicates.append(
                Duplicate(record.row_number, first, f"The same as row {first}, word for word. It was counted once.")
            )
            return
        self.rows_seen[content] = record.row_number
        self._add(row)

    def _add(self, row: Row) -> None:
        number = row.record.row_number
        key = f"reference {same(row.reference)}" if row.reference else f"row {number}"
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

    def _merge(self, incident: _Incident, row: Row) -> bool:
        """Add what a further row says of the incident; a contradiction is noted, and running text is kept whole."""
        fresh = False
        record = row.record
        for key, value in row.values.items():
            before = incident.values.get(key, "")
            if not value or same(value) == same(before):
                continue
            fresh = True
            if not before:
                incident.values[key] = value
            elif BY_KEY[key].long:
                if same(value) not in same(before):
                    incident.values[key] = f"{before}\n\n{value}"
            else:
                incident.other.append((f"{BY_KEY[key].title} (row {record.row_number})", value))
                first = incident.row_numbers[0]
                message = f"Differs from row {first} of the same incident, whose value comes first. Both were kept."
                self.note(record.row_number, record.line_number, BY_KEY[key].title, message, value)
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
            rows = self.refused_references.get(same(incident.reference), []) if incident.reference else []
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
            headings=self.headings.sent,
            heading_row=self.headings.row_number,
            columns=self.headings.taken_for,
            rows_read=self.rows_read,
            fingerprint=fingerprint,
        )


def _notice(incident: _Incident, refused_rows: tuple[int, ...]) -> Notice:
    values = incident.values
    occurred_on, occurred_at = incident.occurred
    content = {
        "reference": same(incident.reference),
        "occurred": [str(occurred_on or ""), str(occurred_at or "")],
        "reported": str(incident.reported or ""),
        "values": sorted((key, same(value)) for key, value in values.items() if value),
        "children": sorted(child.fingerprint for child in incident.children),
        "adults": sorted(fingerprint_of(adult_content(adult)) for adult in incident.adults),
        "other": sorted((name, same(value)) for name, value in incident.other),
    }
    fingerprint = fingerprint_of(content)
    without_reference = {key: content[key] for key in ("occurred", "values", "children")}
    return Notice(
        reference=incident.reference,
        identity=fingerprint_of(
            ["reference", same(incident.reference)] if incident.reference else ["content", without_reference]
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
