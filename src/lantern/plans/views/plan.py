"""A plan, and the steps from its first words to its end."""

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
from lantern.interface.forms import Form
from lantern.people.views.child import record_or_404
from lantern.plans import actions, ending, forms, queries
from lantern.plans import permissions as may
from lantern.plans.kinds import all_kinds
from lantern.plans.models import Plan
from lantern.plans.rules import FIELDS, missing
from lantern.plans.states import PLAN, leads
from lantern.plans.versions import content_of, differences
from lantern.plans.views.common import moment_of, note_look, press, show
from lantern.spine.lifecycle import AlreadyDone, MoveRefused


@require_safe
@page(may=may.SEE_PLANS, shows="plan")
def plan(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole plan: what it is for, who does what by when, what has come of it, and what is next."""
    by = actor_of(request)
    found = queries.plan_for(reference, by=by)
    note_look(request, found)
    around = queries.beside(found)
    gaps = missing(found) if found.closed_at is None else []
    facts = {
        "around": around,
        "gaps": gaps,
        "fields": FIELDS,
        "lacking": {(each.part, each.number): each for each in gaps},
        "moves": {each.name: each for each in PLAN.open_moves(found, by=by)},
        "writes": bool(by.may(may.WRITE_PLAN) and by.may(found.of_kind.may))
        and found.closed_at is None
        and leads(found, by),
        "items": list(found.items.all()),
        "risks": [each for each in found.risks.all() if not each.over],
        "asks": [each for each in found.asks.all() if not each.over],
    }
    return show(request, "plan", found, facts)


@page(may=may.WRITE_PLAN, shows="child")
def begin_plan(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin a plan for a child, and for brothers and sisters at once where they need one."""
    by = actor_of(request)
    record, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=record.person.reference)
    children = {record.person.reference: record.person}
    children |= {
        each.reference: each for each in record.family.values() if each.is_child and each.pk not in record.people
    }
    form = forms.BeginForm(
        request.POST if request.method == "POST" else None,
        kinds=[kind.code for kind in all_kinds() if by.may(kind.may)],
        children=[(key, each.name) for key, each in children.items()],
        initial={"children": [record.person.reference], "began_on": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            begun = actions.open_plan(
                kind=said["kind"],
                children=[children[each] for each in said["children"]],
                aim=said["aim"] or "",
                by=by,
                at=moment_of(said["began_on"]),
                key=act_key(request),
            )
        except AlreadyDone as done:
            if done.episode_id is None:
                raise
            return redirect("plan", reference=Plan.objects.values_list("reference", flat=True).get(pk=done.episode_id))
        except MoveRefused as refusal:
            form.add_error("children", f"{refusal.answer.reason} {refusal.answer.next_step}")
        else:
            mine = next((each for each in begun if each.child_id == record.person.pk), begun[0])
            return redirect("plan", reference=mine.reference)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "plans/begin_plan.jinja", {"record": record, "form": form}, status=status)


FORMS: dict[str, type[Form]] = {
    "submit": forms.NothingAsked,
    "take_back": forms.NothingAsked,
    "change": forms.NothingAsked,
    "send_back": forms.SendBackForm,
    "agree": forms.AgreeForm,
    "answer_threshold": forms.ThresholdForm,
    "give": forms.GiveForm,
    "end": forms.EndForm,
}
_DONE = {
    "submit": _("Sent. A manager who did not write it agrees it or sends it back."),
    "take_back": _("You can write on."),
    "change": _("You can change it now. What was agreed stands until the change is agreed."),
    "send_back": _("Sent back."),
    "agree": _("Agreed. It is kept word for word as version %(version)s."),
    "answer_threshold": _("Answered."),
    "give": _("Given."),
    "end": _("Ended."),
}


@page(may=may.SEE_PLANS, shows="plan")
def move_plan(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """One step of a plan, with what it asks."""
    by = actor_of(request)
    found = queries.plan_for(reference, by=by)
    note_look(request, found)
    if move not in FORMS:
        raise Http404
    workers = queries.workers_of(found.owner_team_id) if move == "give" else []
    posted = request.POST if request.method == "POST" else None
    form = forms.GiveForm(posted, workers=workers) if move == "give" else FORMS[move](posted)
    clash = None
    if request.method == "POST" and form.is_valid():
        made = attempt(lambda: _make(found, move, form.cleaned_data, press(request), dict(workers)))
        if made.done:
            messages.success(request, str(_DONE[move]) % {"version": found.agreed_version})
            return redirect("plan", reference=reference)
        clash = made.clash
    around = queries.beside(found)
    last = around.versions[0].content if around.versions and move == "agree" else None
    facts = {
        "move": PLAN.move(move),
        "answer": next((each.answer for each in PLAN.open_moves(found, by=by) if each.name == move), None),
        "gaps": missing(found) if move in ("submit", "agree") else [],
        "items": [each for each in found.items.all() if each.is_open],
        "risks": [each for each in found.risks.all() if not each.over],
        "asks": [each for each in found.asks.all() if not each.over],
        "changes": differences(last, content_of(found)) if last else [],
        "fields": FIELDS,
        "gate": ending.address(found, str(form["outcome"].value() or "")) if move == "end" and clash else "",
    }
    return show(request, "move_plan", found, facts, form=form, clash=clash)


def _make(found: Plan, move: str, said: dict[str, Any], facts: dict[str, Any], workers: dict[str, str]) -> object:
    match move:
        case "submit":
            return actions.submit(found, **facts)
        case "take_back":
            return actions.take_back(found, **facts)
        case "change":
            return actions.begin_change(found, **facts)
        case "send_back":
            return actions.send_back(found, why=said["why"], **facts)
        case "agree":
            return actions.agree(found, note=said["note"], **facts)
        case "answer_threshold":
            return actions.answer_threshold(found, answer=said["answer"], note=said["note"], **facts)
        case "give":
            name = workers[said["worker"]]
            return actions.give(found, worker_id=int(said["worker"]), worker_name=name, **facts)
    return actions.end(found, outcome=said["outcome"], note=said["note"], **facts)


@require_safe
@page(may=may.SEE_PLANS, shows="plan")
def plan_versions(request: HttpRequest, reference: str) -> HttpResponse:
    """What was agreed when and by whom, and what changed from one version to the next."""
    found = queries.plan_for(reference, by=actor_of(request))
    note_look(request, found)
    versions = list(found.versions.order_by("number"))
    changes = {
        after.number: differences(before.content, after.content)
        for before, after in zip(versions, versions[1:], strict=False)
    }
    return show(request, "versions", found, {"versions": versions[::-1], "changes": changes, "fields": FIELDS})
