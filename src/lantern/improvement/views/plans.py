"""Improvement plans: begun or read in from their document, completed, run with evidence, told to a board."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.act_pages import Asked, act_page, posted
from lantern.access.attempts import attempt
from lantern.access.pages import act_key, page
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.boards import queries as boards
from lantern.improvement import actions, forms, papers, queries, reading
from lantern.improvement import permissions as may
from lantern.improvement.models import Finding, ImprovementPlan, PlanAction, Told
from lantern.improvement.rules import LACKS
from lantern.improvement.states import INSPECTION, PLAN
from lantern.improvement.views.common import press, says_now, show, typed_in
from lantern.interface import documents
from lantern.interface.display import full_date
from lantern.spine.actors import refused


@require_safe
@page(may=may.SEE_IMPROVEMENT, shows="improvement plan")
def improvement(request: HttpRequest) -> HttpResponse:
    """Every plan with its ratings, and every inspection."""
    by = actor_of(request)
    facts = {
        "plans": queries.plans(by, today=timezone.localdate()),
        "inspections": queries.inspections(by),
        "plan_states": PLAN.states,
        "inspection_states": INSPECTION.states,
        "keeps": bool(by.may(may.KEEP_IMPROVEMENT)),
    }
    return show(request, "improvement", None, facts)


@page(may=may.KEEP_IMPROVEMENT, shows="improvement plan")
def begin_improvement(request: HttpRequest) -> HttpResponse:
    """Begin a plan, or read it in from its document."""
    by = actor_of(request)
    keepers = queries.keepers_of(by)
    if not keepers:
        raise Http404
    known = {each.reference: each for each in queries.inspections(by)}
    typed = typed_in(request, "new-plan")
    form = forms.PlanForm(
        typed.data,
        request.FILES or None,
        keepers=[(str(each.pk), each.name) for each in keepers],
        inspections=[(each.reference, each.title) for each in known.values()],
    )
    clash = None
    if typed.sent and form.is_valid():
        said = form.cleaned_data
        told: dict[str, Any] = {
            "keeper_id": int(said.get("keeper") or keepers[0].pk),
            "title": said["title"],
            "body": said["body"],
            "inspection": known.get(said["inspection"]),
            "by": by,
            "at": timezone.now(),
            "key": act_key(request),
        }
        try:
            read = reading.read(said["file"].read(), said["file"].name) if said["file"] else None
        except reading.NoPlan as problem:
            form.add_error("file", str(problem))
        else:
            made = attempt(
                lambda: actions.read_in(read, name=said["file"].name, **told) if read else actions.begin(**told)
            )
            if made.done:
                typed.forget(by=by)
                if made.result is None:
                    return redirect("improvement")
                return redirect("improvement_plan", reference=made.result.reference)
            clash = made.clash
    return show(request, "begin_improvement", None, {}, form=form, clash=clash, typed=typed)


@require_safe
@page(may=may.SEE_IMPROVEMENT, shows="improvement plan")
def improvement_plan(request: HttpRequest, reference: str) -> HttpResponse:
    """The plan as a board reads it: how many are red, what is not complete, then every action."""
    by = actor_of(request)
    found = queries.plan_for(reference, by=by)
    now = queries.whole(found, today=timezone.localdate())
    wanted = request.GET.get("rating", "")
    facts = {
        "whole": now,
        "wanted": wanted if wanted in now.counts else "",
        "lacks": LACKS,
        "state": PLAN.states[found.state],
        "moves": [each.name for each in PLAN.open_moves(found, by=by) if each.answer],
    }
    return show(request, "plan", found, facts)


def _offered(plan: ImprovementPlan, by: ActingPerson, told: Sequence[Told]) -> list[str]:
    """What this reader may record on an action as it stands: nobody checks what nobody said, nor their own word."""
    open_to = {each.name for each in PLAN.open_moves(plan, by=by) if each.answer}
    last = next((each for each in told if each.what in ("done", "checked", "reopened", "dropped")), None)
    checks = last is not None and last.what == "done" and last.by_id != by.user_id
    of_move = {
        "tell": ["progress", "done", "dropped"],
        "check": ["checked", "reopened"] if checks else [],
        "override": ["override"],
    }
    return [code for move, codes in of_move.items() if move in open_to for code in codes]


@page(may=may.SEE_IMPROVEMENT, shows="improvement plan")
def improvement_action(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One action: how it is rated and why, what was told of it, and the form to say more."""
    by = actor_of(request)
    found = queries.plan_for(reference, by=by)
    line = next(
        (each for each in queries.whole(found, today=timezone.localdate()).lines if each.action.number == number), None
    )
    if line is None:
        raise Http404
    told = list(reversed(line.told))
    offered = _offered(found, by, told)
    typed = typed_in(request, f"{found.reference}-tell-{number}") if offered else None
    form = forms.TellForm(typed.data if typed else None, offered=offered, initial={"on": timezone.localdate()})
    clash = None
    if typed and typed.sent and form.is_valid():
        said = form.cleaned_data
        facts = {"what": said["what"], "words": said["words"], "on": said["on"], "rag": said.get("rag") or ""}
        made = attempt(lambda: actions.tell(found, number, **facts, **press(request)))
        if made.done:
            typed.forget(by=by)
            messages.success(request, _("Recorded."))
            return redirect("improvement_action", reference=reference, number=number)
        clash = made.clash
    facts = {
        "line": line,
        "logged": line.action.logged,
        "told": told,
        "offered": offered,
        "writes": PLAN.is_open("write", found, by=by),
        "lacks": LACKS,
    }
    return show(request, "action", found, facts, form=form, clash=clash, typed=typed)


