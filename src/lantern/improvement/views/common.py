"""What every page of this room is drawn with."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lantern.access.attempts import Clash, posted_version
from lantern.access.pages import act_key
from lantern.access.people_acting import actor_of
from lantern.improvement.rules import WORDS
from lantern.interface.forms import Form
from lantern.partnership import queries as partnership
from lantern.spine.models import Episode

COLOURS = {"draft": "yellow", "running": "green", "closed": "grey", "open": "blue", "finished": "grey"}


def press(request: HttpRequest) -> dict[str, Any]:
    """Who presses which button when, on which version of the record."""
    return {
        "by": actor_of(request),
        "at": timezone.now(),
        "version": posted_version(request),
        "key": act_key(request),
    }


def show(
    request: HttpRequest,
    template: str,
    record: Episode | None,
    facts: dict[str, Any],
    *,
    form: Form | None = None,
    clash: Clash | None = None,
) -> HttpResponse:
    """Draw a page. A clash answers 409 with everything as it was typed; a form with errors 422."""
    drawn = {
        "record": record,
        "keeper": partnership.every_authority()[record.authority_id] if record else None,
        "colours": COLOURS,
        "rating_words": WORDS,
        "version": clash.version if clash and clash.version else record.version if record else 0,
        "clash": clash,
        "today": timezone.localdate(),
        "now_at": timezone.now(),
        **({"form": form} if form is not None else {}),
        **facts,
    }
    wrong = form is not None and form.is_bound and bool(form.errors)
    return render(request, f"improvement/{template}.jinja", drawn, status=409 if clash else 422 if wrong else 200)
