"""Needs and courses: told, decided, commissioned, changed, ended."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.act_pages import Asked, act_page, posted
from lantern.access.pages import page
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.interface.environment import url
from lantern.interface.paging import page_of
from lantern.learning import audiences, following
from lantern.learning.forms.common import WhyForm
from lantern.learning.models import ImpactTest, Theme
from lantern.learning.queries.common import agencies_of, agency_names, keepers_of, rows
from lantern.learning.views.common import not_open
from lantern.spine.models import Episode
from lantern.training import actions
from lantern.training import permissions as may
from lantern.training.forms.courses import CourseForm, NeedForm
from lantern.training.models import Course, TrainingNeed
from lantern.training.queries import courses as queries
from lantern.training.states import COURSE, EVENT, NEED

EVENT_COLOURS = {"open": "blue", "held": "purple", "asked": "yellow", "said": "green", "cancelled": "grey"}
NEED_COLOURS = {"told": "yellow", "commissioned": "green", "declined": "grey"}


@require_safe
@page(may=may.SEE_TRAINING, shows="training")
def courses(request: HttpRequest) -> HttpResponse:
    """Needs that wait, and every course with how far it is."""
    by, now = actor_of(request), timezone.now()
    at, past = page_of(request), page_of(request, name="decided")
    facts = {
        "waiting": queries.waiting_needs(),
        "decided": queries.decided_needs(past),
        "rows": queries.courses(now, at),
        "at": at,
        "past": past,
        "origins": dict(TrainingNeed.Origin.choices),
        "need_states": NEED.states,
        "need_colours": NEED_COLOURS,
        "now_at": now,
        "runs": bool(by.may(may.RUN_TRAINING)),
        "asks": bool(by.may(may.ASK_TRAINING)),
    }
    return render(request, "training/courses.jinja", facts)


_BECAUSE = """
select e.reference, coalesce(r.text, l.question) as says from spine_episode e
left join learning_recommendation r on r.episode_ptr_id = e.id
left join learning_lineofenquiry l on l.episode_ptr_id = e.id
where e.kind in ('recommendation', 'line_of_enquiry') and e.closed_at is null
order by e.kind desc, e.opened_at desc limit 100
"""
_ORIGIN = {"recommendation": TrainingNeed.Origin.RECOMMENDATION, "line_of_enquiry": TrainingNeed.Origin.ENQUIRY}


def _record(reference: str, by: ActingPerson) -> Episode | None:
    if not reference:
        return None
    return Episode.objects.filter(
        reference=reference, kind__in=tuple(_ORIGIN), authority_id__in=by.partnerships
    ).first()


def _offered_because() -> list[tuple[str, str]]:
    found = rows(_BECAUSE, {})
    return [(row["reference"], f"{row['reference']}: {Truncator(row['says']).chars(90)}") for row in found]


@page(may=may.ASK_TRAINING, shows="training")
def tell_need(request: HttpRequest, reference: str = "") -> HttpResponse:
    """Say what people need to be able to do, from a recommendation, a line of enquiry or by oneself."""
    by = actor_of(request)
    keepers = keepers_of(by)
    if reference and _record(reference, by) is None:
        raise Http404
    known = list(Theme.objects.filter(authority_id__in=by.partnerships, retired_at__isnull=True).order_by("name"))
    form = NeedForm(
        posted(request),
        because=_offered_because(),
        themes=known,
        agencies=agencies_of(*by.partnerships),
        roles=audiences.roles_offered(may=may.BOOK_TRAINING),
        keepers=keepers,
        initial={"because": reference},
    )  # fmt: skip
    asked = Asked(
        _("Say what people need to learn"), _("Send it"), url("courses"), _("Courses"),
        done=_("Told. The partnership’s business unit decides whether a course is commissioned."),
    )  # fmt: skip

    def does(pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        record = _record(said["because"], by)
        theme = next((each for each in known if str(each.pk) == said["theme"]), None)
        chosen = int(said.get("keeper") or keepers[0].pk)
        return actions.tell_need(
            keeper=record.authority_id if record else theme.authority_id if theme else chosen,
            what=said["what"],
            origin=_ORIGIN[record.kind] if record else said["origin"],
            because_of=record,
            theme=theme,
            rests_on=said["rests_on"],
            agencies=[int(each) for each in said["agencies"] or []],
            roles=said["roles"] or [],
            **pressed,
        )

    return act_page(request, asked, form, does, to=lambda made: url("training_need", reference=made.reference))


@require_safe
@page(may=may.SEE_TRAINING, shows="training")
def training_need(request: HttpRequest, reference: str) -> HttpResponse:
    """One need: what, who, how it is known, and what was decided."""
    by = actor_of(request)
    found = queries.need_for(reference, by=by)
    facts = {
        "found": found,
        "state": {"text": NEED.states[found.state], "colour": NEED_COLOURS[found.state]},
        "way": following.way_to(found.because_of),
        "whom": audiences.in_words(agencies=list(agency_names(*found.agencies).values()), roles=found.roles),
        "moves": {each.name: each for each in NEED.open_moves(found, by=by)},
        "course": Course.objects.filter(because_of_id=found.pk).first() if found.state == "commissioned" else None,
        "now_at": timezone.now(),
    }
    return render(request, "training/need.jinja", facts)


def _of_need(found: TrainingNeed, heading: str, button: str, move: str, by: ActingPerson, **more: Any) -> Asked:
    return Asked(
        heading,
        button,
        url("training_need", reference=found.reference),
        _("The need"),
        caption=found.what,
        answer=not_open(NEED, move, found, by=by),
        **more,
    )


@page(may=may.RUN_TRAINING, shows="training")
def commission_course(request: HttpRequest, reference: str) -> HttpResponse:
    """Commission a course that answers a need."""
    by = actor_of(request)
    found = queries.need_for(reference, by=by)
    measures = list(
        ImpactTest.objects.filter(recommendation_id=found.because_of_id).exclude(kind=ImpactTest.Kind.INDICATOR)
        if found.because_of_id
        else []
    )
    form = CourseForm(
        posted(request),
        agencies=agencies_of(found.authority_id),
        roles=audiences.roles_offered(may=may.BOOK_TRAINING),
        measures=[(str(each.pk), each.name) for each in measures],
        initial={"title": found.what, "agencies": [str(each) for each in found.agencies], "roles": found.roles},
    )
    asked = _of_need(
        found, _("Commission a course"), _("Commission it"), "commission", by,
        done=_("Commissioned. Put on the first date."),
    )  # fmt: skip

    def does(pressed: dict[str, Any]) -> Any:
        chosen = form.cleaned_data.get("measure") or ""
        test = next((each for each in measures if str(each.pk) == chosen), None)
        return actions.commission(found, **form.told, test=test, **pressed)

    return act_page(
        request, asked, form, does, version=found.version, to=lambda made: url("course", reference=made.reference)
    )


@page(may=may.RUN_TRAINING, shows="training")
def decline_need(request: HttpRequest, reference: str) -> HttpResponse:
    """Commission no course, with the reason."""
    by = actor_of(request)
    found = queries.need_for(reference, by=by)
    form = WhyForm(posted(request), label=_("Why is no course commissioned?"))
    asked = _of_need(found, _("Commission no course"), _("Save"), "decline", by, done=_("Saved."))
    return act_page(
        request,
        asked,
        form,
        lambda pressed: actions.decline_need(found, why=form.cleaned_data["why"], **pressed),
        version=found.version,
    )


@require_safe
@page(may=may.SEE_TRAINING, shows="training")
def course(request: HttpRequest, reference: str) -> HttpResponse:
    """One course: what it answers, its dates, who has had it, what changed."""
    by, now = actor_of(request), timezone.now()
    found = queries.course_for(reference, by=by)
    dates, history = queries.dates_of(found)
    cost = found.cost + sum(each["cost"] for each in dates if each["state"] != "cancelled")
    came = sum(each["came"] for each in dates)
    need = found.because_of
    facts = {
        "found": found,
        "state": COURSE.states[found.state],
        "dates": dates,
        "history": history,
        "event_states": EVENT.states,
        "event_colours": EVENT_COLOURS,
        "whom": audiences.in_words(agencies=list(agency_names(*found.agencies).values()), roles=found.roles),
        "need": need,
        "way": following.way_to(need.because_of) if need else None,
        "cost": cost,
        "for_each": cost // came if came else None,
        "moves": {each.name: each for each in COURSE.open_moves(found, by=by)},
        "now_at": now,
    }
    return render(request, "training/course.jinja", facts)


def _of_course(found: Course, heading: str, button: str, move: str, by: ActingPerson, **more: Any) -> Asked:
    return Asked(
        heading,
        button,
        url("course", reference=found.reference),
        _("The course"),
        caption=found.title,
        answer=not_open(COURSE, move, found, by=by),
        **more,
    )


@page(may=may.RUN_TRAINING, shows="training")
def edit_course(request: HttpRequest, reference: str) -> HttpResponse:
    """Change what a course is."""
    by = actor_of(request)
    found = queries.course_for(reference, by=by)
    kept = ("title", "aims", "taught_by", "lasts_months", "cost", "roles")
    now = {name: getattr(found, name) for name in kept}
    form = CourseForm(
        posted(request),
        agencies=agencies_of(found.authority_id),
        roles=audiences.roles_offered(may=may.BOOK_TRAINING),
        initial=now | {"hours": f"{found.hours:g}", "agencies": [str(each) for each in found.agencies]},
    )
    asked = _of_course(found, _("Change the course"), _("Save"), "edit", by, done=_("Saved."))
    return act_page(
        request,
        asked,
        form,
        lambda pressed: actions.edit_course(found, values=form.told, **pressed),
        version=found.version,
    )


@page(may=may.RUN_TRAINING, shows="training")
def end_course(request: HttpRequest, reference: str) -> HttpResponse:
    """Stop offering a course."""
    by = actor_of(request)
    found = queries.course_for(reference, by=by)
    form = WhyForm(posted(request), label=_("Why is it no longer offered?"))
    asked = _of_course(found, _("Stop offering it"), _("Stop offering it"), "end", by, done=_("Saved."))
    return act_page(
        request,
        asked,
        form,
        lambda pressed: actions.end_course(found, why=form.cleaned_data["why"], **pressed),
        version=found.version,
    )
