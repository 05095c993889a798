"""A briefing on one page, for print and PDF."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lantern.dissemination.models import Briefing, BriefingEdition
from lantern.interface.display import full_date
from lantern.interface.documents import Document, Heading, Paragraph
from lantern.partnership import queries as partnership

PARTS = (
    ("why", "Why it matters"),
    ("found", "What was found"),
    ("works_well", "What works well"),
    ("differently", "What I do differently"),
    ("where_to", "Whom to ask"),
)


def document(found: Briefing, edition: BriefingEdition, *, recipient: str, at: dt.datetime) -> Document:
    """An edition as it was sent."""
    blocks: list[Any] = []
    for name, heading in PARTS:
        text = getattr(edition, name)
        if text:
            blocks += [Heading(heading), *(Paragraph(each) for each in text.splitlines() if each.strip())]
    return Document(
        title=edition.title,
        subtitle=f"Seven-minute briefing, edition {edition.number}, {full_date(edition.sent_at.date())}",
        reference=found.reference,
        recipient=recipient,
        marking="Official",
        made_at=at,
        made_by=partnership.business_team(found.authority_id).name,
        owner=partnership.every_authority()[found.authority_id].name,
        blocks=blocks,
    )
