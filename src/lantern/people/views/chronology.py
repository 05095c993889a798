"""What somebody says about an entry of a chronology, and what changed since a day."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.interface import documents
from lantern.people import actions, papers, presenters, queries
from lantern.people.forms import RemarkForm, SinceForm
from lantern.people.permissions import PRINT_RECORD, RECORD_PERSON, SEE_CHILD
from lantern.people.queries import Record
from lantern.people.views.child import record_or_404, start_of
from lantern.spine import ledger
from lantern.spine.lifecycle import AlreadyDone
from lantern.spine.models import Event

MOST = 500
"""Entries of one page of what changed."""


def _entry_or_404(record: Record, event: UUID) -> ledger.Entry:
    found = ledger.chronology(record.people, limit=1, only=event)
    if not found or found[0].kind.beside:
        raise Http404
    return found[0]


@page(may=RECORD_PERSON, shows="child")
def remark(request: HttpRequest, reference: str, event: UUID) -> HttpResponse:
    """Write beside an entry what it meant for the person, and how much it matters. Nothing is overwritten."""
    record, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=record.person.reference)
    entry = _entry_or_404(record, event)
    said = ledger.remarks_on(entry.event_id, record.people)
    now_said = {"weight": str(entry.significance), "seen": str(said[0].event_id) if said else ""}
    form = RemarkForm(request.POST if request.method == "POST" else None, initial=now_said)
    meanwhile = None
    if request.method == "POST" and form.is_valid():
        try:
            _say(request, record, entry, form.cleaned_data)
        except AlreadyDone:
            return _back_to(entry, record)
        except actions.RemarkedMeanwhile as other:
            meanwhile = other.last
        else:
            messages.success(request, _("It stands beside the entry now."))
            return _back_to(entry, record)
    facts = {"record": record, "entry": entry, "said": said, "form": form, "meanwhile": meanwhile}
    status = 409 if meanwhile else 422 if form.is_bound and form.errors else 200
    return render(request, "people/remark.jinja", {**facts, "seen": now_said["seen"]}, status=status)


def _back_to(entry: ledger.Entry, record: Record) -> HttpResponse:
    return redirect(f"{presenters.address_of(record)}#entry-{entry.event_id}")


def _say(request: HttpRequest, record: Record, entry: ledger.Entry, said: dict[str, Any]) -> None:
    weight = int(said["weight"]) if said["weight"] else entry.significance
    whose = next((each for each in record.together if each.pk in entry.people), record.person)
    actions.remark(
        whose,
        Event.objects.get(pk=entry.event_id),
        impact=said["impact"] or "",
        weight=weight if weight != entry.significance else None,
        seen=said["seen"] or "",
        by=actor_of(request),
        at=timezone.now(),
        key=act_key(request),
    )


# ---- What changed since a day ---------------------------------------------------------------------------------------


@require_safe
@page(may=SEE_CHILD, shows="child")
def changed(request: HttpRequest, reference: str) -> HttpResponse:
    """What changed for the person since a day: for a review or a conference. Without a day it asks for one."""
    record, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=record.person.reference)
    form, since = _since(request, record)
    facts: dict[str, Any] = {"record": record, "form": form, "since": since}
    if since:
        entries = _entries_since(record, since)
        facts |= {
            "entries": entries[:MOST],
            "more": len(entries) > MOST,
            "counted": presenters.counted_by_theme(entries),
            "may_print": bool(actor_of(request).may(PRINT_RECORD)),
            "may_change": bool(actor_of(request).may(RECORD_PERSON, record.person)),
        }
        queries.look(record, by=actor_of(request), why=opening.why, page="child_changed")
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "people/changed.jinja", facts, status=status)


@require_safe
@page(may=PRINT_RECORD, shows="child")
def changed_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """What changed since a day as PDF, for a review or a conference."""
    record, opening = record_or_404(request, reference)
    _form, since = _since(request, record)
    if not opening or not since:
        return redirect("child", reference=record.person.reference)
    by, at = actor_of(request), timezone.now()
    queries.look(record, by=by, why=opening.why, page="changed_pdf")
    document = papers.changed(record, _entries_since(record, since)[::-1], since=since, by=by, at=at)
    name = f"changed-since-{since.isoformat()}-{slugify(record.person.reference)}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(documents.pdf(document), content_type="application/pdf", headers=headers)


def _since(request: HttpRequest, record: Record) -> tuple[SinceForm, dt.date | None]:
    """The day that was asked for; else the day of the last decision is proposed."""
    last = record.outcomes[0][1] if record.outcomes else None
    form = SinceForm(request.GET or None, initial={"since": timezone.localdate(last) if last else None})
    return form, form.cleaned_data["since"] if form.is_bound and form.is_valid() else None


def _entries_since(record: Record, since: dt.date) -> list[ledger.Entry]:
    return ledger.chronology(record.people, limit=MOST + 1, since=start_of(since))
