"""Ringing back whoever was worried, in the hours that they said are safe."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from lantern.frontdoor import ringing_back
from lantern.frontdoor.models import Contact, Referrer
from lantern.frontdoor.states import CONTACT
from lantern.spine import clocks
from lantern.spine.actors import Actor
from lantern.spine.lifecycle import Made


@transaction.atomic
def rung_and_reached(contact: Contact, *, said: str, by: Actor, at: dt.datetime, version: int, **also: Any) -> Made:
    """They were reached; what was said is kept with the event. ``also``: ``key`` and ``late_reason``."""
    made = CONTACT.make("ring_reached", contact, by=by, at=at, version=version, note=said, **also)
    _write(contact.pk, ring_state=Referrer.Ring.REACHED)
    return made


@transaction.atomic
def rung_and_not_reached(
    contact: Contact, *, again: ringing_back.Wish, by: Actor, at: dt.datetime, version: int, **also: Any
) -> Made:
    """Nobody answered: the try is counted, and the clock runs anew to the end of the hours chosen for the next one.

    What they chose themselves stays as it is: hours that a worker chooses are not safe for that.
    """
    tries = contact.referrer.ring_tries + 1
    made = CONTACT.make("ring_not_reached", contact, by=by, at=at, version=version, payload={"number": tries}, **also)
    due_at = ringing_back.due_of(again, contact.authority_id, at)
    begins = again.slot.begins if again.slot else None
    _write(contact.pk, ring_tries=tries, ring_from=begins, ring_until=due_at)
    if due_at is not None:
        clocks.move_due(ringing_back.TIMESCALE, contact, due_at=due_at)
    return made


@transaction.atomic
def need_not_ring(contact: Contact, *, reason: str, by: Actor, at: dt.datetime, version: int, **also: Any) -> Made:
    """It is not needed any more, with why."""
    facts = {"reason": reason}
    made = CONTACT.make("ring_not_needed", contact, by=by, at=at, version=version, facts=facts, note=reason, **also)
    _write(contact.pk, ring_state=Referrer.Ring.NOT_NEEDED)
    return made


def _write(contact_id: uuid.UUID, **columns: Any) -> None:
    Referrer.objects.filter(pk=contact_id).update(**columns)
