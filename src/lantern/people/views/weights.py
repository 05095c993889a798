"""What agreeing tells, for whoever asks how sure find-the-child is; and which weights count."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.interface.display import full_date
from lantern.people.finding import telling_weights, weights
from lantern.people.permissions import CHOOSE_WEIGHTS, FIND_CHILD


@page(may=FIND_CHILD, shows="weights")
def how_sure(request: HttpRequest) -> HttpResponse:
    """What each agreement and difference tells, where that comes from, and going back to earlier weights."""
    by = actor_of(request)
    may_choose = bool(by.may(CHOOSE_WEIGHTS))
    if request.method == "POST":
        if not may_choose:
            raise PermissionDenied
        number = request.POST.get("use", "")
        try:
            weights.choose(int(number) if number.isdecimal() else -1, by=by.name, at=timezone.now())
        except weights.NoSuchWeights:
            raise Http404 from None
        messages.success(request, _("Find a child weighs by these from now on."))
        return redirect("how_sure")
    rows = weights.listed()
    chosen = weights.newest_chosen(rows)
    return render(
        request,
        "people/how_sure.jinja",
        {
            "chosen": chosen if chosen and chosen.number else None,
            "learned_on": full_date(timezone.localdate(chosen.learned_at)) if chosen else "",
            "rows": [row for row in rows if row.number],
            "facts": telling_weights.facts(weights.model(chosen.number if chosen else 0)),
            "may_choose": may_choose,
        },
    )
