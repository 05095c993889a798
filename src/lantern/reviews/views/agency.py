"""What an agency sees: what it was told of a serious incident, what it is asked, and its own answer. Nothing else."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.act_pages import Asked, act_page, kept, posted
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.interface.environment import url
from lantern.interface.partial_dates import PartialDate
from lantern.partnership import queries as partnership
from lantern.people.telling import in_words
from lantern.reviews import forms, queries
from lantern.reviews import permissions as may
from lantern.reviews.actions import requests as actions
from lantern.reviews.states import ASKED, REQUEST
from lantern.reviews.views.incidents import REQUEST_COLOURS
from lantern.spine.actors import refused


@require_safe
@page(may=may.SEE_INCIDENT_REQUESTS, shows="incident request")
def incident_requests(request: HttpRequest) -> HttpResponse:
    """What this agency was told and is asked: what needs an answer first."""
    facts = {
        "rows": queries.requests_for(by=actor_of(request)),
        "areas": partnership.every_authority(),
        "states": REQUEST.states,
        "colours": REQUEST_COLOURS,
        "now": timezone.now(),
    }
    return render(request, "reviews/incident_requests.jinja", facts)


@require_safe
@page(may=may.SEE_INCIDENT_REQUESTS, shows="incident request")
def incident_request(request: HttpRequest, reference: str) -> HttpResponse:
    """One: what happened, about whom, and what this agency gave."""
    found = queries.request_for(reference, by=actor_of(request))
    facts = {
        "asked": found,
        "subjects": in_words(found.subjects),
        "here": partnership.authority(found.authority_id),
        "states": REQUEST.states,
        "colours": REQUEST_COLOURS,
        "lines": [(PartialDate.from_iso(line["on"]).in_words(), line["what"]) for line in found.lines],
        "may_answer": found.state == ASKED and bool(actor_of(request).may(may.ANSWER_INCIDENT_REQUEST, found)),
        "now": timezone.now(),
    }
    return render(request, "reviews/incident_request.jinja", facts)


@page(may=may.ANSWER_INCIDENT_REQUEST, shows="incident request")
def give_incident_return(request: HttpRequest, reference: str) -> HttpResponse:
    """The agency's part of the rapid review. It saves itself while it is written."""
    found = queries.request_for(reference, by=actor_of(request))
    saved = kept(request, forms.RETURN_DRAFT, record=found.reference)
    late = found.next_due_at is not None and found.next_due_at < timezone.now()
    form = forms.ReturnForm(posted(request), questions=found.questions, late=late, initial=dict(saved.values))
    asked = Asked(
        heading=_("What does your agency know?"),
        caption=found.reference,
        title=_("What does your agency know? %(reference)s") % {"reference": found.reference},
        intro=_("Only those who are named in this review read your answer. It saves itself while you write."),
        button=_("Give it"),
        done=_("Your part of the rapid review is with those who write it."),
        back=url("incident_request", reference=found.reference),
        back_text=_("What you were told"),
        answer=None if found.state == ASKED else refused(_("This can not be answered any more.")),
    )

    def does(pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        return actions.give(
            found,
            known=said["known"],
            answers=form.answers,
            lines=said.get("lines") or [],
            late_reason=form.why_late,
            **pressed,
        )

    return act_page(request, asked, form, does, version=found.version, draft=saved)
