"""Subject access requests: the list, a new one, and one from its arrival to its answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.disclosure import actions, forms, queries
from lantern.disclosure.gathering import record_labels
from lantern.disclosure.models import AccessRequest
from lantern.disclosure.permissions import DISCLOSE, PREPARE_DISCLOSURE, SEE_ACCESS_REQUESTS
from lantern.disclosure.states import REQUEST
from lantern.disclosure.views.common import STATE_COLOURS, is_late, note_look, posted_version, show, try_to
from lantern.interface.display import LONDON
from lantern.interface.forms import Form
from lantern.law.codes import code_set
from lantern.law.timescales import timescale
from lantern.partnership import queries as partnership
from lantern.people.views.child import record_or_404
from lantern.spine.lifecycle import AlreadyDone


@require_safe
@page(may=SEE_ACCESS_REQUESTS, shows="access requests")
def access_requests(request: HttpRequest) -> HttpResponse:
    """Every request, the nearest clock first."""
    facts = {
        "rows": queries.requests(by=actor_of(request)),
        "states": REQUEST.states,
        "colours": STATE_COLOURS,
        "requesters": code_set("access_requester"),
        "areas": {each.pk: each for each in partnership.authorities()},
        "now_at": timezone.now(),
    }
    return render(request, "disclosure/requests.jinja", facts)


@page(may=PREPARE_DISCLOSURE, shows="child")
def new_access_request(request: HttpRequest, reference: str) -> HttpResponse:
    """Record a request about this person, and others of the family if they are asked about too."""
    record, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=record.person.reference)
    family = [record.person, *(each for each in record.family.values() if each.pk != record.person.pk)]
    form = forms.RequestForm(
        request.POST if request.method == "POST" else None, people=[(each.reference, each.name) for each in family]
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        chosen = [each for each in family if each.reference in said["people"]]
        try:
            made = actions.receive(chosen, **_request_facts(said), by=actor_of(request), at=timezone.now(),
                                   key=act_key(request))  # fmt: skip
        except AlreadyDone as done:
            return redirect("access_request", reference=_reference_of(done.episode_id))
        return redirect("access_request", reference=made.episode.reference)
    status = 422 if form.is_bound else 200
    return render(request, "disclosure/new_request.jinja", {"record": record, "form": form}, status=status)


def _reference_of(episode: UUID | None) -> str:
    found = AccessRequest.objects.filter(pk__in=[episode]).values_list("reference", flat=True).first()
    if found is None:
        raise Http404
    return found


def _request_facts(said: dict[str, Any]) -> dict[str, Any]:
    names = ("requester", "requester_name", "send_to", "asked", "records", "since", "until")
    now, day = timezone.now(), said["received_on"]
    received = now if day == timezone.localdate() else dt.datetime.combine(day, dt.time(12), tzinfo=LONDON)
    return {
        **{name: said[name] for name in names},
        "authority_seen": said["authority_seen"] or "",
        "received_at": min(received, now),
    }


@require_safe
@page(may=SEE_ACCESS_REQUESTS, shows="access request")
def access_request(request: HttpRequest, reference: str) -> HttpResponse:
    """One request: who asks for what, how far it is, what is next."""
    by = actor_of(request)
    found = queries.request_for(reference, by=by)
    dossier = queries.dossier(found)
    moves = {each.name: each for each in REQUEST.open_moves(found, by=by)}
    facts = {
        "dossier": dossier,
        "moves": moves,
        "requester": code_set("access_requester").label(found.requester),
        "records": record_labels(found.records),
        "evidence": code_set("identity_evidence").get(found.identity_how),
        "refusal": code_set("withholding_reason").get(found.refusal_reason),
        "law": timescale("sar"),
        "may_prepare": bool(by.may(PREPARE_DISCLOSURE)),
        "may_disclose": bool(by.may(DISCLOSE)),
    }
    return show(request, "request", found, facts)


FORMS: dict[str, Callable[..., Form]] = {
    "ask_requester": forms.AskRequesterForm,
    "requester_answered": forms.RequesterAnsweredForm,
    "requester_clarified": forms.RequesterAnsweredForm,
    "identify": forms.IdentifyForm,
    "extend": forms.ExtendForm,
    "gather": forms.GatherForm,
    "submit": forms.SubmitForm,
    "send_back": forms.SendBackForm,
    "approve": forms.ApproveForm,
    "disclose": forms.DiscloseForm,
    "refuse": forms.DiscloseForm,
    "copy": forms.CopyForm,
    "withdraw": forms.WithdrawForm,
}
_LATE = ("disclose", "refuse")


@page(may=SEE_ACCESS_REQUESTS, shows="access request")
def move_access_request(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """One step of a request, with what it asks."""
    by, at = actor_of(request), timezone.now()
    found = queries.request_for(reference, by=by)
    if move not in FORMS:
        raise Http404
    late = {"late": is_late(found, at)} if move in _LATE else {}
    form = FORMS[move](request.POST if request.method == "POST" else None, **late)
    clash = None
    if request.method == "POST" and form.is_valid():
        press = {"by": by, "at": at, "version": posted_version(request), "key": act_key(request)}
        made = try_to(lambda: _make(found, move, form, press))
        if made.done:
            messages.success(request, _DONE[move])
            return redirect("access_request", reference=reference)
        clash = made.clash
    answer = next((each.answer for each in REQUEST.open_moves(found, by=by) if each.name == move), None)
    facts = {"move": REQUEST.move(move), "answer": answer, "dossier": queries.dossier(found)}
    return show(request, "move_request", found, facts, form=form, clash=clash)


def _make(found: AccessRequest, move: str, form: Form, press: dict[str, Any]) -> object:
    said = form.cleaned_data
    match move:
        case "ask_requester":
            return actions.ask_requester(found, question=said["question"], **press)
        case "requester_answered" | "requester_clarified":
            return actions.requester_answered(found, answer=said["answer"], **press)
        case "identify":
            return actions.identify(found, how=said["how"], note=said["note"], **press)
        case "extend":
            return actions.extend(found, why=said["why"], **press)
        case "gather":
            return actions.gather(found, **press)
        case "submit":
            refuse = said["refuse"] == "yes"
            return actions.submit(found, refuse=refuse, reason=said["reason"] or "", note=said["note"], **press)
        case "send_back":
            return actions.send_back(found, why=said["why"], **press)
        case "approve":
            return actions.approve(found, note=said["note"], **press)
        case "disclose":
            return actions.disclose(found, late_reason=said.get("late_reason") or "", **press)
        case "refuse":
            return actions.refuse(found, late_reason=said.get("late_reason") or "", **press)
        case "copy":
            return actions.another_copy(found, recipient=said["recipient"], **press)
    return actions.withdraw(found, why=said["why"], **press)


_DONE = {
    "ask_requester": _("The clock stands still until they answer."),
    "requester_answered": _("The clock goes on."),
    "requester_clarified": _("The clock goes on."),
    "identify": _("It is recorded who asks."),
    "extend": _("The time is extended."),
    "gather": _("What is held is gathered."),
    "submit": _("Somebody else can approve it now."),
    "send_back": _("It is sent back."),
    "approve": _("It is approved."),
    "disclose": _("The copy is made. Send it now."),
    "refuse": _("The letter is made. Send it now."),
    "copy": _("The copy is made. Send it now."),
    "withdraw": _("The request is withdrawn."),
}


@require_safe
@page(may=SEE_ACCESS_REQUESTS, shows="access request")
def disclosed_copy(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One copy exactly as it went out. Opening it is written down."""
    found = queries.request_for(reference, by=actor_of(request))
    copy = queries.copy_of(found, number)
    note_look(request, found, "disclosed_copy")
    headers = {"Content-Disposition": f'attachment; filename="{found.reference}-copy-{copy.number}.pdf"'}
    return HttpResponse(actions.content_of(copy), content_type="application/pdf", headers=headers)
