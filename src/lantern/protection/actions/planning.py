"""What conferences, core groups and assessments mean for plans: one begins, or its core group has met."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from lantern.law.timescales import london_date
from lantern.meetings.models import Decided, Meeting, Seat
from lantern.partnership import queries as partnership
from lantern.partnership.models import TeamKind
from lantern.people.models import Person
from lantern.people.queries import Record
from lantern.plans import actions as plans
from lantern.plans.kinds import CHILD_PROTECTION
from lantern.plans.models import Plan, PlanItem
from lantern.spine.actors import Actor
from lantern.spine.models import Episode, Involvement

STATE, NOW = "state_", "now_"
"""What stands before the number of an action in what a review conference decided."""


def begin(
    kind: str,
    child: Person,
    *,
    because_of: Episode,
    by: Actor,
    at: dt.datetime,
    team_id: int | None = None,
    worker_id: int | None = None,
    aim: str = "",
) -> Plan | None:
    """Begin a plan of this kind, which the team that works with the child then writes. A child who has one keeps it."""
    if Plan.objects.filter(child=child, plan_kind=kind, closed_at__isnull=True).exists():
        return None
    if team_id is None:
        found = partnership.teams_covering(child.authority_id, TeamKind.ASSESSMENT)
        team_id = found[0].pk if found else by.team_id
    [plan] = plans.open_plan(
        kind=kind,
        children=[child],
        because_of=because_of,
        team_id=team_id,
        worker_id=worker_id,
        aim=aim,
        by=by,
        at=at,
    )
    return plan


def _standing(child_ids: Collection[uuid.UUID]) -> list[Plan]:
    found = Plan.objects.filter(child_id__in=child_ids, plan_kind=CHILD_PROTECTION, closed_at__isnull=True)
    return list(found.select_related("child"))


def core_group_met(meeting: Meeting, *, by: Actor, at: dt.datetime) -> None:
    """Record on each child's protection plan that its core group met, and who came."""
    children = list(Involvement.objects.filter(episode_id=meeting.pk, part="child").values_list("person_id", flat=True))
    came = [seat.name for seat in Seat.objects.filter(episode_id=meeting.pk) if seat.is_there]
    for plan in _standing(children):
        plans.record_core_group(
            plan,
            held_at=meeting.began_at or at,
            who_came=came,
            said_there=f"Minutes: {meeting.reference}",
            by=by,
            version=plan.version,
        )


def no_plan_to_review(record: Record, by: Actor) -> str:
    """Why no review conference or core group can be called: there is no child protection plan. At most one statement:
    the record says whether any plan is open.
    """
    is_open = any(one.kind == "plan" for one in record.open) and bool(_standing(record.people))
    return "" if is_open else "There is no child protection plan."


def actions_of(child: Person) -> list[PlanItem]:
    """The actions of a child's protection plan that are not done, by number. One statement."""
    of_plan = {"plan__child": child, "plan__plan_kind": CHILD_PROTECTION, "plan__closed_at__isnull": True}
    return list(PlanItem.objects.filter(**of_plan, state=PlanItem.State.OPEN).order_by("number"))


AGENDA = """
select h.name, i.action, i.owner, i.due_on, i.progress, 'plan', e.reference
from spine_involvement v join plans_plan p on p.child_id = v.person_id and p.plan_kind = 'child_protection'
join spine_episode e on e.id = p.episode_ptr_id and e.closed_at is null
join plans_planitem i on i.plan_id = p.episode_ptr_id and i.state = 'open'
join people_person h on h.id = p.child_id
where v.episode_id = %(meeting)s and v.part = 'child'
order by h.born_on, e.reference, i.number
"""
"""What a core group or a review conference goes through: the open actions of each child's plan."""


def actions_in_words(details: Mapping[str, Any]) -> list[tuple[str, str]]:
    """How far each action is, as a conference said it, for pages and minutes."""
    states = dict(PlanItem.State.choices)
    numbers = sorted(int(name.removeprefix(STATE)) for name in details if name.startswith(STATE))
    return [
        (f"Action {number}", f"{states[details[f'{STATE}{number}']]}. {details.get(f'{NOW}{number}', '')}".strip())
        for number in numbers
    ]


def reviewed(meeting: Meeting, decided: Decided, *, decision: str, by: Actor, at: dt.datetime) -> None:
    """The review of the plan, as the conference has decided and written it; once for each conference.

    Raises MoveRefused for whoever may not review such a plan.
    """
    held_at = meeting.began_at or at
    on = london_date(held_at)
    details = decided.details
    for plan in _standing([decided.person_id]):
        if plan.reviews.filter(held_on=on).exists():
            continue
        came = {
            int(name.removeprefix(STATE)): plans.Came(details.get(NOW + name.removeprefix(STATE), ""), details[name])
            for name in details
            if name.startswith(STATE)
        }
        who = [seat.name for seat in Seat.objects.filter(episode_id=meeting.pk) if seat.is_there]
        plans.review(
            plan,
            held_at=held_at,
            on=on,
            decision=decision,
            reasons=decided.reasons,
            came=came,
            who_came=", ".join(who),
            child_view=details.get("child_view", ""),
            family_view=details.get("parent_view", ""),
            by=by,
            at=at,
            version=plan.version,
        )
