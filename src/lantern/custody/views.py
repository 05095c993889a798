"""The pages of separation: the runs, one run with its numbers and rules, the proof, and what came from elsewhere."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.custody import actions, queries
from lantern.custody.forms import ReasonForm, RuleForm
from lantern.custody.models import SeparationRun
from lantern.custody.permissions import APPROVE_SEPARATION, RULE_SEPARATION, SEE_SEPARATION
from lantern.custody.previewing import KINDS
from lantern.custody.questions import JOINED_BY, QUESTIONS, RULES, counted, unanswered
from lantern.custody.states import PROVED, SEPARATION
from lantern.partnership import queries as partnership
from lantern.spine.lifecycle import AlreadyDone

SHOWN = 100
"""Families shown on one page; a run with more is ruled by the command."""


@page(may=SEE_SEPARATION, shows="separation runs")
def separation_runs(request: HttpRequest) -> HttpResponse:
    """The runs, what came from elsewhere, and who is elsewhere."""
    shown = {"runs": queries.runs(), "arrivals": queries.arrivals(), "departures": queries.departures()}
    return render(request, "custody/runs.jinja", shown | {"states": SEPARATION.states})


@page(may=SEE_SEPARATION, shows="separation runs")
def separation_run(request: HttpRequest, reference: str) -> HttpResponse:
    """One run: what would go, what is to be decided, who agreed, what was done."""
    run = _run(reference)
    return render(request, "custody/run.jinja", _shown(request, run))


@page(may=RULE_SEPARATION, shows="separation runs")
def separation_rule(request: HttpRequest, reference: str, question: str) -> HttpResponse:
    """Choose the rule of one question, or of one family."""
    run = _run(reference)
    family = _family(run, question)
    asked = QUESTIONS.get("families" if family else question)
    if asked is None:
        raise Http404
    chosen = run.rules.get(question) or (run.rules.get("families") if family else None) or {}
    form = RuleForm(asked, _leads(run), request.POST if request.method == "POST" else None, initial=chosen)
    if form.is_valid():
        with contextlib.suppress(AlreadyDone):
            actions.choose(
                run,
                question=question,
                rule=form.cleaned_data["rule"],
                lead=int(form.cleaned_data.get("lead") or 0) or None,
                by=actor_of(request),
                at=timezone.now(),
                version=_version(request, run),
                key=act_key(request),
            )
        messages.success(request, _("The rule is kept. Count again before anybody approves."))
        return redirect("separation_run", reference=reference)
    count = counted(run).get(asked.code, 0)
    shown = {"run": run, "question": question, "asked": asked, "family": family, "count": count, "form": form}
    return render(request, "custody/rule.jinja", shown | {"act": uuid.uuid4()})


@require_POST
@page(may=APPROVE_SEPARATION, shows="separation runs")
def approve_separation(request: HttpRequest, reference: str) -> HttpResponse:
    """Approve for the reader's own council."""
    run = _run(reference)
    actions.approve(run, by=actor_of(request), at=timezone.now(), version=_version(request, run), key=act_key(request))
    messages.success(request, _("You approved this separation."))
    return redirect("separation_run", reference=reference)


@page(may=RULE_SEPARATION, shows="separation runs")
def reopen_separation(request: HttpRequest, reference: str) -> HttpResponse:
    """Open a run for another look; approvals no longer stand."""
    return _with_reason(request, reference, actions.reopen, "custody/reopen.jinja", _("The run is open again."))


@page(may=RULE_SEPARATION, shows="separation runs")
def abandon_separation(request: HttpRequest, reference: str) -> HttpResponse:
    """Give a run up. Nothing has changed for anybody."""
    return _with_reason(request, reference, actions.abandon, "custody/abandon.jinja", _("The run was given up."))


@page(may=SEE_SEPARATION, shows="separation runs")
def separation_proof(request: HttpRequest, reference: str) -> HttpResponse:
    """The proof, table by table, to print and sign."""
    run = _run(reference)
    if not run.proof:
        raise Http404
    actor = actor_of(request)
    printed = {
        "recipient": run.going_to,
        "reference": run.reference,
        "marking": "OFFICIAL",
        "at": timezone.now(),
        "by": actor.name,
    }
    shown = {"run": run, "leaving": _names(run), "tables": sorted(run.proof["tables"].items()), "printed": printed}
    return render(request, "custody/proof.jinja", shown)


@page(may=SEE_SEPARATION, shows="arrivals")
def separation_arrival(request: HttpRequest, arrival: uuid.UUID) -> HttpResponse:
    """What came, and who of them may be known here already."""
    found = next((each for each in queries.arrivals() if each.pk == arrival), None)
    if found is None:
        raise Http404
    return render(request, "custody/arrival.jinja", {"arrival": found, "alike": queries.may_be_the_same(found)})


def _run(reference: str) -> SeparationRun:
    run = queries.run_named(reference)
    if run is None:
        raise Http404
    return run


def _version(request: HttpRequest, run: SeparationRun) -> int:
    """The version the reader saw; a form without one is about what stands now."""
    seen = request.POST.get("version", "")
    return int(seen) if seen.isdecimal() else run.version


def _family(run: SeparationRun, question: str) -> dict[str, Any] | None:
    families: list[dict[str, Any]] = run.preview.get("families", [])
    return next((family for family in families if question == f"family:{family['key']}"), None)


def _leads(run: SeparationRun) -> list[tuple[str, str]]:
    codes = {run.authority_id, *run.leaving}
    for family in run.preview.get("families", []):
        codes |= set(family["authorities"])
    return [(str(code), partnership.authority(code).name) for code in sorted(codes)]


def _names(run: SeparationRun) -> str:
    return ", ".join(partnership.authority(code).name for code in run.leaving)


def _shown(request: HttpRequest, run: SeparationRun) -> dict[str, Any]:
    actor = actor_of(request)
    families = run.preview.get("families", [])
    return {
        "run": run,
        "leaving": _names(run),
        "state": SEPARATION.states[run.state],
        "questions": [(QUESTIONS[code], count, run.rules.get(code)) for code, count in counted(run).items() if count],
        "kinds": [(kind, run.preview["kinds"][kind]) for kind in KINDS if kind in run.preview.get("kinds", {})],
        "families": [family | {"why": _joined_by(family)} for family in families[:SHOWN]],
        "more_families": max(0, len(families) - SHOWN),
        "rules": RULES,
        "leads": dict(_leads(run)),
        "unanswered": unanswered(run),
        "moves": {move.name: move.answer for move in SEPARATION.open_moves(run, by=actor)},
        "steps": queries.steps_of(run),
        "proved": bool(run.proof),
        "needs_closing": run.state == PROVED,
        "act": uuid.uuid4(),
    }


def _joined_by(family: dict[str, Any]) -> str:
    return ", ".join(sorted({str(JOINED_BY.get(why, _("work about them"))) for why in family["why"]}))


def _with_reason(
    request: HttpRequest, reference: str, action: Callable[..., None], template: str, said: str
) -> HttpResponse:
    run = _run(reference)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with contextlib.suppress(AlreadyDone):
            action(
                run,
                reason=form.cleaned_data["reason"],
                by=actor_of(request),
                at=timezone.now(),
                version=_version(request, run),
                key=act_key(request),
            )
        messages.success(request, said)
        return redirect("separation_run", reference=reference)
    return render(request, template, {"run": run, "form": form, "act": uuid.uuid4()})
