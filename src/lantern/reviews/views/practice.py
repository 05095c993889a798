"""Practice reviews: the page of one, its terms, steps, family, linked reviews, and publication."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lantern.access.act_pages import Asked, Kept, act_page, kept, posted
from lantern.access.attempts import posted_version
from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.interface.environment import url
from lantern.learning.views.from_rooms import recommend_from, recommended
from lantern.reviews import forms, queries
from lantern.reviews import permissions as may
from lantern.reviews.actions import practice as actions
from lantern.reviews.models import PracticeReview
from lantern.reviews.plan import FAMILY, strand_kind
from lantern.reviews.states import APPROVED, PRACTICE_REVIEW
from lantern.reviews.views.incidents import note_look, words
from lantern.spine.actors import refused
from lantern.spine.lifecycle import OpenMove


def _moves(found: PracticeReview, request: HttpRequest) -> dict[str, OpenMove]:
    return {each.name: each for each in PRACTICE_REVIEW.open_moves(found, by=actor_of(request))}


@require_safe
@page(may=may.SEE_INCIDENTS, shows="practice review")
def practice_review(request: HttpRequest, reference: str) -> HttpResponse:
    """Where a review stands: what is next, what is late, what the family said, what is linked."""
    found = queries.review_for(reference, by=actor_of(request))
    note_look(request, found)
    facts = {
        "review": found,
        "told_parts": queries.parts_of(found),
        "recommended": recommended(found),
        "may_recommend": bool(actor_of(request).may(may.RUN_REVIEW, found)),
        "appointment": queries.appointment_of(found),
        "moves": _moves(found, request),
        "family_about": dict(FAMILY),
        "strand_kind": strand_kind,
        "today": timezone.localdate(),
        "may_run": bool(actor_of(request).may(may.RUN_REVIEW, found)) and found.closed_at is None,
    }
    return render(request, "reviews/practice_review.jinja", facts | words())


def _asked(found: PracticeReview, heading: str, button: str, **more: Any) -> Asked:
    return Asked(
        heading=heading,
        button=button,
        caption=f"{found.title}, {found.reference}",
        title=f"{heading}: {found.reference}",
        back=url("practice_review", reference=found.reference),
        back_text=_("The practice review"),
        **more,
    )


type Made = tuple[Asked, forms.Form, Callable[[dict[str, Any]], Any]]


def _late(found: PracticeReview, timescale: str) -> bool:
    return bool(found.next_due == timescale and found.next_due_at and found.next_due_at < timezone.now())


def _terms(request: HttpRequest, found: PracticeReview) -> Made:
    steps = {step.what: step.due_on for step in queries.parts_of(found).steps}
    initial: dict[str, Any] = {name: getattr(found, name) for name in forms.TermsForm.base_fields}
    initial |= {f"step_{number}": steps.get(step) for number, step in enumerate(forms.STEPS)}
    saved = {name: text for name, text in _kept(request, found).values.items() if name in ("terms", "questions")}
    form = forms.TermsForm(posted(request), initial=initial | saved)

    def does(pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        texts: dict[str, Any] = {
            name: said.get(name) or "" for name in ("terms", "questions", "lead_name", "family_lead_name")
        }
        days: dict[str, Any] = {name: said.get(name) for name in ("looks_from", "looks_until")}
        return actions.set_terms(found, steps=form.steps, **texts, **days, **pressed)

    return _asked(found, _("Terms and steps"), _("Save"), answer=_answer(request, found, "set_terms")), form, does


def _kept(request: HttpRequest, found: PracticeReview) -> Kept:
    return kept(request, forms.TERMS_DRAFT, record=found.reference)


def _answer(request: HttpRequest, found: PracticeReview, move: str) -> Any:
    made = _moves(found, request).get(move)
    if made is None:
        now = PRACTICE_REVIEW.states[found.state].lower()
        return refused(_("This review is “%(state)s” now, so this is not open.") % {"state": now})
    return made.answer


def _family(request: HttpRequest, found: PracticeReview) -> Made:
    form = forms.FamilyForm(posted(request), initial={"on": timezone.localdate()})

    def does(pressed: dict[str, Any]) -> Any:
        del pressed["version"]
        return actions.speak_with_family(found, **form.cleaned_data, **pressed)

    return _asked(found, _("Speaking with the family"), _("Record it")), form, does


def _strand(request: HttpRequest, found: PracticeReview) -> Made:
    form = forms.StrandForm(posted(request))

    def does(pressed: dict[str, Any]) -> Any:
        del pressed["version"]
        said = form.cleaned_data
        return actions.link_strand(
            found,
            kind=said["kind"],
            place=said["place"],
            lead=said["lead"],
            their_reference=said.get("their_reference") or "",
            shares_chronology=bool(said.get("shares_chronology")),
            **pressed,
        )

    return _asked(found, _("Link another review of the same events"), _("Link it")), form, does


def _publication(request: HttpRequest, found: PracticeReview) -> Made:
    form = forms.PublicationForm(posted(request), initial={"on": found.publication_on})

    def does(pressed: dict[str, Any]) -> Any:
        return actions.plan_publication(found, on=form.cleaned_data["on"], **pressed)

    intro = _("The report goes to the Panel and the Secretary of State before; by when is counted back from this day.")
    answer = _answer(request, found, "plan_publication")
    return _asked(found, _("Plan the publication"), _("Save"), intro=intro, answer=answer), form, does


def _ahead(request: HttpRequest, found: PracticeReview) -> Made:
    form = forms.SentAheadForm(posted(request), late=_late(found, "lcspr-send"))

    def does(pressed: dict[str, Any]) -> Any:
        return actions.send_ahead(found, late_reason=form.why_late, **pressed)

    intro = _("The final report has gone to the Panel and the Secretary of State.")
    answer = _answer(request, found, "send_ahead")
    return _asked(found, _("Sent ahead"), _("It is sent"), intro=intro, answer=answer), form, does


def _publish(request: HttpRequest, found: PracticeReview) -> Made:
    form = forms.PublishForm(posted(request), late=_late(found, "lcspr"))

    def does(pressed: dict[str, Any]) -> Any:
        return actions.publish(found, where=form.cleaned_data["where"], late_reason=form.why_late, **pressed)

    return _asked(found, _("Publish"), _("It is published"), answer=_answer(request, found, "publish")), form, does


def _reasons(move: str, heading: str, label: str, button: str) -> Callable[[HttpRequest, PracticeReview], Made]:
    def makes(request: HttpRequest, found: PracticeReview) -> Made:
        form = forms.ReasonsForm(posted(request), label=str(label))

        def does(pressed: dict[str, Any]) -> Any:
            act = actions.stop if move == "stop" else actions.explain_delay
            return act(found, reasons=form.cleaned_data["reasons"], **pressed)

        return _asked(found, heading, button, answer=_answer(request, found, move)), form, does

    return makes


_MOVES: dict[str, Callable[[HttpRequest, PracticeReview], Made]] = {
    "terms": _terms,
    "family": _family,
    "strand": _strand,
    "publication": _publication,
    "ahead": _ahead,
    "publish": _publish,
    "delay": _reasons(
        "explain_delay",
        "Why is it late?",
        "What were the Panel and the Secretary of State told?",
        "They were told",
    ),
    "stop": _reasons("stop", "Stop the review", "Why does it stop?", "Stop it"),
}


@page(may=may.RUN_REVIEW, shows="practice review")
def move_practice_review(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """One act on a practice review."""
    found = queries.review_for(reference, by=actor_of(request))
    note_look(request, found)
    if move not in _MOVES:
        raise Http404
    asked, form, does = _MOVES[move](request, found)
    draft = _kept(request, found) if move == "terms" else None
    return act_page(request, asked, form, does, version=found.version, draft=draft)


@page(may=may.RUN_REVIEW, shows="practice review")
def recommend_of_review(request: HttpRequest, reference: str) -> HttpResponse:
    """A recommendation of the review, in the one register. It never names the child."""
    found = queries.review_for(reference, by=actor_of(request))
    note_look(request, found)
    back = url("practice_review", reference=found.reference)
    says = _("Practice review “%(title)s”") % {"title": found.title}
    return recommend_from(
        request, found, origin="review", origin_says=says, back=back, back_text=_("The practice review")
    )


@require_POST
@page(may=may.RUN_REVIEW, shows="practice review")
def begin_practice_review(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin, once the terms stand and the Executive approved somebody. Refused with the reason otherwise."""
    found = queries.review_for(reference, by=actor_of(request))
    now = queries.appointment_of(found)
    approved = now.reviewer.name if now is not None and now.state == APPROVED else ""
    actions.start(
        found,
        reviewer=approved,
        by=actor_of(request),
        at=timezone.now(),
        version=posted_version(request),
        key=act_key(request),
    )
    return redirect("practice_review", reference=found.reference)


