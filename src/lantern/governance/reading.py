"""Minutes that came as a file, Word or Markdown: who was there, what was on the agenda, what was promised; and what is
doubtful in it. Proposes, and decides nothing: a person checks it in the browser.
"""

from __future__ import annotations

import datetime as dt
import html
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from lantern.interface.display import full_date


class NoMinutes(ValueError):
    """The file holds no minutes that can be read. The message is for whoever chose it."""


@dataclass(frozen=True)
class Somebody:
    """Somebody whom the minutes name, and whether they came: ``here``, ``part``, ``apology`` or ``absent``."""

    name: str
    role: str
    representing: str
    came: str

    @property
    def initials(self) -> str:
        return "".join(part[0] for part in re.split(r"[\s-]+", self.name) if part[:1].isupper() and part != "Cllr")


@dataclass(frozen=True)
class Promised:
    """An action point as it stands in the minutes, the day if there is one, and what somebody must settle."""

    item: int
    what: str
    owner: str
    deadline: str
    by_when: str = ""
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadItem:
    """An item of the agenda with what was minuted."""

    number: int
    title: str
    presenter: str
    text: str


@dataclass(frozen=True)
class Minutes:
    """What was read in a file."""

    held_on: str
    people: list[Somebody] = field(default_factory=list)
    items: list[ReadItem] = field(default_factory=list)
    actions: list[Promised] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """As plain values, to be kept until somebody has checked it."""
        return asdict(self)


_DAY = re.compile(r"(\d{1,2})\s*(?:<sup>)?(?:st|nd|rd|th)?(?:</sup>)?\s+([A-Z][a-z]+)\s+(\d{4})")
_NUMBERS = re.compile(r"^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$")
_MONTHS = {dt.date(2000, month, 1).strftime("%B"): month for month in range(1, 13)}
_STATES = {"attendees": "here", "present": "here", "apologies": "apology", "absent": "absent"}


def read(content: bytes, name: str) -> Minutes:
    """What the minutes in a file say. Raises NoMinutes, in words for whoever chose the file."""
    rows = list(_rows(content, name))
    people, items, actions = _people(rows), _items(rows), _actions(rows)
    if not people and not items and not actions:
        raise NoMinutes(
            "No minutes were found in this file: no list of who was there, no agenda item and no action points. "
            "Choose minutes as Word (.docx) or Markdown (.md)."
        )
    return Minutes(
        held_on=_held_on(rows),
        people=people,
        items=items,
        actions=[_questioned(each, people) for each in actions],
    )


# ---- A file as rows of cells ----------------------------------------------------------------------------------------


def _rows(content: bytes, name: str) -> Iterator[list[str]]:
    """Every line as its cells: a paragraph is one cell, a row of a table several."""
    if name.lower().endswith(".docx") or content[:2] == b"PK":
        yield from _word(content)
        return
    if b"\x00" in content[:4000]:
        raise NoMinutes("This is no text file. Choose minutes as Word (.docx) or Markdown (.md).")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    for line in text.splitlines():
        if "\t" in line:
            cells = line.split("\t")
        else:
            cells = line.strip().strip("|").split("|") if line.count("|") > 1 else [line]
        plain = [_plain(cell) for cell in cells]
        if any(plain) and not re.fullmatch(r"[-:|\s]+", line):
            yield plain


def _plain(written: str) -> str:
    text = html.unescape(re.sub(r"<sup>(.*?)</sup>", r"\1", written))
    text = re.sub(r"<[^>]+>", " ", text)
    return re.sub(r"\s+", " ", re.sub(r"\*\*(?=\S)|(?<=\S)\*\*|^#+\s*|[_`]", "", text)).strip()


def _word(content: bytes) -> Iterator[list[str]]:
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table

    try:
        file = docx.Document(io.BytesIO(content))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise NoMinutes("This is no Word file that can be opened. Save it again as .docx.") from None
    for block in file.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                cells: list[str] = []
                for cell in row.cells:
                    text = " ".join(cell.text.split())
                    if not cells or text != cells[-1]:  # a merged cell stands once
                        cells.append(text)
                yield cells
        elif block.text.strip():
            yield [" ".join(block.text.split())]


# ---- What the rows mean ---------------------------------------------------------------------------------------------


def _held_on(rows: Sequence[Sequence[str]]) -> str:
    for row in rows[:40]:
        told = " ".join(row)
        if re.search(r"meeting date|^date:", told, re.IGNORECASE) and (day := _day(told)):
            return day.isoformat()
    return ""


