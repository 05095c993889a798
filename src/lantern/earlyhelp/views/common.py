"""What every page of one family is drawn with, and the frame of its forms."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from lantern.access import looks
from lantern.access.attempts import Clash, attempt, posted_version
from lantern.access.models import Look
from lantern.access.pages import act_key
from lantern.access.people_acting import actor_of
from lantern.earlyhelp import presenters, queries
from lantern.earlyhelp.models import EarlyHelp
from lantern.earlyhelp.states import EARLY_HELP, leads
from lantern.interface.forms import Form


def opened(request: HttpRequest, reference: str) -> EarlyHelp:
    """The family's early help. Opening it is written down for the authority's own workers; another agency sees only
    what it leads.
    """
    by = actor_of(request)
    found = queries.help_for(reference, by=by)
    if request.method == "GET" and found.authority_id in by.authorities:
        page = (request.resolver_match.url_name if request.resolver_match else None) or ""
        why = Look.Why.INVOLVED if leads(found, by) else Look.Why.SEARCH
        looks.note([(None, found.authority_id)], by=by, why=why, page=page, episode_id=found.pk)
    return found


def press(request: HttpRequest) -> dict[str, Any]:
    """What every action is told of the button that was pressed."""
    return {
        "by": actor_of(request),
        "at": timezone.now(),
        "version": posted_version(request),
        "key": act_key(request),
    }


def show(
    request: HttpRequest,
    template: str,
    found: EarlyHelp,
    facts: dict[str, Any],
    *,
    form: Form | None = None,
    clash: Clash | None = None,
) -> HttpResponse:
    """Draw a page of a family. A clash answers 409 with the form as it was filled in; a form with errors 422."""
    drawn = {
        "help": found,
        "say": presenters,
        "state": presenters.state(found.state),
        "version": clash.version if clash and clash.version else found.version,
        "now_at": timezone.now(),
        "new_key": uuid.uuid4,
        "clash": clash,
        "leads": leads(found, actor_of(request)),
        **({"form": form} if form is not None else {}),
        **facts,
    }
    wrong = form is not None and form.is_bound and bool(form.errors)
    return render(request, f"earlyhelp/{template}.jinja", drawn, status=409 if clash else 422 if wrong else 200)


def act_page(
    request: HttpRequest,
    found: EarlyHelp,
    form: Form,
    act: Callable[[], Any],
    *,
    move: str,
    title: str,
    button: str,
    template: str = "act",
    after: str = "early_help",
    **facts: Any,
) -> HttpResponse:
    """A page with one form and one button: fetch, ask, act, answer. What was typed is never lost."""
    clash = None
    if request.method == "POST" and form.is_valid():
        made = attempt(act)
        if made.done:
            return redirect(after, reference=found.reference)
        clash = made.clash
    answer = next(
        (each.answer for each in EARLY_HELP.open_moves(found, by=actor_of(request)) if each.name == move), None
    )
    drawn = {"title": title, "button": button, "answer": answer, **facts}
    return show(request, template, found, drawn, form=form, clash=clash)


def is_late(found: EarlyHelp, timescale: str) -> bool:
    """Whether the nearest clock of a family is this one, and has run out."""
    return found.next_due == timescale and found.next_due_at is not None and found.next_due_at < timezone.now()
