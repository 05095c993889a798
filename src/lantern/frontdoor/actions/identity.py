"""Who the people of a contact turn out to be: found, recorded new, or not to be identified."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction

from lantern.frontdoor import rules
from lantern.frontdoor.models import (
    ChildDecision,
    Contact,
    Referrer,
    ReportedPerson,
    SentContact,
)
from lantern.people import actions as people
from lantern.people.models import Person
from lantern.spine import ledger
from lantern.spine.actors import Actor
from lantern.spine.models import Clock, Episode, Involvement, Notice


@transaction.atomic
def identify(
    reported: ReportedPerson,
    *,
    person: Person | None,
    match: ReportedPerson.Match,
    by: Actor,
    at: dt.datetime,
    reasons: Sequence[str] = (),
) -> ReportedPerson:
    """Say who a reported person is: somebody known, somebody new, or nobody to be identified. Their history is in view
    from then on.

    An earlier answer may be replaced while the contact is undecided; the ledger keeps both.
    """
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=reported.contact_id)
    rules.require_undecided(contact)
    if reported.person_id and reported.person_id != (person.pk if person else None):
        Involvement.objects.filter(episode_id=contact.pk, person_id=reported.person_id).delete()
    ReportedPerson.objects.filter(pk=reported.pk).update(
        person=person, match=match, matched_by_name=by.name, matched_at=at, match_reasons=list(reasons)
    )
    reported.person, reported.match = person, match
    if person is not None:
        Involvement.objects.get_or_create(
            episode_id=contact.pk,
            person=person,
            defaults={
                "authority_id": contact.authority_id,
                "part": reported.part,
                "kind": contact.kind,
                "opened_at": contact.opened_at,
                "restricted": person.restricted,
            },
        )
        if person.restricted and not contact.restricted:
            _restrict(contact)
        ledger.record(
            "person_matched",
            by=by,
            at=at,
            authority_id=contact.authority_id,
            about=[person.pk],
            episode=contact,
            payload={"how": ReportedPerson.Match(match).label.lower()},
        )
        # The contact happened to this child when it arrived, so it stands in their chronology at that moment.
        ledger.tell_of(contact, person_id=person.pk, kind="contact_received")
    return reported


@transaction.atomic
def record_reported(
    reported: ReportedPerson, *, by: Actor, at: dt.datetime, key: uuid.UUID | None = None
) -> ReportedPerson:
    """Nobody on record is this person: record them as they were reported, and settle the report with the new record."""
    numbers = {kind: value for kind, value in (("nhs", reported.nhs_number), ("upn", reported.upn)) if value}
    person = people.record_person(
        authority_id=reported.authority_id,
        by=by,
        at=at,
        is_child=reported.part == ReportedPerson.Part.CHILD,
        first_names=reported.first_names,
        last_name=reported.last_name,
        known_as=reported.also_known_as,
        born_on=reported.born_on,
        birth_known_to=reported.birth_known_to,
        unborn=reported.unborn,
        expected_on=reported.expected_on,
        sex=reported.sex,
        house=reported.house,
        street=reported.street,
        town=reported.town,
        postcode=reported.postcode,
        protected=reported.address_protected,
        identifiers=numbers,
        key=key,
    )
    return identify(reported, person=person, match=ReportedPerson.Match.CREATED, by=by, at=at)


@transaction.atomic
def forget_identity(reported: ReportedPerson, *, by: Actor, at: dt.datetime) -> ReportedPerson:
    """Take back who a reported person was said to be, so that it can be answered again.

    The ledger keeps the earlier answer.
    """
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=reported.contact_id)
    rules.require_undecided(contact)
    if reported.person_id:
        Involvement.objects.filter(episode_id=contact.pk, person_id=reported.person_id).delete()
        ledger.record(
            "person_unmatched",
            by=by,
            at=at,
            authority_id=contact.authority_id,
            about=[reported.person_id],
            episode=contact,
            payload={},
        )
    ReportedPerson.objects.filter(pk=reported.pk).update(
        person=None, match="", matched_by_name="", matched_at=None, match_reasons=[]
    )
    reported.person, reported.match = None, ""
    return reported


def _restrict(contact: Contact) -> None:
    """The strictest wins:

    a contact about a restricted person is as restricted as they are, and so is all that hangs on it.
    """
    Episode.objects.filter(pk=contact.pk).update(restricted=True)
    Involvement.objects.filter(episode_id=contact.pk).update(restricted=True)
    Clock.objects.filter(episode_id=contact.pk).update(restricted=True)
    Notice.objects.filter(episode_id=contact.pk).update(restricted=True)
    ReportedPerson.objects.filter(contact_id=contact.pk).update(restricted=True)
    ChildDecision.objects.filter(contact_id=contact.pk).update(restricted=True)
    Referrer.objects.filter(contact_id=contact.pk).update(restricted=True)
    SentContact.objects.filter(episode_id=contact.pk).update(restricted=True)
    contact.restricted = True
