"""Reviews: how each action is now is asked beside how it was, and the rest is computed. And what goes on paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lantern.access.attempts import attempt
from lantern.access.draft_saving import as_posted
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.interface import documents
from lantern.plans import actions, forms, hints, papers, queries, rules
from lantern.plans import permissions as may
from lantern.plans.models import Plan, PlanItem
from lantern.plans.states import PLAN
from lantern.plans.views.common import moment_of, note_look, press, show
from lantern.plans.views.writing import as_kept
from lantern.spine import drafts

DRAFT = "plan_review"


@page(may=may.REVIEW_PLAN, shows="plan")
def review_plan(request: HttpRequest, reference: str) -> HttpResponse:
    """A review on one page: each action with how it was, how it is now; what is decided and why."""
    by = actor_of(request)
    found = queries.plan_for(reference, by=by)
    note_look(request, found)
    around = queries.beside(found)
    before = around.reviews[0] if around.reviews else None
    kept = drafts.find(DRAFT, by=by, record=reference)
    data = request.POST if request.method == "POST" else as_posted(kept)
    form = forms.ReviewForm(data, initial={"held_on": timezone.localdate()})
    items = [
        each for each in found.items.all() if each.is_open or before is None or each.changed_at > before.recorded_at
    ]
    asked = {
        each.number: forms.ItemAtReview(data, prefix=f"item-{each.number}", initial={"state": each.state})
        for each in items
    }
    clash = None
    if request.method == "POST" and all([form.is_valid(), *(each.is_valid() for each in asked.values())]):
        made = attempt(lambda: _review(found, form.cleaned_data, asked, press(request)))
        if made.done:
            drafts.discard(DRAFT, by=by, record=reference)
            messages.success(request, _("The review is recorded."))
            if made.result is None:
                return redirect("plan", reference=reference)
            return redirect("plan_review", reference=reference, number=made.result.number)
        clash = made.clash
    for each in (form, *asked.values()):
        as_kept(request, each)
    since = before.recorded_at if before else None
    today = timezone.localdate()
    facts = {
        "draft": kept,
        "before": before,
        "asked": [(each, asked[each.number], rules.how_far(each, since=since, on=today)) for each in items],
        "far": rules.HOW_FAR,
        "answer": next((each.answer for each in PLAN.open_moves(found, by=by) if each.name == "review"), None),
    }
    return show(request, "review_plan", found, facts, form=form, clash=clash)


def _review(found: Plan, said: dict[str, Any], asked: dict[int, forms.ItemAtReview], facts: dict[str, Any]) -> object:
    came = {
        number: actions.Came(
            now=form.cleaned_data["now"] or "", state=form.cleaned_data["state"] or PlanItem.State.OPEN.value
        )
        for number, form in asked.items()
    }
    return actions.review(
        found,
        held_at=moment_of(said["held_on"]),
        on=said["held_on"],
        decision=said["decision"],
        reasons=said["reasons"],
        came=came,
        who_came=said["who_came"],
        child_view=said["child_view"],
        family_view=said["family_view"],
        **facts,
    )


@require_safe
@page(may=may.SEE_PLANS, shows="plan")
def plan_review(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One review as it was written down."""
    found = queries.plan_for(reference, by=actor_of(request))
    note_look(request, found)
    review = found.reviews.filter(number=number).first()
    if review is None:
        raise Http404
    return show(request, "review", found, {"review": review, "far": rules.HOW_FAR})


@page(may=may.SEE_PLANS, shows="plan")
def plan_for_child(request: HttpRequest, reference: str) -> HttpResponse:
    """The plan in the child's words: written by the worker, with hints on what would be easier to read."""
    by = actor_of(request)
    found = queries.plan_for(reference, by=by)
    note_look(request, found)
    begun = {"words": found.for_child or papers.words_to_begin(found)}
    form = forms.ForChildForm(request.POST if request.method == "POST" else None, initial=begun)
    clash = None
    if request.method == "POST" and form.is_valid() and "look" not in request.POST:
        made = attempt(lambda: actions.word_for_child(found, words=form.cleaned_data["words"], **press(request)))
        if made.done:
            messages.success(request, _("Saved. Read it with the child."))
            return redirect("plan_for_child", reference=reference)
        clash = made.clash
    words = str(form["words"].value() or "")
    facts = {
        "hints": hints.for_a_child(words),
        "reading_age": hints.reading_age(words),
        "writes": PLAN.is_open("word_for_child", found, by=by),
    }
    return show(request, "for_child", found, facts, form=form, clash=clash)


_TYPES = {
    "pdf": ("application/pdf", documents.pdf),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", documents.word),
}


@require_safe
@page(may=may.SEE_PLANS, shows="plan")
def plan_paper(request: HttpRequest, reference: str, form: str, code: str) -> HttpResponse:
    """The plan, a review (``review-2``) or the child's version, as PDF or Word. Making one is written down."""
    by, now = actor_of(request), timezone.now()
    found = queries.plan_for(reference, by=by)
    if code not in _TYPES:
        raise Http404
    which, _dash, number = form.partition("-")
    if which == "plan" and not number:
        made = papers.plan_document(found, by=by, at=now)
    elif which == "child" and found.for_child:
        made = papers.child_document(found, by=by, at=now)
    elif which == "review" and number.isdecimal() and (one := found.reviews.filter(number=int(number)).first()):
        made = papers.review_document(found, one, by=by, at=now)
    else:
        raise Http404
    note_look(request, found)
    kind, write = _TYPES[code]
    headers = {"Content-Disposition": f'attachment; filename="{which}-{found.reference}.{code}"'}
    return HttpResponse(write(made), content_type=kind, headers=headers)
