"""An assessment on paper: what it came to first, then each argument, then on what it rests. For the family too."""

from __future__ import annotations

import datetime as dt

from lantern.access.people_acting import ActingPerson
from lantern.interface.display import age, date_and_time, full_date
from lantern.interface.documents import Document, Entry, Heading, KeyFacts, Paragraph, Quotation, Table, Timeline
from lantern.interface.documents.model import Block
from lantern.partnership import queries as partnership
from lantern.protection.forms import SHARED_HOW
from lantern.protection.models import Assessment
from lantern.protection.queries import Beside
from lantern.protection.states import REQUIRED

MARKING = "Official: sensitive"


def assessment(found: Assessment, beside: Beside, *, by: ActingPerson, at: dt.datetime) -> Document:
    """The assessment as a document for print, PDF and Word."""
    here = partnership.authority(found.authority_id)
    return Document(
        title="Assessment",
        reference=found.reference,
        recipient=by.name,
        marking=MARKING,
        made_at=at,
        made_by=by.team_name or by.post_title,
        owner=here.name,
        blocks=[*_head(found, beside), *_arguments(found, beside), *_feet(found, beside)],
    )


def _head(found: Assessment, beside: Beside) -> list[Block]:
    children = "; ".join(
        f"{child.name}, {age(child.born_on, found.opened_at)}" if child.born_on else child.name
        for child in beside.children
    )
    facts = [
        ("About", children),
        ("Referred", full_date(found.referred_at)),
        ("What was to be found out", found.why),
        ("Outcome", Assessment.Outcome(found.outcome).label if found.outcome else "Not decided yet"),
    ]
    if found.authorised_at:
        facts.append(("Agreed by", f"{found.authorised_by_name}, {full_date(found.authorised_at)}"))
    return [KeyFacts(facts), Heading(REQUIRED["recommendation"]), Paragraph(_or(found.recommendation))]


def _or(text: str) -> str:
    return text or "Not written yet."


def _arguments(found: Assessment, beside: Beside) -> list[Block]:
    made: list[Block] = []
    for name in ("analysis", "impact", "capacity"):
        made += [Heading(REQUIRED[name]), Paragraph(_or(getattr(found, name)))]
    made += [Heading(REQUIRED["history"]), Paragraph(_or(found.history))]
    if found.rests_on:
        made.append(
            Timeline([Entry(dt.datetime.fromisoformat(each["at"]), each["sentence"]) for each in found.rests_on])
        )
    made.append(Heading(REQUIRED["child_views"]))
    made.append(Paragraph(_or(found.child_views)))
    for each in beside.seen:
        if each.words:
            child = next((child.name for child in beside.children if child.pk == each.person_id), "")
            made.append(Quotation(each.words, by=f"{child}, {full_date(each.seen_at)}"))
    return [*made, Heading(REQUIRED["parent_views"]), Paragraph(_or(found.parent_views))]


def _feet(found: Assessment, beside: Beside) -> list[Block]:
    made: list[Block] = []
    names = {child.pk: child.name for child in beside.children}
    rows = [
        [
            names.get(each.person_id, ""),
            date_and_time(each.seen_at),
            each.place,
            "Yes" if each.alone else f"No: {each.not_alone_why}",
        ]
        for each in reversed(beside.seen)
    ]
    if rows:
        made += [
            Heading("When the children were seen"),
            Table("When the children were seen", ["Child", "When", "Where", "Alone"], rows),
        ]
    if found.not_seen_why:
        made.append(Paragraph(f"Not every child was seen: {found.not_seen_why}"))
    if beside.asked:
        made.append(Heading("What a manager asked, and the answer"))
        for asked in beside.asked:
            made += [
                Paragraph(f"{asked.asked_by}, {full_date(asked.asked_at)}: {asked.question}", strong=True),
                Paragraph(asked.answer or "Not answered yet."),
            ]
    if found.shared_on:
        how = dict(SHARED_HOW)[found.shared_how]
        facts = [("Shared with the family", f"{full_date(found.shared_on)}, {how}, {found.shared_with}")]
        if found.family_comment:
            facts.append(("What they said", found.family_comment))
        made += [Heading("Shared with the family"), KeyFacts(facts)]
    return made
