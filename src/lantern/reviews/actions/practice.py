"""A local child safeguarding practice review: terms, reviewer, steps, the family, linked reviews, publication."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from lantern.interface.display import LONDON
from lantern.law import timescales as law
from lantern.partnership import queries as partnership
from lantern.reviews.models import FamilyContact, Incident, Milestone, PracticeReview, Strand
from lantern.reviews.permissions import RUN_REVIEW
from lantern.reviews.plan import strand_kind
from lantern.reviews.rules import Decided
from lantern.reviews.states import PRACTICE_REVIEW, SET_UP, UNDER_WAY
from lantern.spine import acts, clocks, ledger
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused
from lantern.spine.models import Clock, Involvement


@transaction.atomic
def hold(incident: Incident, *, title: str, by: Actor, at: dt.datetime, key: uuid.UUID | None = None) -> Made:
    """Hold a local review, after the safeguarding partners decided to. Six months count from the decision."""
    if incident.review_decision != Decided.LOCAL:
        raise MoveRefused(refused("No local review was decided.", next_step="Record the decision first."))
    review = PracticeReview(
        authority_id=incident.authority_id,
        owner_team=partnership.teams()[by.team_id or 0],
        worker_id=by.user_id,
        because_of_id=incident.pk,
        restricted=incident.restricted,
        incident_id=incident.pk,
        title=title,
    )
    about = list(Involvement.objects.filter(episode_id=incident.pk).values_list("person_id", "part"))
    return PRACTICE_REVIEW.begin("decide", review, by=by, at=at, about=about, key=key)


def _change(review: PracticeReview, **values: Any) -> None:
    PracticeReview.objects.filter(pk=review.pk).update(**values)
    for name, value in values.items():
        setattr(review, name, value)


@transaction.atomic
def set_terms(
    review: PracticeReview,
    *,
    terms: str,
    questions: str,
    looks_from: dt.date | None,
    looks_until: dt.date | None,
    lead_name: str,
    family_lead_name: str,
    steps: Sequence[tuple[str, dt.date]],
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """What the review asks, of which time, who leads, who speaks with the family, and its steps with their days."""
    made = PRACTICE_REVIEW.make("set_terms", review, by=by, at=at, version=version, key=key)
    _change(
        review,
        terms=terms,
        questions=questions,
        looks_from=looks_from,
        looks_until=looks_until,
        lead_name=lead_name,
        family_lead_name=family_lead_name,
    )
    there = {each.what: each for each in Milestone.objects.filter(review=review)}
    number = max((each.number for each in there.values()), default=0)
    for what, due_on in steps:
        if what in there:
            Milestone.objects.filter(pk=there[what].pk, done_on__isnull=True).update(due_on=due_on)
            continue
        number += 1
        Milestone.objects.create(**_part(review), number=number, what=what, due_on=due_on)
    return made


def _part(review: PracticeReview) -> dict[str, Any]:
    return {
        "authority_id": review.authority_id,
        "restricted": review.restricted,
        "episode_id": review.incident_id,
        "review": review,
    }


def _may_work(review: PracticeReview, by: Actor) -> None:
    acts.require(by.may(RUN_REVIEW, review))
    if review.state not in (SET_UP, UNDER_WAY):
        now = PRACTICE_REVIEW.states[review.state].lower()
        raise MoveRefused(refused(f"This review is {now}, so nothing can be added to it."))


def _tell(event: str, review: PracticeReview, *, by: Actor, at: dt.datetime, **payload: str) -> None:
    ledger.record(event, by=by, at=at, authority_id=review.authority_id, episode=review, about=None, payload=payload)


@transaction.atomic
def step_done(
    review: PracticeReview,
    step: Milestone,
    *,
    on: dt.date,
    note: str,
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> bool:
    """A step is done. The first to say so stands; tells whether this was it."""
    _may_work(review, by)
    acts.claim(key, move="reviews.step_done", by=by)
    done = Milestone.objects.filter(pk=step.pk, review=review, done_on__isnull=True).update(
        done_on=on, done_by_name=by.name[:120], note=note
    )
    if done:
        _tell("practice_review_step_done", review, by=by, at=at, what=step.what)
    return bool(done)


@transaction.atomic
def speak_with_family(
    review: PracticeReview,
    *,
    on: dt.date,
    who: str,
    about: str,
    words: str,
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> FamilyContact:
    """Somebody spoke with the family: with whom, about what, and what they said in their own words."""
    _may_work(review, by)
    acts.claim(key, move="reviews.speak_with_family", by=by)
    said = FamilyContact(
        **_part(review), on=on, who=who, about=about, words=words, by_name=by.name[:120], written_at=at
    )
    said.save(force_insert=True)
    _tell("practice_review_family_met", review, by=by, at=at)
    return said


@transaction.atomic
def link_strand(
    review: PracticeReview,
    *,
    kind: str,
    place: str,
    lead: str,
    their_reference: str,
    shares_chronology: bool,
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> Strand:
    """Link another review of the same events, here or in another area: one lead, one way to the family, and its own
    learning kept apart.
    """
    _may_work(review, by)
    acts.claim(key, move="reviews.link_strand", by=by)
    strand = Strand(
        **_part(review),
        kind=kind,
        place=place,
        lead=lead,
        their_reference=their_reference,
        shares_chronology=shares_chronology,
        added_at=at,
    )
    strand.save(force_insert=True)
    _tell("practice_review_strand_added", review, by=by, at=at, kind=strand_kind(kind))
    return strand


@transaction.atomic
def strand_learned(
    review: PracticeReview,
    strand: Strand,
    *,
    learning: str,
    ended_on: dt.date | None,
    combined: str,
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> None:
    """What a linked review learned by itself, and what all of them teach together."""
    _may_work(review, by)
    acts.claim(key, move="reviews.strand_learned", by=by)
    Strand.objects.filter(pk=strand.pk, review=review).update(learning=learning, ended_on=ended_on)
    _change(review, combined_learning=combined)
    _tell("practice_review_strand_learned", review, by=by, at=at, kind=strand_kind(strand.kind))


@transaction.atomic
def start(
    review: PracticeReview, *, reviewer: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """Begin, once the terms stand and the Executive approved ``reviewer`` (empty: nobody is approved)."""
    return PRACTICE_REVIEW.make("start", review, by=by, at=at, version=version, key=key, facts={"reviewer": reviewer})


@transaction.atomic
def plan_publication(
    review: PracticeReview, *, on: dt.date, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """On which day it is to be published. By when the report goes ahead to the Panel is counted back from that day."""
    made = PRACTICE_REVIEW.make("plan_publication", review, by=by, at=at, version=version, key=key)
    _change(review, publication_on=on)
    starts = dt.datetime.combine(on, dt.time(), tzinfo=LONDON)
    due = clocks.due_at("lcspr-send", started_at=starts, authority_id=review.authority_id)
    if due is not None and review.sent_ahead_at is None:
        running = Clock(
            timescale="lcspr-send",
            episode_id=review.pk,
            authority_id=review.authority_id,
            owner_team_id=review.owner_team_id,
            started_at=min(at, due),
            due_at=due,
            restricted=review.restricted,
        )
        clocks.start([running], because_of=made.event)
        clocks.move_due("lcspr-send", review, due_at=due)
    return made


@transaction.atomic
def send_ahead(
    review: PracticeReview,
    *,
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """The final report went to the Panel and the Secretary of State."""
    made = PRACTICE_REVIEW.make("send_ahead", review, by=by, at=at, version=version, key=key, late_reason=late_reason)
    _change(review, sent_ahead_at=at)
    return made


@transaction.atomic
def explain_delay(
    review: PracticeReview, *, reasons: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """The Panel and the Secretary of State were told that it is late, and why."""
    made = PRACTICE_REVIEW.make(
        "explain_delay", review, by=by, at=at, version=version, key=key, facts={"reasons": reasons}, note=reasons
    )
    _change(review, delay_reasons=reasons)
    return made


@transaction.atomic
def publish(
    review: PracticeReview,
    *,
    where: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """It is published, at an address that stays for at least a year."""
    made = PRACTICE_REVIEW.make("publish", review, by=by, at=at, version=version, key=key, late_reason=late_reason)
    until = law.due_at(law.timescale("lcspr-available"), at)
    _change(
        review,
        published_at=at,
        published_where=where,
        public_until=until.astimezone(LONDON).date() if until else None,
    )
    return made


@transaction.atomic
def stop(
    review: PracticeReview, *, reasons: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """Stop a review, with reasons."""
    return PRACTICE_REVIEW.make(
        "stop", review, by=by, at=at, version=version, key=key, facts={"reasons": reasons}, note=reasons
    )
