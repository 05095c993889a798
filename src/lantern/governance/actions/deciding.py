"""Decisions: with reasons, what else was considered, conflicts and dispensations; published, called in, final."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from lantern.boards.models import Body
from lantern.governance.actions.meetings import may_write
from lantern.governance.models import AgendaItem, BoardMeeting, Decision
from lantern.governance.states import DECISION
from lantern.partnership import queries as partnership
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused


@transaction.atomic
def decide(
    body: Body,
    *,
    said: dict[str, Any],
    by: Actor,
    at: dt.datetime,
    meeting: BoardMeeting | None = None,
    item: AgendaItem | None = None,
    key: uuid.UUID | None = None,
) -> Decision:
    """Record what a body decided. One that may be called in is not final until its time is over: the clock runs from
    when it was made.
    """
    if meeting is not None:
        may_write(meeting, by)
    if not said.get("resolution", "").strip() or not said.get("reasons", "").strip():
        raise MoveRefused(refused("A decision says what and why.", next_step="Give the reasons."))
    decision = Decision(
        authority_id=body.authority_id,
        owner_team=partnership.business_team(body.authority_id),
        because_of_id=meeting.pk if meeting else None,
        body=body,
        item=item,
        confidential=bool(item and item.confidential),
        **said,
    )
    call_in = "yes" if decision.may_be_called_in else "no"
    DECISION.begin("record", decision, by=by, at=at, key=key, payload={"body": body.name, "call_in": call_in})
    return decision


@transaction.atomic
def publish(decision: Decision, *, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None) -> Made:
    """Publish a decision. A confidential one is not."""
    if decision.confidential:
        raise MoveRefused(refused("A confidential decision is not published."))
    made = DECISION.make("publish", decision, by=by, at=at, version=version, key=key)
    Decision.objects.filter(pk=decision.pk).update(published_at=at)
    decision.published_at = at
    return made


@transaction.atomic
def call_in(
    decision: Decision, *, reason: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """It was called in, in time: it waits until that is settled."""
    if not decision.may_be_called_in:
        raise MoveRefused(refused("This decision can not be called in."))
    if decision.next_due == "call-in" and decision.next_due_at and decision.next_due_at < at:
        raise MoveRefused(refused("The time in which it could be called in is over."))
    facts = {"reason": reason}
    made = DECISION.make("call_in", decision, by=by, at=at, version=version, key=key, facts=facts, note=reason)
    Decision.objects.filter(pk=decision.pk).update(called_in_why=reason)
    return made


@transaction.atomic
def settle(decision: Decision, *, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None) -> Made:
    """Its time is over, or what it was called in for is settled: it is final."""
    running = decision.next_due == "call-in" and decision.next_due_at is not None
    if running and decision.state == "published" and decision.next_due_at and decision.next_due_at >= at:
        raise MoveRefused(refused("It can still be called in.", next_step="Wait until that time is over."))
    return DECISION.make("settle", decision, by=by, at=at, version=version, key=key)
