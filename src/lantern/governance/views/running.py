"""A meeting of a body: its page, and everything that is written while it runs."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lantern.access.attempts import Clash, attempt
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.boards import actions as boards
from lantern.boards import queries as board_queries
from lantern.boards.forms import ActionForm
from lantern.boards.views.common import press, press_on
from lantern.governance import forms, interests, minutes, queries
from lantern.governance import permissions as may_do
from lantern.governance.actions import deciding, minuting
from lantern.governance.actions import meetings as actions
from lantern.governance.models import AgendaItem, Attendance, BoardMeeting, MinuteLine
from lantern.governance.states import BOARD_MEETING
from lantern.governance.views.common import draw, facts_of
from lantern.interface import documents
from lantern.interface.forms import Form
from lantern.meetings.views.running import as_file
from lantern.spine import drafts


def _choices(table: queries.Table) -> list[tuple[str, str]]:
    return [(str(each.item.pk), f"{each.item.number}. {each.item.title}") for each in table.items if not each.hidden]


@require_safe
@page(may=may_do.SEE_BOARD_MEETINGS, shows="board meetings")
def board_meeting(request: HttpRequest, reference: str) -> HttpResponse:
    """One meeting: what is to be done now, the agenda, who is there, what was minuted."""
    return _page(request, queries.meeting_for(reference, by=actor_of(request)))


def _page(
    request: HttpRequest, found: BoardMeeting, *, minute: Form | None = None, clash: Clash | None = None
) -> HttpResponse:
    by = actor_of(request)
    facts = facts_of(request, found)
    saved = drafts.find(forms.MINUTE_DRAFT, by=by, record=found.reference) if facts["writes"] else None
    data: Any = saved.values if saved and minute is None else None
    form = minute or forms.MinuteForm(initial=data or {}, items=_choices(facts["table"]))
    facts |= {"minute": form, "draft_version": saved.version if saved else 0}
    return draw(request, "board_meeting", facts, clash=clash, wrong=form.is_bound and bool(form.errors))


@require_safe
@page(may=may_do.SEE_BOARD_MEETINGS, shows="board meetings")
def board_meeting_live(request: HttpRequest, reference: str) -> HttpResponse:
    """Only what was minuted, decided and promised, for pages that are open. Unchanged costs one short answer."""
    found = queries.meeting_for(reference, by=actor_of(request))
    response = draw(request, "board_meeting_live", facts_of(request, found))
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    response["ETag"] = tag
    return response


def _back(found: BoardMeeting, place: str = "") -> HttpResponse:
    address = reverse("board_meeting", kwargs={"reference": found.reference})
    return redirect(f"{address}#{place}" if place else address)


@page(may=may_do.KEEP_MINUTES, shows="board meetings")
def board_roll(request: HttpRequest, reference: str) -> HttpResponse:
    """Who is there, as it really is; and guests."""
    found = queries.meeting_for(reference, by=actor_of(request))
    if request.method == "POST":
        known = {"", *Attendance.Came.values}
        roll = {}
        for name in request.POST:
            kind, _dash, identifier = name.partition("-")
            now, before = request.POST.get(name, ""), request.POST.get(f"was-{identifier}", "")
            if kind == "seat" and now in known and before in known:
                told = request.POST.get(f"who-{identifier}", ""), request.POST.get(f"note-{identifier}", "")
                roll[uuid.UUID(identifier)] = (before, now, *told)
        made = attempt(lambda: minuting.take_roll(found, found=roll, **press(request)))
        for seat in made.result or ():
            told_so = _("Somebody else recorded %(seat)s meanwhile. Theirs stands.") % {"seat": seat}
            messages.warning(request, told_so)
        if made.done:
            return _back(found, "roll")
        return draw(request, "board_roll", facts_of(request, found), clash=made.clash)
    return draw(request, "board_roll", facts_of(request, found))


@page(may=may_do.KEEP_MINUTES, shows="board meetings")
def board_guest(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody without a seat was there."""
    return _asked(request, reference, _("Add a guest"), forms.GuestForm, minuting.guest, place="roll")


def _asked(
    request: HttpRequest, reference: str, title: str, made_of: Any, act: Any, *, place: str, **more: Any
) -> HttpResponse:
    """A page with one form about a meeting: what is typed is handed to the action."""
    found = queries.meeting_for(reference, by=actor_of(request))
    form: Form = made_of(request.POST if request.method == "POST" else None, **more)
    clash = None
    if request.method == "POST" and form.is_valid():
        made = attempt(lambda: act(found, **form.cleaned_data, **press(request)))
        if made.done:
            return _back(found, place)
        clash = made.clash
    facts = {"meeting": found, "form": form, "title": title}
    return draw(request, "asked", facts, clash=clash, wrong=form.is_bound and bool(form.errors))


