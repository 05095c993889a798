"""Bodies, their seats, and who holds them."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from lantern.access.attempts import attempt
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.boards import actions, forms, links, queries
from lantern.boards import permissions as may_do
from lantern.boards.models import Body, Holding
from lantern.boards.rules import how_often, months_on, next_by
from lantern.boards.views.common import draw, may, press
from lantern.law.timescales import london_date
from lantern.partnership import queries as partnership
from lantern.partnership.models import Agency, Post


@require_safe
@page(may=may_do.SEE_BOARDS, shows="bodies")
def bodies(request: HttpRequest) -> HttpResponse:
    """Every body: who chairs it, when it meets, who is missing, what it has not done."""
    return draw(request, "bodies", {"rows": queries.bodies(by=actor_of(request), now=timezone.now())})


@require_safe
@page(may=may_do.SEE_BOARDS, shows="bodies")
def outside_seats(request: HttpRequest) -> HttpResponse:
    """Who is appointed to bodies that others run, with their substitutes."""
    rows = queries.seats_outside(by=actor_of(request), on=london_date(timezone.now()))
    return draw(request, "outside_seats", {"rows": rows})


@require_safe
@page(may=may_do.SEE_BOARDS, shows="bodies")
def body(request: HttpRequest, code: str) -> HttpResponse:
    """One body with its seats, and what is open on its log."""
    found = queries.body_for(code, by=actor_of(request))
    by, now = actor_of(request), timezone.now()
    today = london_date(now)
    told = queries.frequencies_of(found)
    facts = {
        "body": found,
        "frequencies": [(since, how_often(months)) for since, months in told],
        "frequency": how_often(months_on(told, today)),
        "next_by": next_by(told, found.last_met_on, today),
        "seats": queries.seats_of(found, on=today),
        "rows": queries.log("open", by=by, now=now, body=found),
        "today": today,
        "links": [each for each in links.declared() if may(by, each.may)],
        "may_log": may(by, may_do.LOG_ACTION),
    }
    return draw(request, "body", facts)


@page(may=may_do.KEEP_BOARDS, shows="bodies")
def new_body(request: HttpRequest) -> HttpResponse:
    """Set up a body, such as a task and finish group."""
    by = actor_of(request)
    keeper = _keeper(request)
    others = [
        (each.code, each.name) for each in Body.objects.filter(authority_id=keeper, outside=False).order_by("name")
    ]
    form = forms.BodyForm(request.POST if request.method == "POST" else None, others=others)
    clash = None
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        months, above = said.pop("months"), said.pop("accountable_to")
        said["accountable_to"] = queries.body_for(above, by=by) if above else None
        made = attempt(
            lambda: actions.set_up_body(
                keeper=keeper, said=said, months=int(months) if months else None, **press(request)
            )
        )
        if made.done:
            return redirect("body", code=made.result.code) if made.result else redirect("bodies")
        clash = made.clash
    return draw(request, "new_body", {"form": form}, clash=clash, wrong=form.is_bound and bool(form.errors))


def _keeper(request: HttpRequest) -> int:
    """The keeper for whom somebody works. Whoever works for none finds nothing."""
    keepers = actor_of(request).partnerships
    if not keepers:
        raise Http404
    return keepers[0]


@page(may=may_do.KEEP_BOARDS, shows="bodies")
def change_frequency(request: HttpRequest, code: str) -> HttpResponse:
    """How often a body meets, from a day on."""
    found = queries.body_for(code, by=actor_of(request))
    form = forms.FrequencyForm(request.POST if request.method == "POST" else None)
    clash = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = attempt(
            lambda: actions.change_frequency(found, months=int(said["months"]), since=said["since"], **press(request))
        )
        if made.done:
            return redirect("body", code=found.code)
        clash = made.clash
    facts = {"body": found, "form": form}
    return draw(request, "change_frequency", facts, clash=clash, wrong=form.is_bound and bool(form.errors))


@page(may=may_do.KEEP_BOARDS, shows="bodies")
def new_seat(request: HttpRequest, code: str) -> HttpResponse:
    """One more seat."""
    found = queries.body_for(code, by=actor_of(request))
    here = Agency.objects.filter(partnerships__authorities=found.authority_id, until_date__isnull=True).distinct()
    agencies = {str(each.pk): each for each in here.order_by("name")}
    form = forms.SeatForm(
        request.POST if request.method == "POST" else None,
        agencies=[(key, each.name) for key, each in agencies.items()],
    )
    clash = None
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        said["agency"] = agencies.get(said["agency"])
        made = attempt(lambda: actions.set_up_seat(found, said=said, **press(request)))
        if made.done:
            return redirect("body", code=found.code)
        clash = made.clash
    facts = {"body": found, "form": form}
    return draw(request, "new_seat", facts, clash=clash, wrong=form.is_bound and bool(form.errors))


@page(may=may_do.KEEP_BOARDS, shows="bodies")
def seat(request: HttpRequest, record: uuid.UUID) -> HttpResponse:
    """Who holds a seat: now, before, and who stands in."""
    found = queries.seat_for(record, by=actor_of(request))
    posts = {str(each.pk): each for each in _posts_for(found.agency_id, found.authority_id)}
    form = forms.HoldingForm(
        request.POST if request.method == "POST" else None,
        posts=[(key, f"{each.title}, {each.team.name}") for key, each in posts.items()],
    )
    clash = None
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        said["post"] = posts.get(said["post"])
        made = attempt(lambda: actions.appoint(found, **said, **press(request)))
        if made.done:
            return redirect("body", code=found.body.code)
        clash = made.clash
    held = Holding.objects.filter(seat_id=found.pk).order_by("-since")
    facts = {"seat": found, "form": form, "held": list(held), "today": london_date(timezone.now())}
    return draw(request, "seat", facts, clash=clash, wrong=form.is_bound and bool(form.errors))


def _posts_for(agency_id: int | None, keeper: int) -> list[Post]:
    """The posts in which whoever holds this seat could sign in: of its agency, or of the business unit."""
    team = partnership.business_team(keeper)
    here = Post.objects.filter(team__agency_id=agency_id) if agency_id else Post.objects.filter(team=team)
    return list(
        (here | Post.objects.filter(team=team)).select_related("team").distinct().order_by("team__name", "code")
    )


@page(may=may_do.KEEP_BOARDS, shows="bodies")
def end_holding(request: HttpRequest, record: uuid.UUID) -> HttpResponse:
    """Somebody's last day."""
    by = actor_of(request)
    held = Holding.objects.select_related("seat__body").filter(pk=record, authority_id__in=by.partnerships).first()
    if held is None:
        raise Http404
    form = forms.EndForm(request.POST if request.method == "POST" else None)
    clash = None
    if request.method == "POST" and form.is_valid():
        made = attempt(lambda: actions.end_holding(held, until=form.cleaned_data["until"], **press(request)))
        if made.done:
            return redirect("seat", record=held.seat_id)
        clash = made.clash
    facts = {"held": held, "form": form}
    return draw(request, "end_holding", facts, clash=clash, wrong=form.is_bound and bool(form.errors))
