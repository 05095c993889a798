"""One section 47 enquiry: what is next, when the child was seen, what it found, and a manager's agreement."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.attempts import attempt
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.interface.forms import Form
from lantern.protection import forms, queries
from lantern.protection import permissions as may
from lantern.protection.actions import enquiries
from lantern.protection.models import Enquiry
from lantern.protection.states import ENQUIRY
from lantern.protection.tables import INITIAL
from lantern.protection.views.common import note_look, press, show
from lantern.spine import drafts

DRAFT = "enquiry_move"


@require_safe
@page(may=may.SEE_PROTECTION, shows="enquiry")
def enquiry(request: HttpRequest, reference: str) -> HttpResponse:
    """The enquiry: its clocks, what is next, and everything recorded."""
    found = queries.enquiry_for(reference, by=actor_of(request))
    note_look(request, found)
    by = actor_of(request)
    facts = {"beside": queries.beside(found), "conference": INITIAL}
    facts["may_call"] = bool(by.may(may.CALL_CONFERENCE))
    return show(request, "enquiry", found, facts)


@page(may=may.WORK_ENQUIRY, shows="enquiry")
def enquiry_seen(request: HttpRequest, reference: str) -> HttpResponse:
    """Record that the child was seen."""
    found = queries.enquiry_for(reference, by=actor_of(request))
    note_look(request, found)
    now, around = timezone.now(), queries.beside(found)
    clock = around.clock(enquiries.CHILD_SEEN)
    late = clock is not None and clock.stopped_at is None and clock.due_at < now
    form = forms.SeenForm(
        request.POST if request.method == "POST" else None,
        children=[(child.reference, child.name) for child in around.children],
        now=now,
        late=late,
        initial={"seen_on": timezone.localdate()},
    )
    clash = None
    if request.method == "POST" and form.is_valid():
        child = next((each for each in around.children if each.reference == form.who), None)
        if child is None:
            raise Http404
        made = attempt(lambda: enquiries.see(found, person_id=child.pk, **form.facts(), **press(request)))
        if made.done:
            return redirect("section_47", found.reference)
        clash = made.clash
    return show(request, "seen", found, {"beside": around, "back": "section_47"}, form=form, clash=clash)


_FORMS = ("take", "conclude", "send_back", "agree", "no_conference")
_NAMES = {"agree": ("agree_conference", "agree_end")}


@page(may=may.SEE_PROTECTION, shows="enquiry")
def move_enquiry(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Take it on, say what was found, agree, send back, or decide against a conference."""
    by = actor_of(request)
    found = queries.enquiry_for(reference, by=by)
    note_look(request, found)
    if move not in _FORMS:
        raise Http404
    around = queries.beside(found)
    saved = drafts.find(DRAFT, by=by, record=f"{found.reference}/{move}")
    form = _form(request, found, move, around, saved)
    clash = None
    if request.method == "POST" and (form is None or form.is_valid()):
        made = attempt(lambda: _make(found, move, form, press(request)))
        if made.done:
            drafts.discard(DRAFT, by=by, record=f"{found.reference}/{move}")
            if move == "take":
                messages.success(request, _("It is yours now."))
            return redirect("section_47", found.reference)
        clash = made.clash
    names = _NAMES.get(move, (move,))
    open_now = [one for one in ENQUIRY.open_moves(found, by=by) if one.name in names]
    fits = [one for one in open_now if one.answer] or open_now
    facts: dict[str, Any] = {
        "beside": around,
        "move": fits[0].move if fits else ENQUIRY.move(names[0]),
        "answer": fits[0].answer if fits else None,
        "draft_version": request.POST.get("draft_version") or (saved.version if saved else 0),
        "record": f"{found.reference}/{move}",
    }
    return show(request, "move_enquiry", found, facts, form=form, clash=clash)


def _form(
    request: HttpRequest, found: Enquiry, move: str, around: queries.Beside, saved: drafts.Saved | None
) -> Form | None:
    data = request.POST if request.method == "POST" else None
    kept = {name: texts[0] for name, texts in saved.values.items() if texts} if saved else {}
    match move:
        case "conclude":
            before = {
                "outcome": found.outcome,
                "found": found.found,
                "what_next": found.what_next,
                "risk_category": found.found_category,
                "found_category": found.found_category,
            }
            return forms.ConcludeForm(data, is_seen=not around.not_seen(), initial=before | kept)
        case "agree":
            clock = around.clock("s47-outcome")
            late = clock is not None and clock.stopped_at is None and clock.due_at < timezone.now()
            return forms.NoteForm(data, late=late, initial=kept)
        case "take":
            return None
    return forms.ReasonForm(data, initial=kept)


def _make(found: Enquiry, move: str, form: Any, pressed: dict[str, Any]) -> Any:
    said = form.cleaned_data if form is not None else {}
    match move:
        case "take":
            return enquiries.take(found, **pressed)
        case "conclude":
            return enquiries.conclude(found, **form.facts(), **pressed)
        case "agree":
            reason = said.get("late_reason") or ""
            return enquiries.agree(found, note=said["note"], late_reason=reason, **pressed)
        case "send_back":
            return enquiries.send_back(found, reason=said["reason"], **pressed)
        case _:
            return enquiries.no_conference(found, reason=said["reason"], **pressed)
