"""A review: how far each action has come since the last time is computed; what is decided, and why, is said."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from lantern.plans import rules
from lantern.plans.actions.common import part_of, said
from lantern.plans.kinds import CHILD_PROTECTION
from lantern.plans.models import Plan, PlanItem, PlanReview
from lantern.plans.states import AGREED, PLAN
from lantern.spine import clocks
from lantern.spine.models import Clock

EIGHTEEN_MONTHS, TWO_YEARS = "eighteen_months", "two_years"


@dataclass(frozen=True)
class Came:
    """How far one action had come, as it is said at a review: how things are now, and whether it is done."""

    now: str = ""
    state: str = PlanItem.State.OPEN


@transaction.atomic
def review(
    plan: Plan,
    *,
    held_at: dt.datetime,
    on: dt.date,
    decision: str,
    reasons: str,
    came: Mapping[int, Came],
    who_came: str = "",
    child_view: str = "",
    family_view: str = "",
    **press: Any,
) -> PlanReview:
    """Record a review that was held (``held_at``, London day ``on``). ``came`` says how far each action is, by number.

    Progress since the last time is computed from the actions. The next review is counted from this one. A plan that is
    to be changed goes back to be written; what was agreed stands meanwhile.
    """
    by, recorded_at = press["by"], press.pop("at")
    before = plan.reviews.order_by("-number").first()
    since = before.recorded_at if before else None
    items = list(plan.items.order_by("number"))
    lines, counted = _progress(items, came, since=since, on=on)
    move = "review_and_change" if decision == PlanReview.Decision.CHANGE and plan.state == AGREED else "review"
    PLAN.make(
        move,
        plan,
        at=held_at,
        payload=said(
            plan,
            decision=PlanReview.Decision(decision).label.lower(),
            done=str(counted[rules.DONE]),
            late=str(counted[rules.LATE]),
            unchanged=str(counted[rules.UNCHANGED]),
        ),
        about=None,
        **press,
    )
    found = PlanReview(
        **part_of(plan),
        number=before.number + 1 if before else 1,
        held_on=on,
        who_came=who_came.strip(),
        child_view=child_view.strip(),
        family_view=family_view.strip(),
        decision=decision,
        reasons=reasons.strip(),
        progress=lines,
        done=counted[rules.DONE],
        late=counted[rules.LATE],
        changed=counted[rules.CHANGED] + counted[rules.ON_TRACK] + counted[rules.DROPPED],
        unchanged=counted[rules.UNCHANGED],
        by_name=by.name[:120],
        recorded_at=recorded_at,
    )
    found.save(force_insert=True)
    _carry(items, came, on=on, at=recorded_at)
    if plan.plan_kind == CHILD_PROTECTION:
        _long_plan(plan, held_at)
    return found


def _progress(
    items: list[PlanItem], came: Mapping[int, Came], *, since: dt.datetime | None, on: dt.date
) -> tuple[list[dict[str, Any]], Counter[str]]:
    """What the review keeps of each action: how it was then and is now, and how far it had come. Actions that were
    done or dropped before the last review are not told again.
    """
    lines, counted = [], Counter[str]()
    for item in items:
        told = came.get(item.number, Came(state=item.state))
        if not item.is_open and since is not None and item.changed_at <= since:
            continue
        was_open = item.is_open
        if was_open and told.state != PlanItem.State.OPEN:
            item.state = told.state
        far = rules.how_far(item, since=since, on=on, now=told.now)
        counted[far] += 1
        lines.append(
            {
                "number": item.number,
                "need": item.need,
                "action": item.action,
                "owner": item.owner,
                "due_on": item.due_on.isoformat() if item.due_on else "",
                "measure": item.measure,
                "then": item.progress or item.baseline,
                "now": told.now.strip(),
                "far": far,
                "carried": item.carried + 1 if item.is_open else item.carried,
                "closed_now": was_open and not item.is_open,
            }
        )
    return lines, counted


def _carry(items: list[PlanItem], came: Mapping[int, Came], *, on: dt.date, at: dt.datetime) -> None:
    for item in items:
        told = came.get(item.number)
        if item.is_open:
            item.carried += 1
        elif item.state == PlanItem.State.DONE and item.done_on is None:
            item.done_on, item.changed_at = on, at
        elif told and told.state == PlanItem.State.DROPPED:
            item.changed_at = at
        if told and told.now.strip():
            item.progress = told.now.strip()
    PlanItem.objects.bulk_update(items, ["carried", "state", "done_on", "progress", "changed_at"])


def _long_plan(plan: Plan, at: dt.datetime) -> None:
    """The alert of a plan of eighteen months has been looked at by this review; the next one is at two years."""
    running = Clock.objects.filter(
        episode_id=plan.pk, timescale="cpp-two-years", variant=EIGHTEEN_MONTHS, stopped_at__isnull=True, due_at__lt=at
    )
    if running.exists():
        clocks.judge_as("cpp-two-years", plan, variant=TWO_YEARS)