@page(may=may.RUN_REVIEW, shows="practice review")
def review_step(request: HttpRequest, reference: str, record: uuid.UUID) -> HttpResponse:
    """A step is done."""
    found = queries.review_for(reference, by=actor_of(request))
    note_look(request, found)
    step = next((each for each in queries.parts_of(found).steps if each.pk == record), None)
    if step is None:
        raise Http404
    form = forms.StepDoneForm(posted(request), initial={"on": timezone.localdate()})
    answer = refused(_("%(who)s said that it is done.") % {"who": step.done_by_name}) if step.done_on else None

    def does(pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        return actions.step_done(found, step, on=said["on"], note=said.get("note") or "", **pressed)

    return act_page(request, _asked(found, step.what, _("It is done"), answer=answer), form, does)


@page(may=may.RUN_REVIEW, shows="practice review")
def review_strand(request: HttpRequest, reference: str, record: uuid.UUID) -> HttpResponse:
    """What a linked review learned by itself, and what all teach together."""
    found = queries.review_for(reference, by=actor_of(request))
    note_look(request, found)
    strand = next((each for each in queries.parts_of(found).strands if each.pk == record), None)
    if strand is None:
        raise Http404
    initial = forms.StrandLearnedForm.of(strand, found.combined_learning)
    form = forms.StrandLearnedForm(posted(request), initial=initial)

    def does(pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        return actions.strand_learned(
            found,
            strand,
            learning=said["learning"],
            ended_on=said.get("ended_on"),
            combined=said.get("combined") or "",
            **pressed,
        )

    return act_page(request, _asked(found, strand_kind(strand.kind), _("Save")), form, does)
