"""One meeting: before it, while it runs, and its minutes."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lantern.access.attempts import Clash, attempt
from lantern.access.draft_saving import as_posted
from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.interface import documents
from lantern.interface.forms import Form
from lantern.meetings import actions, forms, queries
from lantern.meetings import minutes as papers
from lantern.meetings import permissions as may
from lantern.meetings.kinds import meeting_kind
from lantern.meetings.models import Meeting, Said, Seat
from lantern.meetings.states import HELD, MEETING, OPEN_TO_NOTES
from lantern.meetings.views.common import may as allowed
from lantern.meetings.views.common import note_look, press, show
from lantern.people.models import Person
from lantern.spine import drafts
from lantern.spine.lifecycle import AlreadyDone

DECISION_DRAFT = "meeting_decision"
_ATTENDANCE = {"", *Seat.Attendance.values}


@require_safe
@page(may=may.SEE_MEETINGS, shows="meetings")
def meeting(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole page: what is next first, then everything that was told."""
    found = queries.meeting_for(reference, by=actor_of(request))
    note_look(request, found)
    return _page(request, found)


def _page(
    request: HttpRequest,
    found: Meeting,
    *,
    say: forms.SayForm | None = None,
    action: forms.ActionForm | None = None,
    clash: Clash | None = None,
) -> HttpResponse:
    by = actor_of(request)
    table = queries.table_of(found)
    writes = found.state in OPEN_TO_NOTES and allowed(by, may.RUN_MEETING)
    saved = drafts.find(forms.NOTE_DRAFT, by=by, record=found.reference) if writes and say is None else None
    if writes and say is None:
        kept = {name: texts[0] for name, texts in saved.values.items() if texts} if saved else {}
        say = forms.SayForm(seats=table.seats, initial={"part": Said.Part.INFORMATION, **kept})
    facts = _facts(found, table, request) | {
        "say": say,
        "action": action or forms.ActionForm(initial={"on": timezone.localdate()}),
        "writes": writes,
        "draft_version": saved.version if saved else 0,
    }
    wrong = any(form is not None and form.is_bound and form.errors for form in (say, action))
    return show(request, "meeting", found, facts, clash=clash, wrong=wrong)


def _facts(found: Meeting, table: queries.Table, request: HttpRequest) -> dict[str, Any]:
    by = actor_of(request)
    kind = meeting_kind(found.meeting_kind)
    quorum = kind.quorum
    return {
        "table": table,
        "missing": quorum.missing(seat.sits_as for seat in table.there()) if quorum else [],
        "not_asked": quorum.missing(seat.sits_as for seat in table.seats) if quorum else [],
        "quorum": quorum,
        "moves": {one.name: one for one in MEETING.open_moves(found, by=by)},
        "may_run": allowed(by, may.RUN_MEETING),
        "may_reword": found.state in OPEN_TO_NOTES and allowed(by, may.RUN_MEETING),
    }


@require_safe
@page(may=may.SEE_MEETINGS, shows="meetings")
def meeting_live(request: HttpRequest, reference: str) -> HttpResponse:
    """Only what is told, decided and agreed, for pages that are already open. Unchanged costs one short answer."""
    found = queries.meeting_for(reference, by=actor_of(request))
    response = show(request, "meeting_live", found, _facts(found, queries.table_of(found), request))
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    response["ETag"] = tag
    return response


@require_POST
@page(may=may.RUN_MEETING, shows="meetings")
def take_roll(request: HttpRequest, reference: str) -> HttpResponse:
    """Who is there."""
    found = queries.meeting_for(reference, by=actor_of(request))
    roll = {}
    for name in request.POST:
        kind, _dash, identifier = name.partition("-")
        now, before = request.POST.get(name, ""), request.POST.get(f"was-{identifier}", "")
        if kind == "seat" and now in _ATTENDANCE and before in _ATTENDANCE and _is_id(identifier):
            roll[uuid.UUID(identifier)] = (before, now)
    made = attempt(
        lambda: actions.take_roll(found, found=roll, by=actor_of(request), at=timezone.now(), key=act_key(request))
    )
    if made.clash:
        return _page(request, found, clash=made.clash)
    for seat in made.result or ():
        told = Seat.Attendance(seat.attendance).label if seat.attendance else _("not recorded")
        messages.warning(
            request,
            _("Somebody else recorded %(name)s meanwhile: %(told)s. Theirs stands.")
            % {"name": seat.name, "told": told.lower()},
        )
    return redirect(_at(found, "roll"))


