"""Verbs of the front door: everything that changes a contact or a check.

Each is one transaction, through the lifecycle's one door.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from lantern.frontdoor import rules
from lantern.frontdoor.models import (
    Channel,
    Check,
    ChildDecision,
    Contact,
    Outcome,
    Referrer,
    ReportedPerson,
    SentContact,
)
from lantern.frontdoor.permissions import CORRECT_RECORD
from lantern.frontdoor.states import ASKED, CHECK, CONTACT
from lantern.law.codes import code_set
from lantern.partnership import queries as partnership
from lantern.partnership.models import Team, ThresholdDocument
from lantern.people import actions as people
from lantern.people.models import Person
from lantern.spine import acts, handoffs, ledger
from lantern.spine.actors import Actor, somebody
from lantern.spine.lifecycle import Made
from lantern.spine.models import Clock, Episode, Event, Handoff, Involvement, Notice, Priority


@dataclass
class Reported:
    """A person as a contact describes them: columns of ``ReportedPerson``."""

    part: str
    facts: dict[str, Any] = field(default_factory=dict)
    person_id: uuid.UUID | None = None
    """Set when whoever takes the contact has already found the child."""


@dataclass
class DecisionForChild:
    """What is decided for one reported child, before it is written."""

    reported_id: uuid.UUID
    outcome: Outcome
    level: int
    rationale: str
    consent: str
    clauses: Sequence[str] = ()
    evidence: Sequence[str] = ()
    reason: str = ""
    family_told: str = ""
    to_team_id: int | None = None
    need_to_know: str = ""


def _reason_labels(codes: Iterable[str]) -> str:
    reasons = code_set("contact_reason")
    return ", ".join(reasons.label(code).lower() for code in codes) or "reasons not yet said"


@transaction.atomic
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
) -> Contact:
    """Take in a worry by any way. It lands with whoever is on duty now; its clocks start when it arrived, not at the
    keying.

    ``contact`` and ``referrer`` are columns of ``Contact`` and ``Referrer``. Raises AlreadyDone when this very form
    was sent before.
    """
    arrived = received_at or at
    team = partnership.duty_team(authority_id, at)
    episode = Contact(
        authority_id=authority_id,
        owner_team=team,
        priority=urgent or (Priority.RED if contact.get("immediate_danger") else None),
        received_at=arrived,
        out_of_hours=not partnership.in_office_hours(authority_id, arrived),
        **contact,
    )
    found = [(each.person_id, each.part) for each in people if each.person_id]
    made = CONTACT.begin(
        "receive",
        episode,
        by=by,
        at=arrived,
        about=found,
        key=key,
        payload={
            "source": code_set("referral_source").label(referrer.get("source", "10")).lower(),
            "channel": Channel(episode.channel).label.lower(),
            "reasons": _reason_labels(episode.reasons),
        },
    )
    Referrer(contact=episode, episode_id=episode.pk, authority_id=authority_id, **referrer).save(force_insert=True)
    _write_reported(episode, people, by=by, at=at)
    if episode.channel in (Channel.PUBLIC_FORM, Channel.PROFESSIONAL_FORM):
        _give_receipt(episode, people, by=by, at=arrived)
    return made.episode


def _give_receipt(contact: Contact, people: Sequence[Reported], *, by: Actor, at: dt.datetime) -> None:
    """What the sender keeps: they may not read the contact itself.

    A public visitor's holds no names, for who opens their browser next.
    """
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
        about=", ".join(name or "name not known" for name in names)[:300] if by.user_id else "",
        sent_at=at,
    ).save(force_insert=True)


def _tell_sender(contact: Contact, **columns: Any) -> None:
    SentContact.objects.filter(episode_id=contact.pk).update(**columns)


@transaction.atomic
def chase(sent: SentContact, *, by: Actor, at: dt.datetime) -> None:
    """Somebody who sent a contact has heard nothing and asks again: the hub is told, once a day at most, and the
    contact's history says so.

    The caller acts for the contact's authority (``access.context.sending_to``).
    """
    asked = (
        SentContact.objects.filter(pk=sent.pk, told_at__isnull=True)
        .exclude(chased_at__gt=at - dt.timedelta(days=1))
        .update(chased_at=at)
    )
    if not asked:
        return
    contact = Contact.objects.get(pk=sent.episode_id)
    ledger.record("referrer_chased", by=by, at=at, authority_id=contact.authority_id, episode=contact)
    tell_team = {
        "team_id": contact.owner_team_id,
        "authority_id": contact.authority_id,
        "restricted": contact.restricted,
    }
    Notice.objects.bulk_create(
        [Notice(episode_id=contact.pk, kind="referrer_chased", created_at=at, **tell_team)], ignore_conflicts=True
    )


@transaction.atomic
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
    made = CONTACT.begin(
        "advise",
        episode,
        by=by,
        at=at,
        about=[(each.person_id, each.part) for each in people if each.person_id],
        key=key,
        payload={"reasons": _reason_labels(episode.reasons)},
    )
    Referrer(contact=episode, episode_id=episode.pk, authority_id=authority_id, **referrer).save(force_insert=True)
    _write_reported(episode, people, by=by, at=at)
    return made.episode


def _write_reported(contact: Contact, people: Sequence[Reported], *, by: Actor, at: dt.datetime) -> None:
    for order, each in enumerate(people):
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
        ).save(force_insert=True)


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
    )


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
            defaults={"authority_id": contact.authority_id, "part": reported.part, "restricted": person.restricted},
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
    if reasons is not None:
        written["reasons"] = list(reasons)
    _write(contact, **written)
    _tell_sender(contact, stage=SentContact.Stage.LOOKED_AT)
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
    _write(contact, joined_to=to)
    return made


@transaction.atomic
def ask_agencies(
    contact: Contact,
    *,
    desks: Sequence[Team],
    question: str,
    lawful_basis: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    asked_by_phone: str = "",
    parents_aware: str = "",
    parents_why_not: str = "",
    key: uuid.UUID | None = None,
) -> list[Check]:
    """Ask any agencies of the hub in one action. Each sees only its own question: who, why, on what basis, by when.

    ``parents_aware`` settles whether the family knows before anybody is asked; bypassing them needs
    ``parents_why_not``.
    """
    rules.require_desks(desks)
    CONTACT.make(
        "ask",
        contact,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"agencies": ", ".join(sorted(desk.agency.name for desk in desks))},
        note=parents_why_not,
    )
    if parents_aware:
        _write(contact, parents_aware=parents_aware, parents_why_not=parents_why_not)
    asked = []
    subjects = rules.disclosed_subjects(contact)
    people = _about(contact)
    already = set(Check.objects.filter(because_of_id=contact.pk, state=ASKED).values_list("asked_team_id", flat=True))
    for desk in desks:
        if desk.pk in already:
            continue
        check = Check(
            authority_id=contact.authority_id,
            partner_agency_id=desk.agency_id,
            owner_team=desk,
            priority=contact.priority,
            because_of_id=contact.pk,
            restricted=contact.restricted,
            asked_team=desk,
            asked_by_name=by.name,
            asked_by_phone=asked_by_phone,
            subjects=subjects,
            question=question,
            lawful_basis=lawful_basis,
            parents_aware=contact.parents_aware,
        )
        made = CHECK.begin("ask", check, by=by, at=at, about=people, payload={"agency": desk.agency.name})
        asked.append(made.episode)
    return asked


@transaction.atomic
def answer_check(
    check: Check,
    *,
    answer: Check.Answer,
    by: Actor,
    at: dt.datetime,
    version: int,
    text: str = "",
    source: str = "",
    handling: str = "",
    may_tell_family: bool | None = None,
    cannot_share_why: str = "",
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """An agency answers: relevant information, nothing held, or can not share and why.

    What it says stays marked as its own.
    """
    made = CHECK.make(
        "answer",
        check,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"agency": check.asked_team.agency.name, "answer": Check.Answer(answer).label.lower()},
        late_reason=late_reason,
    )
    Check.objects.filter(pk=check.pk).update(
        answer=answer,
        answer_text=text,
        answer_source=source,
        handling=handling,
        may_tell_family=may_tell_family,
        cannot_share_why=cannot_share_why,
        answered_at=at,
        answered_by_name=by.name,
    )
    return made


@transaction.atomic
def remind(check: Check, *, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None) -> Made:
    """Ask an agency again."""
    made = CHECK.make(
        "remind", check, by=by, at=at, version=version, key=key, payload={"agency": check.asked_team.agency.name}
    )
    Check.objects.filter(pk=check.pk).update(reminded_at=at, reminders=check.reminders + 1)
    return made


@transaction.atomic
def escalate(check: Check, *, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None) -> Made:
    """Raise a missing answer with the agency's own manager."""
    made = CHECK.make(
        "escalate", check, by=by, at=at, version=version, key=key, payload={"agency": check.asked_team.agency.name}
    )
    Check.objects.filter(pk=check.pk).update(escalated_at=at)
    return made


