"""The family's plan: one for each child, begun from the help, led by whoever leads, ended with the help."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from lantern.access.context import sending_to
from lantern.access.people_acting import ActingPerson
from lantern.earlyhelp.models import EarlyHelp
from lantern.law.codes import code_set
from lantern.partnership.models import Team
from lantern.people.from_json import day_from
from lantern.people.models import Person
from lantern.plans import actions as plans
from lantern.plans.kinds import EARLY_HELP
from lantern.plans.models import Plan
from lantern.spine.actors import refused
from lantern.spine.lifecycle import MoveRefused

UNNAMED = "A child of this family"
"""What a leading agency reads of a child of whom it was told nothing."""


def told_of(help_: EarlyHelp, child: Person) -> plans.Told:
    """What a team of another agency that leads knows of a child: what it was told with the handoff, and no more."""
    told = [each for each in help_.subjects if each.get("part") == "child"]
    born = child.born_on.isoformat() if child.born_on else ""
    same = [each for each in told if each["name"] == child.name] or [
        each for each in told if born and each.get("born") == born
    ]
    found = same[0] if same else told[0] if len(told) == 1 else {"name": UNNAMED}
    return plans.Told(found["name"], day_from(found["born"]) if found.get("born") else None)


@transaction.atomic
def begin_family_plan(
    help_: EarlyHelp, *, by: ActingPerson, at: dt.datetime, key: uuid.UUID | None = None
) -> list[Plan]:
    """Begin the family's plan: one for each child; each may differ, and what is the same is carried over.

    A team of another agency that leads begins it for the authority whose family it is. Raises MoveRefused before the
    assessment is agreed, and where no child of the family is on record.
    """
    if help_.agreed_at is None:
        raise MoveRefused(refused("A plan follows an agreed assessment.", next_step="Ask a manager to agree it."))
    with sending_to(help_.authority_id) as sender:
        found = Person.objects.filter(involvements__episode_id=help_.pk, involvements__part="child")
        children = list(found.order_by("name"))
        if not children:
            raise MoveRefused(
                refused(
                    "No child of this family is on record yet, so there is nobody to plan for.",
                    next_step="Ask the council’s early help to record the children first.",
                )
            )
        told = {each.pk: told_of(help_, each) for each in children} if help_.partner_agency_id else None
        return plans.open_plan(
            kind=EARLY_HELP,
            children=children,
            because_of=help_,
            team_id=help_.owner_team_id,
            told=told,
            by=sender,
            at=at,
            key=key,
        )


def standing(help_: EarlyHelp) -> list[Plan]:
    """The family's plans that stand. One statement."""
    found = Plan.objects.select_related("owner_team").filter(because_of_id=help_.pk, closed_at__isnull=True)
    return list(found.filter(plan_kind=EARLY_HELP).order_by("reference"))


def lead_plans(help_: EarlyHelp, *, team: Team, worker_id: int | None, by: ActingPerson, at: dt.datetime) -> None:
    """The family's plans are with whoever leads now. Called inside the authority's own view of the family."""
    for plan in standing(help_):
        child = Person.objects.get(pk=plan.child_id)
        told = plans.Told() if team.holds_cases else told_of(help_, child)
        plans.follow_lead(plan, team=team, worker_id=worker_id, told=told, by=by, at=at, version=plan.version)


def end_plans(help_: EarlyHelp, *, ending: str, words: str, by: ActingPerson, at: dt.datetime) -> None:
    """The help has ended, and so have its plans, for the same reason."""
    reason = next(each for each in code_set("early_help_ending").codes if each.code == ending)
    for plan in standing(help_):
        plans.end_with_help(
            plan, outcome=reason.also["plan"], note=words or reason.label, by=by, at=at, version=plan.version
        )
