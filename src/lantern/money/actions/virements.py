"""Money that moves between lines of an agreed budget: one person proposes, another authorises, and above the officers'
limit the Executive's decision is named.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from lantern.interface.display import pounds
from lantern.money import queries
from lantern.money.models import Budget, BudgetLine, Virement
from lantern.money.rules import officers_may_move
from lantern.money.states import BUDGET
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused


@transaction.atomic
def propose_virement(
    budget: Budget,
    *,
    from_line: BudgetLine,
    to_line: BudgetLine,
    amount: int,
    reason: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Virement:
    """Propose to move money from one line of spending to another. Raises MoveRefused when the line has not got it."""
    if from_line.pk == to_line.pk:
        raise MoveRefused(refused("Choose two different lines."))
    _has_it(budget, from_line, amount)
    BUDGET.make(
        "propose_virement",
        budget,
        payload={"year": budget.called, "amount": pounds(amount), "from": from_line.number, "to": to_line.number},
        about=(),
        by=by,
        at=at,
        version=version,
        key=key,
    )
    made = Virement(
        authority_id=budget.authority_id,
        episode=budget,
        number=budget.virements.count() + 1,
        from_line=from_line,
        to_line=to_line,
        amount=amount,
        reason=reason.strip(),
        proposed_by_id=by.user_id,
        proposed_by_name=by.name,
        proposed_at=at,
    )
    made.save(force_insert=True)
    return made


def _has_it(budget: Budget, line: BudgetLine, amount: int) -> None:
    standing = queries.table(budget).standing(line.number)
    left = standing.left if standing else 0
    if amount > left:
        raise MoveRefused(
            refused(f"“{line.label}” has {pounds(max(0, left))} left that is neither spent nor ordered.",
                    next_step="Move less, or take it from another line.")
        )  # fmt: skip


@transaction.atomic
def decide_virement(
    budget: Budget, virement: Virement, *, authorise: bool, authority: str, why: str, **press: Any
) -> Made:
    """Authorise or refuse. Nobody decides what they proposed; above the officers' limit the Executive's decision must
    be named.
    """
    by: Actor = press["by"]
    if virement.state != Virement.State.PROPOSED:
        raise MoveRefused(refused("This was decided already."))
    if by.user_id == virement.proposed_by_id:
        raise MoveRefused(
            refused("You proposed this, so somebody else must decide.", owner="another officer of the partnership")
        )
    limit = officers_may_move()
    if authorise and virement.amount > limit and not authority.strip():
        raise MoveRefused(
            refused(
                f"Above {pounds(limit)} the Executive decides.",
                next_step="Name its decision: the meeting's date and item.",
            )
        )
    if authorise:
        _has_it(budget, virement.from_line, virement.amount)
    payload = {
        "year": budget.called,
        "amount": pounds(virement.amount),
        "decision": "authorised" if authorise else "refused",
    }
    made = BUDGET.make("decide_virement", budget, payload=payload, about=(), **press)
    named = authority.strip() or f"Officers’ own limit of {pounds(limit)}"
    Virement.objects.filter(pk=virement.pk).update(
        state=Virement.State.AUTHORISED if authorise else Virement.State.REFUSED,
        decided_by_id=by.user_id,
        decided_by_name=by.name,
        decided_at=press["at"],
        authority_named=named if authorise else "",
        why=why.strip(),
    )
    return made
