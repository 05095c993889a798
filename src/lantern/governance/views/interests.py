"""The register of interests: who with a seat has which, since when, and who has said nothing yet."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.act_pages import Asked, act_page, posted
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.governance import forms
from lantern.governance import interests as queries
from lantern.governance import permissions as may_do
from lantern.governance.actions import interests as actions
from lantern.governance.models import StandingInterest
from lantern.governance.states import STANDING_INTEREST
from lantern.governance.views.common import draw, may
from lantern.interface.environment import url
from lantern.interface.forms import Form
from lantern.spine.actors import refused


@require_safe
@page(may=may_do.SEE_BOARD_MEETINGS, shows="interests")
def interests(request: HttpRequest) -> HttpResponse:
    """Everybody with a seat, those who said nothing first."""
    by, now = actor_of(request), timezone.now()
    found = queries.people(by=by, today=timezone.localdate())
    standing = [one for each in found for one in each.interests]
    facts = {
        "people": found,
        "silent": sum(1 for each in found if not each.interests),
        "late": sum(1 for one in standing if one.next_due_at and one.next_due_at < now),
        "kinds": dict(StandingInterest.Kind.choices),
        "own_post": by.post_id,
    }
    return draw(request, "interests", facts)


def _back() -> tuple[str, str]:
    return url("interests"), _("Register of interests")


@page(may=may_do.SEE_BOARD_MEETINGS, shows="interests")
def new_interest(request: HttpRequest, record: uuid.UUID) -> HttpResponse:
    """Write down an interest of somebody with a seat, or that there is nothing to declare."""
    by = actor_of(request)
    holding = queries.holding_for(record, by=by)
    form = forms.StandingForm(posted(request), initial={"since": timezone.localdate()})
    theirs = may(by, may_do.KEEP_MINUTES) or holding.post_id == by.post_id
    asked = Asked(
        _("Interests of %(name)s") % {"name": holding.name}, _("Put it on the register"), *_back(),
        title=_("An interest for the register"), caption=f"{holding.seat.body.name}: {holding.seat.name}",
        intro=_("It counts in every body in which they sit, until it ends. It is looked at again once a year."),
        answer=None if theirs else refused(_("Everybody speaks for their own interests."), owner=holding.name),
        done=_("It stands on the register."),
    )  # fmt: skip
    return act_page(request, asked, form, lambda pressed: actions.register(holding, **form.said, **pressed))


@page(may=may_do.SEE_BOARD_MEETINGS, shows="interests")
def move_interest(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """It is still so, or it has ended."""
    by = actor_of(request)
    found = queries.interest_for(reference, by=by)
    if move not in ("confirm", "end"):
        raise Http404
    form: Form = forms.EndedForm(posted(request)) if move == "end" else Form(posted(request))
    title = STANDING_INTEREST.move(move).label
    answers = {each.name: each.answer for each in STANDING_INTEREST.open_moves(found, by=by)}
    asked = Asked(
        title, title, *_back(), caption=found.name,
        intro=Truncator(found.what or _("Nothing to declare")).chars(300),
        answer=answers.get(move) or refused(_("It has ended already.")), done=_("Saved."),
    )  # fmt: skip

    def does(pressed: dict[str, Any]) -> Any:
        if move == "end":
            return actions.end(found, on=form.cleaned_data["on"], **pressed)
        return actions.confirm(found, **pressed)

    return act_page(request, asked, form, does, version=found.version)
