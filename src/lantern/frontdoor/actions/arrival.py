"""A worry reaches the front door: taken in as a contact, or answered at once as advice."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from lantern.frontdoor import ringing_back, routing, rules
from lantern.frontdoor.models import (
    Channel,
    Contact,
    Referrer,
    ReportedPerson,
    SentContact,
)
from lantern.frontdoor.states import CONTACT
from lantern.law.codes import code_set
from lantern.partnership import queries as partnership
from lantern.spine import ledger
from lantern.spine.actors import Actor
from lantern.spine.models import Clock, Involvement, Priority


@dataclass
class Reported:
    """A person as a contact describes them: columns of ``ReportedPerson``."""

    part: str
    facts: dict[str, Any] = field(default_factory=dict)
    person_id: uuid.UUID | None = None
    """Set when whoever takes the contact has already found the child."""


def _reason_labels(codes: Iterable[str]) -> str:
    reasons = code_set("contact_reason")
    return ", ".join(reasons.label(code).lower() for code in codes) or "reasons not yet said"


def receive(
    *,
    authority_id: int,
    contact: dict[str, Any],
    referrer: dict[str, Any],
    people: Sequence[Reported],
    by: Actor,
    at: dt.datetime,
    received_at: dt.datetime | None = None,
    key: uuid.UUID | None = None,
    urgent: Priority | None = None,
    ring: ringing_back.Wish | None = None,
) -> Contact:
    """Take in a worry by any way. It lands with the team that the area's routing rules name, or else with whoever is on
    duty now; its clocks start when it arrived, not at the keying.

    ``contact`` and ``referrer`` are columns of ``Contact`` and ``Referrer``; ``ring`` is when they asked to be rung
    back, which is due with the contact's other clocks. Raises AlreadyDone when this very form was sent before.
    """
    arrived = received_at or at
    priority = urgent or (Priority.RED if contact.get("immediate_danger") else None)
    version, place = _routed(authority_id, contact, referrer, people, priority, arrived=arrived, at=at)
    episode = Contact(
        authority_id=authority_id,
        owner_team=place.team,
        priority=priority,
        received_at=arrived,
        out_of_hours=not partnership.in_office_hours(authority_id, arrived),
        **contact,
    )

    waits = _to_ring_back(episode, ring, at=arrived)
    if ring is not None:
        referrer = referrer | ring.columns(waits.due_at if waits else None)

    def beside() -> None:
        Referrer(contact=episode, episode_id=episode.pk, authority_id=authority_id, **referrer).save(force_insert=True)
        _write_reported(episode, people, by=by, at=at)
        if waits is not None:
            ledger.record("call_back_asked", by=by, at=arrived, authority_id=authority_id, episode=episode)
        if episode.channel in (Channel.PUBLIC_FORM, Channel.PROFESSIONAL_FORM):
            _give_receipt(episode, people, by=by, at=arrived)
        if place.rule is not None:
            _say_by_which_rule(episode, place, place.rule, version, by=by, at=arrived)

    CONTACT.begin(
        "receive",
        episode,
        by=by,
        at=arrived,
        about=[(each.person_id, each.part) for each in people if each.person_id],
        key=key,
        beside=beside,
        besides=[waits] if waits else [],
        payload={
            "source": code_set("referral_source").label(referrer.get("source", "10")).lower(),
            "channel": Channel(episode.channel).label.lower(),
            "reasons": _reason_labels(episode.reasons),
        },
    )
    return episode


def _to_ring_back(contact: Contact, ring: ringing_back.Wish | None, *, at: dt.datetime) -> Clock | None:
    """The clock of ringing them back: due at the end of the hours they chose."""
    if ring is None or ring.hours == ringing_back.NEVER:
        return None
    due_at = ringing_back.due_of(ring, contact.authority_id, at)
    if due_at is None:
        return None
    return Clock(
        timescale=ringing_back.TIMESCALE,
        episode_id=contact.id,
        authority_id=contact.authority_id,
        owner_team_id=contact.owner_team_id,
        started_at=at,
        due_at=due_at,
        restricted=contact.restricted,
    )


def _routed(
    authority_id: int,
    contact: dict[str, Any],
    referrer: dict[str, Any],
    people: Sequence[Reported],
    priority: Priority | None,
    *,
    arrived: dt.datetime,
    at: dt.datetime,
) -> tuple[int, routing.Place]:
    """The team that has it, and by which version of the rules. One statement, with rules at most four."""
    settled = routing.in_force(authority_id)
    listed = routing.read(settled)
    if settled is None or not listed:
        return 0, routing.Place(partnership.duty_team(authority_id, at))
    known = routing.known_of(
        authority_id,
        arrived,
        contact=contact,
        source=referrer.get("source", ""),
        priority=priority,
        children=[each.facts for each in people if each.part == "child"],
        again=_were_here(people, arrived) if any(rule.when.again for rule in listed) else None,
        with_wards=any(rule.when.wards for rule in listed),
    )
    staffed = routing.staffed(authority_id, at.astimezone(partnership.LONDON).date())
    return settled.number, routing.place(listed, known, staffed=staffed, at=at)


def _were_here(people: Sequence[Reported], arrived: dt.datetime) -> bool | None:
    """Whether a child was at the door within the re-referral window; None while nobody has said who the children are.

    At most one statement.
    """
    children = [each.person_id for each in people if each.part == "child" and each.person_id]
    if not children:
        return None
    return Involvement.objects.filter(
        person_id__in=children, kind=CONTACT.kind, opened_at__gte=rules.recontact_since(arrived), opened_at__lt=arrived
    ).exists()


def _say_by_which_rule(
    contact: Contact, place: routing.Place, rule: routing.Rule, version: int, *, by: Actor, at: dt.datetime
) -> None:
    """Put into its history by which rule it came to its team, or why the team that a rule names did not have it."""
    facts = {
        "rule": f"rule {place.number}, “{rule.name}”",
        "version": version,
        "team": place.team.name,
        "hint": rule.hint,
    }
    kind = "contact_routed"
    if place.not_there:
        named = next((each.name for each in partnership.teams().values() if each.code == rule.team), "a team")
        kind, facts = "contact_not_routed", facts | {"named": named, "because": place.not_there}
    ledger.record(kind, by=by, at=at, authority_id=contact.authority_id, episode=contact, payload=facts)


def _give_receipt(contact: Contact, people: Sequence[Reported], *, by: Actor, at: dt.datetime) -> None:
    """What the sender keeps: they may not read the contact itself.

    A public visitor's holds no names, for who opens their browser next. A professional's does, also where a link to
    their work address is all that opens it.
    """
    known = by.user_id is not None or getattr(by, "by_link", None) is not None
    names = [
        f"{each.facts.get('first_names', '')} {each.facts.get('last_name', '')}".strip()
        for each in people
        if each.part == "child"
    ]
    SentContact(
        episode_id=contact.pk,
        authority_id=contact.authority_id,
        user_id=by.user_id,
        visitor="" if by.user_id else getattr(by, "visitor", ""),
        reference=contact.reference,
        about=", ".join(name or "name not known" for name in names)[:300] if known else "",
        sent_at=at,
    ).save(force_insert=True)


def record_advice(
    *,
    authority_id: int,
    contact: dict[str, Any],
    referrer: dict[str, Any],
    people: Sequence[Reported],
    advice: str,
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> Contact:
    """Record a professional consultation: advice only, perhaps about a child nobody named. Counted as demand; becomes
    a contact later
    without retyping if it must.
    """
    episode = Contact(
        authority_id=authority_id,
        owner_team=partnership.duty_team(authority_id, at),
        received_at=at,
        channel=Channel.CONSULTATION,
        out_of_hours=not partnership.in_office_hours(authority_id, at),
        told_at=at,
        told_how="at_once",
        told_words=advice,
        **contact,
    )

    def beside() -> None:
        Referrer(contact=episode, episode_id=episode.pk, authority_id=authority_id, **referrer).save(force_insert=True)
        _write_reported(episode, people, by=by, at=at)

    CONTACT.begin(
        "advise",
        episode,
        by=by,
        at=at,
        about=[(each.person_id, each.part) for each in people if each.person_id],
        key=key,
        payload={"reasons": _reason_labels(episode.reasons)},
        beside=beside,
    )
    return episode


def _write_reported(contact: Contact, people: Sequence[Reported], *, by: Actor, at: dt.datetime) -> None:
    ReportedPerson.objects.bulk_create(
        ReportedPerson(
            contact=contact,
            episode_id=contact.pk,
            authority_id=contact.authority_id,
            order=order,
            part=each.part,
            person_id=each.person_id,
            match=ReportedPerson.Match.LINKED if each.person_id else "",
            matched_by_name=by.name if each.person_id else "",
            matched_at=at if each.person_id else None,
            **each.facts,
        )
        for order, each in enumerate(people)
    )
