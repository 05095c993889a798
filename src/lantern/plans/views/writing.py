"""What is written in a plan: kept while it is typed, saved whatever is missing, never lost to somebody who was
quicker.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lantern.access.attempts import attempt
from lantern.access.draft_saving import as_posted
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.interface import plain_english
from lantern.interface.environment import url
from lantern.interface.forms import Form
from lantern.plans import actions, forms, hints, queries
from lantern.plans import permissions as may
from lantern.plans.models import Plan, PlanAsk, PlanItem, PlanRisk
from lantern.plans.states import PLAN
from lantern.plans.views.common import note_look, press, show
from lantern.spine import drafts

DRAFT = "plan"


@page(may=may.WRITE_PLAN, shows="plan")
def plan_head(request: HttpRequest, reference: str) -> HttpResponse:
    """What will be better for the child, and what happens if not."""
    found = queries.plan_for(reference, by=actor_of(request))
    note_look(request, found)
    now = {"aim": found.aim, "contingency": found.contingency}

    def save(said: dict[str, Any]) -> object:
        return actions.save_head(found, aim=said["aim"], contingency=said["contingency"], **press(request))

    return _written(request, found, forms.HeadForm, "head", now, save, part="head", number=0)


_PARTS: dict[str, tuple[type[Any], type[Form], Callable[..., Any]]] = {
    "action": (PlanItem, forms.ItemForm, actions.save_item),
    "risk": (PlanRisk, forms.RiskForm, actions.save_risk),
    "ask": (PlanAsk, forms.AskForm, actions.save_ask),
}


@page(may=may.WRITE_PLAN, shows="plan")
def plan_part(request: HttpRequest, reference: str, form: str, number: int) -> HttpResponse:
    """One action, risk or ask; number 0 is a new one. Saving is never blocked."""
    found = queries.plan_for(reference, by=actor_of(request))
    note_look(request, found)
    if form not in _PARTS:
        raise Http404
    model, form_class, keep = _PARTS[form]
    part = model.objects.filter(plan_id=found.pk, number=number).first() if number else None
    if number and part is None:
        raise Http404
    names = [name for name in form_class.base_fields if name != "over"]
    now = {name: getattr(part, name) for name in names} if part else {}

    def save(said: dict[str, Any]) -> object:
        values = {name: said[name] if said[name] or name.endswith("_on") else "" for name in names}
        over = {"over": bool(said.get("over"))} if form != "action" else {}
        return keep(found, number or None, values=values, **over, **press(request))

    return _written(request, found, form_class, f"{form}-{number}", now, save, part=form, number=number)


def _written(
    request: HttpRequest,
    found: Plan,
    form_class: type[Form],
    name: str,
    now: dict[str, Any],
    save: Callable[[dict[str, Any]], Any],
    *,
    part: str,
    number: int,
) -> HttpResponse:
    by = actor_of(request)
    record = f"{found.reference}:{name}"
    kept = drafts.find(DRAFT, by=by, record=record)
    form = form_class(request.POST if request.method == "POST" else as_posted(kept), initial=now)
    if not number and "over" in form.fields:
        del form.fields["over"]
    clash = None
    if request.method == "POST" and form.is_valid():
        made = attempt(lambda: save(form.cleaned_data))
        if made.done:
            drafts.discard(DRAFT, by=by, record=record)
            messages.success(request, _("Saved."))
            if request.POST.get("then") == "another":
                return redirect("plan_part", reference=found.reference, form=part, number=0)
            return redirect(f"{url('plan', reference=found.reference)}#{_place(part, made.result)}")
        clash = made.clash
    said = _said(form)
    as_kept(request, form)
    facts = {
        "part": part,
        "number": number,
        "hints": hints_for(part, said),
        "vague": list(hints.vague_words().items()),
        "watched": [form[name].auto_id for name in _TEXTS if name in form.fields],
        "long": plain_english.LONG,
        "draft": kept,
        "record": record,
        "theirs": _theirs(form, now, said) if clash and clash.told else [],
        "open": any(PLAN.is_open(move, found, by=by) for move in ("edit", "change")),
    }
    return show(request, "write_part", found, facts, form=form, clash=clash)


def as_kept(request: HttpRequest, form: Form) -> None:
    """A draft that is shown again is not judged: it was kept, not sent."""
    if request.method != "POST":
        form.unjudged()


def _place(part: str, saved: Any) -> str:
    return f"{part}-{saved.number}" if hasattr(saved, "number") else part


def _said(form: Form) -> dict[str, Any]:
    """What stands in the form now, as far as it can be read."""
    if not form.is_bound:
        return {name: form.initial.get(name) for name in form.fields}
    form.full_clean()
    return {name: form.cleaned_data.get(name) for name in form.fields}


_TEXTS = ("action", "need", "measure", "contingency", "what", "checked_how")


def hints_for(part: str, said: dict[str, Any]) -> hints.Hints:
    """What could be more exact in what is written so far; nothing about a page on which nothing is."""
    texts = [said[name] for name in _TEXTS if said.get(name)]
    if not texts:
        return hints.Hints()
    if part != "action":
        return hints.hints(*texts)
    return hints.hints(
        *texts, owner=said.get("owner") or "", due_on=said.get("due_on"), asks_day=True, today=timezone.localdate()
    )


def _theirs(form: Form, now: dict[str, Any], said: dict[str, Any]) -> list[tuple[str, Any]]:
    """What the record says now where it differs from what was typed: both texts stand until somebody chooses."""
    return [
        (str(form.fields[name].label), value)
        for name, value in now.items()
        if value and name in form.fields and (said.get(name) or "") != value
    ]


@page(may=may.WRITE_PLAN, shows="plan")
def carry_item(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Carry an action over to the plan of a brother or a sister."""
    found = queries.plan_for(reference, by=actor_of(request))
    note_look(request, found)
    item = found.items.filter(number=number).first()
    others = {each.reference: each for each in queries.siblings_of(found, by=actor_of(request))}
    form = forms.CarryForm(
        request.POST if request.method == "POST" else None,
        plans=[(each.reference, f"{each.child.name}: {each.called.lower()}") for each in others.values()],
    )
    if item is None or not others:
        raise Http404
    clash = None
    if request.method == "POST" and form.is_valid():
        to = others[form.cleaned_data["to"]]
        # Carrying adds to the other plan and overwrites nothing, so its version is the one that it has now.
        made = attempt(lambda: actions.carry_item(item, to, **press(request) | {"version": to.version}))
        if made.done:
            messages.success(request, _("Carried over. Change it to what this child needs."))
            if made.result is None:
                return redirect("plan", reference=to.reference)
            return redirect("plan_part", reference=to.reference, form="action", number=made.result.number)
        clash = made.clash
    return show(request, "carry_item", found, {"item": item}, form=form, clash=clash)


