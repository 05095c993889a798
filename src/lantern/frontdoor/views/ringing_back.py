"""Ringing back whoever was worried: when it is safe, and what came of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from lantern.access.attempts import Attempt, attempt, posted_version
from lantern.access.pages import act_key, page
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.frontdoor import actions, queries, ringing_back
from lantern.frontdoor import permissions as may
from lantern.frontdoor.forms.ringing_back import RingBackForm
from lantern.frontdoor.models import Contact
from lantern.frontdoor.states import CONTACT
from lantern.frontdoor.views.common import note_look, show


@page(may=may.TELL_REFERRER, shows="contacts")
def ring_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Whom to ring and when, and what came of it: reached, not reached, or not needed any more."""
    by, now = actor_of(request), timezone.now()
    found = queries.contact_for(by, reference)
    note_look(request, found)
    late = queries.late_for(found, ringing_back.TIMESCALE, now)
    form = RingBackForm(
        request.POST or None, who=found.referrer, authority_id=found.authority_id, now=now, late=late is not None
    )
    clash = None
    if request.method == "POST" and form.is_valid():
        made = _record(request, found, form, by, now)
        if made.done:
            messages.success(request, "Recorded.")
            return redirect("contact", reference)
        clash = made.clash
    open_now = next((move.answer for move in CONTACT.open_moves(found, by=by) if move.name == "ring_reached"), None)
    facts = {"form": form, "late": late, "answer": open_now, "has_errors": form.is_bound and bool(form.errors)}
    return show(request, "ring_back", facts, contact=found, clash=clash)


def _record(request: HttpRequest, contact: Contact, form: RingBackForm, by: ActingPerson, at: dt.datetime) -> Attempt:
    said = form.cleaned_data
    also: dict[str, Any] = {
        "by": by,
        "at": at,
        "version": posted_version(request),
        "key": act_key(request),
        "late_reason": form.why_late,
    }
    match said["found"]:
        case "reached":
            return attempt(lambda: actions.rung_and_reached(contact, said=said.get("said") or "", **also))
        case "not_reached":
            again = ringing_back.wish(said["again"], contact.authority_id, at)
            if again is None:
                raise AssertionError("The form takes only what is offered at this moment.")
            return attempt(lambda: actions.rung_and_not_reached(contact, again=again, **also))
        case _:
            return attempt(lambda: actions.need_not_ring(contact, reason=said["reason"], **also))
