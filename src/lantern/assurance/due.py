"""What this room knows to be due for a body's agenda: audits that are late, and quarterly reports to be read."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from lantern.assurance.models import AuditReport, PlannedAudit
from lantern.boards.models import BodyKind
from lantern.boards.signals import Signal
from lantern.interface.display import LONDON, full_date
from lantern.law import timescales as law


def due(body: Any, now: dt.datetime) -> list[Signal]:
    """Late audits that this body asked for, and for the Executive those that nobody else did, and reports that came
    since it last met. One statement, and one more for the Executive.
    """
    executive = body.kind == BodyKind.EXECUTIVE
    whose = Q(body=body) | (Q(body__isnull=True) if executive else Q(pk__in=[]))
    late = PlannedAudit.objects.filter(whose, authority_id=body.authority_id, next_due_at__lt=now)
    found = [
        Signal(
            _("Audit is late: %(title)s") % {"title": each.title},
            _("due on %(day)s") % {"day": full_date(each.due_on)},
            "assure",
            each.pk,
        )
        for each in late.order_by("due_on")
    ]
    return found + (_reports(body, now) if executive else [])


def _reports(body: Any, now: dt.datetime) -> list[Signal]:
    since = law.window_opened("audit-window", now)
    if body.last_met_on:
        since = max(since, dt.datetime.combine(body.last_met_on, dt.time(), tzinfo=LONDON))
    given = AuditReport.objects.filter(authority_id=body.authority_id, opened_at__gte=since).select_related("area")
    return [
        Signal(
            _("Quarterly report of audits: %(area)s") % {"area": each.area.short_name},
            _("given on %(day)s") % {"day": full_date(each.opened_at.date())},
            "assure",
            each.pk,
        )
        for each in given.defer("content").order_by("opened_at")
    ]
