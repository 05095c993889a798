"""What becomes of a line: asked, agreed, invoiced, paid, given in kind, ordered, spent. Appended; a wrong entry is
taken back by another, and both stay.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from lantern.interface.display import pounds
from lantern.money.models import Budget, BudgetLine, Entry
from lantern.money.states import AGREED, BUDGET
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import MoveRefused

OF = {
    "contribution": ("asked", "agreed", "declined", "invoiced", "paid", "in_kind"),
    "other_income": ("invoiced", "paid"),
    "spending": ("committed", "spent"),
}
"""What can become of a line of each kind."""

_BEFORE_AGREED = ("asked", "agreed", "declined")
"""What partners are asked while the budget is still being drawn up."""


@transaction.atomic
def record(
    budget: Budget,
    line: BudgetLine,
    *,
    what: str,
    amount: int,
    on: dt.date,
    words: str = "",
    settles: Entry | None = None,
    is_for: str = "",
    about_id: uuid.UUID | None = None,
    about_words: str = "",
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
    **_version: Any,
) -> Entry:
    """Record what became of a line. It adds and overwrites nothing, so any version of the budget will do.

    Raises MoveRefused for what a line of its kind does not have, and for spending before the budget was agreed.
    """
    if what not in OF[line.kind]:
        raise MoveRefused(refused(f"“{Entry.What(what).label}” is nothing that happens to this line."))
    if budget.state != AGREED and what not in _BEFORE_AGREED:
        raise MoveRefused(
            refused("The budget is not agreed yet, so nothing is invoiced, ordered or spent on it.",
                    next_step="Record first that it was agreed.")
        )  # fmt: skip
    made = Entry(
        authority_id=budget.authority_id,
        episode=budget,
        line=line,
        what=what,
        amount=amount,
        on=on,
        words=words.strip(),
        settles=settles,
        is_for=is_for,
        about_id=about_id,
        about_words=about_words.strip(),
        by_id=by.user_id,
        by_name=by.name,
        recorded_at=at,
    )
    _write(budget, made, Entry.What(what).label, by=by, at=at, key=key)
    return made


@transaction.atomic
def take_back(
    budget: Budget,
    entry: Entry,
    *,
    words: str,
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
    **_version: Any,
) -> Entry:
    """Take a wrong entry back with the reason why. Both stay to be read, and neither counts."""
    if entry.takes_back or Entry.objects.filter(settles=entry, takes_back=True).exists():
        raise MoveRefused(refused("This entry was taken back already."))
    made = Entry(
        authority_id=budget.authority_id,
        episode=budget,
        line_id=entry.line_id,
        what=entry.what,
        amount=-entry.amount,
        on=at.date(),
        words=words.strip(),
        settles=entry,
        takes_back=True,
        is_for=entry.is_for,
        about_id=entry.about_id,
        about_words=entry.about_words,
        by_id=by.user_id,
        by_name=by.name,
        recorded_at=at,
    )
    _write(budget, made, f"{Entry.What(entry.what).label}, taken back", by=by, at=at, key=key)
    return made


def _write(budget: Budget, entry: Entry, what: str, *, by: Actor, at: dt.datetime, key: uuid.UUID | None) -> None:
    current = Budget.objects.select_for_update().get(pk=budget.pk)
    payload = {
        "year": budget.called,
        "what": what,
        "line": entry.line.number,
        "amount": pounds(abs(entry.amount)),
    }
    BUDGET.make("record", current, payload=payload, about=(), by=by, at=at, key=key, version=current.version)
    entry.save(force_insert=True)
    budget.version = current.version
