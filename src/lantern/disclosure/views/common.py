"""What every page of a request is drawn with, and the frame of its forms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lantern.access.attempts import Attempt, Clash, attempt, posted_version
from lantern.access.looks import record
from lantern.access.models import Look
from lantern.access.people_acting import actor_of
from lantern.disclosure.actions import StillReadable
from lantern.disclosure.gathering import TooMuchHeld
from lantern.disclosure.models import AccessRequest
from lantern.disclosure.states import REQUEST
from lantern.interface.forms import Form
from lantern.spine.actors import refused

STATE_COLOURS = {
    "received": "",
    "waiting": "orange",
    "searching": "turquoise",
    "redacting": "purple",
    "awaiting_approval": "yellow",
    "approved": "teal",
    "disclosed": "green",
    "refused": "grey",
    "withdrawn": "grey",
}


def note_look(request: HttpRequest, found: AccessRequest, page: str) -> None:
    """Opening what was gathered is written down like opening the record itself."""
    by = actor_of(request)
    record(by=by, authority_id=found.authority_id, why=Look.Why.INVOLVED, page=page, episode=found)


def show(
    request: HttpRequest,
    template: str,
    found: AccessRequest,
    facts: dict[str, Any],
    *,
    form: Form | None = None,
    clash: Clash | None = None,
) -> HttpResponse:
    """Draw a page of a request. A clash answers 409 with the form as it was filled in; a form with errors 422."""
    drawn = {
        "asked": found,
        "state": {"text": REQUEST.states[found.state], "colour": STATE_COLOURS[found.state]},
        "version": clash.version if clash and clash.version else found.version,
        "now_at": timezone.now(),
        "clash": clash,
        **({"form": form} if form is not None else {}),
        **facts,
    }
    wrong = form is not None and form.is_bound and bool(form.errors)
    return render(request, f"disclosure/{template}.jinja", drawn, status=409 if clash else 422 if wrong else 200)


def try_to(act: Callable[[], Any]) -> Attempt:
    """Carry out an act of this room; what it refuses comes back as words above the form."""
    try:
        return attempt(act)
    except StillReadable as readable:
        places = ", ".join(str(number) for number in readable.places)
        answer = refused(
            f"Somebody who contacted us in confidence can still be recognised in record {places}.",
            next_step="Withhold their name and number there first.",
        )
    except TooMuchHeld:
        answer = refused("More is held than one answer can carry.", next_step="Narrow the period of the request.")
    return Attempt(clash=Clash(answer=answer))


def is_late(found: AccessRequest, at: dt.datetime) -> bool:
    """Whether the nearest clock of a request has run out."""
    return found.next_due_at is not None and found.next_due_at < at


__all__ = ["STATE_COLOURS", "is_late", "note_look", "posted_version", "show", "try_to"]
