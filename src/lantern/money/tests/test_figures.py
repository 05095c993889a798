"""Figures of a budget: they add up as the business case printed them, and a blank is never a nought."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from openpyxl import Workbook
from tests.cast import TUESDAY_NOON, Cast, a_key

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.interface.forms import pence_of
from lantern.law.financial_year import year_called, year_of
from lantern.money import actions, papers, queries, reading
from lantern.money.models import Budget, Entry
from lantern.money.tests.world import agreed_budget, first_budget, fresh, keeper_id, line, press
from lantern.spine.lifecycle import AlreadyDone, MoveRefused, StaleRecord


@pytest.mark.parametrize(
    ("typed", "pence"),
    [("31372", 3137200), ("£31,372.50", 3137250), ("(500)", -50000), ("−1.5", -150), ("", None), (" 0 ", 0)],
)
def test_pounds_are_read_as_people_write_them(typed: str, pence: int | None):
    assert pence_of(typed) == pence


@pytest.mark.parametrize("typed", ["about 5k", "1,5", "TBC", "12.345", "£", "1e9", "١٢"])
def test_what_is_no_amount_is_refused_and_not_guessed(typed: str):
    with pytest.raises(ValueError, match=r".*"):
        pence_of(typed)


def test_a_year_begins_on_the_first_of_april():
    assert year_of(dt.date(2020, 3, 31)) == 2019
    assert year_of(dt.date(2020, 4, 1)) == 2020
    assert (year_called(2019), year_called(2099)) == ("2019/20", "2099/00")


@pytest.mark.django_db
def test_the_budget_of_the_business_case_comes_out_to_the_pound(cast: Cast):
    """Business case of 2018, section 7.1: income 262,480; receipts 318,957; payments 276,250; balance 42,707."""
    with acting(cast.partnership_manager) as by:
        table = queries.table(first_budget(by))
    sums = table.totals
    assert [sums.income, sums.receipts, sums.spending, sums.balance] == [26248000, 31895700, 27625000, 4270700]
    assert [each.line.label for each in table.blank_contributions] == [
        "CAFCASS",
        "Community and voluntary sector forums",
        "Education establishments and forums",
        "HM Prison and Probation Service",
    ]
    assert {group.heading: group.planned for group in table.spending if group.heading}["Staffing"] == 15200000


def _recorded(budget: Budget, label: str, what: str, amount: int, by: ActingPerson, **more: object) -> Entry:
    said: dict[str, Any] = {"on": TUESDAY_NOON.date(), "by": by, "at": TUESDAY_NOON, "key": a_key(), **more}
    return actions.record(fresh(budget), line(budget, label), what=what, amount=amount, **said)


@pytest.mark.django_db
def test_a_contribution_is_asked_agreed_invoiced_and_paid_in_parts(cast: Cast):
    budget = agreed_budget(cast)
    with acting(cast.partnership_officer) as by:
        for what, amount in (("asked", 500000), ("agreed", 300000), ("invoiced", 300000), ("paid", 100000)):
            _recorded(budget, "CAFCASS", what, amount, by)
        wrong = _recorded(budget, "CAFCASS", "paid", 999900, by)
        actions.take_back(fresh(budget), wrong, words="Other budget.", by=by, at=TUESDAY_NOON)
        with pytest.raises(MoveRefused, match="taken back already"):
            actions.take_back(fresh(budget), wrong, words="Again.", by=by, at=TUESDAY_NOON)
        _recorded(budget, "Education establishments and forums", "declined", 0, by)
        _recorded(budget, "Community and voluntary sector forums", "in_kind", 120000, by)
        table = queries.table(budget)
    cafcass = table.standing(line(budget, "CAFCASS").number)
    assert cafcass is not None
    assert (cafcass.asked, cafcass.agreed, cafcass.invoiced, cafcass.paid, cafcass.owed) == (
        500000, 300000, 300000, 100000, 200000,
    )  # fmt: skip
    assert [(each.line.label, each.blank_because) for each in table.blank_contributions] == [
        ("Community and voluntary sector forums", "not asked, gives in kind"),
        ("HM Prison and Probation Service", "not asked"),
    ]
    assert table.totals.in_kind == 120000


@pytest.mark.django_db
def test_an_order_is_held_back_until_it_is_paid_and_costs_are_told_by_what_they_were_for(cast: Cast):
    budget = agreed_budget(cast)
    label = "Invest to save: action learning, scrutiny, transition, critical friends"
    with acting(cast.partnership_officer) as by:
        order = _recorded(budget, label, "committed", 250000, by)
        standing = queries.table(budget).standing(line(budget, label).number)
        assert standing is not None
        assert (standing.committed, standing.left) == (250000, 3750000)
        told = {"is_for": "learning_set", "about_words": "Set on parental mental health"}
        _recorded(budget, label, "spent", 240000, by, settles=order, **told)
        table = queries.table(budget)
        standing = table.standing(line(budget, label).number)
        assert standing is not None
        assert (standing.committed, standing.spent, standing.left) == (0, 240000, 3760000)
        did = queries.what_it_did(budget)
    assert [(each.about, each.amount) for each in did.costs] == [("Set on parental mental health", 240000)]
    assert did.statutory_equal == 25.0, "two councils, health and police"
    councils = [each for each in did.shares if each.name.endswith("Borough Council")]
    assert all(each.statutory for each in councils), "also the one that the neighbouring area's file names"


@pytest.mark.django_db
def test_nothing_is_spent_before_the_budget_is_agreed(cast: Cast):
    with acting(cast.partnership_manager) as by:
        budget = first_budget(by)
        _recorded(budget, "CAFCASS", "asked", 500000, by)
        with pytest.raises(MoveRefused, match="not agreed yet"):
            _recorded(budget, "Room hire", "spent", 5000, by)
        with pytest.raises(MoveRefused, match="nothing that happens to this line"):
            _recorded(budget, "CAFCASS", "spent", 5000, by)


@pytest.mark.django_db
def test_money_moves_only_when_somebody_else_authorises_and_above_the_limit_by_the_executive(cast: Cast):
    budget = agreed_budget(cast)
    with acting(cast.partnership_manager) as by:
        facts = {"from_line": line(budget, "Multi-agency training and events"), "to_line": line(budget, "Room hire")}
        with pytest.raises(MoveRefused, match="has £50,000 left"):
            actions.propose_virement(budget, amount=5100000, reason="More.", **facts, **press(budget, by))
        move = actions.propose_virement(budget, amount=600000, reason="Rooms cost more.", **facts, **press(budget, by))
        with pytest.raises(MoveRefused, match="somebody else must decide"):
            actions.decide_virement(fresh(budget), move, authorise=True, authority="", why="x", **press(budget, by))
    with acting(cast.director) as by:
        with pytest.raises(MoveRefused, match="Above £5,000 the Executive decides"):
            actions.decide_virement(fresh(budget), move, authorise=True, authority="", why="x", **press(budget, by))
        authority = "Executive, 3 June, item 5"
        actions.decide_virement(
            fresh(budget), move, authorise=True, authority=authority, why="Needed.", **press(budget, by)
        )
        table = queries.table(budget)
    rooms = table.standing(line(budget, "Room hire").number)
    assert rooms is not None
    assert (rooms.planned, table.totals.spending) == (900000, 27625000), "moved, not added"


@pytest.mark.django_db
def test_a_closed_year_carries_forward_and_the_next_begins_with_its_lines(cast: Cast):
    budget = agreed_budget(cast)
    with acting(cast.partnership_manager) as by:
        _recorded(budget, "Cleveland Police", "paid", 3137200, by)
        _recorded(budget, "Room hire", "spent", 100000, by)
        actions.close(fresh(budget), **press(budget, by))
        after = actions.begin(keeper_id=keeper_id(), year=2020, by=by, at=TUESDAY_NOON)
        assert after.brought_forward == 5647700 + 3137200 - 100000
        assert after.lines.count() == 26
        with pytest.raises(MoveRefused, match="budget for 2020/21 already"):
            actions.begin(keeper_id=keeper_id(), year=2020, by=by, at=TUESDAY_NOON)
        cheaper = [
            actions.LineSaid(each.number, each.label, 1000000 if each.label.startswith("Serious") else each.amount)
            for each in after.lines.all()
        ]
        actions.write_lines(after, cheaper, brought_forward=after.brought_forward, **press(after, by))
        did = queries.what_it_did(after)
    assert (did.first_year, did.year_number) == (2019, 2)
    assert {each.heading: each.saved for each in did.savings if each.saved} == {
        "Serious case and learning reviews": 1000000
    }


@pytest.mark.django_db
def test_wrong_people_are_refused_or_find_nothing_and_twice_is_once(cast: Cast):
    budget = agreed_budget(cast)
    with acting(cast.elsewhere):
        assert not Budget.objects.filter(pk=budget.pk).exists()
        assert not Entry.objects.exists()
    with acting(cast.director) as by:
        assert queries.table(budget).totals.balance == 4270700
        with pytest.raises(MoveRefused):
            _recorded(budget, "CAFCASS", "asked", 100, by)
    with acting(cast.partnership_officer) as by:
        key = a_key()
        _recorded(budget, "CAFCASS", "asked", 100, by, key=key)
        with pytest.raises(AlreadyDone):
            _recorded(budget, "CAFCASS", "asked", 100, by, key=key)
        with pytest.raises(StaleRecord):
            stale = press(budget, by) | {"version": 1}
            facts = {"from_line": line(budget, "Room hire"), "to_line": line(budget, "Travel and transport")}
            actions.propose_virement(fresh(budget), amount=100, reason="x", **facts, **stale)


@pytest.mark.django_db
def test_what_goes_out_as_a_file_comes_in_again(cast: Cast):
    with acting(cast.partnership_manager) as by:
        table = queries.table(first_budget(by))
    back = reading.read(papers.as_csv(table), "budget.csv")
    assert len(back.lines) == 26
    assert sum(pence_of(each.amount) or 0 for each in back.lines if each.kind == "spending") == 27625000
    assert sum(pence_of(each.amount) or 0 for each in back.lines if each.kind != "spending") == 26248000


def test_a_sheet_without_headings_is_read_by_its_words():
    book = Workbook()
    page = book.active
    assert page is not None
    for row in (
        ["INCOME", None], ["Cleveland Police", 31372], ["CAFCASS", "about 5k"], ["Sub Total", 31372],
        ["EXPENDITURE", None], ["Room hire", 3000.5], ["Balance", 1],
    ):  # fmt: skip
        page.append(row)
    target = io.BytesIO()
    book.save(target)
    found = reading.read(target.getvalue(), "b.xlsx")
    assert [(each.label, each.amount, each.kind) for each in found.lines] == [
        ("Cleveland Police", "31372", "contribution"),
        ("CAFCASS", "about 5k", "contribution"),
        ("Room hire", "3000.50", "spending"),
    ]
    assert found.left_out == ["Sub Total", "Balance"]


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "a.csv", "empty"),
        (b"Dear all,\nsee you on Monday\n", "a.csv", "no budget"),
        (b"PK\x03\x04 not really", "a.xlsx", "no Excel file"),
        (b"\x00\x01\x02", "a.csv", "no CSV file"),
    ],
)
def test_a_file_that_is_no_budget_says_so(content: bytes, name: str, says: str):
    with pytest.raises(reading.NoBudget, match=says):
        reading.read(content, name)
