"""What this room knows to be due for the agenda of the body that learns: procedures and the strategy to look at again,
messages that were not told.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from lantern.boards.models import BodyKind
from lantern.boards.signals import Signal
from lantern.learning.queries.common import rows

_DUE = """
select count(*) filter (where e.kind = 'procedure') as procedures,
       count(*) filter (where e.kind = 'communication' and e.state = 'planned') as messages,
       (array_agg(e.id) filter (where e.kind = 'communication_strategy'))[1] as strategy
from spine_episode e where e.authority_id = %(keeper)s and e.closed_at is null and e.next_due_at < %(now)s
  and e.kind in ('procedure', 'communication', 'communication_strategy')
"""


def due(body: Any, now: dt.datetime) -> list[Signal]:
    """One statement for an engine room, none for another body."""
    if body.kind != BodyKind.ENGINE_ROOM:
        return []
    (late,) = rows(_DUE, {"keeper": body.authority_id, "now": now})
    found = []
    if late["procedures"]:
        title = _("Procedures to look at again: %(n)s") % {"n": late["procedures"]}
        found.append(Signal(title, _("past the day on which each was to be looked at"), "decide"))
    if late["strategy"]:
        told = _("past the day on which it was to be looked at")
        found.append(Signal(_("The communication strategy"), told, "discuss", late["strategy"]))
    if late["messages"]:
        title = _("Messages of the communication strategy that were not told: %(n)s") % {"n": late["messages"]}
        found.append(Signal(title, _("past the day that was planned"), "discuss"))
    return found
