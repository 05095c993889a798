"""A chronology for a court or for the family: put together, worded, read by somebody else, released, shown again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from lantern.access.attempts import Clash, attempt, posted_version
from lantern.access.looks import record
from lantern.access.models import Look
from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.disclosure import actions, forms, queries
from lantern.disclosure.models import Chronology
from lantern.disclosure.permissions import COMPILE_CHRONOLOGY, SEE_CHRONOLOGIES
from lantern.disclosure.states import AWAITING_APPROVAL, CHRONOLOGY, COMPILING
from lantern.interface.forms import Form
from lantern.people.permissions import PRINT_RECORD
from lantern.people.queries import Record
from lantern.people.views.child import record_or_404
from lantern.spine.lifecycle import AlreadyDone, MoveRefused

COLOURS = {
    "compiling": "purple",
    "awaiting_approval": "yellow",
    "approved": "teal",
    "released": "green",
    "discarded": "grey",
}


def _press(request: HttpRequest) -> dict[str, Any]:
    return {
        "by": actor_of(request),
        "at": timezone.now(),
        "version": posted_version(request),
        "key": act_key(request),
    }


def _show(
    request: HttpRequest, template: str, found: Chronology, facts: dict[str, Any], *, clash: Clash | None = None
) -> HttpResponse:
    form: Form | None = facts.get("form")
    drawn = {
        "account": found,
        "state": {"text": CHRONOLOGY.states[found.state], "colour": COLOURS[found.state]},
        "version": clash.version if clash and clash.version else found.version,
        "clash": clash,
        **facts,
    }
    wrong = bool(facts.get("unfit")) or (form is not None and form.is_bound and bool(form.errors))
    return render(request, f"disclosure/{template}.jinja", drawn, status=409 if clash else 422 if wrong else 200)


# ---- From the child's record ----------------------------------------------------------------------------------------


@require_safe
@page(may=SEE_CHRONOLOGIES, shows="child")
def child_chronologies(request: HttpRequest, reference: str) -> HttpResponse:
    """The ways in which a child's chronology can be given to somebody, and what was given before."""
    by = actor_of(request)
    record_, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=record_.person.reference)
    facts = {
        "record": record_,
        "rows": queries.chronologies(by=by, about=record_.people),
        "states": CHRONOLOGY.states,
        "colours": COLOURS,
        "audiences": dict(Chronology.Audience.choices),
        "may_compile": bool(by.may(COMPILE_CHRONOLOGY)),
        "may_print": bool(by.may(PRINT_RECORD)),
    }
    return render(request, "disclosure/child_chronologies.jinja", facts)


@page(may=COMPILE_CHRONOLOGY, shows="child")
def new_chronology(request: HttpRequest, reference: str, audience: str) -> HttpResponse:
    """Say for whom, what for and how much; then everything is put together to be chosen from."""
    record_, opening = record_or_404(request, reference)
    if audience not in Chronology.Audience.values:
        raise Http404
    if not opening:
        return redirect("child", reference=record_.person.reference)
    family = [(each.reference, each.name) for each in record_.family.values() if each.pk not in record_.people]
    form = forms.CompileForm(request.POST if request.method == "POST" else None, audience=audience, people=family)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("chronology", reference=_compile(request, record_, audience, form.cleaned_data))
        except MoveRefused as refusal:
            form.add_error("since", f"{refusal.answer.reason} {refusal.answer.next_step}")
    label = Chronology.Audience(audience).label
    facts = {"record": record_, "form": form, "audience": audience, "label": label}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "disclosure/new_chronology.jinja", facts, status=status)


def _compile(request: HttpRequest, found: Record, audience: str, said: dict[str, Any]) -> str:
    try:
        made = actions.compile_chronology(
            found.together,
            audience=audience,
            recipient=said["recipient"],
            purpose=said["purpose"],
            since=said["since"],
            until=said["until"],
            only_significant=said.get("only_significant") != "no",
            named=said.get("named") or (),
            by=actor_of(request),
            at=timezone.now(),
            key=act_key(request),
        )
    except AlreadyDone as done:
        if done.episode_id is None:
            raise
        return Chronology.objects.values_list("reference", flat=True).get(pk=done.episode_id)
    return str(made.episode.reference)


# ---- One account ----------------------------------------------------------------------------------------------------


@require_safe
@page(may=SEE_CHRONOLOGIES, shows="chronologies")
def chronologies(request: HttpRequest) -> HttpResponse:
    """Every account that is being put together, and the latest that went out."""
    facts = {
        "rows": queries.chronologies(by=actor_of(request)),
        "states": CHRONOLOGY.states,
        "colours": COLOURS,
        "audiences": dict(Chronology.Audience.choices),
    }
    return render(request, "disclosure/chronologies.jinja", facts)


@require_safe
@page(may=SEE_CHRONOLOGIES, shows="chronology")
def chronology(request: HttpRequest, reference: str) -> HttpResponse:
    """One account: its lines, how far it is, what is next. Opening it is written down."""
    found = queries.chronology_for(reference, by=actor_of(request))
    _note_look(request, found, "chronology")
    return _account(request, found)


