"""A date of a course from being put on to what it changed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from lantern.law.timescales import london_date
from lantern.learning.actions import read
from lantern.learning.actions.common import write
from lantern.learning.models import Recommendation
from lantern.learning.states.recommendations import DECLINED
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused
from lantern.spine.models import Notice
from lantern.training.actions.bookings import move_up
from lantern.training.models import Booking, Course, TrainingEvent
from lantern.training.states import EVENT
from lantern.training.states.courses import OFFERED
from lantern.training.states.events import ASKED_AGAIN


@transaction.atomic
def plan(
    course: Course,
    *,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    place: str,
    places: int,
    for_each: int | None = None,
    shares_until: dt.date | None = None,
    cost: int = 0,
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> TrainingEvent:
    """Put on a date of a course that is offered."""
    if course.state != OFFERED:
        raise MoveRefused(refused("This course is no longer offered.", next_step="Commission another."))
    found = TrainingEvent(
        authority_id=course.authority_id,
        owner_team_id=course.owner_team_id,
        because_of_id=course.pk,
        course=course,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place.strip(),
        places=places,
        for_each=for_each,
        shares_until=shares_until,
        cost=cost,
    )
    EVENT.begin("plan", found, by=by, at=at, key=key, payload={"places": places})
    return found


@transaction.atomic
def edit_event(found: TrainingEvent, *, values: dict[str, Any], **press: Any) -> Made:
    """Change when, where or for how many. Where there are more places now, whoever waits moves up."""
    made = EVENT.make("edit", found, **press)
    write(found, **values)
    move_up(found, by=press["by"], at=press["at"])
    return made


@transaction.atomic
def cancel(found: TrainingEvent, *, why: str, **press: Any) -> Made:
    """Call it off. Whoever booked reads why on their page."""
    made = EVENT.make("cancel", found, note=why, **press)
    write(found, cancelled_why=why.strip())
    return made


@transaction.atomic
def hold(found: TrainingEvent, *, came: Mapping[uuid.UUID, str], at: dt.datetime, **press: Any) -> Made:
    """Mark who came. Those who waited and came have a place now. The three months count from the end of the day, also
    where the register is written later.
    """
    there = {key: value for key, value in came.items() if value}
    missed = sum(value == Booking.Came.NO for value in there.values())
    made = EVENT.make(
        "hold",
        found,
        at=max(found.starts_at, min(at, found.ends_at)),
        facts={"at": at},
        payload={"came": len(there) - missed, "missed": missed},
        **press,
    )
    _mark(found, there)
    return made


@transaction.atomic
def correct(found: TrainingEvent, *, came: Mapping[uuid.UUID, str], **press: Any) -> Made:
    """Write the register anew."""
    made = EVENT.make("correct", found, **press)
    _mark(found, came)
    return made


def _mark(found: TrainingEvent, came: Mapping[uuid.UUID, str]) -> None:
    for booking in Booking.objects.filter(event=found).exclude(standing=Booking.Standing.GIVEN_UP):
        value = came.get(booking.pk, "")
        stood = booking.standing
        if stood == Booking.Standing.WAITING and value in (Booking.Came.WHOLE, Booking.Came.PART):
            stood = Booking.Standing.PLACE
        if stood == Booking.Standing.WAITING:
            continue
        write(booking, standing=stood, came=value)


@transaction.atomic
def ask_again(found: TrainingEvent, *, at: dt.datetime, **press: Any) -> Made:
    """Ask those who came what changed since: the business unit and their teams are told."""
    made = EVENT.make("ask_again", found, at=at, facts={"at": at}, **press)
    came = Booking.objects.filter(event=found, came__in=(Booking.Came.WHOLE, Booking.Came.PART))
    teams = {found.owner_team_id, *came.values_list("team_id", flat=True)}
    Notice.objects.bulk_create(
        [
            Notice(team_id=team, authority_id=found.authority_id, episode_id=found.pk, kind=ASKED_AGAIN, created_at=at)
            for team in sorted(teams)
        ],
        ignore_conflicts=True,
    )
    return made


@transaction.atomic
def conclude(found: TrainingEvent, *, says: str, **press: Any) -> Made:
    """Say what it changed, from what people answered. Where the course names a measure of a recommendation, the share
    of those who use it in full stands there as a reading.

    Raises MoveRefused where nobody answered: then nothing is known.
    """
    answered = list(Booking.objects.filter(event=found, used_at__isnull=False).values_list("uses", flat=True))
    if not answered:
        raise MoveRefused(refused("Nobody has answered yet, so nothing is known.", next_step="Remind those who came."))
    uses = sum(each == Booking.Uses.YES for each in answered)
    made = EVENT.make("conclude", found, payload={"uses": uses, "answers": len(answered)}, note=says, **press)
    write(found, changed_says=says.strip())
    test = found.course.test
    if test is not None:
        asks = Recommendation.objects.select_for_update().get(pk=test.recommendation_id)
        if asks.state != DECLINED:
            test.recommendation = asks
            read(
                test,
                read_on=london_date(press["at"]),
                value=(Decimal(100) * uses / len(answered)).quantize(Decimal("0.1")),
                out_of=len(answered),
                note=f"Use it three months after the training of {london_date(found.starts_at):%-d %B %Y}",
                by=press["by"],
                at=press["at"],
                version=asks.version,
            )
    return made
