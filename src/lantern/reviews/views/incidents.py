"""Serious incidents: the list, recording one, its page, and every act on it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lantern.access import looks
from lantern.access.act_pages import Asked, act_page, posted
from lantern.access.attempts import attempt
from lantern.access.models import Look
from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.interface.environment import url
from lantern.learning.views.from_rooms import recommend_from
from lantern.partnership.models import Post
from lantern.people.queries import Record
from lantern.people.views.child import record_or_404
from lantern.reviews import forms, queries
from lantern.reviews import permissions as may
from lantern.reviews.actions import incidents as actions
from lantern.reviews.models import Incident
from lantern.reviews.rules import Answer, Decided, Harm, PanelSays, Where
from lantern.reviews.states import ASKED, INCIDENT, PARTNERS, PRACTICE_REVIEW, REQUEST

COLOURS = {"known": "red", "notified": "yellow", "not_notified": "grey", "sent": "purple", "answered": "green"}
REQUEST_COLOURS = {"told": "", "asked": "yellow", "returned": "green", "ended": "grey"}
REVIEW_COLOURS = {"set_up": "yellow", "under_way": "", "published": "green", "stopped": "grey"}


def words() -> dict[str, Any]:
    """Labels that pages share."""
    return {
        "now": timezone.now(),
        "states": INCIDENT.states,
        "colours": COLOURS,
        "request_states": REQUEST.states,
        "request_colours": REQUEST_COLOURS,
        "review_states": PRACTICE_REVIEW.states,
        "review_colours": REVIEW_COLOURS,
        "partners": PARTNERS,
        "harms": dict(Harm.choices),
        "abuses": dict(Answer.choices),
        "wheres": dict(Where.choices),
        "decisions": dict(Decided.choices),
        "panel": dict(PanelSays.choices),
    }


def note_look(request: HttpRequest, found: Incident | Any) -> None:
    """Opening it is written down like opening the child's record."""
    if request.method == "GET":
        name = (request.resolver_match.url_name if request.resolver_match else None) or ""
        looks.record(by=actor_of(request), authority_id=found.authority_id, why=Look.Why.DUTY, page=name, episode=found)


@require_safe
@page(may=may.SEE_INCIDENTS, shows="serious incidents")
def incidents(request: HttpRequest) -> HttpResponse:
    """What is due first: decisions, rapid reviews, answers of the Panel, practice reviews."""
    by = actor_of(request)
    rows = queries.incidents(by=by)
    facts = {
        "open_rows": [row for row in rows if row.closed_at is None],
        "over": [row for row in rows if row.closed_at is not None],
        "reviews": queries.reviews(by=by),
    }
    return render(request, "reviews/incidents.jinja", facts | words())


@require_safe
@page(may=may.SEE_INCIDENTS, shows="serious incidents")
def child_incidents(request: HttpRequest, reference: str) -> HttpResponse:
    """Serious incidents about one child, and recording one."""
    by = actor_of(request)
    record, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=record.person.reference)
    facts = {
        "record": record,
        "rows": queries.incidents(by=by, people=record.people),
        "may_record": bool(by.may(may.RECORD_INCIDENT)),
    }
    return render(request, "reviews/child_incidents.jinja", facts | words())


@page(may=may.RECORD_INCIDENT, shows="serious incidents")
def record_incident(request: HttpRequest, reference: str) -> HttpResponse:
    """Record that a child died or was seriously harmed."""
    by, now = actor_of(request), timezone.now()
    record, opening = record_or_404(request, reference)
    if not opening:
        return redirect("child", reference=record.person.reference)
    children = _children(record)
    posts = [post for post in queries.may_be_named(record.person.authority_id) if post.holder_id != by.user_id]
    local = timezone.localtime(now)
    form = forms.RecordForm(
        posted(request),
        children=[(each.reference, each.name) for each in children],
        posts=posts,
        initial={
            "children": [record.person.reference],
            "known_on": local.date(),
            "readers": [str(post.pk) for post in posts if post.role == "service_manager"],
        },
    )
    asked = Asked(
        heading=_("Record a serious incident"),
        caption=record.person.name,
        title=_("Record a serious incident: %(reference)s") % {"reference": record.person.reference},
        intro=_(
            "A child died or was seriously harmed. What you record is open to you and whom you name, to nobody else."
        ),
        button=_("Record it"),
        back=url("child_incidents", reference=record.person.reference),
        back_text=_("Serious incidents"),
    )

    def does(pressed: dict[str, Any]) -> Any:
        chosen = [each for each in children if each.reference in form.cleaned_data["children"]]
        return actions.record(form.said(now), children=chosen, readers=_readers(form, posts), **pressed)

    return act_page(request, asked, form, does, to=lambda made: url("incident", reference=made.episode.reference))


def _children(record: Record) -> list[Any]:
    own = set(record.people)
    return [record.person, *(each for each in record.family.values() if each.pk not in own and each.is_child)]


