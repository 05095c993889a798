"""What stands over many meetings: the attendance matrix, and the register of decisions."""

from __future__ import annotations

import itertools
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from lantern.access.attempts import attempt
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.boards import links
from lantern.boards import queries as boards
from lantern.boards.views.common import press_on
from lantern.governance import forms, queries
from lantern.governance import permissions as may_do
from lantern.governance.actions import deciding
from lantern.governance.attendance import in_one_sentence
from lantern.governance.states import DECISION
from lantern.governance.views.common import draw
from lantern.interface.paging import page_of
from lantern.law.timescales import london_date


@require_safe
@page(may=may_do.SEE_BOARD_MEETINGS, shows="attendance")
def body_attendance(request: HttpRequest, code: str) -> HttpResponse:
    """Who came, seat by meeting, each against what the seat promised."""
    by, now = actor_of(request), timezone.now()
    found = boards.body_for(code, by=by)
    today = london_date(now)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else today.year
    matrix = queries.matrix(found, year=year, by=by, now=now)
    facts = {"body": found, "year": year, "this_year": today.year, "matrix": matrix}
    facts["finding"] = in_one_sentence([each.held for each in matrix.rows])
    return draw(request, "body_attendance", facts)


@require_safe
@page(may=may_do.SEE_BOARD_MEETINGS, shows="board meetings")
def forward_plan(request: HttpRequest) -> HttpResponse:
    """What is to come over every body, month by month."""
    today = london_date(timezone.now())
    rows, at = queries.forward_plan(by=actor_of(request), today=today), page_of(request, size=100)
    shown = itertools.groupby(at.part_of(rows), lambda each: each.on.replace(day=1))
    months = [(month, list(of)) for month, of in shown]
    return draw(request, "forward_plan", {"months": months, "today": today, "number": len(rows), "at": at})


@require_safe
@page(may=may_do.SEE_BOARD_MEETINGS, shows="decisions")
def board_decisions(request: HttpRequest) -> HttpResponse:
    """Every decision of every body, the newest first."""
    at = page_of(request)
    return draw(request, "board_decisions", {"rows": queries.decisions(by=actor_of(request), page=at), "at": at})


@require_safe
@page(may=may_do.SEE_BOARD_MEETINGS, shows="decisions")
def board_decision(request: HttpRequest, reference: str) -> HttpResponse:
    """One decision: what, why, what else was considered, and whether it is final."""
    by = actor_of(request)
    found = queries.decision_for(reference, by=by)
    facts = {"decision": found, "moves": DECISION.open_moves(found, by=by), "told": boards.history_of(found)}
    facts["beneath"] = links.beneath(found, by=by)
    return draw(request, "board_decision", facts)


@page(may=may_do.KEEP_MINUTES, shows="decisions")
def move_board_decision(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Publish a decision, say that it was called in, or that it is final."""
    by = actor_of(request)
    found = queries.decision_for(reference, by=by)
    if move not in _DOES:
        raise Http404
    form = forms.ReasonForm(request.POST if request.method == "POST" else None) if move == "call_in" else None
    clash = None
    if request.method == "POST" and (form is None or form.is_valid()):
        said: dict[str, Any] = form.cleaned_data if form else {}
        made = attempt(lambda: _DOES[move](found, **said, **press_on(request)))
        if made.done:
            return redirect("board_decision", found.reference)
        clash = made.clash
    answer = next((each.answer for each in DECISION.open_moves(found, by=by) if each.name == move), None)
    facts = {"decision": found, "move": DECISION.move(move), "form": form, "answer": answer}
    facts["version"] = clash.version if clash and clash.version else found.version
    wrong = form is not None and form.is_bound and bool(form.errors)
    return draw(request, "move_board_decision", facts, clash=clash, wrong=wrong)


_DOES: dict[str, Any] = {"publish": deciding.publish, "call_in": deciding.call_in, "settle": deciding.settle}
