"""An early help plan goes with the help that it belongs to: to the team that leads now, and to its end."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from lantern.partnership.models import Team
from lantern.plans.actions.beginning import Told
from lantern.plans.actions.common import said, write
from lantern.plans.models import Plan
from lantern.plans.states import PLAN
from lantern.spine.lifecycle import Made
from lantern.spine.models import Clock


@transaction.atomic
def follow_lead(plan: Plan, *, team: Team, worker_id: int | None, told: Told, **press: Any) -> Made:
    """Another team, or another worker of it, leads for the family: the plan and what is due on it are theirs."""
    agency_id = None if team.holds_cases else team.agency_id
    holder = {"owner_team_id": team.pk, "partner_agency_id": agency_id}
    made = PLAN.make(
        "follow_lead",
        plan,
        payload=said(plan, team=team.name),
        changes={**holder, "worker_id": worker_id},
        about=None,
        **press,
    )
    Clock.objects.filter(episode_id=plan.pk, stopped_at__isnull=True).update(**holder)
    write(plan, **told._asdict())
    return made


@transaction.atomic
def end_with_help(plan: Plan, *, outcome: str, note: str, **press: Any) -> Made:
    """The help has ended, and its plan with it. What the end of the help had to pass is not asked twice."""
    label = Plan.Outcome(outcome).label.lower()
    made = PLAN.make("end_with_help", plan, payload=said(plan, outcome=label), about=None, note=note, **press)
    write(plan, outcome=outcome, outcome_note=note.strip())
    return made
