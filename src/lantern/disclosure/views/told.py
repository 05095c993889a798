"""Who was told what about a child: on the screen, for one agency, and on paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.disclosure import told
from lantern.disclosure.forms import ToldFilter
from lantern.people import papers
from lantern.people import queries as people
from lantern.people.permissions import PRINT_RECORD, SEE_CHILD
from lantern.people.queries import Record
from lantern.people.views.child import record_or_404


@require_safe
@page(may=SEE_CHILD, shows="child")
def child_told(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that left, or came back, about one person: to whom, in which words, why and by whom."""
    record, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=record.person.reference)
    people.look(record, by=actor_of(request), why=opening.why, page="child_told")
    return render(request, "disclosure/told.jinja", _shown(request, record))


@require_safe
@page(may=PRINT_RECORD, shows="child")
def child_told_print(request: HttpRequest, reference: str) -> HttpResponse:
    """The same for the printer, oldest first."""
    record, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=record.person.reference)
    people.look(record, by=actor_of(request), why=opening.why, page="child_told_print")
    shown = _shown(request, record)
    shown["tellings"] = shown["tellings"][::-1]
    shown["printed"] = papers.printed(record, recipient=actor_of(request).name, by=actor_of(request), at=timezone.now())
    return render(request, "disclosure/told_print.jinja", shown)


def _shown(request: HttpRequest, record: Record) -> dict[str, Any]:
    every = told.told_about(record.person.pk)
    agencies = told.agencies_in(every)
    form = ToldFilter(request.GET or None, agencies=agencies)
    wanted = form.cleaned_data["agency"] if form.is_bound and form.is_valid() else ""
    return {
        "record": record,
        "tellings": [each for each in every if not wanted or str(each.agency_id) == wanted],
        "all": len(every),
        "most": told.SHOWN,
        "filters": form,
        "chosen": dict(agencies).get(wanted, ""),
        "may_print": bool(actor_of(request).may(PRINT_RECORD)),
        "query": request.GET.urlencode(),
    }
