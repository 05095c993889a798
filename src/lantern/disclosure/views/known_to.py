"""The known-to index: an agency's part in it, and a hub's look from a contact."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from lantern.access.pages import act_key, page
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.disclosure import known_to as index
from lantern.disclosure.forms import FeedForm
from lantern.disclosure.permissions import LOOK_KNOWN_TO, SEE_KNOWN_TO, SWITCH_KNOWN_TO
from lantern.frontdoor import queries as door
from lantern.partnership import queries as partnership
from lantern.spine.lifecycle import AlreadyDone


@page(may=LOOK_KNOWN_TO, shows="known to")
def known_to(request: HttpRequest, reference: str) -> HttpResponse:
    """Which agencies know the people of a contact. Nothing is shown before somebody looks; looks are written down."""
    by, now = actor_of(request), timezone.now()
    contact = door.contact_for(by, reference)
    seen = None
    if request.method == "POST":
        if "pointer" in request.POST:
            _answer(request, contact, by)
        seen = index.look(contact, by=by, at=now, team_name=by.team_name)
    facts = {"contact": contact, "seen": seen, "before": index.looked_before(contact), "now_at": now}
    return render(request, "disclosure/known_to.jinja", facts)


def _answer(request: HttpRequest, contact: Any, by: ActingPerson) -> None:
    try:
        pointer = UUID(request.POST["pointer"])
    except ValueError:
        raise Http404 from None
    index.answer(
        contact,
        pointer=pointer,
        person=request.POST.get("person", ""),
        same=request.POST.get("same") == "yes",
        by=by,
        at=timezone.now(),
    )


@page(may=SEE_KNOWN_TO, shows="own pointers")
def known_to_feeds(request: HttpRequest) -> HttpResponse:
    """An agency's part in the index: on or off, what it lent, how it feeds."""
    by, now = actor_of(request), timezone.now()
    areas = {each.pk: each for each in partnership.authorities() if each.pk in by.covers}
    if request.method == "POST" and "switch" in request.POST:
        return _switch(request, by, areas)
    parts = index.parts_of(by=by, covers=sorted(areas, key=lambda each: areas[each].short_name))
    on = [
        (str(each.authority_id), areas[each.authority_id].short_name) for each in parts if each.feed and each.feed.is_on
    ]
    form = FeedForm(request.POST or None, request.FILES or None, areas=on)
    told = None
    if request.method == "POST" and form.is_valid():
        try:
            feed, told = index.feed(
                form.cleaned_data["file"].read(),
                authority_id=int(form.cleaned_data["authority"]),
                by=by,
                at=now,
                key=act_key(request),
            )
        except AlreadyDone:
            return redirect("known_to_feeds")
        except index.FeedRefused as problem:
            form.add_error("file", str(problem))
        else:
            if not told.problems:
                said = ngettext("%d pointer is fed.", "%d pointers are fed.", feed.rows) % feed.rows
                messages.success(request, said)
                return redirect("known_to_feeds")
            parts = index.parts_of(by=by, covers=[each.authority_id for each in parts])
    facts = {"lent": parts, "areas": areas, "form": form, "told": told, "any_on": bool(on)}
    facts["may_switch"] = bool(by.may(SWITCH_KNOWN_TO))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "disclosure/known_to_feeds.jinja", facts, status=status)


def _switch(request: HttpRequest, by: ActingPerson, areas: dict[int, Any]) -> HttpResponse:
    wanted, _sep, on = request.POST["switch"].partition("-")
    if not wanted.isdecimal() or int(wanted) not in areas:
        raise Http404
    try:
        feed = index.switch(int(wanted), on=on == "on", by=by, at=timezone.now(), key=act_key(request))
    except AlreadyDone:
        return redirect("known_to_feeds")
    if not feed.is_on:
        said = ngettext(
            "Switched off. %d pointer was removed; 0 are held.",
            "Switched off. %d pointers were removed; 0 are held.",
            feed.removed,
        )
        said %= feed.removed
        messages.success(request, said)
    return redirect("known_to_feeds")


@require_safe
@page(may=SEE_KNOWN_TO, shows="own pointers")
def known_to_hits(request: HttpRequest) -> HttpResponse:
    """Who of which hub saw what this agency lent."""
    areas = {each.pk: each for each in partnership.authorities()}
    return render(
        request, "disclosure/known_to_hits.jinja", {"looks": index.looks_at(by=actor_of(request)), "areas": areas}
    )
