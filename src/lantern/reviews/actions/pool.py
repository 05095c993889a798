"""The pool of reviewers, and putting one to the Executive."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import IntegrityError, transaction

from lantern.partnership import queries as partnership
from lantern.reviews.models import Appointment, PracticeReview, Reviewer
from lantern.reviews.permissions import KEEP_REVIEWERS
from lantern.reviews.states import APPOINTMENT, PRACTICE_REVIEW
from lantern.spine import acts
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused


@transaction.atomic
def add_reviewer(
    *,
    keeper: int,
    name: str,
    skills: str,
    ties: str,
    free_from: dt.date | None,
    days_a_year: int,
    day_rate: int,
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> Reviewer:
    """Add somebody to the partnership's pool. ``day_rate`` in pence. Raises MoveRefused when the name is there."""
    acts.require(by.may(KEEP_REVIEWERS))
    acts.claim(key, move="reviews.add_reviewer", by=by)
    made = Reviewer(
        authority_id=keeper,
        name=name,
        skills=skills,
        ties=ties,
        free_from=free_from,
        days_a_year=days_a_year,
        day_rate=day_rate,
        added_by_name=by.name[:120],
        added_at=at,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise MoveRefused(refused("Somebody of this name is in the pool already.")) from None
    return made


@transaction.atomic
def put_forward(
    review: PracticeReview,
    *,
    reviewer: Reviewer,
    terms: str,
    days: int,
    conflicts: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """Put a reviewer to the Executive. What it reads is the partnership's own record, and the child is not in it."""
    PRACTICE_REVIEW.make("put_reviewer", review, by=by, at=at, version=version, key=key)
    appointment = Appointment(
        authority_id=reviewer.authority_id,
        owner_team=partnership.business_team(reviewer.authority_id),
        review_reference=review.reference,
        review_title=review.title,
        reviewer=reviewer,
        terms=terms,
        days=days,
        cost=days * reviewer.day_rate,
        conflicts=conflicts,
        put_by_name=by.name[:120],
    )
    made = APPOINTMENT.begin("put", appointment, by=by, at=at)
    PracticeReview.objects.filter(pk=review.pk).update(appointment_id=made.episode.pk)
    return made


@transaction.atomic
def decide(
    appointment: Appointment,
    *,
    approve: bool,
    words: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """The Executive approves, or does not and says why. Never whoever put it."""
    made = APPOINTMENT.make(
        "approve" if approve else "decline",
        appointment,
        by=by,
        at=at,
        version=version,
        key=key,
        facts={"reasons": words},
        note=words,
    )
    Appointment.objects.filter(pk=appointment.pk).update(
        decided_by_name=by.name[:120], decided_words=words, decided_at=at
    )
    return made
