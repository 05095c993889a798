"""A manager's second look: what waits, the evidence beside it, and agreeing or sending back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from lantern.access.attempts import attempt, posted_version
from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.access.permissions import GRANT_ACCESS
from lantern.frontdoor import actions, queries
from lantern.frontdoor import permissions as may
from lantern.frontdoor.forms.decision import evidence_label
from lantern.frontdoor.forms.oversight import SignOffForm
from lantern.frontdoor.models import Outcome
from lantern.frontdoor.offering import receivers_of_offers
from lantern.frontdoor.sampling.reasons import nothing_on_third, third
from lantern.frontdoor.states import CONTACT
from lantern.frontdoor.views.common import note_look, show
from lantern.interface.display import london_date


@require_safe
@page(may=may.SEE_QUEUE, shows="contacts")
def sign_off_list(request: HttpRequest) -> HttpResponse:
    """Decisions that wait for a manager.

    The decider finds their own here too, with the reason why it is not theirs to sign.
    """
    by = actor_of(request)
    return show(
        request,
        "sign_off_list",
        {"rows": queries.awaiting_sign_off(by), "me": by.user_id, "may_sign": bool(by.may(may.SIGN_OFF))},
    )


@page(may=may.SEE_CONTACT, shows="contacts")
def sign_off_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """Sign off with what was tested, or send back with what is missing. Somebody who may not sees why."""
    by, now = actor_of(request), timezone.now()
    found = queries.contact_in_view(by, reference)
    note_look(request, found)
    late = queries.late_for(found, "sign-off", now)
    decisions = [each for each in found.decisions.all() if each.current]
    offers = receivers_of_offers(found, decisions, at=now)
    adds_up = any(each.outcome == Outcome.NO_FURTHER_ACTION for each in decisions) and nothing_on_third(
        found.pk, london_date(found.received_at)
    )
    form = SignOffForm(
        request.POST or None,
        late=late is not None,
        adds_up=adds_up,
        receiving=offers,
        may_let_in=bool(by.may(GRANT_ACCESS, found)),
    )
    clash = None
    if request.method == "POST" and form.is_valid():
        said, plain = form.cleaned_data, queries.contact_for(by, reference)
        common = {"by": by, "at": now, "version": posted_version(request), "key": act_key(request)}
        if said["verdict"] == "sign_off":
            made = attempt(
                lambda: actions.sign_off(
                    plain,
                    note=said["tested"],
                    cumulative=said.get("cumulative") or "",
                    late_reason=form.why_late,
                    letting_in={each.team.pk: let for each in offers if (let := form.let_in(each.team.pk))},
                    **common,  # type: ignore[arg-type]
                )
            )
        else:
            made = attempt(
                lambda: actions.send_back(plain, reason=said["reason"], themes=said["themes"], **common)  # type: ignore[arg-type]
            )
        if made.done:
            return redirect("sign_off_list") if said["verdict"] == "sign_off" else redirect("contact", reference)
        clash = made.clash
    checks = queries.checks_of(found)
    facts = {
        "form": form,
        "has_errors": form.is_bound and not form.is_valid(),
        "late": late,
        "adds_up": adds_up,
        "third": third(),
        "nothing_against": [each for each in decisions if not each.speaks_against],
        "answer": next((move.answer for move in CONTACT.open_moves(found, by=by) if move.name == "sign_off"), None),
        "decisions": [(each, [evidence_label(code, checks) for code in each.evidence]) for each in decisions],
        "receiving": offers,
        "checks": checks,
        "history": queries.history_for(found),
        "reported": list(found.reported.all()),
        "today": london_date(now),
    }
    return show(request, "sign_off", facts, contact=found, clash=clash)
