"""By which rules contacts find their team: the list, one rule, the trial on what came, and every version there was."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from lantern.access.attempts import attempt, posted_version
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.frontdoor import actions, queries, routing
from lantern.frontdoor import permissions as may
from lantern.frontdoor.forms.routing import LiveForm, RemoveForm, RuleForm, filled
from lantern.frontdoor.views.common import show
from lantern.partnership import queries as partnership

ROWS = 200
"""Contacts shown behind one number of the trial."""


@require_safe
@page(may=may.SET_ROUTING, shows="routing rules")
def routing_rules(request: HttpRequest, area: int | None = None) -> HttpResponse:
    """What holds now, in order, and what is being worked on."""
    areas = _areas(request)
    if area is None:
        return redirect("routing_rules", areas[0].pk)
    return show(request, "routing", _facts(request, area))


def _areas(request: HttpRequest) -> list[Any]:
    mine = [one for one in partnership.authorities() if one.pk in actor_of(request).authorities]
    if not mine:
        raise Http404
    return mine


def _facts(request: HttpRequest, area: int) -> dict[str, Any]:
    areas = _areas(request)
    if area not in {one.pk for one in areas}:
        raise Http404
    now = timezone.now()
    return {
        "area": partnership.authority(area),
        "areas": areas,
        "versions": routing.versions(area),
        "hub": partnership.hub_of(area),
        "night": partnership.emergency_duty_of(area),
        "teams": {team.code: team.name for team in routing.receiving(area)},
        "staffed": routing.staffed(area, timezone.localdate(now)),
        "ids": {team.code: team.pk for team in routing.receiving(area)},
        "in_words": routing.in_words,
    }


@page(may=may.SET_ROUTING, shows="routing rules")
def routing_rule(request: HttpRequest, area: int, place: int = 0) -> HttpResponse:
    """Write a rule, or change one. Nothing happens by it until the rules are put live."""
    facts, by = _facts(request, area), actor_of(request)
    listed: list[routing.Rule] = facts["versions"].worked_on
    if place > len(listed):
        raise Http404
    taking_out = "remove" in request.POST
    typed = None if taking_out else request.POST or None
    form = RuleForm(typed, authority_id=area, initial=filled(listed[place - 1]) if place else {})
    removing = RemoveForm(request.POST if taking_out else None)
    clash = None
    used = removing if taking_out else form
    if request.method == "POST" and used.is_valid():
        now = timezone.now()
        written = form.rule(by=by.name, at=now) if not taking_out else None
        after = [*listed[: max(place - 1, 0)], *([written] if written else []), *listed[place:]]
        if not place and written:
            after = [*listed, written]
        why = written.why if written else removing.cleaned_data["removed_why"]
        made = attempt(lambda: actions.write_rules(area, after, why=why, seen=posted_version(request), by=by, at=now))
        if made.done:
            return redirect("routing_rules", area)
        clash = made.clash
    facts |= {"form": form, "removing": removing, "place": place, "has_errors": used.is_bound and not used.is_valid()}
    return show(request, "routing_rule", facts, clash=clash)


@require_POST
@page(may=may.SET_ROUTING, shows="routing rules")
def order_routing(request: HttpRequest, area: int, place: int) -> HttpResponse:
    """One rule changes places with the one above it: the first that fits wins."""
    facts, by = _facts(request, area), actor_of(request)
    listed = list(facts["versions"].worked_on)
    if not 2 <= place <= len(listed):
        raise Http404
    listed[place - 2], listed[place - 1] = listed[place - 1], listed[place - 2]
    why = f"“{listed[place - 2].name}” is asked before “{listed[place - 1].name}”."
    actions.write_rules(area, listed, why=why, seen=posted_version(request), by=by, at=timezone.now())
    messages.success(request, f"{why} Nothing changes until the rules are put live.")
    return redirect("routing_rules", area)


@page(may=may.SET_ROUTING, shows="routing rules")
def try_routing(request: HttpRequest, area: int) -> HttpResponse:
    """What the last weeks' contacts would have done by these rules; then, with a reason, they are put live."""
    facts, by, now = _facts(request, area), actor_of(request), timezone.now()
    form = LiveForm(request.POST or None)
    clash = None
    if request.method == "POST" and form.is_valid():
        made = attempt(
            lambda: actions.put_live(
                area, why=form.cleaned_data["why"], seen=posted_version(request), by=by, at=timezone.now()
            )
        )
        if made.done:
            messages.success(request, "These rules are live. What arrives from now on goes by them.")
            return redirect("routing_rules", area)
        clash = made.clash
    facts |= {
        "form": form,
        "has_errors": form.is_bound and not form.is_valid(),
        "replay": queries.replay(area, facts["versions"], now=now),
    }
    return show(request, "routing_trial", facts, clash=clash)


@require_safe
@page(may=may.SET_ROUTING, shows="contacts")
def routing_contacts(request: HttpRequest, area: int) -> HttpResponse:
    """The contacts behind one number of the trial. References only: a name is seen by opening the contact."""
    facts = _facts(request, area)
    asked = {name: request.GET.get(name, "") for name in ("rule", "team", "when")}
    replay = queries.replay(area, facts["versions"], now=timezone.now())
    found = replay.behind(**asked, moved=request.GET.get("moved") == "1")
    facts |= {"found": found[:ROWS], "count": len(found), "asked": asked, "moved": request.GET.get("moved") == "1"}
    return show(request, "routing_contacts", facts)


@require_safe
@page(may=may.SET_ROUTING, shows="routing rules")
def routing_history(request: HttpRequest, area: int) -> HttpResponse:
    """Every version there was: who wrote it, when and why."""
    facts = _facts(request, area)
    return show(request, "routing_history", facts | {"written": queries.routing_history(area), "read": routing.read})
