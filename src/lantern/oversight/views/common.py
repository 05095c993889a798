"""What every page of this room is drawn with, and the page on which one move is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from lantern.access.act_pages import Asked, act_page, kept, posted
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.boards.queries import history_of
from lantern.interface.forms import Form
from lantern.law.timescales import london_date
from lantern.oversight import permissions as may
from lantern.oversight.rules import BAD, LIKELY, in_words, level
from lantern.oversight.states import AGREEMENT, ARRANGEMENTS, MATTER, RISK, SCRUTINY_LINE
from lantern.spine.actors import refused
from lantern.spine.lifecycle import Lifecycle

COLOURS = {
    "open": "", "closed": "grey", "waiting": "orange", "answered": "yellow", "settled": "green", "silent": "red",
    "planned": "", "reported": "green", "dropped": "grey", "holds": "green", "ended": "grey", "published": "green",
    "replaced": "grey",
}  # fmt: skip
STATES = {each.kind: each.states for each in (AGREEMENT, ARRANGEMENTS, MATTER, RISK, SCRUTINY_LINE)}


def keeper_of(by: ActingPerson) -> int:
    """The partnership whose registers the reader keeps; a reader of none finds no page."""
    if not by.partnerships:
        raise Http404
    return by.partnerships[0]


def draw(request: HttpRequest, template: str, facts: dict[str, Any]) -> HttpResponse:
    """Draw a page that only tells."""
    by, now = actor_of(request), timezone.now()
    drawn = {
        "now": now,
        "today": london_date(now),
        "colours": COLOURS,
        "states": STATES,
        "level": level,
        "in_words": in_words,
        "likely": LIKELY,
        "bad": BAD,
        "keeps": bool(by.may(may.KEEP_OVERSIGHT)),
        "challenges": bool(by.may(may.CHALLENGE_PARTNERS)),
        "plans": bool(by.may(may.PLAN_SCRUTINY)),
        **facts,
    }
    return render(request, f"oversight/{template}.jinja", drawn)


def record_facts(lifecycle: Lifecycle, found: Any, *, by: ActingPerson) -> dict[str, Any]:
    """What every record's page tells: the moves that are open and how it went. One statement, and one where a seat is
    to answer.
    """
    return {
        "found": found,
        "moves": [each for each in lifecycle.open_moves(found, by=by) if each.answer.allowed],
        "told": history_of(found),
    }


@dataclass(frozen=True)
class Step:
    """How a move is asked for: its form, with what is typed first, and what is done with it."""

    form: Callable[[Any, Any, dict[str, Any]], Form]
    """Called with what was posted (or None), the record, and what was typed earlier."""
    does: Callable[[Any, Form, dict[str, Any]], Any]
    intro: str = ""


def plain(made_of: type[Form], **of: str) -> Callable[[Any, Any, dict[str, Any]], Form]:
    """A form that begins with columns of the record: form field -> column."""

    def build(data: Any, found: Any, typed: dict[str, Any]) -> Form:
        first = {name: getattr(found, column) for name, column in of.items()}
        return made_of(data, initial=first | typed)

    return build


def said_to(act: Callable[..., Any]) -> Callable[[Any, Form, dict[str, Any]], Any]:
    """Hand what the form says to an action."""
    return lambda found, form, pressed: act(found, **form.cleaned_data, **pressed)


def step_page(
    request: HttpRequest, lifecycle: Lifecycle, found: Any, move: str, steps: dict[str, Step], *, back: str, title: str
) -> HttpResponse:
    """The page of one move: a form that saves itself while it is typed, or why the move is not open."""
    if move not in steps:
        raise Http404
    by, step = actor_of(request), steps[move]
    open_move = next((each for each in lifecycle.open_moves(found, by=by) if each.name == move), None)
    draft = kept(request, f"{lifecycle.kind}-{move}".replace("_", "-"), record=found.reference)
    form = step.form(posted(request), found, dict(draft.values))
    now = lifecycle.states[found.state].lower()
    asked = Asked(
        heading=lifecycle.move(move).label,
        title=f"{lifecycle.move(move).label}: {found.reference}",
        button=lifecycle.move(move).label,
        caption=title,
        intro=step.intro,
        back=back,
        back_text=found.reference,
        answer=open_move.answer if open_move else refused(_("This is not open now: %(state)s.") % {"state": now}),
    )
    return act_page(
        request, asked, form, lambda pressed: step.does(found, form, pressed), version=found.version, draft=draft
    )


def begin_page(
    request: HttpRequest,
    asked: Asked,
    name: str,
    form: Callable[[Any, dict[str, Any]], Form],
    does: Callable[[Form, dict[str, Any]], Any],
    *,
    to: Callable[[Any], str],
) -> HttpResponse:
    """A page on which something begins. What is typed is kept until it is sent."""
    draft = kept(request, name, record="")
    drawn = form(posted(request), dict(draft.values))
    return act_page(request, asked, drawn, lambda pressed: does(drawn, pressed), draft=draft, to=to)
