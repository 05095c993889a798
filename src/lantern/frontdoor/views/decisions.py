"""Deciding for each child, looking it over once, and offering again what a team declined."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from lantern.access.attempts import Clash, attempt, posted_version
from lantern.access.draft_saving import as_posted
from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.access.permissions import GRANT_ACCESS
from lantern.frontdoor import actions, queries
from lantern.frontdoor import permissions as may
from lantern.frontdoor.forms.decision import DecidePage, evidence_label
from lantern.frontdoor.forms.oversight import OfferAgainForm
from lantern.frontdoor.models import ChildDecision, Contact, Outcome
from lantern.frontdoor.offering import Receivers, receivers_by_team
from lantern.frontdoor.rules import UnsoundDecision, require_sound_decisions, teams_able_to_take
from lantern.frontdoor.states import CONTACT
from lantern.frontdoor.views.common import note_look, show
from lantern.interface.display import london_date
from lantern.partnership import queries as partnership
from lantern.spine import drafts


@page(may=may.DECIDE_CONTACT, shows="contacts")
def decide_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """The evidence beside the form; then everything once more before it is sent to a manager."""
    by, now = actor_of(request), timezone.now()
    found = queries.contact_in_view(by, reference)
    note_look(request, found)
    document = partnership.threshold_document(found.authority_id, london_date(now))
    draft = drafts.find(DecidePage.NAME, by=by, record=reference)
    late = queries.late_for(found, "contact-decision", now)
    step = request.POST.get("step", "")
    data = request.POST if request.method == "POST" else as_posted(draft)
    suggested = {"outcome": request.GET["outcome"]} if request.GET.get("outcome") in Outcome.values else {}
    sheet = DecidePage(
        found,
        document,
        queries.checks_of(found),
        late=late is not None,
        data=data,
        judge=step in ("check", "confirm"),
        initial=suggested,
    )
    if request.method != "POST" or step not in ("check", "confirm"):
        return _form(request, found, sheet, draft=draft, late=late)
    if not _is_sound(sheet):
        return _form(request, found, sheet, draft=draft, late=late, has_errors=True)
    if step == "check":
        return _summary(request, found, sheet)
    plain = queries.contact_for(by, reference)
    made = attempt(
        lambda: actions.decide(
            plain,
            decisions=sheet.decisions(),
            by=by,
            at=now,
            version=posted_version(request),
            start_urgently=bool(sheet.start.cleaned_data.get("start_urgently")),
            late_reason=sheet.start.why_late,
            key=act_key(request),
        )
    )
    if made.clash:
        return _form(request, found, sheet, draft=draft, late=late, clash=made.clash)
    drafts.discard(DecidePage.NAME, by=by, record=reference)
    return redirect("contact", reference)


def _is_sound(sheet: DecidePage) -> bool:
    """Whether every field holds and every decision is sound; each gap is laid beside the field that mends it."""
    if not sheet.is_valid():
        return False
    try:
        require_sound_decisions(sheet.contact, sheet.decisions(), sheet.document)
    except UnsoundDecision as unsound:
        sheet.lay(unsound)
        return False
    return True


def _form(
    request: HttpRequest,
    found: Contact,
    sheet: DecidePage,
    *,
    draft: drafts.Saved | None,
    late: Any,
    has_errors: bool = False,
    clash: Clash | None = None,
) -> HttpResponse:
    by = actor_of(request)
    facts = {
        "sheet": sheet,
        "form": None,
        "has_errors": has_errors,
        "draft": draft,
        "resumed": draft if request.method != "POST" else None,
        "late": late,
        "receiving": _receiving(found),
        "autosave_url": reverse("save_draft", kwargs={"form": DecidePage.NAME}),
        "is_open": next((move.answer for move in CONTACT.open_moves(found, by=by) if move.name == "decide"), None),
        **_evidence(found),
    }
    return show(request, "decide", facts, contact=found, clash=clash)


def _receiving(found: Contact) -> list[tuple[str, list[Receivers]]]:
    """Of each restricted child (or one whose family is): who in the teams that may be chosen would see the offer."""
    outcomes = [each for each in Outcome if each.hands_over]
    teams = {team.pk: team for each in outcomes for team in teams_able_to_take(each, found.authority_id)}
    children = [each for each in found.reported.all() if each.part == "child"] if found.restricted else []
    now = timezone.now()
    named = [
        (
            child.person.name if child.person else child.name,
            receivers_by_team(found, child, list(teams.values()), at=now),
        )
        for child in children
    ]
    return [(name, [each for each in offers if each.bound]) for name, offers in named if offers]


def _summary(request: HttpRequest, found: Contact, sheet: DecidePage) -> HttpResponse:
    checks = queries.checks_of(found)
    names = {
        form.child.pk: (form.child.person.name if form.child.person else form.child.name) for form in sheet.children
    }
    decided = [
        (names[each.reported_id], each, [evidence_label(code, checks) for code in each.evidence])
        for each in sheet.decisions()
    ]
    posted = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in ("csrfmiddlewaretoken", "act", "step", "version")
    ]
    facts = {
        "decided": decided,
        "posted": posted,
        "form": None,
        "document": sheet.document,
        "urgent": bool(sheet.start.cleaned_data.get("start_urgently")),
        "late_reason": sheet.start.why_late,
        "posted_version": posted_version(request),
        "referrer_can_be_told": not found.referrer.anonymous,
    }
    return show(request, "decide_check", facts, contact=found)


def _evidence(found: Contact) -> dict[str, Any]:
    return {
        "history": queries.history_for(found),
        "checks": queries.checks_of(found),
        "reported": list(found.reported.all()),
        "events": queries.events_of(found),
        "today": london_date(timezone.now()),
        "decisions": [each for each in found.decisions.all() if each.current],
    }


@page(may="offer_handoff", shows="handoffs")
def offer_again(request: HttpRequest, reference: str, decision: uuid.UUID) -> HttpResponse:
    """A team declined: the child is offered to another, and never falls between."""
    by = actor_of(request)
    found = queries.contact_for(by, reference)
    made = (
        ChildDecision.objects.filter(pk=decision, contact_id=found.pk, current=True)
        .select_related("handoff", "reported", "person")
        .first()
    )
    if (
        made is None
        or made.handoff is None
        or made.handoff.state not in ("declined", "withdrawn")
        or found.state != "passing_on"
    ):
        raise Http404
    teams = teams_able_to_take(made.outcome, found.authority_id)
    offers = receivers_by_team(found, made.reported, teams, at=timezone.now())
    form = OfferAgainForm(
        request.POST or None,
        teams=teams,
        authority_id=found.authority_id,
        initial={"need_to_know": made.need_to_know},
        receiving=offers,
        may_let_in=bool(by.may(GRANT_ACCESS, found)),
    )
    shown = {"form": form, "decision": made, "receiving": offers}
    if request.method == "POST" and form.is_valid():
        team = partnership.teams()[form.chosen.team_id]
        outcome = attempt(
            lambda: actions.offer_again(
                found,
                made,
                to_team=team,
                service_id=form.chosen.service_id,
                need_to_know=form.cleaned_data["need_to_know"],
                by=by,
                at=timezone.now(),
                key=act_key(request),
                letting_in=form.let_in(team.pk),
            )
        )
        if outcome.done:
            return redirect("contact", reference)
        return show(request, "offer_again", {**shown, "has_errors": False}, contact=found, clash=outcome.clash)
    return show(request, "offer_again", {**shown, "has_errors": form.is_bound}, contact=found)