def _day(told: str) -> dt.date | None:
    """A day, with its day of the month; a month alone is none."""
    if found := _NUMBERS.match(told.strip()):
        day, month, year = (int(each) for each in found.groups())
    elif (found := _DAY.search(told)) and found[2] in _MONTHS:
        day, month, year = int(found[1]), _MONTHS[found[2]], int(found[3])
    else:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _people(rows: Sequence[Sequence[str]]) -> list[Somebody]:
    found: list[Somebody] = []
    came = ""
    for row in rows:
        head = row[0].lower().rstrip(":")
        if len(row) == 1 or not any(row[1:]):
            came = _STATES.get(head, "" if _begins_item(row) else came)
            continue
        if _begins_item(row) or "action owner" in " ".join(row).lower():
            came = ""
        if not came or head == "name" or len(row) < 2 or not row[0]:
            continue
        name = row[0].rstrip("* ")
        part = bool(re.search(r"\(part\)", name, re.IGNORECASE))
        name = re.sub(r"\s*\(part\)", "", name, flags=re.IGNORECASE).rstrip("* ")
        representing = row[2] if len(row) > 2 else ""
        state = "part" if part and came == "here" else came
        found.append(Somebody(name, row[1], representing.rstrip("* "), state))
    return found


def _begins_item(row: Sequence[str]) -> re.Match[str] | None:
    return re.match(r"agenda item\s+(\d+)", row[0], re.IGNORECASE)


def _items(rows: Sequence[Sequence[str]]) -> list[ReadItem]:
    found: list[ReadItem] = []
    text: list[str] = []

    def close() -> None:
        if found:
            last = found[-1]
            found[-1] = ReadItem(last.number, last.title, last.presenter, "\n\n".join(text).strip())
        text.clear()

    for row in rows:
        if begun := _begins_item(row):
            close()
            title = row[1] if len(row) > 1 else row[0][begun.end() :].strip(" :–-")
            presenter = re.sub(r"^presenter:?\s*", "", row[2], flags=re.IGNORECASE) if len(row) > 2 else ""
            found.append(ReadItem(int(begun[1]), title, presenter, ""))
        elif re.match(r"next meeting|minutes approved|appendix", row[0], re.IGNORECASE):
            close()
            break
        elif found and len(row) == 1:
            text.append(row[0])
    else:
        close()
    return found


def _actions(rows: Sequence[Sequence[str]]) -> list[Promised]:
    found: list[Promised] = []
    item, reading = 0, False
    for row in rows:
        if begun := _begins_item(row):
            item, reading = int(begun[1]), False
        elif "action owner" in " ".join(row).lower():
            reading = True
        elif reading and len(row) >= 3 and row[0]:
            day = _day(row[2])
            what = re.sub(r"^\d+[.)]\s*", "", row[0])
            found.append(Promised(item, what, row[1], row[2], day.isoformat() if day else ""))
        elif len(row) < 3:
            reading = False
    return found


# ---- What is doubtful -----------------------------------------------------------------------------------------------


def _questioned(action: Promised, people: Sequence[Somebody]) -> Promised:
    return Promised(
        action.item,
        action.what,
        action.owner,
        action.deadline,
        action.by_when,
        (*_about_owner(action.owner, people), *_about_day(action)),
    )


def _about_owner(owner: str, people: Sequence[Somebody]) -> Iterator[str]:
    names = [each.strip() for each in re.split(r"\s*/\s*|\s+and\s+|\s*&\s*", owner) if each.strip()]
    if not names:
        yield "Nobody stands there. Who does it?"
        return
    if len(names) > 1:
        yield f"“{owner}” are several. Which one answers for it?"
    for name in names:
        if name.lower() in ("all", "everyone", "everybody", "members"):
            yield "“All” is nobody. Which seat does it, or is it one action for each?"
        elif re.fullmatch(r"[A-Z]{2,4}", name):
            yield from _about_initials(name, people)
        elif re.search(r"group|board|team|unit|admin", name, re.IGNORECASE):
            yield f"“{name}” is a group. Which seat answers for it?"


def _about_initials(initials: str, people: Sequence[Somebody]) -> Iterator[str]:
    meant = [each for each in people if each.initials == initials]
    if not meant:
        yield f"“{initials}” are initials of nobody whom the minutes name. Who is it?"
    elif len(meant) > 1:
        told = ", ".join(each.name for each in meant)
        yield f"“{initials}” are the initials of {told}. Who is it?"
    else:
        one = meant[0]
        yield f"“{initials}” are initials. Is it {one.name}, {one.role or one.representing}?"
        if one.came in ("apology", "absent"):
            yield f"{one.name} was not in the room. Do they know of it?"


def _about_day(action: Promised) -> Iterator[str]:
    if action.by_when:
        return
    told = action.deadline.strip()
    if not told or re.fullmatch(r"tba|tbc|tbd|asap|ongoing", told, re.IGNORECASE):
        yield f"“{told or 'nothing'}” is no date. By which day, or by which event?"
    elif re.fullmatch(r"[A-Z][a-z]+ \d{4}", told):
        yield f"“{told}” is a month. By which day of it?"
    else:
        yield f"“{told}” can not be read as a day. By which day, or by which event?"


def in_words(day: str) -> str:
    """A day that was read, for a page."""
    return full_date(dt.date.fromisoformat(day)) if day else ""
