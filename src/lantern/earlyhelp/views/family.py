"""One family's page: what is due, who leads, who agreed to what, how far they have come, and what to do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.earlyhelp import drawing, presenters, queries, rules
from lantern.earlyhelp.permissions import SEE_EARLY_HELP
from lantern.earlyhelp.states import EARLY_HELP
from lantern.earlyhelp.views.common import opened, show
from lantern.meetings.permissions import CALL_MEETING
from lantern.plans.permissions import HOLD_FAMILY_PLAN


@require_safe
@page(may=SEE_EARLY_HELP, shows="early help")
def family(request: HttpRequest, reference: str) -> HttpResponse:
    """The family's page."""
    by = actor_of(request)
    found = opened(request, reference)
    beside = queries.beside(found)
    moves = {each.name: each for each in EARLY_HELP.open_moves(found, by=by)}
    facts = {
        "kept": beside,
        "moves": moves,
        "steps": presenters.steps(found, beside, moves),
        "missed": presenters.missed(found, beside),
        "attended": rules.attendance(beside.sessions),
        "may_call": bool(by.may(CALL_MEETING)) and found.authority_id in by.authorities,
        "may_plan": bool(by.may(HOLD_FAMILY_PLAN, found)),
        "consents": presenters.consents(found, beside),
        "travelled": drawing.travelled(found, beside.measurings),
        "missing": rules.missing_in(beside.assessment or {}, found.subjects, met=found.first_contact_at is not None),
    }
    return show(request, "family", found, facts)
