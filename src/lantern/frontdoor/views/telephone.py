"""Taking a worry by telephone, and recording advice to a professional."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from lantern.access.attempts import Clash, attempt
from lantern.access.draft_saving import as_posted
from lantern.access.pages import act_key, page
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.frontdoor import actions, queries
from lantern.frontdoor import permissions as may
from lantern.frontdoor.forms.advice import AdviceForm
from lantern.frontdoor.forms.telephone import TelephoneContact
from lantern.frontdoor.models import Contact
from lantern.frontdoor.views.blank_rows import blank_row, empty_row
from lantern.frontdoor.views.common import show
from lantern.people import finding
from lantern.spine import drafts

_CHANGES = re.compile(r"^(add_another|remove_children|remove_adults|look|use_child-\d+|forget_child-\d+)$")
"""Buttons that change the form instead of sending it."""


@page(may=may.TAKE_CONTACT, shows="contacts")
def telephone(request: HttpRequest) -> HttpResponse:
    """One page for somebody with a receiver at their ear: everything on it, little of it required."""
    by = actor_of(request)
    if request.method != "POST":
        return _begin(request)
    pressed = next((name for name in request.POST if _CHANGES.match(name)), "")
    if pressed:
        sheet = TelephoneContact(by=by, data=request.POST, judge=False)
        if pressed.startswith(("use_child-", "forget_child-")):
            sheet.choose(int(pressed.rpartition("-")[2]), request.POST[pressed] if pressed.startswith("use") else "")
        return _telephone_page(request, sheet)
    sheet = TelephoneContact(by=by, data=request.POST)
    if not sheet.is_valid():
        return _telephone_page(request, sheet, has_errors=True)
    now = timezone.now()
    columns = sheet.form.contact()
    if advice := _advice(request, sheet.form.cleaned_data.get("from_advice") or ""):
        columns["because_of_id"] = advice.pk
    made = attempt(
        lambda: actions.receive(
            authority_id=sheet.form.cleaned_data["authority"],
            contact=columns,
            referrer=sheet.form.referrer(),
            people=sheet.people(now),
            by=by,
            at=now,
            urgent=sheet.urgent,
            key=act_key(request),
        )
    )
    if made.clash:
        return _telephone_page(request, sheet, clash=made.clash)
    drafts.discard(TelephoneContact.NAME, by=by)
    return redirect("contact", made.result.reference) if made.result else redirect("queue")


def _begin(request: HttpRequest) -> HttpResponse:
    """An empty form, the draft that was left, or what a consultation already filled in."""
    by = actor_of(request)
    draft = drafts.find(TelephoneContact.NAME, by=by)
    if draft is None and (advice := _advice(request, request.GET.get("from", ""))):
        return _telephone_page(request, TelephoneContact.from_advice(advice, by=by))
    return _telephone_page(request, TelephoneContact(by=by, data=as_posted(draft), judge=False), draft=draft)


def _advice(request: HttpRequest, reference: str) -> Contact | None:
    if not reference:
        return None
    advice = queries.contact_for(actor_of(request), reference)
    if advice.state != "advised":
        raise Http404
    return advice


def _telephone_page(
    request: HttpRequest,
    sheet: TelephoneContact,
    *,
    draft: drafts.Saved | None = None,
    has_errors: bool = False,
    clash: Clash | None = None,
) -> HttpResponse:
    if request.method == "POST":
        draft = drafts.find(TelephoneContact.NAME, by=actor_of(request))
    facts = {
        "sheet": sheet,
        "form": None,
        "has_errors": has_errors,
        "draft": draft,
        "resumed": draft if request.method != "POST" else None,
        "offered": _offered(sheet, actor_of(request)),
        "autosave_url": reverse("save_draft", kwargs={"form": TelephoneContact.NAME}),
        "blank_row": blank_row,
        "empty_row": empty_row,
    }
    return show(request, "telephone", facts, clash=clash)


def _offered(sheet: TelephoneContact, by: ActingPerson) -> dict[int, list[finding.Candidate]]:
    """Known children who may be those described so far, by row. The page asks again by itself while somebody types."""
    today = timezone.localdate()
    rows = {
        place: finding.described(
            {name: row.data[name] for name in row.data if name.startswith(f"{row.prefix}-")}, on=today
        )
        for place, row in enumerate(sheet.children.forms[:4])
        if row.is_bound and row in sheet.children.filled
    }
    found = finding.candidates_for(list(rows.values()), by=by, limit=5) if rows else []
    return dict(zip(rows, found, strict=True))


@page(may=may.TAKE_CONTACT, shows="drafts")
def discard_telephone_draft(request: HttpRequest) -> HttpResponse:
    """Throw the half-filled form away, on purpose."""
    if request.method == "POST":
        drafts.discard(TelephoneContact.NAME, by=actor_of(request))
    return redirect("telephone")


@page(may=may.RECORD_ADVICE, shows="contacts")
def advice(request: HttpRequest) -> HttpResponse:
    """A professional asks for advice: recorded in a minute, counted as demand."""
    by, now = actor_of(request), timezone.now()
    form = AdviceForm(request.POST or None, by=by)
    clash = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = attempt(
            lambda: actions.record_advice(
                authority_id=said["authority"],
                contact={
                    "what_happened": said["asked"],
                    "reasons": said.get("reasons") or ["advice"],
                    "taken_by_id": by.user_id,
                },
                referrer=form.referrer(),
                people=form.people(now),
                advice=said["advice"],
                by=by,
                at=now,
                key=act_key(request),
            )
        )
        if made.done:
            drafts.discard("advice", by=by)
            return redirect("contact", made.result.reference) if made.result else redirect("queue")
        clash = made.clash
    facts = {
        "form": form,
        "has_errors": request.method == "POST" and not form.is_valid(),
        "autosave_url": reverse("save_draft", kwargs={"form": "advice"}),
        "draft": None,
    }
    if request.method != "POST" and (draft := drafts.find("advice", by=by)):
        facts |= {"form": AdviceForm(by=by, initial=_flat(draft.values)), "draft": draft}
    return show(request, "advice", facts, clash=clash)


def _flat(values: dict[str, Any]) -> dict[str, Any]:
    """A draft as initial values: single answers unpacked, parts of a date put together again."""
    told: dict[str, Any] = {}
    for name, texts in values.items():
        one = texts[0] if isinstance(texts, list) and len(texts) == 1 and name != "reasons" else texts
        field, _, part = name.rpartition("-")
        if part in ("day", "month", "year"):
            told[field] = {**told.get(field, {}), part: one}
        else:
            told[name] = one
    return told
