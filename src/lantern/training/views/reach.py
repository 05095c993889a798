"""Who has had what, by agency and team; by name for whoever may."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.learning.queries.common import keepers_of
from lantern.training import permissions as may
from lantern.training.queries.reach import reach


@require_safe
@page(may=may.SEE_TRAINING, shows="training")
def training_reach(request: HttpRequest) -> HttpResponse:
    """For each course: of those for whom it is meant, who has had it, and for whom it has expired."""
    by, today = actor_of(request), timezone.localdate()
    asked = request.GET.get("agency", "")
    agency = int(asked) if asked.isdecimal() and len(asked) < 10 else None
    keepers = keepers_of(by)
    chosen = next((each for each in keepers if str(each.pk) == request.GET.get("partnership", "")), keepers[0])
    found = reach(chosen.pk, today=today, agency=agency)
    named = bool(by.may(may.RUN_TRAINING)) or (bool(by.may(may.SEE_TRAINED)) and agency == by.agency_id)
    facts = {
        "found": found,
        "keepers": keepers,
        "chosen": chosen,
        "agency": agency,
        "agency_name": next((name for key, name in found.agencies if key == agency), ""),
        "named": named and agency is not None,
        "today": today,
    }
    return render(request, "training/reach.jinja", facts)
