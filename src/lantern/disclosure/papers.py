"""What goes out on paper: the answer to a subject access request, with a schedule of what is withheld and why; and an
account of a child's life for a court or for the family.

Withheld text is never in the document: a box with a number stands where it was, always of the same size.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from lantern.disclosure.actions.withholding import spans_of
from lantern.disclosure.gathering import record_labels
from lantern.disclosure.models import AccessRequest, Chronology, ChronologyLine, HeldItem
from lantern.disclosure.passages import Span, pieces
from lantern.interface.display import date_and_time, full_date
from lantern.interface.documents import (
    Box,
    Contents,
    Document,
    Heading,
    KeyFacts,
    PageBreak,
    Paragraph,
    Passage,
    Table,
)
from lantern.law.codes import code_set
from lantern.law.timescales import timescale
from lantern.partnership import queries as partnership
from lantern.people.models import Person
from lantern.people.papers import MARKING
from lantern.spine.actors import Actor

COMPLAIN = (
    "If you are not content with this answer, tell us and we will look at it again. You may also complain to the "
    "Information Commissioner, who oversees data protection law, or go to court."
)


def answer(request: AccessRequest, *, copy: int, recipient: str, by: Actor, at: dt.datetime) -> Document:
    """One copy of the answer for one recipient. Three statements."""
    here = partnership.authority(request.authority_id)
    people = Person.objects.filter(involvements__episode_id=request.pk, involvements__part="subject")
    blocks: list[Any] = [
        KeyFacts(
            [
                ("For", recipient),
                ("About", ", ".join(sorted(each.name for each in people))),
                ("Asked", full_date(request.opened_at)),
                ("Answered", full_date(at)),
                ("Copy", str(copy)),
                ("Reference", request.reference),
            ]
        )
    ]
    if request.outcome == AccessRequest.Outcome.REFUSED:
        blocks += _refusal(request)
    else:
        blocks += _bundle(request)
    return Document(
        title=f"Answer to subject access request {request.reference}",
        reference=f"{request.reference}, copy {copy}",
        recipient=recipient,
        marking=MARKING,
        made_at=at,
        made_by=f"{by.name}, {here.name}",
        owner=here.name,
        watermark=f"Copy {copy} for {recipient}, {full_date(at)}, {request.reference}",
        blocks=blocks,
    )


def _refusal(request: AccessRequest) -> list[Any]:
    reason = code_set("withholding_reason").get(request.refusal_reason)
    return [
        Heading("Our answer"),
        Paragraph("You asked to see what we hold. We refuse this request as a whole."),
        KeyFacts([("Why", reason.label if reason else ""), ("Law", reason.also["provision"] if reason else "")]),
        Heading("If you disagree"),
        Paragraph(COMPLAIN),
    ]


def _bundle(request: AccessRequest) -> list[Any]:
    items = list(request.items.order_by("happened_at", "number"))
    spans = spans_of(request)
    written, schedule = _written(items, spans)
    period = " ".join(
        part
        for part in (
            f"from {full_date(request.since)}" if request.since else "",
            f"until {full_date(request.until)}" if request.until else "",
        )
        if part
    )
    boxes = "Some of it is withheld. A numbered box stands where something is withheld; the schedule says why."
    return [
        Contents("Contents"),
        PageBreak(),
        Heading("About this answer"),
        Paragraph(
            "You asked to see what we hold. This is a copy of it, in the order of time, each record with where it is "
            "from."
        ),
        Paragraph(boxes if schedule else "Nothing that you asked for is withheld."),
        KeyFacts(
            [
                ("You asked for", request.asked),
                ("Kinds of record", record_labels(request.records)),
                ("Period", period or "everything"),
                ("Records", str(len(items))),
                ("Withheld", f"{len(schedule)} passages" if schedule else "nothing"),
                ("Law", ", ".join(str(cite) for cite in timescale("sar").cites[:1])),
            ]
        ),
        Heading("If you disagree"),
        Paragraph(COMPLAIN),
        *written,
        Heading("What is withheld, and why"),
        _schedule(schedule),
    ]


def _written(
    items: list[HeldItem], spans: dict[Any, list[Span]]
) -> tuple[list[Any], list[tuple[int, HeldItem, tuple[str, ...]]]]:
    """The records as blocks under a heading for each month, and every withheld passage with its number."""
    blocks: list[Any] = []
    schedule: list[tuple[int, HeldItem, tuple[str, ...]]] = []
    month = ""
    for item in items:
        this = f"{item.happened_at.astimezone(partnership.LONDON):%B %Y}"
        if this != month:
            month = this
            blocks.append(Heading(f"Records of {this}"))
        parts: list[str | Box] = []
        shown = pieces(item.text, spans.get(item.pk, []))
        whole = len(shown) == 1 and shown[0].withheld
        for each in shown:
            if each.withheld:
                schedule.append((len(schedule) + 1, item, each.reasons))
                parts.append(Box(f"Withheld {len(schedule)}"))
            else:
                parts.append(each.text)
        if whole:
            # Neither what kind of record it is nor whose: that alone may tell.
            blocks.append(Passage(f"Record {item.number}", parts))
        else:
            blocks.append(
                Passage(
                    f"Record {item.number}: {item.title}",
                    parts,
                    note=", ".join(part for part in (date_and_time(item.happened_at), item.source) if part),
                )
            )
    return blocks, schedule


def _schedule(schedule: list[tuple[int, HeldItem, tuple[str, ...]]]) -> Any:
    if not schedule:
        return Paragraph("Nothing is withheld.")
    reasons = code_set("withholding_reason")
    rows = []
    for number, item, codes in schedule:
        found = [each for each in (reasons.get(code) for code in codes) if each]
        rows.append(
            [
                str(number),
                str(item.number),
                "; ".join(each.label for each in found),
                "; ".join(each.also["provision"] for each in found),
            ]
        )
    return Table("Schedule of what is withheld", ["Number", "Record", "Why", "Law"], rows, numeric=(0, 1))


# ---- An account for a court or for the family -----------------------------------------------------------------------


def account(
    chronology: Chronology,
    lines: Sequence[ChronologyLine],
    subjects: Sequence[uuid.UUID],
    *,
    by: Actor,
    at: dt.datetime,
) -> Document:
    """A chronology as it is released: numbered and sourced for a court, in plain words for the family. Three
    statements.
    """
    here = partnership.authority(chronology.authority_id)
    people = list(Person.objects.filter(pk__in=subjects).order_by("pk"))
    court = chronology.audience == Chronology.Audience.COURT
    blocks = _for_court(chronology, lines, people) if court else _for_family(lines, people, here.name)
    return Document(
        title=f"Chronology {chronology.reference}",
        reference=chronology.reference,
        recipient=chronology.recipient,
        marking=MARKING,
        made_at=at,
        made_by=f"{by.name}, {here.name}",
        owner=here.name,
        watermark="" if court else f"For {chronology.recipient}, {chronology.reference}",
        blocks=blocks,
    )


def _for_court(chronology: Chronology, lines: Sequence[ChronologyLine], people: Sequence[Person]) -> list[Any]:
    period = " ".join(
        part
        for part in (
            f"from {full_date(chronology.since)}" if chronology.since else "",
            f"until {full_date(chronology.until)}" if chronology.until else "",
        )
        if part
    )
    approver = chronology.approved_by.display_name if chronology.approved_by else ""
    born = next((each.born_on for each in people if each.born_on), None)
    return [
        KeyFacts(
            [
                ("Child", ", ".join(dict.fromkeys(each.name for each in people))),
                ("Born", full_date(born) if born else "not known"),
                ("Record", ", ".join(each.reference for each in people)),
                ("For", chronology.recipient),
                ("Purpose", chronology.purpose),
                ("Period", period or "everything recorded"),
                ("Put together by", f"{chronology.compiled_by_name}, {full_date(chronology.opened_at)}"),
                ("Read and approved by", f"{approver}, {full_date(chronology.approved_at or chronology.opened_at)}"),
                ("Entries", str(len(lines))),
            ]
        ),
        Heading("Chronology, oldest first"),
        Paragraph(
            "Each entry is as it was recorded at the time unless it says otherwise. Addresses of other people and "
            "protected addresses are left out. The last column says who recorded it and where."
        ),
        Table(
            "Chronology",
            ["No.", "Date", "What happened", "Source"],
            [
                [
                    str(number),
                    full_date(each.happened_at),
                    "\n".join([each.words, *([f"What this meant: {each.impact}"] if each.impact else [])]),
                    ". ".join(part for part in (each.source, each.handling) if part),
                ]
                for number, each in enumerate(lines, 1)
            ],
            numeric=(0,),
        ),
    ]


def _for_family(lines: Sequence[ChronologyLine], people: Sequence[Person], owner: str) -> list[Any]:
    first = people[0].name.split()[0] if people and people[0].name else ""
    blocks: list[Any] = [
        Heading(f"{first}’s story" if first else "Your story"),
        Paragraph(
            f"This tells what happened, in the order in which it happened. {owner} put it together with care. If "
            "something is wrong, or you remember it differently, tell us: we write it down beside it."
        ),
    ]
    year = 0
    for each in lines:
        this = each.happened_at.astimezone(partnership.LONDON).year
        if this != year:
            year = this
            blocks.append(Heading(str(year), level=2))
        blocks.append(Passage(full_date(each.happened_at), [each.words]))
        if each.impact:
            blocks.append(Paragraph(each.impact))
    return blocks
