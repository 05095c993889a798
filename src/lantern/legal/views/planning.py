"""One child's legal planning: where it stands, whose turn it is, what must change; and the letter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.attempts import attempt
from lantern.access.draft_saving import as_posted
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.interface import documents, plain_english
from lantern.interface.forms import Form
from lantern.legal import actions, court, forms, papers, queries
from lantern.legal import permissions as may
from lantern.legal.models import Hearing, LegalPlanning
from lantern.legal.states import LEGAL, OPEN, missing_in_letter
from lantern.legal.tables import PARENTS_MEETING, PLANNING_MEETING, tells
from lantern.legal.views.common import note_look, press, show
from lantern.meetings.kinds import meeting_kind
from lantern.meetings.states import MEETING
from lantern.meetings.views.running import as_file
from lantern.plans import hints
from lantern.plans.views.writing import as_kept
from lantern.spine import drafts

DRAFT = "legal"
_TEXTS = ("what", "checked_how", "help_offered", "worries", "helped", "what_next")
"""What parents read: hints stand beside it while it is typed."""


@require_safe
@page(may=may.SEE_LEGAL, shows="legal")
def legal_planning(request: HttpRequest, reference: str) -> HttpResponse:
    """Where it stands, since when, whose turn it is; what must change; what was decided and why."""
    by = actor_of(request)
    found = queries.planning_for(reference, by=by)
    note_look(request, found)
    around = queries.beside(found)
    facts = {
        "beside": around,
        "missing": missing_in_letter(around.letter, around.changes),
        "kind": meeting_kind(PLANNING_MEETING),
        "parents": PARENTS_MEETING,
        "planning": PLANNING_MEETING,
        "kind_of": meeting_kind,
        "meeting_states": MEETING.states,
        "tells": tells,
        "may_decide": bool(by.may(may.DECIDE_LEGAL)),
        "may_work": bool(by.may(may.WORK_LEGAL)),
        "delay": next((each for each in around.delays if each.stage == found.state), None),
        "is_open": found.state in OPEN,
    }
    return show(request, "legal_planning", found, facts)


# ---- The letter -----------------------------------------------------------------------------------------------------


@page(may=may.WORK_LEGAL, shows="legal")
def letter_head(request: HttpRequest, reference: str) -> HttpResponse:
    """The letter, around the list of what must change."""
    found = queries.planning_for(reference, by=actor_of(request))
    note_look(request, found)
    around = queries.beside(found)
    now = {name: getattr(around.letter, name) if around.letter else "" for name in actions.HEAD}

    def save(form: Form) -> Any:
        return actions.write_head(found, values=form.cleaned_data, **press(request))

    return _written(request, found, around, forms.HeadForm, now, save, part="head")


@page(may=may.WORK_LEGAL, shows="legal")
def letter_change(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One thing that must change; number 0 is a new one. Saving is never blocked, sending is."""
    found = queries.planning_for(reference, by=actor_of(request))
    note_look(request, found)
    around = queries.beside(found)
    one = next((each for each in around.changes if each.number == number), None)
    if number and one is None:
        raise Http404
    now = {name: getattr(one, name) for name in (*actions.CHANGE, "dropped")} if one else {}

    def save(form: Form) -> Any:
        said = form.cleaned_data
        values = {name: said[name] or ("" if name != "by_when" else None) for name in actions.CHANGE}
        dropped = bool(said.get("dropped"))
        return actions.write_change(found, number or None, values=values, dropped=dropped, **press(request))

    return _written(request, found, around, forms.ChangeForm, now, save, part=f"change-{number}")


