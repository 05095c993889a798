"""What leaves the house: the board's pack by exception, and the grid of the plan with the columns it came with."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lantern.access.people_acting import ActingPerson
from lantern.improvement.models import ImprovementPlan
from lantern.improvement.queries import Line, Whole
from lantern.improvement.rules import WORDS
from lantern.interface.display import full_date, short_date
from lantern.interface.documents import (
    Bullets,
    Column,
    Document,
    Heading,
    KeyFacts,
    Notice,
    Paragraph,
    Sheet,
    Table,
    excel,
)
from lantern.partnership import queries as partnership

MARKING = "Official"


def pack(plan: ImprovementPlan, now: Whole, *, by: ActingPerson, at: dt.datetime) -> Document:
    """What the board must hear of, the worst first, and only numbers for the rest."""
    return Document(
        title="Improvement plan: board pack by exception",
        reference=plan.reference,
        recipient=plan.body or by.name,
        marking=MARKING,
        made_at=at,
        made_by=by.team_name or by.post_title,
        owner=partnership.every_authority()[plan.authority_id].name,
        subtitle=plan.title,
        blocks=blocks(plan, now, at=at),
    )


def in_numbers(now: Whole) -> str:
    """How many actions have each rating: 2 red, 3 amber."""
    return ", ".join(f"{number} {WORDS[level].lower()}" for level, number in now.counts.items()) or "no actions"


def blocks(plan: ImprovementPlan, now: Whole, *, at: dt.datetime) -> list[Any]:
    """The pack's parts; also a part of the yearly report."""
    found = now.exceptions
    facts = [
        ("Actions", f"{len(now.lines)}: {in_numbers(now)}"),
        ("For the board", f"{len(found)} of {len(now.lines)}"),
        ("Read on", full_date(at.date())),
    ]
    if plan.inspection is not None:
        facts.append(("Answers", plan.inspection.title))
    made: list[Any] = [KeyFacts(facts)]
    if now.unanswered:
        made.append(Notice(f"{len(now.unanswered)} findings that want something improved are answered by no action."))
    if not found:
        made.append(Paragraph("No action is red or amber, and every one can be rated."))
    for level in ("red", "amber", "none"):
        rows = [_row(each) for each in found if each.rating.level == level]
        if rows:
            made += [
                Heading(f"{WORDS[level]} ({len(rows)})"),
                Table(
                    f"Actions: {WORDS[level].lower()}",
                    ["Action", "Lead", "By when", "Why, and what was last told"],
                    rows,
                ),
            ]
    checked = [each for each in now.lines if each.rating.level == "done"]
    if checked:
        made += [
            Heading("Done and checked"),
            Bullets([f"{each.action.number}. {_short(each.action.action)}" for each in checked]),
        ]
    if now.unanswered:
        made += [
            Heading("Findings that no action answers"),
            Bullets([f"¶{each.number}: {each.words}" for each in now.unanswered]),
        ]
    return made


def _short(text: str) -> str:
    first = text.split("\n")[0]
    return first if len(first) <= 160 else first[:157].rsplit(" ", 1)[0] + " …"


def when(line: Line) -> str:
    """By when, in words."""
    if line.action.due_on:
        return short_date(line.action.due_on)
    if line.action.review_on:
        return f"goes on; next look {short_date(line.action.review_on)}"
    return line.action.timescale or line.action.no_date_because or "not said"


def _row(line: Line) -> list[str]:
    why = line.rating.why
    if line.rating.by:
        computed = WORDS[line.rating.computed].lower()
        why = f"{line.rating.by} rated it {line.rating.word.lower()}: {why} (Evidence says {computed}.)"
    if line.last is not None and line.last.what != "override":
        why += f"\n{short_date(line.last.on)}: {_short(line.last.words)}"
    lead = line.action.lead or f"Nobody: {line.action.no_lead_because or 'not said'}"
    return [f"{line.action.number}. {_short(line.action.action)}", lead, when(line), why]


_GRID = ("Outcome", "Objective", "Action", "Success criteria", "Lead officer", "Timescale", "RAG rating",
         "Links to strategy and detailed action plan")  # fmt: skip


def grid(plan: ImprovementPlan, now: Whole, *, at: dt.datetime) -> bytes:
    """The plan as a spreadsheet with the columns it came with, the rating filled in."""
    rows = [
        [
            each.action.outcome, each.action.objective, each.action.action, each.action.success, each.action.lead,
            when(each), f"{each.rating.word}: {each.rating.why}", each.action.links,
        ]
        for each in now.lines
    ]  # fmt: skip
    columns = [Column(name, "As in the plan", 34) for name in _GRID]
    owner = partnership.every_authority()[plan.authority_id].name
    return excel(plan.title, [Sheet("Plan", columns, rows)], owner=owner, made_at=at)
