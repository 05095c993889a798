"""The end of a shift: the night's contacts pass to the day team."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from lantern.frontdoor import offering, rules
from lantern.frontdoor.actions.contact import people_about
from lantern.frontdoor.models import (
    Contact,
)
from lantern.frontdoor.states import CONTACT
from lantern.interface.display import london_date
from lantern.partnership import queries as partnership
from lantern.spine import handoffs
from lantern.spine.actors import Actor
from lantern.spine.models import Clock, Handoff


@transaction.atomic
def hand_over(
    contact: Contact, *, note: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Handoff:
    """At the end of a shift: offer a contact to the authority's hub.

    It stays on the duty team's list until the hub accepts it. Somebody who hands over a restricted contact that
    nobody in the hub could see is refused, with whom to ring; the system itself, which can not know who could, offers
    it all the same and tells whoever can act.
    """
    rules.require_not_offered(contact)
    hub = partnership.hub_of(contact.authority_id)
    if by.user_id is not None:
        offering.require_somebody_sees(contact, None, hub, at=at)
    duty = partnership.teams()[contact.owner_team_id]
    CONTACT.make(
        "hand_over",
        contact,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"from_team": duty.name, "to_team": hub.name},
        note=note,
    )
    made = handoffs.offer(
        to_team=hub,
        from_team=duty,
        because_of=contact,
        purpose=rules.HANDOVER,
        about=people_about(contact),
        subjects=rules.disclosed_subjects(contact, on=london_date(at)),
        need_to_know=note or "Handed over at the end of the out-of-hours shift.",
        by=by,
        at=at,
    )
    handoff: Handoff = made.episode
    return handoff


@transaction.atomic
def take_over(handoff: Handoff, *, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None) -> Contact:
    """The day team accepts one contact of the night: from now on it is theirs."""
    contact = Contact.objects.get(led_to=handoff.pk)
    handoffs.accept(handoff, by=by, at=at, version=version, key=key)
    payload = {"from_team": handoff.from_team.name, "to_team": handoff.to_team.name}
    CONTACT.make(
        "take_over",
        contact,
        by=by,
        at=at,
        version=contact.version,
        changes={"owner_team_id": handoff.to_team_id, "worker_id": None},
        payload=payload,
    )
    Clock.objects.filter(episode_id=contact.pk, stopped_at__isnull=True).update(owner_team_id=handoff.to_team_id)
    handoffs.finish(handoff, outcome="Taken over.", by=by, at=at, version=handoff.version)
    return contact
