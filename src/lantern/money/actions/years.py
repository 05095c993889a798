"""A year of money: drawn up, agreed by the partners, closed with what is carried forward."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from lantern.interface.display import pounds
from lantern.law.financial_year import year_called
from lantern.money import queries
from lantern.money.models import Budget, BudgetLine
from lantern.money.states import BUDGET
from lantern.partnership import queries as partnership
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused


@dataclass(frozen=True)
class LineSaid:
    """A line as somebody wrote it. ``number`` of None is a new one; an empty label takes a line away."""

    number: int | None
    label: str
    amount: int | None
    side: str = "spending"
    kind: str = "spending"
    heading: str = ""
    agency_id: int | None = None


@transaction.atomic
def begin(
    *,
    keeper_id: int,
    year: int,
    brought_forward: int | None = None,
    basis: str = "",
    lines: Sequence[LineSaid] = (),
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> Budget:
    """Begin the budget of a year. Without ``lines`` it begins with those of the year before, at the same amounts (a
    standstill); without ``brought_forward`` with what that year carries forward.

    Raises MoveRefused when the year has a budget already, AlreadyDone when pressed twice.
    """
    before = Budget.objects.filter(keeper_id=keeper_id, year=year - 1).first()
    if brought_forward is None:
        brought_forward = before.carried_forward if before and before.carried_forward is not None else 0
    made = Budget(
        authority_id=keeper_id,
        keeper_id=keeper_id,
        owner_team=partnership.business_team(keeper_id),
        year=year,
        brought_forward=brought_forward,
        basis=basis.strip(),
    )
    said = list(lines) or [_as_said(each) for each in (before.lines.all() if before else ())]

    def beside() -> None:
        _insert(made, said)

    try:
        with transaction.atomic():
            BUDGET.begin("open", made, by=by, at=at, key=key, payload={"year": year_called(year)}, beside=beside)
    except IntegrityError:
        raise MoveRefused(
            refused(f"There is a budget for {year_called(year)} already.", next_step="Open it, or choose another year.")
        ) from None
    return made


def _as_said(line: BudgetLine) -> LineSaid:
    return LineSaid(None, line.label, line.amount, line.side, line.kind, line.heading, line.agency_id)


def _insert(budget: Budget, said: Sequence[LineSaid], *, after: int = 0) -> None:
    BudgetLine.objects.bulk_create(
        BudgetLine(
            authority_id=budget.authority_id,
            episode=budget,
            number=number,
            side=each.side,
            kind=each.kind,
            heading=each.heading.strip(),
            label=each.label.strip(),
            agency_id=each.agency_id,
            amount=each.amount,
        )
        for number, each in enumerate(said, after + 1)
    )


@transaction.atomic
def write_lines(
    budget: Budget, said: Sequence[LineSaid], *, brought_forward: int, basis: str | None = None, **press: Any
) -> Made:
    """Write the lines of a budget that is being drawn up: amounts, new lines, lines taken away. ``press`` is by, at,
    version and key. Raises MoveRefused, StaleRecord, AlreadyDone.
    """
    standing = {each.number: each for each in budget.lines.all()}
    new = [each for each in said if each.number is None and each.label.strip()]
    changed = [(standing[each.number], each) for each in said if each.number is not None and each.number in standing]
    payload = {"year": budget.called, "lines": len(new) + len(changed)}
    made = BUDGET.make("write", budget, payload=payload, about=(), **press)
    for line, each in changed:
        if each.label.strip():
            BudgetLine.objects.filter(pk=line.pk).update(label=each.label.strip(), amount=each.amount)
        elif line.entries.exists():
            raise MoveRefused(
                refused(f"“{line.label}” can not be taken away: something is recorded on it.",
                        next_step="Leave its amount empty instead.")
            )  # fmt: skip
        else:
            line.delete()
    _insert(budget, new, after=max(standing, default=0))
    said_basis = {"basis": basis.strip()} if basis is not None else {}
    Budget.objects.filter(pk=budget.pk).update(brought_forward=brought_forward, **said_basis)
    budget.brought_forward = brought_forward
    return made


@transaction.atomic
def agree(budget: Budget, *, body: str, on: dt.date, **press: Any) -> Made:
    """Record which body agreed the budget and where that is written. From now on its lines change by virement only."""
    made = BUDGET.make("agree", budget, payload={"year": budget.called, "body": body.strip()}, about=(), **press)
    Budget.objects.filter(pk=budget.pk).update(agreed_on=on, agreed_by=body.strip())
    budget.agreed_on, budget.agreed_by = on, body.strip()
    return made


@transaction.atomic
def close(budget: Budget, *, note: str = "", **press: Any) -> Made:
    """Close the year: what is in hand is carried forward, and the next budget begins with it."""
    left = queries.table(budget).totals.in_hand
    payload = {"year": budget.called, "amount": pounds(left)}
    made = BUDGET.make("close", budget, payload=payload, about=(), **press)
    Budget.objects.filter(pk=budget.pk).update(carried_forward=left, closing_note=note.strip())
    Budget.objects.filter(keeper_id=budget.keeper_id, year=budget.year + 1, state="draft", brought_forward=0).update(
        brought_forward=left
    )
    budget.carried_forward = left
    return made