def _is_id(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _at(found: Meeting, place: str) -> str:
    from django.urls import reverse

    return f"{reverse('meeting', kwargs={'reference': found.reference})}#{place}"


@require_POST
@page(may=may.RUN_MEETING, shows="meetings")
def say_at_meeting(request: HttpRequest, reference: str) -> HttpResponse:
    """Write down what somebody tells."""
    by = actor_of(request)
    found = queries.meeting_for(reference, by=by)
    table = queries.table_of(found)
    form = forms.SayForm(request.POST, seats=table.seats)
    if not form.is_valid():
        return _page(request, found, say=form)
    said = form.cleaned_data
    made = attempt(
        lambda: actions.say(
            found,
            part=said["part"],
            text=said["text"],
            seat=table.seat(said.get("seat") or ""),
            by=by,
            at=timezone.now(),
            key=act_key(request),
        )
    )
    if made.clash:
        return _page(request, found, say=form, clash=made.clash)
    drafts.discard(forms.NOTE_DRAFT, by=by, record=found.reference)
    return redirect(_at(found, "say"))


@page(may=may.RUN_MEETING, shows="meetings")
def reword_line(request: HttpRequest, reference: str, record: uuid.UUID) -> HttpResponse:
    """Word a line anew. When somebody else did so meanwhile, both wordings stand here and nothing is overwritten."""
    by = actor_of(request)
    found = queries.meeting_for(reference, by=by)
    note_look(request, found)
    line = _line(found, record)
    form = forms.RewordForm(request.POST if request.method == "POST" else None, initial={"text": line.text})
    theirs, clash = line.replaced_by.first(), None
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = {"part": line.part, "text": form.cleaned_data["text"]}
        said |= {"by": by, "at": timezone.now(), "key": act_key(request)}
        try:
            made = attempt(lambda: actions.say(found, replaces=line, **said))
            if made.done:
                return redirect(_at(found, "table"))
            clash = made.clash
        except actions.LineReplaced as replaced:
            theirs = replaced.theirs
    facts = {"line": line, "form": form, "theirs": theirs}
    wrong = form.is_bound and bool(form.errors)
    if theirs is not None and request.method == "POST":
        clash = clash or Clash()
    return show(request, "reword_line", found, facts, clash=clash, wrong=wrong)


def _line(found: Meeting, record: uuid.UUID) -> Said:
    line = Said.objects.select_related("seat").filter(pk=record, episode_id=found.pk).first()
    if line is None:
        raise Http404
    return line


@require_POST
@page(may=may.RUN_MEETING, shows="meetings")
def agree_action(request: HttpRequest, reference: str) -> HttpResponse:
    """Who does what by when."""
    by = actor_of(request)
    found = queries.meeting_for(reference, by=by)
    form = forms.ActionForm(request.POST)
    if not form.is_valid():
        return _page(request, found, action=form)
    said = form.cleaned_data
    made = attempt(
        lambda: actions.agree(
            found,
            what=said["what"],
            owner_name=said["owner"],
            due_at=form.due_at,
            by=by,
            at=timezone.now(),
            key=act_key(request),
        )
    )
    if made.clash:
        return _page(request, found, action=form, clash=made.clash)
    return redirect(_at(found, "actions"))


@page(may=may.RUN_MEETING, shows="meetings")
def action_done(request: HttpRequest, reference: str, record: uuid.UUID) -> HttpResponse:
    """What was agreed is done, and what came of it."""
    by = actor_of(request)
    found = queries.meeting_for(reference, by=by)
    note_look(request, found)
    action = queries.action_for(record, by=by)
    if action.episode_id != found.pk:
        raise Http404
    form = forms.DoneForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and action.done_at is None:
        try:
            first = actions.mark_done(
                action, outcome=form.cleaned_data["outcome"], by=by, at=timezone.now(), key=act_key(request)
            )
        except AlreadyDone:
            first = True
        if first:
            return redirect(_at(found, "actions"))
        action.refresh_from_db()
    wrong = form.is_bound and bool(form.errors)
    return show(request, "action_done", found, {"action": action, "form": form}, wrong=wrong)


# ---- Deciding -------------------------------------------------------------------------------------------------------


@page(may=may.RUN_MEETING, shows="meetings")
def decide_meeting(request: HttpRequest, reference: str) -> HttpResponse:
    """The decision for each child, with its reasons; and why it decides without somebody who must be there."""
    by = actor_of(request)
    found = queries.meeting_for(reference, by=by)
    note_look(request, found)
    table = queries.table_of(found)
    facts = _facts(found, table, request)
    saved = drafts.find(DECISION_DRAFT, by=by, record=found.reference)
    data = request.POST if request.method == "POST" else as_posted(saved)
    each = [(child, _decision_form(found, child, number, data)) for number, child in enumerate(table.children)]
    why = forms.QuorumForm(data) if facts["missing"] else None
    every: list[Form] = [form for _child, form in each] + ([why] if why else [])
    clash = None
    if request.method == "POST":
        if all([form.is_valid() for form in every]):  # noqa: C419 - every form is judged, so that all problems show
            chosen = [_for_child(child, form) for child, form in each]
            reason = why.cleaned_data["not_quorate_why"] if why else ""
            made = attempt(lambda: actions.decide(found, decisions=chosen, not_quorate_why=reason, **press(request)))
            if made.done:
                drafts.discard(DECISION_DRAFT, by=by, record=found.reference)
                return redirect(_at(found, "decision"))
            clash = made.clash
    elif saved:
        every = [form.unjudged() for form in every]
    version = request.POST.get("draft_version") or (saved.version if saved else 0)
    facts |= {"each": each, "why": why, "forms": every, "draft_version": version}
    wrong = request.method == "POST" and any(form.errors for form in every)
    return show(request, "decide_meeting", found, facts, clash=clash, wrong=wrong)


def _decision_form(found: Meeting, child: Person, number: int, data: Any) -> Form:
    kind = meeting_kind(found.meeting_kind)
    if not kind.outcomes:
        raise Http404
    made: Callable[..., Form] = kind.form or forms.DecideForm
    extra = {} if kind.form else {"outcomes": [(one.code, one.label, one.hint) for one in kind.outcomes]}
    return made(data, prefix=f"child-{number}", meeting=found, person=child, **extra)


def _for_child(child: Person, form: Form) -> actions.ForChild:
    said = dict(form.cleaned_data)
    outcome, reasons = said.pop("outcome"), said.pop("reasons")
    details = {name: _plain(value) for name, value in said.items() if value not in (None, "", [], False)}
    return actions.ForChild(child.pk, outcome, reasons, details)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


# ---- Moves ----------------------------------------------------------------------------------------------------------


@page(may=may.RUN_MEETING, shows="meetings")
def move_meeting(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Begin, end, send the minutes, change when or where, or call it off."""
    by, now = actor_of(request), timezone.now()
    found = queries.meeting_for(reference, by=by)
    note_look(request, found)
    if move not in ("begin", "end", "send_outline", "send_minutes", "move", "call_off"):
        raise Http404
    table = queries.table_of(found)
    facts = _facts(found, table, request)
    form = _move_form(request, found, move, facts)
    clash = None
    if request.method == "POST" and (form is None or form.is_valid()):
        made = attempt(lambda: _make(found, move, form, press(request)))
        if made.done:
            return redirect(_at(found, "main"))
        clash = made.clash
    open_move = facts["moves"].get(move)
    facts |= {"move": MEETING.move(move), "form": form, "answer": open_move.answer if open_move else None}
    facts["late"] = move == "send_minutes" and found.next_due_at is not None and found.next_due_at < now
    wrong = form is not None and form.is_bound and bool(form.errors)
    return show(request, "move_meeting", found, facts, clash=clash, wrong=wrong)


def _move_form(request: HttpRequest, found: Meeting, move: str, facts: dict[str, Any]) -> Form | None:
    data = request.POST if request.method == "POST" else None
    match move:
        case "move":
            local = timezone.localtime(found.starts_at)
            where = {"place": found.place, "how_to_join": found.how_to_join}
            return forms.WhenForm(data, initial={"on": local.date(), "at": local.time(), **where})
        case "call_off":
            return forms.ReasonForm(data)
        case "end" if facts["missing"] and not found.not_quorate_why:
            return forms.QuorumForm(data)
        case "send_outline":
            outlined = meeting_kind(found.meeting_kind).outline_by
            late = found.next_due == outlined and bool(found.next_due_at and found.next_due_at < timezone.now())
            return forms.OutlineForm(data, late=late)
        case "send_minutes" if found.state == HELD and found.next_due_at and found.next_due_at < timezone.now():
            return forms.LateMinutesForm(data)
    return None


def _make(found: Meeting, move: str, form: Any, pressed: dict[str, Any]) -> Any:
    said = form.cleaned_data if form is not None else {}
    match move:
        case "begin":
            return actions.begin(found, **pressed)
        case "end":
            return actions.end(found, not_quorate_why=said.get("not_quorate_why") or "", **pressed)
        case "send_outline":
            return actions.send_outline(found, how=said["how"], late_reason=said.get("late_reason") or "", **pressed)
        case "send_minutes":
            return actions.send_minutes(found, late_reason=said.get("late_reason") or "", **pressed)
        case "move":
            where: dict[str, Any] = {"place": said.get("place") or "", "how_to_join": said.get("how_to_join") or ""}
            return actions.move(found, starts_at=form.starts_at, **where, **pressed)
        case _:
            return actions.call_off(found, reason=said["reason"], **pressed)


# ---- Minutes --------------------------------------------------------------------------------------------------------


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _paper(request: HttpRequest, reference: str, *, outline: bool = False) -> tuple[Meeting, documents.Document]:
    found = queries.meeting_for(reference, by=actor_of(request))
    note_look(request, found)
    draw = papers.outline if outline else papers.document
    return found, draw(found, queries.table_of(found), by=actor_of(request), at=timezone.now())


@require_safe
@page(may=may.SEE_MEETINGS, shows="meetings")
def outline_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """The outline plan as an accessible PDF: what was decided, and who does what by when."""
    found, made = _paper(request, reference, outline=True)
    return as_file(documents.pdf(made), "application/pdf", f"outline-{found.reference.lower()}.pdf")


@require_safe
@page(may=may.SEE_MEETINGS, shows="meetings")
def outline_word(request: HttpRequest, reference: str) -> HttpResponse:
    """The outline plan for Word."""
    found, made = _paper(request, reference, outline=True)
    return as_file(documents.word(made), _WORD, f"outline-{found.reference.lower()}.docx")


@require_safe
@page(may=may.SEE_MEETINGS, shows="meetings")
def minutes_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """The minutes as an accessible PDF, as they stand now."""
    found, made = _paper(request, reference)
    return as_file(documents.pdf(made), "application/pdf", f"minutes-{found.reference.lower()}.pdf")


@require_safe
@page(may=may.SEE_MEETINGS, shows="meetings")
def minutes_word(request: HttpRequest, reference: str) -> HttpResponse:
    """The minutes for Word, to be worked over."""
    found, made = _paper(request, reference)
    return as_file(documents.word(made), _WORD, f"minutes-{found.reference.lower()}.docx")


def as_file(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to keep."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
