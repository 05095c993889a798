"""Everybody who waits, on one page; and the children behind each number."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lantern.access.pages import page
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.interface.charts import Bars, bar_multiples
from lantern.law.timescales import window_in_words
from lantern.partnership import queries as partnership
from lantern.partnership.models import Service, Team
from lantern.spine import handoffs
from lantern.waiting import queries
from lantern.waiting.permissions import SEE_WAITS
from lantern.waiting.queries import Waits
from lantern.waiting.queries.waits import FIRST, GROUPS, SHOWN, WEEKS, WINDOW

PANELS = 12
"""Small charts of one page: those with the longest waits. The table has everybody."""
PANEL_WIDTH = 320
LABELS = ["<1", *(str(week) for week in range(1, WEEKS)), f"{WEEKS}+"]


@require_safe
@page(may=SEE_WAITS, shows="waits")
def waiting(request: HttpRequest) -> HttpResponse:
    """Every team and service on one page, the longest wait first; and the children who come first of all."""
    by, now = actor_of(request), timezone.now()
    found = queries.waits(now=now)
    stirred, how_many = queries.first_of_all(by=by) if by.authorities else ([], 0)
    shown = {
        "found": found,
        "total": sum(each.waiting for each in found),
        "unanswered": sum(each.unanswered for each in found),
        "stale": sum(each.stale for each in found),
        "worst": found[0] if found and found[0].waiting else None,
        "stirred": stirred,
        "how_many": how_many,
        "FIRST": FIRST,
        "chart": _chart([each for each in found if each.waiting]),
        "window": window_in_words(WINDOW, now),
        "labels": LABELS,
        **_words(now),
    }
    return render(request, "waiting/waiting.jinja", shown)


def _chart(found: list[Waits]) -> dict[str, Any] | None:
    if not found:
        return None
    worst = found[0]
    title = "How many weeks children have waited, by team and service"
    over = sum(each.weeks[-1] for each in found)
    finding = (
        f"The longest wait is {worst.longest} days, for {worst.name}. {over} of {sum(each.waiting for each in found)}"
        f" children have waited {WEEKS} weeks or longer."
    )
    several = Counter(each.team.pk for each in found)
    panels = [
        Bars(
            each.team.name,
            f"{each.service.name}: {_note(each)}" if each.service and several[each.team.pk] > 1 else _note(each),
            each.weeks,
        )
        for each in found[:PANELS]
    ]
    columns = min(3, len(panels))
    return {
        "title": title,
        "finding": finding,
        "drawing": bar_multiples(title, finding, LABELS, panels, columns=columns, width=columns * PANEL_WIDTH),
        "left_out": max(0, len(found) - PANELS),
    }


def _note(each: Waits) -> str:
    return f"{each.waiting} waiting, longest {each.longest} days"


@require_safe
@page(may=SEE_WAITS, shows="waits")
def waiting_by(request: HttpRequest, code: str) -> HttpResponse:
    """Who waits longest: by need, by age, by ward."""
    if code not in GROUPS:
        raise Http404
    by, now = actor_of(request), timezone.now()
    found = queries.waits_by(code, now=now)
    worst = max(found, key=lambda each: (each.longest, each.waiting), default=None)
    facts = {
        "found": found,
        "worst": worst,
        "what": code,
        "groups": GROUPS,
        "WEEKS": WEEKS,
        "leads": bool(by.authorities),
        **_words(now),
    }
    return render(request, "waiting/waiting_by.jinja", facts)


@require_safe
@page(may=SEE_WAITS, shows="waits")
def waiting_in(request: HttpRequest, code: str, group: str) -> HttpResponse:
    """The children behind a number of those who wait by need, age or ward: whom the reader may see, the rest counted.
    For whoever works for the authority: another agency is told of a family what its handoff says.
    """
    by, now = actor_of(request), timezone.now()
    found = queries.waiting_in(code, group, now=now) if code in GROUPS and by.authorities else None
    if found is None:
        raise Http404
    facts = {"found": found, "what": code, "groups": GROUPS, **_words(now)}
    return render(request, "waiting/waiting_in.jinja", facts)


@require_safe
@page(may=SEE_WAITS, shows="waits")
def waiting_children(request: HttpRequest, code: str) -> HttpResponse:
    """The children who wait for one team, or for one of its services: why, how long, and what is due next."""
    by, now = actor_of(request), timezone.now()
    team = _team(code, by)
    service = _service(request.GET.get("service", ""), team)
    children = queries.waiting_for(team, service)
    everything = [each for each in queries.waits(now=now) if each.team.pk == team.pk]
    numbers = [each for each in everything if service is None or each.service == service]
    total = sum(each.waiting for each in numbers)
    shown = {
        "team": team,
        "service": service,
        "children": children,
        "total": total,
        "longest": max((each.longest for each in numbers), default=0),
        "hidden": max(0, total - len(children)) if len(children) < SHOWN else 0,
        "cut": len(children) == SHOWN,
        **_words(now),
    }
    return render(request, "waiting/waiting_children.jinja", shown)


def _team(code: str, by: ActingPerson) -> Team:
    """A team that works for one of the reader's authorities, or is of the reader's agency."""
    team = next((each for each in partnership.teams().values() if each.code == code), None)
    if team is None or not (set(team.covers) & set(by.authorities) or team.agency_id == by.agency_id):
        raise Http404
    return team


def _service(code: str, team: Team) -> Service | None:
    if not code:
        return None
    found = next((each for each in partnership.services() if each.code == code and each.team_id == team.pk), None)
    if found is None:
        raise Http404
    return found


def _words(now: Any) -> dict[str, Any]:
    return {"now": now, "teams": partnership.teams(), "states": handoffs.HANDOFF.states}
