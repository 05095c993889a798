"""The budgets of a partnership, one of them, what its money did, and its papers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lantern.access.attempts import attempt
from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.interface import documents
from lantern.law.financial_year import year_of
from lantern.money import actions, forms, papers, queries
from lantern.money import permissions as may
from lantern.money.rules import savings_from
from lantern.money.states import BUDGET
from lantern.money.views.common import COLOURS, press, show, typed_in


@require_safe
@page(may=may.SEE_MONEY, shows="budget")
def money(request: HttpRequest) -> HttpResponse:
    """Every budget, the newest first."""
    by = actor_of(request)
    found = queries.years(by)
    keepers = {each.pk: each for each in queries.keepers_of(by)}
    facts = {
        "rows": found,
        "keepers": keepers,
        "several": len(keepers) > 1,
        "states": BUDGET.states,
        "colours": COLOURS,
        "keeps": bool(by.may(may.KEEP_BUDGET)),
    }
    return render(request, "money/money.jinja", facts)


@page(may=may.KEEP_BUDGET, shows="budget")
def begin_budget(request: HttpRequest) -> HttpResponse:
    """Begin the budget of a year, with the lines of the year before."""
    by = actor_of(request)
    keepers = queries.keepers_of(by)
    if not keepers:
        raise Http404
    typed = typed_in(request, "new-budget")
    form = forms.BeginForm(
        typed.data,
        keepers=[(str(each.pk), each.name) for each in keepers],
        initial={"year": year_of(timezone.localdate())},
    )
    clash = None
    if typed.sent and form.is_valid():
        said = form.cleaned_data
        made = attempt(
            lambda: actions.begin(
                keeper_id=int(said.get("keeper") or keepers[0].pk),
                year=said["year"],
                brought_forward=said["brought_forward"],
                basis=said["basis"],
                by=by,
                at=timezone.now(),
                key=act_key(request),
            )
        )
        if made.done:
            typed.forget(by=by)
            return redirect("budget_lines", reference=made.result.reference) if made.result else redirect("money")
        clash = made.clash
    typed.unjudged(form)
    status = 409 if clash else 422 if form.is_bound and form.errors else 200
    facts = {"form": form, "clash": clash, "typed": typed}
    return render(request, "money/begin_budget.jinja", facts, status=status)


@require_safe
@page(may=may.SEE_MONEY, shows="budget")
def budget(request: HttpRequest, reference: str) -> HttpResponse:
    """The budget as the partners read it: balance first, blanks named."""
    by = actor_of(request)
    found = queries.budget_for(reference, by=by)
    moved = queries.virements(found)
    facts = {
        "table": queries.table(found, moved),
        "virements": moved,
        "moves": [each.name for each in BUDGET.open_moves(found, by=by) if each.answer],
        "by_id": by.user_id,
        "decides": bool(by.may(may.AUTHORISE_VIREMENT)),
    }
    return show(request, "budget", found, facts)


@require_safe
@page(may=may.SEE_MONEY, shows="budget")
def what_money_did(request: HttpRequest, reference: str) -> HttpResponse:
    """Who carries it, what is saved since the first year, and what reviews, sets and training cost."""
    found = queries.budget_for(reference, by=actor_of(request))
    facts = {"did": queries.what_it_did(found), "savings_from": savings_from()}
    return show(request, "what_it_did", found, facts)


_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@require_safe
@page(may=may.SEE_MONEY, shows="budget")
def budget_paper(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """The budget as PDF, Word, Excel or CSV."""
    by, now = actor_of(request), timezone.now()
    found = queries.budget_for(reference, by=by)
    if code not in _TYPES:
        raise Http404
    figures = queries.table(found)
    made: Any
    match code:
        case "csv":
            made = papers.as_csv(figures)
        case "xlsx":
            made = papers.workbook(found, figures, at=now)
        case _:
            write = documents.pdf if code == "pdf" else documents.word
            made = write(papers.document(found, figures, by=by, at=now))
    headers = {"Content-Disposition": f'attachment; filename="budget-{found.year}-{found.reference}.{code}"'}
    return HttpResponse(made, content_type=_TYPES[code], headers=headers)


_STEPS = {"agree": forms.AgreeForm, "close": forms.CloseForm}


@page(may=may.AGREE_BUDGET, shows="budget")
def move_budget(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Record that the partners agreed, or close the year."""
    found = queries.budget_for(reference, by=actor_of(request))
    if move not in _STEPS:
        raise Http404
    typed = typed_in(request, f"{found.reference}-{move}")
    form: Any = _STEPS[move](typed.data, initial={"on": timezone.localdate()})
    clash = None
    if typed.sent and form.is_valid():
        said = form.cleaned_data
        done = attempt(
            lambda: (
                actions.agree(found, body=said["body"], on=said["on"], **press(request))
                if move == "agree"
                else actions.close(found, note=said["note"], **press(request))
            )
        )
        if done.done:
            typed.forget(by=actor_of(request))
            messages.success(request, _("Recorded."))
            return redirect("budget", reference=reference)
        clash = done.clash
    facts = {"move": move, "table": queries.table(found)}
    return show(request, "move_budget", found, facts, form=form, clash=clash, typed=typed)


__all__ = ["begin_budget", "budget", "budget_paper", "money", "move_budget", "what_money_did"]