@page(may=may.KEEP_IMPROVEMENT, shows="improvement plan")
def write_improvement(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Write an action; number 0 is a new one. A plan that is being written may be saved with blanks."""
    by = actor_of(request)
    found = queries.plan_for(reference, by=by)
    action = found.actions.filter(number=number).first() if number else None
    if number and action is None:
        raise Http404
    findings = list(Finding.objects.filter(episode_id=found.inspection_id)) if found.inspection_id else []
    typed = typed_in(request, f"{found.reference}-action-{number}")
    form = forms.ActionForm(
        typed.data,
        findings=findings,
        running=found.state == "running",
        initial=_now(action),
    )
    clash = None
    if typed.sent and form.is_valid():
        said = dict(form.cleaned_data)
        answers = [int(each) for each in said.pop("answers", None) or []]
        made = attempt(
            lambda: actions.save_action(found, number or None, values=said, answers=answers, **press(request))
        )
        if made.done:
            typed.forget(by=by)
            messages.success(request, _("Saved."))
            if request.POST.get("then") == "another":
                return redirect("write_improvement", reference=reference, number=0)
            return redirect("improvement_plan", reference=reference)
        clash = made.clash
    facts = {
        "number": number,
        "theirs": says_now(form, action) if action and ((clash and clash.told) or typed.saved_at) else [],
        "open": PLAN.is_open("write", found, by=by),
    }
    return show(request, "write_action", found, facts, form=form, clash=clash, typed=typed)


@page(may=may.KEEP_IMPROVEMENT, shows="improvement plan")
def log_improvement(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Let a seat or a post own an action: it then stands in the one action log and is chased there."""
    by = actor_of(request)
    found = queries.plan_for(reference, by=by)
    action = found.actions.filter(number=number).first()
    if action is None:
        raise Http404
    form = forms.OwnerForm(posted(request), owners=boards.owners(found.authority_id))
    here = reverse("improvement_action", kwargs={"reference": reference, "number": number})
    when = full_date(action.due_on) if action.due_on else action.timescale or _("no day")
    standing = _("It stands in the action log already.") if action.logged_id else _("The plan does not run.")
    asked = Asked(
        _("Put it in the action log"), _("Put it in the log"), here, _("The action"),
        caption=_("Action %(number)s") % {"number": number},
        intro=_("%(what)s By when: %(when)s. From then on its owner says once how far it is, for the log and the plan.")
        % {"what": action.action.splitlines()[0], "when": when},
        answer=refused(standing) if action.logged_id or found.state != "running" else None,
        done=_("It stands in the action log."),
    )  # fmt: skip
    return act_page(
        request,
        asked,
        form,
        lambda pressed: actions.put_in_log(found, number, **boards.owner_named(form.cleaned_data["owner"]), **pressed),
        version=found.version,
    )


def _now(action: PlanAction | None) -> dict[str, Any]:
    if action is None:
        return {}
    names = [name for name in forms.ActionForm.base_fields if name != "answers"]
    return {name: getattr(action, name) for name in names} | {
        "answers": [str(each.number) for each in action.answers.all()]
    }


_STEPS: dict[str, Any] = {"approve": None, "close": forms.CloseForm}


@page(may=may.APPROVE_IMPROVEMENT, shows="improvement plan")
def move_improvement(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Say that a plan is complete and runs, or close it."""
    by = actor_of(request)
    found = queries.plan_for(reference, by=by)
    if move not in _STEPS:
        raise Http404
    typed = typed_in(request, f"{found.reference}-{move}")
    form = _STEPS[move](typed.data) if _STEPS[move] else None
    clash = None
    if typed.sent and (form is None or form.is_valid()):
        done = attempt(
            lambda: (
                actions.close(found, note=form.cleaned_data["note"], **press(request))
                if form
                else actions.approve(found, **press(request))
            )
        )
        if done.done:
            typed.forget(by=by)
            messages.success(request, _("Recorded."))
            return redirect("improvement_plan", reference=reference)
        clash = done.clash
    facts = {"move": move, "whole": queries.whole(found, today=timezone.localdate()), "lacks": LACKS}
    return show(request, "move_plan", found, facts, form=form, clash=clash, typed=typed if form else None)


_TYPES = {
    ("pack", "pdf"): "application/pdf",
    ("pack", "docx"): "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ("grid", "xlsx"): "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
@page(may=may.SEE_IMPROVEMENT, shows="improvement plan")
def improvement_paper(request: HttpRequest, reference: str, form: str, code: str) -> HttpResponse:
    """The board pack by exception as PDF or Word, or the whole grid as a spreadsheet."""
    by, now = actor_of(request), timezone.now()
    found = queries.plan_for(reference, by=by)
    if (form, code) not in _TYPES:
        raise Http404
    whole = queries.whole(found, today=timezone.localdate())
    if form == "grid":
        made = papers.grid(found, whole, at=now)
    else:
        write = documents.pdf if code == "pdf" else documents.word
        made = write(papers.pack(found, whole, by=by, at=now))
    headers = {"Content-Disposition": f'attachment; filename="{form}-{found.reference}.{code}"'}
    return HttpResponse(made, content_type=_TYPES[form, code], headers=headers)
