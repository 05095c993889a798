"""What a meeting decided of each child, its end, and what is sent of it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from lantern.meetings import minutes as papers
from lantern.meetings.actions.common import CHILD, clock_for, facts_of, kept_from, label_of, open_invitations
from lantern.meetings.kinds import meeting_kind
from lantern.meetings.models import Decided, Invitation, Meeting, Seat
from lantern.meetings.states import INVITATION, MEETING
from lantern.spine import clocks
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused
from lantern.spine.models import Involvement


@dataclass(frozen=True)
class ForChild:
    """What is decided about one child."""

    person_id: uuid.UUID
    outcome: str
    reasons: str
    details: Mapping[str, Any] = field(default_factory=dict)


def missing_at(meeting: Meeting) -> list[str]:
    """Who must be there and is not, in words. One statement."""
    quorum = meeting_kind(meeting.meeting_kind).quorum
    if quorum is None:
        return []
    return quorum.missing(seat.sits_as for seat in Seat.objects.filter(episode_id=meeting.pk) if seat.is_there)


@transaction.atomic
def decide(
    meeting: Meeting,
    *,
    decisions: Sequence[ForChild],
    by: Actor,
    at: dt.datetime,
    version: int,
    not_quorate_why: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """Record what the meeting decides, for each child with its reasons. What follows begins at once.

    Raises MoveRefused when somebody who must be there is not and nobody says why it goes on, when a child is left out,
    or when the kind of meeting does not decide so.
    """
    declared = meeting_kind(meeting.meeting_kind)
    about = set(Involvement.objects.filter(episode_id=meeting.pk, part=CHILD).values_list("person_id", flat=True))
    if {each.person_id for each in decisions} != about:
        raise MoveRefused(refused("Each child needs a decision of their own.", next_step="Decide for every child."))
    known = {each.code for each in declared.outcomes}
    if any(each.outcome not in known or not each.reasons.strip() for each in decisions):
        raise MoveRefused(refused("A decision says what and why.", next_step="Give the reasons for every child."))
    made = MEETING.make(
        "decide",
        meeting,
        by=by,
        at=at,
        version=version,
        key=key,
        facts={"missing": missing_at(meeting), "why": not_quorate_why},
        payload={
            "kind": declared.label,
            "outcomes": ", ".join(dict.fromkeys(declared.outcome(each.outcome).lower() for each in decisions)),
        },
        note=not_quorate_why,
    )
    Meeting.objects.filter(pk=meeting.pk).update(decided_at=at, not_quorate_why=not_quorate_why)
    meeting.decided_at, meeting.not_quorate_why = at, not_quorate_why
    Decided.objects.filter(episode_id=meeting.pk, current=True).update(current=False)
    rows = Decided.objects.bulk_create(
        Decided(
            authority_id=meeting.authority_id,
            restricted=meeting.restricted,
            episode_id=meeting.pk,
            person_id=each.person_id,
            outcome=each.outcome,
            reasons=each.reasons,
            details=dict(each.details),
            by_name=by.name[:120],
            made_at=at,
        )
        for each in decisions
    )
    if declared.follows is not None:
        declared.follows(meeting=meeting, decided=rows, by=by, at=at)
    return made


@transaction.atomic
def end(
    meeting: Meeting,
    *,
    by: Actor,
    at: dt.datetime,
    version: int,
    not_quorate_why: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """The meeting is over. Its minutes can be read at once; the clock for sending them runs."""
    declared = meeting_kind(meeting.meeting_kind)
    why = not_quorate_why or meeting.not_quorate_why
    made = MEETING.make(
        "end",
        meeting,
        by=by,
        at=at,
        version=version,
        key=key,
        facts={"missing": missing_at(meeting), "why": why},
        payload={"kind": declared.label},
        note=not_quorate_why,
    )
    Meeting.objects.filter(pk=meeting.pk).update(ended_at=at, not_quorate_why=why)
    meeting.ended_at, meeting.not_quorate_why = at, why
    running = clock_for(declared.minutes_by, meeting, started_at=at)
    if declared.outline_by and Decided.objects.filter(
        episode_id=meeting.pk, current=True, outcome__in=declared.outline_after
    ):
        running += clock_for(declared.outline_by, meeting, started_at=at)
    if running:
        clocks.start(running, because_of=made.event)
        clocks.settle(meeting)
    if declared.held is not None:
        declared.held(meeting=meeting, by=by, at=at)
    return made


@transaction.atomic
def send_outline(
    meeting: Meeting,
    *,
    how: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """Say that the outline of what was decided went out, to whom and how, while the minutes are still written."""
    made = MEETING.make(
        "send_outline",
        meeting,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"kind": label_of(meeting)},
        note=how,
        late_reason=late_reason,
    )
    Meeting.objects.filter(pk=meeting.pk).update(outline_at=at, outline_how=how)
    return made


@transaction.atomic
def send_minutes(
    meeting: Meeting,
    *,
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """Send the minutes to every agency that was asked and may still be told: each gets them as they are now, for
    good.
    """
    meeting.minutes_at, meeting.minutes_by_name = at, by.name[:120]
    made = MEETING.make(
        "send_minutes",
        meeting,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"kind": label_of(meeting)},
        late_reason=late_reason,
    )
    Meeting.objects.filter(pk=meeting.pk).update(minutes_at=at, minutes_by_name=by.name[:120])
    frozen = papers.frozen(meeting)
    for invitation in open_invitations(meeting):
        if kept_from(meeting, invitation.partner_agency_id):
            continue
        INVITATION.make(
            "send_minutes", invitation, by=by, at=at, version=invitation.version, payload=facts_of(invitation)
        )
        Invitation.objects.filter(pk=invitation.pk).update(minutes=frozen, minutes_at=at)
    return made
