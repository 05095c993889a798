"""Rounds of audits: the list, drawing one, its page, moderating, following through."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.act_pages import Asked, act_page, posted
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.assurance import actions, forms, queries
from lantern.assurance import permissions as may
from lantern.assurance.drawing import Rule
from lantern.assurance.models import AuditRound
from lantern.assurance.states import FINISHED
from lantern.assurance.views.common import days_to_draw_from, words
from lantern.boards import queries as boards
from lantern.interface.environment import url
from lantern.interface.paging import page_of
from lantern.learning.views.from_rooms import recommend_from, recommended
from lantern.partnership import queries as partnership
from lantern.partnership.models import Team, TeamKind
from lantern.spine.actors import refused


@require_safe
@page(may=may.SEE_AUDITS, shows="audits")
def audits(request: HttpRequest) -> HttpResponse:
    """Rounds of audits: what waits on whom, and what was found."""
    by = actor_of(request)
    at = page_of(request)
    facts = {"rows": queries.rounds(at, by=by), "at": at, "may_run": bool(by.may(may.RUN_AUDIT)), "here": "audits"}
    return render(request, "assurance/audits.jinja", facts | words(by))


def _teams(authority: int) -> list[Team]:
    kinds = (TeamKind.HUB, TeamKind.ASSESSMENT, TeamKind.EARLY_HELP, TeamKind.AGENCY_DESK, TeamKind.PROVIDER)
    found = partnership.teams_covering(authority, *kinds)
    return sorted(found, key=lambda team: (not team.holds_cases, team.agency.name, team.name))


@page(may=may.RUN_AUDIT, shows="audits")
def begin_audit(request: HttpRequest) -> HttpResponse:
    """Draw the cases of a round, and ask each agency for its part."""
    by, now = actor_of(request), timezone.now()
    authority = by.authorities[0]
    teams = _teams(authority)
    standards = queries.standards_in_use(partnership.keeper_of(partnership.authority(authority).partnership_id).pk)
    since, until = days_to_draw_from(authority, now)
    form = forms.BeginForm(
        posted(request),
        teams=teams,
        standards=standards,
        initial={
            "since": since,
            "until": until,
            "wanted": 5,
            "seed": until.isoformat(),
            "standards": [each.code for each in standards],
            "teams": [str(team.pk) for team in teams if team.agency.statutory],
        },
    )
    asked = Asked(
        heading=_("Begin a round of audits"),
        button=_("Draw the cases and ask"),
        back=url("audits"),
        back_text=_("Audits"),
        caption=partnership.authority(authority).short_name,
        intro=_("Cases are drawn by a rule that is kept with the round, not chosen. Restricted records are left out."),
    )

    def does(pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        rule = Rule(authority, said["source"], said["since"], said["until"], said["wanted"], said["seed"])
        chosen = [team for team in teams if str(team.pk) in said["teams"]]
        asked_about = [each for each in standards if each.code in said["standards"]]
        return actions.begin(
            rule, title=said["title"], question=said["question"], teams=chosen, standards=asked_about, **pressed
        )

    return act_page(request, asked, form, does, to=lambda made: url("audit", reference=made.episode.reference))


@require_safe
@page(may=may.SEE_AUDITS, shows="audits")
def audit(request: HttpRequest, reference: str) -> HttpResponse:
    """One round: who has answered, the grades, how far auditors agree, which standards are met, what follows."""
    by, now = actor_of(request), timezone.now()
    found = queries.round_for(reference, by=by)
    facts = {
        "audit": found,
        "whole": queries.whole(found, now=now),
        "promised": boards.actions_because_of([found.pk], by=by, now=now) if by.may("see_boards") else [],
        "recommended": recommended(found),
        "may_run": bool(by.may(may.RUN_AUDIT, found)),
    }
    return render(request, "assurance/audit.jinja", facts | words(by))


def asked_of_round(found: AuditRound, heading: str, button: str, **more: Any) -> Asked:
    """A page on which something is done with a round."""
    return Asked(
        heading=heading,
        button=button,
        caption=f"{found.title}, {found.reference}",
        title=f"{heading}: {found.reference}",
        back=url("audit", reference=found.reference),
        back_text=_("The round"),
        **more,
    )


@page(may=may.RUN_AUDIT, shows="audits")
def audit_case(request: HttpRequest, reference: str, record: uuid.UUID) -> HttpResponse:
    """Moderate one case: what every auditor found stands beside the grade that is agreed."""
    by = actor_of(request)
    found = queries.round_for(reference, by=by)
    here = queries.whole(found, now=timezone.now()).case(record)
    if here is None:
        raise Http404
    case, parts = here
    initial = {"grade": case.grade, "strengths": case.strengths, "gaps": case.gaps}
    form = forms.ModerateForm(posted(request), initial=initial)
    asked = asked_of_round(
        found,
        _("Case %(number)s: which grade holds?") % {"number": case.number},
        _("Agree the grade"),
        answer=refused(_("This round is finished.")) if found.state == FINISHED else None,
        beside="assurance/beside_parts.jinja",
        words={"given_parts": parts, "case": case, "standards": found.standards, **words(by)},
    )

    def does(pressed: dict[str, Any]) -> Any:
        return actions.moderate(found, case, **form.cleaned_data, **pressed)

    return act_page(request, asked, form, does, version=found.version)


@page(may=may.RUN_AUDIT, shows="audits")
def own_gap(request: HttpRequest, reference: str) -> HttpResponse:
    """A gap becomes an action of the partnership's log."""
    found = queries.round_for(reference, by=actor_of(request))
    keeper = partnership.keeper_of(partnership.authority(found.authority_id).partnership_id)
    form = forms.GapForm(posted(request), owners=[(each.code, each.name) for each in boards.owners(keeper.pk)])
    asked = asked_of_round(found, _("Turn a gap into an action"), _("Log the action"))

    def does(pressed: dict[str, Any]) -> Any:
        said = form.cleaned_data
        owner = boards.owner_named(said["owner"])
        return actions.own_gap(found, what=said["what"], owner=owner, by_when=said["by_when"], **pressed)

    return act_page(request, asked, form, does, version=found.version)


@page(may=may.RUN_AUDIT, shows="audits")
def finish_audit(request: HttpRequest, reference: str) -> HttpResponse:
    """Finish a round, with what it taught."""
    found = queries.round_for(reference, by=actor_of(request))
    form = forms.LearnedForm(posted(request))
    answer = refused(_("This round is finished.")) if found.state == FINISHED else None
    asked = asked_of_round(found, _("What did this round teach?"), _("Finish the round"), answer=answer)

    def does(pressed: dict[str, Any]) -> Any:
        return actions.finish(found, learned=form.cleaned_data["learned"], **pressed)

    return act_page(request, asked, form, does, version=found.version)


@page(may=may.RUN_AUDIT, shows="audits")
def recommend_of_audit(request: HttpRequest, reference: str) -> HttpResponse:
    """A recommendation of the round, with its themes, in the one register. It never names a child."""
    found = queries.round_for(reference, by=actor_of(request))
    back = url("audit", reference=found.reference)
    says = _("Audit “%(title)s”, %(reference)s") % {"title": found.title, "reference": found.reference}
    return recommend_from(request, found, origin="audit", origin_says=says, back=back, back_text=_("The round"))
