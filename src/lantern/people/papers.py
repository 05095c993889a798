"""A person's record on paper: what leaves the system carries for whom it was made, by whom, when and how it must be
handled.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from lantern.access.people_acting import ActingPerson
from lantern.interface.display import full_date
from lantern.interface.documents import Document, Entry, Heading, KeyFacts, Notice, Table, Timeline
from lantern.people import presenters
from lantern.people.queries import Record
from lantern.spine import ledger

MARKING = "OFFICIAL-SENSITIVE"
"""The handling marking of the government's security classifications for what names a child."""


def printed(record: Record, *, recipient: str, by: ActingPerson, at: dt.datetime) -> dict[str, Any]:
    """What stands at the head of every printed page."""
    return {
        "recipient": recipient,
        "reference": record.person.reference,
        "marking": MARKING,
        "at": at,
        "by": f"{by.name}, {by.team_name}",
    }


def chronology(
    record: Record,
    entries: Sequence[ledger.Entry],
    *,
    recipient: str,
    by: ActingPerson,
    at: dt.datetime,
    on: dt.date,
    most: int,
) -> Document:
    """The chronology as a document, oldest first. A protected address is not in it."""
    identity = presenters.identity(record, on=on)
    facts = [(fact["name"], fact["value"]) for fact in identity.facts]
    relatives = presenters.relatives(record, on=on)
    blocks: list[Any] = [KeyFacts([("Name", record.person.name), ("Reference", record.person.reference), *facts])]
    if identity.tags:
        blocks.append(Notice(", ".join(tag["text"] for tag in identity.tags)))
    if relatives:
        blocks.append(Heading("Family and household"))
        blocks.append(
            Table(
                "Family and household",
                ["Name", "Relationship", "Age", "Parental responsibility", "Lives with them"],
                [[one.name, one.relation, one.age, one.parental_responsibility, one.lives_with] for one in relatives],
            )
        )
    blocks.append(Heading("Chronology, oldest first"))
    if len(entries) >= most:
        blocks.append(Notice(f"There are more than {most:,} events. The oldest are left out."))
    blocks.append(Timeline([_entry(one) for one in entries]))
    return Document(
        title=f"Chronology {record.person.reference}",
        reference=record.person.reference,
        recipient=recipient,
        marking=MARKING,
        made_at=at,
        made_by=f"{by.name}, {by.post_title}, {by.team_name}",
        owner=record.authority,
        blocks=blocks,
    )


def changed(
    record: Record, entries: Sequence[ledger.Entry], *, since: dt.date, by: ActingPerson, at: dt.datetime
) -> Document:
    """What changed since a day, oldest first, for a review or a conference: what matters most stands before the rest.
    A protected address is not in it.
    """
    key = [one for one in entries if one.significance == KEY]
    counted = [(str(each["label"]), str(each["number"])) for each in presenters.counted_by_theme(entries)]
    blocks: list[Any] = [
        KeyFacts([("Name", record.person.name), ("Reference", record.person.reference), ("Since", full_date(since))]),
        Heading("How much happened"),
        KeyFacts([*counted, ("Open now", str(len(record.open)))]),
    ]
    if key:
        blocks += [Heading("What mattered most"), Timeline([_entry(one) for one in key])]
    blocks.append(Heading("Everything since, oldest first"))
    blocks.append(Timeline([_entry(one) for one in entries]) if entries else Notice("Nothing was recorded since."))
    return Document(
        title=f"Changes {record.person.reference}",
        reference=record.person.reference,
        recipient=by.name,
        marking=MARKING,
        made_at=at,
        made_by=f"{by.name}, {by.post_title}, {by.team_name}",
        owner=record.authority,
        blocks=blocks,
    )


KEY = 3
"""How much a key event matters, as the ledger counts it."""


def _entry(one: ledger.Entry) -> Entry:
    said = [one.note] if one.note else []
    if one.impact:
        said.append(f"What this meant: {one.impact.text} ({one.impact.by}, {full_date(one.impact.at)})")
    if one.corrected_by:
        said.append(f"Corrected since: {one.corrected_by}")
    by = ", ".join(part for part in (one.actor, one.agency) if part)
    return Entry(at=one.happened_at, title=one.sentence, by=by, recorded_at=one.recorded_at, text="\n".join(said))
