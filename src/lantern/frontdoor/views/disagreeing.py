"""A professional who does not agree takes it further, and a manager answers; and how well each agency writes."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lantern.access.attempts import attempt, posted_version
from lantern.access.context import sending_to
from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.frontdoor import actions, queries, rules
from lantern.frontdoor import permissions as may
from lantern.frontdoor.forms.oversight import DisagreementAnswerForm, DisagreementForm
from lantern.frontdoor.queries_partner import sent_contact
from lantern.frontdoor.states import DISAGREEMENT, RAISED
from lantern.frontdoor.views.common import show
from lantern.law.codes import code_set
from lantern.partnership import queries as partnership
from lantern.spine.lifecycle import AlreadyDone

WRITTEN_DAYS = 90
"""The page of how agencies write looks this far back: long enough for a figure, short enough to see a change."""


@page(may=may.SEE_OWN_CONTACTS, shows="own receipt", by_link=True)
def disagree(request: HttpRequest, reference: str) -> HttpResponse:
    """Say why one does not agree: to the next step of the local procedure."""
    sent = sent_contact(reference, by=actor_of(request))
    step, form = rules.next_step_of(sent), DisagreementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with sending_to(sent.authority_id) as sender:
                actions.disagree(
                    sent, words=form.cleaned_data["words"], by=sender, at=timezone.now(), key=act_key(request)
                )
        except AlreadyDone:
            pass
        return redirect("my_contact", reference=reference)
    shown = {
        "sent": sent,
        "step": step,
        "form": form,
        "steps": rules.escalation_steps(sent.authority_id),
        "here": partnership.authority(sent.authority_id),
        "new_key": request.POST.get("act"),
    }
    return render(request, "frontdoor/partner/disagree.jinja", shown, status=422 if form.errors else 200)


@require_safe
@page(may=may.ANSWER_DISAGREEMENT, shows="disagreements")
def disagreements(request: HttpRequest) -> HttpResponse:
    """Who does not agree, the nearest clock first."""
    rows = queries.disagreements(actor_of(request))
    waiting = [row for row in rows if row["state"] == RAISED]
    return show(
        request,
        "disagreements",
        {"waiting": waiting, "answered": [row for row in rows if row["state"] != RAISED]},
    )


@page(may=may.ANSWER_DISAGREEMENT, shows="disagreements")
def disagreement(request: HttpRequest, reference: str) -> HttpResponse:
    """Why they do not agree, what was said before, and the answer."""
    by, now = actor_of(request), timezone.now()
    found = queries.disagreement_for(by, reference)
    late = found.next_due_at if found.next_due_at and found.next_due_at < now else None
    form = DisagreementAnswerForm(request.POST or None, late=late is not None)
    clash = None
    if request.method == "POST" and form.is_valid():
        made = attempt(
            lambda: actions.answer_disagreement(
                found,
                found=form.cleaned_data["found"],
                answer=form.cleaned_data["answer"],
                by=by,
                at=now,
                version=posted_version(request),
                late_reason=form.why_late,
                key=act_key(request),
            )
        )
        if made.done:
            return redirect("disagreements")
        clash = made.clash
    facts = {
        "disagreement": found,
        "earlier": [each for each in found.sent.disagreements if each["step"] < found.step],
        "form": form,
        "late": late,
        "has_errors": form.is_bound and bool(form.errors),
        "move": next((move for move in DISAGREEMENT.open_moves(found, by=by) if move.name == "answer"), None),
        "version": clash.version if clash and clash.version else found.version,
    }
    return show(request, "disagreement", facts, clash=clash)


@require_safe
@page(may=may.SEE_DEMAND, shows="figures")
def how_agencies_write(request: HttpRequest) -> HttpResponse:
    """What the hub told professionals about how they wrote, by agency."""
    since = timezone.now() - dt.timedelta(days=WRITTEN_DAYS)
    aspects = code_set("contact_quality").on(timezone.now().date())
    rows = queries.written_by_agency(actor_of(request), since=since)
    headings = [{"text": each.label, "format": "numeric"} for each in aspects]
    facts = {"rows": rows, "aspects": aspects, "headings": headings, "since": since, "fewest": queries.FEWEST}
    return show(request, "how_agencies_write", facts)
