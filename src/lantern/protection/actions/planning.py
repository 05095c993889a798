"""What conferences, core groups and assessments mean for plans: one begins, or its core group has met."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection

from lantern.meetings.models import Meeting, Seat
from lantern.partnership import queries as partnership
from lantern.partnership.models import TeamKind
from lantern.people.models import Person
from lantern.people.queries import Record
from lantern.plans import actions as plans
from lantern.plans.kinds import CHILD_PROTECTION
from lantern.plans.models import Plan
from lantern.spine.actors import Actor
from lantern.spine.models import Episode, Involvement


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
