"""What is decided for each child, signed off by somebody else, and passed on."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import cast

from django.db import transaction

from lantern.access.people_acting import ActingPerson
from lantern.frontdoor import offering, rules
from lantern.frontdoor import permissions as may
from lantern.frontdoor.actions.contact import write_columns
from lantern.frontdoor.actions.feedback import tell_referrer
from lantern.frontdoor.models import (
    ChildDecision,
    Contact,
    Outcome,
    ReportedPerson,
    SentBack,
)
from lantern.frontdoor.offering import LetIn
from lantern.frontdoor.rules import DecisionForChild
from lantern.frontdoor.states import CONTACT
from lantern.interface.display import london_date
from lantern.partnership import queries as partnership
from lantern.partnership.models import Team, ThresholdDocument
from lantern.spine import handoffs, ledger
from lantern.spine.actors import Actor, somebody
from lantern.spine.lifecycle import Made
from lantern.spine.models import Episode, Handoff
from lantern.waiting.choosing import Chosen


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
    write_columns(contact, decided_at=at, decided_by_id=by.user_id)
    if start_urgently:
        urgent = [each for each in written if each.outcome in rules.CAN_NOT_WAIT]
        if urgent:
            write_columns(contact, urgent_start_at=at)
            for decision in urgent:
                _offer_as_decided(contact, decision, by=by, at=at)
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
        speaks_for=each.speaks_for,
        speaks_against=each.speaks_against,
        not_known=each.not_known,
        contingency=each.contingency if Outcome(each.outcome).steps_down else "",
        evidence=list(each.evidence),
        reason=each.reason,
        consent=each.consent,
        family_told=each.family_told,
        to_team_id=each.to_team_id,
        service_id=each.service_id,
        need_to_know=each.need_to_know or each.rationale,
        decided_at=at,
        decided_by_id=somebody(by),
    )
    decision.save(force_insert=True)
    return decision


@transaction.atomic
def send_back(
    contact: Contact,
    *,
    reason: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    themes: Sequence[str] = (),
    key: uuid.UUID | None = None,
) -> Made:
    """A manager asks for another look, and says what is missing: in words, and by ``practice_theme`` so that it can be
    counted.
    """
    made = CONTACT.make(
        "send_back", contact, by=by, at=at, version=version, key=key, facts={"reason": reason}, note=reason
    )
    SentBack(
        contact=contact,
        episode_id=contact.pk,
        authority_id=contact.authority_id,
        restricted=contact.restricted,
        team_id=contact.owner_team_id,
        decided_by_id=cast(int, contact.decided_by_id),
        sent_by_id=somebody(by),
        themes=list(themes),
        at=at,
    ).save(force_insert=True)
    return made


@transaction.atomic
def sign_off(
    contact: Contact,
    *,
    note: str,
    by: ActingPerson,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    cumulative: str = "",
    key: uuid.UUID | None = None,
    letting_in: Mapping[int, LetIn] = MappingProxyType({}),
) -> Made:
    """A manager who did not decide agrees, and says what they tested. Everything but advice leaves as a handoff now.

    ``cumulative``: what they tested about risk that adds up; asked of whoever signs off no further action on a child's
    third contact. ``letting_in``: for each team that receives something restricted, who of it may see it from now on.
    Raises MoveRefused, and nothing is signed, when an offer would reach nobody.
    """
    made = CONTACT.make(
        "sign_off",
        contact,
        by=by,
        at=at,
        version=version,
        key=key,
        late_reason=late_reason,
        note=note,
        facts={"cumulative": cumulative.strip()},
    )
    write_columns(
        contact, signed_off_at=at, signed_off_by_id=by.user_id, sign_off_note=note, cumulative_tested=cumulative
    )
    for decision in contact.decisions.filter(current=True, handoff__isnull=True).select_related(
        "to_team", "reported", "person"
    ):
        if Outcome(decision.outcome).hands_over:
            if decision.to_team_id is not None and decision.to_team_id in letting_in:
                _let_in(contact, decision, letting_in[decision.to_team_id], by=by, at=at)
            _offer_as_decided(contact, decision, by=by, at=at)
    _answer_by_itself(contact, by=by, at=at)
    return made


def _answer_by_itself(contact: Contact, *, by: ActingPerson, at: dt.datetime) -> None:
    """Tell a professional at once, where the partnership chose that for these outcomes: need-to-know, as prepared."""
    if not partnership.authority(contact.authority_id).partnership.automatic_answers:
        return
    outcomes = list(contact.decisions.filter(current=True).order_by("pk").values_list("outcome", flat=True))
    if not by.may(may.TELL_REFERRER) or not rules.answers_by_itself(contact, outcomes):
        return
    phone = partnership.authority(contact.authority_id).hub_phone
    words = rules.feedback_for(contact, outcomes, professional=True, hub_phone=phone)
    tell_referrer(contact, how="by_itself", words=words, by=by, at=at, version=contact.version)


def _let_in(contact: Contact, decision: ChildDecision, chosen: LetIn, *, by: ActingPerson, at: dt.datetime) -> None:
    to_team = partnership.teams()[decision.to_team_id or 0]
    offering.let_in(contact, decision.reported, chosen, to_team=to_team, by=by, at=at)


def _offer_as_decided(contact: Contact, decision: ChildDecision, *, by: Actor, at: dt.datetime) -> None:
    if decision.to_team_id is None:
        raise ValueError("A decision that hands a child over names the team.")
    to_team = partnership.teams()[decision.to_team_id]
    chosen = Chosen(to_team.pk, decision.service_id)
    _offer(contact, decision, to=chosen, need_to_know=decision.need_to_know, by=by, at=at)


@transaction.atomic
def offer_again(
    contact: Contact,
    decision: ChildDecision,
    *,
    to_team: Team,
    need_to_know: str,
    by: ActingPerson,
    at: dt.datetime,
    key: uuid.UUID | None = None,
    letting_in: LetIn | None = None,
    service_id: int | None = None,
) -> Handoff:
    """After a team declined: offer the same child to another.

    ``letting_in``: who of that team may see something restricted from now on. Raises MoveRefused when the offer would
    reach nobody.
    """
    if letting_in is not None:
        offering.let_in(contact, decision.reported, letting_in, to_team=to_team, by=by, at=at)
    chosen = Chosen(to_team.pk, service_id)
    return _offer(contact, decision, to=chosen, need_to_know=need_to_know, by=by, at=at, key=key)


def _offer(
    contact: Contact,
    decision: ChildDecision,
    *,
    to: Chosen,
    need_to_know: str,
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> Handoff:
    to_team = partnership.teams()[to.team_id]
    offering.require_somebody_sees(contact, decision.reported, to_team, at=at)
    closed = offering.closed_people(contact, decision.reported)
    about = {decision.person_id: str(ReportedPerson.Part.CHILD)} if decision.person_id else {}
    made = handoffs.offer(
        to_team=to_team,
        from_team=partnership.teams()[contact.owner_team_id],
        because_of=contact,
        purpose=decision.outcome,
        # Whoever is restricted belongs to the offer that tells of them: so it opens to those let in to them, and with
        # them.
        about=({each.person_id: each.part for each in closed if each.person_id} | about).items(),
        restricted=bool(closed),
        subjects=rules.disclosed_subjects(contact, only=decision.reported_id, on=london_date(at)),
        need_to_know=need_to_know,
        by=by,
        at=at,
        key=key,
        instead_of=decision.handoff,
        service_id=to.service_id,
    )
    ChildDecision.objects.filter(pk=decision.pk).update(
        handoff_id=made.episode.pk, to_team=to_team, service_id=to.service_id, need_to_know=need_to_know
    )
    handoff: Handoff = made.episode
    return handoff
