"""What every page of this room is drawn with."""

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


def typed_in(request: HttpRequest, record: str) -> Typed:
    """What stands in a form of this room about ``record``. It saves itself while it is typed. One statement when it is
    opened.
    """
    return draft_of(request, "improvement", record=record, by=actor_of(request))


def says_now(form: Form, record: Any) -> list[tuple[str, Any]]:
    """What a record says where that differs from what stands in the form: nothing that another wrote is overwritten
    unseen.
    """
    if not form.is_bound:
        return []
    said = form.cleaned_data if form.is_valid() else {}
    told = {name: getattr(record, name) for name in form.fields if hasattr(record, name) and name != "answers"}
    labels = {name: dict(field.choices) for name, field in form.fields.items() if hasattr(field, "choices")}
    return [
        (str(form.fields[name].label), str(labels[name].get(value, value)) if name in labels else value)
        for name, value in told.items()
        if value and value != said.get(name, form[name].value())
    ]


def show(
    request: HttpRequest,
    template: str,
    record: Episode | None,
    facts: dict[str, Any],
    *,
    form: Form | None = None,
    clash: Clash | None = None,
    typed: Typed | None = None,
) -> HttpResponse:
    """Draw a page. A clash answers 409 with everything as it was typed; a form with errors 422. A form that saves
    itself (``typed``) shows what was kept of it without judging it.
    """
    if typed is not None and form is not None:
        typed.unjudged(form)
    drawn = {
        "typed": typed,
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
