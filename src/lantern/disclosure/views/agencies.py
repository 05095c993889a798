"""Hearing agencies about their own information: asking them, and their own page to answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from lantern.access.pages import act_key, page, told_since, typed_fields
from lantern.access.people_acting import actor_of
from lantern.disclosure import actions, forms, queries
from lantern.disclosure.models import AgencyView
from lantern.disclosure.permissions import ANSWER_DISCLOSURE_VIEW, PREPARE_DISCLOSURE
from lantern.disclosure.states import ASKED, VIEW
from lantern.disclosure.views.common import posted_version, show, try_to
from lantern.partnership import queries as partnership
from lantern.spine.lifecycle import AlreadyDone, StaleRecord


@require_POST
@page(may=PREPARE_DISCLOSURE, shows="access request")
def ask_views(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask every agency whose information was gathered about its own."""
    by = actor_of(request)
    found = queries.request_for(reference, by=by)
    actions.ask_agencies(found, by=by, at=timezone.now(), key=act_key(request))
    return redirect("access_request", reference=reference)


@page(may=PREPARE_DISCLOSURE, shows="access request")
def without_view(request: HttpRequest, reference: str, record: str) -> HttpResponse:
    """Decide without an agency's view, and say why."""
    by = actor_of(request)
    found = queries.request_for(reference, by=by)
    view = queries.view_of(found, record)
    form = forms.WithoutViewForm(request.POST if request.method == "POST" else None)
    clash = None
    if request.method == "POST" and form.is_valid():
        made = try_to(
            lambda: actions.decide_without(
                view,
                why=form.cleaned_data["why"],
                by=by,
                at=timezone.now(),
                version=posted_version(request),
                key=act_key(request),
            )
        )
        if made.done:
            return redirect("access_request", reference=reference)
        clash = made.clash
    facts = {"view": view, "is_open": view.state == ASKED, "version": (clash and clash.version) or view.version}
    return show(request, "without_view", found, facts, form=form, clash=clash)


@require_safe
@page(may=ANSWER_DISCLOSURE_VIEW, shows="disclosure view")
def disclosure_views(request: HttpRequest) -> HttpResponse:
    """What this agency is asked about its own information."""
    found = queries.views_to_give(by=actor_of(request))
    facts = {
        "views": found,
        "now_at": timezone.now(),
        "states": VIEW.states,
        "areas": {each.pk: each for each in partnership.authorities()},
    }
    return render(request, "disclosure/views.jinja", facts)


@page(may=ANSWER_DISCLOSURE_VIEW, shows="disclosure view")
def disclosure_view(request: HttpRequest, reference: str) -> HttpResponse:
    """What this agency told a council, piece by piece: may it be disclosed, in part, or not?"""
    by, at = actor_of(request), timezone.now()
    view = queries.view_for_agency(reference, by=by)
    late = view.next_due_at is not None and view.next_due_at < at
    form = forms.ViewForm(
        request.POST if request.method == "POST" else None,
        numbers=[row["number"] for row in view.items],
        late=late,
    )
    since: list[object] = []
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_view(
                view,
                form.answers(),
                late_reason=form.why_late,
                by=by,
                at=at,
                version=posted_version(request),
                key=act_key(request),
            )
        except AlreadyDone:
            return redirect("disclosure_view", reference=reference)
        except StaleRecord as stale:
            since = list(told_since(stale))
            view = queries.view_for_agency(reference, by=by)
        else:
            return redirect("disclosure_view", reference=reference)
    facts = {
        "view": view,
        "form": form,
        "is_open": view.state == ASKED,
        "since": since,
        "typed": typed_fields(request) if since else (),
        "here": partnership.authority(view.authority_id),
        "labels": dict(AgencyView.View.choices),
        "now_at": at,
    }
    status = 409 if since else 422 if form.is_bound and form.errors else 200
    return render(request, "disclosure/view.jinja", facts, status=status)
