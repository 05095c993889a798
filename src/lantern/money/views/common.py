"""What every page of a budget is drawn with."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lantern.access.attempts import Clash, posted_version
from lantern.access.draft_saving import Typed
from lantern.access.draft_saving import typed as draft_of
from lantern.access.pages import act_key
from lantern.access.people_acting import actor_of
from lantern.interface.forms import Form
from lantern.money.models import Budget
from lantern.money.states import BUDGET
from lantern.partnership import queries as partnership

COLOURS = {"draft": "yellow", "agreed": "green", "closed": "grey"}


def press(request: HttpRequest) -> dict[str, Any]:
    """Who presses which button when, on which version of the budget."""
    return {
        "by": actor_of(request),
        "at": timezone.now(),
        "version": posted_version(request),
        "key": act_key(request),
    }


def typed_in(request: HttpRequest, record: str) -> Typed:
    """What stands in a form of this room about ``record``. It saves itself while it is typed. One statement when it is
    opened.
    """
    return draft_of(request, "money", record=record, by=actor_of(request))


def show(
    request: HttpRequest,
    template: str,
    budget: Budget,
    facts: dict[str, Any],
    *,
    form: Form | None = None,
    clash: Clash | None = None,
    typed: Typed | None = None,
) -> HttpResponse:
    """Draw a page of a budget. A clash answers 409 with everything as it was typed; a form with errors 422. A form that
    saves itself (``typed``) shows what was kept of it without judging it.
    """
    if typed is not None and form is not None:
        typed.unjudged(form)
    drawn = {
        "typed": typed,
        "budget": budget,
        "keeper": partnership.every_authority()[budget.authority_id],
        "state": {"text": BUDGET.states[budget.state], "colour": COLOURS[budget.state]},
        "version": clash.version if clash and clash.version else budget.version,
        "clash": clash,
        **({"form": form} if form is not None else {}),
        **facts,
    }
    wrong = (form is not None and form.is_bound and bool(form.errors)) or bool(drawn.get("has_errors"))
    return render(request, f"money/{template}.jinja", drawn, status=409 if clash else 422 if wrong else 200)
