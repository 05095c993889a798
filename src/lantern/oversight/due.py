"""What this room knows to be due for a body's agenda: risks that got worse, silences, what runs out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from lantern.boards.signals import Signal
from lantern.oversight.models import Agreement, Arrangements, Matter, Risk


def due(body: Any, now: dt.datetime) -> list[Signal]:
    """Two statements, and three more for an executive, which answers for what outside bodies and agencies owe."""
    found = [
        Signal(
            _("Risk got worse: %(title)s") % {"title": each.title},
            _("%(before)s became %(score)s of 25") % {"before": each.last_score, "score": each.score},
            "decide",
            each.pk,
        )
        for each in Risk.objects.filter(owner_seat__body=body, closed_at__isnull=True).order_by("title")
        if each.worse
    ]
    late = Matter.objects.filter(body=body, state="waiting", next_due_at__lt=now).select_related("to_seat")
    executive = getattr(body, "kind", "") == "executive"
    if executive:
        outside = Q(authority_id=body.authority_id, body__isnull=True) | Q(body=body)
        late = Matter.objects.filter(outside, state="waiting", next_due_at__lt=now).select_related("to_seat")
    for matter in late.order_by("silent_since"):
        days = matter.silence(now.date()) or 0
        title = _("No answer: %(title)s") % {"title": matter.title}
        told = _("%(whom)s, %(days)s days of silence") % {"whom": matter.whom, "days": days}
        found.append(Signal(title, told, "discuss", matter.pk))
    return found + (_running_out(body, now) if executive else [])


def _running_out(body: Any, now: dt.datetime) -> list[Signal]:
    found = []
    over = Agreement.objects.filter(authority_id=body.authority_id, closed_at__isnull=True, next_due_at__lt=now)
    count = over.count()
    if count:
        found.append(Signal(_("Agreements that ran out: %(n)s") % {"n": count}, _("renew or end them"), "decide"))
    reviews = list(
        Arrangements.objects.filter(authority_id=body.authority_id, closed_at__isnull=True, next_due_at__lt=now)
    )
    if reviews:
        told = _("their review within 12 months is late")
        found.append(Signal(_("Review of the published arrangements"), told, "decide", reviews[0].pk))
    return found
