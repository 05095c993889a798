"""The tables of a document as cells with their parts: from Word, from Markdown, from text with tabs. No meaning yet."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


class NotReadable(ValueError):
    """The file can not be opened as what its name says. The message is for whoever chose it."""


@dataclass(frozen=True)
class Part:
    """A paragraph or a point of a list inside a cell."""

    text: str
    bold: bool = False
    point: bool = False


@dataclass(frozen=True)
class Cell:
    """One cell. ``merged`` says that it goes on with the cell above it."""

    parts: Sequence[Part] = ()
    merged: bool = False

    @property
    def text(self) -> str:
        return "\n".join(f"• {each.text}" if each.point else each.text for each in self.parts)

    def __bool__(self) -> bool:
        return bool(self.parts)


@dataclass(frozen=True)
class Rows:
    """One table, and what must be said about how it was read."""

    rows: Sequence[Sequence[Cell]]
    remarks: Sequence[str] = field(default=())


_PIECE = re.compile(
    r"<p\b[^>]*>(?P<p>.*?)</p>|<li\b[^>]*>(?P<li>.*?)</li>|<(?:/?[uo]l)\b[^>]*>|<br\s*/?>|(?P<text>[^<]+|<(?!p\b|li\b|/?[uo]l\b|br\b)[^>]*>)",
    re.DOTALL | re.IGNORECASE,
)


def cell_of(written: str) -> Cell:
    """A cell as Markdown or HTML has it: paragraphs, points, bold words; two blanks between sentences part them."""
    parts: list[Part] = []
    loose = ""
    for found in _PIECE.finditer(written):
        if found["p"] is not None or found["li"] is not None:
            parts += _loose(loose)
            loose = ""
            inner = found["p"] if found["p"] is not None else found["li"]
            parts += [_part(inner, point=found["li"] is not None)]
        elif found["text"] is not None:
            loose += found["text"]
        else:
            parts += _loose(loose)
            loose = ""
    parts += _loose(loose)
    return Cell(tuple(each for each in parts if each.text))


def _loose(written: str) -> list[Part]:
    apart = re.sub(r"(?i)</b>\s*<b>", "</b>\n<b>", written)
    return [_part(each) for each in re.split(r"\s{2,}|\n", apart) if each.strip()]


def _part(written: str, *, point: bool = False) -> Part:
    bold = bool(re.match(r"\s*(<b>|<strong>|\*\*)", written, re.IGNORECASE))
    text = html.unescape(re.sub(r"<[^>]+>|\*\*", "", written)).replace("\xa0", " ")
    text = re.sub(r"\s+", " ", text).strip()
    listed = re.match(r"^(?:[•▪‣]|\d{1,2}[.)])\s+(?=\S)", text)
    # "1.1 A skilled workforce" is an outcome with its number, not a point of a list.
    if listed and (point or text[0] in "•▪‣"):
        text, point = text[listed.end() :], True
    return Part(text, bold, point)


def tables(content: bytes, name: str) -> list[Rows]:
    """Every table of a Word, Markdown or text file. Raises NotReadable."""
    if name.lower().endswith(".docx"):
        return _word(content)
    if content[:2] == b"PK" or b"\x00" in content[:4000]:
        raise NotReadable("This is no text file. Choose a Word file (.docx) or a Markdown file (.md).")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return list(_text(text.splitlines()))


def _text(lines: Sequence[str]) -> Iterator[Rows]:
    block: list[list[Cell]] = []
    for line in [*lines, ""]:
        row = _row(line)
        if row is None:
            if block:
                yield Rows(block)
                block = []
        elif row:
            block.append(row)


def _row(line: str) -> list[Cell] | None:
    """A row of a table: cells between tabs or bars; None for a line that is none, nothing for the rule under a head."""
    if "\t" in line:
        return [cell_of(each) for each in line.rstrip("\r\n").split("\t")]
    bare = line.strip()
    if bare.startswith("|") and bare.count("|") > 2:
        if re.fullmatch(r"[|:\- ]+", bare):
            return []
        return [cell_of(each) for each in re.split(r"(?<!\\)\|", bare.strip("|"))]
    return None


def _word(content: bytes) -> list[Rows]:
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        file = docx.Document(io.BytesIO(content))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise NotReadable("This is no Word file that can be opened. Save it again as .docx.") from None
    made: list[Rows] = []
    for number, table in enumerate(file.tables, 1):
        rows: list[list[Cell]] = []
        merged = 0
        above: list[object] = []
        for row in table.rows:
            seen: list[object] = []
            cells: list[Cell] = []
            for place, each in enumerate(row.cells):
                same_row = any(each._tc is other for other in seen)
                same_above = place < len(above) and each._tc is above[place]
                seen.append(each._tc)
                if same_row or same_above:
                    merged += 1
                    cells.append(Cell(merged=same_above and not same_row))
                    continue
                parts = [
                    Part(
                        paragraph.text.strip(),
                        bold=bool(paragraph.runs) and all(bool(run.bold) for run in paragraph.runs if run.text.strip()),
                        point="List" in str(paragraph.style.name if paragraph.style else ""),
                    )
                    for paragraph in each.paragraphs
                    if paragraph.text.strip()
                ]
                cells.append(Cell(tuple(parts)))
            above = seen
            rows.append(cells)
        remarks = []
        if merged:
            remarks.append(
                f"Table {number} has merged cells. What stands in one was taken for every row it spans; look these "
                "rows over."
            )
        made.append(Rows(rows, remarks))
    return made
