"""The family is met, assessed, and the assessment agreed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from lantern.access.attempts import attempt
from lantern.access.draft_saving import as_posted
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.earlyhelp import actions, presenters, queries, rules
from lantern.earlyhelp.forms import AgreeForm, AssessmentForm, FirstContactForm, SubmitForm
from lantern.earlyhelp.models import EarlyHelp
from lantern.earlyhelp.permissions import AGREE_EARLY_HELP, WORK_EARLY_HELP
from lantern.earlyhelp.states import ASSESSING, HELPING
from lantern.earlyhelp.views.common import act_page, is_late, opened, press, show
from lantern.partnership.queries import LONDON
from lantern.spine import drafts, ledger


@page(may=WORK_EARLY_HELP, shows="early help")
def first_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """Record when the family was first spoken with."""
    found = opened(request, reference)
    form = FirstContactForm(
        request.POST or None, late=is_late(found, "eh-first-contact"), initial={"on": timezone.localdate()}
    )

    def act() -> Any:
        pressed = press(request)
        at = pressed.pop("at")
        return actions.record_first_contact(
            found, when=_moment(form, at), note=form.cleaned_data["note"], late_reason=form.why_late, **pressed
        )

    return act_page(
        request, found, form, act, move="first_contact", title="First contact with the family", button="Save"
    )


def _moment(form: FirstContactForm, now: dt.datetime) -> dt.datetime:
    """The moment that was typed; without a time of day, now, or noon of an earlier day. Never later than now."""
    day, time = form.cleaned_data["on"], form.cleaned_data.get("at")
    if time is None and day == now.astimezone(LONDON).date():
        return now
    return min(dt.datetime.combine(day, time or dt.time(12), LONDON), now)


def _stored(found: EarlyHelp, assessment: dict[str, Any] | None) -> dict[str, Any]:
    """What stands on record, as the form's fields."""
    written = assessment or {}
    values = {part: written.get(part, "") for part in rules.PARTS}
    return values | {f"voice_{each['number']}": each["words"] for each in written.get("voices") or []}


@page(may=WORK_EARLY_HELP, shows="early help")
def assessment(request: HttpRequest, reference: str) -> HttpResponse:
    """Write the assessment: what is known already stands beside it, what is typed saves itself."""
    by, found = actor_of(request), opened(request, reference)
    beside, earlier = queries.beside(found), queries.before(found)
    draft = drafts.find(AssessmentForm.NAME, by=by, record=found.reference)
    last = next((each for each in earlier if each.assessment), None) if not beside.assessment else None
    stored = _stored(found, beside.assessment)
    if last is not None:
        stored |= {part: (last.assessment or {}).get(part, "") for part in ("strengths", "needs", "worries")}
    data = request.POST if request.method == "POST" else as_posted(draft)
    form = AssessmentForm(data or None, subjects=found.subjects, initial=stored)
    submit = SubmitForm(request.POST if "submit" in request.POST else None, late=is_late(found, "eh-assessment"))
    clash = None
    if request.method == "POST" and form.is_valid() and ("submit" not in request.POST or submit.is_valid()):
        made = attempt(lambda: _save(request, found, form, submit, last.reference if last else ""))
        if made.done:
            drafts.discard(AssessmentForm.NAME, by=by, record=found.reference)
            return redirect("early_help", reference=reference)
        clash = made.clash
    facts = {
        "kept": beside,
        "earlier": earlier,
        "last": last,
        "known": _known(found, by.authorities),
        "draft": draft,
        "resumed": draft if request.method != "POST" else None,
        "submit": submit,
        "may_write": found.state in (ASSESSING, HELPING),
        "may_submit": found.state == ASSESSING,
        "autosave_url": reverse("save_draft", kwargs={"form": AssessmentForm.NAME}),
        "theirs": presenters.theirs(found, _stored(found, queries.beside(found).assessment)) if clash else [],
    }
    return show(request, "assessment", found, facts, form=form, clash=clash)


def _save(request: HttpRequest, found: EarlyHelp, form: AssessmentForm, submit: SubmitForm, built_on: str) -> Any:
    pressed = press(request)
    made = actions.write_assessment(found, words=form.cleaned_data, voices=form.voices(), built_on=built_on, **pressed)
    if "submit" not in request.POST:
        return made
    return actions.submit(found, late_reason=submit.why_late, by=pressed["by"], at=pressed["at"], version=found.version)


def _known(found: EarlyHelp, authorities: tuple[int, ...]) -> list[ledger.Entry]:
    """What the authority knows of the children already: the notable part of their history, newest first."""
    if found.authority_id not in authorities:
        return []
    children = queries.children_of(found)
    entries = ledger.chronology(children, limit=15, significance=2) if children else []
    return [each for each in entries if each.episode_id != found.pk]


@page(may=AGREE_EARLY_HELP, shows="early help")
def agree(request: HttpRequest, reference: str) -> HttpResponse:
    """A manager reads the assessment, and agrees it or sends it back."""
    found = opened(request, reference)
    beside = queries.beside(found)
    form = AgreeForm(request.POST or None, late=is_late(found, "eh-assessment"))

    def act() -> Any:
        words = form.cleaned_data["words"]
        if form.cleaned_data["verdict"] == "agree":
            return actions.agree(found, words=words, late_reason=form.why_late, **press(request))
        return actions.send_back(found, words=words, **press(request))

    return act_page(
        request,
        found,
        form,
        act,
        move="agree",
        title="Do you agree this assessment?",
        button="Save",
        template="agree",
        kept=beside,
        today=timezone.localdate(),
    )
