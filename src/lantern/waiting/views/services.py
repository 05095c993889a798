"""Services: who helps with what, how long it takes, and what the team that helps says of its places."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lantern.access.attempts import Attempt, attempt
from lantern.access.pages import act_key, page
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.interface.display import london_date
from lantern.law.codes import code_set
from lantern.law.timescales import window_in_words
from lantern.partnership import queries as partnership
from lantern.waiting import actions, queries
from lantern.waiting.forms.services import LookForm, ServiceForm
from lantern.waiting.permissions import RUN_SERVICE, SEE_SERVICES
from lantern.waiting.queries.services import LOOKS_BACK, Given, Looked


@require_safe
@page(may=SEE_SERVICES, shows="services")
def services(request: HttpRequest) -> HttpResponse:
    """Who helps with what: chosen by worry, age and place, with the places there are and the wait as it is."""
    by, now = actor_of(request), timezone.now()
    areas = partnership.authorities()
    own = {"area": str(by.covers[0])} if len(by.covers) == 1 and not request.GET else {}
    form = LookForm(request.GET or None, authorities=areas, initial=own)
    looked = _looked(form) if request.GET else Looked(authority=by.covers[0] if own else None)
    everything = queries.services_today(now=now)
    shown = {
        "form": form,
        "found": queries.fitting(everything, looked),
        "all": len(everything),
        "looked": looked,
        "mine": [each for each in everything if each.service.team_id == by.team_id and by.may(RUN_SERVICE)],
        **_words(now),
    }
    return render(request, "waiting/services.jinja", shown)


def _looked(form: LookForm) -> Looked:
    if not form.is_valid():
        return Looked()
    said = form.cleaned_data
    area = said.get("area")
    return Looked(said.get("need") or "", said.get("age"), int(area) if area else None, free=bool(said.get("free")))


def _words(now: Any) -> dict[str, Any]:
    needs = code_set("contact_reason")
    return {
        "now": now,
        "needs": {each: needs.label(each) for each in needs.known},
        "areas": {code: each.short_name for code, each in partnership.every_authority().items()},
        "window": window_in_words(LOOKS_BACK, now),
    }


@require_safe
@page(may=SEE_SERVICES, shows="services")
def service(request: HttpRequest, code: str) -> HttpResponse:
    """One service: for whom, how full, how long it takes, and what it said of itself over time."""
    by, now = actor_of(request), timezone.now()
    found = queries.service_today(code, now=now)
    shown = {"each": found, "versions": queries.versions_of(found.service), "own": _runs(by, found), **_words(now)}
    return render(request, "waiting/service.jinja", shown)


def _runs(by: ActingPerson, found: Given) -> bool:
    return found.service.team_id == by.team_id and bool(by.may(RUN_SERVICE))


@page(may=RUN_SERVICE, shows="services")
def change_service(request: HttpRequest, code: str) -> HttpResponse:
    """The team that gives a service says how many places there are, and whether it takes on new families."""
    by, now = actor_of(request), timezone.now()
    found = queries.service_today(code, now=now)
    if not _runs(by, found):
        raise Http404
    initial: dict[str, Any] = {"places": found.places, "taking": "no" if found.paused else "yes"}
    initial |= {"back_on": found.now.back_on} if found.now else {}
    form = ServiceForm(request.POST or None, today=london_date(now), initial=initial)
    tried = Attempt()
    if request.method == "POST" and form.is_valid():
        said, seen = form.cleaned_data, request.POST.get("version", "")
        tried = attempt(
            lambda: actions.set_service(
                found.service,
                places=said["places"],
                paused=said["taking"] == "no",
                back_on=said["back_on"],
                reason=said["reason"],
                seen=int(seen) if seen.isdecimal() and len(seen) < 9 else 0,
                by=by,
                at=now,
                key=act_key(request),
            )
        )
        if tried.done:
            messages.success(request, "Saved. Whoever chooses a service sees it now.")
            return redirect("service", code)
        found = queries.service_today(code, now=now)
    shown = {"each": found, "form": form, "refused": tried.clash.answer if tried.clash else None, **_words(now)}
    return render(request, "waiting/change_service.jinja", shown, status=409 if tried.clash else 200)
