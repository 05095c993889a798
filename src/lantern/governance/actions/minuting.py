"""What is written while a meeting runs: who came, who declared an interest, and the minutes of each item."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction

from lantern.boards.models import Seat
from lantern.governance.actions.meetings import may_write
from lantern.governance.models import AgendaItem, Attendance, BoardMeeting, Interest, MinuteLine, StandingInterest
from lantern.spine import acts
from lantern.spine.actors import Actor, somebody
from lantern.spine.wordings import LineReplaced, write_line

__all__ = ["LineReplaced", "declare_interest", "guest", "interests_asked", "minute", "take_roll"]


@transaction.atomic
def take_roll(
    meeting: BoardMeeting,
    *,
    found: Mapping[uuid.UUID, tuple[str, str, str, str]],
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> list[str]:
    """Say who was there: seat -> (what the page showed, what is so now, who, note). Only what changed is written;
    returns the seats that somebody else changed meanwhile, which stay as they said.
    """
    may_write(meeting, by)
    acts.claim(key, move="board.take_roll", by=by)
    seats = {each.pk: each for each in Seat.objects.filter(body_id=meeting.body_id)}
    known = {each.seat_id: each for each in Attendance.objects.filter(episode_id=meeting.pk, seat__isnull=False)}
    clashes = []
    for pk, (before, now, name, note) in found.items():
        seat, row = seats.get(pk), known.get(pk)
        if seat is None or (row is None and not now):
            continue
        if row is None:
            row = Attendance(authority_id=meeting.authority_id, episode_id=meeting.pk, seat=seat, came=now)
            row.name, row.note = name[:160], note[:300]
            row.save(force_insert=True)
        elif row.came != before and row.came != now:
            clashes.append(seat.name)
        elif (row.came, row.name, row.note) != (now, name, note) and now:
            row.came, row.name, row.note = now, name[:160], note[:300]
            row.save(update_fields=["came", "name", "note"])
    return clashes


@transaction.atomic
def guest(
    meeting: BoardMeeting, *, name: str, note: str, part: bool, by: Actor, at: dt.datetime, key: uuid.UUID | None = None
) -> Attendance:
    """Somebody without a seat was there, for the whole or for a part."""
    may_write(meeting, by)
    acts.claim(key, move="board.guest", by=by)
    came = Attendance.Came.PART if part else Attendance.Came.FULL
    row = Attendance(authority_id=meeting.authority_id, episode_id=meeting.pk, name=name, note=note, came=came)
    row.save(force_insert=True)
    return row


@transaction.atomic
def interests_asked(meeting: BoardMeeting, *, by: Actor, at: dt.datetime, key: uuid.UUID | None = None) -> None:
    """Everybody there was asked whether they have an interest in something on the agenda."""
    may_write(meeting, by)
    acts.claim(key, move="board.interests_asked", by=by)
    BoardMeeting.objects.filter(pk=meeting.pk, interests_asked_at__isnull=True).update(interests_asked_at=at)


@transaction.atomic
def declare_interest(
    meeting: BoardMeeting,
    *,
    name: str,
    kind: str,
    what: str,
    handled: str,
    by: Actor,
    at: dt.datetime,
    item: AgendaItem | None = None,
    standing: StandingInterest | None = None,
    key: uuid.UUID | None = None,
) -> Interest:
    """Somebody declared an interest, in an item or in general, and this was done about it; ``standing`` is
    the entry of the register that it refers to.
    """
    may_write(meeting, by)
    acts.claim(key, move="board.declare_interest", by=by)
    row = Interest(
        authority_id=meeting.authority_id,
        episode_id=meeting.pk,
        item=item,
        standing=standing,
        name=name,
        kind=kind,
        what=what,
        handled=handled,
        declared_at=at,
    )
    row.save(force_insert=True)
    BoardMeeting.objects.filter(pk=meeting.pk, interests_asked_at__isnull=True).update(interests_asked_at=at)
    return row


@transaction.atomic
def minute(
    item: AgendaItem,
    meeting: BoardMeeting,
    *,
    text: str,
    by: Actor,
    at: dt.datetime,
    replaces: MinuteLine | None = None,
    key: uuid.UUID | None = None,
) -> MinuteLine:
    """Minute something under an item. Lines never overwrite each other: with ``replaces`` it is a better wording of an
    earlier one. Raises LineReplaced when somebody else was quicker with that.
    """
    may_write(meeting, by)
    acts.claim(key, move="board.minute", by=by)
    line = MinuteLine(
        authority_id=meeting.authority_id,
        episode_id=meeting.pk,
        item=replaces.item if replaces else item,
        text=text,
        by_id=somebody(by),
        by_name=by.name[:120],
        written_at=at,
        replaces=replaces,
    )
    return write_line(line)
