"""The certificate of somebody who came."""

from __future__ import annotations

import datetime as dt

from lantern.interface.display import full_date
from lantern.interface.documents import Document, KeyFacts, Paragraph
from lantern.law.timescales import add_months, london_date
from lantern.partnership import queries as partnership
from lantern.training.models import Booking, TrainingEvent


def certificate(found: TrainingEvent, booking: Booking, *, at: dt.datetime) -> Document:
    """That somebody came to the whole of it, what it is for, and until when it counts."""
    owner = partnership.every_authority()[found.authority_id].name
    day = london_date(found.starts_at)
    facts = [
        ("Name", booking.name),
        ("Agency", booking.agency_name),
        ("Training", found.course.title),
        ("Held on", full_date(day)),
        ("Hours", f"{found.course.hours:g}"),
    ]
    if found.course.lasts_months:
        facts.append(("Counts until", full_date(add_months(day, found.course.lasts_months))))
    return Document(
        title="Certificate of attendance",
        subtitle=found.course.title,
        reference=f"{found.reference}-{booking.pk.hex[:6].upper()}",
        recipient=booking.name,
        marking="Official",
        made_at=at,
        made_by=partnership.business_team(found.authority_id).name,
        owner=owner,
        blocks=[
            Paragraph(f"{booking.name} came to the whole of this training, according to the register of the day."),
            KeyFacts(facts),
            Paragraph(f"What people can do afterwards: {found.course.aims}"),
        ],
    )
