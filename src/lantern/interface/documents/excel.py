"""Tables of figures as an Excel workbook, written row by row so that size does not matter.

The file is made afresh from named columns: no hidden sheet, row or column, no filter, comment, link or cached pivot.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from lantern.interface.display import london

# Excel limits: 31 characters of a sheet's name, 32,767 of a cell.
_SHEET_NAME = 31
_CELL_TEXT = 32_767
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Column:
    """A column, its heading, and the explanation printed on the sheet "About these figures"."""

    name: str
    explanation: str
    width: int = 18


@dataclass(frozen=True)
class Sheet:
    """A sheet of rows. Values are texts, numbers, dates, aware moments, or None for not known."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]


def excel(title: str, sheets: Sequence[Sheet], *, owner: str, notes: Sequence[str] = (), made_at: datetime) -> bytes:
    """The workbook as .xlsx. Raises ValueError when a row does not fit its columns: a shifted figure is a wrong one."""
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator, book.properties.lastModifiedBy = title, owner, owner
    book.properties.created = book.properties.modified = made_at.astimezone(UTC).replace(tzinfo=None)
    for sheet in sheets:
        _write(book, sheet)
    _explain(book, title, sheets, notes)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def neutralise(text: str) -> str:
    """Text that a spreadsheet shows and never runs: a leading = + - @, tab or carriage return gets an apostrophe.

    For CSV as well, where no cell type protects the reader.
    """
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def _write(book: Workbook, sheet: Sheet) -> None:
    page = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", sheet.name)[:_SHEET_NAME])
    page.freeze_panes = "A2"
    for number, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    page.append([_bold(page, column.name) for column in sheet.columns])
    for number, row in enumerate(sheet.rows, 1):
        if len(row) != len(sheet.columns):
            page.close()  # a half-written sheet left to the garbage collector complains
            raise ValueError(
                f"Row {number} of the sheet {sheet.name!r} has {len(row)} values for {len(sheet.columns)} columns."
            )
        page.append([_cell(page, value) for value in row])


def _explain(book: Workbook, title: str, sheets: Sequence[Sheet], notes: Sequence[str]) -> None:
    page = book.create_sheet("About these figures")
    for letter, width in zip("ABC", (24, 28, 90), strict=True):
        page.column_dimensions[letter].width = width
    page.append([_bold(page, title)])
    for note in notes:
        page.append([_cell(page, note)])
    page.append([])
    page.append([_bold(page, heading) for heading in ("Sheet", "Column", "What it means")])
    for sheet in sheets:
        for column in sheet.columns:
            page.append([_cell(page, text) for text in (sheet.name, column.name, column.explanation)])


def _bold(page: Any, text: str) -> Any:
    cell = _cell(page, text)
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    return cell


def _cell(page: Any, value: Any) -> Any:
    match value:
        case None | bool() | int() | float():
            return {True: "Yes", False: "No"}.get(value, value) if isinstance(value, bool) else value
        case datetime():
            # Excel knows no time zones, so the London clock is written.
            cell = WriteOnlyCell(page, value=london(value).replace(tzinfo=None))
            cell.number_format = "dd/mm/yyyy hh:mm"
            return cell
        case date():
            cell = WriteOnlyCell(page, value=value)
            cell.number_format = "dd/mm/yyyy"
            return cell
    text = _CONTROL.sub(" ", str(value))[:_CELL_TEXT]
    cell = WriteOnlyCell(page, value=neutralise(text))
    cell.data_type = "s"
    return cell
