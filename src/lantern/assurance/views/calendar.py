"""The year's plan of audits: what is due from whom, one line of it, and what became of what audits found."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.act_pages import Asked, act_page, kept, posted
from lantern.access.pages import page
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.assurance import actions, forms, plan_forms, queries
from lantern.assurance import permissions as may
from lantern.assurance.drawing import Rule
from lantern.assurance.models import PlannedAudit
from lantern.assurance.quarters import quarter_of
from lantern.assurance.queries import Line
from lantern.assurance.standards import Grade
from lantern.assurance.states import PLAN
from lantern.assurance.views.common import days_to_draw_from, keeper_or_404, words
from lantern.boards import queries as boards
from lantern.boards.models import Body
from lantern.interface.environment import url
from lantern.law.financial_year import year_called, year_of
from lantern.learning.queries.common import agencies_of
from lantern.learning.states import RECOMMENDATION
from lantern.partnership import queries as partnership
from lantern.spine.actors import refused

LOOKED_BACK = 4
"""Quarters whose audits are followed up on one page."""


def _year(request: HttpRequest) -> int:
    said = request.GET.get("year", "")
    this = year_of(timezone.localdate())
    return int(said) if said.isdecimal() and abs(int(said) - this) <= 20 else this


@require_safe
@page(may=may.SEE_CALENDAR, shows="audit calendar")
def audit_calendar(request: HttpRequest) -> HttpResponse:
    """What audits the year asks for, of whom, for which body; late ones first."""
    by, now = actor_of(request), timezone.now()
    keeper = keeper_or_404(by)
    plan = queries.year_plan(_year(request), by=by, now=now)
    agencies = [(each.pk, each.name) for each in agencies_of(keeper)]
    facts = {
        "plan": plan,
        "called": year_called(plan.year),
        "this_quarter": quarter_of(timezone.localdate()),
        "nothing_asked": plan.asked_of_nothing(agencies),
        "may_plan": bool(by.may(may.PLAN_AUDITS)),
        "here": "audit_calendar",
    }
    return render(request, "assurance/calendar.jinja", facts | words(by))


def _areas(keeper: int) -> list[tuple[str, str]]:
    of = partnership.every_authority()[keeper].partnership_id
    return [(str(each.pk), each.short_name) for each in partnership.authorities() if each.partnership_id == of]


@page(may=may.PLAN_AUDITS, shows="audit calendar")
def plan_audit(request: HttpRequest) -> HttpResponse:
    """Put an audit into the year's plan. It saves itself."""
    by = actor_of(request)
    keeper = keeper_or_404(by)
    areas = _areas(keeper)
    answer = {area: {str(team.agency_id) for team in queries.teams_for(int(area))} for area, _name in areas}
    anywhere = set().union(*answer.values())
    agencies = [(str(each.pk), each.name) for each in agencies_of(keeper) if str(each.pk) in anywhere]
    bodies = list(Body.objects.filter(authority_id=keeper, outside=False).order_by("name"))
    standards = queries.standards_in_use(keeper)
    saved = kept(request, plan_forms.PLAN_DRAFT, record="new")
    first: dict[str, Any] = {"how": "drawn", "wanted": 5, "standards": [each.code for each in standards]}
    if len(areas) == 1:
        first["area"] = areas[0][0]
    form = plan_forms.PlanForm(
        posted(request),
        areas=areas,
        agencies=agencies,
        answer=answer,
        bodies=[(str(each.pk), each.name) for each in bodies],
        standards=standards,
        initial=first | dict(saved.values),
    )
    asked = Asked(
        heading=_("Plan an audit"),
        button=_("Put it into the plan"),
        back=url("audit_calendar"),
        back_text=_("Audit calendar"),
        caption=partnership.every_authority()[keeper].name,
    )

    def does(pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        planned = actions.Planned(
            title=said["title"],
            question=said["question"],
            area_id=int(said["area"]),
            how=said["how"],
            agencies=[int(each) for each in said["agencies"]],
            due_on=said["due_on"],
            standards=said["standards"],
            body=next((each for each in bodies if str(each.pk) == said["body"]), None),
            source=said["source"] or "",
            wanted=said["wanted"] or 0,
        )
        return actions.plan(keeper, planned, **pressed)

    return act_page(
        request, asked, form, does, draft=saved, to=lambda made: url("planned_audit", reference=made.episode.reference)
    )


_PAGE_OF = {
    "draw": "draw_planned_audit",
    "tell": "tell_own_audit",
    "promise": "promise_of_audit",
    "postpone": "postpone_audit",
    "drop": "drop_audit",
}
"""Which page makes which move."""


@require_safe
@page(may=may.SEE_CALENDAR, shows="audit calendar")
def planned_audit(request: HttpRequest, reference: str) -> HttpResponse:
    """One audit of the plan: what, by whom, by when, what it found and what followed; drawn in one press."""
    by, now = actor_of(request), timezone.now()
    line = queries.line_for(reference, by=by, now=now)
    plan = line.plan
    which = [plan.pk, *([plan.round_id] if plan.round_id else [])]
    standing = {each.standard.code: each.standard for each in queries.standards_of(plan.authority_id)}
    facts = {
        "line": line,
        "plan": plan,
        "standards": [standing[code] for code in plan.standards if code in standing],
        "told": boards.history_of(plan),
        "promised": boards.actions_because_of(which, by=by, now=now) if by.may("see_boards") else [],
        "steps": [
            (each.label, url(_PAGE_OF[each.name], reference=plan.reference))
            for each in PLAN.open_moves(plan, by=by)
            if each.name in _PAGE_OF and each.answer.allowed
        ],
        "tally": [(Grade(grade), number) for grade, number in plan.tally.items()],
        "sees_rounds": bool(by.may(may.SEE_AUDITS)) and plan.area_id in by.authorities,
        "here": "audit_calendar",
    }
    return render(request, "assurance/planned_audit.jinja", facts | words(by))


def _asked(line: Line, heading: str, button: str, **more: Any) -> Asked:
    plan = line.plan
    return Asked(
        heading=heading,
        button=button,
        caption=plan.title,
        title=f"{heading}: {plan.reference}",
        back=url("planned_audit", reference=plan.reference),
        back_text=_("The audit"),
        **more,
    )


def _open(line: Line, move: str, by: ActingPerson) -> Any:
    """Why a move is not open, for a page to say; None where it is."""
    found = next((each.answer for each in PLAN.open_moves(line.plan, by=by) if each.name == move), None)
    return found or refused(_("This is not open now: it is “%(state)s”.") % {"state": PLAN.states[line.plan.state]})


@page(may=may.RUN_AUDIT, shows="audit calendar")
def draw_planned_audit(request: HttpRequest, reference: str) -> HttpResponse:
    """Draw the cases of a planned audit and ask each agency: one press, for nothing is left to choose."""
    by, now = actor_of(request), timezone.now()
    line = queries.line_for(reference, by=by, now=now)
    plan = line.plan
    since, until = days_to_draw_from(plan.area_id, now)
    teams = queries.teams_for(plan.area_id, plan.agencies)
    standing = [each for each in queries.standards_in_use(plan.authority_id) if each.code in plan.standards]
    form = forms.Form(posted(request))
    asked = _asked(
        line,
        _("Draw the cases and ask"),
        _("Draw the cases and ask"),
        answer=_open(line, "draw", by),
        beside="assurance/beside_draw.jinja",
        words={"plan": plan, "teams": teams, "standards": standing, "since": since, "until": until, **words(by)},
    )

    def does(pressed: dict[str, Any]) -> Any:
        rule = Rule(plan.area_id, plan.source, since, until, plan.wanted, plan.reference)
        return actions.draw_planned(plan, rule, teams=teams, standards=standing, **pressed)

    return act_page(
        request, asked, form, does, version=plan.version, to=lambda made: url("audit", reference=made.episode.reference)
    )


@page(may=may.TELL_OWN_AUDIT, shows="audit calendar")
def tell_own_audit(request: HttpRequest, reference: str) -> HttpResponse:
    """An agency tells what its own audit found. It saves itself."""
    by = actor_of(request)
    line = queries.line_for(reference, by=by, now=timezone.now())
    saved = kept(request, "own_audit", record=line.plan.reference)
    form = plan_forms.TellForm(posted(request), late=line.late, initial=dict(saved.values))
    asked = _asked(
        line, _("What did it find?"), _("Tell the partnership"), intro=line.plan.question,
        answer=_open(line, "tell", by), done=_("The partnership has what it found."),
    )  # fmt: skip

    def does(pressed: dict[str, Any]) -> Any:
        found = form.cleaned_data["found"]
        return actions.tell(line.plan, found=found, tally=form.tally, late_reason=form.why_late, **pressed)

    return act_page(request, asked, form, does, version=line.plan.version, draft=saved)


@page(may=may.PLAN_AUDITS, shows="audit calendar")
def postpone_audit(request: HttpRequest, reference: str) -> HttpResponse:
    """Another day for a planned audit, with the reason."""
    by = actor_of(request)
    line = queries.line_for(reference, by=by, now=timezone.now())
    form = plan_forms.MoveDayForm(posted(request))
    asked = _asked(line, _("Move it"), _("Move it"), answer=_open(line, "postpone", by))
    return act_page(
        request, asked, form, lambda pressed: actions.postpone(line.plan, **form.cleaned_data, **pressed),
        version=line.plan.version,
    )  # fmt: skip


@page(may=may.PLAN_AUDITS, shows="audit calendar")
def drop_audit(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a planned audit out of the year, with the reason."""
    by = actor_of(request)
    line = queries.line_for(reference, by=by, now=timezone.now())
    form = plan_forms.ReasonForm(posted(request))
    asked = _asked(line, _("Drop it"), _("Drop it"), answer=_open(line, "drop", by))
    return act_page(
        request, asked, form, lambda pressed: actions.drop(line.plan, **form.cleaned_data, **pressed),
        version=line.plan.version,
    )  # fmt: skip


@page(may=may.PLAN_AUDITS, shows="audit calendar")
def promise_of_audit(request: HttpRequest, reference: str) -> HttpResponse:
    """A gap that an audit of the plan found becomes an action of the partnership's log."""
    by = actor_of(request)
    line = queries.line_for(reference, by=by, now=timezone.now())
    plan: PlannedAudit = line.plan
    owners = [(each.code, each.name) for each in boards.owners(plan.authority_id)]
    form = forms.GapForm(posted(request), owners=owners)
    asked = _asked(line, _("Turn a gap into an action"), _("Log the action"), answer=_open(line, "promise", by))

    def does(pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        owner = boards.owner_named(said["owner"])
        return actions.promise(plan, what=said["what"], owner=owner, by_when=said["by_when"], **pressed)

    return act_page(request, asked, form, does, version=plan.version)


@require_safe
@page(may=may.SEE_CALENDAR, shows="audit calendar")
def audit_follow_through(request: HttpRequest) -> HttpResponse:
    """What became of what audits found: actions and recommendations, late ones first; audits that changed nothing."""
    by, now = actor_of(request), timezone.now()
    keeper_or_404(by)
    quarter = quarter_of(timezone.localdate())
    for _each in range(LOOKED_BACK):
        quarter = quarter.before
    followed = queries.follow_through(by=by, now=now, since=quarter.first)
    facts = {
        "followed": followed,
        "since": quarter.first,
        "open": sum(each.open for each in followed),
        "late": sum(each.late for each in followed),
        "nothing": sum(each.nothing for each in followed),
        "recommendation_states": RECOMMENDATION.states,
        "here": "audit_follow_through",
    }
    return render(request, "assurance/follow_through.jinja", facts | words(by))
