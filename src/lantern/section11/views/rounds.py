"""Rounds of section 11 returns: the list, opening one, the agencies beside each other, finishing."""

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
from lantern.access.roles import ROLES
from lantern.interface.environment import url
from lantern.learning.queries.common import agencies_of, keepers_of
from lantern.learning.queries.sets import posts_with_holders
from lantern.partnership import queries as partnership
from lantern.partnership.models import Team
from lantern.section11 import actions, forms, queries
from lantern.section11 import permissions as may
from lantern.section11.standards import STANDARDS, Variant
from lantern.section11.states import FINISHED
from lantern.section11.views.common import words
from lantern.spine.actors import refused


@require_safe
@page(may=may.SEE_SECTION_11, shows="section 11 returns")
def section_11(request: HttpRequest) -> HttpResponse:
    """The reader's own return first, if their agency has one; then the rounds."""
    by, now = actor_of(request), timezone.now()
    every = bool(by.may(may.SEE_EVERY_RETURN))
    facts = {
        "mine": queries.mine(by=by) if by.may(may.ANSWER_SECTION_11) else [],
        "answers": bool(by.may(may.ANSWER_SECTION_11)),
        "rounds": queries.rounds(by=by, now=now) if every else [],
        "sees_every": every,
        "may_run": bool(by.may(may.RUN_SECTION_11)),
        "again": queries.due_again(_keeper(by)) if every and by.partnerships else [],
    }
    return render(request, "section11/section_11.jinja", facts | words())


def teams_that_answer(keeper: int) -> list[Team]:
    """For each agency of a partnership in which somebody may answer: the team by way of which it is asked. One
    statement.
    """
    roles = [role.code for role in ROLES.values() if may.ANSWER_SECTION_11 in role.permissions]
    agencies = [each.pk for each in agencies_of(keeper)]
    found: dict[int, Team] = {}
    for post in posts_with_holders(agencies, *roles):
        before = found.get(post.team.agency_id)
        # Of an agency's teams the one whose lead answers the hub every day is asked before the one that sits on boards.
        if before is None or (post.role == "agency_lead" and before.pk != post.team_id):
            found[post.team.agency_id] = post.team
    return sorted(found.values(), key=lambda team: team.agency.name)


def _keeper(by: ActingPerson) -> int:
    return keepers_of(by)[0].pk


@page(may=may.RUN_SECTION_11, shows="section 11 returns")
def open_section_11(request: HttpRequest) -> HttpResponse:
    """Open a round: who is asked, how much, by which day."""
    by = actor_of(request)
    keeper = _keeper(by)
    teams = teams_that_answer(keeper)
    year = timezone.localdate().year
    initial = {
        "title": _("Section 11 returns %(year)s") % {"year": year},
        "variant": Variant.FULL,
        "teams": [str(team.pk) for team in teams],
    }
    form = forms.OpenForm(posted(request), teams=teams, initial=initial)
    asked = Asked(
        heading=_("Open a round of section 11 returns"),
        button=_("Open the round and ask"),
        back=url("section_11"),
        back_text=_("Section 11"),
        caption=partnership.every_authority()[keeper].name,
        beside="section11/beside_standards.jinja",
        words={"standards": STANDARDS},
    )

    def does(pressed: dict[str, Any]) -> Any:
        said = dict(form.cleaned_data)
        wanted = said.pop("teams")
        chosen = [team for team in teams if str(team.pk) in wanted]
        return actions.open_round(keeper=keeper, teams=chosen, **said, **pressed)

    return act_page(
        request, asked, form, does, to=lambda made: url("section_11_round", reference=made.episode.reference)
    )


@require_safe
@page(may=may.SEE_EVERY_RETURN, shows="section 11 returns")
def section_11_round(request: HttpRequest, reference: str) -> HttpResponse:
    """One round: agencies beside each other, standard by standard; who is late; what the panel changed."""
    by, now = actor_of(request), timezone.now()
    found = queries.round_for(reference, by=by)
    facts = {
        "round": found,
        "matrix": queries.matrix(found, now=now),
        "may_run": bool(by.may(may.RUN_SECTION_11, found)),
    }
    return render(request, "section11/round.jinja", facts | words())


@page(may=may.RUN_SECTION_11, shows="section 11 returns")
def finish_section_11(request: HttpRequest, reference: str) -> HttpResponse:
    """Finish a round, with what it taught."""
    by = actor_of(request)
    found = queries.round_for(reference, by=by)
    matrix = queries.matrix(found, now=timezone.now())
    never = [each.one.agency.name for each in matrix.rows if each.one.sent_at is None]
    asked = Asked(
        heading=_("What did this round teach?"),
        title=_("Finish the round: %(reference)s") % {"reference": found.reference},
        button=_("Finish the round"),
        caption=found.title,
        back=url("section_11_round", reference=found.reference),
        back_text=_("The round"),
        intro=_("These agencies have not sent theirs, and will be counted as never sent: %(names)s.")
        % {"names": ", ".join(never)}
        if never
        else "",
        answer=refused(_("This round is finished.")) if found.state == FINISHED else None,
    )
    form = forms.FinishForm(posted(request))

    def does(pressed: dict[str, Any]) -> Any:
        return actions.finish(found, learned=form.cleaned_data["learned"], **pressed)

    return act_page(request, asked, form, does, version=found.version)
