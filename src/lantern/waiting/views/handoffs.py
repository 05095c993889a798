"""Handoffs: what was offered to a team and by it, and every answer to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from lantern.access.attempts import Attempt, attempt
from lantern.access.pages import act_key, page, told_since, typed_fields
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.interface.forms import LateForm
from lantern.law.codes import code_set
from lantern.partnership import queries as partnership
from lantern.spine import clocks, handoffs
from lantern.spine.actors import Answer
from lantern.spine.lifecycle import StaleRecord
from lantern.spine.models import Handoff
from lantern.waiting import actions, gate, ladder, queries, registry
from lantern.waiting import permissions as may
from lantern.waiting.forms.handoffs import (
    AcceptForm,
    DeclineForm,
    FinishForm,
    FirstSeenForm,
    LookAgainForm,
    OfferInsteadForm,
    WithdrawForm,
)
from lantern.waiting.permissions import ANSWER_GATE

SEE_HANDOFFS = may.SEE_HANDOFFS
FORMS: dict[str, type[LateForm]] = {
    "accept": AcceptForm,
    "decline": DeclineForm,
    "first_seen": FirstSeenForm,
    "finish": FinishForm,
    "withdraw": WithdrawForm,
    "look_again": LookAgainForm,
}
CLOCK = {"accept": "handoff-answer", "first_seen": "handoff-first-seen"}
"""The clock that an act stops and whose lateness it explains."""
TURNED_DOWN = (handoffs.DECLINED, handoffs.WITHDRAWN)


@page(may=SEE_HANDOFFS, shows="handoff")
def team_handoffs(request: HttpRequest) -> HttpResponse:
    """What the reader's team was offered, has taken on, and has asked others to take on."""
    found = queries.team_handoffs(by=actor_of(request))
    return render(request, "waiting/handoffs.jinja", {"found": found, **_words()})


@page(may=SEE_HANDOFFS, shows="handoff")
def finished_handoffs(request: HttpRequest) -> HttpResponse:
    """What is finished, declined or withdrawn, newest first."""
    found = queries.finished_handoffs(by=actor_of(request))
    return render(request, "waiting/finished_handoffs.jinja", {"rows": found, **_words()})


def _words() -> dict[str, Any]:
    reasons = {each: code_set("handoff_decline").label(each) for each in code_set("handoff_decline").known}
    return {
        "now": timezone.now(),
        "teams": partnership.teams(),
        "states": handoffs.HANDOFF.states,
        "reasons": reasons,
    }


@page(may=SEE_HANDOFFS, shows="handoff")
def handoff(request: HttpRequest, reference: str) -> HttpResponse:
    """One handoff: whom it is about, what must be known, how far it is, and what to do next."""
    actor = actor_of(request)
    found = queries.handoff_for(reference, by=actor)
    moves = [move for move in handoffs.HANDOFF.open_moves(found, by=actor) if move.answer and move.name in FORMS]
    shown = {"handoff": found, "moves": moves, "subjects": queries.in_words(found.subjects)}
    shown |= {"again": _offers_again(found, actor), "next": _what_follows(found, actor)}
    shown["steps_down"] = _steps_down(found, actor)
    shown["raised"] = ladder.raised(found.pk) if found.closed_at is None else []
    shown |= {"here": partnership.authority(found.authority_id), **_words()}
    return render(request, "waiting/handoff.jinja", shown)


def _offers_again(found: Handoff, actor: ActingPerson) -> bool:
    """Whether the reader may ask another team in the place of the one that declined."""
    if found.state not in TURNED_DOWN or found.from_team_id != actor.team_id:
        return False
    return Handoff.objects.filter(registry.needs_another(), pk=found.pk).exists()


def _steps_down(found: Handoff, actor: ActingPerson) -> bool:
    """Whether the reader's team works with the child and may pass them to early help."""
    works = found.to_team_id == actor.team_id and found.state in (handoffs.ACCEPTED, handoffs.SEEN)
    return works and actions.needs_gate(found) and bool(actor.may(ANSWER_GATE))


