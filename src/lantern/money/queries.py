"""What pages read of the partnership's money. Each function says how many statements it makes."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.law.financial_year import year_of
from lantern.money.models import Budget, BudgetLine, Entry, Virement
from lantern.money.rules import INCOME, SPENDING, Share, Standing, Table, shares, table_of
from lantern.partnership import queries as partnership
from lantern.partnership.models import Authority

SHOWN = 200


def budget_for(reference: str, *, by: ActingPerson) -> Budget:
    """A budget that the reader may see. One statement; Http404 for one that is not there or not theirs."""
    found = Budget.objects.filter(reference=reference, authority_id__in=by.partnerships).first()
    if found is None:
        raise Http404
    return found


def keepers_of(by: ActingPerson) -> list[Authority]:
    """The partnerships whose money this post may see. No statement."""
    known = partnership.keepers()
    return [known[key] for key in by.partnerships if key in known]


@dataclass(frozen=True)
class Year:
    """A budget in one line of a list."""

    budget: Budget
    income: int
    spending: int
    blanks: int
    waiting: int
    """Proposals to move money that wait for somebody."""

    @property
    def balance(self) -> int:
        return self.income + self.budget.brought_forward - self.spending


def years(by: ActingPerson) -> list[Year]:
    """Every budget of the reader's partnerships, the newest first. Three statements."""
    budgets = list(Budget.objects.filter(authority_id__in=by.partnerships).order_by("-year", "authority_id")[:SHOWN])
    keys = [each.pk for each in budgets]
    sums: dict[uuid.UUID, dict[str, Any]] = {
        row["episode_id"]: dict(row)
        for row in BudgetLine.objects.filter(episode_id__in=keys)
        .values("episode_id")
        .annotate(
            income=Sum("amount", filter=Q(side=INCOME)),
            spending=Sum("amount", filter=Q(side=SPENDING)),
            blanks=Count("id", filter=Q(kind="contribution", amount__isnull=True)),
        )
    }
    waiting = dict(
        Virement.objects.filter(episode_id__in=keys, state="proposed")
        .values_list("episode_id")
        .annotate(number=Count("id"))
    )
    return [
        Year(
            each,
            int(sums.get(each.pk, {}).get("income") or 0),
            int(sums.get(each.pk, {}).get("spending") or 0),
            int(sums.get(each.pk, {}).get("blanks") or 0),
            waiting.get(each.pk, 0),
        )
        for each in budgets
    ]


def table(budget: Budget, moves: Sequence[Virement] | None = None) -> Table:
    """The budget as it stands: lines, what became of them, totals. Three statements, or two where the page has read
    the virements already.
    """
    lines = list(budget.lines.select_related("agency").all())
    entries = list(Entry.objects.filter(episode_id=budget.pk))
    found = list(Virement.objects.filter(episode_id=budget.pk)) if moves is None else moves
    return table_of(standings(lines, entries, found), brought_forward=budget.brought_forward)


def standings(lines: Sequence[BudgetLine], entries: Sequence[Entry], moves: Sequence[Virement]) -> list[Standing]:
    """What became of each line: the newest word on what was asked and agreed, sums of everything else."""
    told: dict[uuid.UUID, list[Entry]] = defaultdict(list)
    taken_back = {each.settles_id for each in entries if each.takes_back}
    for each in entries:
        if not each.takes_back and each.pk not in taken_back:
            told[each.line_id].append(each)
    moved: dict[uuid.UUID, int] = defaultdict(int)
    for move in moves:
        if move.state != Virement.State.AUTHORISED:
            continue
        moved[move.from_line_id] -= move.amount
        moved[move.to_line_id] += move.amount
    return [_standing(line, told[line.pk], moved[line.pk]) for line in lines]


def _standing(line: BudgetLine, told: Sequence[Entry], moved: int) -> Standing:
    def summed(what: str) -> int:
        return sum(each.amount for each in told if each.what == what)

    def newest(what: str) -> int | None:
        return next((each.amount for each in reversed(told) if each.what == what), None)

    answer = next((each.what for each in reversed(told) if each.what in ("agreed", "declined")), "")
    paid_for: dict[uuid.UUID, int] = defaultdict(int)
    for each in told:
        if each.what == "spent" and each.settles_id:
            paid_for[each.settles_id] += each.amount
    return Standing(
        line=line,
        asked=newest("asked"),
        agreed=newest("agreed") if answer == "agreed" else None,
        declined=answer == "declined",
        invoiced=summed("invoiced"),
        paid=summed("paid"),
        in_kind=summed("in_kind"),
        # An order that was paid with less is over all the same: its spending says what it cost.
        committed=sum(each.amount for each in told if each.what == "committed" and each.pk not in paid_for),
        spent=summed("spent"),
        moved=moved,
    )


