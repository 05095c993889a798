"""Families as a list, and how early help begins: for a child on record, or from what a team has accepted."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lantern.access.attempts import Clash, attempt
from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.earlyhelp import actions, presenters, queries
from lantern.earlyhelp.actions.leading import LEAD
from lantern.earlyhelp.forms import BeginForm
from lantern.earlyhelp.models import EarlyHelp
from lantern.earlyhelp.permissions import AGREE_EARLY_HELP, SEE_EARLY_HELP, WORK_EARLY_HELP
from lantern.partnership import queries as partnership
from lantern.people.models import Person
from lantern.people.presenters import relatives
from lantern.people.queries import Record
from lantern.people.views.child import record_or_404
from lantern.spine import handoffs

VIEWS = {"team": "My team", "all": "Every family", "agree": "To agree", "ended": "Ended"}


@require_safe
@page(may=SEE_EARLY_HELP, shows="early help")
def families(request: HttpRequest) -> HttpResponse:
    """The families of the reader's team, what it has taken on and not begun, and what its agency was told."""
    by = actor_of(request)
    offered = [
        view for view in VIEWS if (view != "all" or by.authorities) and (view != "agree" or by.may(AGREE_EARLY_HELP))
    ]
    if not by.may(WORK_EARLY_HELP):
        offered.remove("team")
    view = request.GET.get("view", "")
    view = view if view in offered else offered[0]
    facts = {
        "view": view,
        "views": [(each, VIEWS[each]) for each in offered],
        "rows": queries.families(view, by=by),
        "to_begin": queries.to_begin(by=by) if by.may(WORK_EARLY_HELP) else [],
        "shared": queries.shared_with(by=by),
        "say": presenters,
        "lead": LEAD,
        "teams": partnership.teams(),
        "now_at": timezone.now(),
    }
    return render(request, "earlyhelp/families.jinja", facts)


@require_safe
@page(may=SEE_EARLY_HELP, shows="early help")
def shared_copy(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One thing an agency was told, as it read then."""
    copy = queries.shared_copy(pk, by=actor_of(request))
    return render(request, "earlyhelp/shared_copy.jinja", {"copy": copy, "say": presenters})


# ---- Beginning ------------------------------------------------------------------------------------------------------


@page(may=SEE_EARLY_HELP, shows="child")
def begin_for_child(request: HttpRequest, reference: str) -> HttpResponse:
    """The early help of a child on record, and beginning it for the family."""
    by = actor_of(request)
    record, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=record.person.reference)
    held = queries.open_for_people(record.people)
    family = _family(record)
    form = BeginForm(
        request.POST or None,
        family=[(each.reference, told) for each, told, _ in family],
        initial={"family": [each.reference for each, _, at_home in family if at_home]},
    )
    clash = None
    if request.method == "POST" and form.is_valid():
        chosen = [(each, told) for each, told, _ in family if each.reference in form.cleaned_data["family"]]
        made = attempt(
            lambda: actions.open_for(
                [(person, _relation(told)) for person, told in chosen],
                need=form.cleaned_data["need"],
                why=form.cleaned_data["why"],
                by=by,
                at=timezone.now(),
                key=act_key(request),
            )
        )
        if made.done and made.result is not None:
            return redirect("early_help", reference=made.result.episode.reference)
        if made.done:
            return redirect("child_early_help", reference=reference)
        clash = made.clash
    facts = {
        "record": record,
        "held": held,
        "form": form,
        "clash": clash,
        "may_begin": bool(by.may(WORK_EARLY_HELP, record.person)),
        "say": presenters,
        "now_at": timezone.now(),
    }
    return render(request, "earlyhelp/begin_for_child.jinja", facts, status=_status(form, clash))


def _status(form: BeginForm, clash: Clash | None) -> int:
    return 409 if clash else 422 if form.is_bound and form.errors else 200


def _family(record: Record) -> list[tuple[Person, str, bool]]:
    """The child and everybody around them: who they are in words, and whether they live together."""
    today = timezone.localdate()
    around = relatives(record, on=today)
    by_reference = {each.reference: each for each in record.family.values()}
    found = [(record.person, f"{record.person.name} (this child)", True)]
    for one in around:
        person = by_reference.get(one.reference)
        if person is not None and not one.ended and all(person.pk != known.pk for known, _, _ in found):
            found.append((person, f"{person.name} ({one.relation.lower()}, {one.age})", one.lives_with == "Yes"))
    return found


def _relation(told: str) -> str:
    """What somebody is to the child, of the words they were offered with."""
    inside = told.rpartition("(")[2].rstrip(")")
    return "" if inside == "this child" else inside.partition(",")[0]


@page(may=WORK_EARLY_HELP, shows="handoff")
def begin_from_handoff(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin the early help that the reader's team accepted."""
    by = actor_of(request)
    handoff = queries.accepted_handoff(reference, by=by)
    if handoff.purpose == LEAD:
        raise Http404
    begun = queries.begun_from(handoff)
    if begun:
        return redirect("early_help", reference=begun)
    form, clash = BeginForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        made = attempt(
            lambda: actions.take_up(
                handoff,
                need=form.cleaned_data["need"],
                why=form.cleaned_data["why"],
                by=by,
                at=timezone.now(),
                key=act_key(request),
            )
        )
        if made.done:
            return redirect("early_help", reference=made.result.episode.reference if made.result else _begun(reference))
        clash = made.clash
    facts: dict[str, Any] = {"handoff": handoff, "form": form, "clash": clash, "say": presenters}
    facts["accepted"] = handoff.state in (handoffs.ACCEPTED, handoffs.SEEN)
    return render(request, "earlyhelp/begin_from_handoff.jinja", facts, status=_status(form, clash))


def _begun(reference: str) -> str:
    return EarlyHelp.objects.values_list("reference", flat=True).get(from_handoff__reference=reference)
