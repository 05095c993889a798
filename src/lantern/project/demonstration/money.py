"""Money in the demonstration: the budget of 2019/20 as the business case printed it, and the year that runs now, with
contributions nobody answered, an invoice nobody paid, an order that waits and money that somebody must agree to move.
Written by the real actions.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.interface.display import LONDON
from lantern.law.financial_year import year_of
from lantern.money import actions
from lantern.money.actions import LineSaid
from lantern.money.first_budget import BROUGHT_FORWARD, lines_of_2019
from lantern.money.models import Budget, BudgetLine, Entry, Virement
from lantern.partnership.models import Agency
from lantern.project.demonstration.partnership_posts import holder

_BEFORE = ("asked", "agreed", "declined")
"""What is said before a year begins."""
_SET = "Invest to save: action learning, scrutiny, transition, critical friends"
_HEALTH = "North East and North Cumbria Integrated Care Board"
_NOW = {
    "Cleveland Police": 35_100,
    "Hartlepool Borough Council": 79_300,
    "Stockton-on-Tees Borough Council": 79_300,
    "Generated income": 6_500,
    "Development manager": 66_400,
    "Business support administration": 41_800,
    "Training co-ordinator": 46_200,
    "Performance framework analyst": 33_500,
    "Multi-agency training and events": 38_000,
    "Serious case and learning reviews": 30_000,
    _SET: 28_000,
    "Room hire": 1_200,
}


def give_money(keeper_id: int, *, at: dt.datetime) -> None:
    """The first budget, closed, and that of the year in which ``at`` lies."""
    manager, officer = holder("partnership_manager", keeper_id), holder("partnership_officer", keeper_id)
    with acting(manager):
        _Year(_first(keeper_id, manager), manager).closed()
        year = year_of(at.date())
        if year > 2019:
            budget = actions.begin(
                keeper_id=keeper_id,
                year=year,
                brought_forward=38_215_00,
                basis="Agreed with the partners in March. Police and councils rise with pay, health stands still.",
                lines=list(_lines_now()),
                by=manager,
                at=_on(year, 2, 24),
            )
            _agree(budget, manager, "Executive Partnership, item 5", _on(year, 3, 18))
    if year > 2019:
        with acting(officer):
            running = _Year(budget, officer, until=at)
            running.running()
            move = running.propose(
                "Travel and transport", "Room hire", 800, "The Executive meets in person again.", 10, 5
            )
        if move is not None:
            with acting(manager):
                actions.decide_virement(
                    budget, move, authorise=True, authority="", why="Within the officers’ limit.", by=manager,
                    at=_on(year, 10, 6), version=budget.version,
                )  # fmt: skip
        with acting(officer):
            reason = "A second local review begins before the year ends."
            running.propose(
                "Multi-agency training and events", "Serious case and learning reviews", 9_000, reason, 11, 12
            )


def _first(keeper_id: int, by: ActingPerson) -> Budget:
    at = _on(2019, 2, 20)
    budget = actions.begin(
        keeper_id=keeper_id,
        year=2019,
        brought_forward=BROUGHT_FORWARD,
        basis="Standstill, as the business case of 2018 proposed it.",
        lines=lines_of_2019(),
        by=by,
        at=at,
    )
    _agree(budget, by, "Executive Partnership, first meeting", _on(2019, 4, 10))
    return budget


def _agree(budget: Budget, by: ActingPerson, body: str, at: dt.datetime) -> None:
    actions.agree(budget, body=body, on=at.date(), by=by, at=at, version=budget.version)


def _lines_now() -> list[LineSaid]:
    health = Agency.objects.filter(code="nenc-icb").values_list("pk", flat=True).first()
    said = []
    for each in lines_of_2019():
        label, agency, amount = each.label, each.agency_id, each.amount
        if "Clinical Commissioning" in label:
            label, agency, amount = _HEALTH, health, 84_574_00
        elif label in _NOW:
            amount = _NOW[label] * 100
        said.append(LineSaid(None, label, amount, each.side, each.kind, each.heading, agency))
    return said


def _on(year: int, month: int, day: int) -> dt.datetime:
    return dt.datetime(year, month, day, 10, 30, tzinfo=LONDON)


@dataclass
class _Year:
    """What became of the lines of one year, told day by day."""

    budget: Budget
    by: ActingPerson
    until: dt.datetime | None = None

    def __post_init__(self) -> None:
        self.lines: dict[str, BudgetLine] = {each.label: each for each in self.budget.lines.all()}

    def say(
        self, label: str, what: str, pounds: int, month: int, day: int, words: str = "", **more: Any
    ) -> Entry | None:
        at = _on(self.budget.year + (1 if month < 4 and what not in _BEFORE else 0), month, day)
        if self.until is not None and at > self.until:
            return None
        return actions.record(
            self.budget, self.lines[label], what=what, amount=pounds * 100, on=at.date(), words=words,
            by=self.by, at=at, **more,
        )  # fmt: skip

    def closed(self) -> None:
        """2019/20: everybody paid, and nobody ever answered for the blanks."""
        for label, line in self.lines.items():
            if line.kind == "contribution" and line.amount:
                self.say(label, "paid", line.amount // 100, 6, 28)
            elif line.side == "spending" and line.amount and label != "Serious case and learning reviews":
                spent = line.amount // 100 * 9 // 10 if label == _SET else line.amount // 100
                self.say(label, "spent", spent, 3, 27, "Year’s total")
        self.say(
            "Serious case and learning reviews",
            "spent",
            14_250,
            2,
            12,
            is_for="review",
            about_words="First local review",
        )
        at = _on(2020, 5, 6)
        actions.close(
            self.budget, note="One review fewer than planned.", by=self.by, at=at, version=self.budget.version
        )

    def running(self) -> None:
        """The year that runs: who has answered, who has paid, what was ordered, and what it was for."""
        for label, pounds in (("Cleveland Police", 35_100), ("Hartlepool Borough Council", 79_300)):
            self.say(label, "asked", pounds, 1, 15)
            self.say(label, "agreed", pounds, 3, 18)
            self.say(label, "invoiced", pounds, 4, 20)
            self.say(label, "paid", pounds, 5, 22)
        self.say("Stockton-on-Tees Borough Council", "asked", 79_300, 1, 15)
        self.say("Stockton-on-Tees Borough Council", "agreed", 79_300, 3, 18)
        self.say("Stockton-on-Tees Borough Council", "invoiced", 79_300, 4, 20, "Invoice 2")
        self.say("Stockton-on-Tees Borough Council", "paid", 39_650, 6, 11, "First half")
        self.say(_HEALTH, "asked", 88_000, 1, 15)
        self.say(_HEALTH, "agreed", 84_574, 4, 2, "Standstill; no more this year")
        self.say(_HEALTH, "invoiced", 84_574, 4, 20, "Invoice 4, chased in July and October")
        self.say("CAFCASS", "asked", 2_000, 1, 15, "Letter, no answer")
        self.say("Education establishments and forums", "asked", 5_000, 1, 15)
        self.say("Education establishments and forums", "declined", 0, 2, 26, "Gives time, not money")
        self.say("Community and voluntary sector forums", "in_kind", 1_850, 9, 30, "Rooms for eleven meetings")
        self.say("Generated income", "paid", 3_120, 9, 18, "Places on courses")
        for month in (6, 9):
            for label, pounds in (
                ("Development manager", 16_600), ("Business support administration", 10_450),
                ("Training co-ordinator", 11_550), ("Performance framework analyst", 8_375),
            ):  # fmt: skip
                self.say(label, "spent", pounds, month, 30, "Quarter")
        self.say(
            "Multi-agency training and events",
            "spent",
            4_300,
            5,
            19,
            is_for="training",
            about_words="Neglect: seeing it early",
        )
        self.say(
            "Multi-agency training and events",
            "spent",
            6_900,
            10,
            6,
            is_for="training",
            about_words="Professional curiosity, four days",
        )
        self.say(
            "Serious case and learning reviews",
            "committed",
            18_000,
            7,
            8,
            "Reviewer, order 12",
            is_for="review",
            about_words="Local review 2026, first part",
        )
        friend = self.say(
            _SET,
            "committed",
            3_600,
            5,
            12,
            "Six days, order 9",
            is_for="critical_friend",
            about_words="Set on parental mental health",
        )
        self.say(
            _SET,
            "spent",
            3_150,
            9,
            24,
            "Invoice 31",
            settles=friend,
            is_for="critical_friend",
            about_words="Set on parental mental health",
        )
        self.say(
            _SET,
            "spent",
            1_940,
            9,
            24,
            "Cover for front-line members",
            is_for="learning_set",
            about_words="Set on parental mental health",
        )
        self.say("Room hire", "spent", 1_340, 10, 2, "More meetings in person than planned")

    def propose(self, source: str, target: str, pounds: int, reason: str, month: int, day: int) -> Virement | None:
        at = _on(self.budget.year, month, day)
        if self.until is not None and at > self.until:
            return None
        return actions.propose_virement(
            self.budget, from_line=self.lines[source], to_line=self.lines[target], amount=pounds * 100, reason=reason,
            by=self.by, at=at, version=self.budget.version,
        )  # fmt: skip
