"""Action learning sets: commissioned on a line of enquiry, met, written in, reported."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.interface.environment import url
from lantern.interface.paging import page_of
from lantern.learning import actions
from lantern.learning import permissions as may
from lantern.learning.forms.recommendations import RecommendationForm
from lantern.learning.forms.sets import FindingForm, MemberForm, ReportForm, SessionForm, SetForm
from lantern.learning.models import Carried, Finding, LearningSet, Theme
from lantern.learning.queries import enquiries as lines
from lantern.learning.queries import sets as queries
from lantern.learning.queries.common import agencies_of
from lantern.learning.states import RECOMMENDATION, SET
from lantern.learning.states.sets import missing
from lantern.learning.views.common import Asked, ask, begins, not_open, posted, press
from lantern.learning.views.recommendations import said_of
from lantern.partnership.models import Post

COLOURS = {"preparing": "yellow", "meeting": "blue", "writing": "purple", "reported": "green"}


@require_safe
@page(may=may.SEE_LEARNING, shows="learning sets")
def learning_sets(request: HttpRequest) -> HttpResponse:
    """Every learning set, the reader's own first."""
    at = page_of(request)
    found = queries.sets(at, by=actor_of(request))
    facts = {
        "at": at,
        "mine": [each for each in found if each["mine"] and not each["closed_at"]],
        "rows": found,
        "states": SET.states,
        "colours": COLOURS,
        "today": timezone.localdate(),
    }
    return render(request, "learning/sets.jinja", facts)


@require_safe
@page(may=may.SEE_LEARNING, shows="learning sets")
def learning_set(request: HttpRequest, reference: str) -> HttpResponse:
    """One set: who takes part, what they see and think, what the critical friend asks, what was found."""
    by = actor_of(request)
    found = queries.set_for(reference, by=by)
    around = queries.around(found)
    made: dict[str, list[Any]] = {}
    for each in around.recommendations:
        made.setdefault(str(each["finding"]), []).append(each)
    facts = {
        "found": found,
        "around": around,
        "made": made,
        "moves": {each.name: each for each in SET.open_moves(found, by=by)},
        "state": {"text": SET.states[found.state], "colour": COLOURS[found.state]},
        "missing": missing(found) if found.state == "preparing" else [],
        "agencies": len({each.agency_id for each in found.members.all()}),
        "recommendation_states": RECOMMENDATION.states,
        "cost": _pounds(found.cost + int(found.friend_spent * (found.friend.day_rate if found.friend else 0))),
        "runs": bool(by.may(may.RUN_LEARNING)),
        "today": timezone.localdate(),
    }
    return render(request, "learning/set.jinja", facts)


def _pounds(pence: int) -> str:
    return f"£{pence / 100:,.2f}"


def pence(pounds: Decimal | None) -> int:
    """Pounds as somebody typed them, in pence."""
    return int((pounds or Decimal(0)) * 100)


@page(may=may.RUN_LEARNING, shows="learning sets")
def commission_set(request: HttpRequest, reference: str) -> HttpResponse:
    """Commission a learning set on a line of enquiry."""
    by = actor_of(request)
    line = lines.line_for(reference, by=by)
    asked = Asked(
        _("Commission a learning set"), _("Commission it"), url("line", reference=reference), _("The line of enquiry"),
        facts=[(_("Question:"), line.question), (_("Supposed:"), line.hypothesis or _("not written"))],
        done=_("Commissioned. Add members from the front line and a critical friend."),
    )  # fmt: skip
    return ask(
        request,
        asked,
        SetForm(posted(request), initial={"title": line.question[:200]}),
        lambda said: actions.commission_set(line=line, **said, **begins(request)),
        to=lambda made: url("learning_set", reference=made.reference),
    )


def _of_set(found: LearningSet, title: str, button: str, answer: Any = None, **more: Any) -> Asked:
    return Asked(
        title,
        button,
        url("learning_set", reference=found.reference),
        _("The learning set"),
        caption=found.title,
        answer=answer,
        **more,
    )


@page(may=may.RUN_LEARNING, shows="learning sets")
def edit_set(request: HttpRequest, reference: str) -> HttpResponse:
    """Change the brief of a set."""
    by = actor_of(request)
    found = queries.set_for(reference, by=by)
    start = {"title": found.title, "brief": found.brief, "method": found.method, "report_by": found.report_by}
    asked = _of_set(found, _("Change the brief"), _("Save"), not_open(SET, "edit", found, by=by))
    return ask(
        request,
        asked,
        SetForm(posted(request), initial=start),
        lambda said: actions.edit_set(found, values=said, **press(request)),
        to=url("learning_set", reference=reference),
        record=found,
    )


