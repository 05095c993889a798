"""The action log over every body."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from lantern.access.attempts import attempt
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.boards import actions, forms, links, queries
from lantern.boards import permissions as may_do
from lantern.boards.models import Action
from lantern.boards.rules import rung_of
from lantern.boards.states import ACTION
from lantern.boards.views.common import draw, may, press, press_on
from lantern.interface.forms import Form
from lantern.interface.paging import page_of


@require_safe
@page(may=may_do.SEE_BOARDS, shows="actions")
def board_actions(request: HttpRequest) -> HttpResponse:
    """What everybody has promised: late first, and whose turn it is."""
    by, now = actor_of(request), timezone.now()
    counted = queries.counts(by=by, now=now)
    which = request.GET.get("list") or ("mine" if counted.mine else "late" if counted.late else "open")
    if which not in queries.LISTS:
        raise Http404
    at = page_of(request)
    facts = {"which": which, "counts": counted, "rows": queries.log(which, by=by, now=now, page=at), "at": at}
    return draw(request, "board_actions", facts | {"may_log": may(by, may_do.LOG_ACTION)})


@page(may=may_do.LOG_ACTION, shows="actions")
def new_board_action(request: HttpRequest) -> HttpResponse:
    """Write down what a seat or a post has promised."""
    by = actor_of(request)
    body = queries.body_for(request.GET["body"], by=by) if request.GET.get("body") else None
    if not by.partnerships:
        raise Http404
    keeper = body.authority_id if body else by.partnerships[0]
    form = forms.ActionForm(request.POST if request.method == "POST" else None, owners=queries.owners(keeper))
    clash = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = attempt(
            lambda: actions.log_action(
                keeper=keeper,
                what=said["what"],
                source=said["source"],
                body=body,
                **queries.owner_named(said["owner"]),
                **form.promised,
                **press(request),
            )
        )
        if made.done:
            return redirect("board_action", made.result.reference) if made.result else redirect("board_actions")
        clash = made.clash
    facts = {"form": form, "body": body}
    return draw(request, "new_board_action", facts, clash=clash, wrong=form.is_bound and bool(form.errors))


@require_safe
@page(may=may_do.SEE_BOARDS, shows="actions")
def board_action(request: HttpRequest, reference: str) -> HttpResponse:
    """One action: what was promised, how it went, and what may be done now."""
    by, now = actor_of(request), timezone.now()
    found = queries.action_for(reference, by=by)
    facts = {
        "action": found,
        "moves": ACTION.open_moves(found, by=by),
        "rung": rung_of(found.next_due_at if found.state == "open" else None, found.authority_id, now),
        "told": queries.history_of(found),
        "source_link": links.source_of(found.because_of),
        "beneath": links.beneath(found, by=by),
    }
    return draw(request, "board_action", facts)


@page(may=may_do.SEE_BOARDS, shows="actions")
def move_board_action(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Make one move on an action."""
    by = actor_of(request)
    found = queries.action_for(reference, by=by)
    if move not in _DOES:
        raise Http404
    open_move = next((each for each in ACTION.open_moves(found, by=by) if each.name == move), None)
    form = _form(request, found, move)
    clash = None
    if request.method == "POST" and form.is_valid():
        made = attempt(lambda: _DOES[move](found, form, press_on(request)))
        if made.done:
            return redirect("board_action", found.reference)
        clash = made.clash
    facts = {
        "action": found,
        "move": ACTION.move(move),
        "form": form,
        "answer": open_move.answer if open_move else None,
        "version": clash.version if clash and clash.version else found.version,
    }
    return draw(request, "move_board_action", facts, clash=clash, wrong=form.is_bound and bool(form.errors))


def _form(request: HttpRequest, found: Action, move: str) -> Form:
    data = request.POST if request.method == "POST" else None
    match move:
        case "do":
            late = found.next_due_at is not None and found.next_due_at < timezone.now()
            return forms.LateDoneForm(data) if late else forms.DoneForm(data)
        case "tell":
            return forms.ProgressForm(data)
        case "check":
            return forms.CheckForm(data)
        case "carry_over":
            return forms.CarryForm(data)
        case "move":
            return forms.MoveForm(data, owners=queries.owners(found.authority_id))
        case "reopen":
            return forms.ReopenForm(data)
        case _:
            return forms.ReasonForm(data)


def _moved(found: Action, form: Any, pressed: dict[str, Any]) -> Any:
    owner = queries.owner_named(form.cleaned_data["owner"])
    return actions.move_to(found, reason=form.cleaned_data["reason"], **owner, **pressed)


_DOES: dict[str, Any] = {
    "do": lambda found, form, pressed: actions.mark_done(found, **form.cleaned_data, **pressed),
    "tell": lambda found, form, pressed: actions.tell(found, **form.cleaned_data, **pressed),
    "check": lambda found, form, pressed: actions.check(found, **form.cleaned_data, **pressed),
    "carry_over": lambda found, form, pressed: actions.carry_over(
        found, reason=form.cleaned_data["reason"], **form.promised, **pressed
    ),
    "move": _moved,
    "reopen": lambda found, form, pressed: actions.reopen(found, **form.cleaned_data, **pressed),
    "send_back": lambda found, form, pressed: actions.send_back(found, **form.cleaned_data, **pressed),
    "withdraw": lambda found, form, pressed: actions.withdraw(found, **form.cleaned_data, **pressed),
}
