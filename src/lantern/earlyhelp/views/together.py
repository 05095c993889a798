"""A meeting of the team around the family is called, and the family's plan begun."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from lantern.access.pages import act_key, page
from lantern.access.people_acting import actor_of
from lantern.earlyhelp import presenters, queries
from lantern.earlyhelp.actions import begin_family_plan
from lantern.earlyhelp.forms import MeetingForm
from lantern.earlyhelp.models import EarlyHelp
from lantern.earlyhelp.together import MEETING, kept_from
from lantern.earlyhelp.views.common import act_page, opened
from lantern.meetings import actions as meetings
from lantern.meetings.models import Meeting
from lantern.meetings.permissions import CALL_MEETING
from lantern.partnership import queries as partnership
from lantern.partnership.models import Team
from lantern.partnership.queries import LONDON
from lantern.people.models import Person
from lantern.plans.permissions import HOLD_FAMILY_PLAN


def _children(found: EarlyHelp) -> list[Person]:
    return list(Person.objects.filter(involvements__episode_id=found.pk, involvements__part="child").order_by("name"))


def _desks(found: EarlyHelp, agencies: set[int]) -> dict[int, Team]:
    """The team by which each agency is asked."""
    desks: dict[int, Team] = {}
    for team in sorted(partnership.teams_covering(found.authority_id), key=lambda team: team.holds_cases):
        if team.agency_id in agencies:
            desks.setdefault(team.agency_id, team)
    return desks


@page(may=CALL_MEETING, shows="early help")
def call_team(request: HttpRequest, reference: str) -> HttpResponse:
    """Call the team around the family. Agencies are asked where the family agreed that they are told of meetings."""
    found = opened(request, reference)
    kept = queries.beside(found)
    desks = _desks(found, {each["agency_id"] for each in kept.members})
    here = Meeting(because_of_id=found.pk)
    apart = {pk: why for pk, team in desks.items() if not team.holds_cases and (why := kept_from(here, pk))}
    form = MeetingForm(
        request.POST or None,
        agencies=[(str(pk), desks[pk].agency.name) for pk in desks if pk not in apart],
        family=[(str(each["number"]), each["name"]) for each in found.subjects],
        initial={
            "agencies": [str(pk) for pk in desks if pk not in apart],
            "family": [str(each["number"]) for each in found.subjects],
        },
    )

    def act() -> Any:
        said = form.cleaned_data
        asked = [meetings.Asked.desk(desks[int(pk)]) for pk in said.get("agencies") or ()]
        asked += [
            meetings.Asked(each["name"], "family", each.get("relation") or each["part"])
            for each in found.subjects
            if str(each["number"]) in (said["family"] or ())
        ]
        made = meetings.call(
            MEETING,
            children=_children(found),
            starts_at=dt.datetime.combine(said["on"], said["at"], LONDON),
            purpose=said["purpose"],
            asked=asked,
            place=said["place"],
            how_to_join=said["how_to_join"],
            because_of=found,
            by=actor_of(request),
            at=timezone.now(),
            key=act_key(request),
        )
        return made.episode

    return act_page(
        request,
        found,
        form,
        act,
        move="member_joined",
        title="Call the team around the family",
        button="Call the meeting",
        template="call_team",
        apart=apart.values(),
        kept=kept,
        say_agencies=presenters.agencies_that_may_be_told(found, kept),
    )


@require_POST
@page(may=HOLD_FAMILY_PLAN, shows="early help")
def begin_plan(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin the family's plan: one for each child, each may differ, and what is the same is carried over."""
    found = opened(request, reference)
    begun = begin_family_plan(found, by=actor_of(request), at=timezone.now(), key=act_key(request))
    return redirect("plan", reference=begun[0].reference)
