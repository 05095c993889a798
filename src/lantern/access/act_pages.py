"""A page on which one act is done: a question, a form, a button. Loses nothing of what was typed, whoever was quicker.

Every act of this shape draws the same template (``access/act.jinja``), so that a room says what is asked and what is
done, and nothing about how.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from lantern.access.attempts import Attempt, attempt, posted_version
from lantern.access.pages import act_key
from lantern.access.people_acting import actor_of
from lantern.interface.forms import Form
from lantern.spine import drafts
from lantern.spine.actors import Answer


@dataclass(frozen=True)
class Asked:
    """What such a page says."""

    heading: str
    button: str
    back: str
    """The address it came from and goes back to."""
    back_text: str
    title: str = ""
    """For the browser's tab; the heading where that names nobody."""
    caption: str = ""
    intro: str = ""
    done: str = ""
    """What the next page says when it is done."""
    answer: Answer | None = None
    """Whether it is open at all; refused: the page says why instead of asking."""
    beside: str = ""
    """A template drawn beside the form: what somebody has to read while they write."""
    words: Mapping[str, Any] = field(default_factory=dict)
    """What ``beside`` needs."""


def posted(request: HttpRequest) -> Any:
    """What was sent, for a form; None when the page is only opened."""
    return request.POST if request.method == "POST" else None


@dataclass(frozen=True)
class Kept:
    """What somebody typed earlier into a form that saves itself, about one record."""

    name: str
    record: str
    values: Mapping[str, str] = field(default_factory=dict)
    """As the form's initial values."""
    version: int = 0


def kept(request: HttpRequest, name: str, *, record: str) -> Kept:
    """What was typed earlier into this form. One statement."""
    saved = drafts.find(name, by=actor_of(request), record=record)
    if saved is None:
        return Kept(name, record)
    return Kept(name, record, {each: texts[0] for each, texts in saved.values.items() if texts}, saved.version)


def act_page(
    request: HttpRequest,
    asked: Asked,
    form: Form,
    does: Callable[[dict[str, Any]], Any],
    *,
    version: int | None = None,
    draft: Kept | None = None,
    to: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """Ask, and do it. ``does`` is called with ``by``, ``at``, ``key`` (and ``version`` where the record has one).

    ``draft`` is what the form saves itself as. ``to`` finds the next page's address from
    what was done; without it, it goes back. 422 with errors beside the fields, 409 when somebody was quicker.
    """
    made = Attempt()
    if request.method == "POST" and form.is_valid():
        made = attempt(lambda: does(_press(request, version)))
        if made.done:
            if draft:
                drafts.discard(draft.name, by=actor_of(request), record=draft.record)
            if asked.done:
                messages.success(request, asked.done)
            return redirect(to(made.result) if to and made.result is not None else asked.back)
    clash = made.clash
    wrong = form.is_bound and bool(form.errors)
    facts = {
        "asked": asked,
        "form": form,
        "clash": clash,
        "has_errors": wrong,
        "hidden": _hidden(request, clash.version if clash and clash.version else version, draft),
        "draft": draft,
        "now": timezone.now(),
        **asked.words,
    }
    return render(request, "access/act.jinja", facts, status=409 if clash else 422 if wrong else 200)


def _press(request: HttpRequest, version: int | None) -> dict[str, Any]:
    pressed: dict[str, Any] = {"by": actor_of(request), "at": timezone.now(), "key": act_key(request)}
    return pressed if version is None else pressed | {"version": posted_version(request)}


def _hidden(request: HttpRequest, version: int | None, draft: Kept | None) -> dict[str, Any]:
    hidden: dict[str, Any] = {} if version is None else {"version": version}
    if draft is not None:
        hidden |= {"record": draft.record, "draft_version": request.POST.get("draft_version") or draft.version}
    return hidden
