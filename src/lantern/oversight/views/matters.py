"""The challenge log, escalations and exception reports: what waits for an answer and for how many days."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.act_pages import Asked
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.boards import links
from lantern.boards.models import Body, Seat
from lantern.interface.environment import url
from lantern.interface.forms import Form
from lantern.interface.paging import page_of
from lantern.law.timescales import london_date
from lantern.oversight import forms, queries
from lantern.oversight import permissions as may
from lantern.oversight.actions import matters as actions
from lantern.oversight.models import Matter
from lantern.oversight.states import MATTER
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
from lantern.oversight.views.risks import seat_choices
from lantern.spine.actors import refused
from lantern.spine.lifecycle import MoveRefused

OUTSIDE = ("escalation", "report_out", "report_in")


@require_safe
@page(may=may.SEE_OVERSIGHT, shows="challenges")
def challenges(request: HttpRequest) -> HttpResponse:
    """Who challenged whom, what was answered, what changed; and the scrutineer's plan of the year."""
    by = actor_of(request)
    past, reported = page_of(request, name="over"), page_of(request, name="reported")
    open_lines, looked_at = queries.scrutiny(reported, by=by)
    facts = {"found": queries.matters(("challenge",), past, by=by), "open_lines": open_lines, "looked_at": looked_at}
    return draw(request, "challenges", facts | {"past": past, "reported": reported})


@require_safe
@page(may=may.SEE_OVERSIGHT, shows="escalations")
def escalations(request: HttpRequest) -> HttpResponse:
    """What was put to outside bodies, the longest silence first; exception reports both ways."""
    past = page_of(request, name="over")
    found = queries.matters(OUTSIDE, past, by=actor_of(request))
    facts = {"found": found, "past": past, "longest": found.longest(london_date(timezone.now()))}
    return draw(request, "escalations", facts)


def _because_of(reference: str, keeper: int) -> Any:
    """The record that was named, or a refusal that says it is not found."""
    if not reference.strip():
        return None
    record = queries.record_named(reference, keeper=keeper)
    if record is None:
        told = _("No record of the partnership has the reference %(reference)s.") % {"reference": reference}
        raise MoveRefused(refused(told, next_step=_("Correct it, or leave it empty.")))
    return record


@page(may=may.CHALLENGE_PARTNERS, shows="challenges")
def new_challenge(request: HttpRequest) -> HttpResponse:
    """Challenge a seat."""
    keeper = keeper_of(actor_of(request))
    asked = Asked(
        heading=_("Challenge a partner"), button=_("Put it to them"), back=url("challenges"),
        back_text=_("Challenge and scrutiny"),
        intro=_("Whoever holds the seat is told and owes an answer. Everybody on the bodies reads both."),
    )  # fmt: skip

    def does(form: Form, pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        return actions.put(
            keeper=keeper,
            sort="challenge",
            title=said["title"],
            words=said["words"],
            sent_on=london_date(pressed["at"]),
            to_seat=Seat.objects.select_related("body").get(pk=said["to_seat"]),
            because_of=_because_of(said["about"], keeper),
            **pressed,
        )

    def form(data: Any, typed: dict[str, Any]) -> Form:
        first = {"about": request.GET.get("about", "")[:20]} | typed
        return forms.ChallengeForm(data, initial=first, seats=seat_choices(keeper))

    return begin_page(request, asked, "new-challenge", form, does, to=_to)


def _to(made: Any) -> str:
    return url("matter", reference=made.reference)


@page(may=may.KEEP_OVERSIGHT, shows="escalations")
def new_escalation(request: HttpRequest) -> HttpResponse:
    """Write down what was sent to an outside body, or an exception report either way."""
    keeper = keeper_of(actor_of(request))
    asked = Asked(
        heading=_("Write down what was sent or came"), button=_("Write it down"), back=url("escalations"),
        back_text=_("Escalations and exception reports"),
    )  # fmt: skip
    bodies = {str(each.pk): each for each in queries.bodies(keeper)}

    def does(form: Form, pressed: dict[str, Any]) -> Any:
        said = dict(form.cleaned_data)
        body: Body | None = bodies.get(said.pop("body"))
        because_of = _because_of(said.pop("about"), keeper)
        return actions.put(keeper=keeper, body=body, because_of=because_of, **said, **pressed)

    def form(data: Any, typed: dict[str, Any]) -> Form:
        first = {"about": request.GET.get("about", "")[:20]} | typed
        return forms.SentForm(data, initial=first, bodies=[(key, each.name) for key, each in bodies.items()])

    return begin_page(request, asked, "new-escalation", form, does, to=_to)


@require_safe
@page(may=may.SEE_OVERSIGHT, shows="challenges")
def matter(request: HttpRequest, reference: str) -> HttpResponse:
    """One matter: what was asked, how long there was silence, what was answered, what changed."""
    by = actor_of(request)
    found = queries.matter_for(reference, by=by)
    facts = record_facts(MATTER, found, by=by)
    return draw(request, "matter", facts | {"source_link": links.source_of(found.because_of)})


def _answer_form(data: Any, found: Matter, typed: dict[str, Any]) -> Form:
    late = found.next_due_at is not None and found.next_due_at < timezone.now()
    first = {"answered_by": "" if found.to_seat is None else found.to_seat.name, "on": london_date(timezone.now())}
    return (forms.LateAnswerForm if late else forms.AnswerForm)(data, initial=first | typed)


_STEPS = {
    "chase": Step(plain(forms.ChaseForm), said_to(actions.chase)),
    "answer": Step(_answer_form, said_to(actions.answer)),
    "settle": Step(plain(forms.SettleForm), said_to(actions.settle)),
    "press": Step(plain(forms.ReasonForm), said_to(actions.press)),
    "give_up": Step(plain(forms.ReasonForm), said_to(actions.give_up)),
}


@page(may=may.SEE_OVERSIGHT, shows="challenges")
def move_matter(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Chase, answer, settle, ask again, give up."""
    found = queries.matter_for(reference, by=actor_of(request))
    return step_page(request, MATTER, found, move, _STEPS, back=_to(found), title=found.title)
