"""What was gathered: read, and withhold. Both versions stay."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.disclosure import actions, gathering, queries
from lantern.disclosure.actions.requests import subjects_of
from lantern.disclosure.actions.withholding import spans_of, ways_to_mention
from lantern.disclosure.forms import FindPersonForm, HidePersonForm, WithholdForm
from lantern.disclosure.models import AccessRequest, Redaction
from lantern.disclosure.passages import Called, around, mentions, readable, sentences, words_in
from lantern.disclosure.permissions import PREPARE_DISCLOSURE, SEE_ACCESS_REQUESTS
from lantern.disclosure.states import REDACTING
from lantern.disclosure.views.common import note_look, posted_version, show, try_to
from lantern.law.codes import code_set

MOST_MENTIONS = 500
"""Mentions on one page: enough for anybody; more are found again after the first are withheld."""


@require_safe
@page(may=SEE_ACCESS_REQUESTS, shows="access request")
def access_bundle(request: HttpRequest, reference: str) -> HttpResponse:
    """What was gathered in the order of time, with what is withheld marked in place."""
    found = queries.request_for(reference, by=actor_of(request))
    note_look(request, found, "access_bundle")
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
    shown, more = queries.bundle(found, page=max(1, number))
    facts = {"shown": shown, "page": max(1, number), "more": more, "reasons": code_set("withholding_reason")}
    return show(request, "bundle", found, facts)


@page(may=SEE_ACCESS_REQUESTS, shows="access request")
def access_item(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One record: whole and with what is withheld; sentence by sentence, by exact words, or all of it."""
    by = actor_of(request)
    found = queries.request_for(reference, by=by)
    shown = queries.item_of(found, number)
    text = shown.item.text
    form = WithholdForm(request.POST if request.method == "POST" else None, text=text, sentences=sentences(text))
    clash = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = try_to(
            lambda: actions.withhold(
                found,
                [actions.Passage(number, start, end) for start, end in form.chosen()],
                how=Redaction.How.WHOLE if said["whole"] else Redaction.How.PASSAGE,
                reason=said["reason"],
                because=said["because"],
                by=by,
                at=timezone.now(),
                version=posted_version(request),
                key=act_key(request),
            )
        )
        if made.done:
            return redirect("access_item", reference=reference, number=number)
        clash = made.clash
    else:
        note_look(request, found, "access_item")
    facts = {
        "shown": shown,
        "words": {each["id"]: words_in(text[each["start"] : each["end"]]) for each in shown.redactions},
        "reasons": code_set("withholding_reason"),
        "is_open": found.state == REDACTING and bool(by.may(PREPARE_DISCLOSURE)),
    }
    return show(request, "item", found, facts, form=form, clash=clash)


@require_POST
@page(may=PREPARE_DISCLOSURE, shows="access request")
def undo_redaction(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Take withholding back: that it was withheld stays in the record."""
    by = actor_of(request)
    found = queries.request_for(reference, by=by)
    try:
        chosen = [UUID(each) for each in request.POST.getlist("redaction")]
    except ValueError:
        raise Http404 from None
    actions.undo(found, chosen, by=by, at=timezone.now(), version=posted_version(request), key=act_key(request))
    return redirect("access_item", reference=reference, number=number)


@page(may=PREPARE_DISCLOSURE, shows="access request")
def withhold_person(request: HttpRequest, reference: str) -> HttpResponse:
    """Find every mention of somebody, look at each, and withhold those that are meant."""
    by = actor_of(request)
    found = queries.request_for(reference, by=by)
    ours, others = gathering.people_of(found, subjects_of(found))
    form = FindPersonForm(
        request.POST if request.method == "POST" else None,
        people=[(each.key, f"{each.label}: {each.part}") for each in others],
    )
    marks: list[dict[str, Any]] = []
    hide, clash = None, None
    if request.method == "POST" and form.is_valid():
        chosen = next((each for each in others if each.key == form.cleaned_data["who"]), None)
        marks = _mentions(found, chosen, form.cleaned_data["words"] or "", ours)
        hide = HidePersonForm(request.POST if "hide" in request.POST else None, marks=[each["value"] for each in marks])
        if "hide" in request.POST and hide.is_valid():
            made = try_to(lambda: _hide(request, found, hide, by))
            if made.done:
                count = len(hide.cleaned_data["marks"])
                messages.success(
                    request, ngettext("%d mention is withheld.", "%d mentions are withheld.", count) % count
                )
                return redirect("withhold_person", reference=reference)
            clash = made.clash
    facts = {"hide": hide, "marks": marks, "most": MOST_MENTIONS, "others": others, "searched": hide is not None}
    facts["is_open"] = found.state == REDACTING
    facts["has_errors"] = bool(form.errors) or bool(hide and hide.is_bound and hide.errors)
    facts["ticked"] = (
        hide["marks"].data or [] if hide and hide.is_bound else [each["value"] for each in marks if each["sure"]]
    )
    return show(request, "withhold_person", found, facts, form=form, clash=clash)


def _mentions(
    found: AccessRequest, chosen: gathering.Somebody | None, words: str, ours: list[gathering.Somebody]
) -> list[dict[str, Any]]:
    """Every mention that can still be read, with what stands around it; those that are hardly anybody else ticked."""
    ways = [Called(each.strip()) for each in words.split(",") if each.strip()]
    if chosen is not None:
        ways += ways_to_mention(chosen, [pair for each in ours for pair in each.names])
    spans, marks = spans_of(found), []
    for item in found.items.order_by("happened_at", "number"):
        text = readable(item.text, spans.get(item.pk, []))
        for each in mentions(text, ways):
            before, itself, after = around(item.text, each.start, each.end)
            marks.append(
                {
                    "value": f"{item.number}-{each.start}-{each.end}",
                    "number": item.number,
                    "sure": each.sure,
                    "because": each.because,
                    "before": before,
                    "itself": itself,
                    "after": after,
                }
            )
            if len(marks) >= MOST_MENTIONS:
                return marks
    return marks


def _hide(request: HttpRequest, found: AccessRequest, hide: HidePersonForm, by: Any) -> int:
    passages = [actions.Passage(*(int(part) for part in each.split("-"))) for each in hide.cleaned_data["marks"]]
    return actions.withhold(
        found,
        passages,
        how=Redaction.How.PERSON,
        reason=hide.cleaned_data["reason"],
        by=by,
        at=timezone.now(),
        version=posted_version(request),
        key=act_key(request),
    )
