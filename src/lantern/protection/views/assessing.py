"""One assessment: begun, written part by part, challenged and answered, agreed, shared, and on paper."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from lantern.access.attempts import Attempt, attempt
from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.interface import documents
from lantern.interface.display import LONDON, full_date
from lantern.interface.forms import CheckboxesField, Choice, Form
from lantern.meetings.views.running import as_file
from lantern.people.models import Person
from lantern.people.views.child import record_or_404
from lantern.protection import forms, papers, queries
from lantern.protection import permissions as may
from lantern.protection.actions import assessments
from lantern.protection.models import Assessment
from lantern.protection.states import REQUIRED, at_the_gate
from lantern.protection.views.common import note_look, press, show
from lantern.spine import drafts, ledger
from lantern.spine.models import Episode
from lantern.waiting import gate

DRAFT = "assessment_part"
_CHOSEN_FROM = 120
"""Entries of the chronology to choose from: the newest that are notable or key."""

ASKS = {
    "history": "What happened before, what helped and what did not? Choose the entries it rests on, and write what they"
    " tell together.",
    "capacity": "What have the parents changed before, what do they want to change, what stands in the way, and what"
    " help has been tried? Say how you know.",
    "impact": "What is each day like for this child? What has it done to them, and what will it do if nothing changes?",
    "child_views": "What the child said, in their own words, and what a child too young to say it shows.",
    "parent_views": "What each parent said, in their own words, also where you do not agree.",
    "analysis": "What you make of it all: how the history, the parents and the harm hang together, what speaks against"
    " it, what you do not know.",
    "recommendation": "",
}
"""What to think of in each part, in a sentence."""


@require_safe
@page(may=may.WORK_ASSESSMENT, shows="assessment")
def assess_handoff(request: HttpRequest, reference: str) -> HttpResponse:
    """From a handoff that was accepted to beginning the assessment of its children."""
    handoff, children = queries.children_of_handoff(reference, by=actor_of(request))
    if not children:
        return redirect("handoff", reference=handoff.reference)
    address = reverse("start_assessment", kwargs={"reference": children[0].reference})
    return redirect(f"{address}?because={handoff.reference}")


@page(may=may.WORK_ASSESSMENT, shows="assessment")
def start_assessment(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin an assessment of this child and, where they belong to it, brothers and sisters."""
    by, now = actor_of(request), timezone.now()
    record, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=record.person.reference)
    own = set(record.people)
    children: list[Person] = [record.person]
    children += [each for each in record.family.values() if each.is_child and each.pk not in own]
    because = _because(request, record.people)
    form = _StartForm(
        request.POST if request.method == "POST" else None,
        children=[(each.reference, each.name) for each in children],
        initial={
            "children": [record.person.reference],
            "referred_on": timezone.localdate(_referred(because)) if because else timezone.localdate(),
        },
    )
    made = Attempt(clash=None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        chosen = [each for each in children if each.reference in said["children"]]
        referred = dt.datetime.combine(said["referred_on"], dt.time(), tzinfo=LONDON)
        made = attempt(
            lambda: assessments.start(
                chosen, why=said["why"], referred_at=referred, because_of=because, by=by, at=now, key=act_key(request)
            )
        )
        if made.done and made.result is not None:
            return redirect("assessment", made.result.episode.reference)
        if made.done:
            return redirect("child_protection", record.person.reference)
    facts = {"record": record, "form": form, "clash": made.clash, "because": because.reference if because else ""}
    status = 409 if made.clash else 422 if form.is_bound and form.errors else 200
    return render(request, "protection/start_assessment.jinja", facts, status=status)


class _StartForm(forms.StartForm):
    children = CheckboxesField("Which children?", required="Choose at least one child", small=True)

    def __init__(self, *args: Any, children: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("children", children)
        self.order_fields(["children", "referred_on", "why"])


def _because(request: HttpRequest, people: list[uuid.UUID]) -> Episode | None:
    """The handoff or contact that led here, where the address or form names one about this child."""
    named = request.POST.get("because") or request.GET.get("because", "")
    if not named:
        return None
    return (
        Episode.objects.filter(reference=named.upper(), involvements__person_id__in=people)
        .select_related("because_of")
        .first()
    )


def _referred(because: Episode) -> dt.datetime:
    """When the referral came: when the contact did from which a handoff came, however long it waited."""
    first = because.because_of
    return first.opened_at if first is not None and first.kind == "contact" else because.opened_at


@require_safe
@page(may=may.SEE_PROTECTION, shows="assessment")
def assessment(request: HttpRequest, reference: str) -> HttpResponse:
    """The assessment as a list of tasks, and everything that is written."""
    by = actor_of(request)
    found = queries.assessment_for(reference, by=by)
    note_look(request, found)
    facts = {
        "beside": queries.beside(found),
        "required": REQUIRED,
        "rests_on": [{**each, "day": dt.datetime.fromisoformat(each["at"])} for each in found.rests_on],
        "shared_how": dict(forms.SHARED_HOW),
        "may_write": bool(by.may(may.WORK_ASSESSMENT)),
        "gate": gate.address(*ends) if (ends := at_the_gate(found)) and found.closed_at is None else "",
    }
    return show(request, "assessment", found, facts)


# ---- Writing --------------------------------------------------------------------------------------------------------


@page(may=may.WORK_ASSESSMENT, shows="assessment")
def write_part(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """One part. It saves itself; on an old version both texts stand beside each other."""
    by = actor_of(request)
    found = queries.assessment_for(reference, by=by)
    if step not in REQUIRED:
        raise Http404
    note_look(request, found)
    around = queries.beside(found)
    record = f"{found.reference}/{step}"
    saved = drafts.find(DRAFT, by=by, record=record)
    entries = _entries(around) if step == "history" else []
    form = _part_form(request, found, step, saved, entries)
    clash, theirs = None, ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        chosen = _chosen(found, said.get("events") or [], entries) if step == "history" else None
        made = attempt(
            lambda: assessments.write(
                found,
                part=step,
                text=said.get("text") or "",
                outcome=said.get("outcome") or "",
                events=chosen,
                **press(request),
            )
        )
        if made.done:
            drafts.discard(DRAFT, by=by, record=record)
            return redirect("assessment", found.reference)
        clash = made.clash
        now_stands = queries.assessment_for(reference, by=by)
        theirs = getattr(now_stands, step)
    facts = {
        "beside": around,
        "part": step,
        "label": REQUIRED[step],
        "ask": ASKS[step],
        "theirs": theirs if theirs != (form["text"].value() or "") else "",
        "record": record,
        "draft_version": request.POST.get("draft_version") or (saved.version if saved else 0),
    }
    return show(request, "write_part", found, facts, form=form, clash=clash)


def _entries(around: queries.Beside) -> list[ledger.Entry]:
    return ledger.chronology([child.pk for child in around.children], limit=_CHOSEN_FROM, significance=2)


def _part_form(
    request: HttpRequest, found: Assessment, step: str, saved: drafts.Saved | None, entries: list[ledger.Entry]
) -> Form:
    data = request.POST if request.method == "POST" else None
    kept: dict[str, Any] = {}
    for name, texts in (saved.values if saved else {}).items():
        kept[name] = texts if name == "events" else texts[0] if texts else ""
    if step == "recommendation":
        return forms.OutcomeForm(data, initial={"outcome": found.outcome, "text": found.recommendation} | kept)
    initial = {"text": getattr(found, step)} | kept
    if step != "history":
        return forms.PartForm(data, initial=initial)
    return _HistoryForm(data, entries=entries, initial={"events": [each["id"] for each in found.rests_on]} | initial)


class _HistoryForm(forms.PartForm):
    events = CheckboxesField("Which entries of the chronology does it rest on?", small=True)

    def __init__(self, *args: Any, entries: list[ledger.Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if entries:
            choices = [
                Choice(str(each.event_id), f"{full_date(each.happened_at)}: {each.sentence}", hint=each.note[:160])
                for each in entries
            ]
            self.offer("events", choices)
            self.order_fields(["events", "text"])
        else:
            del self.fields["events"]


def _chosen(found: Assessment, named: list[str], entries: list[ledger.Entry]) -> list[dict[str, str]]:
    """Chosen entries as they are told now, oldest first; those chosen before stay as they were told then."""
    before = {each["id"]: each for each in found.rests_on}
    now = {
        str(each.event_id): {
            "id": str(each.event_id),
            "at": each.happened_at.isoformat(),
            "sentence": each.sentence,
        }
        for each in entries
    }
    return sorted((before.get(each) or now[each] for each in named if each in now), key=lambda each: each["at"])


@page(may=may.WORK_ASSESSMENT, shows="assessment")
def assessment_seen(request: HttpRequest, reference: str) -> HttpResponse:
    """Record that one of the children was seen."""
    found = queries.assessment_for(reference, by=actor_of(request))
    note_look(request, found)
    now, around = timezone.now(), queries.beside(found)
    clock = around.clock("assessment-child-seen")
    form = forms.SeenForm(
        request.POST if request.method == "POST" else None,
        children=[(child.reference, child.name) for child in around.children],
        now=now,
        late=clock is not None and clock.stopped_at is None and clock.due_at < now,
        initial={"seen_on": timezone.localdate()},
    )
    clash = None
    if request.method == "POST" and form.is_valid():
        child = next((each for each in around.children if each.reference == form.who), None)
        if child is None:
            raise Http404
        made = attempt(lambda: assessments.see(found, person_id=child.pk, **form.facts(), **press(request)))
        if made.done:
            return redirect("assessment", found.reference)
        clash = made.clash
    return show(request, "seen", found, {"beside": around, "back": "assessment"}, form=form, clash=clash)


@page(may=may.WORK_ASSESSMENT, shows="assessment")
def answer_challenge(request: HttpRequest, reference: str, record: uuid.UUID) -> HttpResponse:
    """Answer what a manager asked."""
    found = queries.assessment_for(reference, by=actor_of(request))
    note_look(request, found)
    around = queries.beside(found)
    asked = next((each for each in around.asked if each.id == record), None)
    if asked is None:
        raise Http404
    form = forms.AnswerForm(request.POST if request.method == "POST" else None)
    clash = None
    if request.method == "POST" and form.is_valid():
        made = attempt(lambda: assessments.answer(found, record, text=form.cleaned_data["text"], **press(request)))
        if made.done:
            return redirect("assessment", found.reference)
        clash = made.clash
    return show(request, "answer_challenge", found, {"beside": around, "asked": asked}, form=form, clash=clash)


# ---- Moves ----------------------------------------------------------------------------------------------------------

_MOVES = {
    "checkpoint": may.AUTHORISE_ASSESSMENT,
    "submit": may.WORK_ASSESSMENT,
    "challenge": may.AUTHORISE_ASSESSMENT,
    "share": may.WORK_ASSESSMENT,
    "authorise": may.AUTHORISE_ASSESSMENT,
}


@page(may=may.SEE_PROTECTION, shows="assessment")
def move_assessment(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Look at it half way, send it on, ask about it, share it, or agree it."""
    by = actor_of(request)
    found = queries.assessment_for(reference, by=by)
    note_look(request, found)
    if move not in _MOVES:
        raise Http404
    around = queries.beside(found)
    form = _move_form(request, move, around)
    clash = None
    if request.method == "POST" and (form is None or form.is_valid()):
        made = attempt(lambda: _make(found, move, form, press(request)))
        if made.done:
            return redirect("assessment", found.reference)
        clash = made.clash
    ends = at_the_gate(found) if move == "authorise" else None
    facts = {
        "beside": around,
        "name": move,
        "gate": gate.address(*ends) if ends else "",
        "passed": gate.judge(*ends) if ends else None,
    }
    return show(request, "move_assessment", found, facts, form=form, clash=clash)


def _move_form(request: HttpRequest, move: str, around: queries.Beside) -> Form | None:
    data = request.POST if request.method == "POST" else None
    clock = around.clock("assessment")
    match move:
        case "submit":
            return forms.NotSeenForm(data) if around.not_seen() else None
        case "challenge":
            return forms.QuestionForm(data)
        case "share":
            return forms.ShareForm(data, initial={"shared_on": timezone.localdate()})
        case "checkpoint":
            return forms.CheckpointForm(data)
    return forms.NoteForm(data, late=clock is not None and clock.due_at < timezone.now())


def _make(found: Assessment, move: str, form: Any, pressed: dict[str, Any]) -> Any:
    said = form.cleaned_data if form is not None else {}
    match move:
        case "checkpoint":
            return assessments.checkpoint(found, note=said["note"], **pressed)
        case "submit":
            return assessments.submit(found, not_seen_why=said.get("not_seen_why") or "", **pressed)
        case "challenge":
            return assessments.challenge(found, question=said["reason"], **pressed)
        case "share":
            told = {"how": said["how"], "whom": said["whom"], "comment": said.get("comment") or ""}
            return assessments.share(found, on=said["shared_on"], **told, **pressed)
        case _:
            reason = said.get("late_reason") or ""
            return assessments.authorise(found, note=said["note"], late_reason=reason, **pressed)


# ---- On paper -------------------------------------------------------------------------------------------------------

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _paper(request: HttpRequest, reference: str) -> tuple[Assessment, documents.Document]:
    found = queries.assessment_for(reference, by=actor_of(request))
    note_look(request, found)
    made = papers.assessment(found, queries.beside(found), by=actor_of(request), at=timezone.now())
    return found, made


@require_safe
@page(may=may.SEE_PROTECTION, shows="assessment")
def assessment_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """The assessment as an accessible PDF."""
    found, made = _paper(request, reference)
    return as_file(documents.pdf(made), "application/pdf", f"assessment-{found.reference.lower()}.pdf")


@require_safe
@page(may=may.SEE_PROTECTION, shows="assessment")
def assessment_word(request: HttpRequest, reference: str) -> HttpResponse:
    """The assessment for Word."""
    found, made = _paper(request, reference)
    return as_file(documents.word(made), _WORD, f"assessment-{found.reference.lower()}.docx")
