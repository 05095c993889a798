"""The shift log: what a shift writes down for the next, and who has read it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction

from lantern.frontdoor.models import Contact, ShiftEntry, ShiftEntryRead
from lantern.frontdoor.permissions import KEEP_LOG
from lantern.partnership import queries as partnership
from lantern.spine import acts, ledger
from lantern.spine.actors import Actor, refused, somebody
from lantern.spine.lifecycle import MoveRefused


@transaction.atomic
def write_in_log(
    authority_id: int,
    text: str,
    *,
    happened_at: dt.datetime,
    by: Actor,
    at: dt.datetime,
    contact: Contact | None = None,
    key: uuid.UUID | None = None,
) -> ShiftEntry:
    """Write a line. About a contact it stands in that contact's history too, and is closed to whoever may not see it.

    Raises MoveRefused without the right or a team, and when the contact belongs to another area; AlreadyDone when this
    press of the button was carried out before.
    """
    entry = ShiftEntry(
        authority_id=authority_id,
        happened_at=happened_at,
        written_at=at,
        by_id=somebody(by),
        by_name=by.name[:120],
        text=text,
    )
    acts.require(by.may(KEEP_LOG, entry))
    if by.team_id is None:
        raise MoveRefused(refused("You work in no team."))
    if contact is not None and contact.authority_id != authority_id:
        raise MoveRefused(refused(f"{contact.reference} belongs to another area.", next_step="Choose that area."))
    acts.claim(key, move="shift_log.write", by=by)
    entry.team_id = by.team_id
    if contact is not None:
        entry.episode_id, entry.restricted = contact.pk, contact.restricted
        ledger.record(
            "contact_noted_in_log",
            by=by,
            at=happened_at,
            authority_id=authority_id,
            episode=contact,
            payload={"team": partnership.teams()[by.team_id].name},
            note=text,
        )
    entry.save(force_insert=True)
    return entry


def read_log(entries: Sequence[uuid.UUID], *, by: Actor, at: dt.datetime) -> int:
    """Say that one has read these lines. One's own count as read already. Returns how many were new to the reader."""
    acts.require(by.may(KEEP_LOG))
    reader = somebody(by)
    unread = (
        ShiftEntry._default_manager.filter(pk__in=list(entries)).exclude(by_id=reader).exclude(reads__reader=reader)
    )
    made = ShiftEntryRead._default_manager.bulk_create(
        (
            ShiftEntryRead(
                entry_id=entry, authority_id=authority, reader_id=reader, reader_name=by.name[:120], read_at=at
            )
            for entry, authority in unread.values_list("pk", "authority_id")
        ),
        ignore_conflicts=True,
    )
    return len(made)
