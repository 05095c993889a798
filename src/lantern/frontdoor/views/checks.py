"""Asking agencies what they know: whom, what, on what ground; chasing them; and who answers late."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from lantern.access.attempts import attempt, posted_version
from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.frontdoor import actions, queries, rules
from lantern.frontdoor import permissions as may
from lantern.frontdoor.figures import likely_late
from lantern.frontdoor.forms.checks import AskForm
from lantern.frontdoor.models import Check
from lantern.frontdoor.states import CONTACT
from lantern.frontdoor.views.common import show
from lantern.interface.display import london_date
from lantern.law.timescales import window_in_words
from lantern.partnership import queries as partnership
from lantern.spine.lifecycle import Made


@page(may=may.ASK_AGENCIES, shows="contacts")
def ask_agencies(request: HttpRequest, reference: str) -> HttpResponse:
    """One question to any agencies at once. The parents are told first, or it says why not."""
    by, now = actor_of(request), timezone.now()
    found = queries.contact_for(by, reference)
    desks = partnership.answering_agencies(found.authority_id)
    waiting = frozenset(
        Check.objects.filter(because_of_id=found.pk, state="asked").values_list("asked_team_id", flat=True)
    )
    initial = {"parents": "aware"} if found.parents_aware == "aware" else {}
    form = AskForm(request.POST or None, desks=desks, asked=waiting, initial=initial)
    clash = None
    if request.method == "POST" and form.is_valid():
        made = attempt(
            lambda: actions.ask_agencies(
                found,
                desks=form.chosen,
                question=form.question,
                lawful_basis=form.cleaned_data["lawful_basis"],
                asked_by_phone=form.cleaned_data.get("phone") or "",
                **form.family(),
                by=by,
                at=now,
                version=posted_version(request),
                key=act_key(request),
            )
        )
        if made.done:
            return redirect("contact", reference)
        clash = made.clash
    facts = {
        "form": form,
        "has_errors": form.is_bound and not form.is_valid(),
        "subjects": rules.disclosed_subjects(found, on=london_date(now)),
        "is_open": next((move.answer for move in CONTACT.open_moves(found, by=by) if move.name == "ask"), None),
    }
    return show(request, "ask", facts, contact=found, clash=clash)


def _chase(request: HttpRequest, reference: str, act: Callable[..., Made], done: str) -> HttpResponse:
    by = actor_of(request)
    check = (
        Check.objects.visible_to(by)
        .filter(reference=reference)
        .select_related("asked_team__agency", "because_of")
        .first()
    )
    if check is None or check.because_of is None:
        raise Http404
    act(check, by=by, at=timezone.now(), version=posted_version(request), key=act_key(request))
    messages.success(request, done.format(agency=check.asked_team.agency.name))
    return redirect("contact", check.because_of.reference)


@require_POST
@page(may=may.ASK_AGENCIES, shows="checks")
def remind_agency(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask again."""
    return _chase(request, reference, actions.remind, "{agency} has been reminded.")


@require_POST
@page(may=may.ASK_AGENCIES, shows="checks")
def escalate_check(request: HttpRequest, reference: str) -> HttpResponse:
    """Raise the missing answer with the agency's manager."""
    return _chase(request, reference, actions.escalate, "The missing answer is raised with the manager at {agency}.")


@require_POST
@page(may=may.ASK_AGENCIES, shows="checks")
def withdraw_check(request: HttpRequest, reference: str) -> HttpResponse:
    """The answer is no longer needed."""
    return _chase(request, reference, actions.withdraw_check, "The question to {agency} is withdrawn.")


@require_safe
@page(may=may.SEE_LATENESS, shows="figures")
def lateness(request: HttpRequest) -> HttpResponse:
    """Which agencies answer in time, and which wait. Counts only, no child."""
    now = timezone.now()
    by = actor_of(request)
    rows: list[dict[str, Any]] = list(queries.lateness_by_agency(by, since=rules.recontact_since(now)))
    teams = partnership.teams()
    for row in rows:
        row["agency"] = (
            teams[row["owner_team_id"]].agency.name if row["owner_team_id"] in teams else row["owner_team__name"]
        )
        answered = row["kept"] + row["late"]
        row["in_time"] = round(100 * row["kept"] / answered) if answered else None
    rows.sort(key=lambda row: (row["in_time"] if row["in_time"] is not None else 101, row["agency"]))
    return show(
        request,
        "lateness",
        {
            "rows": rows,
            "late": sum(row["late"] for row in rows),
            "asked": sum(row["ran"] for row in rows),
            "ahead": likely_late.ahead(by.authorities, now=now),
            "trials": likely_late.trials(by.authorities),
            "fewest": likely_late.FEWEST,
            "learnt_from": window_in_words(likely_late.LEARNT_FROM, now),
        },
    )
