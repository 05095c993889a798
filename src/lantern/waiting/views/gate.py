"""The gate before work with a child is ended or handed down, and the second look at what went through without it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from lantern.access.attempts import Attempt, attempt
from lantern.access.context import sending_to
from lantern.access.pages import act_key, page
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.interface.forms import Form
from lantern.spine.models import Episode
from lantern.waiting import gate, registry
from lantern.waiting.forms.gate import AgreeForm, GateForm, GateLookForm, OverrideForm
from lantern.waiting.models import GateAnswers
from lantern.waiting.permissions import ANSWER_GATE, LOOK_AT_GATES, TEST_GATE

FORMS: dict[str, type[Form]] = {"answer": GateForm, "override": OverrideForm, "test": AgreeForm}
SAID = {
    "answer": "Kept. A manager tests it next.",
    "override": "It may go through now. Somebody looks at it again.",
    "test": "Agreed. It may go through now.",
}


def _episode(reference: str, by: ActingPerson) -> Episode:
    """Work that ends through the gate, the authority's own or what the reader's agency leads for it."""
    found = Episode.objects.visible_to(by).filter(reference=reference).first()
    if found is None or registry.page_of(found.kind) is None:
        raise Http404
    if found.authority_id not in by.authorities and (found.kind not in registry.led_by_agencies()):
        raise Http404
    return found


@page(may=ANSWER_GATE, shows="gate answers")
def gate_page(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """The questions before this work ends or is handed down: answered by one, tested by another, or gone past with a
    reason.
    """
    by, now = actor_of(request), timezone.now()
    episode = _episode(reference, by)
    if step not in (gate.STEP_DOWN, gate.CLOSURE):
        raise Http404
    # Another agency that leads answers for the authority whose family it is, and reads what it answered.
    with sending_to(episode.authority_id):
        standing = gate.standing(episode, step)
    does = request.POST.get("does", "") if request.method == "POST" else ""
    forms = {name: kind(request.POST if does == name else None, prefix=name) for name, kind in FORMS.items()}
    if does != "answer" and standing and not standing.overridden:
        forms["answer"] = GateForm(None, prefix="answer", initial=_as_answered(standing))
    tried = Attempt()
    if does in FORMS and forms[does].is_valid():
        key = act_key(request)
        with sending_to(episode.authority_id):
            tried = attempt(lambda: _do(does, forms[does], episode, step, standing, by=by, at=now, key=key))
        if tried.done:
            messages.success(request, SAID[does])
            return redirect("gate", reference, step)
    return _gate_page(request, episode, step, standing, forms, does, tried)


def _gate_page(
    request: HttpRequest,
    episode: Episode,
    step: str,
    standing: GateAnswers | None,
    forms: dict[str, Form],
    does: str,
    tried: Attempt,
) -> HttpResponse:
    by = actor_of(request)
    wrong = does in forms and not forms[does].is_valid()
    shown = {
        "episode": episode,
        "way": GateAnswers.Way(step),
        "standing": standing,
        "forms": forms,
        "does": does,
        "has_errors": wrong,
        "may_test": bool(by.may(TEST_GATE)) and standing is not None and standing.answered_by_id != by.user_id,
        "back": reverse(registry.page_of(episode.kind) or "home", kwargs={"reference": episode.reference}),
        "refused": tried.clash.answer if tried.clash else None,
    }
    return render(request, "waiting/gate.jinja", shown, status=409 if tried.clash else 422 if wrong else 200)


def _as_answered(standing: GateAnswers) -> dict[str, str]:
    return {name: getattr(standing, name) for name in gate.Answers.__dataclass_fields__}


def _do(
    does: str,
    form: Any,
    episode: Episode,
    step: str,
    standing: GateAnswers | None,
    *,
    by: ActingPerson,
    at: Any,
    key: Any,
) -> None:
    if does == "answer":
        gate.answer(episode, way=step, said=form.answers(), by=by, at=at, key=key)
    elif does == "override":
        gate.override(episode, way=step, reason=form.cleaned_data["reason"], by=by, at=at, key=key)
    elif standing is not None:
        gate.agree(standing, words=form.cleaned_data["words"], by=by, at=at, key=key)


@page(may=LOOK_AT_GATES, shows="gate answers")
def gates_to_look_at(request: HttpRequest) -> HttpResponse:
    """Everything that went through before its questions were answered, until somebody has looked at it."""
    return render(request, "waiting/gates.jinja", {"rows": gate.to_look_at(by=actor_of(request))})


@page(may=LOOK_AT_GATES, shows="gate answers")
def look_at_gate(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What went through and why; what whoever looks again found."""
    by, now = actor_of(request), timezone.now()
    found = GateAnswers.objects.select_related("episode").filter(pk=pk, authority_id__in=by.authorities).first()
    if found is None or not found.overridden:
        raise Http404
    form = GateLookForm(request.POST or None)
    tried = Attempt()
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        tried = attempt(
            lambda: gate.look(found, found=said["found"], words=said["words"], by=by, at=now, key=act_key(request))
        )
        if tried.done:
            messages.success(request, "Kept. Whoever went past the gate reads it on the record.")
            return redirect("gates_to_look_at")
    route = registry.page_of(found.episode.kind)
    shown = {
        "gate": found,
        "form": form,
        "refused": tried.clash.answer if tried.clash else None,
        "back": reverse(route, kwargs={"reference": found.episode.reference}) if route else "",
    }
    return render(request, "waiting/look_at_gate.jinja", shown, status=409 if tried.clash else 200)