@page(may=may.WRITE_PLAN, shows="plan")
def mark_item(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Say that an action is done, no longer needed, or to be done after all."""
    found = queries.plan_for(reference, by=actor_of(request))
    note_look(request, found)
    item = found.items.filter(number=number).first()
    if item is None:
        raise Http404
    starts = {"state": "done" if item.is_open else "open", "on": timezone.localdate()}
    form = forms.MarkForm(request.POST if request.method == "POST" else None, initial=starts)
    clash = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = attempt(lambda: actions.set_item(found, number, state=said["state"], on=said["on"], **press(request)))
        if made.done:
            return redirect(f"{url('plan', reference=reference)}#action-{number}")
        clash = made.clash
    return show(request, "mark_item", found, {"item": item}, form=form, clash=clash)


@page(may=may.REVIEW_PLAN, shows="plan")
def check_ask(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Say what a check of what the family was asked to do has found."""
    found = queries.plan_for(reference, by=actor_of(request))
    note_look(request, found)
    ask = found.asks.filter(number=number, over=False).first()
    if ask is None:
        raise Http404
    form = forms.CheckAskForm(request.POST if request.method == "POST" else None, initial={"on": timezone.localdate()})
    clash = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        told = {"held": said["held"] == "yes", **{name: said[name] for name in ("on", "note", "check_on")}}
        made = attempt(lambda: actions.check_ask(found, number, **told, **press(request)))
        if made.done:
            return redirect("plan", reference=reference)
        clash = made.clash
    return show(request, "check_ask", found, {"ask": ask}, form=form, clash=clash)