def _readers(form: forms.Form, posts: list[Post]) -> list[actions.Reader]:
    chosen = form.cleaned_data.get("readers") or ()
    return [
        actions.Reader(post.holder_id, str(post.holder), post.title)
        for post in posts
        if str(post.pk) in chosen and post.holder_id
    ]


@page(may=may.RUN_REVIEW, shows="serious incidents")
def recommend_of_incident(request: HttpRequest, reference: str) -> HttpResponse:
    """A recommendation of a rapid review, in the one register. It never names the child."""
    found = queries.incident_for(reference, by=actor_of(request))
    note_look(request, found)
    back = url("incident", reference=found.reference)
    says = _("Rapid review %(reference)s") % {"reference": found.reference}
    return recommend_from(
        request, found, origin="review", origin_says=says, back=back, back_text=_("The serious incident")
    )


# ---- One incident ---------------------------------------------------------------------------------------------------


@require_safe
@page(may=may.SEE_INCIDENTS, shows="serious incidents")
def incident(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything about one: what to do next, by when, and what stands in the way."""
    by = actor_of(request)
    found = queries.incident_for(reference, by=by)
    note_look(request, found)
    told = queries.requests_of(found.pk)
    facts = {
        "incident": found,
        "duty": actions.duty_of(found),
        "children": queries.children_of(found.pk),
        "requests": told,
        "waiting": [each for each in told if each.state == ASKED],
        "review": queries.review_of(found.pk),
        "moves": {each.name: each for each in INCIDENT.open_moves(found, by=by)},
        "agreed": {each["partner"]: each["name"] for each in found.agreed_by},
        "may_decide": bool(by.may(may.DECIDE_INCIDENT, found)),
        "may_review": bool(by.may(may.RUN_REVIEW, found)),
    }
    return render(request, "reviews/incident.jinja", facts | words())


@require_safe
@page(may=may.SEE_INCIDENTS, shows="serious incidents")
def incident_chronology(request: HttpRequest, reference: str) -> HttpResponse:
    """The chronology of the rapid review: the record's own events and what agencies gave, in one order."""
    found = queries.incident_for(reference, by=actor_of(request))
    note_look(request, found)
    children = queries.children_of(found.pk)
    everything = request.GET.get("show") == "all"
    made = queries.chronology_of(
        [child.pk for child in children], queries.requests_of(found.pk), important=not everything
    )
    facts = {"incident": found, "children": children, "chronology": made, "everything": everything}
    return render(request, "reviews/incident_chronology.jinja", facts | words())


@require_safe
@page(may=may.SEE_INCIDENTS, shows="serious incidents")
def incident_return(request: HttpRequest, reference: str, record: uuid.UUID) -> HttpResponse:
    """What one agency gave."""
    found = queries.incident_for(reference, by=actor_of(request))
    note_look(request, found)
    given = next((each for each in queries.requests_of(found.pk) if each.pk == record), None)
    if given is None:
        raise Http404
    return render(request, "reviews/incident_return.jinja", {"incident": found, "given": given} | words())


@page(may=may.SEE_INCIDENTS, shows="serious incidents")
def incident_readers(request: HttpRequest, reference: str) -> HttpResponse:
    """Who may open it, and naming more."""
    by = actor_of(request)
    found = queries.incident_for(reference, by=by)
    note_look(request, found)
    readers = queries.readers_of(found.pk)
    named = {each.user_id for each in readers if each.ended_at is None}
    posts = [post for post in queries.may_be_named(found.authority_id) if post.holder_id not in named]
    form = forms.ReadersForm(posted(request), posts=posts)
    clash = None
    if request.method == "POST" and form.is_valid():
        pressed: dict[str, Any] = {"by": by, "at": timezone.now(), "key": act_key(request)}
        made = attempt(lambda: actions.name_readers(found, readers=_readers(form, posts), **pressed))
        if made.done:
            return redirect("incident_readers", reference=found.reference)
        clash = made.clash
    facts = {
        "incident": found,
        "readers": readers,
        "form": form,
        "clash": clash,
        "may_decide": bool(by.may(may.DECIDE_INCIDENT, found)),
    }
    status = 409 if clash else 422 if form.is_bound and form.errors else 200
    return render(request, "reviews/incident_readers.jinja", facts | words(), status=status)


@require_POST
@page(may=may.DECIDE_INCIDENT, shows="serious incidents")
def end_incident_reader(request: HttpRequest, reference: str, record: uuid.UUID) -> HttpResponse:
    """From now on somebody may not open it."""
    by = actor_of(request)
    found = queries.incident_for(reference, by=by)
    ended = actions.end_reader(found, reader=record, by=by, at=timezone.now(), key=act_key(request))
    if not ended:
        messages.info(request, _("Nothing changed: the last one named stays, so that somebody can open it."))
    return redirect("incident_readers", reference=found.reference)
