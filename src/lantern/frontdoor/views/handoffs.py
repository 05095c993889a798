"""Handoffs: what was offered to a team and by it, and every answer to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from lantern.access.pages import act_key, page, told_since, typed_fields
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.frontdoor import permissions as may
from lantern.frontdoor import queries_partner as queries
from lantern.frontdoor.forms.handoffs import AcceptForm, DeclineForm, FinishForm, FirstSeenForm, WithdrawForm
from lantern.frontdoor.forms.screening import LateForm
from lantern.partnership import queries as partnership
from lantern.spine import handoffs
from lantern.spine.lifecycle import StaleRecord
from lantern.spine.models import Handoff

SEE_HANDOFFS = may.SEE_HANDOFFS
FORMS: dict[str, type[LateForm]] = {
    "accept": AcceptForm,
    "decline": DeclineForm,
    "first_seen": FirstSeenForm,
    "finish": FinishForm,
    "withdraw": WithdrawForm,
}
CLOCK = {"accept": "handoff-answer", "first_seen": "handoff-first-seen"}
"""The clock that an act stops and whose lateness it explains."""


@page(may=SEE_HANDOFFS, shows="handoff")
def team_handoffs(request: HttpRequest) -> HttpResponse:
    """What the reader's team was offered, has taken on, and has asked others to take on."""
    found = queries.team_handoffs(by=actor_of(request))
    return render(request, "frontdoor/partner/handoffs.jinja", {"found": found, **_words()})


@page(may=SEE_HANDOFFS, shows="handoff")
def finished_handoffs(request: HttpRequest) -> HttpResponse:
    """What is finished, declined or withdrawn, newest first."""
    found = queries.finished_handoffs(by=actor_of(request))
    return render(request, "frontdoor/partner/finished_handoffs.jinja", {"rows": found, **_words()})


def _words() -> dict[str, Any]:
    return {"now": timezone.now(), "teams": partnership.teams(), "states": handoffs.HANDOFF.states}


@page(may=SEE_HANDOFFS, shows="handoff")
def handoff(request: HttpRequest, reference: str) -> HttpResponse:
    """One handoff: whom it is about, what must be known, how far it is, and what to do next."""
    actor = actor_of(request)
    found = queries.handoff_for(reference, by=actor)
    moves = [move for move in handoffs.HANDOFF.open_moves(found, by=actor) if move.answer]
    decision = (
        queries.decision_behind(found)
        if found.state == handoffs.DECLINED and found.authority_id in actor.authorities
        else None
    )
    shown = {"handoff": found, "moves": moves, "decision": decision, "subjects": queries.in_words(found.subjects)}
    shown |= {"here": partnership.authority(found.authority_id), **_words()}
    return render(request, "frontdoor/partner/handoff.jinja", shown)


@page(may=SEE_HANDOFFS, shows="handoff")
def move_handoff(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Accept, decline, record the first contact, finish or withdraw."""
    actor = actor_of(request)
    found, at = queries.handoff_for(reference, by=actor), timezone.now()
    if move not in FORMS:
        raise Http404
    form = _form(request, found, move, at)
    if request.method != "POST" or not form.is_valid():
        return _move_page(request, found, move, form)
    version = request.POST.get("version", "")
    try:
        _make(
            found, move, form, by=actor, at=at, version=int(version) if version.isdecimal() else 0, key=act_key(request)
        )
    except StaleRecord as stale:
        return _move_page(request, queries.handoff_for(reference, by=actor), move, form, since=told_since(stale))
    return redirect("handoff", reference=reference)


def _form(request: HttpRequest, found: Handoff, move: str, at: dt.datetime) -> LateForm:
    late = move in CLOCK and queries.is_late(found.pk, [CLOCK[move]], at=at)
    extra = {"accepted_at": found.accepted_at, "now": at} if move == "first_seen" else {}
    return FORMS[move](request.POST if request.method == "POST" else None, late=late, **extra)


def _make(
    found: Handoff, move: str, form: LateForm, *, by: ActingPerson, at: dt.datetime, version: int, key: Any
) -> None:
    said: dict[str, Any] = form.cleaned_data
    press: dict[str, Any] = {"by": by, "version": version, "key": key}
    match move:
        case "accept":
            handoffs.accept(found, at=at, late_reason=form.cleaned_data.get("late_reason") or "", **press)
        case "decline":
            handoffs.decline(found, at=at, reason=said["reason"], **press)
        case "first_seen":
            handoffs.first_seen(
                found,
                at=said["moment"],
                note=said["note"],
                late_reason=form.cleaned_data.get("late_reason") or "",
                **press,
            )
        case "finish":
            handoffs.finish(found, at=at, outcome=said["outcome"], **press)
        case "withdraw":
            handoffs.withdraw(found, at=at, reason=said["reason"], **press)


def _move_page(request: HttpRequest, found: Handoff, move: str, form: LateForm, since: Any = ()) -> HttpResponse:
    declared = handoffs.HANDOFF.move(move)
    moves = handoffs.HANDOFF.open_moves(found, by=actor_of(request))
    answer = next((each.answer for each in moves if each.name == move), None)
    shown = {"handoff": found, "move": declared, "form": form, "since": since, "answer": answer, **_words()}
    # What was typed for a move that is no longer open has no form to stand in.
    shown["typed"] = typed_fields(request) if since and not answer else ()
    return render(request, "frontdoor/partner/move_handoff.jinja", shown, status=409 if since else 200)
