"""From the night to the day: the duty team hands over, the hub takes over item by item."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from lantern.access.attempts import posted_version
from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.frontdoor import actions, queries
from lantern.frontdoor import permissions as may
from lantern.frontdoor.views.common import show
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord
from lantern.spine.models import Handoff


@page(may=may.ACCEPT_HANDOVER, shows="contacts")
def handover(request: HttpRequest) -> HttpResponse:
    """The duty team's list at the end of a shift; the hub's list in the morning."""
    by, now = actor_of(request), timezone.now()
    if request.method == "POST":
        return _hand_over_chosen(request)
    held, more = queries.queue(by, queries.QueueFilter(), now=now) if by.team_kind == "emergency_duty" else ([], "")
    facts = {
        "offered": queries.handovers_to(by),
        "held": [row for row in held if not row.handed_over],
        "more": more,
        "gone": queries.handovers_from(by) if by.team_kind == "emergency_duty" else [],
        "is_duty": by.team_kind == "emergency_duty",
        "lines": (lines := queries.shift_log(by, since=now - queries.SHOWN)),
        "unread": [each for each in lines if not each.mine],
        "has_errors": False,
    }
    return show(request, "handover", facts)


def _hand_over_chosen(request: HttpRequest) -> HttpResponse:
    """Each chosen contact is its own act: one that somebody else just changed does not hold up the others."""
    by, now = actor_of(request), timezone.now()
    chosen = request.POST.getlist("contact")
    note = request.POST.get("note", "").strip()[:5000]
    done, not_done = [], []
    for reference in chosen[:100]:
        found = queries.contact_for(by, reference)
        key = act_key(request)
        try:
            actions.hand_over(
                found, note=note, by=by, at=now, version=found.version, key=uuid.uuid5(key, reference) if key else None
            )
            done.append(reference)
        except AlreadyDone:
            done.append(reference)
        except (MoveRefused, StaleRecord) as refusal:
            not_done.append(f"{reference}: {refusal}")
    if done:
        messages.success(
            request, f"Handed over: {', '.join(done)}. They stay on your list until the day team accepts them."
        )
    for problem in not_done:
        messages.warning(request, f"Not handed over. {problem}")
    if not chosen:
        messages.warning(request, "Choose at least one contact to hand over.")
    return redirect("handover")


@require_POST
@page(may=may.ACCEPT_HANDOVER, shows="contacts")
def take_over(request: HttpRequest, reference: str) -> HttpResponse:
    """The day team accepts one contact of the night."""
    by = actor_of(request)
    offered = Handoff.objects.visible_to(by).filter(reference=reference).select_related("from_team", "to_team").first()
    if offered is None:
        raise Http404
    contact = actions.take_over(
        offered, by=by, at=timezone.now(), version=posted_version(request), key=act_key(request)
    )
    messages.success(request, f"{contact.reference} is your team's now.")
    return redirect("handover")
