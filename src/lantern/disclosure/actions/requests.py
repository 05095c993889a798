"""A subject access request from its arrival to its approval."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from lantern.disclosure import gathering
from lantern.disclosure.actions.withholding import StillReadable, sealed_still_readable, write
from lantern.disclosure.models import AccessRequest, HeldItem, Redaction
from lantern.disclosure.states import CLOCK, REQUEST
from lantern.interface.display import london_date
from lantern.law import timescales as law
from lantern.law.codes import code_set
from lantern.partnership import queries as partnership
from lantern.partnership.models import Team, TeamKind
from lantern.people.models import Person
from lantern.spine import clocks
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused

SUBJECT = "subject"
"""The part in which the person a request is about stands in it."""


def team_for(authority_id: int, by: Actor) -> Team:
    """The team that owns requests: the authority's information governance, else the team of whoever records it."""
    found = partnership.teams_covering(authority_id, TeamKind.GOVERNANCE)
    return found[0] if found else partnership.teams()[by.team_id or 0]


@transaction.atomic
def receive(
    subjects: Sequence[Person],
    *,
    requester: str,
    requester_name: str,
    send_to: str,
    asked: str,
    records: Sequence[str],
    by: Actor,
    at: dt.datetime,
    received_at: dt.datetime | None = None,
    authority_seen: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
    key: uuid.UUID | None = None,
) -> Made:
    """Record a request. Its clock counts from the day it was received, not from the day it was keyed.

    Raises MoveRefused, or AlreadyDone when this key was used before.
    """
    if not subjects:
        raise MoveRefused(refused("Say whom the request is about."))
    if len({each.authority_id for each in subjects}) > 1:
        raise MoveRefused(refused("Records of two authorities are asked for: record one request for each."))
    authority_id = subjects[0].authority_id
    request = AccessRequest(
        authority_id=authority_id,
        owner_team=team_for(authority_id, by),
        worker_id=by.user_id,
        restricted=any(each.restricted for each in subjects),
        requester=requester,
        requester_name=requester_name,
        send_to=send_to,
        authority_seen=authority_seen,
        asked=asked,
        records=list(records),
        since=since,
        until=until,
    )
    return REQUEST.begin(
        "receive",
        request,
        by=by,
        at=received_at or at,
        about=[(each.pk, SUBJECT) for each in subjects],
        key=key,
        payload={"requester": code_set("access_requester").label(requester).lower()},
    )


def _write(request: AccessRequest, **columns: Any) -> None:
    AccessRequest.objects.filter(pk=request.pk).update(**columns)
    for name, value in columns.items():
        setattr(request, name, value)


def _count_again(request: AccessRequest) -> None:
    """The clock of a request that was paused or extended, as the law counts it from the day it was received."""
    due = law.due_after_pauses(
        CLOCK, request.opened_at, paused_days=request.paused_days, extended=request.extended_at is not None
    )
    clocks.move_due(CLOCK, request, due_at=due)


