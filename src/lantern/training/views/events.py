"""Dates of a course: put on, the register, called off, what they changed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.act_pages import Asked, act_page, posted
from lantern.access.pages import page
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.interface.display import date_and_time
from lantern.interface.environment import url
from lantern.law.timescales import LONDON
from lantern.learning.forms.common import WhyForm
from lantern.learning.views.common import not_open
from lantern.training import actions
from lantern.training import permissions as may
from lantern.training.forms.bookings import RegisterForm
from lantern.training.forms.courses import EventForm
from lantern.training.models import Booking, TrainingEvent
from lantern.training.queries import courses as queries
from lantern.training.states import EVENT
from lantern.training.views.courses import EVENT_COLOURS


@require_safe
@page(may=may.SEE_TRAINING, shows="training")
def training_event(request: HttpRequest, reference: str) -> HttpResponse:
    """One date: when and where, who has a place, who waits, who came, what it was worth."""
    by, now = actor_of(request), timezone.now()
    found = queries.event_for(reference, by=by)
    there = queries.bookings_of(found)
    placed = [each for each in there if each.standing == Booking.Standing.PLACE]
    facts = {
        "found": found,
        "state": {"text": EVENT.states[found.state], "colour": EVENT_COLOURS[found.state]},
        "placed": placed,
        "waiting": [each for each in there if each.standing == Booking.Standing.WAITING],
        "agencies": _by_agency(placed),
        "worth": queries.worth(there),
        "mine": next((each for each in there if each.user_id == by.user_id), None),
        "moves": {each.name: each for each in EVENT.open_moves(found, by=by)},
        "begun": found.starts_at <= now,
        "today": timezone.localdate(now),
        "now_at": now,
        "runs": bool(by.may(may.RUN_TRAINING)),
        "history": queries.happened_to(found),
    }
    return render(request, "training/event.jinja", facts)


def _by_agency(placed: list[Booking]) -> list[tuple[str, int]]:
    counted: dict[str, int] = {}
    for each in placed:
        counted[each.agency_name] = counted.get(each.agency_name, 0) + 1
    return sorted(counted.items(), key=lambda each: (-each[1], each[0]))


@page(may=may.RUN_TRAINING, shows="training")
def plan_training(request: HttpRequest, reference: str) -> HttpResponse:
    """Put on a date of a course."""
    by = actor_of(request)
    course = queries.course_for(reference, by=by)
    form = EventForm(posted(request))
    asked = Asked(
        _("Put on a date"), _("Put it on"), url("course", reference=reference), _("The course"), caption=course.title,
        done=_("It is open for booking."),
    )  # fmt: skip
    return act_page(
        request,
        asked,
        form,
        lambda pressed: actions.plan(course, **form.told, **pressed),
        to=lambda made: url("training_event", reference=made.reference),
    )


def _of_event(found: TrainingEvent, heading: str, button: str, move: str, by: ActingPerson, **more: Any) -> Asked:
    return Asked(
        heading,
        button,
        url("training_event", reference=found.reference),
        _("The training"),
        caption=f"{found.course.title}, {date_and_time(found.starts_at)}",
        answer=not_open(EVENT, move, found, by=by),
        **more,
    )


@page(may=may.RUN_TRAINING, shows="training")
def edit_training(request: HttpRequest, reference: str) -> HttpResponse:
    """Change when, where or for how many."""
    by = actor_of(request)
    found = queries.event_for(reference, by=by)
    begins, ends = found.starts_at.astimezone(LONDON), found.ends_at.astimezone(LONDON)
    form = EventForm(
        posted(request),
        initial={
            "day": begins.date(),
            "begins": begins.time(),
            "ends": ends.time(),
            "place": found.place,
            "places": found.places,
            "for_each": found.for_each,
            "shares_until": found.shares_until,
            "cost": found.cost,
        },
    )
    asked = _of_event(found, _("Change the date"), _("Save"), "edit", by, done=_("Saved."))
    return act_page(
        request,
        asked,
        form,
        lambda pressed: actions.edit_event(found, values=form.told, **pressed),
        version=found.version,
    )


@page(may=may.RUN_TRAINING, shows="training")
def cancel_training(request: HttpRequest, reference: str) -> HttpResponse:
    """Call a date off."""
    by = actor_of(request)
    found = queries.event_for(reference, by=by)
    form = WhyForm(posted(request), label=_("Why is it called off?"), hint=_("Whoever booked reads this."))
    asked = _of_event(found, _("Call it off"), _("Call it off"), "cancel", by, done=_("Called off."))
    return act_page(
        request,
        asked,
        form,
        lambda pressed: actions.cancel(found, why=form.cleaned_data["why"], **pressed),
        version=found.version,
    )


@page(may=may.RUN_TRAINING, shows="training")
def training_register(request: HttpRequest, reference: str) -> HttpResponse:
    """Mark who is there, on a telephone in the room; corrected later where it was wrong."""
    by = actor_of(request)
    found = queries.event_for(reference, by=by)
    there = sorted(queries.bookings_of(found), key=lambda each: (each.standing, each.name))
    move = "hold" if found.state == "open" else "correct"
    form = RegisterForm(posted(request), there=there)
    asked = _of_event(
        found, _("Who is there?"), _("Save the register"), move, by,
        done=_("Saved. Those who came are asked what it was worth."),
    )  # fmt: skip
    act = actions.hold if move == "hold" else actions.correct
    return act_page(request, asked, form, lambda pressed: act(found, came=form.came, **pressed), version=found.version)


@page(may=may.RUN_TRAINING, shows="training")
def conclude_training(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what it changed, from what people answered after three months."""
    by = actor_of(request)
    found = queries.event_for(reference, by=by)
    there = queries.bookings_of(found)
    test = found.course.test
    hint = (
        _("The share of those who use it becomes a reading of “%(measure)s”.") % {"measure": test.name} if test else ""
    )
    form = WhyForm(posted(request), label=_("What did it change in practice?"), hint=hint)
    asked = _of_event(
        found, _("Say what it changed"), _("Save"), "conclude", by, done=_("Saved."), beside="training/answers.jinja",
        words={"there": [each for each in there if each.used_at], "worth": queries.worth(there)},
    )  # fmt: skip
    return act_page(
        request,
        asked,
        form,
        lambda pressed: actions.conclude(found, says=form.cleaned_data["why"], **pressed),
        version=found.version,
    )
