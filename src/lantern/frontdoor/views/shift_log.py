"""The shift log: lines of the last days, writing one, and saying that one has read them."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from lantern.access.attempts import attempt
from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.frontdoor import actions, queries
from lantern.frontdoor import permissions as may
from lantern.frontdoor.forms.shift_log import LogForm
from lantern.frontdoor.models import Contact
from lantern.frontdoor.views.common import show


@page(may=may.KEEP_LOG, shows="shift log")
def shift_log(request: HttpRequest) -> HttpResponse:
    """What was written in the last days, and a form for the next line."""
    by, now = actor_of(request), timezone.now()
    form = LogForm(request.POST or None, authorities=by.authorities)
    clash = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        reference = said["reference"].upper()
        about = Contact.objects.visible_to(by).filter(reference=reference).first() if reference else None
        if reference and about is None:
            form.add_error("reference", "No contact that you may see has this reference. Check it, or leave it empty")
        else:
            made = attempt(
                lambda: actions.write_in_log(
                    form.area,
                    said["text"],
                    happened_at=form.happened_at(now),
                    by=by,
                    at=now,
                    contact=about,
                    key=act_key(request),
                )
            )
            if made.done:
                messages.success(request, "Written. The next shift reads it here and on the handover page.")
                return redirect("shift_log")
            clash = made.clash
    lines = queries.shift_log(by, since=now - queries.SHOWN)
    facts = {
        "form": form,
        "has_errors": form.is_bound and bool(form.errors),
        "lines": lines,
        "unread": [each for each in lines if not each.mine],
        "since": now - queries.SHOWN,
    }
    return show(request, "shift_log", facts, clash=clash)


@require_POST
@page(may=may.KEEP_LOG, shows="shift log")
def read_shift_log(request: HttpRequest) -> HttpResponse:
    """Say that one has read the lines that the page showed; not those that came since."""
    shown = []
    for each in request.POST.getlist("entry")[:500]:
        try:
            shown.append(uuid.UUID(each))
        except ValueError:
            continue
    actions.read_log(shown, by=actor_of(request), at=timezone.now())
    messages.success(request, "Your name stands beside the lines that you read.")
    return redirect("handover" if request.POST.get("back") == "handover" else "shift_log")