@require_POST
@page(may=may_do.KEEP_MINUTES, shows="board meetings")
def board_minute(request: HttpRequest, reference: str) -> HttpResponse:
    """Minute something under an item."""
    by = actor_of(request)
    found = queries.meeting_for(reference, by=by)
    table = queries.table_of(found, by=by)
    form = forms.MinuteForm(request.POST, items=_choices(table))
    if not form.is_valid():
        return _page(request, found, minute=form)
    item = table.item(form.cleaned_data["item"])
    if item is None:
        raise Http404
    made = attempt(lambda: minuting.minute(item, found, text=form.cleaned_data["text"], **press(request)))
    if made.clash:
        return _page(request, found, minute=form, clash=made.clash)
    drafts.discard(forms.MINUTE_DRAFT, by=by, record=found.reference)
    return _back(found, "say")


@page(may=may_do.KEEP_MINUTES, shows="board meetings")
def reword_minute(request: HttpRequest, reference: str, record: uuid.UUID) -> HttpResponse:
    """Word a line anew. When somebody else did so meanwhile, both wordings stand here and nothing is overwritten."""
    by = actor_of(request)
    found = queries.meeting_for(reference, by=by)
    line = MinuteLine.objects.select_related("item").filter(pk=record, episode_id=found.pk).first()
    if line is None or (line.item.confidential and not by.may(may_do.SEE_CONFIDENTIAL_ITEMS)):
        raise Http404
    form = forms.RewordForm(request.POST if request.method == "POST" else None, initial={"text": line.text})
    theirs, clash = line.replaced_by.first(), None
    if request.method == "POST" and form.is_valid():
        try:
            text = form.cleaned_data["text"]
            made = attempt(lambda: minuting.minute(line.item, found, text=text, replaces=line, **press(request)))
            if made.done:
                return _back(found, "table")
            clash = made.clash
        except minuting.LineReplaced as replaced:
            theirs = replaced.theirs
    facts = {"meeting": found, "line": line, "form": form, "theirs": theirs}
    if theirs is not None and request.method == "POST":
        clash = clash or Clash()
    return draw(request, "reword_minute", facts, clash=clash, wrong=form.is_bound and bool(form.errors))