def _account(
    request: HttpRequest, found: Chronology, *, clash: Clash | None = None, ticked: set[int] | None = None
) -> HttpResponse:
    by = actor_of(request)
    lines = list(found.lines.order_by("number"))
    found.going_out = sum(each.shown for each in lines)
    may_edit = found.state == COMPILING and bool(by.may(COMPILE_CHRONOLOGY))
    facts = {
        "lines": lines if found.state == COMPILING else [each for each in lines if each.shown],
        "ticked": ticked if ticked is not None else {each.number for each in lines if each.shown},
        "going_out": found.going_out,
        "all": len(lines),
        "moves": {each.name: each for each in CHRONOLOGY.open_moves(found, by=by)},
        "children": queries.children_of(found),
        "may_edit": may_edit,
        "for_court": found.audience == Chronology.Audience.COURT,
    }
    return _show(request, "chronology", found, facts, clash=clash)


def _note_look(request: HttpRequest, found: Chronology, name: str) -> None:
    record(by=actor_of(request), authority_id=found.authority_id, why=Look.Why.INVOLVED, page=name, episode=found)


@require_POST
@page(may=COMPILE_CHRONOLOGY, shows="chronology")
def choose_lines(request: HttpRequest, reference: str) -> HttpResponse:
    """Which lines go in: those that are ticked, and no others."""
    found = queries.chronology_for(reference, by=actor_of(request))
    numbers = {int(each) for each in request.POST.getlist("line") if each.isdecimal() and len(each) < 6}
    made = attempt(lambda: actions.choose(found, numbers, **_press(request)))
    if made.done:
        messages.success(request, _("What goes in is saved."))
        if request.POST.get("then") == "submit" and numbers:
            return redirect("move_chronology", reference=reference, move="submit")
        return redirect("chronology", reference=reference)
    now = queries.chronology_for(reference, by=actor_of(request))
    return _account(request, now, clash=made.clash, ticked=numbers)


@page(may=COMPILE_CHRONOLOGY, shows="chronology")
def chronology_line(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One line: what was recorded, and how it goes out."""
    found = queries.chronology_for(reference, by=actor_of(request))
    line = found.lines.filter(number=number).first()
    if line is None or found.state != COMPILING:
        raise Http404
    now = {"shown": "yes" if line.shown else "no", "words": line.words, "impact": line.impact}
    form = forms.LineForm(request.POST if request.method == "POST" else None, initial=now)
    clash = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        words = {"shown": said["shown"] == "yes", "words": said["words"] or "", "impact": said["impact"] or ""}
        made = attempt(lambda: actions.reword(found, number, **words, **_press(request)))
        if made.done:
            return redirect(f"{_address(found)}#line-{number}")
        clash = made.clash
    return _show(request, "chronology_line", found, {"line": line, "form": form}, clash=clash)


def _address(found: Chronology) -> str:
    return str(redirect("chronology", reference=found.reference).url)


FORMS: dict[str, type[Form]] = {
    "submit": forms.SubmitChronologyForm,
    "send_back": forms.SendBackForm,
    "approve": forms.ApproveChronologyForm,
    "release": forms.ReleaseChronologyForm,
    "discard": forms.PutAwayForm,
}
_DONE = {
    "submit": _("Somebody else can read it now."),
    "send_back": _("It is sent back."),
    "approve": _("It is approved. It can be released now."),
    "release": _("It is released and kept exactly as it went out. Send it now."),
    "discard": _("It is put away."),
}


@page(may=SEE_CHRONOLOGIES, shows="chronology")
def move_chronology(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """One step of an account, with what it asks."""
    by = actor_of(request)
    found = queries.chronology_for(reference, by=by)
    if move not in FORMS:
        raise Http404
    form = FORMS[move](request.POST if request.method == "POST" else None)
    clash = None
    unfit: tuple[actions.Unfit, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            made = attempt(lambda: _make(found, move, form.cleaned_data, _press(request)))
        except actions.NotFitToShare as found_in_it:
            unfit = found_in_it.lines
        else:
            if made.done:
                messages.success(request, _DONE[move])
                return redirect("chronology", reference=reference)
            clash = made.clash
    answer = next((each.answer for each in CHRONOLOGY.open_moves(found, by=by) if each.name == move), None)
    facts = {
        "move": CHRONOLOGY.move(move),
        "answer": answer,
        "form": form,
        "lines": _to_read(found, move),
        "unfit": unfit,
    }
    return _show(request, "move_chronology", found, facts, clash=clash)


def _to_read(found: Chronology, move: str) -> list[Any]:
    """Whoever approves reads every line that goes out, on the page on which they approve it."""
    if move != "approve" or found.state != AWAITING_APPROVAL:
        return []
    return list(found.lines.filter(shown=True).order_by("happened_at", "number"))


def _make(found: Chronology, move: str, said: dict[str, Any], press: dict[str, Any]) -> object:
    match move:
        case "submit":
            return actions.submit_chronology(found, **press)
        case "send_back":
            return actions.send_back_chronology(found, why=said["why"], **press)
        case "approve":
            return actions.approve_chronology(found, note=said["note"], **press)
        case "release":
            return actions.release_chronology(found, **press)
    return actions.discard_chronology(found, why=said["why"], **press)


@require_safe
@page(may=SEE_CHRONOLOGIES, shows="chronology")
def chronology_copy(request: HttpRequest, reference: str) -> HttpResponse:
    """The document exactly as it went out. Opening it is written down."""
    found = queries.chronology_for(reference, by=actor_of(request))
    if not found.released_at:
        raise Http404
    _note_look(request, found, "chronology_copy")
    headers = {"Content-Disposition": f'attachment; filename="chronology-{found.reference}.pdf"'}
    return HttpResponse(actions.released_copy(found), content_type="application/pdf", headers=headers)
