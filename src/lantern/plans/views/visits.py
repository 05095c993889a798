"""Visits: written down on a telephone at the kerb, and read by whoever goes next."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lantern.access.attempts import attempt
from lantern.access.draft_saving import as_posted
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.interface.environment import url
from lantern.interface.forms import Form
from lantern.plans import actions, forms, queries
from lantern.plans import permissions as may
from lantern.plans.models import Plan
from lantern.plans.states import PLAN
from lantern.plans.views.common import moment_of, note_look, press, show
from lantern.plans.views.writing import as_kept
from lantern.spine import drafts

DRAFT = "visit"


@page(may=may.RECORD_VISIT, shows="plan")
def record_visit(request: HttpRequest, reference: str) -> HttpResponse:
    """One visit: when, where, who was seen, what the child said. Kept while it is typed, however bad the line."""
    by, now = actor_of(request), timezone.now()
    found = queries.plan_for(reference, by=by)
    note_look(request, found)
    kept = drafts.find(DRAFT, by=by, record=reference)
    due = queries.visit_due(found)
    late = due if due and due < now else None
    starts = {"visited_on": timezone.localdate(), "where": "home"}
    form = forms.VisitForm(
        request.POST if request.method == "POST" else as_posted(kept), initial=starts, child=found.child.name, due=late
    )
    clash = None
    if request.method == "POST" and form.is_valid():
        made = attempt(lambda: _record(found, form, press(request)))
        if made.done:
            drafts.discard(DRAFT, by=by, record=reference)
            messages.success(request, _("The visit is recorded."))
            return redirect(f"{url('plan', reference=reference)}#visits")
        clash = made.clash
    as_kept(request, form)
    facts = {
        "draft": kept,
        "due": due,
        "answer": next((each.answer for each in PLAN.open_moves(found, by=by) if each.name == "visit"), None),
        "last": found.visits.filter(seen=True).order_by("-visited_at").first(),
    }
    return show(request, "record_visit", found, facts, form=form, clash=clash)


def _record(found: Plan, form: Form, facts: dict[str, Any]) -> object:
    said = form.cleaned_data
    return actions.record_visit(
        found,
        visited_at=said["visited_at"],
        where=said["where"],
        seen=said["seen"] != "no",
        alone=said["seen"] == "alone",
        why_not_alone=said["why_not_alone"] or "",
        why_not_seen=said["why_not_seen"] or "",
        bedroom=said["bedroom"] or "",
        others_seen=said["others_seen"] or "",
        # As it was typed: the child's own words are not trimmed.
        child_words=form.data.get("child_words", "").replace("\r\n", "\n").replace("\x00", ""),
        noticed=said["noticed"] or "",
        next_on=said["next_on"],
        late_reason=said.get("late_reason") or "",
        **facts,
    )


@require_safe
@page(may=may.SEE_PLANS, shows="plan")
def plan_visits(request: HttpRequest, reference: str) -> HttpResponse:
    """Every visit on a plan, the latest first."""
    found = queries.plan_for(reference, by=actor_of(request))
    note_look(request, found)
    return show(request, "visits", found, {"visits": list(found.visits.order_by("-visited_at")[: queries.SHOWN])})


@page(may=may.REVIEW_PLAN, shows="plan")
def core_group(request: HttpRequest, reference: str) -> HttpResponse:
    """The core group of a child protection plan met."""
    by = actor_of(request)
    found = queries.plan_for(reference, by=by)
    note_look(request, found)
    form = forms.CoreGroupForm(
        request.POST if request.method == "POST" else None, initial={"held_on": timezone.localdate()}
    )
    clash = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        came = [each.strip() for each in said["who_came"].splitlines() if each.strip()]
        facts = press(request)
        held_at = moment_of(said["held_on"])
        made = attempt(
            lambda: actions.record_core_group(found, held_at=held_at, who_came=came, said_there=said["said"], **facts)
        )
        if made.done:
            messages.success(request, _("The core group is recorded."))
            return redirect("plan", reference=reference)
        clash = made.clash
    answer = next((each.answer for each in PLAN.open_moves(found, by=by) if each.name == "core_group"), None)
    return show(request, "core_group", found, {"answer": answer}, form=form, clash=clash)
