"""The team around the family, sessions, missed sessions, and measures."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from lantern.access.attempts import attempt
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.earlyhelp import actions, drawing, presenters, queries
from lantern.earlyhelp.forms import MeasureForm, MemberForm, MissedForm, SessionForm, agencies_for
from lantern.earlyhelp.models import Measuring
from lantern.earlyhelp.permissions import WORK_EARLY_HELP
from lantern.earlyhelp.views.common import act_page, opened, press
from lantern.earlyhelp.views.consenting import _agency
from lantern.spine.lifecycle import MoveRefused, StaleRecord


@page(may=WORK_EARLY_HELP, shows="early help")
def team(request: HttpRequest, reference: str) -> HttpResponse:
    """Add somebody to the team around the family."""
    found = opened(request, reference)
    form = MemberForm(request.POST or None, agencies=agencies_for(found.authority_id))

    def act() -> Any:
        said = form.cleaned_data
        return actions.add_member(
            found,
            agency=_agency(said["agency"]),
            name=said["name"],
            role=said["role"],
            reach=said["reach"],
            **press(request),
        )

    beside = queries.beside(found)
    return act_page(
        request,
        found,
        form,
        act,
        move="member_joined",
        title="Team around the family",
        button="Add to the team",
        template="team",
        kept=beside,
        consented=presenters.agencies_that_may_be_told(found, beside),
    )


@require_POST
@page(may=WORK_EARLY_HELP, shows="early help")
def member_left(request: HttpRequest, reference: str, record: uuid.UUID) -> HttpResponse:
    """Somebody belongs to the team no longer."""
    found = opened(request, reference)
    made = attempt(lambda: actions.member_left(found, member=record, **press(request)))
    if made.clash and made.clash.answer is not None:
        raise MoveRefused(made.clash.answer)
    if made.clash and made.clash.episode is not None:
        raise StaleRecord(made.clash.episode, [])
    return redirect("early_help_team", reference=reference)


@page(may=WORK_EARLY_HELP, shows="early help")
def sessions(request: HttpRequest, reference: str) -> HttpResponse:
    """Record a session; those before stand beside the form."""
    found, by = opened(request, reference), actor_of(request)
    form = SessionForm(
        request.POST or None,
        agencies=agencies_for(found.authority_id),
        initial={"agency": str(by.agency_id or ""), "on": timezone.localdate()},
    )

    def act() -> Any:
        said = form.cleaned_data
        return actions.record_session(
            found,
            agency=_agency(said["agency"]),
            on=said["on"],
            kind=said["kind"],
            outcome=said["outcome"],
            note=said["note"],
            **press(request),
        )

    return act_page(
        request,
        found,
        form,
        act,
        move="record_session",
        title="Record a session",
        button="Save the session",
        template="sessions",
        kept=queries.beside(found),
    )


@page(may=WORK_EARLY_HELP, shows="early help")
def missed(request: HttpRequest, reference: str) -> HttpResponse:
    """Sessions keep being missed: what is known about why, and what is done."""
    found = opened(request, reference)
    beside = queries.beside(found)
    form = MissedForm(request.POST or None)
    return act_page(
        request,
        found,
        form,
        lambda: actions.answer_missed(
            found, option=form.cleaned_data["option"], words=form.cleaned_data["words"], **press(request)
        ),
        move="answer_missed",
        title="Sessions keep being missed",
        button="Save",
        template="missed",
        kept=beside,
        missed=presenters.missed(found, beside),
    )


@page(may=WORK_EARLY_HELP, shows="early help")
def measures(request: HttpRequest, reference: str) -> HttpResponse:
    """Score where the family stands, as one person sees it."""
    found = opened(request, reference)
    beside = queries.beside(found)
    stage = Measuring.Stage.REVIEW if beside.measurings else Measuring.Stage.START
    form = MeasureForm(
        request.POST or None,
        own_measure=found.own_measure,
        initial={"stage": stage, "on": timezone.localdate()},
    )

    def act() -> Any:
        said = form.cleaned_data
        return actions.measure(
            found,
            stage=said["stage"],
            who=said["who"],
            scores=form.scores(),
            name=said["name"],
            words=said["words"],
            own_measure=said.get("own_measure") or "",
            on=said["on"],
            **press(request),
        )

    return act_page(
        request,
        found,
        form,
        act,
        move="measure",
        title="How far has the family come?",
        button="Save the scores",
        template="measures",
        travelled=drawing.travelled(found, beside.measurings),
        kept=beside,
    )
