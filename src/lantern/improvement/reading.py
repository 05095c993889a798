"""An improvement plan out of the document it was written in: Word or Markdown, with cells that span rows and pages.

What is blank stays blank and is listed; what is not sure is asked. Nothing is guessed and nothing is dropped.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lantern.improvement.cells import Cell, NotReadable, Part, Rows, tables

_HEAD = {
    "outcome": ("outcome", "outcomes", "priority outcome"),
    "objective": ("objective", "objectives", "aim"),
    "action": ("action", "actions", "what we will do", "action required"),
    "success": (
        "success criteria",
        "success measure",
        "success measures",
        "measure",
        "measures",
        "impact",
        "how will we know",
    ),
    "lead": ("lead officer", "lead", "owner", "responsible", "who", "lead officers"),
    "timescale": ("timescale", "timescales", "by when", "date", "due", "due date", "target date", "deadline"),
    "rag": ("rag rating", "rag", "rag status", "rating", "status"),
    "links": ("links to strategy and detailed action plan", "links to strategy", "links", "link", "linked plans"),
}
_AREA = re.compile(r"(?i)^(?:improvement\s+)?(?:area|priority|theme)\s+(?:\w+)\s*[:.\-–—]\s*(.+)$")
_ANSWERS = re.compile(r"(?i)\bofsted\s+(?:improvement\s+)?action\s+(\d{1,2})\b")
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_TIME = re.compile(
    r"(?i)(\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}(?:st|nd|rd|th)?\s+[a-z]{3,9}\s+\d{2,4}|[a-z]{3,9}\s+(?:20)?\d{2}\b"
    r"|on-?going|every\s+\w+|monthly|quarterly|weekly|annual(?:ly)?|termly|tb[acd])"
)
MOST = 400


class NoPlan(ValueError):
    """The file holds no improvement plan. The message is for whoever chose it."""


@dataclass(frozen=True)
class ReadAction:
    """One action as the document has it."""

    number: int
    area: str = ""
    outcome: str = ""
    objective: str = ""
    action: str = ""
    success: str = ""
    lead: str = ""
    timescale: str = ""
    due_on: dt.date | None = None
    rag: str = ""
    links: str = ""
    answers: Sequence[int] = ()


@dataclass(frozen=True)
class ReadPlan:
    """What was found, and what a person must look at."""

    actions: Sequence[ReadAction]
    questions: Sequence[str] = ()
    title: str = ""

    def without(self, what: str) -> list[int]:
        """Numbers of the actions in which this is blank."""
        return [each.number for each in self.actions if not getattr(each, what)]

    @property
    def ongoing(self) -> list[int]:
        """Numbers of the actions that only say Ongoing."""
        return [each.number for each in self.actions if re.fullmatch(r"(?i)on-?going", each.timescale)]


@dataclass
class _Row:
    """A row with its cells named, joined with what goes on from it on the next page."""

    area: str
    outcome: str
    objective: str
    cells: dict[str, list[Part]]
    shared_success: list[Part] = field(default_factory=list)
    merged: set[str] = field(default_factory=set)


def read(content: bytes, name: str) -> ReadPlan:
    """Read a plan. Raises NoPlan with words for whoever sent it."""
    try:
        found = tables(content, name)
    except NotReadable as problem:
        raise NoPlan(str(problem)) from None
    rows, remarks = _rows(found)
    if not rows:
        raise NoPlan(
            "There is no improvement plan in this file: no table has a column for the action and one for who leads it"
            " or by when."
        )
    if len(rows) > MOST:
        raise NoPlan(f"The file has {len(rows)} rows of actions. More than {MOST} are not read at once.")
    actions: list[ReadAction] = []
    questions = list(remarks)
    for row in rows:
        for each in _actions(row, questions, after=len(actions)):
            actions.append(each)
    return ReadPlan(actions, questions)


def _places(row: Sequence[Cell]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, cell in enumerate(row):
        said = cell.text.strip().lower().rstrip(":")
        for column, names in _HEAD.items():
            if said in names and column not in places:
                places[column] = place
    return places if "action" in places and {"lead", "timescale"} & places.keys() else {}


def _rows(found: Sequence[Rows]) -> tuple[list[_Row], list[str]]:
    made: list[_Row] = []
    remarks: list[str] = []
    places: dict[str, int] = {}
    area = outcome = objective = ""
    for table in found:
        fresh = True
        here = len(made)
        for cells in table.rows:
            if head := _places(cells):
                places, fresh = head, True
                continue
            if not places or not any(cells):
                continue
            named = {column: cells[place] if place < len(cells) else Cell() for column, place in places.items()}
            others = [cell for cell in cells[1:] if cell]
            if cells[0] and not others and (new := _area(cells[0], area)) is not None:
                if new:
                    area = new
                    outcome = objective = ""
                continue
            last = made[-1] if made else None
            if last is not None and fresh and _goes_on(named, last):
                outcome, objective = _join(last, named, outcome, objective)
                fresh = False
                continue
            outcome, objective = _beside(named, outcome, objective, fresh=fresh)
            row = _Row(area, outcome, objective, {key: list(cell.parts) for key, cell in named.items()})
            row.merged = {key for key, cell in named.items() if cell.merged}
            _share(row, last, named)
            made.append(row)
            fresh = False
        remarks += table.remarks if len(made) > here else ()
    return made, remarks


def _area(cell: Cell, now: str) -> str | None:
    """The name of an area, nothing for the words beneath one, None for a cell that is neither."""
    first = cell.parts[0]
    if found := _AREA.match(first.text):
        return found[1].strip()
    return "" if all(part.bold for part in cell.parts) and now else None


def _starts_small(cell: Cell) -> bool:
    return bool(cell) and cell.parts[0].text[:1].islower()


def _goes_on(named: dict[str, Cell], last: _Row) -> bool:
    """Whether a row at the head of a page goes on with the last one of the page before: it has no action of its own."""
    action = named["action"]
    own = [part for part in action.parts if not (part.bold and _ANSWERS.search(part.text))]
    if not own:
        return True
    if _starts_small(action) and not named.get("lead"):
        return True
    return all(part.point for part in own) and not named.get("lead") and not named.get("outcome")


def _join(last: _Row, named: dict[str, Cell], outcome: str, objective: str) -> tuple[str, str]:
    for column, cell in named.items():
        if not cell or column in ("outcome", "objective"):
            continue
        held = last.cells.setdefault(column, [])
        parts = list(cell.parts)
        if held and parts and parts[0].text[:1].islower():
            held[-1] = replace(held[-1], text=f"{held[-1].text} {parts[0].text}")
            parts = parts[1:]
        held += parts
    if named.get("outcome"):
        outcome = last.outcome = _text(outcome, named["outcome"])
    if named.get("objective"):
        objective = last.objective = _text(objective, named["objective"])
    return outcome, objective


def _text(before: str, cell: Cell) -> str:
    return f"{before} {cell.text}" if before and _starts_small(cell) else cell.text


def _beside(named: dict[str, Cell], outcome: str, objective: str, *, fresh: bool) -> tuple[str, str]:
    """The outcome and objective that a row stands under. A new outcome without an objective has none."""
    if cell := named.get("outcome"):
        if fresh and _starts_small(cell):
            outcome = f"{outcome} {cell.text}"
        else:
            outcome, objective = cell.text, ""
    if cell := named.get("objective"):
        objective = f"{objective} {cell.text}" if fresh and _starts_small(cell) and objective else cell.text
    return outcome, objective


def _share(row: _Row, last: _Row | None, named: dict[str, Cell]) -> None:
    """Cells that span rows: the same lead, day or links; and the test that stands beside an objective, which tests
    every action under that objective that has none of its own.
    """
    if last is not None:
        for column in row.merged & {"success", "lead", "timescale", "links", "rag"}:
            row.cells[column] = list(last.cells.get(column, []))
    if named.get("objective") and named.get("success"):
        row.shared_success = row.cells["success"]
    elif last is not None and row.objective and row.objective == last.objective:
        row.shared_success = last.shared_success
    if not row.cells.get("success"):
        row.cells["success"] = row.shared_success


def _actions(row: _Row, questions: list[str], *, after: int) -> list[ReadAction]:
    """The actions of a row: one, or as many as it names leads or days for."""
    parts = [part for part in row.cells["action"] if not (part.bold and _ANSWERS.search(part.text))]
    answers = [int(each) for part in row.cells["action"] for each in _ANSWERS.findall(part.text)]
    leads = _split(row.cells.get("lead", []))
    times = [each for part in row.cells.get("timescale", []) for each in _times(part.text)]
    texts = _texts(parts, max(len(leads), len(times)), len(times))
    split = len(texts) > 1
    made = []
    for index, text in enumerate(texts):
        number = after + index + 1
        one_lead = split and len(leads) == len(texts)
        lead = leads[index] if one_lead else " ".join(leads)
        timescale = times[index] if split and len(times) == len(texts) else "; ".join(times)
        due = day_of(timescale)
        made.append(
            ReadAction(
                number=number,
                area=row.area,
                outcome=row.outcome,
                objective=row.objective,
                action=text,
                success=_joined(row.cells.get("success", [])),
                lead=lead,
                timescale=timescale,
                due_on=due,
                rag=_joined(row.cells.get("rag", [])),
                links=_joined(row.cells.get("links", [])),
                answers=tuple(dict.fromkeys(answers)),
            )
        )
        if len(lead) > 40 and not index:
            questions.append(f"{_called(after, texts)}: “{lead}” reads like more than one lead. Who answers for it?")
        if timescale and due is None and not re.match(r"(?i)on-?going|every|monthly|quarterly", timescale):
            questions.append(f"Action {number}: “{timescale}” is no day. By when?")
    return made


def _called(after: int, texts: Sequence[str]) -> str:
    return f"Action {after + 1}" if len(texts) == 1 else f"Actions {after + 1} to {after + len(texts)}"


def _texts(parts: Sequence[Part], wanted: int, times: int) -> list[str]:
    paragraphs = [part.text for part in parts if not part.point]
    points = [part.text for part in parts if part.point]
    if wanted > 1 and not points and len(paragraphs) == wanted:
        return paragraphs
    if len(points) > 1 and len(points) == times and len(paragraphs) == 1:
        return [f"{paragraphs[0].rstrip(':')}: {point}" for point in points]
    return [_joined(parts)]


def _joined(parts: Sequence[Part]) -> str:
    return "\n".join(f"• {part.text}" if part.point else part.text for part in parts)


def _split(parts: Sequence[Part]) -> list[str]:
    return [part.text for part in parts if part.text]


def _times(text: str) -> list[str]:
    found = [each.strip() for each in _TIME.findall(text)]
    rest = _TIME.sub(" ", text).strip(" ,;/&-–")
    return [*found, rest] if rest else found


def day_of(timescale: str) -> dt.date | None:
    """The day that a timescale means: the last of a month where only the month is named. None where it names no day."""
    text = timescale.strip()
    if found := re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{2,4})", text):
        day, month, year = (int(each) for each in found.groups())
    elif found := re.fullmatch(r"(?i)(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?([a-z]{3,9})\s+(\d{2,4})", text):
        month = _MONTHS.get(found[2][:3].lower(), 0)
        day, year = int(found[1] or 0), int(found[3])
    else:
        return None
    year += 2000 if year < 100 else 0
    if not 1 <= month <= 12 or not 2000 <= year <= 2100:
        return None
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, day or last) if day <= last else None
