"""Telling the people of an audited case what was found: each in words of their own, which nobody else reads."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from lantern.assurance.models import AuditCase, AuditFeedback, AuditRound, FeedbackReader
from lantern.assurance.states import AUDIT, FEEDBACK
from lantern.partnership.models import Team
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused


@dataclass(frozen=True)
class Told:
    """One person, and the words for them."""

    to: str
    user_id: int
    name: str
    team: Team
    words: str


@transaction.atomic
def feed_back(
    found: AuditRound,
    case: AuditCase,
    *,
    told: Sequence[Told],
    otherwise: str = "",
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """Tell the worker and whoever was worried at first what the audit found, each by a notice that leads to words for
    them alone; ``otherwise`` says how somebody was told who has no account here. Only of a case whose grade is agreed.
    """
    if case.moderated_at is None:
        raise MoveRefused(refused("No grade is agreed for this case yet.", next_step="Agree it first."))
    if not told and not otherwise.strip():
        raise MoveRefused(refused("Nobody is told.", next_step="Write to somebody, or say how they were told."))
    made = AUDIT.make("feed_back", found, by=by, at=at, version=version, key=key)
    AuditCase.objects.filter(pk=case.pk, episode_id=found.pk).update(
        feedback=otherwise.strip(), fed_back_by_name=by.name[:120], fed_back_at=at
    )
    for each in told:
        _tell(found, case, each, by=by, at=at)
    return made


def _tell(found: AuditRound, case: AuditCase, each: Told, *, by: Actor, at: dt.datetime) -> None:
    agency = None if each.team.holds_cases else each.team.agency_id
    one = AuditFeedback(
        authority_id=found.authority_id,
        partner_agency_id=agency,
        owner_team=each.team,
        worker_id=each.user_id,
        because_of_id=found.pk,
        case=case,
        to=each.to,
        to_name=each.name[:120],
        about=case.person.name[:300],
        drawn_reference=case.drawn.reference,
        words=each.words.strip(),
        from_name=by.name[:120],
    )

    def name_readers() -> None:
        FeedbackReader.objects.bulk_create(
            FeedbackReader(authority_id=found.authority_id, partner_agency_id=agency, episode_id=one.pk, user_id=user)
            for user in dict.fromkeys((each.user_id, by.user_id))
            if user is not None
        )

    FEEDBACK.begin("tell", one, by=by, at=at, beside=name_readers)


@transaction.atomic
def read_feedback(
    one: AuditFeedback, *, reply: str = "", by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """Whoever was told has read it, and may say something back."""
    made = FEEDBACK.make("read", one, by=by, at=at, version=version, key=key)
    AuditFeedback.objects.filter(pk=one.pk).update(reply=reply.strip(), read_at=at)
    return made
