"""The lines of a budget: written in one grid, read in from a file, and what became of each."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from lantern.access.attempts import Attempt, attempt
from lantern.access.draft_saving import Typed, as_posted
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.interface.environment import url
from lantern.money import actions, forms, queries, reading
from lantern.money import permissions as may
from lantern.money.models import Budget, BudgetLine, Entry
from lantern.money.states import BUDGET
from lantern.money.views.common import press, show, typed_in
from lantern.spine import drafts

_COLUMNS = ("label", "amount", "kind", "heading")
_EMPTY_AT_FIRST, _EMPTY_MORE, _MOST_NEW = 2, 5, reading.MOST_ROWS


@page(may=may.KEEP_BUDGET, shows="budget")
def budget_lines(request: HttpRequest, reference: str) -> HttpResponse:
    """Write every line in one grid. A line that is no number is told beside its box, and everything typed is kept."""
    found = queries.budget_for(reference, by=actor_of(request))
    typed = typed_in(request, _of_grid(found))
    return _grid(request, found, typed.data, number=_new_lines(typed.data), typed=typed)


def _new_lines(data: Mapping[str, str] | None) -> int:
    """How many new lines a grid that was sent or kept has room for."""
    told = data.get("new_total", "") if data else ""
    return min(int(told), _MOST_NEW) if told.isdecimal() else _EMPTY_AT_FIRST


def _of_grid(found: Budget) -> str:
    return f"{found.reference}-lines"


@page(may=may.KEEP_BUDGET, shows="budget")
def budget_file(request: HttpRequest, reference: str) -> HttpResponse:
    """Read lines in from a file: shown in the grid to be looked over; nothing is saved before that."""
    found = queries.budget_for(reference, by=actor_of(request))
    form = forms.FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            read = reading.read(file.read(), file.name)
        except reading.NoBudget as problem:
            form.add_error("file", str(problem))
        else:
            kept = drafts.find("money", by=actor_of(request), record=_of_grid(found))
            typed = Typed("money", _of_grid(found), None, kept.version if kept else 0, sent=True)
            data, number = _as_posted(found, read, as_posted(kept))
            return _grid(request, found, data, number=number, typed=typed, read=read)
    return show(request, "budget_file", found, {}, form=form)


def _as_posted(found: Budget, read: reading.ReadFile, typed: Mapping[str, str] | None) -> tuple[dict[str, str], int]:
    """The lines of a file beneath what stands, and beneath what was typed before and not sent; how many new ones."""
    data = {
        "brought_forward": str(forms.MoneyField().prepare_value(found.brought_forward)),
        "basis": found.basis,
        "version": str(found.version),
    }
    for line in found.lines.all():
        data[f"line-{line.number}-label"] = line.label
        data[f"line-{line.number}-amount"] = str(forms.MoneyField().prepare_value(line.amount) or "")
    data |= {name: typed[name] for name in data if typed and name in typed and name != "version"}
    new = [
        {name: typed.get(f"new-{index}-{name}", "") for name in _COLUMNS}
        for index in range(_new_lines(typed) if typed else 0)
        if typed and (typed.get(f"new-{index}-label") or typed.get(f"new-{index}-amount"))
    ]
    new += [{name: getattr(each, name) for name in _COLUMNS} for each in read.lines]
    for index, each_new in enumerate(new):
        data |= {f"new-{index}-{name}": value for name, value in each_new.items()}
    return data, len(new)


def _grid(
    request: HttpRequest, found: Budget, data: Any, *, number: int, typed: Typed, read: reading.ReadFile | None = None
) -> HttpResponse:
    lines = list(found.lines.all())
    data = _with_new_lines(data, lines)
    head = forms.HeadForm(data, initial={"brought_forward": found.brought_forward, "basis": found.basis})
    standing = forms.line_forms(data, lines)
    added = forms.new_forms(data, number=number)
    every: list[Any] = [head, *standing.values(), *added]
    made = Attempt()
    sound = [each.is_valid() for each in every] if data is not None else [False]  # every one is asked for its errors
    if all(sound) and typed.sent and read is None:
        made = attempt(
            lambda: actions.write_lines(
                found,
                _said(standing, added),
                brought_forward=head.cleaned_data["brought_forward"] or 0,
                basis=head.cleaned_data["basis"],
                **press(request),
            )
        )
        if made.done:
            typed.forget(by=actor_of(request))
            messages.success(request, _("Saved."))
            return redirect("budget_lines" if "more" in request.POST else "budget", reference=found.reference)
    differs = (made.clash and made.clash.told) or (typed.saved_at and read is None)
    theirs = _theirs(lines, standing) if differs and data is not None else []
    typed.unjudged(*every)
    facts = {
        "head": head,
        "rows": [(line, standing[line.number]) for line in lines],
        "added": added,
        "forms": every,
        "new_total": len(added),
        "read": read,
        "has_errors": any(each.is_bound and each.errors for each in every),
        "open": BUDGET.is_open("write", found, by=actor_of(request)),
        "theirs": theirs,
    }
    return show(request, "lines", found, facts, clash=made.clash, typed=typed)


def _with_new_lines(data: Any, lines: list[BudgetLine]) -> Any:
    """What was typed, and as they stand the lines that somebody else has added since: they were not in the form, so
    nobody took them away.
    """
    if data is None:
        return None
    full = {name: data[name] for name in data}
    for line in lines:
        if f"line-{line.number}-label" not in full:
            full[f"line-{line.number}-label"] = line.label
            full[f"line-{line.number}-amount"] = str(forms.MoneyField().prepare_value(line.amount) or "")
    return full


def _said(standing: dict[int, forms.LineForm], added: list[forms.NewLineForm]) -> list[actions.LineSaid]:
    said = [
        actions.LineSaid(number, form.cleaned_data["label"], form.cleaned_data["amount"])
        for number, form in standing.items()
    ]
    for form in added:
        kind = form.cleaned_data.get("kind") or "spending"
        side = "spending" if kind == "spending" else "income"
        facts = (form.cleaned_data["label"], form.cleaned_data["amount"], side, kind, form.cleaned_data["heading"])
        said.append(actions.LineSaid(None, *facts))
    return said


def _theirs(lines: list[BudgetLine], standing: dict[int, forms.LineForm]) -> list[tuple[str, int | None, str]]:
    """Where the budget says something else now than what was typed: both stand until somebody chooses."""
    found = []
    for line in lines:
        form = standing[line.number]
        words, amount = str(form["label"].value() or ""), str(form["amount"].value() or "")
        said = form.cleaned_data if form.is_valid() else {}
        if said.get("amount") != line.amount or words != line.label:
            found.append((line.label, line.amount, f"{words} {amount}".strip() if words != line.label else amount))
    return found


@page(may=may.SEE_MONEY, shows="budget")
def budget_line(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """What became of a line, and the form to say more."""
    by = actor_of(request)
    found = queries.budget_for(reference, by=by)
    table = queries.table(found)
    standing = table.standing(number)
    if standing is None:
        raise Http404
    entries = queries.entries_of(standing.line)
    keeps = bool(by.may(may.KEEP_BUDGET)) and BUDGET.is_open("record", found, by=by)
    typed = typed_in(request, f"{found.reference}-line-{number}") if keeps else None
    orders = queries.open_orders(entries)
    form = forms.EntryForm(
        typed.data if typed else None, line=standing.line, orders=orders, initial={"on": timezone.localdate()}
    )
    clash = None
    if typed and typed.sent and form.is_valid():
        made = attempt(
            lambda: actions.record(found, standing.line, **_entry(form.cleaned_data, orders), **press(request))
        )
        if made.done:
            typed.forget(by=by)
            messages.success(request, _("Recorded."))
            return redirect(f"{url('budget_line', reference=reference, number=number)}#entries")
        clash = made.clash
    facts = {
        "line": standing.line,
        "standing": standing,
        "entries": entries,
        "taken_back": {each.settles_id for each in entries if each.takes_back},
        "keeps": keeps,
    }
    return show(request, "line", found, facts, form=form, clash=clash, typed=typed)


def _entry(said: dict[str, Any], orders: list[Entry]) -> dict[str, Any]:
    order: Entry | None = next((each for each in orders if str(each.pk) == said.get("settles")), None)
    on: dt.date = said["on"]
    return {
        "what": said["what"],
        "amount": said["amount"] or 0,
        "on": on,
        "words": said["words"],
        "settles": order if said["what"] == "spent" else None,
        "is_for": (said.get("is_for") or "") if said["what"] in ("spent", "committed") else "",
        "about_words": (said.get("about_words") or "") if said["what"] in ("spent", "committed") else "",
    }


@page(may=may.KEEP_BUDGET, shows="budget")
def take_back_entry(request: HttpRequest, reference: str, pk: uuid.UUID) -> HttpResponse:
    """Take a wrong entry back; it stays to be read and no longer counts."""
    found = queries.budget_for(reference, by=actor_of(request))
    wrong = Entry.objects.filter(pk=pk, episode_id=found.pk).select_related("line").first()
    if wrong is None:
        raise Http404
    typed = typed_in(request, f"take-back-{wrong.pk}")
    form = forms.TakeBackForm(typed.data)
    clash = None
    if typed.sent and form.is_valid():
        made = attempt(lambda: actions.take_back(found, wrong, words=form.cleaned_data["words"], **press(request)))
        if made.done:
            typed.forget(by=actor_of(request))
            return redirect("budget_line", reference=reference, number=wrong.line.number)
        clash = made.clash
    return show(request, "take_back", found, {"entry": wrong}, form=form, clash=clash, typed=typed)
