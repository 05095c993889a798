"""Planning: which meetings there are, what waits for an agenda, and what the record knows to be due."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lantern.access.attempts import Attempt, attempt
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.boards import queries as boards
from lantern.boards.models import Seat
from lantern.boards.views.common import press
from lantern.governance import due, forms, queries
from lantern.governance import permissions as may_do
from lantern.governance.actions import meetings as actions
from lantern.governance.models import AgendaItem
from lantern.governance.views.common import draw
from lantern.interface.paging import Page, page_of
from lantern.spine.models import Episode


@require_safe
@page(may=may_do.SEE_BOARD_MEETINGS, shows="board meetings")
def board_meetings(request: HttpRequest) -> HttpResponse:
    """Every meeting of every body: what comes, what waits for the chair, what is over."""
    ahead, past = _pages(request)
    coming, over = queries.meetings(by=actor_of(request), ahead=ahead, past=past)
    facts = {"coming": coming, "over": over, "ahead": ahead, "past": past, "body": None}
    return draw(request, "board_meetings", facts)


def _pages(request: HttpRequest) -> tuple[Page, Page]:
    """Which page of what comes and of what is over: each is turned by itself."""
    return page_of(request, name="coming"), page_of(request, name="over")


@require_safe
@page(may=may_do.SEE_BOARD_MEETINGS, shows="board meetings")
def body_meetings(request: HttpRequest, code: str) -> HttpResponse:
    """The meetings of one body, its backlog and forward plan."""
    by = actor_of(request)
    found = boards.body_for(code, by=by)
    ahead, past = _pages(request)
    coming, over = queries.meetings(by=by, body=found, ahead=ahead, past=past)
    facts = {"coming": coming, "over": over, "ahead": ahead, "past": past, "body": found}
    return draw(request, "board_meetings", facts | {"waiting": queries.backlog(found, by=by)})


@page(may=may_do.KEEP_MINUTES, shows="board meetings")
def plan_meeting(request: HttpRequest, code: str) -> HttpResponse:
    """Plan a meeting of a body."""
    found = boards.body_for(code, by=actor_of(request))
    seats = {str(each.pk): each for each in Seat.objects.filter(body=found, until__isnull=True).order_by("number")}
    form = forms.PlanForm(
        request.POST if request.method == "POST" else None, seats=[(key, each.name) for key, each in seats.items()]
    )
    if found.chaired != "rota":
        del form.fields["chair_seat"]
    clash = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = attempt(
            lambda: actions.plan(
                found,
                starts_at=form.starts_at,
                place=said["place"],
                how_to_join=said["how_to_join"],
                chair_seat=seats.get(said.get("chair_seat", "")),
                **press(request),
            )
        )
        if made.done:
            return redirect("board_meeting", made.result.reference) if made.result else redirect("body_meetings", code)
        clash = made.clash
    facts = {"body": found, "form": form}
    return draw(request, "plan_meeting", facts, clash=clash, wrong=form.is_bound and bool(form.errors))


def _said(form: forms.ItemForm) -> dict[str, Any]:
    said = dict(form.cleaned_data)
    why = said.pop("confidential_why", None)
    confidential = said.pop("confidential", False)
    said["confidential_why"] = (why or "") if confidential else ""
    return said


@page(may=may_do.KEEP_MINUTES, shows="board meetings")
def new_item(request: HttpRequest, code: str) -> HttpResponse:
    """Something for a later agenda: the backlog, and with a day the forward plan."""
    found = boards.body_for(code, by=actor_of(request))
    form = forms.BacklogForm(request.POST if request.method == "POST" else None)
    clash = None
    if request.method == "POST" and form.is_valid():
        made = attempt(lambda: actions.add_item(found, **_said(form), **press(request)))
        if made.done:
            return redirect("body_meetings", code)
        clash = made.clash
    facts = {"body": found, "form": form, "meeting": None}
    return draw(request, "new_item", facts, clash=clash, wrong=form.is_bound and bool(form.errors))


@page(may=may_do.KEEP_MINUTES, shows="board meetings")
def add_to_agenda(request: HttpRequest, reference: str) -> HttpResponse:
    """The agenda of a meeting: something new, something from the backlog, or what the record knows to be due."""
    by, now = actor_of(request), timezone.now()
    found = queries.meeting_for(reference, by=by)
    form = forms.ItemForm(request.POST if request.method == "POST" else None)
    clash = None
    if request.method == "POST" and form.is_valid():
        made = attempt(lambda: actions.add_item(found.body, meeting=found, **_said(form), **press(request)))
        if made.done:
            return redirect("board_meeting", found.reference)
        clash = made.clash
    facts = {
        "body": found.body,
        "meeting": found,
        "form": form,
        "waiting": queries.backlog(found.body, by=by),
        "due": due.offered(found.body, now),
    }
    return draw(request, "new_item", facts, clash=clash, wrong=form.is_bound and bool(form.errors))


@require_POST
@page(may=may_do.KEEP_MINUTES, shows="board meetings")
def take_up_item(request: HttpRequest, reference: str, record: uuid.UUID) -> HttpResponse:
    """From the backlog onto the agenda."""
    by = actor_of(request)
    found = queries.meeting_for(reference, by=by)
    item = AgendaItem.objects.filter(pk=record, body=found.body, authority_id__in=by.partnerships).first()
    if item is None:
        raise Http404
    _told(request, item.title, attempt(lambda: actions.take_up(item, found, **press(request))))
    return redirect("add_to_agenda", found.reference)


def _told(request: HttpRequest, title: str, made: Attempt) -> None:
    """Say on the next page what stands on the agenda now: several things are put on, one after the other."""
    if made.done:
        messages.success(request, _("On the agenda: %(title)s") % {"title": title})


@require_POST
@page(may=may_do.KEEP_MINUTES, shows="board meetings")
def take_up_signal(request: HttpRequest, reference: str) -> HttpResponse:
    """What the record knows to be due, onto the agenda."""
    by = actor_of(request)
    found = queries.meeting_for(reference, by=by)
    chosen, record = request.POST.get("title", ""), request.POST.get("record", "")
    for signal in due.offered(found.body, timezone.now()):
        if signal.title == chosen and str(signal.because_of or "") == record:
            origin = Episode.objects.filter(pk=signal.because_of).first() if signal.because_of else None
            said: dict[str, Any] = {"title": signal.title[:300], "purpose": signal.purpose, "because_of": origin}
            said |= press(request)
            _told(request, chosen, attempt(partial(actions.add_item, found.body, meeting=found, **said)))
            break
    return redirect("add_to_agenda", found.reference)


@page(may=may_do.SEE_BOARD_MEETINGS, shows="board meetings")
def paper(request: HttpRequest, reference: str, record: uuid.UUID) -> HttpResponse:
    """The paper of an item: read, or sent."""
    by = actor_of(request)
    found = queries.meeting_for(reference, by=by)
    item = AgendaItem.objects.filter(pk=record, episode_id=found.pk).first()
    if item is None or (item.confidential and not by.may(may_do.SEE_CONFIDENTIAL_ITEMS)):
        raise Http404
    form = forms.PaperForm(request.POST if request.method == "POST" else None, initial={"paper": item.paper})
    clash = None
    if request.method == "POST" and form.is_valid():
        made = attempt(lambda: actions.send_paper(item, text=form.cleaned_data["paper"], **press(request)))
        if made.done:
            return redirect("board_meeting", found.reference)
        clash = made.clash
    facts = {"meeting": found, "item": item, "form": form}
    return draw(request, "paper", facts, clash=clash, wrong=form.is_bound and bool(form.errors))
