"""The pool of reviewers, what is before the Executive, and what it decides."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.act_pages import Asked, act_page, posted
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.interface.environment import url
from lantern.partnership import queries as partnership
from lantern.reviews import permissions as may
from lantern.reviews import pool_forms as forms
from lantern.reviews import queries
from lantern.reviews.actions import pool as actions
from lantern.reviews.states import APPOINTMENT, PRACTICE_REVIEW, PUT
from lantern.reviews.views.incidents import note_look
from lantern.spine.actors import refused

COLOURS = {"put": "yellow", "approved": "green", "declined": "red"}


@require_safe
@page(may=may.SEE_REVIEWERS, shows="reviewers")
def reviewers(request: HttpRequest) -> HttpResponse:
    """What waits for the Executive, and who may write a review."""
    by = actor_of(request)
    facts = {
        "pool": queries.pool(by=by),
        "appointments": queries.appointments(by=by),
        "states": APPOINTMENT.states,
        "colours": COLOURS,
        "may_keep": bool(by.may(may.KEEP_REVIEWERS)),
        "may_decide": bool(by.may(may.APPROVE_REVIEWER)),
    }
    return render(request, "reviews/reviewers.jinja", facts)


@page(may=may.KEEP_REVIEWERS, shows="reviewers")
def add_reviewer(request: HttpRequest) -> HttpResponse:
    """Add somebody to the pool."""
    keeper = actor_of(request).partnerships[0]
    form = forms.ReviewerForm(posted(request))
    asked = Asked(
        heading=_("Add a reviewer"),
        button=_("Add"),
        caption=partnership.every_authority()[keeper].short_name,
        back=url("reviewers"),
        back_text=_("Reviewers"),
    )

    def does(pressed: dict[str, Any]) -> Any:
        return actions.add_reviewer(keeper=keeper, **form.cleaned_data, **pressed)

    return act_page(request, asked, form, does)


@page(may=may.APPROVE_REVIEWER, shows="reviewers")
def decide_appointment(request: HttpRequest, reference: str) -> HttpResponse:
    """What the Executive decides about a reviewer."""
    found = queries.appointment_for(reference, by=actor_of(request))
    form = forms.ExecutiveForm(posted(request))
    asked = Asked(
        heading=_("Is %(name)s approved?") % {"name": found.reviewer.name},
        title=_("Approve a reviewer: %(reference)s") % {"reference": found.reference},
        caption=_("Practice review “%(title)s”") % {"title": found.review_title},
        button=_("Record the decision"),
        back=url("reviewers"),
        back_text=_("Reviewers"),
        beside="reviews/beside_appointment.jinja",
        words={"appointment": found},
        answer=None
        if found.state == PUT
        else refused(_("This is decided: %(state)s.") % {"state": APPOINTMENT.states[found.state].lower()}),
    )

    def does(pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        return actions.decide(found, approve=said["approve"] == "yes", words=said["words"], **pressed)

    return act_page(request, asked, form, does, version=found.version)


@page(may=may.RUN_REVIEW, shows="practice review")
def put_reviewer(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a reviewer to the Executive."""
    by = actor_of(request)
    found = queries.review_for(reference, by=by)
    note_look(request, found)
    of = partnership.authority(found.authority_id).partnership_id
    pool = [each for each in queries.pool(by=by) if each.authority_id == partnership.keeper_of(of).pk]
    form = forms.PutForm(posted(request), pool=pool)
    moves = {each.name: each for each in PRACTICE_REVIEW.open_moves(found, by=by)}
    now = queries.appointment_of(found)
    answer = moves["put_reviewer"].answer if "put_reviewer" in moves else refused(_("This review is over."))
    if not pool:
        answer = refused(_("Nobody is in the pool."), next_step=_("The partnership manager adds reviewers."))
    elif now is not None and now.state == PUT:
        answer = refused(_("%(name)s is before the Executive already.") % {"name": now.reviewer.name})
    asked = Asked(
        heading=_("Put a reviewer to the Executive"),
        title=_("Put a reviewer to the Executive: %(reference)s") % {"reference": found.reference},
        caption=f"{found.title}, {found.reference}",
        button=_("Put to the Executive"),
        back=url("practice_review", reference=found.reference),
        back_text=_("The practice review"),
        answer=answer,
    )

    def does(pressed: dict[str, Any]) -> Any:
        said = dict(form.cleaned_data)
        chosen = next(each for each in pool if str(each.pk) == said.pop("reviewer"))
        return actions.put_forward(found, reviewer=chosen, **said, **pressed)

    return act_page(request, asked, form, does, version=found.version)
