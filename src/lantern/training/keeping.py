"""What time does about training: where shares bind no longer, those who wait move up; and after three months those who
came are asked what changed.
"""

from __future__ import annotations

import datetime as dt

from lantern.access.context import acting
from lantern.access.people_acting import clockwork
from lantern.law.timescales import london_date
from lantern.partnership import queries as partnership
from lantern.training import actions
from lantern.training.actions.bookings import move_up
from lantern.training.models import Booking, TrainingEvent
from lantern.training.states.events import HELD, OPEN


def keep(now: dt.datetime) -> int:
    """Do so for every partnership, each within its own transaction. How many events were touched."""
    touched = 0
    for keeper in partnership.keepers():
        by = clockwork(keeper)
        with acting(by):
            theirs = TrainingEvent.objects.filter(authority_id=keeper, closed_at__isnull=True)
            waited = theirs.filter(
                state=OPEN,
                starts_at__gt=now,
                shares_until__lt=london_date(now),
                bookings__standing=Booking.Standing.WAITING,
            ).distinct()
            touched += sum(bool(move_up(each, by=by, at=now)) for each in waited)
            due = theirs.filter(state=HELD, next_due="training-follow-up", next_due_at__lte=now).order_by("opened_at")
            for each in due:
                actions.ask_again(each, by=by, at=now, version=each.version)
                touched += 1
    return touched
