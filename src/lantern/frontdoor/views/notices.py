"""Police notifications by the file: look at it, bring it in, send back what was refused."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lantern.access.attempts import attempt, posted_version
from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.frontdoor import importing, updates
from lantern.frontdoor import notices as reading
from lantern.frontdoor import permissions as may
from lantern.frontdoor.forms.notices import UploadForm
from lantern.frontdoor.models import NoticeBatch
from lantern.frontdoor.queries_partner import notice_batch as batch_for
from lantern.frontdoor.queries_partner import notice_batches
from lantern.frontdoor.views.common import note_look, show
from lantern.partnership import queries as partnership

AT_MOST = 50
"""Notices brought in by one press: about two seconds. The page says how many are left."""
SHOWN = 10
"""Rows of the file shown before it comes in."""


@page(may=may.IMPORT_NOTICES, shows="notice batch")
def notices(request: HttpRequest) -> HttpResponse:
    """Choose a file; below, the files that came before."""
    actor = actor_of(request)
    form = UploadForm(request.POST or None, request.FILES or None, by=actor)
    if request.method == "POST" and form.is_valid():
        try:
            batch = importing.take_in(
                form.cleaned_data["file"].read(),
                authority_id=form.cleaned_data["authority"],
                by=actor,
                at=timezone.now(),
            )
        except reading.NoticeFileError as problem:
            form.add_error("file", str(problem))
        else:
            return redirect("notice_batch", batch=batch.pk)
    return render(
        request,
        "frontdoor/partner/notices.jinja",
        {"form": form, "batches": notice_batches(by=actor), "areas": _areas()},
    )


@page(may=may.IMPORT_NOTICES, shows="notice batch")
def notice_batch(request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
    """What is in a file before it comes in, and what became of it after."""
    actor = actor_of(request)
    found = batch_for(batch, by=actor)
    if request.method == "POST":
        _press(request, found)
        return redirect("notice_batch", batch=batch)
    sorted_out = importing.sort(found) if found.sealed_content is not None else None
    shown = {"batch": found, "found": sorted_out, "shown": SHOWN, "here": partnership.authority(found.authority_id)}
    return render(request, "frontdoor/partner/notice_batch.jinja", shown)


def _press(request: HttpRequest, found: NoticeBatch) -> None:
    if found.sealed_content is None:
        return
    if "forget" in request.POST:
        importing.forget(found)
    else:
        importing.import_some(found, by=actor_of(request), at=timezone.now(), at_most=AT_MOST)


@page(may=may.IMPORT_NOTICES, shows="contacts")
def changed_notice(request: HttpRequest, batch: uuid.UUID, number: int) -> HttpResponse:
    """A notice that was sent again in other words, beside its contact; and taking the change on."""
    by, now = actor_of(request), timezone.now()
    found = batch_for(batch, by=by)
    notice = updates.changed_notice(found, number) if found.sealed_content is not None else None
    update = updates.update_of(notice, found.authority_id, at=now) if notice else None
    if update is None:
        raise Http404
    note_look(request, update.onto)
    clash = None
    if request.method == "POST":
        made = attempt(
            lambda: updates.take_on(update, found, by=by, at=now, version=posted_version(request), key=act_key(request))
        )
        if made.done:
            messages.success(request, _("The change is on the contact."))
            return redirect("contact", update.onto.reference)
        clash = made.clash
    return show(request, "changed_notice", {"update": update, "batch": found}, contact=update.onto, clash=clash)


@page(may=may.IMPORT_NOTICES, shows="notice batch")
def refused_rows(request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
    """The refused rows with what is wrong, to put right and send again."""
    found = batch_for(batch, by=actor_of(request))
    if found.sealed_content is None:
        raise Http404
    content = reading.write_refused(importing.sort(found).read)
    headers = {"Content-Disposition": 'attachment; filename="refused-rows.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _areas() -> dict[int, Any]:
    return {each.pk: each for each in partnership.authorities()}
