"""Adding a file that somebody sent to the contact it belongs to."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import IO

from django.db import transaction

from lantern.frontdoor.models import Contact
from lantern.frontdoor.permissions import TAKE_CONTACT
from lantern.spine import acts, attachments, ledger
from lantern.spine.actors import Actor
from lantern.spine.models import Attachment


@transaction.atomic
def add_file(
    contact: Contact, *, name: str, content: IO[bytes], by: Actor, at: dt.datetime, key: uuid.UUID | None = None
) -> Attachment:
    """Keep a file with a contact, and write down that it came. The ledger holds what kind it is, never its name.

    Raises FileRefused with words for whoever sent it, MoveRefused, or AlreadyDone when this key was used before.
    """
    acts.require(by.may(TAKE_CONTACT, contact))
    acts.claim(key, move="contact.add_file", by=by)
    kept = attachments.store(contact, name=name, content=content, by=by, at=at)
    kind = next(each.words for each in attachments.KINDS.values() if each.content_type == kept.content_type)
    ledger.record(
        "file_added",
        by=by,
        at=at,
        authority_id=contact.authority_id,
        about=None,
        episode=contact,
        payload={"kind": kind},
    )
    return kept