@page(may=may_do.KEEP_MINUTES, shows="board meetings")
def board_interest(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody declares an interest; or nobody does, which is written down as well."""
    by = actor_of(request)
    found = queries.meeting_for(reference, by=by)
    table = queries.table_of(found, by=by)
    if request.method == "POST" and "nobody" in request.POST:
        attempt(lambda: minuting.interests_asked(found, **press(request)))
        return _back(found)

    asked = request.GET.get("interest", "")[:20]
    standing = interests.interest_for(asked, by=by) if asked else None
    told: dict[str, Any] = {"item": request.GET.get("item", "")[:40]}
    if standing is not None:
        told |= {"name": standing.name, "kind": standing.sort, "what": standing.what}

    def act(_found: BoardMeeting, **said: Any) -> Any:
        said["item"] = table.item(said["item"])
        return minuting.declare_interest(found, standing=standing, **said)

    title = _("Declare an interest")
    more = {"items": _choices(table), "initial": told}
    return _asked(request, reference, title, forms.InterestForm, act, place="roll", **more)


@page(may=may_do.KEEP_MINUTES, shows="board meetings")
def board_decide(request: HttpRequest, reference: str) -> HttpResponse:
    """What the body decided, with its reasons."""
    by = actor_of(request)
    found = queries.meeting_for(reference, by=by)
    table = queries.table_of(found, by=by)

    def act(_found: BoardMeeting, **said: Any) -> Any:
        pressed = {name: said.pop(name) for name in ("by", "at", "key")}
        item = table.item(said.pop("item"))
        return deciding.decide(found.body, said=said, meeting=found, item=item, **pressed)

    title = _("Record a decision")
    return _asked(request, reference, title, forms.DecisionForm, act, place="table", items=_choices(table))


@page(may=may_do.KEEP_MINUTES, shows="board meetings")
def board_promise(request: HttpRequest, reference: str, record: uuid.UUID) -> HttpResponse:
    """Somebody promises something under an item: it goes onto the one action log."""
    by = actor_of(request)
    found = queries.meeting_for(reference, by=by)
    item = AgendaItem.objects.filter(pk=record, episode_id=found.pk).first()
    if item is None:
        raise Http404
    form = ActionForm(
        request.POST if request.method == "POST" else None, owners=board_queries.owners(found.authority_id)
    )
    del form.fields["source"]
    clash = None
    if request.method == "POST" and form.is_valid():
        owner = board_queries.owner_named(form.cleaned_data["owner"])
        day = timezone.localtime(found.starts_at)
        made = attempt(
            lambda: boards.log_action(
                keeper=found.authority_id,
                what=form.cleaned_data["what"],
                because_of=found,
                body=found.body,
                source=f"{found.body.name}, {day:%-d %B %Y}, item {item.number}",
                **owner,
                **form.promised,
                **press(request),
            )
        )
        if made.done:
            return _back(found, "table")
        clash = made.clash
    facts = {"meeting": found, "form": form, "title": _("Somebody promises something"), "item": item}
    return draw(request, "asked", facts, clash=clash, wrong=form.is_bound and bool(form.errors))


@page(may=may_do.SEE_BOARD_MEETINGS, shows="board meetings")
def move_board_meeting(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Send the agenda, begin, end, approve the minutes, or call it off."""
    found = queries.meeting_for(reference, by=actor_of(request))
    if move not in _DOES:
        raise Http404
    late = found.next_due_at is not None and found.next_due_at < timezone.now() and move in ("send_agenda", "approve")
    data = request.POST if request.method == "POST" else None
    form: Form | None = forms.ReasonForm(data) if move == "call_off" else forms.LateForm(data) if late else None
    clash = None
    if request.method == "POST" and (form is None or form.is_valid()):
        said = form.cleaned_data if form else {}
        made = attempt(lambda: _DOES[move](found, **said, **press_on(request)))
        if made.done:
            return _back(found)
        clash = made.clash
    facts = facts_of(request, found)
    open_move = facts["moves"].get(move)
    facts |= {"move": BOARD_MEETING.move(move), "form": form, "answer": open_move.answer if open_move else None}
    if clash and clash.version:
        facts["version"] = clash.version
    wrong = form is not None and form.is_bound and bool(form.errors)
    return draw(request, "move_board_meeting", facts, clash=clash, wrong=wrong)


_DOES: dict[str, Any] = {
    "send_agenda": actions.send_agenda,
    "begin": actions.begin,
    "end": actions.end,
    "approve": actions.approve,
    "call_off": actions.call_off,
}


def _paper(request: HttpRequest, reference: str, *, public: bool = False) -> tuple[BoardMeeting, documents.Document]:
    by, now = actor_of(request), timezone.now()
    found = queries.meeting_for(reference, by=by)
    promised = board_queries.actions_because_of([found.pk], by=by, now=now)
    return found, minutes.document(found, queries.table_of(found, by=by), promised, by=by, at=now, public=public)


@require_safe
@page(may=may_do.SEE_BOARD_MEETINGS, shows="board meetings")
def board_pack(request: HttpRequest, reference: str) -> HttpResponse:
    """Agenda, papers and open actions in one PDF, as this reader may see them: what members get before the meeting."""
    by, now = actor_of(request), timezone.now()
    found = queries.meeting_for(reference, by=by)
    promised = board_queries.log("open", by=by, now=now, body=found.body)
    made = minutes.pack(found, queries.table_of(found, by=by), promised, by=by, at=now)
    return as_file(documents.pdf(made), "application/pdf", f"pack-{found.reference.lower()}.pdf")


@require_safe
@page(may=may_do.SEE_BOARD_MEETINGS, shows="board meetings")
def board_minutes_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """The minutes as an accessible PDF, as this reader may see them."""
    found, made = _paper(request, reference)
    return as_file(documents.pdf(made), "application/pdf", f"minutes-{found.reference.lower()}.pdf")


@require_safe
@page(may=may_do.SEE_BOARD_MEETINGS, shows="board meetings")
def board_minutes_public(request: HttpRequest, reference: str) -> HttpResponse:
    """The version to be published: without what is confidential, and saying where something is left out."""
    found, made = _paper(request, reference, public=True)
    return as_file(documents.pdf(made), "application/pdf", f"minutes-{found.reference.lower()}-public.pdf")


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@page(may=may_do.SEE_BOARD_MEETINGS, shows="board meetings")
def board_minutes_word(request: HttpRequest, reference: str) -> HttpResponse:
    """The minutes for Word, to be worked over."""
    found, made = _paper(request, reference)
    return as_file(documents.word(made), _WORD, f"minutes-{found.reference.lower()}.docx")
