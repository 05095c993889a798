"""Letters: prepared in plain words, read before they are made, kept with the contact."""

from __future__ import annotations

from io import BytesIO

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.frontdoor import actions, queries
from lantern.frontdoor import permissions as may
from lantern.frontdoor.forms.letters import LetterForm
from lantern.frontdoor.letters import FOR_FAMILIES, LetterKind, letter, prepared
from lantern.frontdoor.views.common import note_look, show
from lantern.interface import documents, plain_english
from lantern.spine.lifecycle import AlreadyDone


@page(may=may.TELL_REFERRER, shows="contacts")
def letters(request: HttpRequest, reference: str) -> HttpResponse:
    """Which letter to write."""
    found = queries.contact_in_view(actor_of(request), reference)
    note_look(request, found)
    kinds = [kind for kind in LetterKind if kind != LetterKind.ANSWER or not found.referrer.anonymous]
    return show(request, "letters", {"kinds": kinds}, contact=found)


@page(may=may.TELL_REFERRER, shows="contacts")
def write_letter(request: HttpRequest, reference: str, form: str) -> HttpResponse:
    """Write it, read it as it leaves the printer, then make it: a PDF among the files of the contact."""
    by, now = actor_of(request), timezone.now()
    found = queries.contact_in_view(by, reference)
    note_look(request, found)
    if form not in LetterKind or (form == LetterKind.ANSWER and found.referrer.anonymous):
        raise Http404
    kind = LetterKind(form)
    outcomes = [each.outcome for each in found.decisions.all() if each.current]
    to_name = found.referrer.name if kind == LetterKind.ANSWER else ""
    filled = LetterForm(request.POST or None, initial={"words": prepared(kind, found, outcomes), "to_name": to_name})
    made = None
    if request.method == "POST" and filled.is_valid():
        made = letter(kind, found, to=filled.lines, words=filled.cleaned_data["words"], by=by, at=now)
        if "make" in request.POST:
            name = f"letter-{kind}-{now:%Y-%m-%d}.pdf"
            try:
                actions.add_file(
                    found, name=name, content=BytesIO(documents.pdf(made)), by=by, at=now, key=act_key(request)
                )
            except AlreadyDone:
                return redirect("contact_files", reference)
            return redirect("contact_files", reference)
    facts = {
        "kind": kind,
        "form": filled,
        "for_family": kind in FOR_FAMILIES or not found.referrer.professional,
        "hints": plain_english.hints(str(filled["words"].value() or "")),
        "better_words": list(plain_english.better_words().items()),
        "long": plain_english.LONG,
        "preview": documents.html(made) if made and "change" not in request.POST else None,
        "has_errors": filled.is_bound and bool(filled.errors),
    }
    return show(request, "write_letter", facts, contact=found)
