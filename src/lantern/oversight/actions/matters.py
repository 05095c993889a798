"""What is put to somebody: sent, chased, answered, pressed again, settled, or given up as never answered."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from lantern.boards.models import Body, Holding, Seat
from lantern.law.timescales import london_date
from lantern.oversight.actions.common import counting_from, write
from lantern.oversight.models import Matter
from lantern.oversight.states import MATTER
from lantern.partnership import queries as partnership
from lantern.spine import clocks
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused
from lantern.spine.models import Clock, Episode, Notice

CLOCK = "matter-answer"


@transaction.atomic
def put(
    *,
    keeper: int,
    sort: str,
    title: str,
    words: str,
    sent_on: dt.date,
    by: Actor,
    at: dt.datetime,
    to_seat: Seat | None = None,
    other: str = "",
    made_by: str = "",
    body: Body | None = None,
    because_of: Episode | None = None,
    key: uuid.UUID | None = None,
) -> Matter:
    """Put something to a seat or to somebody outside. The days of silence count from when it was sent."""
    if (to_seat is None) == (not other.strip()):
        raise MoveRefused(refused("It is put to one: a seat, or somebody outside.", next_step="Say to whom."))
    if sent_on > london_date(at):
        raise MoveRefused(refused("It can not have been sent on a day that is still to come."))
    matter = Matter(
        authority_id=keeper,
        owner_team=partnership.business_team(keeper),
        because_of_id=because_of.pk if because_of else None,
        sort=sort,
        title=title,
        words=words,
        body=body or (to_seat.body if to_seat else None),
        made_by=(made_by or by.name)[:160],
        to_seat=to_seat,
        other=other.strip(),
        sent_on=sent_on,
        silent_since=sent_on,
    )
    told: dict[str, Any] = {"whom": matter.whom, "sort": sort}
    running = counting_from(CLOCK, matter, sent_on, variant=sort)
    MATTER.begin("put", matter, by=by, at=at, key=key, payload=told, besides=running)
    _tell_the_seat(matter, at)
    return matter


def _tell_the_seat(matter: Matter, at: dt.datetime) -> None:
    if matter.to_seat_id is None:
        return
    held = Holding.objects.filter(seat_id=matter.to_seat_id, post__isnull=False).exclude(until__lt=london_date(at))
    _notice(matter, set(held.values_list("post__team_id", flat=True)), "matter_put_to_you", at)


def _notice(matter: Matter, teams: set[int], kind: str, at: dt.datetime) -> None:
    Notice.objects.bulk_create(
        [
            Notice(team_id=team, authority_id=matter.authority_id, episode_id=matter.pk, kind=kind, created_at=at)
            for team in teams
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def chase(
    matter: Matter, *, reason: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """Ask again, in these words. The silence goes on counting from the first day."""
    today = london_date(at)
    said: dict[str, Any] = {
        "facts": {"reason": reason},
        "note": reason,
        "payload": {"days": matter.silence(today) or 0},
    }
    made = MATTER.make("chase", matter, by=by, at=at, version=version, key=key, **said)
    write(matter, chased=matter.chased + 1, chased_on=today)
    return made


@transaction.atomic
def answer(
    matter: Matter, *, text: str, answered_by: str, on: dt.date, by: Actor, at: dt.datetime, version: int,
    late_reason: str = "", key: uuid.UUID | None = None,
) -> Made:  # fmt: skip
    """The answer, whoever wrote it, on the day it came: also one that comes after the waiting was given up."""
    if matter.silent_since and on < matter.silent_since:
        raise MoveRefused(refused("The answer is from before the day it was asked.", next_step="Correct the day."))
    days = max(0, (on - matter.silent_since).days) if matter.silent_since else 0
    told: dict[str, Any] = {"whom": by.name if matter.comes_to_us else matter.whom, "days": days}
    made = MATTER.make(
        "answer", matter, by=by, at=at, version=version, key=key, payload=told, note=text,
        changes={"closed_at": None}, late_reason=late_reason,
    )  # fmt: skip
    write(matter, answer=text, answered_by_name=answered_by[:160], answered_on=on, silent_since=None, silent_until=None)
    _notice(matter, {matter.owner_team_id}, "matter_answered", at)
    return made


@transaction.atomic
def press(
    matter: Matter, *, reason: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """It is no answer: it is asked again, and the days count anew. What was answered stays in the history."""
    said: dict[str, Any] = {"facts": {"reason": reason}, "note": reason, "payload": {"sort": matter.sort}}
    made = MATTER.make("press", matter, by=by, at=at, version=version, key=key, **said)
    today = london_date(at)
    write(matter, silent_since=today, answer="", answered_by_name="", answered_on=None)
    running: list[Clock] = counting_from(CLOCK, matter, today, variant=matter.sort)
    clocks.start(running, because_of=made.event)
    clocks.settle(matter)
    _tell_the_seat(matter, at)
    return made


@transaction.atomic
def settle(
    matter: Matter, *, became: str, changed: str, by: Actor, at: dt.datetime, version: int,
    key: uuid.UUID | None = None,
) -> Made:  # fmt: skip
    """What came of it: said by somebody who did not answer it."""
    words = str(Matter.Became(became).label).lower()
    said: dict[str, Any] = {
        "by": by,
        "at": at,
        "version": version,
        "key": key,
        "payload": {"became": words},
        "note": changed,
    }
    made = MATTER.make("settle", matter, **said)
    write(matter, became=became, changed=changed)
    return made


@transaction.atomic
def give_up(
    matter: Matter, *, reason: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """Nobody waits any longer. The days of silence stay as they are, and are told in the yearly report."""
    today = london_date(at)
    said: dict[str, Any] = {
        "facts": {"reason": reason},
        "note": reason,
        "payload": {"days": matter.silence(today) or 0},
    }
    made = MATTER.make("give_up", matter, by=by, at=at, version=version, key=key, **said)
    write(matter, silent_until=today)
    return made
