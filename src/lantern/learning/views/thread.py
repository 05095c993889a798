"""The thread: priority, line of enquiry, set, recommendation, action, measure."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.learning import permissions as may
from lantern.learning.models import ImpactTest, Recommendation
from lantern.learning.queries import thread as queries
from lantern.learning.states import ENQUIRY, PRIORITY, RECOMMENDATION, SET
from lantern.learning.states.priorities import STAGES
from lantern.learning.views.recommendations import COLOURS


@require_safe
@page(may=may.SEE_LEARNING, shows="recommendations")
def thread(request: HttpRequest) -> HttpResponse:
    """Everything the partnership learns, from what it chose to look at to the figure that should move."""
    by, now = actor_of(request), timezone.now()
    strands = queries.thread(keepers=by.partnerships, now=now)
    facts = {
        "strands": strands,
        "stages": [(stage, PRIORITY.states[stage]) for stage in STAGES],
        "states": {
            "line_of_enquiry": ENQUIRY.states,
            "learning_set": SET.states,
            "recommendation": RECOMMENDATION.states,
        },
        "colours": COLOURS,
        "verdicts": dict(ImpactTest.Verdict.choices),
        "origins": dict(Recommendation.Origin.choices),
        "now_at": now,
        "today": timezone.localdate(),
        "runs": bool(by.may(may.RUN_LEARNING)),
        "proposes": bool(by.may(may.PROPOSE_LEARNING)),
    }
    return render(request, "learning/thread.jinja", facts)
