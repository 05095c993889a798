"""What somebody says about an entry of a chronology: what it meant for this person, and how much it matters."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from lantern.interface.display import full_date
from lantern.people.actions.writing import may_change
from lantern.people.events import IMPACT_WRITTEN, WEIGHT_SAID
from lantern.people.models import Person
from lantern.people.presenters import WEIGHTS
from lantern.spine import acts, ledger
from lantern.spine.actors import Actor, refused
from lantern.spine.ledger import Remarked
from lantern.spine.lifecycle import MoveRefused
from lantern.spine.models import Event, EventSubject


class RemarkedMeanwhile(Exception):
    """Somebody else said something about this entry after the page was read. ``last`` is what they said."""

    def __init__(self, last: Remarked) -> None:
        super().__init__("This entry was remarked on meanwhile.")
        self.last = last


@transaction.atomic
def remark(
    person: Person,
    event: Event,
    *,
    impact: str = "",
    weight: int | None = None,
    seen: str,
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> None:
    """Write beside an event what it meant for this person, say how much it matters in their life, or both. Nothing is
    overwritten: a later remark stands before the earlier ones.

    ``seen`` is the number of the newest remark that the page showed, or nothing. Raises RemarkedMeanwhile, MoveRefused,
    or AlreadyDone when this very form was sent before.
    """
    may_change(person, by)
    if not EventSubject.objects.filter(event=event, person=person).exists():
        raise MoveRefused(refused("This entry is not about this person."))
    acts.claim(key, move="person.remark", by=by)
    # Of two people writing at once, the second waits here and is then told.
    Person.objects.select_for_update().get(pk=person.pk)
    before = ledger.remarks_on(event.pk, [person.pk])
    if before and str(before[0].event_id) != seen:
        raise RemarkedMeanwhile(before[0])
    on = full_date(event.happened_at)
    if impact.strip():
        ledger.remark(
            IMPACT_WRITTEN, about=event, person_id=person.pk, by=by, at=at, payload={"on": on}, note=impact.strip()
        )
    if weight is not None:
        ledger.remark(
            WEIGHT_SAID,
            about=event,
            person_id=person.pk,
            by=by,
            at=at,
            payload={"on": on, "weight": WEIGHTS[weight]},
            weight=weight,
        )
