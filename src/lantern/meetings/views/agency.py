"""What an invited agency sees: when, where and why it is asked, whom it is about, its own report, and the minutes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.attempts import Attempt, attempt, posted_version
from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.interface import documents
from lantern.meetings import actions, forms, queries
from lantern.meetings import minutes as papers
from lantern.meetings import permissions as may
from lantern.meetings.kinds import meeting_kind
from lantern.meetings.models import Invitation
from lantern.meetings.states import INVITATION, INVITED, REPORTED
from lantern.meetings.views.running import as_file
from lantern.partnership import queries as partnership
from lantern.people.telling import in_words
from lantern.spine import drafts


@require_safe
@page(may=may.SEE_INVITATIONS, shows="invitation")
def invitations(request: HttpRequest) -> HttpResponse:
    """What this agency is asked to: what needs an answer first."""
    now = timezone.now()
    rows = queries.invitations(by=actor_of(request))
    coming = sorted((row for row in rows if row["closed_at"] is None), key=lambda row: row["starts_at"])
    facts = {
        "coming": coming,
        "over": [row for row in rows if row["closed_at"] is not None],
        "now": now,
        "kind_of": meeting_kind,
        "areas": partnership.every_authority(),
        "states": INVITATION.states,
        "teams": partnership.teams(),
    }
    return render(request, "meetings/invitations.jinja", facts)


@page(may=may.SEE_INVITATIONS, shows="invitation")
def invitation(request: HttpRequest, reference: str) -> HttpResponse:
    """One invitation, and whether the agency comes."""
    by, now = actor_of(request), timezone.now()
    found = queries.invitation_for(reference, by=by)
    form = forms.ComingForm(request.POST if request.method == "POST" else None, initial=forms.ComingForm.of(found))
    made = Attempt(clash=None)
    if request.method == "POST" and form.is_valid():
        pressed: dict[str, Any] = {"by": by, "at": now, "key": act_key(request), "version": posted_version(request)}
        made = attempt(lambda: actions.answer_invitation(found, **form.facts, **pressed))
        if made.done:
            messages.success(request, _("Your answer is there at once."))
            return redirect("invitation", found.reference)
    status = 409 if made.clash else 422 if form.is_bound and form.errors else 200
    return _draw(request, "invitation", found, {"form": form, "clash": made.clash}, status=status)


def _draw(
    request: HttpRequest, template: str, found: Invitation, facts: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    clash = facts.get("clash")
    drawn = {
        "invitation": found,
        "kind": meeting_kind(found.meeting_kind),
        "here": partnership.authority(found.authority_id),
        "subjects": in_words(found.subjects),
        "is_open": found.state in (INVITED, REPORTED),
        "states": INVITATION.states,
        "now": timezone.now(),
        "version": clash.version if clash and clash.version else found.version,
        "minutes_html": documents.html(papers.copy_for(found, by=actor_of(request), at=found.minutes_at))
        if found.minutes_at
        else None,
        **facts,
    }
    return render(request, f"meetings/{template}.jinja", drawn, status=status)


@page(may=may.ANSWER_INVITATION, shows="invitation")
def send_report(request: HttpRequest, reference: str) -> HttpResponse:
    """The agency's report for the meeting. It saves itself while it is written."""
    by, now = actor_of(request), timezone.now()
    found = queries.invitation_for(reference, by=by)
    late = found.next_due_at is not None and found.next_due_at < now
    saved = drafts.find(forms.REPORT_DRAFT, by=by, record=found.reference)
    kept = {name: texts[0] for name, texts in saved.values.items() if texts} if saved else {}
    form = forms.ReportForm(request.POST if request.method == "POST" else None, initial=kept, late=late)
    made = Attempt(clash=None)
    if request.method == "POST" and form.is_valid():
        pressed: dict[str, Any] = {"by": by, "at": now, "key": act_key(request), "version": posted_version(request)}
        reason = form.cleaned_data.get("late_reason") or ""
        made = attempt(lambda: actions.send_report(found, report=form.report, late_reason=reason, **pressed))
        if made.done:
            drafts.discard(forms.REPORT_DRAFT, by=by, record=found.reference)
            messages.success(request, _("Your report is with the chair."))
            return redirect("invitation", found.reference)
    version = request.POST.get("draft_version") or (saved.version if saved else 0)
    facts = {"form": form, "clash": made.clash, "draft_version": version}
    status = 409 if made.clash else 422 if form.is_bound and form.errors else 200
    return _draw(request, "send_report", found, facts, status=status)


@require_safe
@page(may=may.SEE_INVITATIONS, shows="invitation")
def invitation_minutes(request: HttpRequest, reference: str) -> HttpResponse:
    """The minutes as they were sent to this agency."""
    found = queries.invitation_for(reference, by=actor_of(request))
    if found.minutes_at is None:
        raise Http404
    made = papers.copy_for(found, by=actor_of(request), at=found.minutes_at)
    return as_file(documents.pdf(made), "application/pdf", f"minutes-{found.meeting_reference.lower()}.pdf")
