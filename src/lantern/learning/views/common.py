"""What every page of this room is drawn with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lantern.access.attempts import attempt, posted_version
from lantern.access.pages import act_key
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.interface.forms import Form
from lantern.learning.queries.common import keepers_of
from lantern.spine.actors import Answer
from lantern.spine.lifecycle import Lifecycle
from lantern.spine.models import Act, Episode


def press(request: HttpRequest) -> dict[str, Any]:
    """Who presses which button when, on which version of the record."""
    return begins(request) | {"version": posted_version(request)}


def begins(request: HttpRequest) -> dict[str, Any]:
    """Who presses which button when, where it begins something."""
    return {"by": actor_of(request), "at": timezone.now(), "key": act_key(request)}


def keeper_said(said: dict[str, Any], by: ActingPerson) -> int:
    """The partnership that was chosen, or the only one the reader has to do with."""
    return int(said.get("keeper") or keepers_of(by)[0].pk)


@dataclass(frozen=True)
class Asked:
    """A page that asks one thing: its words, where it leads back to, and what stands above the form."""

    title: str
    button: str
    back: str
    back_text: str
    caption: str = ""
    lead: str = ""
    warning: bool = False
    facts: list[tuple[str, str]] = field(default_factory=list)
    done: str = ""
    autosave: str = ""
    answer: Answer | None = None
    """Why it is not open to the reader now, where it is not."""


def ask(
    request: HttpRequest,
    asked: Asked,
    form: Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    to: Callable[[Any], str] | str,
    record: Any = None,
    draft: Any = None,
) -> HttpResponse:
    """Draw a form, and carry it out when it is sent: done and on to ``to``, or drawn again with everything typed."""
    clash = None
    if request.method == "POST" and form.is_valid():
        made = attempt(lambda: act(form.cleaned_data))
        if made.done:
            if asked.done:
                messages.success(request, asked.done)
            result = made.result if made.result is not None else _made_before(request)
            return redirect(to if isinstance(to, str) else to(result))
        clash = made.clash
    wrong = form.is_bound and bool(form.errors)
    facts = {
        "asked": asked,
        "form": form,
        "clash": clash,
        "version": clash.version if clash and clash.version else getattr(record, "version", 0),
        "has_errors": wrong,
        "record": record,
        "draft": draft,
    }
    return render(request, "learning/form.jinja", facts, status=409 if clash else 422 if wrong else 200)


def _made_before(request: HttpRequest) -> Episode | None:
    """What an earlier press of this very button began."""
    key = act_key(request)
    done = Act.objects.filter(key=key).values_list("episode_id", flat=True).first() if key else None
    return Episode.objects.filter(pk=done).first() if done else None


def not_open(lifecycle: Lifecycle, move: str, record: Any, *, by: ActingPerson) -> Answer | None:
    """Why a move is not open to the reader now; None where it is."""
    for each in lifecycle.open_moves(record, by=by):
        if each.name == move:
            return None if each.answer.allowed else each.answer
    now = lifecycle.states[record.state].lower()
    return Answer(False, _("This is not open now: %(state)s.") % {"state": now})


def posted(request: HttpRequest) -> Any:
    """What was sent, or None."""
    return request.POST if request.method == "POST" else None
