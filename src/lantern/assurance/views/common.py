"""What every page of this room is drawn with."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404
from django.utils import timezone

from lantern.access.people_acting import ActingPerson
from lantern.assurance import permissions as may
from lantern.assurance.standards import Grade, Met, Source
from lantern.assurance.states import AUDIT, FEEDBACK, PART, PLAN, STANDARD
from lantern.law import timescales as law
from lantern.learning.queries.common import keepers_of
from lantern.partnership import queries as partnership

LOOKS_BACK = "audit-window"
"""The local standard in law/ that says from how far back cases are drawn, unless somebody chooses other days."""

COLOURS = {"open": "yellow", "finished": "green"}
PART_COLOURS = {"asked": "yellow", "answered": "green", "ended": "red"}
GRADE_COLOURS = {"outstanding": "green", "good": "green", "improve": "yellow", "inadequate": "red"}
PLAN_COLOURS = {"planned": "", "running": "yellow", "done": "green", "dropped": "grey"}

_PAGES = (
    ("audit_calendar", may.SEE_CALENDAR, "Calendar"),
    ("audits", may.SEE_AUDITS, "Rounds"),
    ("audit_follow_through", may.SEE_CALENDAR, "Follow-through"),
    ("audit_reports", may.SEE_CALENDAR, "Quarterly reports"),
    ("practice_standards", may.SEE_CALENDAR, "Practice standards"),
)


def words(by: ActingPerson) -> dict[str, Any]:
    """Labels that pages share, and the pages of audits that the reader may open."""
    return {
        "now": timezone.now(),
        "states": AUDIT.states,
        "colours": COLOURS,
        "part_states": PART.states,
        "part_colours": PART_COLOURS,
        "plan_states": PLAN.states,
        "plan_colours": PLAN_COLOURS,
        "standard_states": STANDARD.states,
        "feedback_states": FEEDBACK.states,
        "grades": dict(Grade.choices),
        "grade_colours": GRADE_COLOURS,
        "met": dict(Met.choices),
        "sources": dict(Source.choices),
        "beside": [(route, text) for route, needed, text in _PAGES if by.may(needed)],
    }


def keeper_or_404(by: ActingPerson) -> int:
    """The partnership whose plan the reader reads; whoever belongs to none finds no page."""
    found = keepers_of(by)
    if not found:
        raise Http404
    return found[0].pk


def days_to_draw_from(area: int, now: dt.datetime) -> tuple[dt.date, dt.date]:
    """The first and the last day from which cases are drawn where nobody chose others."""
    since = law.window_opened(LOOKS_BACK, now, partnership.local_standards(area))
    return since.date(), law.london_date(now)
