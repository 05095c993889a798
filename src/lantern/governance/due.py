"""What this room itself knows to be due for a body's agenda: actions past their date, decisions to look at again, and
how the body is chaired.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from lantern.boards import signals
from lantern.boards.models import Action, Body, BodyKind
from lantern.boards.signals import Signal
from lantern.governance.models import AgendaItem, Decision, StandingInterest
from lantern.interface.display import full_date
from lantern.law.timescales import london_date


def due(body: Any, now: dt.datetime) -> list[Signal]:
    """Two statements, and one more for an executive."""
    today = london_date(now)
    found: list[Signal] = []
    late = Action.objects.filter(body=body, state="open", next_due_at__lt=now).order_by("next_due_at")
    count = late.count()
    if count:
        told = _("the longest since %(day)s") % {"day": full_date(late[0].by_when or today)}
        found.append(Signal(_("Actions past their date: %(n)s") % {"n": count}, told, "assure"))
    for decision in Decision.objects.filter(body=body, look_again_on__lte=today).order_by("look_again_on"):
        when = full_date(decision.look_again_on or today)
        title = _("Look again: %(title)s") % {"title": decision.title}
        found.append(Signal(title, _("the body wanted to from %(day)s") % {"day": when}, "discuss", decision.pk))
    if isinstance(body, Body) and body.chair_review_on and body.chair_review_on <= today:
        when = full_date(body.chair_review_on)
        found.append(
            Signal(_("How this body is chaired"), _("to be looked at since %(day)s") % {"day": when}, "decide")
        )
    if isinstance(body, Body) and body.kind == BodyKind.EXECUTIVE:
        here = StandingInterest.objects.filter(authority_id=body.authority_id, closed_at__isnull=True)
        old = here.filter(next_due_at__lt=now).count()
        if old:
            title = _("Interests not looked at within the year: %(n)s") % {"n": old}
            found.append(Signal(title, _("everybody with a seat says whether they still stand"), "note"))
    return found


def offered(body: Any, now: dt.datetime) -> list[Signal]:
    """What every room knows to be due, but for what stands on an open agenda or the backlog already. One statement
    beside those of the rooms.
    """
    open_items = AgendaItem.objects.filter(body=body, dropped=False, episode__closed_at__isnull=True)
    standing = set(open_items.values_list("title", "because_of_id"))
    # Two records may be called alike: one on the agenda does not hide the other.
    return [
        each
        for each in signals.due_for(body, now)
        if not standing & {(each.title[:300], None), (each.title[:300], each.because_of)}
    ]
