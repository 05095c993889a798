"""A budget out of somebody's spreadsheet. Tolerant: what can not be read as an amount comes through as it was typed,
for the page to ask about, and nothing is dropped.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

MOST_ROWS = 300

_COLUMNS = {
    "label": ("line", "item", "label", "description", "name", "budget line"),
    "heading": ("heading", "section", "category", "group"),
    "side": ("side", "type", "kind", "income or spending", "income/expenditure"),
    "amount": ("amount", "budget", "value", "£", "gbp", "total", "proposed", "standstill"),
}
_INCOME = ("income", "contribution", "receipt", "contributions", "receipts")
_SPENDING = ("expenditure", "spending", "payment", "payments", "costs", "spend")
_SUMS = re.compile(r"(?i)^(sub ?-?total|total\b.*|balance\b.*|.*balance brought forward.*|grand total)$")


class NoBudget(ValueError):
    """The file holds no lines of a budget. The message is for whoever chose it."""


@dataclass(frozen=True)
class ReadLine:
    """A line as the file has it; ``amount`` as it is written there."""

    label: str
    amount: str
    kind: str
    heading: str = ""


@dataclass(frozen=True)
class ReadFile:
    """What was found. ``left_out`` are rows that add up others."""

    lines: Sequence[ReadLine]
    left_out: Sequence[str]


def read(content: bytes, name: str) -> ReadFile:
    """The lines of a budget in a CSV or Excel file. Raises NoBudget with words for whoever sent it."""
    rows = _rows(content, name)
    if len(rows) > MOST_ROWS:
        raise NoBudget(f"The file has {len(rows)} rows. A budget of more than {MOST_ROWS} lines is not read at once.")
    places, rest = _head(rows)
    lines: list[ReadLine] = []
    left_out: list[str] = []
    side, heading = "", ""
    for row in rest:
        label, amount = _cell(row, places["label"]), _cell(row, places["amount"])
        heading = _cell(row, places.get("heading")) or (heading if "heading" not in places else "")
        said = _cell(row, places.get("side")).lower()
        if not label and not amount:
            continue
        if _SUMS.match(label):
            left_out.append(label)
            continue
        if not amount and (found := _side(label.lower().rstrip(":"), exact=True)):
            side = found
            continue
        lines.append(ReadLine(label, amount, _kind(_side(said) or side or "spending", label, said), heading))
    if not lines or not any(re.search(r"\d", each.amount) for each in lines):
        raise NoBudget("There is no budget in this file: no row has a line and an amount in pounds.")
    return ReadFile(lines, left_out)


def _side(words: str, *, exact: bool = False) -> str:
    for side, known in (("income", _INCOME), ("spending", _SPENDING)):
        if words in known or (not exact and any(each in words for each in known)):
            return side
    return ""


def _kind(side: str, label: str, said: str) -> str:
    if side == "spending":
        return "spending"
    other = re.search(r"(?i)generated|misc|interest|grant|fees", label) or "other" in said
    return "other_income" if other else "contribution"


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""


def _head(rows: Sequence[Sequence[str]]) -> tuple[dict[str, int], Sequence[Sequence[str]]]:
    """Where the columns are. A file without headings has its words first and its amount last."""
    for number, row in enumerate(rows[:10]):
        places: dict[str, int] = {}
        for place, cell in enumerate(row):
            for column, names in _COLUMNS.items():
                if cell.strip().lower() in names and column not in places:
                    places[column] = place
        if {"label", "amount"} <= places.keys():
            return places, rows[number + 1 :]
    if not rows:
        raise NoBudget("The file is empty.")
    widest = max(len(row) for row in rows)
    if widest < 2:
        raise NoBudget("There is no budget in this file: its rows have one column only.")
    return {"label": 0, "amount": widest - 1}, rows


def _rows(content: bytes, name: str) -> list[list[str]]:
    if name.lower().endswith(".xlsx"):
        return [row for row in _sheet(content) if any(cell.strip() for cell in row)]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise NoBudget("This is no CSV file. Save it from the spreadsheet as CSV, or choose the .xlsx file itself.")
    return [row for row in csv.reader(io.StringIO(text)) if any(cell.strip() for cell in row)]


def _sheet(content: bytes) -> Iterable[list[str]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise NoBudget("This is no Excel file that can be opened. Save it again as .xlsx or as CSV.") from None
    page = book.worksheets[0]
    for number, row in enumerate(page.iter_rows(values_only=True)):
        if number > MOST_ROWS + 50:
            break
        yield [_text(cell) for cell in row]
    book.close()


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.2f}".removesuffix(".00")
    return str(cell).removeprefix("'")
