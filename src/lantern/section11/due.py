"""What this room knows to be due for a body's agenda: returns that are late, and a round that is due again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from lantern.boards.models import BodyKind
from lantern.boards.signals import Signal
from lantern.section11 import queries
from lantern.section11.models import Section11Return
from lantern.section11.states import ASKED


def due(body: Any, now: dt.datetime) -> list[Signal]:
    """Agencies whose return is late, and those whose next full one is due by the cycle, for the Executive. Two
    statements; none for other bodies.
    """
    if body.kind != BodyKind.EXECUTIVE:
        return []
    late = Section11Return.objects.filter(authority_id=body.authority_id, state=ASKED, next_due_at__lt=now)
    names = list(late.order_by("agency__name").values_list("agency__name", flat=True))
    found = [Signal(_("Section 11 returns that are late"), ", ".join(names), "assure")] if names else []
    again = [each.agency for each in queries.due_again(body.authority_id) if each.due_at < now]
    if again:
        found.append(Signal(_("Full section 11 returns are due again"), ", ".join(again), "decide"))
    return found
