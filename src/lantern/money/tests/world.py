"""The budget of 2019/20 as the partnership's business case has it (section 7.1), and who works with it."""

from __future__ import annotations

from typing import Any

from tests.cast import TUESDAY_NOON, Cast, a_key

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.money import actions
from lantern.money.actions import LineSaid
from lantern.money.first_budget import BROUGHT_FORWARD, lines_of_2019
from lantern.money.models import Budget, BudgetLine
from lantern.partnership import queries as partnership
from lantern.partnership.models import Partnership


def keeper_id() -> int:
    return partnership.keeper_of(Partnership.objects.get(code="hartlepool-stockton").pk).pk


def press(budget: Budget, by: ActingPerson) -> dict[str, Any]:
    return {"by": by, "at": TUESDAY_NOON, "version": fresh(budget).version, "key": a_key()}


def fresh(budget: Budget) -> Budget:
    return Budget.objects.get(pk=budget.pk)


def first_budget(by: ActingPerson) -> Budget:
    """The budget of 2019/20, being drawn up; written as whoever acts now."""
    return actions.begin(
        keeper_id=keeper_id(),
        year=2019,
        brought_forward=BROUGHT_FORWARD,
        basis="Standstill.",
        lines=lines_of_2019(),
        by=by,
        at=TUESDAY_NOON,
    )


def agreed_budget(cast: Cast) -> Budget:
    by = cast.partnership_manager
    with acting(by):
        budget = first_budget(by)
        actions.agree(budget, body="Executive Partnership, item 4", on=TUESDAY_NOON.date(), **press(budget, by))
        return fresh(budget)


def line(budget: Budget, label: str) -> BudgetLine:
    return budget.lines.get(label=label)


__all__ = ["LineSaid", "agreed_budget", "first_budget", "fresh", "keeper_id", "line", "press"]
