"""Inspections: their days, their findings, and the statement that the law wants by a day."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.attempts import attempt
from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.improvement import actions, forms, queries
from lantern.improvement import permissions as may
from lantern.improvement.states import INSPECTION
from lantern.improvement.views.common import press, says_now, show, typed_in
from lantern.interface.environment import url
from lantern.law.timescales import timescale


@page(may=may.KEEP_IMPROVEMENT, shows="inspection")
def record_inspection(request: HttpRequest) -> HttpResponse:
    """Record an inspection: notice, fieldwork and report are three different days."""
    by = actor_of(request)
    keepers = queries.keepers_of(by)
    if not keepers:
        raise Http404
    typed = typed_in(request, "new-inspection")
    form = forms.InspectionForm(typed.data, keepers=[(str(each.pk), each.name) for each in keepers])
    clash = None
    if typed.sent and form.is_valid():
        said = form.cleaned_data
        keeper = int(said.get("keeper") or keepers[0].pk)
        made = attempt(
            lambda: actions.record_inspection(
                keeper_id=keeper, values=said, by=by, at=timezone.now(), key=act_key(request)
            )
        )
        if made.done:
            typed.forget(by=by)
            return redirect("inspection", reference=made.result.reference) if made.result else redirect("improvement")
        clash = made.clash
    return show(request, "record_inspection", None, {}, form=form, clash=clash, typed=typed)


@require_safe
@page(may=may.SEE_IMPROVEMENT, shows="inspection")
def inspection(request: HttpRequest, reference: str) -> HttpResponse:
    """What was found, strengths too, and what answers it."""
    by = actor_of(request)
    found = queries.inspection_for(reference, by=by)
    every = queries.findings(found)
    facts = {
        "findings": every,
        "to_improve": [each for each in every if each.finding.kind != "strength"],
        "strengths": [each for each in every if each.finding.kind == "strength"],
        "unanswered": [each for each in every if each.finding.kind != "strength" and not each.actions],
        "clocks": [(timescale(each.timescale).title, each) for each in queries.clocks(found)],
        "state": INSPECTION.states[found.state],
        "moves": [each.name for each in INSPECTION.open_moves(found, by=by) if each.answer],
    }
    return show(request, "inspection", found, facts)


@page(may=may.KEEP_IMPROVEMENT, shows="inspection")
def inspection_report(request: HttpRequest, reference: str) -> HttpResponse:
    """Record that the report came."""
    found = queries.inspection_for(reference, by=actor_of(request))
    typed = typed_in(request, f"{found.reference}-report")
    form = forms.ReportForm(typed.data)
    clash = None
    if typed.sent and form.is_valid():
        said = form.cleaned_data
        made = attempt(lambda: actions.receive_report(found, on=said["on"], grade=said["grade"], **press(request)))
        if made.done:
            typed.forget(by=actor_of(request))
            return redirect("inspection", reference=reference)
        clash = made.clash
    facts = {"heading": _("Record the report"), "button": _("Record")}
    return show(request, "inspection_step", found, facts, form=form, clash=clash, typed=typed)


@page(may=may.KEEP_IMPROVEMENT, shows="inspection")
def inspection_answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Record that the statement of action was sent."""
    found = queries.inspection_for(reference, by=actor_of(request))
    typed = typed_in(request, f"{found.reference}-answer")
    form = forms.StatementForm(typed.data, initial={"on": timezone.localdate()})
    clash = None
    if typed.sent and form.is_valid():
        said = form.cleaned_data
        made = attempt(lambda: actions.answer(found, on=said["on"], late_reason=said["late_reason"], **press(request)))
        if made.done:
            typed.forget(by=actor_of(request))
            return redirect("inspection", reference=reference)
        clash = made.clash
    facts = {"heading": _("Record that the statement was sent"), "button": _("Record")}
    return show(request, "inspection_step", found, facts, form=form, clash=clash, typed=typed)


@page(may=may.KEEP_IMPROVEMENT, shows="inspection")
def finding(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Write a finding; number 0 is a new one."""
    found = queries.inspection_for(reference, by=actor_of(request))
    one = found.findings.filter(number=number).first() if number else None
    if number and one is None:
        raise Http404
    initial: dict[str, Any] = (
        {name: getattr(one, name) for name in forms.FindingForm.base_fields} if one else {"strand": ""}
    )
    typed = typed_in(request, f"{found.reference}-finding-{number}")
    form = forms.FindingForm(typed.data, initial=initial)
    clash = None
    if typed.sent and form.is_valid():
        made = attempt(lambda: actions.save_finding(found, **form.cleaned_data, **press(request)))
        if made.done:
            typed.forget(by=actor_of(request))
            messages.success(request, _("Saved."))
            if request.POST.get("then") == "another":
                return redirect("finding", reference=reference, number=0)
            return redirect(f"{url('inspection', reference=reference)}#found-{form.cleaned_data['number']}")
        clash = made.clash
    facts: dict[str, Any] = {"heading": _("Finding"), "button": _("Save"), "another": True}
    if one and ((clash and clash.told) or typed.saved_at):
        facts["theirs"] = says_now(form, one)
    return show(request, "inspection_step", found, facts, form=form, clash=clash, typed=typed)
