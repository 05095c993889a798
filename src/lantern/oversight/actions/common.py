"""What several actions of this room do alike."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lantern.law.timescales import LONDON, end_of_london_date
from lantern.spine import clocks
from lantern.spine.models import Clock, Episode


def write(record: Any, **columns: Any) -> None:
    """Write columns of a record after its move was made."""
    type(record).objects.filter(pk=record.pk).update(**columns)
    for column, value in columns.items():
        setattr(record, column, value)


def until_the_day(timescale: str, record: Episode, day: dt.date, *, at: dt.datetime) -> list[Clock]:
    """A clock that runs until the end of a day that somebody chose."""
    return [
        Clock(
            timescale=timescale,
            episode_id=record.id,
            authority_id=record.authority_id,
            owner_team_id=record.owner_team_id,
            started_at=at,
            due_at=end_of_london_date(day),
        )
    ]


def counting_from(timescale: str, record: Episode, day: dt.date, *, variant: str = "") -> list[Clock]:
    """A clock that counts from a day on, by its limit in law."""
    began = dt.datetime.combine(day, dt.time(9), tzinfo=LONDON)
    return clocks.starting([timescale], record, at=began, variants={timescale: variant} if variant else None)
