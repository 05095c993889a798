"""What every page of this room is drawn with."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lantern.access.attempts import Clash
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.boards import queries as boards
from lantern.boards.rules import RUNGS
from lantern.boards.states import ACTION
from lantern.boards.views.common import COLOURS as ACTION_COLOURS
from lantern.governance import permissions as may_do
from lantern.governance import queries
from lantern.governance.attendance import LETTERS, VERDICTS
from lantern.governance.models import BoardMeeting
from lantern.governance.states import BOARD_MEETING, DECISION, OPEN_TO_MINUTES

COLOURS = {
    "planned": "", "called": "teal", "running": "purple", "held": "yellow", "approved": "green", "called_off": "grey",
    "recorded": "", "published": "teal", "called_in": "orange", "final": "green",
}  # fmt: skip


def may(by: ActingPerson, permission: str) -> bool:
    return bool(by.may(permission))


def draw(
    request: HttpRequest, template: str, facts: dict[str, Any], *, clash: Clash | None = None, wrong: bool = False
) -> HttpResponse:
    """Draw a page. A clash answers 409 with what was typed; a form with errors 422."""
    by = actor_of(request)
    drawn = {
        "now": timezone.now(),
        "states": BOARD_MEETING.states | DECISION.states,
        "colours": COLOURS,
        "action_states": ACTION.states,
        "action_colours": ACTION_COLOURS,
        "rungs": RUNGS,
        "letters": LETTERS,
        "verdicts": VERDICTS,
        "clash": clash,
        "has_errors": wrong,
        "keeps": may(by, may_do.KEEP_MINUTES),
        **facts,
    }
    return render(request, f"governance/{template}.jinja", drawn, status=409 if clash else 422 if wrong else 200)


def facts_of(request: HttpRequest, found: BoardMeeting) -> dict[str, Any]:
    """What a page of a meeting tells, besides its forms. Two statements."""
    by = actor_of(request)
    keeps = may(by, may_do.KEEP_MINUTES)
    return {
        "meeting": found,
        "table": queries.table_of(found, by=by),
        "actions": boards.actions_because_of([found.pk], by=by, now=timezone.now()),
        "moves": {each.name: each for each in BOARD_MEETING.open_moves(found, by=by)},
        "writes": keeps and found.state in OPEN_TO_MINUTES,
        "prepares": keeps and found.state in ("planned", "called"),
        "version": found.version,
    }
