"""Meetings of bodies to test with."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.cast import LONDON, TUESDAY_NOON, Cast

from lantern.access.people_acting import ActingPerson
from lantern.boards.tests.world import executive, held_by
from lantern.governance.actions import meetings, minuting
from lantern.governance.models import AgendaItem, BoardMeeting
from lantern.governance.queries import table_of

TENTH = dt.datetime(2026, 12, 10, 10, 0, tzinfo=LONDON)
"""When the Executive meets."""


def a_board_meeting(cast: Cast, *, items: int = 2, begun: bool = False) -> BoardMeeting:
    """The Executive, planned by the officer, with the scrutineer in the chair. Within ``acting`` as the officer."""
    by = cast.partnership_officer
    held_by("executive-chair", cast.scrutineer, by=by)
    held_by("executive-stockton", cast.director, by=by)
    meeting = meetings.plan(executive(), starts_at=TENTH, place="Civic Centre", by=by, at=TUESDAY_NOON)
    for number in range(1, items + 1):
        an_item(meeting, by=by, title=f"Matter {number}")
    if begun:
        meetings.send_agenda(meeting, by=by, at=TUESDAY_NOON, version=meeting.version)
        meetings.begin(meeting, by=by, at=TENTH, version=meeting.version)
    return meeting


def an_item(meeting: BoardMeeting, *, by: ActingPerson, **said: Any) -> AgendaItem:
    told: dict[str, Any] = {"title": "Waits for help", "purpose": "discuss", "by": by, "at": TUESDAY_NOON} | said
    return meetings.add_item(meeting.body, meeting=meeting, **told)


def everybody_there(meeting: BoardMeeting, by: ActingPerson, **came: str) -> None:
    """All seats were there, but for those named by the last part of their code. Within ``acting``."""
    roll = {
        each.seat.pk: (each.came, came.get(each.seat.code.rpartition("-")[2], "full"), each.holder, "")
        for each in table_of(meeting, by=by).seats
    }
    minuting.take_roll(meeting, found=roll, by=by, at=TENTH)
