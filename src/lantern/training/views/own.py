"""A reader's own training: what is asked of them, what they booked, what they can book, their certificates."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.act_pages import Asked, act_page, posted
from lantern.access.pages import page
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.interface import documents
from lantern.interface.display import date_and_time
from lantern.interface.environment import url
from lantern.learning.forms.common import NothingAsked
from lantern.learning.views.common import not_open
from lantern.spine.actors import somebody
from lantern.training import actions, papers
from lantern.training import permissions as may
from lantern.training.forms.bookings import UsedForm, WorthForm
from lantern.training.models import Booking, TrainingEvent
from lantern.training.queries import courses as queries
from lantern.training.queries import own as mine
from lantern.training.states import EVENT


@require_safe
@page(may=may.SEE_TRAINING, shows="training")
def training(request: HttpRequest) -> HttpResponse:
    """What waits for the reader, what they booked, what they can book."""
    by, now = actor_of(request), timezone.now()
    theirs = mine.own(by=by)
    offered = mine.offered(by=by, now=now)
    facts = {
        "asked": [each for each in theirs if each.asked_today or each.asked_again],
        "ahead": [each for each in reversed(theirs) if each.state in ("open", "cancelled") and each.ends_at > now],
        "been": [each for each in theirs if each.came],
        "meant": [each for each in offered if each["meant"] and not each["mine"]],
        "others": [each for each in offered if not each["meant"] and not each["mine"]],
        "now": now,
        "today": timezone.localdate(now),
        "runs": bool(by.may(may.RUN_TRAINING)),
        "asks": bool(by.may(may.ASK_TRAINING)),
    }
    return render(request, "training/training.jinja", facts)


def _asked(
    found: TrainingEvent, heading: str, button: str, move: str, by: ActingPerson, *, intro: str, done: str
) -> Asked:
    return Asked(
        heading,
        button,
        url("training"),
        _("My training"),
        caption=f"{found.course.title}, {date_and_time(found.starts_at)}",
        answer=not_open(EVENT, move, found, by=by),
        intro=intro,
        done=done,
    )


@page(may=may.BOOK_TRAINING, shows="training")
def book_training(request: HttpRequest, reference: str) -> HttpResponse:
    """Book a place."""
    by = actor_of(request)
    found = queries.event_for(reference, by=by)
    asked = _asked(
        found, _("Book a place"), _("Book it"), "book", by,
        intro=_("If every place is taken you stand on the waiting list, and move up by itself when one is given back."),
        done=_("Booked. It stands below."),
    )  # fmt: skip
    return act_page(request, asked, NothingAsked(posted(request)), lambda pressed: actions.book(found, **pressed))


@page(may=may.BOOK_TRAINING, shows="training")
def give_up_training(request: HttpRequest, reference: str) -> HttpResponse:
    """Give a place back."""
    by = actor_of(request)
    found = queries.event_for(reference, by=by)
    asked = _asked(
        found, _("Give your place back"), _("Give it back"), "give_up", by,
        intro=_("Whoever waits first has it then."), done=_("Given back."),
    )  # fmt: skip
    return act_page(request, asked, NothingAsked(posted(request)), lambda pressed: actions.give_up(found, **pressed))


@page(may=may.BOOK_TRAINING, shows="training")
def training_worth(request: HttpRequest, reference: str) -> HttpResponse:
    """On the day: how sure one was before and is now, and what one does differently."""
    by = actor_of(request)
    found = queries.event_for(reference, by=by)
    form = WorthForm(posted(request))
    asked = _asked(
        found, _("What was it worth?"), _("Send"), "answer", by, intro=found.course.aims,
        done=_("Thank you. In three months we ask what changed."),
    )  # fmt: skip

    def does(pressed: dict[str, Any]) -> object:
        said = form.cleaned_data
        return actions.answer(
            found, before=int(said["before"]), after=int(said["after"]), takes_away=said["takes_away"], **pressed
        )

    return act_page(request, asked, form, does)


@page(may=may.BOOK_TRAINING, shows="training")
def training_since(request: HttpRequest, reference: str) -> HttpResponse:
    """After three months: what changed in how one works."""
    by = actor_of(request)
    found = queries.event_for(reference, by=by)
    form = UsedForm(posted(request))
    asked = _asked(
        found, _("What changed since?"), _("Send"), "use", by, intro=found.course.aims,
        done=_("Thank you. It counts in whether the training is given again."),
    )  # fmt: skip

    def does(pressed: dict[str, Any]) -> object:
        said = form.cleaned_data
        return actions.use(found, uses=said["uses"], changed=said["changed"], hinders=said["hinders"], **pressed)

    return act_page(request, asked, form, does)


@require_safe
@page(may=may.SEE_TRAINING, shows="training")
def training_certificate(request: HttpRequest, reference: str) -> HttpResponse:
    """The reader's own certificate as PDF."""
    by = actor_of(request)
    found = queries.event_for(reference, by=by)
    booking = Booking.objects.filter(event=found, user_id=somebody(by), came=Booking.Came.WHOLE).first()
    if booking is None:
        raise Http404
    content = documents.pdf(papers.certificate(found, booking, at=timezone.now()))
    headers = {"Content-Disposition": f'attachment; filename="certificate-{found.reference}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
