"""What every page of a plan is drawn with."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lantern.access import looks
from lantern.access.attempts import Clash, posted_version
from lantern.access.models import Look
from lantern.access.pages import act_key
from lantern.access.people_acting import actor_of
from lantern.interface.forms import Form
from lantern.plans.models import Plan
from lantern.plans.states import PLAN

COLOURS = {"writing": "", "to_agree": "yellow", "agreed": "green", "ended": "grey"}


def state_of(plan: Plan) -> dict[str, str]:
    """How far it is, in words and colour."""
    text = "Being changed" if plan.is_being_changed and plan.state == "writing" else PLAN.states[plan.state]
    return {"text": text, "colour": COLOURS[plan.state]}


def note_look(request: HttpRequest, plan: Plan) -> None:
    """Opening a plan is opening the child's record: who, on which page and on what footing. Sending a form is told by
    its events. One statement.
    """
    by = actor_of(request)
    if request.method != "GET" or plan.authority_id not in by.authorities:
        return  # a team of another agency sees only the plan that it leads itself
    mine = plan.worker_id is not None and plan.worker_id == by.user_id
    looks.note(
        [(plan.child_id, plan.authority_id)],
        by=by,
        episode_id=plan.pk,
        why=Look.Why.INVOLVED if mine or plan.owner_team_id == by.team_id else Look.Why.SEARCH,
        page=(request.resolver_match.url_name if request.resolver_match else None) or "",
    )


def press(request: HttpRequest) -> dict[str, Any]:
    """Who presses which button when, on which version of the plan."""
    return {
        "by": actor_of(request),
        "at": timezone.now(),
        "version": posted_version(request),
        "key": act_key(request),
    }


def moment_of(day: dt.date) -> dt.datetime:
    """Now for today, else noon of the day: the day is what counts."""
    if day == timezone.localdate():
        return timezone.now()
    return dt.datetime.combine(day, dt.time(12), tzinfo=timezone.get_current_timezone())


def show(
    request: HttpRequest,
    template: str,
    plan: Plan,
    facts: dict[str, Any],
    *,
    form: Form | None = None,
    clash: Clash | None = None,
) -> HttpResponse:
    """Draw a page of a plan. A clash answers 409 with the form as it was filled in; a form with errors 422."""
    drawn = {
        "plan": plan,
        "child": plan.child,
        "state": state_of(plan),
        "version": clash.version if clash and clash.version else plan.version,
        "today": timezone.localdate(),
        "now_at": timezone.now(),
        "clash": clash,
        **({"form": form} if form is not None else {}),
        **facts,
    }
    wrong = (form is not None and form.is_bound and bool(form.errors)) or bool(drawn.get("has_errors"))
    return render(request, f"plans/{template}.jinja", drawn, status=409 if clash else 422 if wrong else 200)
