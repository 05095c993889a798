"""Who in the family agreed that which agency is told what, its withdrawal, and what is shared."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.earlyhelp import actions, presenters, queries
from lantern.earlyhelp.forms import ConsentForm, ShareForm, WithdrawConsentForm, agencies_for
from lantern.earlyhelp.permissions import WORK_EARLY_HELP
from lantern.earlyhelp.views.common import act_page, opened, press
from lantern.law.codes import code_set
from lantern.partnership.models import Agency
from lantern.partnership.queries import LONDON


def _agency(pk: str) -> Agency:
    found = Agency.objects.filter(pk=int(pk)).first()
    if found is None:
        raise Http404
    return found


@page(may=WORK_EARLY_HELP, shows="early help")
def consent(request: HttpRequest, reference: str) -> HttpResponse:
    """Record what the family answered, for an agency and each person."""
    found = opened(request, reference)
    people = [(str(each["number"]), each["name"]) for each in found.subjects]
    form = ConsentForm(
        request.POST or None,
        agencies=agencies_for(found.authority_id),
        people=people,
        initial={
            "about": [number for number, _ in people],
            "agency": request.GET.get("agency", ""),
            "on": timezone.localdate(),
        },
    )

    def act() -> Any:
        said = form.cleaned_data
        pressed = press(request)
        when = min(dt.datetime.combine(said["on"], dt.time(12), LONDON), pressed["at"])
        return actions.answer_consent(
            found,
            agency=_agency(said["agency"]),
            about=[int(each) for each in said["about"]],
            given=said["given"] == "yes",
            sharing=said.get("sharing") or (),
            given_by=said["given_by"],
            how=said["how"],
            when=when,
            words=said["words"],
            **pressed,
        )

    return act_page(
        request, found, form, act, move="consent_given", title="What did the family agree to?", button="Save"
    )


@page(may=WORK_EARLY_HELP, shows="early help")
def withdraw(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Record that the family took its consent for an agency back; what that stops is said first."""
    found = opened(request, reference)
    agency = _agency(str(number))
    form = WithdrawConsentForm(request.POST or None)
    return act_page(
        request,
        found,
        form,
        lambda: actions.withdraw_consent(
            found,
            agency=agency,
            given_by=form.cleaned_data["given_by"],
            how=form.cleaned_data["how"],
            words=form.cleaned_data["words"],
            **press(request),
        ),
        move="consent_withdrawn",
        title="The family withdraws its consent",
        button="Withdraw consent",
        template="withdraw",
        agency=agency,
        leads_here=found.owner_team.agency_id == agency.pk,
    )


@page(may=WORK_EARLY_HELP, shows="early help")
def share(request: HttpRequest, reference: str) -> HttpResponse:
    """Give an agency a copy of something, where the family agreed."""
    found, by = opened(request, reference), actor_of(request)
    beside = queries.beside(found)
    ready = presenters.ready_to_share(found, beside)
    labels = code_set("early_help_sharing")
    told = {pk: each for pk, each in presenters.agencies_that_may_be_told(found, beside).items() if pk != by.agency_id}
    form = ShareForm(
        request.POST or None,
        agencies=[(str(pk), name) for pk, name in told.items()],
        things=[(each.what, labels.label(each.what)) for each in ready],
    )

    def act() -> Any:
        chosen = next(each for each in ready if each.what == form.cleaned_data["what"])
        return actions.share(
            found,
            agency=_agency(form.cleaned_data["agency"]),
            what=chosen.what,
            title=chosen.title,
            body=chosen.body,
            **press(request),
        )

    return act_page(
        request,
        found,
        form,
        act,
        move="share",
        title="Share with an agency",
        button="Share",
        template="share",
        ready=ready,
        told=told,
        rows=presenters.who_may_be_told_what(found, beside),
    )
