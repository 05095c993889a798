"""Screening: who this is about, what is already known, how urgent it is."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from lantern.access import record_pages
from lantern.access.attempts import Clash, attempt, posted_version
from lantern.access.pages import act_key, page, typed_fields
from lantern.access.people_acting import actor_of
from lantern.frontdoor import actions, queries, rules
from lantern.frontdoor import permissions as may
from lantern.frontdoor.forms.screening import ScreenForm
from lantern.frontdoor.models import Contact, ReportedPerson
from lantern.frontdoor.states import RECEIVED, UNDECIDED
from lantern.frontdoor.views.common import note_look, show
from lantern.interface.display import london_date
from lantern.people import finding
from lantern.spine.models import Priority


@page(may=may.SCREEN_CONTACT, shows="contacts")
def screen_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """The first look. Each child is settled above; priority and what is different this time below."""
    by, now = actor_of(request), timezone.now()
    found = queries.contact_for(by, reference, with_routing=True)
    note_look(request, found)
    history = queries.history_for(found)
    late = queries.late_for(found, "contact-screening", now)
    form = ScreenForm(
        request.POST or None,
        again=rules.recontact_window(now) if history.is_recontact else "",
        foreseen=history.contingencies,
        late=late is not None,
        initial={"reasons": found.reasons},
    )
    clash = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = attempt(
            lambda: actions.screen(
                found,
                priority=Priority(int(said["priority"])),
                note=said["note"],
                why_different=said.get("why_different") or "",
                contingency_met=said.get("contingency_met") or "",
                reasons=said.get("reasons") or None,
                by=by,
                at=now,
                version=posted_version(request),
                key=act_key(request),
                late_reason=form.why_late,
            )
        )
        if made.done:
            return redirect("contact", reference)
        clash = made.clash
    return _page(request, found, form, history=history, late=late, clash=clash)


_WORDS = frozenset({"note", "why_different", "late_reason"})


def _page(
    request: HttpRequest, found: Contact, form: ScreenForm, *, clash: Clash | None = None, **facts: Any
) -> HttpResponse:
    by = actor_of(request)
    prefetch_related_objects([found], Prefetch("reported", ReportedPerson.objects.select_related("person")))
    people = list(found.reported.all())
    unsettled = [each for each in people if not each.match]
    offered = finding.candidates_for([describe(each) for each in unsettled], by=by, limit=5) if unsettled else []
    beside = dict(zip([each.pk for each in unsettled], offered, strict=True))
    facts |= {
        "form": form,
        "has_errors": form.is_bound and not form.is_valid(),
        "people": [(each, beside.get(each.pk, [])) for each in people],
        "unsettled_children": sum(each.part == "child" for each in unsettled),
        "same": queries.same_worries(found),
        "suggested": (getattr(found, "routing", None) or {}).get("hint", ""),
        "today": london_date(timezone.now()),
        "is_new": found.state == RECEIVED,
        # Somebody else screened it meanwhile: the form is gone from the page, what was typed in it is not.
        "typed": [each for each in typed_fields(request) if each.name in _WORDS] if clash else [],
        "undecided": found.state in (RECEIVED, *UNDECIDED),
        "more_pages": record_pages.pages_for(by, record_pages.CONTACT, found.reference),
    }
    return show(request, "screening", facts, contact=found, clash=clash)


def describe(reported: ReportedPerson) -> finding.Description:
    """A reported person as the finding understands descriptions."""
    return finding.describe(
        first_names=reported.first_names,
        last_name=reported.last_name,
        also_known_as=reported.also_known_as,
        born_on=reported.born_on,
        birth_known_to=reported.birth_known_to,
        unborn=reported.unborn,
        expected_on=reported.expected_on,
        sex=reported.sex,
        house=reported.house,
        street=reported.street,
        postcode=reported.postcode,
        nhs_number=reported.nhs_number,
        upn=reported.upn,
        phone=reported.phone,
    )


@require_POST
@page(may=may.SCREEN_CONTACT, shows="contacts")
def settle_person(request: HttpRequest, reference: str, reported: uuid.UUID) -> HttpResponse:
    """Say who a reported person is.

    Somebody known (``use``), somebody new (``create``), nobody to be identified (``unnamed``), or look again
    (``undo``).
    """
    by, now = actor_of(request), timezone.now()
    found = queries.contact_for(by, reference)
    told = found.reported.filter(pk=reported).first()
    if told is None:
        raise Http404
    if request.POST.get("use"):
        person = queries.person_for(by, request.POST["use"])
        if person is None:
            raise Http404
        actions.identify(
            told,
            person=person,
            match=ReportedPerson.Match.LINKED,
            by=by,
            at=now,
            reasons=_reasons(told, person.reference, by),
        )
    elif "create" in request.POST:
        actions.record_reported(told, by=by, at=now, key=act_key(request))
    elif "unnamed" in request.POST:
        actions.identify(told, person=None, match=ReportedPerson.Match.UNNAMED, by=by, at=now)
    elif "undo" in request.POST:
        actions.forget_identity(told, by=by, at=now)
    return redirect("screen_contact", reference)


def _reasons(told: ReportedPerson, chosen: str, by: Any) -> list[str]:
    """Why the two seemed to be one person when somebody decided that they were: kept with the decision."""
    return next((each.reasons for each in finding.candidates(describe(told), by=by) if each.reference == chosen), [])
