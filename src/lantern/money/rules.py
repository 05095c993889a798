"""What the figures of a budget add up to. Whole pence throughout; what nobody has said is None, never nought."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

INCOME, SPENDING = "income", "spending"


@dataclass(frozen=True)
class Standing:
    """One line of a budget, and what became of it."""

    line: Any
    asked: int | None = None
    agreed: int | None = None
    declined: bool = False
    invoiced: int = 0
    paid: int = 0
    in_kind: int = 0
    committed: int = 0
    """Ordered and not yet paid."""
    spent: int = 0
    moved: int = 0
    """Moved here from other lines by virement, less what was moved away."""

    @property
    def planned(self) -> int | None:
        """The line as it was agreed, with what was moved since."""
        if self.line.amount is None:
            return self.moved or None
        return int(self.line.amount) + self.moved

    @property
    def expected(self) -> int | None:
        """What is to come in: what the partner agreed to, else what the budget says."""
        if self.declined:
            return 0
        return self.agreed if self.agreed is not None else self.planned

    @property
    def owed(self) -> int:
        """Invoiced and not yet paid."""
        return max(0, self.invoiced - self.paid)

    @property
    def left(self) -> int:
        """What may still be spent. Below nought: more is spent and ordered than the line holds."""
        return (self.planned or 0) - self.spent - self.committed

    @property
    def is_blank(self) -> bool:
        """Whether nobody knows what comes of this line: no figure, nor has the partner agreed or declined."""
        return self.line.amount is None and self.agreed is None and not self.declined

    @property
    def blank_because(self) -> str:
        """How far it is with a blank, in words."""
        told = "not asked" if self.asked is None else "asked, no answer"
        return f"{told}, gives in kind" if self.in_kind else told


@dataclass(frozen=True)
class Group:
    """Lines under one heading; the heading may be empty."""

    heading: str
    lines: Sequence[Standing]

    @property
    def planned(self) -> int:
        return total(each.planned for each in self.lines)


@dataclass(frozen=True)
class Totals:
    """The foot of the table."""

    income: int
    brought_forward: int
    spending: int
    expected: int
    received: int
    spent: int
    committed: int
    in_kind: int

    @property
    def receipts(self) -> int:
        """Income and what was brought forward."""
        return self.income + self.brought_forward

    @property
    def balance(self) -> int:
        """As budgeted."""
        return self.receipts - self.spending

    @property
    def in_hand(self) -> int:
        """What is there now: what was brought forward and came in, less what was spent."""
        return self.brought_forward + self.received - self.spent

    @property
    def forecast(self) -> int:
        """If everybody pays what they agreed to and the rest of each line is spent."""
        return (
            self.brought_forward + max(self.expected, self.received) - max(self.spending, self.spent + self.committed)
        )


@dataclass(frozen=True)
class Table:
    """A budget as it is read: income and spending under their headings, with their totals."""

    income: Sequence[Group]
    spending: Sequence[Group]
    totals: Totals
    blank_contributions: Sequence[Standing] = field(default=())
    """Partners' lines without a figure: nobody may take the blank for a nought."""

    def standing(self, number: int) -> Standing | None:
        return next((each for each in self.every_line() if each.line.number == number), None)

    def every_line(self) -> list[Standing]:
        return [each for group in (*self.income, *self.spending) for each in group.lines]


def total(amounts: Iterable[int | None]) -> int:
    """Blanks count as nothing in a sum, and are shown as blanks beside it."""
    return sum(each or 0 for each in amounts)


def table_of(standings: Sequence[Standing], *, brought_forward: int) -> Table:
    """Put the lines of a budget under their headings, in their order, and add them up."""
    income = [each for each in standings if each.line.side == INCOME]
    spending = [each for each in standings if each.line.side == SPENDING]
    totals = Totals(
        income=total(each.planned for each in income),
        brought_forward=brought_forward,
        spending=total(each.planned for each in spending),
        expected=total(each.expected for each in income),
        received=total(each.paid for each in income),
        spent=total(each.spent for each in spending),
        committed=total(each.committed for each in spending),
        in_kind=total(each.in_kind for each in income),
    )
    blank = [each for each in income if each.line.kind == "contribution" and each.is_blank]
    return Table(_grouped(income), _grouped(spending), totals, blank)


def _grouped(standings: Sequence[Standing]) -> list[Group]:
    groups: list[tuple[str, list[Standing]]] = []
    for each in standings:
        if groups and groups[-1][0] == each.line.heading:
            groups[-1][1].append(each)
        else:
            groups.append((each.line.heading, [each]))
    return [Group(heading, lines) for heading, lines in groups]


@dataclass(frozen=True)
class Share:
    """What one partner gives, as a part of what all partners give."""

    name: str
    statutory: bool
    cash: int | None
    in_kind: int
    part: float | None
    """Per cent of all contributions in cash; None where there is no figure."""
    of_statutory: float | None
    """Per cent of what the statutory partners give together; None for others."""
    before: int | None = None
    """The same a year earlier."""


def shares(
    rows: Sequence[tuple[str, bool, int | None, int]], before: dict[str, int | None] | None = None
) -> list[Share]:
    """Who carries how much, the largest first; whoever has no figure last. ``rows`` are name, whether a statutory
    partner, cash and in kind.
    """
    everything = total(cash for _, _, cash, _ in rows)
    statutory_sum = total(cash for _, statutory, cash, _ in rows if statutory)
    made = [
        Share(
            name,
            statutory,
            cash,
            in_kind,
            _per_cent(cash, everything),
            _per_cent(cash, statutory_sum) if statutory else None,
            (before or {}).get(name),
        )
        for name, statutory, cash, in_kind in rows
    ]
    return sorted(made, key=lambda each: (each.cash is None, -(each.cash or 0), each.name))


def _per_cent(part: int | None, whole: int) -> float | None:
    return None if part is None or not whole else round(100 * part / whole, 1)


@cache
def standards() -> dict[str, Any]:
    """The partnership's local standards of money."""
    return tomllib.loads((Path(__file__).parent / "standards.toml").read_text(encoding="utf-8"))


def officers_may_move() -> int:
    """Up to how many pence the partnership's officers move between lines without a decision of the Executive."""
    return int(standards()["virement"]["officers_up_to"]) * 100


def savings_from() -> int:
    """From which year of the budget savings are looked for."""
    return int(standards()["savings"]["from_year"])