def _written(
    request: HttpRequest,
    found: LegalPlanning,
    around: queries.Beside,
    form_class: type[Form],
    now: dict[str, Any],
    save: Callable[[Form], Any],
    *,
    part: str,
) -> HttpResponse:
    by = actor_of(request)
    record = f"{found.reference}:{part}"
    kept = drafts.find(DRAFT, by=by, record=record)
    form = form_class(request.POST if request.method == "POST" else as_posted(kept), initial=now)
    if part == "change-0":
        del form.fields["dropped"]
    clash = None
    if request.method == "POST" and form.is_valid():
        made = attempt(lambda: save(form))
        if made.done:
            drafts.discard(DRAFT, by=by, record=record)
            messages.success(request, _("Saved."))
            if request.POST.get("then") == "another":
                return redirect("letter_change", reference=found.reference, number=0)
            return redirect("legal_planning", reference=found.reference)
        clash = made.clash
    texts = [str(form[name].value() or "") for name in _TEXTS if name in form.fields]
    as_kept(request, form)
    facts = {
        "beside": around,
        "part": part,
        "hints": hints.hints(*texts),
        "vague": list(hints.vague_words().items()),
        "watched": [form[name].auto_id for name in _TEXTS if name in form.fields],
        "long": plain_english.LONG,
        "draft": kept,
        "record": record,
        "theirs": [(form[name].label, now.get(name)) for name in form.fields if clash and clash.told and name in now],
    }
    return show(request, "write_letter", found, facts, form=form, clash=clash)


# ---- Moves ----------------------------------------------------------------------------------------------------------

_MOVES = ("take", "ready", "send_back", "send_letter", "issue", "conclude", "delay", "list_hearing", "extend_court")
_CLOCK_OF = {
    "send_letter": "letter-before-proceedings",
    "issue": "issue-application",
    "conclude": "care-proceedings",
}


