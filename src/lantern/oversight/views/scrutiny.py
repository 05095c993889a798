"""The year's plan of independent scrutiny."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.act_pages import Asked
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.interface.environment import url
from lantern.interface.forms import Form
from lantern.oversight import forms, queries
from lantern.oversight import permissions as may
from lantern.oversight.actions import scrutiny as actions
from lantern.oversight.models import ScrutinyLine
from lantern.oversight.states import SCRUTINY_LINE
from lantern.oversight.views.common import (
    Step,
    begin_page,
    draw,
    keeper_of,
    plain,
    record_facts,
    said_to,
    step_page,
)  # fmt: skip


@page(may=may.PLAN_SCRUTINY, shows="scrutiny plan")
def new_scrutiny(request: HttpRequest) -> HttpResponse:
    """Plan what is looked at."""
    keeper = keeper_of(actor_of(request))
    asked = Asked(
        heading=_("Plan scrutiny"), button=_("Plan it"), back=url("challenges"), back_text=_("Challenge and scrutiny")
    )

    def does(form: Form, pressed: dict[str, Any]) -> Any:
        return actions.plan(keeper=keeper, said=dict(form.cleaned_data), **pressed)

    return begin_page(
        request, asked, "new-scrutiny", lambda data, typed: forms.ScrutinyForm(data, initial=typed), does,
        to=lambda made: url("scrutiny_line", reference=made.reference),
    )  # fmt: skip


@require_safe
@page(may=may.SEE_OVERSIGHT, shows="scrutiny plan")
def scrutiny_line(request: HttpRequest, reference: str) -> HttpResponse:
    """One line: why, how, by when, what was found, and the challenges that came of it."""
    by = actor_of(request)
    found = queries.scrutiny_for(reference, by=by)
    facts = record_facts(SCRUTINY_LINE, found, by=by) | {"matters": queries.matters_about(found.pk)}
    return draw(request, "scrutiny_line", facts)


def _found_form(data: Any, line: ScrutinyLine, typed: dict[str, Any]) -> Form:
    late = line.next_due_at is not None and line.next_due_at < timezone.now()
    return (forms.LateFoundForm if late else forms.FoundForm)(data, initial=typed)


_STEPS = {
    "report": Step(_found_form, said_to(actions.report)),
    "postpone": Step(plain(forms.PostponeForm), said_to(actions.postpone)),
    "drop": Step(plain(forms.ReasonForm), said_to(actions.drop)),
}


@page(may=may.SEE_OVERSIGHT, shows="scrutiny plan")
def move_scrutiny(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Report, move or drop a line."""
    found = queries.scrutiny_for(reference, by=actor_of(request))
    back = url("scrutiny_line", reference=found.reference)
    return step_page(request, SCRUTINY_LINE, found, move, _STEPS, back=back, title=found.title)
