"""A meeting to test with."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.cast import TUESDAY_NOON, Cast, a_child

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.meetings import actions
from lantern.meetings.actions import Asked
from lantern.meetings.models import Meeting
from lantern.partnership.models import Team
from lantern.people.models import Person

IN_AN_HOUR = TUESDAY_NOON + dt.timedelta(hours=1)


def desk(of: ActingPerson) -> Asked:
    """The desk of somebody's agency."""
    return Asked.desk(Team.objects.select_related("agency").get(pk=of.team_id or 0))


def a_meeting(
    cast: Cast,
    *,
    kind: str = "professionals",
    children: list[Person] | None = None,
    asked: list[Asked] | None = None,
    by: ActingPerson | None = None,
    begun: bool = False,
    **said: Any,
) -> Meeting:
    """Called by the hub's social worker, with the police asked. Within ``acting``."""
    caller = by or cast.social_worker
    table = [Asked(caller.name, "social_care", "Social worker"), desk(cast.police)] if asked is None else asked
    made = actions.call(
        kind,
        children=children or [a_child()],
        starts_at=IN_AN_HOUR,
        purpose="A bruise that nobody can explain.",
        how_to_join="Ring 01632 960100.",
        asked=table,
        by=caller,
        at=TUESDAY_NOON,
        **said,
    )
    meeting: Meeting = made.episode
    if begun:
        actions.begin(meeting, by=caller, at=IN_AN_HOUR, version=meeting.version)
    return meeting


def everybody_there(meeting: Meeting, by: ActingPerson) -> None:
    """All who were asked came. Within ``acting``."""
    from lantern.meetings.models import Seat

    roll = {seat.pk: (seat.attendance, "joined") for seat in Seat.objects.filter(episode_id=meeting.pk)}
    actions.take_roll(meeting, found=roll, by=by, at=IN_AN_HOUR)


def as_now(meeting: Meeting, by: ActingPerson) -> Meeting:
    """The meeting as this person finds it."""
    with acting(by):
        return Meeting.objects.get(pk=meeting.pk)
