"""The quarterly report of audits: made from the record, given to the partnership, read as page, PDF and Word."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.act_pages import Asked, act_page, posted
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.assurance import actions, papers, plan_forms, queries
from lantern.assurance import permissions as may
from lantern.assurance.models import AuditReport
from lantern.assurance.quarters import quarter_named, quarter_of
from lantern.assurance.views.common import keeper_or_404, words
from lantern.interface import documents
from lantern.interface.environment import url
from lantern.partnership import queries as partnership

OFFERED = 4
"""Quarters that a report may be made of: this one and those before it."""


@require_safe
@page(may=may.SEE_CALENDAR, shows="quarterly report of audits")
def audit_reports(request: HttpRequest) -> HttpResponse:
    """The reports that were given, and the quarters of which one can be made."""
    by = actor_of(request)
    keeper_or_404(by)
    runs = bool(by.may(may.RUN_AUDIT))
    quarters = [quarter_of(timezone.localdate())]
    while len(quarters) < OFFERED:
        quarters.append(quarters[-1].before)
    facts = {
        "rows": queries.reports(by=by),
        "quarters": quarters if runs else [],
        "areas": [partnership.every_authority()[each] for each in by.authorities] if runs else [],
        "here": "audit_reports",
    }
    return render(request, "assurance/reports.jinja", facts | words(by))


@page(may=may.RUN_AUDIT, shows="quarterly report of audits")
def make_audit_report(request: HttpRequest, area: int, code: str) -> HttpResponse:
    """What audits said in a quarter, to be read over and given to the partnership with some words."""
    by, now = actor_of(request), timezone.now()
    which = quarter_named(code)
    if which is None or area not in by.authorities or which.first > timezone.localdate():
        raise Http404
    keeper = keeper_or_404(by)
    content = queries.content_of(area, keeper, which, by=by, now=now)
    drawn = AuditReport(
        authority_id=keeper, area=partnership.authority(area), period_from=which.first, period_to=which.last,
        content=content,
    )  # fmt: skip
    form = plan_forms.ReportForm(posted(request))
    asked = Asked(
        heading=_("Audits from %(quarter)s") % {"quarter": which.called},
        button=_("Give it to the partnership"),
        back=url("audit_reports"),
        back_text=_("Quarterly reports"),
        caption=partnership.authority(area).short_name,
        intro=_("The quarter is not over yet: what comes later will be missing.") if which.last >= now.date() else "",
        beside="assurance/beside_report.jinja",
        words={"report": documents.html(papers.document(drawn, by=by, at=now, draft=True))},
        done=_("The partnership can read it, and it is due for the agenda of the Executive."),
    )

    def does(pressed: dict[str, Any]) -> Any:
        return actions.give_report(keeper, area, which, content=content, says=form.cleaned_data["says"], **pressed)

    return act_page(request, asked, form, does, to=lambda made: url("audit_report", reference=made.episode.reference))


@require_safe
@page(may=may.SEE_CALENDAR, shows="quarterly report of audits")
def audit_report(request: HttpRequest, reference: str) -> HttpResponse:
    """A report as it was given."""
    by = actor_of(request)
    found = queries.report_for(reference, by=by)
    made = papers.document(found, by=by, at=found.opened_at)
    return render(request, "assurance/report.jinja", {"found": found, "document": documents.html(made)} | words(by))


_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@require_safe
@page(may=may.SEE_CALENDAR, shows="quarterly report of audits")
def audit_report_paper(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """The report as PDF or Word."""
    by = actor_of(request)
    found = queries.report_for(reference, by=by)
    if code not in _TYPES:
        raise Http404
    made = papers.document(found, by=by, at=timezone.now())
    content = documents.pdf(made) if code == "pdf" else documents.word(made)
    headers = {"Content-Disposition": f'attachment; filename="audits-{found.reference}.{code}"'}
    return HttpResponse(content, content_type=_TYPES[code], headers=headers)
