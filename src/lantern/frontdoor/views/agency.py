"""An agency's own workspace: the questions that were put to it, and its answers. It sees nothing else."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lantern.access.attempts import Attempt, attempt
from lantern.access.draft_saving import as_posted
from lantern.access.pages import act_key, page, told_since, typed_fields
from lantern.access.people_acting import actor_of
from lantern.frontdoor import actions
from lantern.frontdoor import permissions as may
from lantern.frontdoor.forms.answers import DRAFT, AnswerForm, NothingHeldForm, TermForm
from lantern.frontdoor.models import Check
from lantern.frontdoor.queries_partner import (
    check_for_agency,
    checks_answered,
    checks_to_answer,
    reads_of,
)
from lantern.frontdoor.states import ASKED
from lantern.interface.forms import Form
from lantern.law.codes import code_set
from lantern.partnership import queries as partnership
from lantern.spine import clocks, drafts
from lantern.spine.lifecycle import AlreadyDone, StaleRecord
from lantern.waiting.queries import in_words

CLOCK = "agency-checks"


@page(may=may.SEE_OWN_CHECKS, shows="agency check")
def agency_checks(request: HttpRequest) -> HttpResponse:
    """The questions that wait for this agency, nearest clock first."""
    found = checks_to_answer(by=actor_of(request))
    return render(
        request,
        "frontdoor/partner/agency_checks.jinja",
        {"checks": found, "now": timezone.now(), "teams": partnership.teams(), "areas": _areas()},
    )


@page(may=may.SEE_OWN_CHECKS, shows="agency check")
def agency_answered(request: HttpRequest) -> HttpResponse:
    """What this agency answered, and what was withdrawn."""
    found = checks_answered(by=actor_of(request))
    return render(
        request,
        "frontdoor/partner/agency_answered.jinja",
        {"checks": found, "answers": Check.Answer, "areas": _areas()},
    )


@page(may=may.SEE_OWN_CHECKS, shows="agency check")
def answer_check(request: HttpRequest, reference: str) -> HttpResponse:
    """One question: who, why, on what ground, by when; and the answer."""
    actor = actor_of(request)
    check = check_for_agency(reference, by=actor)
    at = timezone.now()
    late = clocks.is_late(check.pk, [CLOCK], at=at)
    saved = drafts.find(DRAFT, by=actor, record=reference)
    form = AnswerForm(request.POST or None, late=late)
    if check.state != ASKED and not (request.method == "POST" and form.is_valid()):
        return _answered(request, check)
    if request.method != "POST" and saved:
        form = AnswerForm(initial=_initial(saved), late=late)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_check(
                check, **form.facts(), by=actor, at=at, version=_version(request), key=act_key(request)
            )
        except AlreadyDone:
            return redirect("answer_check", reference=reference)
        except StaleRecord as stale:
            if not stale.still_open:
                return _answered(request, check_for_agency(reference, by=actor), stale=stale)
            return _answer_form(request, check_for_agency(reference, by=actor), form, saved, since=told_since(stale))
        drafts.discard(DRAFT, by=actor, record=reference)
        return redirect("answer_check", reference=reference)
    return _answer_form(request, check, form, saved)


def _initial(saved: drafts.Saved) -> dict[str, Any]:
    posted = as_posted(saved)
    return {name: posted[name] for name in posted} if posted else {}


def _version(request: HttpRequest) -> int:
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() else 0


def _answer_form(
    request: HttpRequest, check: Check, form: Form, saved: drafts.Saved | None, since: Any = ()
) -> HttpResponse:
    version = request.POST.get("draft_version") or (saved.version if saved else 0)
    shown = {"form": form, "draft_version": version, "since": since, "is_open": True}
    return render(request, "frontdoor/partner/answer_check.jinja", _question(check) | shown)


def _answered(request: HttpRequest, check: Check, stale: StaleRecord | None = None) -> HttpResponse:
    """The question as it was answered. Somebody who was answering it meanwhile keeps what they typed, to copy."""
    shown: dict[str, Any] = {"form": None, "is_open": False, "since": told_since(stale) if stale else ()}
    shown["typed"] = typed_fields(request)
    if check.answer == Check.Answer.RELEVANT:
        shown["reads"] = reads_of(check)
        shown["closed"] = check.is_closed_on(timezone.localdate())
    status = 409 if request.method == "POST" else 200
    return render(request, "frontdoor/partner/answer_check.jinja", _question(check) | shown, status=status)


def _question(check: Check) -> dict[str, Any]:
    """What the agency is told, in words."""
    return {
        "check": check,
        "subjects": in_words(check.subjects),
        "basis": code_set("lawful_basis").get(check.lawful_basis),
        "here": partnership.authority(check.authority_id),
        "now": timezone.now(),
    }


@page(may=may.ANSWER_CHECK, shows="agency check")
def answer_term(request: HttpRequest, reference: str) -> HttpResponse:
    """Whoever told something says anew until when it may be read, and how far it may go."""
    actor, at = actor_of(request), timezone.now()
    check = check_for_agency(reference, by=actor)
    if check.answer != Check.Answer.RELEVANT:
        return redirect("answer_check", reference=reference)
    today = timezone.localdate()
    now = {
        "onward": check.onward or Check.Onward.ASK,
        "ends": "now" if check.is_closed_on(today) else "day" if check.open_until else "never",
        "open_until": None if check.is_closed_on(today) else check.open_until,
    }
    form = TermForm(request.POST if request.method == "POST" else None, initial=now)
    made = Attempt(clash=None)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            lambda: actions.set_term(
                check,
                open_until=form.until(today),
                onward=form.cleaned_data["onward"],
                by=actor,
                at=at,
                version=_version(request),
                key=act_key(request),
            )
        )
        if made.done:
            messages.success(request, _("It is changed from now on."))
            return redirect("answer_check", reference=reference)
    version = made.clash.version if made.clash and made.clash.version else check.version
    facts = {"form": form, "clash": made.clash, "version": version}
    status = 409 if made.clash else 422 if form.is_bound and form.errors else 200
    return render(request, "frontdoor/partner/answer_term.jinja", _question(check) | facts, status=status)


@page(may=may.ANSWER_CHECK, shows="agency check")
def nothing_held(request: HttpRequest, reference: str) -> HttpResponse:
    """Nothing is held: said in one press, after one look at who was meant."""
    actor = actor_of(request)
    check = check_for_agency(reference, by=actor)
    if check.state != ASKED:
        return redirect("answer_check", reference=reference)
    at = timezone.now()
    form = NothingHeldForm(request.POST or None, late=clocks.is_late(check.pk, [CLOCK], at=at))
    if request.method == "POST" and form.is_valid():
        actions.answer_check(
            check,
            answer=Check.Answer.NOTHING_HELD,
            late_reason=form.cleaned_data.get("late_reason") or "",
            by=actor,
            at=at,
            version=_version(request),
            key=act_key(request),
        )
        drafts.discard(DRAFT, by=actor, record=reference)
        return redirect("answer_check", reference=reference)
    return render(request, "frontdoor/partner/nothing_held.jinja", _question(check) | {"form": form})


def _areas() -> dict[int, Any]:
    return partnership.every_authority()
