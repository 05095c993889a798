"""The register of risks, and one risk with its history drawn."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.act_pages import Asked
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.boards.models import Seat
from lantern.interface.charts import Series, line_chart
from lantern.interface.display import short_date
from lantern.interface.environment import url
from lantern.interface.forms import Form
from lantern.interface.paging import page_of
from lantern.oversight import forms, queries
from lantern.oversight import permissions as may
from lantern.oversight.actions import risks as actions
from lantern.oversight.models import RiskLook
from lantern.oversight.states import RISK
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


def seat_choices(keeper: int) -> list[tuple[str, str]]:
    """The seats that a form offers."""
    return [(str(each.pk), f"{each.name} ({each.body.name})") for each in queries.seats(keeper)]


def _chosen(key: str) -> Seat:
    return Seat.objects.select_related("body").get(pk=key)


@require_safe
@page(may=may.SEE_OVERSIGHT, shows="risks")
def risks(request: HttpRequest) -> HttpResponse:
    """Every risk, the highest first, and what got worse."""
    past = page_of(request, name="closed")
    standing, closed = queries.risks(past, by=actor_of(request))
    return draw(request, "risks", {"rows": standing, "closed": closed, "past": past})


@page(may=may.KEEP_OVERSIGHT, shows="risks")
def new_risk(request: HttpRequest) -> HttpResponse:
    """Write down a risk."""
    keeper = keeper_of(actor_of(request))
    asked = Asked(
        heading=_("Write down a risk"), button=_("Write it down"), back=url("risks"), back_text=_("Risks"),
        intro=_("A risk has not happened yet. What has happened is an action, or goes to the agenda."),
    )  # fmt: skip

    def does(form: Form, pressed: dict[str, Any]) -> Any:
        said = dict(form.cleaned_data)
        owner = _chosen(said.pop("owner_seat"))
        return actions.raise_risk(keeper=keeper, said=said, owner_seat=owner, **pressed)

    return begin_page(
        request, asked, "new-risk",
        lambda data, typed: forms.RiskForm(data, initial=typed, seats=seat_choices(keeper)), does,
        to=lambda made: url("risk", reference=made.reference),
    )  # fmt: skip


@require_safe
@page(may=may.SEE_OVERSIGHT, shows="risks")
def risk(request: HttpRequest, reference: str) -> HttpResponse:
    """One risk: how it stands, what is done about it, and every look at it."""
    by = actor_of(request)
    found = queries.risk_for(reference, by=by)
    looks = queries.looks_at(found)
    facts = record_facts(RISK, found, by=by) | {"looks": looks[::-1]} | _drawn(looks)
    return draw(request, "risk", facts)


def _drawn(looks: list[RiskLook]) -> dict[str, Any]:
    """The history of the score as a chart with its finding; nothing to draw before the second look."""
    if len(looks) < 2:
        return {"chart": None, "finding": ""}
    first, last = looks[0], looks[-1]
    said = {"first": first.score, "before": looks[-2].score, "last": last.score}
    finding = _("%(before)s became %(last)s at the newest look; it began at %(first)s.") % said
    chart = line_chart(
        _("Score"), finding, [short_date(each.looked_at) for each in looks],
        [Series(_("score"), [each.score for each in looks])], height=240,
    )  # fmt: skip
    return {"chart": chart, "finding": finding}


def _give(found: Any, form: Form, pressed: dict[str, Any]) -> Any:
    said = form.cleaned_data
    return actions.give(found, owner_seat=_chosen(said["owner_seat"]), reason=said["reason"], **pressed)


_STEPS = {
    "look": Step(
        plain(forms.LookForm, likelihood="likelihood", impact="impact", controls="controls"), said_to(actions.look)
    ),
    "give": Step(
        lambda data, found, typed: forms.GiveForm(data, initial=typed, seats=seat_choices(found.authority_id)), _give
    ),
    "close": Step(plain(forms.ReasonForm), said_to(actions.close)),
    "reopen": Step(plain(forms.ReasonForm), said_to(actions.reopen)),
}


@page(may=may.SEE_OVERSIGHT, shows="risks")
def move_risk(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Look again, give it to another seat, close it, open it again."""
    found = queries.risk_for(reference, by=actor_of(request))
    back = url("risk", reference=found.reference)
    return step_page(request, RISK, found, move, _STEPS, back=back, title=found.title)
