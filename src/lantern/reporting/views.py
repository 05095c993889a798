"""Yearly reports: begun, written, read as a page, taken away as PDF or Word, published."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.act_pages import kept
from lantern.access.attempts import attempt, posted_version
from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.interface import documents
from lantern.interface.environment import url
from lantern.partnership import queries as partnership
from lantern.reporting import actions, forms, papers, queries
from lantern.reporting import permissions as may
from lantern.reporting.states import REPORT
from lantern.spine import drafts

COLOURS = {"draft": "yellow", "published": "green"}
DRAFT = "yearly-report"
"""The draft under which a section saves itself while it is typed."""


def _press(request: HttpRequest) -> dict[str, Any]:
    return {
        "by": actor_of(request),
        "at": timezone.now(),
        "version": posted_version(request),
        "key": act_key(request),
    }


@require_safe
@page(may=may.SEE_REPORTS, shows="yearly report")
def yearly_reports(request: HttpRequest) -> HttpResponse:
    """Every report, the newest first."""
    by = actor_of(request)
    facts = {
        "reports": queries.reports(by),
        "keepers": partnership.every_authority(),
        "states": REPORT.states,
        "colours": COLOURS,
        "writes": bool(by.may(may.WRITE_REPORT)),
    }
    return render(request, "reporting/reports.jinja", facts)


@page(may=may.WRITE_REPORT, shows="yearly report")
def begin_report(request: HttpRequest) -> HttpResponse:
    """Begin a report: the figures are taken at once."""
    by, now = actor_of(request), timezone.now()
    known = partnership.keepers()
    keepers = [known[key] for key in by.partnerships if key in known]
    if not keepers:
        raise Http404
    today = timezone.localdate()
    year = today.year - (1 if today.month < 4 else 0)
    form = forms.BeginForm(
        request.POST if request.method == "POST" else None,
        keepers=[(str(each.pk), each.name) for each in keepers],
        initial={"first": dt.date(year, 4, 1), "last": dt.date(year + 1, 3, 31)},
    )
    clash = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        keeper = int(said.get("keeper") or keepers[0].pk)
        made = attempt(
            lambda: actions.begin(
                keeper_id=keeper, first=said["first"], last=said["last"], by=by, at=now, key=act_key(request)
            )
        )
        if made.done:
            if made.result is None:
                return redirect("yearly_reports")
            return redirect("yearly_report", reference=made.result.reference)
        clash = made.clash
    status = 409 if clash else 422 if form.is_bound and form.errors else 200
    return render(request, "reporting/begin_report.jinja", {"form": form, "clash": clash}, status=status)


@require_safe
@page(may=may.SEE_REPORTS, shows="yearly report")
def yearly_report(request: HttpRequest, reference: str) -> HttpResponse:
    """The report with every section: what the record said, what was written, what nobody has said yet."""
    by = actor_of(request)
    found = queries.report_for(reference, by=by)
    written = queries.written(found)
    facts = {
        "report": found,
        "keeper": partnership.every_authority()[found.authority_id],
        "written": written,
        "state": REPORT.states[found.state],
        "colours": COLOURS,
        "moves": [each.name for each in REPORT.open_moves(found, by=by) if each.answer],
        "silent": [each for each in written if not each.words],
    }
    return render(request, "reporting/report.jinja", facts)


@require_safe
@page(may=may.SEE_REPORTS, shows="yearly report")
def read_report(request: HttpRequest, reference: str) -> HttpResponse:
    """The report as a web page."""
    by = actor_of(request)
    found = queries.report_for(reference, by=by)
    made = papers.document(found, queries.written(found), by=by, at=timezone.now())
    return render(request, "reporting/read.jinja", {"report": found, "document": documents.html(made)})


@page(may=may.WRITE_REPORT, shows="yearly report")
def write_section(request: HttpRequest, reference: str, form: str) -> HttpResponse:
    """Write a section. Of two people the first is kept, and the second has both texts before them."""
    by = actor_of(request)
    found = queries.report_for(reference, by=by)
    one = next((each for each in queries.written(found) if each.section.code == form), None)
    if one is None:
        raise Http404
    now = one.words.text if one.words else ""
    draft = kept(request, DRAFT, record=f"{found.reference}-{form}")
    first = {"text": now} | dict(draft.values)
    typed = forms.SectionForm(request.POST if request.method == "POST" else None, initial=first)
    clash = None
    if request.method == "POST" and typed.is_valid():
        made = attempt(lambda: actions.write(found, form, text=typed.cleaned_data["text"], **_press(request)))
        if made.done:
            drafts.discard(DRAFT, by=by, record=draft.record)
            messages.success(request, _("Saved."))
            return redirect(f"{url('yearly_report', reference=reference)}#{form}")
        clash = made.clash
    facts = {
        "report": found,
        "one": one,
        "form": typed,
        "clash": clash,
        "version": clash.version if clash and clash.version else found.version,
        "theirs": now if clash and clash.told else "",
        "open": REPORT.is_open("write", found, by=by),
        "draft": draft,
        "saved": now if draft.values and draft.values.get("text", now) != now else "",
    }
    status = 409 if clash else 422 if typed.is_bound and typed.errors else 200
    return render(request, "reporting/write_section.jinja", facts, status=status)


_STEPS = {"cut": actions.cut, "publish": actions.publish}


@page(may=may.WRITE_REPORT, shows="yearly report")
def move_report(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Take the figures anew, or publish."""
    found = queries.report_for(reference, by=actor_of(request))
    if move not in _STEPS:
        raise Http404
    clash = None
    if request.method == "POST":
        made = attempt(lambda: _STEPS[move](found, **_press(request)))
        if made.done:
            messages.success(request, _("Done."))
            return redirect("yearly_report", reference=reference)
        clash = made.clash
    written = queries.written(found)
    facts = {
        "report": found,
        "move": move,
        "clash": clash,
        "version": clash.version if clash and clash.version else found.version,
        "silent": [each for each in written if not each.words],
    }
    return render(request, "reporting/move_report.jinja", facts, status=409 if clash else 200)


_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@require_safe
@page(may=may.SEE_REPORTS, shows="yearly report")
def report_paper(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """The report as PDF that a screen reader can read, or Word."""
    by = actor_of(request)
    found = queries.report_for(reference, by=by)
    if code not in _TYPES:
        raise Http404
    made = papers.document(found, queries.written(found), by=by, at=timezone.now())
    content = documents.pdf(made) if code == "pdf" else documents.word(made)
    headers = {"Content-Disposition": f'attachment; filename="yearly-report-{found.reference}.{code}"'}
    return HttpResponse(content, content_type=_TYPES[code], headers=headers)
