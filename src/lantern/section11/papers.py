"""A return as a document that leaves the house."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from lantern.access.people_acting import ActingPerson
from lantern.interface.display import full_date
from lantern.interface.documents import Bullets, Document, Heading, KeyFacts, Paragraph, Table
from lantern.partnership import queries as partnership
from lantern.section11.models import Section11Return
from lantern.section11.queries import Line
from lantern.section11.standards import Grade, Marking
from lantern.section11.states import RETURN


def paper(found: Section11Return, lines: Sequence[Line], *, by: ActingPerson, at: dt.datetime) -> Document:
    """The whole return: grades at a glance, then each standard with its evidence and what the panel asked.

    It is marked as its most sensitive evidence is.
    """
    marks = {piece["marking"] for line in lines for piece in line.said["evidence"]}
    return Document(
        title="Section 11 return",
        reference=found.reference,
        recipient="The section 11 panel",
        marking="Official-Sensitive" if Marking.SENSITIVE in marks else "Official",
        made_at=at,
        made_by=by.team_name or by.post_title,
        owner=partnership.every_authority()[found.authority_id].name,
        subtitle=f"{found.agency.name}: {found.round.title}",
        blocks=blocks(found, lines),
    )


def _label(grade: str) -> str:
    return str(Grade(grade).label) if grade else "Not answered"


def blocks(found: Section11Return, lines: Sequence[Line]) -> list[Any]:
    """The parts of the document."""
    facts = [("State", RETURN.states[found.state]), ("Standards of", found.round.standards_version)]
    if found.sent_at:
        facts.append(("Sent", f"{full_date(found.sent_at.date())}, agreed by: {found.agreed_within}"))
    if found.previous:
        facts.append(("Carried forward from", found.previous.round.title))
    made: list[Any] = [KeyFacts(facts)]
    for heading, text in (("What matters most", found.matters_most), ("What the panel says", found.panel_says)):
        if text:
            made += [Heading(heading), Paragraph(text)]
    made += [
        Heading("At a glance"),
        Table(
            "Grades, standard by standard",
            ["Standard", "The agency", "Holds"],
            [[line.standard["title"], _label(line.said["grade"]), _label(line.holds)] for line in lines],
        ),
    ]
    for line in lines:
        made += _standard(line)
    return made


def _standard(line: Line) -> list[Any]:
    said = line.said
    made: list[Any] = [Heading(line.standard["title"]), Paragraph(line.standard["text"])]
    made.append(Paragraph(f"{_label(line.holds)}.", strong=True))
    if line.changed_by_panel:
        made.append(Paragraph(f"The agency gave “{_label(said['grade'])}”. The panel: {said['held_because']}"))
    for name, text in (
        ("", said["words"]),
        ("Since the last return: ", said["changed"]),
        ("Answered also in: ", said["equivalent"]),
    ):
        if text:
            made.append(Paragraph(f"{name}{text}"))
    if said["evidence"]:
        made += [Heading("Evidence", level=2), Bullets([_piece(each) for each in said["evidence"]])]
    if said["questions"]:
        made += [
            Heading("Asked by the panel", level=2),
            Bullets([f"{each['question']} Answer: {each['answer'] or 'not yet'}" for each in said["questions"]]),
        ]
    return made


def _piece(each: dict[str, Any]) -> str:
    consent = f" Shared with the agreement of: {each['consent']}." if each["consent"] else ""
    return f"{each['title']}. {Marking(each['marking']).label}. Lies: {each['lies']}.{consent}"
