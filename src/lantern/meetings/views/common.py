"""What every page of this room is drawn with."""

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
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.law.quorums import PARTS
from lantern.meetings.kinds import meeting_kind
from lantern.meetings.models import Meeting, Said, Seat
from lantern.meetings.states import MEETING

COLOURS = {"called": "", "running": "purple", "held": "yellow", "sent": "green", "called_off": "grey"}


def press(request: HttpRequest) -> dict[str, Any]:
    """Who pressed, when, on which version, and the key of the press: what every move is made with."""
    return {
        "by": actor_of(request),
        "at": timezone.now(),
        "version": posted_version(request),
        "key": act_key(request),
    }


def note_look(request: HttpRequest, found: Meeting) -> None:
    """Opening a meeting is written down like opening the record itself."""
    if request.method != "GET":
        return
    by = actor_of(request)
    mine = found.owner_team_id == by.team_id or found.worker_id == by.user_id
    name = (request.resolver_match.url_name if request.resolver_match else None) or ""
    why = Look.Why.INVOLVED if mine else Look.Why.DUTY
    looks.record(by=by, authority_id=found.authority_id, why=why, page=name, episode=found)


def words(now: dt.datetime | None = None) -> dict[str, Any]:
    """Labels that lists and pages share."""
    return {
        "now": now or timezone.now(),
        "states": MEETING.states,
        "colours": COLOURS,
        "kind_of": meeting_kind,
        "parts": PARTS,
        "attendance": Seat.Attendance,
        "said_parts": Said.Part,
    }


def show(
    request: HttpRequest,
    template: str,
    found: Meeting,
    facts: dict[str, Any],
    *,
    clash: Clash | None = None,
    wrong: bool = False,
) -> HttpResponse:
    """Draw a page of a meeting. A clash answers 409 with what was typed; a form with errors 422."""
    drawn = {
        "meeting": found,
        "kind": meeting_kind(found.meeting_kind),
        "state": {"text": MEETING.states[found.state], "colour": COLOURS[found.state]},
        "version": clash.version if clash and clash.version else found.version,
        "clash": clash,
        "has_errors": wrong,
        **words(),
        **facts,
    }
    return render(request, f"meetings/{template}.jinja", drawn, status=409 if clash else 422 if wrong else 200)


def may(by: ActingPerson, permission: str) -> bool:
    return bool(by.may(permission))
