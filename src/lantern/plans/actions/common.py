"""What every act on a plan writes besides its move."""

from __future__ import annotations

from typing import Any

from lantern.plans.models import Plan


def said(plan: Plan, **more: Any) -> dict[str, Any]:
    """The facts that every event of a plan carries: by them its clocks are told apart."""
    return {"plan": plan.plan_kind, "called": plan.called, **more}


def kind_of(plan: Plan) -> dict[str, Any]:
    return {"plan": plan.plan_kind}


def write(plan: Plan, **columns: Any) -> None:
    """Write columns of the plan's own table. Only inside the transaction of a move that was made."""
    Plan.objects.filter(pk=plan.pk).update(**columns)
    for name, value in columns.items():
        setattr(plan, name, value)


def part_of(plan: Plan) -> dict[str, Any]:
    """The columns that every part of a plan has."""
    return {"plan_id": plan.pk, "episode_id": plan.pk, "authority_id": plan.authority_id, "restricted": plan.restricted}
