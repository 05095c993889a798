"""A plan is begun: for one child or for several of a family, each with a plan of their own."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db import transaction

from lantern.partnership import queries as partnership
from lantern.people.models import Person
from lantern.plans.actions.common import part_of, said
from lantern.plans.actions.writing import edited
from lantern.plans.models import Plan, PlanItem
from lantern.plans.states import PLAN
from lantern.spine.actors import Actor, refused
from lantern.spine.identity import new_id
from lantern.spine.lifecycle import AlreadyDone, MoveRefused
from lantern.spine.models import Act, Episode


class Told(NamedTuple):
    """What a team of another agency was told of a child: it does not see the child's own record."""

    child_name: str = ""
    child_born_on: dt.date | None = None


@transaction.atomic
def open_plan(
    *,
    kind: str,
    children: Sequence[Person],
    by: Actor,
    at: dt.datetime,
    because_of: Episode | None = None,
    team_id: int | None = None,
    worker_id: int | None = None,
    family: uuid.UUID | None = None,
    aim: str = "",
    told: Mapping[uuid.UUID, Told] | None = None,
    key: uuid.UUID | None = None,
) -> list[Plan]:
    """Begin a plan of a kind for each of these children. ``at`` is when it begins: the day of the conference, or the
    day on which the assessment was authorised. Visits and reviews are counted from then.

    The team and worker are the writer's own unless others are named. ``family`` joins plans that were begun before.
    ``told`` says what a team of another agency, that leads, was told of each child.
    Raises MoveRefused where a child has a standing plan of this kind, or AlreadyDone when the key was used before.
    """
    if not children:
        raise ValueError("A plan is for somebody.")
    if key and (done := Act.objects.filter(key=key).first()):
        raise AlreadyDone(done.episode_id)
    _none_stands(kind, children)
    together = family or new_id()
    team = partnership.teams()[team_id or by.team_id or 0]
    plans = []
    for number, child in enumerate(children):
        plan = Plan(
            authority_id=child.authority_id,
            owner_team=team,
            partner_agency_id=None if team.holds_cases else team.agency_id,
            worker_id=worker_id if worker_id is not None else by.user_id,
            because_of=because_of,
            restricted=child.restricted or bool(because_of and because_of.restricted),
            plan_kind=kind,
            child=child,
            **(told or {}).get(child.pk, Told())._asdict(),
            family=together,
            aim=aim,
        )
        PLAN.begin(
            "open",
            plan,
            by=by,
            at=at,
            about=[(child.pk, "child")],
            key=key if number == 0 else None,
            payload=said(plan),
        )
        plans.append(plan)
    return plans


def _none_stands(kind: str, children: Sequence[Person]) -> None:
    standing = Plan.objects.filter(
        child_id__in=[each.pk for each in children], plan_kind=kind, closed_at__isnull=True
    ).select_related("child")
    for each in standing:
        raise MoveRefused(
            refused(
                f"{each.child.name} already has a {each.called.lower()}: {each.reference}.",
                next_step="Open that one, or end it first.",
            )
        )


@transaction.atomic
def carry_item(
    item: PlanItem, to: Plan, *, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> PlanItem:
    """Carry an action over to a brother's or sister's plan, to be changed there to what that child needs. ``version``
    is of the plan that gets it.
    """
    if to.family != item.plan.family:
        raise MoveRefused(refused("That plan is not of the same family."))
    edited(to, "action", by=by, at=at, version=version, key=key)
    number = 1 + max((each.number for each in to.items.all()), default=0)
    carried = PlanItem(
        **part_of(to),
        number=number,
        need=item.need,
        action=item.action,
        owner_kind=item.owner_kind,
        owner=item.owner,
        worker_id=item.worker_id,
        due_on=item.due_on,
        measure=item.measure,
        added_at=at,
        changed_at=at,
        from_plan_id=item.plan_id,
    )
    carried.save(force_insert=True)
    return carried
