"""Every child on the way to court, the longest first; and everything of one child."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lantern.access.attempts import Attempt, attempt
from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.law.timescales import window_opened
from lantern.legal import actions, forms, queries
from lantern.legal import permissions as may
from lantern.legal.states import COURT, PRE, TO_ISSUE
from lantern.legal.tables import PLANNING_MEETING
from lantern.legal.views.common import words
from lantern.people.models import Person
from lantern.people.views.child import record_or_404
from lantern.spine.models import Episode

_SHOWN = ("all", "late", "pre", "issue", "court")


@require_safe
@page(may=may.SEE_LEGAL, shows="legal")
def legal(request: HttpRequest) -> HttpResponse:
    """Who is on the way to court, the longest first: for how long, whose turn it is, and why it waits."""
    by, now = actor_of(request), timezone.now()
    rows = queries.tracked(by=by, now=now)
    only = request.GET.get("only", "all")
    kept = {
        "late": [row for row in rows if row.due_at and row.due_at < now],
        "pre": [row for row in rows if row.state == PRE],
        "issue": [row for row in rows if row.state == TO_ISSUE],
        "court": [row for row in rows if row.state == COURT],
    }
    shown = {
        "rows": kept.get(only, rows),
        "everybody": rows,
        "kept": kept,
        "unexplained": [row for row in rows if row.unexplained],
        "beyond": [row for row in rows if row.state in (PRE, TO_ISSUE) and row.weeks_end and row.weeks_end < now],
        "unasked": queries.unasked(by=by, since=window_opened("re-referral-window", now)),
        "only": only if only in _SHOWN else "all",
    }
    return render(request, "legal/legal.jinja", shown | words())


@require_safe
@page(may=may.SEE_LEGAL, shows="child")
def child_legal(request: HttpRequest, reference: str) -> HttpResponse:
    """The legal planning of one child, now and before."""
    by = actor_of(request)
    record, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=record.person.reference)
    facts = {
        "record": record,
        "rows": queries.of_people(record.people, now=timezone.now()),
        "meeting": PLANNING_MEETING,
        "may": {"ask": bool(by.may(may.WORK_LEGAL)), "decide": bool(by.may(may.DECIDE_LEGAL))},
    }
    return render(request, "legal/child_legal.jinja", facts | words())


@page(may=may.WORK_LEGAL, shows="child")
def ask_legal(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for a legal planning meeting about this child and, where they belong to it, brothers and sisters."""
    by, now = actor_of(request), timezone.now()
    record, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=record.person.reference)
    own = set(record.people)
    children: list[Person] = [record.person]
    children += [each for each in record.family.values() if each.is_child and each.pk not in own]
    form = forms.AskForm(
        request.POST if request.method == "POST" else None,
        children=[(each.reference, each.name) for each in children],
        initial={"children": [record.person.reference]},
    )
    because = request.POST.get("because") or request.GET.get("because", "")
    made = Attempt()
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        chosen = [each for each in children if each.reference in said["children"]]
        source = (
            Episode.objects.filter(reference=because.upper(), involvements__person_id__in=record.people).first()
            if because
            else None
        )
        made = attempt(
            lambda: actions.ask(
                chosen, why=said["why"], tried=said["tried"], because_of=source, by=by, at=now, key=act_key(request)
            )
        )
        if made.done:
            return redirect("child_legal", reference=record.person.reference)
    facts = {"record": record, "form": form, "clash": made.clash, "because": because}
    status = 409 if made.clash else 422 if form.is_bound and form.errors else 200
    return render(request, "legal/ask_legal.jinja", facts, status=status)
