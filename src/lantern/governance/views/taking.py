"""Minutes that came as a file: chosen, read, and checked by a person before anything is made of them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from lantern.access.attempts import attempt
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.boards import queries as boards
from lantern.boards.queries import Owner
from lantern.boards.views.common import press
from lantern.governance import forms
from lantern.governance import permissions as may_do
from lantern.governance.actions import taking
from lantern.governance.models import MinutesFile
from lantern.governance.reading import NoMinutes, read
from lantern.governance.views.common import draw
from lantern.interface.paging import page_of


@page(may=may_do.KEEP_MINUTES, shows="board meetings")
def minutes_files(request: HttpRequest, code: str) -> HttpResponse:
    """Choose a file of minutes; those that wait to be checked."""
    found = boards.body_for(code, by=actor_of(request))
    form = forms.MinutesFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        content = sent.read()
        try:
            told = read(content, sent.name)
        except NoMinutes as problem:
            form.add_error("file", str(problem))
        else:
            kept, _new = taking.keep_file(found, name=sent.name, content=content, found=told, at=timezone.now())
            return redirect("minutes_file", record=kept.pk)
    files = MinutesFile.objects.filter(body=found).select_related("episode").order_by("-read_at", "pk")
    at = page_of(request)
    facts = {"body": found, "form": form, "files": at.of(files), "at": at}
    return draw(request, "minutes_files", facts, wrong=form.is_bound and bool(form.errors))


@page(may=may_do.KEEP_MINUTES, shows="board meetings")
def minutes_file(request: HttpRequest, record: uuid.UUID) -> HttpResponse:
    """What was read in a file, with its questions; answered, it becomes a meeting and actions."""
    by = actor_of(request)
    file = MinutesFile.objects.select_related("body", "episode").filter(pk=record, authority_id__in=by.partnerships)
    found = file.first()
    if found is None:
        raise Http404
    if found.episode:
        return redirect("board_meeting", found.episode.reference)
    data = request.POST if request.method == "POST" else None
    owners = boards.owners(found.authority_id)
    when = forms.HeldForm(data, initial=_held(found.proposal))
    each = [(told, _action_form(data, number, told, owners)) for number, told in enumerate(found.proposal["actions"])]
    clash = None
    if request.method == "POST" and all([when.is_valid(), *(form.is_valid() for _told, form in each)]):
        chosen = [_chosen(told, form) for told, form in each if not form.cleaned_data.get("leave_out")]
        made = attempt(lambda: taking.take(found, starts_at=when.starts_at, chosen=chosen, **press(request)))
        if made.done:
            return redirect("board_meeting", made.result.reference) if made.result else redirect("board_meetings")
        clash = made.clash
    every = [when, *(form for _told, form in each)]
    facts = {"file": found, "body": found.body, "when": when, "each": each, "forms": every}
    wrong = when.is_bound and any(form.errors for form in every)
    return draw(request, "minutes_file", facts, clash=clash, wrong=wrong)


def _held(proposal: dict[str, Any]) -> dict[str, Any]:
    return {"on": dt.date.fromisoformat(proposal["held_on"])} if proposal["held_on"] else {}


def _action_form(data: Any, number: int, told: dict[str, Any], owners: list[Owner]) -> forms.TakenForm:
    first: dict[str, Any] = {"what": told["what"]}
    if told["by_when"]:
        first |= {"when": "date", "by_when": dt.date.fromisoformat(told["by_when"])}
    return forms.TakenForm(data, prefix=f"action-{number}", initial=first, owners=owners)


def _chosen(told: dict[str, Any], form: forms.TakenForm) -> dict[str, Any]:
    said = form.cleaned_data
    return {"what": said["what"], "item": told["item"], **boards.owner_named(said["owner"]), **form.promised}
