"""The first look at a contact: how urgent it is, and whether it is a worry that is already open."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from lantern.frontdoor import rules
from lantern.frontdoor.actions.contact import write_columns
from lantern.frontdoor.actions.feedback import tell_sender
from lantern.frontdoor.models import (
    Contact,
    SentContact,
)
from lantern.frontdoor.states import CONTACT
from lantern.spine.actors import Actor
from lantern.spine.lifecycle import Made
from lantern.spine.models import Priority


@transaction.atomic
def screen(
    contact: Contact,
    *,
    priority: Priority,
    note: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    why_different: str = "",
    contingency_met: str = "",
    reasons: Sequence[str] | None = None,
    key: uuid.UUID | None = None,
    late_reason: str = "",
) -> Made:
    """First look:

    who it is about is settled, how urgent it is, and (after earlier contacts) what is different this time.
    """
    made = CONTACT.make(
        "screen",
        contact,
        by=by,
        at=at,
        version=version,
        key=key,
        changes={"priority": priority},
        payload={"priority": Priority(priority).label.lower()},
        late_reason=late_reason,
    )
    written: dict[str, Any] = {"screened_at": at, "screening_note": note, "why_different": why_different}
    written["contingency_met"] = contingency_met
    if reasons is not None:
        written["reasons"] = list(reasons)
    write_columns(contact, **written)
    tell_sender(contact, stage=SentContact.Stage.LOOKED_AT)
    return made


def reprioritise(
    contact: Contact,
    *,
    priority: Priority,
    reason: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """Judge the urgency again. Running clocks are judged by the new priority from when they started."""
    before = Priority(contact.priority).label.lower() if contact.priority else "not set"
    return CONTACT.make(
        "reprioritise",
        contact,
        by=by,
        at=at,
        version=version,
        key=key,
        changes={"priority": priority},
        facts={"reason": reason},
        payload={"before": before, "after": Priority(priority).label.lower()},
        note=reason,
    )


@transaction.atomic
def join(
    contact: Contact,
    *,
    to: Contact,
    reason: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """The same worry, sent twice: keep both, work on one.

    The joined contact's people and words stay readable from the other.
    """
    rules.require_joinable(contact, to)
    made = CONTACT.make(
        "join", contact, by=by, at=at, version=version, key=key, payload={"other": to.reference}, note=reason
    )
    write_columns(contact, joined_to=to)
    return made
