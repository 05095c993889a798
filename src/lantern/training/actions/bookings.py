"""What people do for themselves: book, give back, say what it was worth. They write at once and one after the other, so
that nobody is told that somebody was quicker.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from lantern.access.people_acting import ActingPerson
from lantern.law.timescales import london_date
from lantern.learning.actions.common import write
from lantern.spine.actors import Actor, refused, somebody
from lantern.spine.lifecycle import MoveRefused
from lantern.training.models import Booking, TrainingEvent
from lantern.training.rules import Places, has_room, moved_up
from lantern.training.states import EVENT

PLACE, WAITING, GIVEN_UP = Booking.Standing.PLACE, Booking.Standing.WAITING, Booking.Standing.GIVEN_UP


def offered(found: TrainingEvent, *, on: dt.date) -> Places:
    """What an event offers on a day."""
    hold = found.shares_until is None or on <= found.shares_until
    return Places(found.places, found.for_each, hold)


def _current(found: TrainingEvent) -> TrainingEvent:
    """The event as it is now, and nobody else writes in it until we are done."""
    return TrainingEvent.objects.select_for_update().get(pk=found.pk)


def _make(move: str, now: TrainingEvent, **press: Any) -> None:
    EVENT.make(move, now, version=now.version, facts={"at": press["at"]}, **press)


@transaction.atomic
def book(found: TrainingEvent, *, by: ActingPerson, at: dt.datetime, key: uuid.UUID | None = None) -> Booking:
    """Book a place for oneself, or stand in the waiting list where there is none for one's agency."""
    now = _current(found)
    theirs = list(Booking.objects.filter(event=now).exclude(standing=GIVEN_UP))
    if any(each.user_id == by.user_id for each in theirs):
        raise MoveRefused(refused("You have booked this already.", next_step="It stands under your training."))
    if by.agency_id is None or by.team_id is None:
        raise MoveRefused(refused("Your post belongs to no agency.", next_step="Ask for a post in one."))
    placed = [each.agency_id for each in theirs if each.standing == PLACE]
    waits = any(each.standing == WAITING and each.agency_id == by.agency_id for each in theirs)
    free = has_room(by.agency_id, placed, offered(now, on=london_date(at))) and not waits
    standing = PLACE if free else WAITING
    told = {"agency": by.agency_name, "outcome": "a place" if free else "the waiting list"}
    _make("book", now, by=by, at=at, key=key, payload=told)
    booking, _made = Booking.objects.update_or_create(
        event=now,
        user_id=somebody(by),
        defaults={
            "episode_id": now.pk,
            "authority_id": now.authority_id,
            "name": by.name[:120],
            "post_title": by.post_title[:120],
            "agency_id": by.agency_id,
            "agency_name": by.agency_name[:160],
            "team_id": by.team_id,
            "standing": standing,
            "booked_at": at,
            "moved_up_at": None,
            "given_up_at": None,
        },
    )
    found.version = now.version
    return booking


def _own(now: TrainingEvent, by: Actor) -> Booking:
    booking = Booking.objects.filter(event=now, user_id=somebody(by)).exclude(standing=GIVEN_UP).first()
    if booking is None:
        raise MoveRefused(refused("You have no place here.", next_step="Book one, if it is open."))
    return booking


@transaction.atomic
def give_up(found: TrainingEvent, *, by: ActingPerson, at: dt.datetime, key: uuid.UUID | None = None) -> Booking:
    """Give a place back. Whoever waits first and whose agency has room moves up at once."""
    now = _current(found)
    booking = _own(now, by)
    _make("give_up", now, by=by, at=at, key=key, payload={"agency": by.agency_name})
    write(booking, standing=GIVEN_UP, given_up_at=at)
    _raise_those_who_wait(now, at=at)
    found.version = now.version
    return booking


def _raise_those_who_wait(now: TrainingEvent, *, at: dt.datetime) -> int:
    """Give places to those who wait. Only inside the transaction of a move that was made."""
    there = list(Booking.objects.filter(event=now).exclude(standing=GIVEN_UP).order_by("booked_at", "id"))
    waiting = [(each.pk, each.agency_id) for each in there if each.standing == WAITING]
    placed = [each.agency_id for each in there if each.standing == PLACE]
    up = moved_up(waiting, placed, offered(now, on=london_date(at)))
    if up:
        Booking.objects.filter(pk__in=up).update(standing=PLACE, moved_up_at=at)
    return len(up)


@transaction.atomic
def move_up(found: TrainingEvent, *, by: Actor, at: dt.datetime) -> int:
    """Give places that are free to those who wait: there are more places now, or shares no longer bind. How many."""
    now = _current(found)
    up = _raise_those_who_wait(now, at=at)
    if up:
        _make("move_up", now, by=by, at=at, payload={"number": up})
    found.version = now.version
    return up


def _own_that_came(now: TrainingEvent, by: Actor) -> Booking:
    booking = _own(now, by)
    if booking.came not in (Booking.Came.WHOLE, Booking.Came.PART):
        raise MoveRefused(
            refused("The register does not show that you came.", owner="partnership officer",
                    next_step="Ask them to correct it.")
        )  # fmt: skip
    return booking


@transaction.atomic
def answer(
    found: TrainingEvent,
    *,
    before: int,
    after: int,
    takes_away: str,
    by: ActingPerson,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> Booking:
    """Say on the day what it was worth: how sure one was before and is after, and what one takes away."""
    now = _current(found)
    booking = _own_that_came(now, by)
    _make("answer", now, by=by, at=at, key=key, payload={"agency": by.agency_name})
    write(booking, before=before, after=after, takes_away=takes_away.strip(), told_at=at)
    found.version = now.version
    return booking


@transaction.atomic
def use(
    found: TrainingEvent,
    *,
    uses: str,
    changed: str,
    hinders: str = "",
    by: ActingPerson,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> Booking:
    """Say after three months what changed in how one works."""
    now = _current(found)
    booking = _own_that_came(now, by)
    _make("use", now, by=by, at=at, key=key, payload={"agency": by.agency_name})
    write(booking, uses=uses, changed=changed.strip(), hinders=hinders.strip(), used_at=at)
    found.version = now.version
    return booking
