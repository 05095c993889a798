"""What is open: enquiries and assessments of a team, and everything of one child."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.meetings import queries as meetings
from lantern.meetings.kinds import meeting_kind
from lantern.meetings.states import MEETING
from lantern.meetings.views.common import COLOURS as MEETING_COLOURS
from lantern.people.views.child import record_or_404
from lantern.protection import permissions as may
from lantern.protection import queries
from lantern.protection.actions import planning
from lantern.protection.tables import CORE_GROUP, INITIAL, REVIEW, STRATEGY
from lantern.protection.views.common import words

_HELD = (STRATEGY, INITIAL, REVIEW, CORE_GROUP)


@require_safe
@page(may=may.SEE_PROTECTION, shows="protection")
def protection(request: HttpRequest) -> HttpResponse:
    """Open enquiries and assessments, the nearest clock first."""
    everybodys = request.GET.get("of") == "all"
    rows = queries.open_work(by=actor_of(request), everybodys=everybodys)
    facts = {
        "enquiries": [row for row in rows if row.kind == "section_47"],
        "assessments": [row for row in rows if row.kind == "assessment"],
        "everybodys": everybodys,
    }
    return render(request, "protection/protection.jinja", facts | words())


@require_safe
@page(may=may.SEE_PROTECTION, shows="child")
def child_protection(request: HttpRequest, reference: str) -> HttpResponse:
    """Enquiries, discussions, conferences and assessments of one child, and beginning one."""
    by = actor_of(request)
    record, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=record.person.reference)
    rows = queries.work_of(record.people)
    facts = {
        "record": record,
        "rows": rows,
        "meetings": [row for row in meetings.meetings_of(record.people) if row.meeting_kind in _HELD],
        "to_conference": next((row for row in rows if row.state == "to_conference"), None),
        "has_plan": not planning.no_plan_to_review(record, by),
        "strategy": STRATEGY,
        "conference": INITIAL,
        "may": {
            "strategy": bool(by.may(may.CALL_STRATEGY)),
            "conference": bool(by.may(may.CALL_CONFERENCE)),
            "assess": bool(by.may(may.WORK_ASSESSMENT)),
        },
        "kind_of": meeting_kind,
        "meeting_states": MEETING.states,
        "meeting_colours": MEETING_COLOURS,
    }
    return render(request, "protection/child_protection.jinja", facts | words())


@require_safe
@page(may=may.CALL_STRATEGY, shows="contacts")
def contact_strategy(request: HttpRequest, reference: str) -> HttpResponse:
    """From a contact to calling a strategy discussion about its children."""
    contact, children = queries.children_of_contact(reference, by=actor_of(request))
    if not children:
        messages.warning(request, _("Say first who the child is: a strategy discussion is about a child on record."))
        return redirect("contact", reference=contact.reference)
    address = reverse("call_meeting", kwargs={"reference": children[0].reference})
    return redirect(f"{address}?kind={STRATEGY}&because={contact.reference}")