def withdraw_check(check: Check, *, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None) -> Made:
    """The answer is no longer needed."""
    return CHECK.make(
        "withdraw", check, by=by, at=at, version=version, key=key, payload={"agency": check.asked_team.agency.name}
    )


@transaction.atomic
def decide(
    contact: Contact,
    *,
    decisions: Sequence[DecisionForChild],
    by: Actor,
    at: dt.datetime,
    version: int,
    start_urgently: bool = False,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """Decide for each child, under the threshold document in force today. A manager signs it off.

    ``start_urgently``: protection that can not wait is offered to its team at once, and the record says that it began
    before sign-off.
    """
    document = partnership.threshold_document(contact.authority_id, at.astimezone(partnership.LONDON).date())
    rules.require_sound_decisions(contact, decisions, document)
    # Of two who decide at once the second waits here, and is then told who was quicker: nothing is written for them.
    Episode.objects.select_for_update().get(pk=contact.pk)
    written = [_write_decision(contact, each, document, by=by, at=at) for each in decisions]
    made = CONTACT.make(
        "decide",
        contact,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"outcomes": ", ".join(dict.fromkeys(Outcome(each.outcome).label.lower() for each in written))},
        late_reason=late_reason,
        about=(),
    )
    for decision in written:
        if decision.person_id:
            ledger.record(
                "child_decided",
                by=by,
                at=at,
                authority_id=contact.authority_id,
                about=[decision.person_id],
                episode=contact,
                payload={
                    "outcome": Outcome(decision.outcome).label.lower(),
                    "level": str(decision.level),
                    "document": document.version,
                },
            )
    _write(contact, decided_at=at, decided_by_id=by.user_id)
    if start_urgently:
        urgent = [each for each in written if each.outcome in rules.CAN_NOT_WAIT]
        if urgent:
            _write(contact, urgent_start_at=at)
            for decision in urgent:
                _offer(contact, decision, by=by, at=at)
                ledger.record(
                    "urgent_protection_began",
                    by=by,
                    at=at,
                    authority_id=contact.authority_id,
                    about=[decision.person_id] if decision.person_id else [],
                    episode=contact,
                    payload={"outcome": Outcome(decision.outcome).label.lower()},
                )
    return made


