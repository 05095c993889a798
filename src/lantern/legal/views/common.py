"""What every page of this room is drawn with."""

from __future__ import annotations

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
from lantern.legal.models import Change, Hearing, LegalPlanning, Turn
from lantern.legal.papers import CLOCKS
from lantern.legal.states import LEGAL

COLOURS = {
    "asked": "yellow",
    "letter": "",
    "letter_ready": "yellow",
    "pre_proceedings": "purple",
    "to_issue": "red",
    "in_court": "orange",
    "ended": "grey",
}
FOUND = {"open": "grey", "met": "green", "partly": "yellow", "not_met": "red"}


def press(request: HttpRequest) -> dict[str, Any]:
    """Who pressed, when, on which version, and the key of the press: what every move is made with."""
    return {
        "by": actor_of(request),
        "at": timezone.now(),
        "version": posted_version(request),
        "key": act_key(request),
    }


def note_look(request: HttpRequest, found: LegalPlanning) -> None:
    """Opening it is written down like opening the child's record. One statement."""
    if request.method != "GET":
        return
    by = actor_of(request)
    mine = found.owner_team_id == by.team_id or found.worker_id == by.user_id
    looks.note(
        [(found.child_id, found.authority_id)],
        by=by,
        episode_id=found.pk,
        why=Look.Why.INVOLVED if mine else Look.Why.DUTY,
        page=(request.resolver_match.url_name if request.resolver_match else None) or "",
    )


def words() -> dict[str, Any]:
    """Labels that pages share."""
    return {
        "now": timezone.now(),
        "states": LEGAL.states,
        "colours": COLOURS,
        "clock_words": CLOCKS,
        "turns": dict(Turn.choices),
        "hearing_words": dict(Hearing.Kind.choices),
        "found_words": dict(Change.Found.choices),
        "found_colours": FOUND,
        "ended_words": dict(LegalPlanning.EndedAs.choices),
    }


def show(
    request: HttpRequest,
    template: str,
    found: LegalPlanning,
    facts: dict[str, Any],
    *,
    form: Form | None = None,
    clash: Clash | None = None,
) -> HttpResponse:
    """Draw a page of one child's legal planning. A clash answers 409 with what was typed; a form with errors 422."""
    wrong = form is not None and form.is_bound and bool(form.errors)
    drawn = {
        "found": found,
        "child": found.child,
        "state": {"text": LEGAL.states[found.state], "colour": COLOURS[found.state]},
        "moves": {one.name: one for one in LEGAL.open_moves(found, by=actor_of(request))},
        "version": clash.version if clash and clash.version else found.version,
        "clash": clash,
        **({"form": form} if form is not None else {}),
        **words(),
        **facts,
    }
    return render(request, f"legal/{template}.jinja", drawn, status=409 if clash else 422 if wrong else 200)
