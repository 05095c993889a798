"""What a new threshold document would change: a draft beside the version in force, and the decisions it touches."""

from __future__ import annotations

import contextlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from lantern.access.attempts import posted_version
from lantern.access.pages import act_key, page
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.frontdoor import permissions as may
from lantern.frontdoor import thresholds
from lantern.frontdoor.forms.threshold_draft import ThresholdDraftForm
from lantern.frontdoor.models import Outcome
from lantern.frontdoor.queries import consistency as counted
from lantern.frontdoor.queries.demand import TooMuchToCount
from lantern.frontdoor.views.common import show
from lantern.interface.display import london_date
from lantern.partnership import queries as partnership
from lantern.partnership.models import ThresholdDocument
from lantern.spine.lifecycle import AlreadyDone


def _document(request: HttpRequest, by: ActingPerson) -> tuple[ThresholdDocument, list[ThresholdDocument]]:
    """The version in force that is asked for, and all of the reader's areas."""
    today = london_date(timezone.now())
    found: dict[int, ThresholdDocument] = {}
    for each in partnership.authorities():
        if each.pk in by.authorities:
            with contextlib.suppress(LookupError):
                document = partnership.threshold_document(each.pk, today)
                found[document.pk] = document
    if not found:
        raise Http404
    asked = request.POST.get("document") or request.GET.get("document", "")
    chosen = found.get(int(asked)) if asked.isdecimal() and len(asked) < 9 else None
    return chosen or next(iter(found.values())), list(found.values())


@require_safe
@page(may=may.SEE_DEMAND, shows="figures")
def what_would_change(request: HttpRequest) -> HttpResponse:
    """Levels and clauses side by side, and how often decisions of 12 months cited what would change."""
    by, now = actor_of(request), timezone.now()
    document, documents = _document(request, by)
    draft = thresholds.draft_of(document, by.authorities)
    coming = list(
        ThresholdDocument.objects.filter(code=document.code, in_force_from__gt=london_date(now)).order_by(
            "in_force_from"
        )
    )
    later = next((each for each in coming if each.version == request.GET.get("against")), None)
    later = later or (coming[0] if coming and draft is None else None)
    other = thresholds.as_published(later) if later else thresholds.as_drafted(draft) if draft else None
    facts: dict[str, Any] = {
        "document": document,
        "documents": documents,
        "draft": draft,
        "coming": coming,
        "later": later,
        "may_draft": bool(by.may(may.DRAFT_THRESHOLD)),
        "other": other,
    }
    if other is None:
        return show(request, "what_would_change", facts)
    levels = thresholds.compared(thresholds.as_published(document), other)
    touched = thresholds.touched(levels)
    cited: dict[str, dict[str, int]] | None
    try:
        cited = counted.cited_by_clause(by.authorities, document.pk, touched, now=now) if touched else {}
    except TooMuchToCount:
        cited = None
    facts |= {
        "levels": levels,
        "cited": cited,
        "outcomes": [(one.value, str(one.label)) for one in Outcome],
        "touched": len(touched),
        "added": sum(1 for level in levels for one in level.changed if one.kind == "added"),
        "decisions": sum(sum(by_outcome.values()) for by_outcome in (cited or {}).values()),
        "as_area_file": thresholds.as_area_file(document, other) if not later else "",
    }
    return show(request, "what_would_change", facts)


@require_safe
@page(may=may.SEE_DEMAND, shows="contacts")
def decisions_citing(request: HttpRequest) -> HttpResponse:
    """The decisions that cited a clause. References, never names."""
    by, now = actor_of(request), timezone.now()
    document, _documents = _document(request, by)
    clause, outcome = request.GET.get("clause", "")[:10].replace("\0", ""), request.GET.get("outcome", "")
    outcome = outcome if outcome in Outcome.values else ""
    told = next((one for one in partnership.descriptors(document) if one.clause == clause), None)
    if told is None:
        raise Http404
    facts = {
        "rows": counted.citing(by, document.pk, clause, outcome, now=now),
        "told": told,
        "outcome": outcome,
        "back": f"{reverse('what_would_change')}?document={document.pk}",
    }
    return show(request, "decisions_citing", facts)


@page(may=may.DRAFT_THRESHOLD, shows="published document")
def draft_threshold(request: HttpRequest) -> HttpResponse:
    """Every clause of the version in force, or of the draft so far, to be changed, emptied or added to."""
    by, now = actor_of(request), timezone.now()
    document, _documents = _document(request, by)
    draft = thresholds.draft_of(document, by.authorities)
    now_says = thresholds.as_published(document)
    wording = thresholds.as_drafted(draft) if draft else now_says
    # What the draft took out stays to be put back.
    drafted = {one.clause for one in wording.clauses}
    taken_out = tuple(
        thresholds.Clause(one.clause, one.level, one.domain, "")
        for one in now_says.clauses
        if one.clause not in drafted
    )
    both = sorted((*wording.clauses, *taken_out), key=lambda one: (one.level, _place(one.clause)))
    form = ThresholdDraftForm(request.POST or None, wording=thresholds.Wording("draft", wording.levels, tuple(both)))
    quicker = None
    if form.is_bound and form.is_valid():
        try:
            with contextlib.suppress(AlreadyDone):
                thresholds.save_draft(
                    document, form.written(), seen=posted_version(request), by=by, at=now, key=act_key(request)
                )
            return redirect(f"{reverse('what_would_change')}?document={document.pk}")
        except thresholds.SomebodyWasQuicker as other:
            quicker = other.draft
    facts = {
        "form": form,
        "has_errors": form.is_bound and not form.is_valid(),
        "document": document,
        "draft": draft,
        "quicker": quicker,
        "version": draft.version if draft else 0,
        "now_says": {one.clause: one.text for one in now_says.clauses},
    }
    return show(request, "draft_threshold", facts)


def _place(number: str) -> tuple[int, str]:
    after = number.partition(".")[2]
    return (int(after) if after.isdecimal() else 0, number)