@page(may=may.SEE_LEGAL, shows="legal")
def move_legal(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Take it on, send the letter to a manager, agree and send it, apply to the court, end it, say why it waits."""
    by = actor_of(request)
    found = queries.planning_for(reference, by=by)
    note_look(request, found)
    if move not in _MOVES:
        raise Http404
    around = queries.beside(found)
    record = f"{found.reference}:{move}"
    kept = drafts.find(DRAFT, by=by, record=record)
    form = _form(request, move, around, kept)
    clash = None
    if request.method == "POST" and (form is None or form.is_valid()):
        made = attempt(lambda: _make(found, move, form, around, press(request)))
        if made.done:
            drafts.discard(DRAFT, by=by, record=record)
            return redirect("legal_planning", reference=found.reference)
        clash = made.clash
    open_now = next((one for one in LEGAL.open_moves(found, by=by) if one.name == move), None)
    facts = {
        "beside": around,
        "move": LEGAL.move(move),
        "answer": open_now.answer if open_now else None,
        "draft": kept,
        "record": record,
    }
    return show(request, "move_legal", found, facts, form=form, clash=clash)


def _form(request: HttpRequest, move: str, around: queries.Beside, kept: drafts.Saved | None) -> Form | None:
    data = request.POST if request.method == "POST" else as_posted(kept)
    clock = around.clock(_CLOCK_OF.get(move, ""))
    late = clock is not None and clock.stopped_at is None and clock.due_at < timezone.now()
    today = {"on": timezone.localdate()}
    match move:
        case "send_back":
            return forms.ReasonForm(data)
        case "send_letter":
            return forms.SendForm(
                data, siblings=around.same_stage(), late=late,
                initial={"also": [reference for reference, _name in around.same_stage()]},
            )  # fmt: skip
        case "issue":
            return forms.IssueForm(data, late=late, initial=today)
        case "conclude":
            return forms.ConcludeForm(data, late=late)
        case "delay":
            return forms.DelayForm(data)
        case "list_hearing":
            return forms.HearingForm(data)
        case "extend_court":
            return forms.ExtensionForm(data, initial={"granted_on": timezone.localdate()})
    return None


def _make(found: LegalPlanning, move: str, form: Form | None, around: queries.Beside, pressed: dict[str, Any]) -> Any:
    said: dict[str, Any] = {name: value or "" for name, value in form.cleaned_data.items()} if form else {}
    late: dict[str, Any] = {"late_reason": said.pop("late_reason", "")}
    match move:
        case "take":
            return actions.take(found, **pressed)
        case "ready":
            return actions.letter_ready(found, **pressed)
        case "send_back":
            return actions.send_back(found, reason=said["reason"], **pressed)
        case "send_letter":
            chosen = set(said.get("also") or ())
            also = LegalPlanning.objects.select_related("child").filter(
                family=found.family, reference__in=chosen & {each for each, _name in around.same_stage()}
            )
            return actions.send_letter(found, how=said["how"], also=list(also), **late, **pressed)
        case "issue":
            return actions.issue(found, **said, **late, **pressed)
        case "conclude":
            return actions.conclude(found, **said, **late, **pressed)
        case "list_hearing":
            return court.list_hearing(found, **said, **pressed)
        case "extend_court":
            return court.extend(found, **said, **pressed)
        case _:
            return actions.explain_delay(found, **said, **pressed)


@page(may=may.WORK_LEGAL, shows="legal")
def check_change(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Say whether one of the things that the letter asks has changed."""
    found = queries.planning_for(reference, by=actor_of(request))
    note_look(request, found)
    around = queries.beside(found)
    one = next((each for each in around.standing() if each.number == number), None)
    if one is None:
        raise Http404
    form = forms.CheckForm(
        request.POST if request.method == "POST" else None,
        initial={"noted_on": timezone.localdate(), "found": "" if one.found == "open" else one.found},
    )
    clash = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = attempt(
            lambda: actions.check(
                found, number, found=said["found"], noted=said["noted"], on=said["noted_on"], **press(request)
            )
        )
        if made.done:
            return redirect("legal_planning", reference=found.reference)
        clash = made.clash
    return show(request, "check_change", found, {"beside": around, "one": one}, form=form, clash=clash)


@page(may=may.WORK_LEGAL, shows="legal")
def note_hearing(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Say what came of a day in court."""
    found = queries.planning_for(reference, by=actor_of(request))
    note_look(request, found)
    around = queries.beside(found)
    one = next((each for each in around.hearings if each.number == number), None)
    if one is None:
        raise Http404
    managed = one.kind == Hearing.Kind.CASE_MANAGEMENT
    clock = around.clock(court.CASE_MANAGEMENT) if managed else None
    late = clock is not None and clock.stopped_at is None and clock.due_at.date() < one.on
    form = forms.HearingNoteForm(request.POST if request.method == "POST" else None, late=late)
    clash = None
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = {name: value or "" for name, value in form.cleaned_data.items()}
        made = attempt(lambda: court.note_hearing(found, number, **said, **press(request)))
        if made.done:
            return redirect("legal_planning", reference=found.reference)
        clash = made.clash
    return show(request, "note_hearing", found, {"beside": around, "one": one}, form=form, clash=clash)


# ---- On paper -------------------------------------------------------------------------------------------------------

_PAPERS = {"letter": papers.letter, "history": papers.history}


@require_safe
@page(may=may.SEE_LEGAL, shows="legal")
def legal_pdf(request: HttpRequest, reference: str, form: str) -> HttpResponse:
    """The letter or the history of decisions as a PDF that can be read aloud."""
    made, name = _paper(request, reference, form)
    return as_file(documents.pdf(made), "application/pdf", f"{name}.pdf")


@require_safe
@page(may=may.SEE_LEGAL, shows="legal")
def legal_word(request: HttpRequest, reference: str, form: str) -> HttpResponse:
    """The letter or the history of decisions as a Word file."""
    made, name = _paper(request, reference, form)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return as_file(documents.word(made), kind, f"{name}.docx")


def _paper(request: HttpRequest, reference: str, form: str) -> tuple[documents.Document, str]:
    by = actor_of(request)
    found = queries.planning_for(reference, by=by)
    note_look(request, found)
    around = queries.beside(found)
    if form not in _PAPERS or (form == "letter" and around.letter is None):
        raise Http404
    return _PAPERS[form](found, around, by=by, at=timezone.now()), f"{form}-{found.reference}"
