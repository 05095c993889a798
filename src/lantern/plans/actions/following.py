"""An early help plan goes with the help that it belongs to: to the team that leads now, and to its end."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q

from lantern.partnership.models import Team
from lantern.plans.actions.beginning import Told
from lantern.plans.actions.common import said, write
from lantern.plans.models import Plan, PlanItem
from lantern.plans.states import PLAN
from lantern.spine.actors import Actor
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
def give_actions(
    *, worker_id: int, name: str, to_id: int, to_name: str, reason: str, by: Actor, at: dt.datetime
) -> int:
    """Whoever had open actions of plans has another post: somebody else does them from now on. What was agreed stands
    in the version that was agreed. Restricted plans are settled one by one. Returns how many actions.
    """
    items = PlanItem.objects.filter(state=PlanItem.State.OPEN, plan__closed_at__isnull=True, plan__restricted=False)
    theirs = Q(worker_id=worker_id) | Q(worker__isnull=True, owner_kind=PlanItem.Owner.WORKER, owner=name)
    given: dict[Any, list[int]] = {}
    for plan_id, number in items.filter(theirs).order_by("plan_id", "number").values_list("plan_id", "number"):
        given.setdefault(plan_id, []).append(number)
    for plan in Plan.objects.filter(pk__in=given).order_by("pk").select_for_update(of=("self",)):
        facts = said(plan, number=", ".join(str(each) for each in given[plan.pk]), worker=to_name)
        PLAN.make("give_actions", plan, by=by, at=at, version=plan.version, payload=facts, about=None, note=reason)
        items.filter(theirs, plan_id=plan.pk).update(worker_id=to_id, owner=to_name[:160], changed_at=at)
    return sum(len(each) for each in given.values())


@transaction.atomic
def end_with_help(plan: Plan, *, outcome: str, note: str, **press: Any) -> Made:
    """The help has ended, and its plan with it. What the end of the help had to pass is not asked twice."""
    label = Plan.Outcome(outcome).label.lower()
    made = PLAN.make("end_with_help", plan, payload=said(plan, outcome=label), about=None, note=note, **press)
    write(plan, outcome=outcome, outcome_note=note.strip())
    return made
