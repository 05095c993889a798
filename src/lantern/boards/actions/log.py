"""The action log: somebody promises, says that it is done and how it can be seen, and somebody else looks."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from lantern.boards import links
from lantern.boards.models import Action, Body, Seat
from lantern.boards.states import ACTION
from lantern.partnership import queries as partnership
from lantern.partnership.models import Post
from lantern.spine import clocks
from lantern.spine.actors import Actor, refused, somebody
from lantern.spine.lifecycle import Made, MoveRefused
from lantern.spine.models import Clock, Episode, Notice

CLOCK = "board-action"


@transaction.atomic
def log_action(
    *,
    keeper: int,
    what: str,
    by: Actor,
    at: dt.datetime,
    owner_seat: Seat | None = None,
    owner_post: Post | None = None,
    by_when: dt.date | None = None,
    by_event: str = "",
    because_of: Episode | None = None,
    body: Body | None = None,
    source: str = "",
    key: uuid.UUID | None = None,
) -> Action:
    """Write down what a seat or a post has promised, by a date or by an event that is named.

    ``because_of`` is what it comes from (a meeting, a recommendation, an audit), ``source`` the same in words.
    Raises MoveRefused where it has no owner, two owners, neither a date nor an event, or both; AlreadyDone for a key
    that was used.
    """
    if (owner_seat is None) == (owner_post is None):
        raise MoveRefused(refused("An action has one owner: a seat or a post.", next_step="Choose who does it."))
    if (by_when is None) == (not by_event.strip()):
        raise MoveRefused(
            refused("An action has a date, or an event by which it is done.", next_step="Give one of the two.")
        )
    action = Action(
        authority_id=keeper,
        owner_team=partnership.business_team(keeper),
        because_of_id=because_of.pk if because_of else None,
        what=what.strip(),
        body=body or (owner_seat.body if owner_seat else None),
        owner_seat=owner_seat,
        owner_post=owner_post,
        by_when=by_when,
        first_by_when=by_when,
        by_event=by_event.strip(),
        source=source[:300],
    )
    ACTION.begin(
        "log",
        action,
        by=by,
        at=at,
        key=key,
        payload={"owner": action.owner_name, "due": _when(by_when)},
        besides=_running(action, at=at),
    )
    return action


def _when(day: dt.date | None) -> str:
    return day.isoformat() if day else "event"


def _running(action: Action, *, at: dt.datetime) -> list[Clock]:
    """The clock of an action with a date: due at the end of that day, as its owner promised."""
    if action.by_when is None:
        return []
    return clocks.until_the_day(CLOCK, action, action.by_when, at=at)


def _promise_again(action: Action, made: Made, *, at: dt.datetime) -> None:
    """Its clock runs until the day it is due now."""
    running = _running(action, at=at)
    if running:
        clocks.start(running, because_of=made.event)
        clocks.move_due(CLOCK, action, due_at=running[0].due_at)
    else:
        clocks.stop([CLOCK], action, because_of=made.event)
        clocks.settle(action)


@transaction.atomic
def carry_over(
    action: Action,
    *,
    reason: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    by_when: dt.date | None = None,
    by_event: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """Promise it anew for a later day or another event, with the reason. What was promised at first stays."""
    if (by_when is None) == (not by_event.strip()):
        raise MoveRefused(refused("Give a new date, or the event by which it is done now."))
    if by_when is not None and by_when < at.date():
        raise MoveRefused(refused("The new date is over already.", next_step="Give a day that is still to come."))
    made = ACTION.make(
        "carry_over",
        action,
        by=by,
        at=at,
        version=version,
        key=key,
        facts={"reason": reason},
        payload={"before": _when(action.by_when), "after": _when(by_when)},
        note=reason,
    )
    _write(
        action,
        by_when=by_when,
        by_event=by_event.strip(),
        first_by_when=action.first_by_when or by_when,
        carried=action.carried + 1,
    )
    _promise_again(action, made, at=at)
    links.followed(action, "carried", reason, by=by, at=at)
    return made


def _write(action: Action, **columns: Any) -> None:
    Action.objects.filter(pk=action.pk).update(**columns)
    for column, value in columns.items():
        setattr(action, column, value)


@transaction.atomic
def move_to(
    action: Action,
    *,
    reason: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    owner_seat: Seat | None = None,
    owner_post: Post | None = None,
    key: uuid.UUID | None = None,
) -> Made:
    """Give it to another seat or post, with the reason."""
    if (owner_seat is None) == (owner_post is None):
        raise MoveRefused(refused("An action has one owner: a seat or a post.", next_step="Choose who does it."))
    before = action.owner_name
    told = Action(owner_seat=owner_seat, owner_post=owner_post).owner_name
    made = ACTION.make(
        "move",
        action,
        by=by,
        at=at,
        version=version,
        key=key,
        facts={"reason": reason},
        payload={"before": before, "after": told},
        note=reason,
    )
    _write(action, owner_seat=owner_seat, owner_post=owner_post)
    for name in ("owner_name", "owner_posts"):
        action.__dict__.pop(name, None)
    return made


@transaction.atomic
def tell(action: Action, *, words: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None) -> Made:
    """Somebody says how far it is. It stays open, and its day stays."""
    made = ACTION.make("tell", action, by=by, at=at, version=version, key=key, note=words)
    links.followed(action, "progress", words, by=by, at=at)
    return made


@transaction.atomic
def mark_done(
    action: Action,
    *,
    evidence: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """Its owner says that it is done, and how anybody can see it. It stays until somebody else has looked."""
    made = ACTION.make(
        "do",
        action,
        by=by,
        at=at,
        version=version,
        key=key,
        facts={"evidence": evidence.strip()},
        payload={"owner": action.owner_name},
        late_reason=late_reason,
    )
    _write(action, done_at=at, done_by_id=somebody(by), done_by_name=by.name[:120], evidence=evidence.strip())
    Notice.objects.bulk_create(
        [
            Notice(
                team_id=action.owner_team_id,
                authority_id=action.authority_id,
                episode_id=action.pk,
                kind="board_action_to_check",
                created_at=at,
            )
        ],
        ignore_conflicts=True,
    )
    links.followed(action, "done", evidence, by=by, at=at)
    return made


@transaction.atomic
def check(
    action: Action, *, by: Actor, at: dt.datetime, version: int, note: str = "", key: uuid.UUID | None = None
) -> Made:
    """Somebody who did not do it has looked, and it is done."""
    made = ACTION.make("check", action, by=by, at=at, version=version, key=key, note=note)
    _write(action, checked_at=at, checked_by_id=somebody(by), checked_by_name=by.name[:120], check_note=note)
    links.followed(action, "checked", note, by=by, at=at)
    return made


@transaction.atomic
def send_back(
    action: Action, *, reason: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """Somebody who did not do it has looked, and it is not done. What its owner said stays in its history."""
    said = action.evidence
    made = ACTION.make(
        "send_back",
        action,
        by=by,
        at=at,
        version=version,
        key=key,
        facts={"reason": reason},
        note=f"{reason}\n\nWhat was said: {said}",
    )
    _write(action, done_at=None, done_by_id=None, done_by_name="", evidence="")
    _promise_again(action, made, at=at)
    links.followed(action, "reopened", reason, by=by, at=at)
    return made


@transaction.atomic
def reopen(
    action: Action,
    *,
    reason: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    by_when: dt.date | None = None,
    key: uuid.UUID | None = None,
) -> Made:
    """Open a finished action again, because what it was for has not come or has gone again."""
    said = action.evidence
    made = ACTION.make(
        "reopen",
        action,
        by=by,
        at=at,
        version=version,
        key=key,
        changes={"closed_at": None},
        facts={"reason": reason},
        note=f"{reason}\n\nWhat was said: {said}" if said else reason,
    )
    _write(
        action,
        done_at=None,
        done_by_id=None,
        done_by_name="",
        evidence="",
        checked_at=None,
        checked_by_id=None,
        checked_by_name="",
        check_note="",
        by_when=by_when or action.by_when,
        by_event="" if by_when else action.by_event,
    )
    _promise_again(action, made, at=at)
    links.followed(action, "reopened", reason, by=by, at=at)
    return made


@transaction.atomic
def withdraw(
    action: Action, *, reason: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """It is not to be done any more, with the reason."""
    made = ACTION.make(
        "withdraw", action, by=by, at=at, version=version, key=key, facts={"reason": reason}, note=reason
    )
    links.followed(action, "dropped", reason, by=by, at=at)
    return made


__all__ = [
    "carry_over",
    "check",
    "log_action",
    "mark_done",
    "move_to",
    "reopen",
    "send_back",
    "tell",
    "withdraw",
]