def entries_of(line: BudgetLine) -> list[Entry]:
    """Everything that was recorded on a line, the newest first. One statement."""
    return list(Entry.objects.filter(line_id=line.pk).order_by("-recorded_at", "-id")[:SHOWN])


def open_orders(entries: Sequence[Entry]) -> list[Entry]:
    """Orders of a line that nothing was paid for yet. No statement."""
    settled = {each.settles_id for each in entries if each.settles_id}
    return [each for each in entries if each.what == "committed" and not each.takes_back and each.pk not in settled]


def virements(budget: Budget) -> list[Virement]:
    """Money that moved or was to move. One statement."""
    return list(budget.virements.select_related("from_line", "to_line"))


@dataclass(frozen=True)
class Saving:
    """What one heading cost in the first year on record and costs in this one."""

    heading: str
    first: int
    now: int

    @property
    def saved(self) -> int:
        return self.first - self.now


@dataclass(frozen=True)
class Cost:
    """What was spent on one thing: a review, a set, a critical friend."""

    label: str
    about: str
    amount: int
    in_year: int


@dataclass(frozen=True)
class WhatItDid:
    """Who carries the money, what is saved, and what it was spent on."""

    shares: Sequence[Share]
    statutory_equal: float
    """Per cent that each statutory partner would give if they shared equally."""
    savings: Sequence[Saving]
    first_year: int | None
    year_number: int
    costs: Sequence[Cost]
    untagged: int


def what_it_did(budget: Budget) -> WhatItDid:
    """Shares of the partners, savings against the first year on record, cost by what it was for. Three statements."""
    years = BudgetLine.objects.filter(episode__keeper_id=budget.keeper_id, episode__year__lte=budget.year)
    every = list(years.select_related("agency").annotate(year=F("episode__year")).order_by("year", "number"))
    tagged = ~Q(is_for="") & Q(what="spent", episode__keeper_id=budget.keeper_id)
    entries = list(Entry.objects.filter(tagged | Q(episode_id=budget.pk)))
    lines = [each for each in every if each.year == budget.year]
    mine = [each for each in entries if each.episode_id == budget.pk]
    now = table_of(standings(lines, mine, virements(budget)), brought_forward=budget.brought_forward)
    first_year = every[0].year if every else budget.year
    given = {each.label: each.amount for each in every if each.year == budget.year - 1 and each.kind == "contribution"}
    told = [
        (each.line.label, bool(each.line.agency and each.line.agency.statutory), each.expected, each.in_kind)
        for group in now.income
        for each in group.lines
        if each.line.kind == "contribution"
    ]
    statutory = sum(1 for _, is_statutory, _, _ in told if is_statutory)
    return WhatItDid(
        shares=shares(told, given),
        statutory_equal=round(100 / statutory, 1) if statutory else 0.0,
        savings=_savings([each for each in every if each.year == first_year], now),
        first_year=first_year if first_year != budget.year else None,
        year_number=budget.year - first_year + 1,
        costs=_costs(entries, budget),
        untagged=sum(each.amount for each in mine if each.what == "spent" and not each.is_for),
    )


def _savings(first: Sequence[BudgetLine], now: Table) -> list[Saving]:
    was: dict[str, int] = defaultdict(int)
    for line in first:
        if line.side == SPENDING:
            was[line.heading or line.label] += line.amount or 0
    is_now: dict[str, int] = defaultdict(int)
    for group in now.spending:
        for each in group.lines:
            is_now[each.line.heading or each.line.label] += each.planned or 0
    return [Saving(name, was.get(name, 0), is_now.get(name, 0)) for name in {**was, **is_now}] if first else []


def _costs(entries: Sequence[Entry], budget: Budget) -> list[Cost]:
    every: dict[tuple[str, str], int] = defaultdict(int)
    now: dict[tuple[str, str], int] = defaultdict(int)
    for each in entries:
        if each.what == "spent" and each.is_for:
            every[each.is_for, each.about_words] += each.amount
            now[each.is_for, each.about_words] += each.amount if each.episode_id == budget.pk else 0
    made = [Cost(Entry.For(code).label, words, sum_, now[code, words]) for (code, words), sum_ in every.items() if sum_]
    return sorted(made, key=lambda each: (each.label, -each.amount))


def cost_of(episode_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """What was spent on these reviews, sets or audits, in pence: for their own rooms. One statement."""
    rows = Entry.objects.filter(what="spent", about_id__in=list(episode_ids)).values_list("about_id")
    return {key: amount for key, amount in rows.annotate(sum=Sum("amount")) if key is not None}


def budget_of_day(keeper_id: int, on: dt.date) -> Budget | None:
    """The budget of the financial year in which a day lies. One statement."""
    return Budget.objects.filter(keeper_id=keeper_id, year=year_of(on)).first()
