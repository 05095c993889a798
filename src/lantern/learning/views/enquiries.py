"""Key lines of enquiry: proposed by anybody, decided with the reason, answered."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.interface.environment import url
from lantern.interface.paging import page_of
from lantern.learning import actions
from lantern.learning import permissions as may
from lantern.learning import themes as library
from lantern.learning.forms.common import WhyForm
from lantern.learning.forms.enquiries import LineForm, ProposeForm
from lantern.learning.models import LineOfEnquiry, Theme, YearPriority
from lantern.learning.queries import enquiries as queries
from lantern.learning.queries.common import keepers_of
from lantern.learning.states import ENQUIRY, RECOMMENDATION, SET
from lantern.learning.states.enquiries import missing
from lantern.learning.views.common import Asked, ask, begins, keeper_said, not_open, posted, press

COLOURS = {"proposed": "yellow", "commissioned": "blue", "not_commissioned": "grey", "answered": "green"}


@require_safe
@page(may=may.SEE_LEARNING, shows="lines of enquiry")
def lines(request: HttpRequest) -> HttpResponse:
    """Every line of enquiry: what waits for a decision first."""
    at = page_of(request)
    facts = {
        "rows": queries.register(at),
        "at": at,
        "states": ENQUIRY.states,
        "colours": COLOURS,
        "origins": dict(LineOfEnquiry.Origin.choices),
        "now_at": timezone.now(),
    }
    return render(request, "learning/lines.jinja", facts)


@page(may=may.PROPOSE_LEARNING, shows="lines of enquiry")
def propose_line(request: HttpRequest) -> HttpResponse:
    """Propose a question to look into. Practitioners, the Executive and Tees-wide groups can."""
    by = actor_of(request)
    known = list(Theme.objects.filter(authority_id__in=by.partnerships, retired_at__isnull=True).order_by("name"))
    start = {"themes": [request.GET["theme"]] if "theme" in request.GET else [], "origin": "practitioner"}
    form = ProposeForm(posted(request), themes=known, keepers=keepers_of(by), initial=start)
    asked = Asked(
        _("Propose a line of enquiry"), _("Propose it"), url("lines"), _("Lines of enquiry"),
        lead=_("Whoever runs the learning decides whether it is looked into, and you can read why."),
        done=_("Proposed."),
    )  # fmt: skip

    def act(said: dict[str, Any]) -> LineOfEnquiry:
        chosen = [each for each in known if str(each.pk) in (said.get("themes") or [])]
        priority = next((each.priority_id for each in chosen if each.priority_id), None)
        line = actions.propose(
            keeper=keeper_said(said, by),
            question=said["question"],
            origin=said["origin"],
            origin_says=said["origin_says"],
            hypothesis=said["hypothesis"],
            priority=YearPriority.objects.filter(pk=priority).first() if priority else None,
            **begins(request),
        )
        library.carry_all(chosen, episode=line, by=by, at=timezone.now())
        return line

    return ask(request, asked, form, act, to=lambda made: url("line", reference=made.reference))


@require_safe
@page(may=may.SEE_LEARNING, shows="lines of enquiry")
def line(request: HttpRequest, reference: str) -> HttpResponse:
    """One line of enquiry: where it comes from, what was decided and why, and what came of it."""
    by = actor_of(request)
    found = queries.line_for(reference, by=by)
    facts = {
        "line": found,
        "around": queries.around(found),
        "moves": {each.name: each for each in ENQUIRY.open_moves(found, by=by)},
        "state": {"text": ENQUIRY.states[found.state], "colour": COLOURS[found.state]},
        "missing": missing(found) if found.state == "proposed" else [],
        "set_states": SET.states,
        "recommendation_states": RECOMMENDATION.states,
        "runs": bool(by.may(may.RUN_LEARNING)),
        "now_at": timezone.now(),
    }
    return render(request, "learning/line.jinja", facts)


@page(may=may.RUN_LEARNING, shows="lines of enquiry")
def edit_line(request: HttpRequest, reference: str) -> HttpResponse:
    """Write out what is supposed, how far it reaches and who owns it."""
    by = actor_of(request)
    found = queries.line_for(reference, by=by)
    priorities = YearPriority.objects.filter(authority_id=found.authority_id, closed_at__isnull=True).order_by("title")
    start = {
        "question": found.question,
        "hypothesis": found.hypothesis,
        "scope": found.scope,
        "owner_name": found.owner_name,
        "priority": str(found.year_priority_id or ""),
    }
    asked = Asked(
        _("Write it out"), _("Save"), url("line", reference=reference), _("The line of enquiry"),
        answer=not_open(ENQUIRY, "edit", found, by=by),
    )  # fmt: skip
    return ask(
        request,
        asked,
        LineForm(posted(request), priorities=priorities, initial=start),
        lambda said: actions.edit_line(
            found,
            values={
                "question": said["question"],
                "hypothesis": said["hypothesis"],
                "scope": said["scope"],
                "owner_name": said["owner_name"],
                "year_priority_id": uuid.UUID(said["priority"]) if said["priority"] else None,
            },
            **press(request),
        ),
        to=url("line", reference=reference),
        record=found,
    )


@page(may=may.RUN_LEARNING, shows="lines of enquiry")
def move_line(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Commission it or not, take it up again, or close it with what was found."""
    by = actor_of(request)
    found = queries.line_for(reference, by=by)
    words: dict[str, tuple[str, Any, Any]] = {
        "commission": (_("Why is it looked into?"), actions.commission, "why"),
        "decline": (_("Why is it not looked into?"), actions.decline_line, "why"),
        "take_up": (_("What is new?"), actions.take_up, "why"),
        "answer": (_("What was found?"), actions.answer_line, "answer"),
    }
    if move not in words:
        raise Http404
    label, act, name = words[move]
    title = ENQUIRY.move(move).label
    told = queries.around(found).told if move == "commission" else 0
    facts = [(_("Question:"), found.question)]
    if move == "commission":
        facts.append((_("Evidence on its themes in the last year:"), str(told)))
    asked = Asked(
        title, title, url("line", reference=reference), _("The line of enquiry"), caption=found.reference, facts=facts,
        answer=not_open(ENQUIRY, move, found, by=by),
    )  # fmt: skip
    return ask(
        request,
        asked,
        WhyForm(posted(request), label=label),
        lambda said: act(found, **{name: said["why"]}, **press(request)),
        to=url("line", reference=reference),
        record=found,
    )