def _write_decision(
    contact: Contact, each: DecisionForChild, document: ThresholdDocument, *, by: Actor, at: dt.datetime
) -> ChildDecision:
    ChildDecision.objects.filter(contact_id=contact.pk, reported_id=each.reported_id, current=True).update(
        current=False
    )
    reported = ReportedPerson.objects.get(pk=each.reported_id, contact_id=contact.pk)
    decision = ChildDecision(
        contact=contact,
        episode_id=contact.pk,
        reported=reported,
        person_id=reported.person_id,
        authority_id=contact.authority_id,
        restricted=contact.restricted,
        outcome=each.outcome,
        level=each.level,
        threshold_document=document,
        clauses=list(each.clauses),
        rationale=each.rationale,
        evidence=list(each.evidence),
        reason=each.reason,
        consent=each.consent,
        family_told=each.family_told,
        to_team_id=each.to_team_id,
        need_to_know=each.need_to_know or each.rationale,
        decided_at=at,
        decided_by_id=somebody(by),
    )
    decision.save(force_insert=True)
    return decision


def send_back(
    contact: Contact, *, reason: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """A manager asks for another look, and says what is missing."""
    return CONTACT.make(
        "send_back", contact, by=by, at=at, version=version, key=key, facts={"reason": reason}, note=reason
    )


@transaction.atomic
def sign_off(
    contact: Contact,
    *,
    note: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """A manager who did not decide agrees, and says what they tested. Everything but advice leaves as a handoff now."""
    made = CONTACT.make("sign_off", contact, by=by, at=at, version=version, key=key, late_reason=late_reason, note=note)
    _write(contact, signed_off_at=at, signed_off_by_id=by.user_id, sign_off_note=note)
    for decision in contact.decisions.filter(current=True, handoff__isnull=True).select_related(
        "to_team", "reported", "person"
    ):
        if Outcome(decision.outcome).hands_over:
            _offer(contact, decision, by=by, at=at)
    return made


def _offer(contact: Contact, decision: ChildDecision, *, by: Actor, at: dt.datetime) -> None:
    to_team = partnership.teams()[decision.to_team_id] if decision.to_team_id else None
    if to_team is None:
        raise ValueError("A decision that hands a child over names the team.")
    made = handoffs.offer(
        to_team=to_team,
        from_team=partnership.teams()[contact.owner_team_id],
        because_of=contact,
        purpose=decision.outcome,
        about=[(decision.person_id, "child")] if decision.person_id else [],
        subjects=rules.disclosed_subjects(contact, only=decision.reported_id),
        need_to_know=decision.need_to_know,
        by=by,
        at=at,
    )
    ChildDecision.objects.filter(pk=decision.pk).update(handoff_id=made.episode.pk)


@transaction.atomic
def offer_again(
    contact: Contact,
    decision: ChildDecision,
    *,
    to_team: Team,
    need_to_know: str,
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> Handoff:
    """After a team declined: offer the same child to another."""
    made = handoffs.offer(
        to_team=to_team,
        from_team=partnership.teams()[contact.owner_team_id],
        because_of=contact,
        purpose=decision.outcome,
        about=[(decision.person_id, "child")] if decision.person_id else [],
        subjects=rules.disclosed_subjects(contact, only=decision.reported_id),
        need_to_know=need_to_know,
        by=by,
        at=at,
        key=key,
    )
    ChildDecision.objects.filter(pk=decision.pk).update(
        handoff_id=made.episode.pk, to_team=to_team, need_to_know=need_to_know
    )
    handoff: Handoff = made.episode
    return handoff


@transaction.atomic
def tell_referrer(
    contact: Contact,
    *,
    how: str,
    words: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """Tell whoever was worried what was decided, with no more than they may know."""
    made = CONTACT.make(
        "tell_referrer",
        contact,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"how": rules.TOLD_HOW[how]},
        late_reason=late_reason,
    )
    _write(contact, told_at=at, told_how=how, told_words=words)
    _tell_sender(contact, stage=SentContact.Stage.ANSWERED, told_at=at, told_words=words)
    return made


@transaction.atomic
def can_not_tell_referrer(
    contact: Contact,
    *,
    why: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """Record why nobody can be told: anonymous, no way to reach them, or not safe."""
    made = CONTACT.make(
        "can_not_tell_referrer",
        contact,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"why": rules.CAN_NOT_TELL[why]},
        late_reason=late_reason,
    )
    _write(contact, told_at=at, told_how=why)
    _tell_sender(contact, stage=SentContact.Stage.NOT_ANSWERED)
    return made


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


@transaction.atomic
def hand_over(
    contact: Contact, *, note: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Handoff:
    """At the end of a shift: offer a contact to the authority's hub.

    It stays on the duty team's list until the hub accepts it.
    """
    rules.require_not_offered(contact)
    hub = partnership.hub_of(contact.authority_id)
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
        about=_about(contact),
        subjects=rules.disclosed_subjects(contact),
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


def _about(contact: Contact) -> list[tuple[uuid.UUID, str]]:
    return list(Involvement.objects.filter(episode_id=contact.pk).values_list("person_id", "part"))


def _write(contact: Contact, **columns: Any) -> None:
    """Write the room's own columns beside a move, in its transaction; the move's version guard has already let us
    through.
    """
    Contact.objects.filter(pk=contact.pk).update(**columns)
    for column, value in columns.items():
        setattr(contact, column, value)
