"""The files that were sent with a contact."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.frontdoor import actions, queries
from lantern.frontdoor import permissions as may
from lantern.frontdoor.forms.files import AddFileForm
from lantern.frontdoor.views.common import note_look, show
from lantern.spine.attachments import FileRefused


@page(may=may.SEE_CONTACT, shows="contacts")
def contact_files(request: HttpRequest, reference: str) -> HttpResponse:
    """What was sent, newest first, and a way to add to it."""
    by = actor_of(request)
    found = queries.contact_for(by, reference)
    note_look(request, found)
    posted = request.method == "POST"
    form = AddFileForm(request.POST if posted else None, request.FILES if posted else None)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            actions.add_file(found, name=sent.name, content=sent, by=by, at=timezone.now(), key=act_key(request))
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("The file is kept."))
            return redirect("contact_files", reference)
    facts = {
        "form": form,
        "files": queries.files_of(found),
        "may_add": bool(by.may(may.TAKE_CONTACT, found)),
        "has_errors": form.is_bound and not form.is_valid(),
    }
    return show(request, "files", facts, contact=found)
