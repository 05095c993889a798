"""The answer to a subject access request on paper: what is disclosed, in the order of time, and a schedule of what is
withheld and why.

Withheld text is never in the document: a box with a number stands where it was, always of the same size.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from lantern.disclosure.actions.withholding import spans_of
from lantern.disclosure.gathering import record_labels
from lantern.disclosure.models import AccessRequest, HeldItem
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
