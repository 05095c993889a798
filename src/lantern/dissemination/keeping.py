"""What time does about briefings: teams in which somebody has not read one are reminded."""

from __future__ import annotations

import datetime as dt

from lantern.access.context import acting
from lantern.access.people_acting import clockwork
from lantern.dissemination import actions
from lantern.dissemination.models import Briefing
from lantern.dissemination.states.briefings import SENT
from lantern.partnership import queries as partnership


def keep(now: dt.datetime) -> int:
    """Do so for every partnership, each within its own transaction. How many briefings."""
    reminded = 0
    for keeper in partnership.keepers():
        by = clockwork(keeper)
        with acting(by):
            due = Briefing.objects.filter(
                authority_id=keeper, closed_at__isnull=True, state=SENT, next_due="briefing-read", next_due_at__lte=now
            )
            for each in due.order_by("opened_at"):
                actions.remind(each, by=by, at=now, version=each.version)
                reminded += 1
    return reminded
