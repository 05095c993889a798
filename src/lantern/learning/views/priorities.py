"""Priorities of the year."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lantern.access.pages import page
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.interface.environment import url
from lantern.learning import actions
from lantern.learning import permissions as may
from lantern.learning.forms.priorities import EndPriorityForm, PriorityForm, StageForm
from lantern.learning.models import YearPriority
from lantern.learning.queries.common import agencies_of, keepers_of
from lantern.learning.states import PRIORITY
from lantern.learning.views.common import Asked, ask, begins, keeper_said, not_open, posted, press


def _back() -> dict[str, Any]:
    return {"back": url("thread"), "back_text": _("The thread")}


def priority_for(reference: str, *, by: ActingPerson) -> YearPriority:
    """A priority of the reader's partnerships. One statement."""
    found = YearPriority.objects.filter(reference=reference, authority_id__in=by.partnerships)
    one = found.select_related("lead_agency").first()
    if one is None:
        raise Http404
    return one


@page(may=may.RUN_LEARNING, shows="priorities")
def new_priority(request: HttpRequest) -> HttpResponse:
    """Choose a priority of the year with the partner who leads it."""
    by = actor_of(request)
    agencies = agencies_of(*by.partnerships)
    leads = {str(each.pk): each for each in agencies}
    form = PriorityForm(posted(request), agencies=agencies, keepers=keepers_of(by))
    asked = Asked(_("Choose a priority of the year"), _("Choose it"), done=_("Chosen."), **_back())
    return ask(
        request,
        asked,
        form,
        lambda said: actions.choose_priority(
            keeper=keeper_said(said, by),
            title=said["title"],
            lead=leads[said["lead"]],
            scope=said["scope"],
            since=said["since"],
            until=said["until"],
            **begins(request),
        ),
        to=url("thread"),
    )


@page(may=may.RUN_LEARNING, shows="priorities")
def edit_priority(request: HttpRequest, reference: str) -> HttpResponse:
    """Change a priority's words, lead or period."""
    by = actor_of(request)
    found = priority_for(reference, by=by)
    agencies = agencies_of(found.authority_id)
    start: dict[str, Any] = {
        "title": found.title,
        "lead": str(found.lead_agency_id),
        "scope": found.scope,
        "since": found.since,
        "until": found.until,
    }
    form = PriorityForm(posted(request), agencies=agencies, initial=start)
    answer = not_open(PRIORITY, "edit", found, by=by)
    asked = Asked(_("Change the priority"), _("Save"), answer=answer, **_back())
    return ask(
        request,
        asked,
        form,
        lambda said: actions.edit_priority(
            found,
            values={
                "title": said["title"],
                "lead_agency_id": int(said["lead"]),
                "scope": said["scope"],
                "since": said["since"],
                "until": said["until"],
            },
            **press(request),
        ),
        to=url("thread"),
        record=found,
    )


@page(may=may.RUN_LEARNING, shows="priorities")
def stage_priority(request: HttpRequest, reference: str) -> HttpResponse:
    """Go on to the next stage: scope and define, analyse, engage, recommend."""
    by = actor_of(request)
    found = priority_for(reference, by=by)
    now = PRIORITY.states[found.state]
    closed = found.closed_at is not None
    asked = Asked(
        _("How far is this priority?"), _("Save"), caption=found.title, facts=[(_("Now:"), now)],
        answer=not_open(PRIORITY, "edit", found, by=by) if closed else None, **_back(),
    )  # fmt: skip
    return ask(
        request,
        asked,
        StageForm(posted(request), now=found.state),
        lambda said: actions.go_to_stage(found, stage=said["stage"], note=said["note"], **press(request)),
        to=url("thread"),
        record=found,
    )


@page(may=may.RUN_LEARNING, shows="priorities")
def end_priority(request: HttpRequest, reference: str) -> HttpResponse:
    """End a priority and say what came of it."""
    by = actor_of(request)
    found = priority_for(reference, by=by)
    asked = Asked(
        _("End this priority"), _("End it"), caption=found.title, warning=True,
        answer=not_open(PRIORITY, "end", found, by=by), **_back(),
    )  # fmt: skip
    return ask(
        request,
        asked,
        EndPriorityForm(posted(request)),
        lambda said: actions.end_priority(found, outcome=said["outcome"], **press(request)),
        to=url("thread"),
        record=found,
    )
