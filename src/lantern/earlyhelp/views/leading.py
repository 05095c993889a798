"""Who leads, stepping up to the front door, and the end."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from lantern.access.attempts import attempt
from lantern.access.context import sending_to
from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.earlyhelp import actions, presenters, queries
from lantern.earlyhelp.actions.leading import LEAD
from lantern.earlyhelp.forms import EndForm, NameWorkerForm, OfferLeadForm, StepUpForm, StepUpNowForm
from lantern.earlyhelp.models import EarlyHelp
from lantern.earlyhelp.permissions import WORK_EARLY_HELP
from lantern.earlyhelp.views.common import act_page, opened, press
from lantern.partnership import queries as partnership
from lantern.partnership.models import Post, Team, TeamKind
from lantern.spine import handoffs
from lantern.spine.models import Episode
from lantern.waiting import gate

_LEADING = (TeamKind.EARLY_HELP, TeamKind.PROVIDER, TeamKind.AGENCY_DESK)
"""Kinds of team whose people may lead for a family."""


def _teams(found: EarlyHelp) -> dict[str, Team]:
    covering = partnership.teams_covering(found.authority_id, *_LEADING)
    others = [team for team in covering if team.pk != found.owner_team_id]
    return {str(team.pk): team for team in sorted(others, key=lambda team: team.name)}


def _workers(found: EarlyHelp) -> dict[str, str]:
    posts = Post.objects.filter(team_id=found.owner_team_id, holder__isnull=False).select_related("holder")
    return {str(post.holder_id): f"{post.holder} ({post.title.lower()})" for post in posts.order_by("code")}


@page(may=WORK_EARLY_HELP, shows="early help")
def lead(request: HttpRequest, reference: str) -> HttpResponse:
    """Name who of the team leads, or ask another team to."""
    found = opened(request, reference)
    workers, teams = _workers(found), _teams(found)
    names = NameWorkerForm(
        request.POST if "name" in request.POST else None,
        workers=list(workers.items()),
        initial={"worker": str(found.worker_id or "")},
    )
    asks = OfferLeadForm(
        request.POST if "ask" in request.POST else None,
        teams=[(pk, f"{team.name}, {team.agency.name}") for pk, team in teams.items()],
    )

    def act() -> Any:
        if "ask" in request.POST:
            return actions.offer_lead(
                found,
                to_team=teams[asks.cleaned_data["team"]],
                need_to_know=asks.cleaned_data["need_to_know"],
                **press(request),
            )
        chosen = names.cleaned_data["worker"]
        return actions.name_worker(
            found, worker_id=int(chosen), name=workers[chosen].rpartition(" (")[0], **press(request)
        )

    return act_page(
        request,
        found,
        asks if "ask" in request.POST else names,
        act,
        move="name_worker",
        title="Who leads?",
        button="Save",
        template="lead",
        names=names,
        asks=asks,
    )


@page(may=WORK_EARLY_HELP, shows="handoff")
def take_lead(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the lead for a family, once the reader's team has accepted it."""
    by = actor_of(request)
    handoff = queries.accepted_handoff(reference, by=by)
    if handoff.purpose != LEAD:
        raise Http404
    clash = None
    if request.method == "POST":
        made = attempt(lambda: actions.take_lead(handoff, by=by, at=timezone.now(), key=act_key(request)))
        if made.done and handoff.because_of_id:
            of = Episode.objects.filter(pk=handoff.because_of_id).values_list("reference", flat=True).first()
            return redirect("early_help", reference=of) if of else redirect("early_help_families")
        clash = made.clash
    facts = {
        "handoff": handoff,
        "clash": clash,
        "accepted": handoff.state in (handoffs.ACCEPTED, handoffs.SEEN),
        "say": presenters,
    }
    return render(request, "earlyhelp/take_lead.jinja", facts, status=409 if clash else 200)


@page(may=WORK_EARLY_HELP, shows="early help")
def step_up(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the front door to look again: with answers, or at once where it can not wait."""
    found = opened(request, reference)
    urgent = "now" in request.POST
    form = StepUpForm(None if urgent else request.POST or None)
    at_once = StepUpNowForm(request.POST if urgent else None, prefix="now")

    def act() -> Any:
        if urgent:
            words, why = at_once.cleaned_data["words"], at_once.cleaned_data["cannot_wait"]
            return actions.step_up(found, said=None, words=words, cannot_wait=why, **press(request))
        return actions.step_up(found, said=form.answers(), **press(request))

    return act_page(
        request,
        found,
        at_once if urgent else form,
        act,
        move="step_up",
        title="Step up to the front door",
        button="Ask the hub to look again",
        template="step_up",
        here=partnership.authority(found.authority_id),
        questions=form,
        at_once=at_once,
        urgent=urgent,
    )


@page(may=WORK_EARLY_HELP, shows="early help")
def end(request: HttpRequest, reference: str) -> HttpResponse:
    """End early help, with why and what it achieved."""
    found = opened(request, reference)
    form = EndForm(request.POST or None)

    def act() -> Any:
        said = form.cleaned_data
        return actions.end(
            found,
            ending=said["ending"],
            outcome=said["outcome"],
            words=said["words"],
            family_says=said["family_says"],
            **press(request),
        )

    beside = queries.beside(found)
    with sending_to(found.authority_id):
        judged = gate.judge(found, gate.CLOSURE)
    return act_page(
        request,
        found,
        form,
        act,
        move="end",
        title="End early help",
        button="End early help",
        template="end",
        gate=judged,
        gate_address=gate.address(found, gate.CLOSURE),
        warnings=presenters.before_the_end(found, beside),
    )
