"""What several actions of this room do alike."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lantern.law.timescales import LONDON
from lantern.spine import clocks
from lantern.spine.models import Clock, Episode


def write(record: Any, **columns: Any) -> None:
    """Write columns of a record after its move was made."""
    type(record).objects.filter(pk=record.pk).update(**columns)
    for column, value in columns.items():
        setattr(record, column, value)


def counting_from(timescale: str, record: Episode, day: dt.date, *, variant: str = "") -> list[Clock]:
    """A clock that counts from a day on, by its limit in law."""
    began = dt.datetime.combine(day, dt.time(9), tzinfo=LONDON)
    return clocks.starting([timescale], record, at=began, variants={timescale: variant} if variant else None)
