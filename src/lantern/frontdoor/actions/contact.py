"""A contact as a whole: who works on it, when it is finished, what was wrong in its record; and what every other
move of the front door writes beside itself.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from lantern.frontdoor.models import (
    Contact,
)
from lantern.frontdoor.permissions import CORRECT_RECORD
from lantern.frontdoor.states import CONTACT
from lantern.partnership import queries as partnership
from lantern.spine import acts, ledger
from lantern.spine.actors import Actor
from lantern.spine.lifecycle import Made
from lantern.spine.models import Event, Involvement


def take(contact: Contact, *, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None) -> Made:
    """Put one's own name to a contact. The team still owns it."""
    return CONTACT.make(
        "take",
        contact,
        by=by,
        at=at,
        version=version,
        key=key,
        changes={"worker_id": by.user_id},
        payload={"worker": by.name},
    )


def assign(
    contact: Contact,
    *,
    worker_id: int,
    worker_name: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
    note: str = "",
) -> Made:
    """A manager gives a contact to somebody of the team. The team still owns it."""
    return CONTACT.make(
        "assign",
        contact,
        by=by,
        at=at,
        version=version,
        key=key,
        changes={"worker_id": worker_id},
        payload={"worker": worker_name},
        note=note,
    )


def put_back(
    contact: Contact, *, reason: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """A manager puts a contact back for the team: nobody holds it. Its clocks run on."""
    return CONTACT.make(
        "put_back",
        contact,
        by=by,
        at=at,
        version=version,
        key=key,
        changes={"worker_id": None},
        facts={"reason": reason},
        payload={"team": partnership.teams()[contact.owner_team_id].name},
        note=reason,
    )


def finish(contact: Contact, *, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None) -> Made:
    """Close the contact: only when every handoff was taken on and the referrer told."""
    return CONTACT.make("finish", contact, by=by, at=at, version=version, key=key)


@transaction.atomic
def correct(event: Event, *, what: str, note: str, by: Actor, at: dt.datetime, key: uuid.UUID | None = None) -> Event:
    """Say that something recorded about a contact was wrong.

    Both stay, and the correction is read beside what it corrects.
    """
    acts.require(by.may(CORRECT_RECORD, event))
    acts.claim(key, move="contact.correct", by=by)
    return ledger.correct(event, by=by, at=at, what=what, note=note)


def people_about(contact: Contact) -> list[tuple[uuid.UUID, str]]:
    return list(Involvement.objects.filter(episode_id=contact.pk).values_list("person_id", "part"))


def write_columns(contact: Contact, **columns: Any) -> None:
    """Write the room's own columns beside a move, in its transaction; the move's version guard has already let us
    through.
    """
    Contact.objects.filter(pk=contact.pk).update(**columns)
    for column, value in columns.items():
        setattr(contact, column, value)
