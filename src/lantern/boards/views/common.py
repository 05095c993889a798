"""What every page of this room is drawn with."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lantern.access.attempts import Clash, posted_version
from lantern.access.pages import act_key
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.boards.models import BodyKind
from lantern.boards.rules import RUNGS
from lantern.boards.states import ACTION

COLOURS = {"open": "", "done": "yellow", "checked": "green", "withdrawn": "grey"}


def press(request: HttpRequest) -> dict[str, Any]:
    """Who pressed, when, and the key of the press."""
    return {"by": actor_of(request), "at": timezone.now(), "key": act_key(request)}


def press_on(request: HttpRequest) -> dict[str, Any]:
    """The same, on the version that the page showed."""
    return press(request) | {"version": posted_version(request)}


def draw(
    request: HttpRequest, template: str, facts: dict[str, Any], *, clash: Clash | None = None, wrong: bool = False
) -> HttpResponse:
    """Draw a page. A clash answers 409 with what was typed; a form with errors 422."""
    drawn = {
        "now": timezone.now(),
        "states": ACTION.states,
        "colours": COLOURS,
        "kinds": BodyKind,
        "rungs": RUNGS,
        "clash": clash,
        "has_errors": wrong,
        "keeps": may(actor_of(request), "keep_boards"),
        **facts,
    }
    return render(request, f"boards/{template}.jinja", drawn, status=409 if clash else 422 if wrong else 200)


def may(by: ActingPerson, permission: str) -> bool:
    return bool(by.may(permission))
