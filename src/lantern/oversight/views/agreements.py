"""Agreements with agencies, and the published arrangements of the partnership."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.act_pages import Asked
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.interface.environment import url
from lantern.interface.forms import Form
from lantern.oversight import forms, queries
from lantern.oversight import permissions as may
from lantern.oversight.actions import agreements as actions
from lantern.oversight.states import AGREEMENT, ARRANGEMENTS
from lantern.oversight.views.common import (
    Step,
    begin_page,
    draw,
    keeper_of,
    plain,
    record_facts,
    said_to,
    step_page,
)  # fmt: skip


@require_safe
@page(may=may.SEE_OVERSIGHT, shows="agreements")
def agreements(request: HttpRequest) -> HttpResponse:
    """The arrangements with their review, what each agency agreed and until when, and who agreed to nothing."""
    by = actor_of(request)
    rows = queries.agreements(by=by)
    facts = {
        "rows": [each for each in rows if each.closed_at is None],
        "ended": [each for each in rows if each.closed_at],
        "without": queries.without_agreement(by=by),
        "editions": queries.arrangements(by=by),
    }
    return draw(request, "agreements", facts)


@page(may=may.KEEP_OVERSIGHT, shows="agreements")
def new_agreement(request: HttpRequest) -> HttpResponse:
    """Record an agreement."""
    keeper = keeper_of(actor_of(request))
    known = {str(each.pk): each for each in queries.agencies(keeper)}
    asked = Asked(
        heading=_("Record an agreement"), button=_("Record it"), back=url("agreements"), back_text=_("Agreements")
    )

    def does(form: Form, pressed: dict[str, Any]) -> Any:
        said = dict(form.cleaned_data)
        return actions.record(keeper=keeper, agency=known[said.pop("agency")], said=said, **pressed)

    def form(data: Any, typed: dict[str, Any]) -> Form:
        first = {"agency": request.GET.get("agency", "")} | typed
        return forms.AgreementForm(data, initial=first, agencies=[(key, each.name) for key, each in known.items()])

    return begin_page(
        request, asked, "new-agreement", form, does, to=lambda made: url("agreement", reference=made.reference)
    )


@require_safe
@page(may=may.SEE_OVERSIGHT, shows="agreements")
def agreement(request: HttpRequest, reference: str) -> HttpResponse:
    """One agreement: what was promised, what was given, until when, and its earlier editions."""
    by = actor_of(request)
    found = queries.agreement_for(reference, by=by)
    return draw(request, "agreement", record_facts(AGREEMENT, found, by=by) | {"editions": queries.editions_of(found)})


_STEPS = {
    "renew": Step(plain(forms.RenewForm, promised="promised"), said_to(actions.renew)),
    "give": Step(plain(forms.GivenForm, given="given"), said_to(actions.give)),
    "end": Step(plain(forms.ReasonForm), said_to(actions.end)),
}


@page(may=may.SEE_OVERSIGHT, shows="agreements")
def move_agreement(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Renew, say what was given, end."""
    found = queries.agreement_for(reference, by=actor_of(request))
    back = url("agreement", reference=found.reference)
    return step_page(request, AGREEMENT, found, move, _STEPS, back=back, title=found.title)


@page(may=may.KEEP_OVERSIGHT, shows="agreements")
def publish_arrangements(request: HttpRequest) -> HttpResponse:
    """Record that an edition of the arrangements was published."""
    keeper = keeper_of(actor_of(request))
    asked = Asked(
        heading=_("The arrangements were published"), button=_("Record it"), back=url("agreements"),
        back_text=_("Agreements"), intro=_("The edition before is replaced and stays to be read."),
    )  # fmt: skip
    return begin_page(
        request, asked, "publish-arrangements", lambda data, typed: forms.PublishForm(data, initial=typed),
        lambda form, pressed: actions.publish(keeper=keeper, said=dict(form.cleaned_data), **pressed),
        to=lambda made: url("arrangements", reference=made.reference),
    )  # fmt: skip


@require_safe
@page(may=may.SEE_OVERSIGHT, shows="agreements")
def arrangements(request: HttpRequest, reference: str) -> HttpResponse:
    """One edition of the arrangements."""
    by = actor_of(request)
    found = queries.arrangements_for(reference, by=by)
    return draw(request, "arrangements", record_facts(ARRANGEMENTS, found, by=by))


_EDITION_STEPS = {
    "send": Step(plain(forms.SendForm), said_to(actions.send)),
    "review": Step(plain(forms.ReviewForm), said_to(actions.review)),
}


@page(may=may.SEE_OVERSIGHT, shows="agreements")
def move_arrangements(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Record that they were sent, or reviewed."""
    found = queries.arrangements_for(reference, by=actor_of(request))
    back = url("arrangements", reference=found.reference)
    return step_page(request, ARRANGEMENTS, found, move, _EDITION_STEPS, back=back, title=found.title)