def _what_follows(found: Handoff, actor: ActingPerson) -> list[tuple[str, str]]:
    """What may be opened for a family that was accepted, or was: words and address."""
    ways = registry.following(found.purpose)
    if found.to_team_id != actor.team_id or not ways or found.accepted_at is None:
        return []
    opened = queries.followed_by(found)
    open_now = found.closed_at is None
    links = []
    for way in ways:
        if way.opens in opened:
            links.append((way.shown, reverse(way.page, kwargs={"reference": opened[way.opens]})))
        elif open_now and actor.may(way.may):
            links.append((way.text, reverse(way.route, kwargs={"reference": found.reference})))
    return links


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
    late = move in CLOCK and clocks.is_late(found.pk, [CLOCK[move]], at=at)
    extra: dict[str, Any] = {"accepted_at": found.accepted_at, "now": at} if move == "first_seen" else {}
    if move == "look_again" and found.priority:
        extra = {"initial": {"priority": str(found.priority)}}
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
            handoffs.decline(found, at=at, reason=said["reason"], code=said["code"], **press)
        case "first_seen":
            handoffs.first_seen(
                found,
                at=said["moment"],
                note=said["note"],
                late_reason=form.cleaned_data.get("late_reason") or "",
                **press,
            )
        case "finish":
            actions.finish(found, at=at, outcome=said["outcome"], **press)
        case "withdraw":
            handoffs.withdraw(found, at=at, reason=said["reason"], **press)
        case "look_again":
            label = code_set("waiting_look").label(said["found"])
            urgent = int(said["priority"])
            changed = urgent if urgent != found.priority else None
            handoffs.look_again(found, at=at, found=label, note=said["note"], priority=changed, **press)


def _move_page(request: HttpRequest, found: Handoff, move: str, form: LateForm, since: Any = ()) -> HttpResponse:
    declared = handoffs.HANDOFF.move(move)
    moves = handoffs.HANDOFF.open_moves(found, by=actor_of(request))
    answer = next((each.answer for each in moves if each.name == move), None)
    shown = {"handoff": found, "move": declared, "form": form, "since": since, "answer": answer, **_words()}
    # What was typed for a move that is no longer open has no form to stand in.
    shown["gate"] = _gate(found, move, answer)
    shown["typed"] = typed_fields(request) if since and not answer else ()
    return render(request, "waiting/move_handoff.jinja", shown, status=409 if since else 200)


def _gate(found: Handoff, move: str, answer: Answer | None) -> dict[str, Any] | None:
    """Why it can not be finished yet although the move is open, and where that is mended."""
    if move != "finish" or not answer:
        return None
    judged = actions.judge_finish(found)
    if judged:
        return None
    gated = actions.needs_gate(found) and not handoffs.unanswered(found)
    return {"answer": judged, "href": gate.address(found, gate.CLOSURE) if gated else ""}


@page(may=ANSWER_GATE, shows="handoff")
def step_down(request: HttpRequest, reference: str) -> HttpResponse:
    """Pass a child from social work to early help: the questions first, then who is asked."""
    actor, at = actor_of(request), timezone.now()
    found = queries.handoff_for(reference, by=actor)
    if not _steps_down(found, actor):
        raise Http404
    if not gate.judge(found, gate.STEP_DOWN):
        return redirect(gate.address(found, gate.STEP_DOWN))
    able = [
        team for team in partnership.teams_covering(found.authority_id, *actions.teams_below()) if team.takes_handoffs
    ]
    form = OfferInsteadForm(
        request.POST or None, teams=sorted(able, key=lambda team: team.name), authority_id=found.authority_id
    )
    tried = Attempt()
    if request.method == "POST" and form.is_valid():
        tried = attempt(
            lambda: actions.step_down(
                found,
                to_team=partnership.teams()[form.chosen.team_id],
                service_id=form.chosen.service_id,
                need_to_know=form.cleaned_data["need_to_know"],
                by=actor,
                at=at,
                key=act_key(request),
            )
        )
        if tried.done:
            messages.success(request, "Offered. You go on until they have taken the child on.")
            return redirect("handoff", reference=reference)
    shown = {"handoff": found, "form": form, "refused": tried.clash.answer if tried.clash else None, **_words()}
    return render(request, "waiting/step_down.jinja", shown, status=409 if tried.clash else 200)


@page(may=handoffs.OFFER, shows="handoff")
def handoff_again(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask another team in the place of one that declined: on the page of the work it came from, or here."""
    actor, at = actor_of(request), timezone.now()
    found = queries.handoff_for(reference, by=actor)
    if not _offers_again(found, actor):
        return redirect("handoff", reference=reference)
    declared = registry.behind(found.because_of.kind) if found.because_of else None
    address = declared.offer_again(found) if declared else ""
    if address:
        return redirect(address)
    teams = actions.teams_able_to_take(found)
    form = OfferInsteadForm(
        request.POST or None,
        teams=teams,
        authority_id=found.authority_id,
        initial={"need_to_know": found.need_to_know},
    )
    tried = Attempt()
    if request.method == "POST" and form.is_valid():
        tried = attempt(
            lambda: actions.offer_instead(
                found,
                to_team=partnership.teams()[form.chosen.team_id],
                service_id=form.chosen.service_id,
                need_to_know=form.cleaned_data["need_to_know"],
                by=actor,
                at=at,
                key=act_key(request),
            )
        )
        if tried.done:
            messages.success(request, "Offered. It stays on your list until it is answered.")
            return redirect("handoffs")
    shown = {"handoff": found, "form": form, "refused": tried.clash.answer if tried.clash else None, **_words()}
    return render(request, "waiting/offer_instead.jinja", shown, status=409 if tried.clash else 200)