@transaction.atomic
def ask_requester(
    request: AccessRequest,
    *,
    question: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """Ask the requester who they are or what they mean. The clock stands still until they answer (UK GDPR Art. 12A)."""
    made = REQUEST.make("ask_requester", request, by=by, at=at, version=version, key=key, note=question)
    _write(request, clarification=question, paused_at=at)
    return made


@transaction.atomic
def requester_answered(
    request: AccessRequest,
    *,
    answer: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """The requester has answered: the clock goes on, and the dates of the pause are not counted."""
    move = "requester_answered" if request.identity_at is None else "requester_clarified"
    paused_at = request.paused_at
    made = REQUEST.make(move, request, by=by, at=at, version=version, key=key, note=answer)
    lasted = (london_date(at) - london_date(paused_at)).days if paused_at else 0
    _write(request, paused_at=None, paused_days=request.paused_days + lasted)
    _count_again(request)
    return made


@transaction.atomic
def identify(
    request: AccessRequest,
    *,
    how: str,
    note: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """Record how it was made sure who asks, and by what right."""
    made = REQUEST.make(
        "identify",
        request,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"how": code_set("identity_evidence").label(how).lower()},
    )
    _write(request, identity_how=how, identity_note=note, identity_by_name=by.name, identity_at=at)
    return made


@transaction.atomic
def extend(
    request: AccessRequest, *, why: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """Take the longer time that the law allows for what is complex or much, and tell the requester why."""
    made = REQUEST.make("extend", request, by=by, at=at, version=version, key=key, note=why, facts={"at": at})
    _write(request, extended_at=at, extension_why=why)
    _count_again(request)
    return made


@transaction.atomic
def gather(request: AccessRequest, *, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None) -> int:
    """Gather everything held, in the order of time. Again brings only what is new or has changed. How many items came
    in.

    Identities given in confidence are withheld from the start. Raises TooMuchHeld.
    """
    subjects = subjects_of(request)
    found = gathering.held_about(request, subjects)
    known = set(request.items.values_list("origin", flat=True))
    last = request.items.aggregate(last=Max("number"))["last"] or 0
    fresh = [each for each in found if each.key not in known]
    REQUEST.make("gather", request, by=by, at=at, version=version, key=key, payload={"items": len(fresh)}, about=())
    items = [
        HeldItem(
            request_id=request.pk,
            episode_id=request.pk,
            authority_id=request.authority_id,
            restricted=request.restricted,
            number=number,
            origin=each.key,
            kind=each.kind,
            happened_at=each.at,
            title=each.title[:300],
            text=each.text,
            source=each.source[:300],
            agency_id=each.agency_id,
            team_id=each.team_id,
            handling=each.handling,
            may_tell_family=each.may_tell_family,
            gathered_at=at,
        )
        for number, each in enumerate(fresh, last + 1)
    ]
    HeldItem.objects.bulk_create(items)
    write(
        request,
        [
            (item, 0, len(item.text), Redaction.How.WHOLE, "third_party", "Given in confidence.")
            for item, each in zip(items, fresh, strict=True)
            if each.sealed
        ],
        by=by,
        at=at,
    )
    _write(request, gathered_at=at)
    return len(items)


def subjects_of(request: AccessRequest) -> list[uuid.UUID]:
    """Whom a request is about. One statement."""
    return list(request.involvements.filter(part=SUBJECT).values_list("person_id", flat=True))


@transaction.atomic
def submit(
    request: AccessRequest,
    *,
    refuse: bool,
    reason: str = "",
    note: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """Send the answer to somebody else to approve: what stands after withholding, or a refusal with its reason.

    Raises MoveRefused, StillReadable when an identity given in confidence could still be read.
    """
    outcomes = AccessRequest.Outcome
    if refuse:
        outcome = outcomes.REFUSED
    else:
        if not request.items.exists():
            raise MoveRefused(refused("Nothing was gathered yet.", next_step="Gather what is held first."))
        if readable := sealed_still_readable(request, subjects_of(request)):
            raise StillReadable(readable)
        withheld = Redaction.objects.filter(request_id=request.pk, undoes__isnull=True, undone_by__isnull=True)
        outcome = outcomes.IN_PART if withheld.exists() else outcomes.IN_FULL
    made = REQUEST.make(
        "submit",
        request,
        by=by,
        at=at,
        version=version,
        key=key,
        facts={"outcome": outcome},
        payload={"outcome": outcome.label.lower()},
        about=(),
    )
    _write(
        request,
        outcome=outcome,
        refusal_reason=reason if refuse else "",
        outcome_note=note,
        submitted_by_id=by.user_id,
        approved_by_id=None,
        approved_at=None,
    )
    return made


@transaction.atomic
def send_back(
    request: AccessRequest, *, why: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """Send the answer back for another look."""
    made = REQUEST.make("send_back", request, by=by, at=at, version=version, key=key, note=why, about=())
    _write(request, approved_by_id=None, approved_at=None, approval_note=why)
    return made


@transaction.atomic
def approve(
    request: AccessRequest, *, note: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """Approve the answer. Never by somebody who prepared it."""
    made = REQUEST.make(
        "approve",
        request,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"outcome": request.get_outcome_display().lower()},
        about=(),
    )
    _write(request, approved_by_id=by.user_id, approved_at=at, approval_note=note)
    return made


def withdraw(
    request: AccessRequest, *, why: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """The requester takes the request back."""
    return REQUEST.make("withdraw", request, by=by, at=at, version=version, key=key, note=why)
