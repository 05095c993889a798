"""One contact: what was told, what is known, what to do next; and the small acts that need no page of their own."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from lantern.access import record_pages
from lantern.access.attempts import attempt, posted_version
from lantern.access.pages import act_key, page
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.frontdoor import actions, presenters, queries
from lantern.frontdoor import permissions as may
from lantern.frontdoor.forms.screening import AssignForm, CorrectForm, JoinForm, PriorityForm
from lantern.frontdoor.models import Contact
from lantern.frontdoor.states import CHECK, CONTACT
from lantern.frontdoor.views.common import note_look, note_unsealing, show
from lantern.interface.display import london_date
from lantern.people.forms import UnsealForm
from lantern.spine import ledger
from lantern.spine.models import Event, Priority
from lantern.waiting import panel, registry


@require_safe
@page(may=may.SEE_CONTACT, shows="contacts")
def contact(request: HttpRequest, reference: str) -> HttpResponse:
    """The answer first: state, clock, whose it is, what to do next; then what was told, and what is already known."""
    by = actor_of(request)
    found = queries.contact_in_view(by, reference)
    note_look(request, found)
    history = queries.history_for(found)
    facts = {
        **_story(found, by),
        "history": history,
        "gates": _when_help_ended(history),
        "more_pages": record_pages.pages_for(by, record_pages.CONTACT, found.reference),
    }
    return show(request, "contact", facts, contact=found)


def _when_help_ended(history: queries.History) -> str:
    """What was answered when help for these children last ended or was handed down. No statement where nothing that
    went through the gate is among what is known; else one.
    """
    came_before = [
        child.person_id for child in history.children if any(registry.page_of(each.kind) for each in child.earlier)
    ]
    return panel.beside(came_before, at=timezone.now()) if came_before else ""


@require_safe
@page(may=may.SEE_CONTACT, shows="contacts")
def contact_live(request: HttpRequest, reference: str) -> HttpResponse:
    """The answers of agencies and the handoffs as they arrive, for the page that is already open."""
    by = actor_of(request)
    found = queries.contact_in_view(by, reference)
    response = show(request, "contact_live", _story(found, by), contact=found)
    # The keys of its buttons differ each time; what was answered decides whether there is news.
    news = "|".join(f"{each.pk}{each.version}" for each in [found, *found.led_to.all()]) + timezone.now().strftime(
        "%H%M"
    )
    tag = f'"{hashlib.sha256(news.encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    response["ETag"] = tag
    return response


def _story(found: Contact, by: ActingPerson) -> dict[str, Any]:
    checks = queries.checks_of(found)
    waiting = [check for check in checks if check.state == "asked"]
    return {
        "steps": presenters.steps(found, CONTACT.open_moves(found, by=by)),
        "next_sentence": presenters.next_sentence(found, waiting=len(waiting)),
        "checks": checks,
        "waiting": len(waiting),
        "may_chase": bool(CHECK.is_open("remind", waiting[0], by=by)) if waiting else False,
        "handoffs": queries.handoffs_of(found),
        "events": (events := queries.events_of(found)),
        "routed": [each for each in events if each.kind in ("contact_routed", "contact_not_routed")],
        "decisions": [each for each in found.decisions.all() if each.current],
        "former_decisions": [each for each in found.decisions.all() if not each.current],
        "reported": list(found.reported.all()),
        "today": london_date(timezone.now()),
        "may_correct": bool(by.may(may.CORRECT_RECORD, found)),
        "may_work": bool(by.may(may.TAKE_CONTACT, found)),
        "may_ring": bool(by.may(may.TELL_REFERRER, found)),
        "may_find": bool(by.may("see_child")),
        "holds": found.owner_team_id == by.team_id,
    }


@page(may=may.SEE_CONTACT, shows="address")
def unseal_reported(request: HttpRequest, reference: str, reported: uuid.UUID) -> HttpResponse:
    """Where somebody was told to live, when that is protected: opened for a reason that is kept. It is on this page
    and on no other.
    """
    found = queries.contact_for(actor_of(request), reference)
    told = found.reported.filter(pk=reported, address_protected=True).first()
    if told is None:
        raise Http404
    form = UnsealForm(request.POST or None, initial={"address": str(told.pk)})
    opened = None
    if request.method == "POST" and form.is_valid():
        opened = presenters.whereabouts(told)
        note_unsealing(request, found, told, reason=form.cleaned_data["reason"])
    facts = {"form": form, "told": told, "sealed": [{"id": told.pk, "until_date": None}], "opened": opened}
    return show(
        request,
        "unseal_reported",
        facts | {"has_errors": form.is_bound and not form.is_valid()},
        contact=found,
    )


@require_POST
@page(may=may.TAKE_CONTACT, shows="contacts")
def take_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """Put one's own name to it."""
    found = queries.contact_for(actor_of(request), reference)
    actions.take(found, by=actor_of(request), at=timezone.now(), version=posted_version(request), key=act_key(request))
    messages.success(request, "This contact is yours now.")
    return redirect("contact", reference)


