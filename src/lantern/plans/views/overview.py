"""Plans of a worker and a team, visits that are overdue, and plans that drift."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.plans import forms, queries
from lantern.plans import permissions as may
from lantern.plans.states import PLAN
from lantern.plans.views.common import COLOURS


@require_safe
@page(may=may.SEE_PLANS, shows="plans")
def plans(request: HttpRequest) -> HttpResponse:
    """The reader's own plans and those of their team, the nearest clock first."""
    by = actor_of(request)
    writes = bool(by.may(may.WRITE_PLAN))
    found = queries.plans_at_hand(by=by) if writes else queries.reviews_due(by=by)
    shown = found[: queries.SHOWN]
    theirs = queries.to_agree_of_agencies(by=by)
    facts = {
        "mine": [each for each in shown if each.worker_id == by.user_id and by.user_id is not None],
        "to_agree": [*theirs, *(each for each in shown if each.state == "to_agree" and by.may(may.AGREE_PLAN))],
        "team": [each for each in shown if each.worker_id != by.user_id],
        "more": len(found) > queries.SHOWN,
        "states": PLAN.states,
        "colours": COLOURS,
        "now_at": timezone.now(),
        "today": timezone.localdate(),
        "actions": queries.own_actions(by=by) if by.authorities else [],
        "writes": writes,
        "leads": not by.authorities,
        "drift": bool(by.may(may.SEE_DRIFT)),
    }
    return render(request, "plans/plans.jinja", facts)


@require_safe
@page(may=may.SEE_DRIFT, shows="plans")
def overdue_visits(request: HttpRequest) -> HttpResponse:
    """Children who ought to have been visited by now, by how long; none drops off."""
    now = timezone.now()
    found = queries.overdue_visits(by=actor_of(request), now=now)
    rungs: list[tuple[str, list[queries.Overdue]]] = []
    titles = {
        "director": _("The director must know"),
        "service_manager": _("The service manager must know"),
        "team_manager": _("The team manager must know"),
        "": _("Overdue since today or the last working day"),
    }
    for rung in (*reversed(queries.RUNGS), ""):
        rungs.append((titles[rung], [each for each in found[: queries.SHOWN] if each.rung == rung]))
    facts = {
        "rungs": [(title, rows) for title, rows in rungs if rows],
        "number": len(found),
        "most": queries.SHOWN,
        "now_at": now,
        "today": timezone.localdate(),
    }
    return render(request, "plans/overdue_visits.jinja", facts)


@require_safe
@page(may=may.SEE_DRIFT, shows="plans")
def drift(request: HttpRequest) -> HttpResponse:
    """Plans that may drift and why, the longest first."""
    now = timezone.now()
    found = queries.drifting(by=actor_of(request), now=now)
    teams = sorted({(str(each.line.team_id), each.line.team) for each in found}, key=lambda each: each[1])
    form = forms.DriftFilter(
        request.GET or None, reasons=[(code, str(label)) for code, label in queries.WHY.items()], teams=teams
    )
    wanted = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    shown = [each for each in found if _wanted(each, wanted)]
    counts = Counter(code for each in found for code in each.why)
    cards: list[dict[str, Any]] = [
        {
            "number": counts[code],
            "label": label,
            "href": f"?{urlencode({'why': code})}",
            "active": wanted.get("why") == code,
        }
        for code, label in queries.WHY.items()
        if counts[code]
    ]
    facts = {
        "rows": shown[: queries.SHOWN],
        "number": len(shown),
        "all": len(found),
        "most": queries.SHOWN,
        "cards": cards,
        "why": queries.WHY,
        "form": form,
        "wanted": wanted,
        "today": timezone.localdate(),
        "now_at": now,
    }
    return render(request, "plans/drift.jinja", facts)


def _wanted(each: queries.Drifting, wanted: dict[str, str]) -> bool:
    return (
        wanted.get("kind") in (None, each.line.kind)
        and wanted.get("team") in (None, str(each.line.team_id))
        and (wanted.get("why") is None or wanted["why"] in each.why)
    )
