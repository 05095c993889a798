"""Who is due, one child's supervision, one record with its decisions, and private notes."""

from __future__ import annotations

import itertools
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access import looks
from lantern.access.attempts import Attempt, attempt, posted_version
from lantern.access.draft_saving import as_posted
from lantern.access.models import Look
from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.law.timescales import window_in_words
from lantern.people.views.child import record_or_404
from lantern.plans.views.writing import as_kept
from lantern.spine import drafts
from lantern.supervision import actions, forms, queries
from lantern.supervision import permissions as may
from lantern.supervision.states import SUPERVISION

DRAFT = "supervision"


@require_safe
@page(may=may.SEE_SUPERVISION, shows="supervision")
def supervision_due(request: HttpRequest) -> HttpResponse:
    """Every worker and their children: who was talked through when, who is late, and what is still to be done."""
    by, now = actor_of(request), timezone.now()
    holds = bool(by.may(may.HOLD_SUPERVISION))
    whose = request.GET.get("of", "team" if holds else "mine")
    if whose not in (("team", "all", "mine") if holds else ("mine",)):
        raise Http404
    rows = queries.due(by=by, now=now, today=timezone.localdate(now), whose=whose)
    facts = {
        "workers": [
            (worker, list(of))
            for worker, of in itertools.groupby(rows, lambda row: (row.worker_id, row.worker, row.team))
        ],
        "children": len({row.child_reference for row in rows}),
        "late": sum(row.is_late for row in rows),
        "late_to_do": sum(row.late_to_do for row in rows),
        "whose": whose,
        "holds": holds,
        "window": window_in_words(queries.WINDOW, now),
        "now": now,
    }
    return render(request, "supervision/due.jinja", facts)


def _whose(row: queries.Due) -> tuple[int, str, str]:
    return row.worker_id, row.worker, row.team


@page(may=may.SEE_SUPERVISION, shows="child")
def child_supervision(request: HttpRequest, reference: str) -> HttpResponse:
    """Every supervision of one child; a manager records the next."""
    by, now = actor_of(request), timezone.now()
    record, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=record.person.reference)
    holds = bool(by.may(may.HOLD_SUPERVISION))
    workers = [(str(number), name) for number, name in queries.workers_of(record.people)] if holds else []
    kept = drafts.find(DRAFT, by=by, record=record.person.reference) if holds else None
    form = forms.HoldForm(
        request.POST if request.method == "POST" else as_posted(kept),
        workers=workers,
        initial={"worker": workers[0][0] if len(workers) == 1 else ""},
    )
    made = Attempt()
    if request.method == "POST" and holds and form.is_valid():
        worker_id = int(form.cleaned_data["worker"])
        made = attempt(
            lambda: actions.hold(
                record.person,
                worker_id=worker_id,
                worker_name=dict(workers)[str(worker_id)],
                answers=form.answers(),
                decided=form.decided(),
                nothing_decided_why=form.cleaned_data.get("nothing_decided_why") or "",
                by=by,
                at=now,
                key=act_key(request),
            )
        )
        if made.done:
            drafts.discard(DRAFT, by=by, record=record.person.reference)
            messages.success(request, _("Recorded on the child’s record."))
            return redirect("child_supervision", reference=record.person.reference)
    as_kept(request, form)
    facts = {
        "record": record,
        "rows": queries.of_child(record.people),
        "form": form,
        "holds": holds,
        "workers": workers,
        "clash": made.clash,
        "draft": kept,
        "states": SUPERVISION.states,
        "now": now,
    }
    wrong = request.method == "POST" and bool(form.errors)
    return render(request, "supervision/child.jinja", facts, status=409 if made.clash else 422 if wrong else 200)


@page(may=may.SEE_SUPERVISION, shows="supervision")
def supervision(request: HttpRequest, reference: str) -> HttpResponse:
    """What was asked and answered, what was decided, and what came of it."""
    by, now = actor_of(request), timezone.now()
    found = queries.supervision_for(reference, by=by)
    if request.method == "GET":
        mine = by.user_id in (found.worker_id, found.by_id)
        looks.note(
            [(found.child_id, found.authority_id)], by=by, episode_id=found.pk, page="supervision",
            why=Look.Why.INVOLVED if mine else Look.Why.DUTY,
        )  # fmt: skip
    pressed = request.POST.get("number", "")
    form = forms.DoneForm(request.POST if request.method == "POST" else None)
    made = Attempt()
    if request.method == "POST" and pressed.isdecimal() and form.is_valid():
        made = attempt(
            lambda: actions.carry_out(
                found, int(pressed), came_of_it=form.cleaned_data["came_of_it"], by=by, at=now,
                version=posted_version(request), key=act_key(request),
            )
        )  # fmt: skip
        if made.done:
            return redirect("supervision", reference=found.reference)
    facts = {
        "found": found,
        "decisions": list(found.decisions.all()),
        "form": form,
        "pressed": pressed,
        "state": SUPERVISION.states[found.state],
        "clash": made.clash,
        "version": made.clash.version if made.clash and made.clash.version else found.version,
        "now": now,
        "today": timezone.localdate(now),
    }
    wrong = form.is_bound and bool(form.errors)
    return render(request, "supervision/supervision.jinja", facts, status=409 if made.clash else 422 if wrong else 200)


@page(may=may.HOLD_SUPERVISION, shows="supervision")
def private_notes(request: HttpRequest) -> HttpResponse:
    """The reader's own notes about one worker. They are on no child's record, and nobody else reads them."""
    by, now = actor_of(request), timezone.now()
    asked = request.GET.get("worker", "")
    rows = queries.due(by=by, now=now, today=timezone.localdate(now), whose="all")
    workers: dict[int, str] = {row.worker_id: row.worker for row in rows}
    worker_id = int(asked) if asked.isdecimal() and len(asked) < 10 else 0
    if worker_id not in workers:
        raise Http404
    form = forms.NoteForm(request.POST if request.POST.get("does") == "write" else None)
    here = f"{reverse('private_notes')}?worker={worker_id}"
    if request.POST.get("does") == "drop":
        actions.drop_note(_number(request.POST.get("note", "")), by=by)
        return redirect(here)
    if request.method == "POST" and form.is_valid():
        actions.write_note(
            about=worker_id, authority_id=by.authorities[0], text=form.cleaned_data["text"], by=by, at=now
        )
        return redirect(here)
    facts: dict[str, Any] = {
        "worker": workers[worker_id],
        "here": here,
        "notes": queries.notes_about(worker_id, by=by),
        "form": form,
    }
    return render(request, "supervision/notes.jinja", facts, status=422 if form.is_bound and form.errors else 200)


def _number(typed: str) -> uuid.UUID:
    try:
        return uuid.UUID(typed)
    except ValueError:
        raise Http404 from None