@require_POST
@page(may=may.FINISH_CONTACT, shows="contacts")
def finish_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """Close it: every team has accepted, and whoever was worried has been answered."""
    found = queries.contact_for(actor_of(request), reference)
    actions.finish(
        found, by=actor_of(request), at=timezone.now(), version=posted_version(request), key=act_key(request)
    )
    messages.success(request, f"{reference} is finished.")
    return redirect("contact", reference)


@page(may=may.ASSIGN_CONTACT, shows="contacts")
def assign_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """A manager gives it to somebody of the team."""
    by = actor_of(request)
    found = queries.contact_for(by, reference)
    today = london_date(timezone.now())
    loads = [each for each in queries.loads_of(found.owner_team_id, today=today) if not each.has_left]
    form = AssignForm(
        request.POST or None, workers=[(each.worker_id, each.name, each.in_words(today)) for each in loads]
    )
    clash = None
    if request.method == "POST" and form.is_valid():
        chosen = int(form.cleaned_data["worker"])
        name = next(each.name for each in loads if each.worker_id == chosen)
        made = attempt(
            lambda: actions.assign(
                found,
                worker_id=chosen,
                worker_name=name,
                by=by,
                at=timezone.now(),
                version=posted_version(request),
                key=act_key(request),
            )
        )
        if made.done:
            return redirect("contact", reference)
        clash = made.clash
    return show(
        request,
        "assign",
        {"form": form, "has_errors": form.is_bound and not form.is_valid()},
        contact=found,
        clash=clash,
    )


@page(may=may.SCREEN_CONTACT, shows="contacts")
def reprioritise_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """Judge the urgency again, with a reason."""
    by = actor_of(request)
    found = queries.contact_for(by, reference)
    form = PriorityForm(request.POST or None, initial={"priority": str(found.priority or "")})
    clash = None
    if request.method == "POST" and form.is_valid():
        made = attempt(
            lambda: actions.reprioritise(
                found,
                priority=Priority(int(form.cleaned_data["priority"])),
                reason=form.cleaned_data["reason"],
                by=by,
                at=timezone.now(),
                version=posted_version(request),
                key=act_key(request),
            )
        )
        if made.done:
            return redirect("contact", reference)
        clash = made.clash
    return show(
        request,
        "reprioritise",
        {"form": form, "has_errors": form.is_bound and not form.is_valid()},
        contact=found,
        clash=clash,
    )


@page(may=may.JOIN_CONTACTS, shows="contacts")
def join_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """The same worry, sent twice: keep both, work on one."""
    by = actor_of(request)
    found = queries.contact_for(by, reference)
    form = JoinForm(request.POST or None, initial={"other": request.GET.get("other", "")})
    clash = None
    if request.method == "POST" and form.is_valid():
        other = queries.open_contact_for(by, form.cleaned_data["other"])
        if other is None:
            form.add_error("other", "No open contact has this reference. Check it, or work on this one by itself.")
        else:
            made = attempt(
                lambda: actions.join(
                    found,
                    to=other,
                    reason=form.cleaned_data["reason"],
                    by=by,
                    at=timezone.now(),
                    version=posted_version(request),
                    key=act_key(request),
                )
            )
            if made.done:
                return redirect("contact", other.reference)
            clash = made.clash
    facts = {"form": form, "has_errors": form.is_bound and bool(form.errors), "same": queries.same_worries(found)}
    return show(request, "join", facts, contact=found, clash=clash)


@page(may=may.CORRECT_RECORD, shows="contacts")
def correct_event(request: HttpRequest, reference: str, event: uuid.UUID) -> HttpResponse:
    """Say that an event was recorded wrongly. Both stay."""
    by = actor_of(request)
    found = queries.contact_for(by, reference)
    wrong = Event.objects.filter(pk=event, episode_id=found.pk).select_related("episode").first()
    if wrong is None:
        raise Http404
    form = CorrectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = attempt(lambda: actions.correct(wrong, by=by, at=timezone.now(), **said, key=act_key(request)))
        if made.done:
            return redirect("contact", reference)
    sentence = ledger.event_kind(wrong.kind).tell(wrong.payload)
    facts = {"form": form, "wrong": wrong, "sentence": sentence, "has_errors": form.is_bound and not form.is_valid()}
    return show(request, "correct", facts, contact=found)
