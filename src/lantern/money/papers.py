"""The budget on paper and in a spreadsheet, as the partners read it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

from lantern.access.people_acting import ActingPerson
from lantern.interface.display import full_date, pounds
from lantern.interface.documents import (
    Column,
    Document,
    Heading,
    KeyFacts,
    Notice,
    Paragraph,
    Sheet,
    Table,
    excel,
    neutralise,
)
from lantern.money.models import Budget
from lantern.money.rules import Group, Standing
from lantern.money.rules import Table as Figures
from lantern.partnership import queries as partnership

MARKING = "Official"


def figure(pence: int | None) -> str:
    """An amount in a column of pounds: 31,372. A blank stays blank."""
    return pounds(pence).replace("£", "") if pence is not None else ""


def document(budget: Budget, now: Figures, *, by: ActingPerson, at: dt.datetime) -> Document:
    """The budget as PDF or Word."""
    keeper = partnership.every_authority()[budget.authority_id]
    sums = now.totals
    return Document(
        title=f"Budget {budget.called}",
        reference=budget.reference,
        recipient=by.name,
        marking=MARKING,
        made_at=at,
        made_by=by.team_name or by.post_title,
        owner=keeper.name,
        blocks=[*blocks(budget, now, sums)],
    )


def blocks(budget: Budget, now: Figures, sums: Any) -> list[Any]:
    """What is told of a year's money; also a part of the yearly report."""
    made: list[Any] = [
        KeyFacts(
            [
                ("Receipts", f"{pounds(sums.receipts)}, of which {pounds(sums.brought_forward)} brought forward"),
                ("Payments", pounds(sums.spending)),
                ("Balance", pounds(sums.balance)),
                ("Spent so far", pounds(sums.spent)),
                ("Agreed", f"{budget.agreed_by}, {full_date(budget.agreed_on)}" if budget.agreed_on else "Not yet"),
            ]
        )
    ]
    if now.blank_contributions:
        names = "; ".join(f"{each.line.label} ({each.blank_because})" for each in now.blank_contributions)
        made.append(Notice(f"No figure for {len(now.blank_contributions)} contributions: {names}."))
    if budget.basis:
        made.append(Paragraph(budget.basis))
    income = [*_rows(now.income, _income), ["Sub total", figure(sums.income), "", figure(sums.received)]]
    income += [
        ["Brought forward from the year before", figure(sums.brought_forward), "", ""],
        ["Total receipts", figure(sums.receipts), "", ""],
    ]
    spending = [
        *_rows(now.spending, _spending),
        ["Total payments", figure(sums.spending), figure(sums.committed), figure(sums.spent)],
        ["Balance: income less expenditure", figure(sums.balance), "", ""],
    ]
    return [
        *made,
        Heading("Income"),
        Table("Income in pounds", ["Line", "Budget", "Agreed", "Paid"], income, numeric=(1, 2, 3)),
        Heading("Spending"),
        Table("Spending in pounds", ["Line", "Budget", "Ordered", "Spent"], spending, numeric=(1, 2, 3)),
    ]


def _rows(groups: Any, cells: Any) -> list[list[str]]:
    rows: list[list[str]] = []
    for group in groups:
        if group.heading:
            rows.append([group.heading, figure(group.planned) if group.planned else "", "", ""])
        rows += [[_label(group, each), *cells(each)] for each in group.lines]
    return rows


def _label(group: Group, each: Standing) -> str:
    return f"{'— ' if group.heading else ''}{each.line.label}"


def _income(each: Standing) -> list[str]:
    agreed = "Declined" if each.declined else figure(each.agreed)
    return [figure(each.planned), agreed, figure(each.paid) if each.paid else ""]


def _spending(each: Standing) -> list[str]:
    return [
        figure(each.planned),
        figure(each.committed) if each.committed else "",
        figure(each.spent) if each.spent else "",
    ]


_COLUMNS = (
    Column("Side", "Income or spending"),
    Column("Heading", "The heading the line stands under", 30),
    Column("Line", "What it is", 44),
    Column("Amount", "Pounds as agreed, with what was moved since. Empty: nobody has given a figure"),
    Column("Asked", "Pounds the partner was asked for"),
    Column("Agreed", "Pounds the partner agreed to"),
    Column("Invoiced", "Pounds"),
    Column("Paid", "Pounds that came in"),
    Column("In kind", "What was given in kind, valued in pounds"),
    Column("Ordered", "Pounds ordered and not yet paid"),
    Column("Spent", "Pounds"),
    Column("Left", "Pounds neither spent nor ordered"),
)


def _figures(now: Figures) -> list[list[Any]]:
    return [
        [
            each.line.get_side_display(),
            each.line.heading,
            each.line.label,
            *(
                None if amount is None else amount / 100
                for amount in (
                    each.planned, each.asked, each.agreed, each.invoiced or None, each.paid or None,
                    each.in_kind or None, each.committed or None, each.spent or None,
                    each.left if each.line.side == "spending" else None,
                )
            ),
        ]
        for each in now.every_line()
    ]  # fmt: skip


def workbook(budget: Budget, now: Figures, *, at: dt.datetime) -> bytes:
    """The budget as an Excel file that can be read in again."""
    keeper = partnership.every_authority()[budget.authority_id]
    sums = now.totals
    totals = [
        ["Sub total of income", sums.income / 100],
        ["Brought forward", sums.brought_forward / 100],
        ["Total receipts", sums.receipts / 100],
        ["Total payments", sums.spending / 100],
        ["Balance", sums.balance / 100],
    ]
    sheets = [
        Sheet("Budget", _COLUMNS, _figures(now)),
        Sheet("Totals", (Column("Total", "What is added up", 30), Column("Pounds", "")), totals),
    ]
    return excel(f"Budget {budget.called}", sheets, owner=keeper.name, made_at=at)


def as_csv(now: Figures) -> bytes:
    """The lines as CSV, with a mark at its beginning by which spreadsheets know the letters."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow([each.name for each in _COLUMNS])
    for row in _figures(now):
        writer.writerow(
            [neutralise(cell) if isinstance(cell, str) else "" if cell is None else f"{cell:.2f}" for cell in row]
        )
    return target.getvalue().encode("utf-8-sig")