@page(may=may.RUN_LEARNING, shows="learning sets")
def add_member(request: HttpRequest, reference: str) -> HttpResponse:
    """Add somebody from the front line, who then writes from their own sign-in."""
    by = actor_of(request)
    found = queries.set_for(reference, by=by)
    agencies = [each.pk for each in agencies_of(found.authority_id)]
    posts = queries.posts_with_holders(agencies)
    by_number: dict[str, Post] = {str(each.pk): each for each in posts}
    offered = [(key, _who(each)) for key, each in by_number.items()]
    asked = _of_set(found, _("Add a member"), _("Add"), not_open(SET, "edit", found, by=by), done=_("Added."))
    return ask(
        request,
        asked,
        MemberForm(posted(request), posts=offered),
        lambda said: actions.add_member(found, post=by_number[said["post"]], leads=said["leads"], **press(request)),
        to=url("learning_set", reference=reference),
        record=found,
    )


def _who(post: Post) -> str:
    name = post.holder.display_name if post.holder else ""
    return f"{post.team.agency.name}: {name}, {post.title}"


@page(may=may.RUN_LEARNING, shows="learning sets")
def hold_session(request: HttpRequest, reference: str) -> HttpResponse:
    """Record a session of a set."""
    by = actor_of(request)
    found = queries.set_for(reference, by=by)
    asked = _of_set(found, _("Record a session"), _("Save"), not_open(SET, "meet", found, by=by))
    return ask(
        request,
        asked,
        SessionForm(posted(request), initial={"held_on": timezone.localdate(), "hours": "2"}),
        lambda said: actions.hold_session(found, **said, **press(request)),
        to=url("learning_set", reference=reference),
        record=found,
    )


@page(may=may.RUN_LEARNING, shows="learning sets")
def write_finding(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Write a finding, or write one anew."""
    by = actor_of(request)
    found = queries.set_for(reference, by=by)
    before = next((each for each in found.findings.all() if each.number == number), None)
    if number and before is None:
        raise Http404
    start = {"kind": before.kind, "text": before.text, "rests_on": before.rests_on} if before else {}
    asked = _of_set(found, _("Write a finding"), _("Save"), not_open(SET, "find", found, by=by))
    return ask(
        request,
        asked,
        FindingForm(posted(request), initial=start),
        lambda said: actions.find(found, number=number or None, **said, **press(request)),
        to=url("learning_set", reference=reference),
        record=found,
    )


@page(may=may.RUN_LEARNING, shows="recommendations")
def recommend_from(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A recommendation that comes from a finding of a set."""
    by = actor_of(request)
    found = queries.set_for(reference, by=by)
    finding: Finding | None = next((each for each in found.findings.all() if each.number == number), None)
    if finding is None:
        raise Http404
    here = Theme.objects.filter(authority_id=found.authority_id, retired_at__isnull=True).order_by("name")
    carried = Carried.objects.filter(theme=OuterRef("pk"), found_in_id=found.pk)
    offered = here.annotate(of_set=Exists(carried))
    known: list[Theme] = [*offered]
    carries = [str(each.pk) for each in offered if each.of_set]
    form = RecommendationForm(
        posted(request),
        agencies=agencies_of(found.authority_id),
        themes=known,
        origin_known=True,
        initial={"themes": carries, "rests_on": finding.rests_on, "reach": "multi"},
    )
    asked = _of_set(
        found, _("Recommend what should change"), _("Register it"), facts=[(_("Finding:"), finding.text)],
        done=_("Registered. The agency that leads answers it."),
    )  # fmt: skip
    return ask(
        request,
        asked,
        form,
        lambda said: actions.recommend(
            keeper=found.authority_id, origin="learning_set", because_of=found, finding=finding,
            **said_of(said, known), **begins(request),
        ),
        to=lambda made: url("recommendation", reference=made.reference),
    )  # fmt: skip


@page(may=may.RUN_LEARNING, shows="learning sets")
def move_set(request: HttpRequest, reference: str, move: str) -> HttpResponse:
    """Begin to meet, or report."""
    from lantern.learning.forms.common import NothingAsked

    by = actor_of(request)
    found = queries.set_for(reference, by=by)
    if move not in ("start", "write", "report"):
        raise Http404
    title = SET.move(move).label
    asked = _of_set(found, title, title, not_open(SET, move, found, by=by))
    form = ReportForm(posted(request)) if move == "report" else NothingAsked(posted(request))

    def act(said: dict[str, Any]) -> object:
        if move == "report":
            return actions.report(
                found, summary=said["summary"], spent=said["spent"], cost=pence(said["cost"]), **press(request)
            )
        return actions.start(found, **press(request)) if move == "start" else actions.write_up(found, **press(request))

    return ask(request, asked, form, act, to=url("learning_set", reference=reference), record=found)
