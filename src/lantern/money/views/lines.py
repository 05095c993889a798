"""The lines of a budget: written in one grid, read in from a file, and what became of each."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from lantern.access.attempts import Attempt, attempt
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.interface.environment import url
from lantern.money import actions, forms, queries, reading
from lantern.money import permissions as may
from lantern.money.models import Budget, Entry
from lantern.money.states import BUDGET
from lantern.money.views.common import press, show

_EMPTY_AT_FIRST, _EMPTY_MORE, _MOST_NEW = 2, 5, reading.MOST_ROWS


@page(may=may.KEEP_BUDGET, shows="budget")
def budget_lines(request: HttpRequest, reference: str) -> HttpResponse:
    """Write every line in one grid. A line that is no number is told beside its box, and everything typed is kept."""
    found = queries.budget_for(reference, by=actor_of(request))
    data = request.POST if request.method == "POST" else None
    typed = request.POST.get("new_total", "")
    number = min(int(typed), _MOST_NEW) if typed.isdecimal() else _EMPTY_AT_FIRST
    return _grid(request, found, data, number=number)


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
            return _grid(request, found, _as_posted(found, read), number=len(read.lines), read=read)
    return show(request, "budget_file", found, {}, form=form)


def _as_posted(found: Budget, read: reading.ReadFile) -> dict[str, str]:
    data = {
        "brought_forward": str(forms.MoneyField().prepare_value(found.brought_forward)),
        "basis": found.basis,
        "version": str(found.version),
    }
    for line in found.lines.all():
        data[f"line-{line.number}-label"] = line.label
        data[f"line-{line.number}-amount"] = str(forms.MoneyField().prepare_value(line.amount) or "")
    for index, each in enumerate(read.lines):
        for name in ("label", "amount", "kind", "heading"):
            data[f"new-{index}-{name}"] = getattr(each, name)
    return data


def _grid(
    request: HttpRequest, found: Budget, data: Any, *, number: int, read: reading.ReadFile | None = None
) -> HttpResponse:
    lines = list(found.lines.all())
    head = forms.HeadForm(data, initial={"brought_forward": found.brought_forward, "basis": found.basis})
    standing = forms.line_forms(data, lines)
    added = forms.new_forms(data, number=number)
    every: list[Any] = [head, *standing.values(), *added]
    made = Attempt()
    sound = [each.is_valid() for each in every] if data is not None else [False]  # every one is asked for its errors
    if all(sound) and read is None:
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
            messages.success(request, _("Saved."))
            return redirect("budget_lines" if "more" in request.POST else "budget", reference=found.reference)
    facts = {
        "head": head,
        "rows": [(line, standing[line.number]) for line in lines],
        "added": added,
        "forms": every,
        "new_total": len(added),
        "read": read,
        "has_errors": any(each.is_bound and each.errors for each in every),
        "open": BUDGET.is_open("write", found, by=actor_of(request)),
        "theirs": _theirs(lines, standing) if made.clash and made.clash.told else [],
    }
    return show(request, "lines", found, facts, clash=made.clash)


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


def _theirs(lines: Any, standing: dict[int, forms.LineForm]) -> list[tuple[str, int | None, str]]:
    """Where the budget says something else now than what was typed: both stand until somebody chooses."""
    return [
        (line.label, line.amount, str(standing[line.number]["amount"].value() or ""))
        for line in lines
        if standing[line.number].cleaned_data.get("amount") != line.amount
    ]


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
    data = request.POST if request.method == "POST" and keeps else None
    orders = queries.open_orders(entries)
    form = forms.EntryForm(data, line=standing.line, orders=orders, initial={"on": timezone.localdate()})
    clash = None
    if data is not None and form.is_valid():
        made = attempt(
            lambda: actions.record(found, standing.line, **_entry(form.cleaned_data, orders), **press(request))
        )
        if made.done:
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
    return show(request, "line", found, facts, form=form, clash=clash)


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
    form = forms.TakeBackForm(request.POST if request.method == "POST" else None)
    clash = None
    if request.method == "POST" and form.is_valid():
        made = attempt(lambda: actions.take_back(found, wrong, words=form.cleaned_data["words"], **press(request)))
        if made.done:
            return redirect("budget_line", reference=reference, number=wrong.line.number)
        clash = made.clash
    return show(request, "take_back", found, {"entry": wrong}, form=form, clash=clash)
