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
from lantern.protection.models import Assessment, Category, Enquiry
from lantern.protection.states import ASSESSMENT, ENQUIRY
from lantern.spine.lifecycle import LIFECYCLES
from lantern.spine.models import Episode

COLOURS = {
    "enquiring": "red",
    "concluded": "yellow",
    "to_conference": "purple",
    "ended": "grey",
    "writing": "purple",
    "challenged": "orange",
    "submitted": "yellow",
    "authorised": "green",
}
CLOCKS = {
    "icpc": "Conference by",
    "s47-outcome": "Agree what was found by",
    "assessment-child-seen": "Child seen by",
    "assessment": "Assessment agreed by",
    "assessment-checkpoint": "Manager looks at it by",
}
"""What a clock asks for, in words before its time."""


def press(request: HttpRequest) -> dict[str, Any]:
    """Who pressed, when, on which version, and the key of the press: what every move is made with."""
    return {
        "by": actor_of(request),
        "at": timezone.now(),
        "version": posted_version(request),
        "key": act_key(request),
    }


def note_look(request: HttpRequest, found: Episode) -> None:
    """Opening an enquiry or assessment is written down like opening the record itself."""
    if request.method != "GET":
        return
    by = actor_of(request)
    mine = found.owner_team_id == by.team_id or found.worker_id == by.user_id
    name = (request.resolver_match.url_name if request.resolver_match else None) or ""
    why = Look.Why.INVOLVED if mine else Look.Why.DUTY
    looks.record(by=by, authority_id=found.authority_id, why=why, page=name, episode=found)


def words() -> dict[str, Any]:
    """Labels that pages share."""
    return {
        "now": timezone.now(),
        "states": ENQUIRY.states | ASSESSMENT.states,
        "colours": COLOURS,
        "clock_words": CLOCKS,
        "categories": dict(Category.choices),
        "found_words": dict(Enquiry.Outcome.choices) | dict(Assessment.Outcome.choices),
    }


def show(
    request: HttpRequest,
    template: str,
    found: Enquiry | Assessment,
    facts: dict[str, Any],
    *,
    form: Form | None = None,
    clash: Clash | None = None,
) -> HttpResponse:
    """Draw a page of an enquiry or assessment. A clash answers 409 with what was typed; a form with errors 422."""
    wrong = form is not None and form.is_bound and bool(form.errors)
    lifecycle = LIFECYCLES[found.kind]
    drawn = {
        "found": found,
        "state": {"text": lifecycle.states[found.state], "colour": COLOURS[found.state]},
        "moves": {one.name: one for one in lifecycle.open_moves(found, by=actor_of(request))},
        "version": clash.version if clash and clash.version else found.version,
        "clash": clash,
        **({"form": form} if form is not None else {}),
        **words(),
        **facts,
    }
    return render(request, f"protection/{template}.jinja", drawn, status=409 if clash else 422 if wrong else 200)
