"""The sections of the report and what the record says in each. A section of which nothing is on record says so."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Q

from lantern.access.people_acting import ActingPerson
from lantern.boards.models import Body
from lantern.governance import queries as governance
from lantern.improvement import queries as improvement
from lantern.improvement.models import ImprovementPlan
from lantern.improvement.papers import in_numbers
from lantern.interface.display import full_date, plural, pounds
from lantern.law.financial_year import year_called
from lantern.learning.models import Recommendation
from lantern.money import queries as money
from lantern.money.rules import Standing
from lantern.oversight.models import Matter, ScrutinyLine
from lantern.reporting import evidence
from lantern.spine.lifecycle import LIFECYCLES
from lantern.training.queries import reach as training

type Part = list[Any]
"""What a section is made of, as plain values: ["facts", [[name, value]]], ["table", {caption, head, rows, numeric}],
["bars", {title, finding, rows}], ["text", words], ["notice", words].
"""


@dataclass(frozen=True)
class Period:
    """For which partnership and days a section is drawn, by whom and when."""

    keeper_id: int
    first: dt.date
    last: dt.date
    by: ActingPerson
    at: dt.datetime


@dataclass(frozen=True)
class Section:
    """One section. ``draw`` gives its parts; none means that nothing is on record, and ``empty`` says so."""

    code: str
    title: str
    ask: str
    draw: Callable[[Period], list[Part]]
    empty: str = ""


EVIDENCE = {"figures": "Performance figures", "audit": "Audit", "feedback": "Feedback from children, families, workers"}


@cache
def factors() -> list[dict[str, Any]]:
    """The critical success factors."""
    found = tomllib.loads((Path(__file__).parent / "success_factors.toml").read_text(encoding="utf-8"))
    return list(found["factor"])


def _nothing(_period: Period) -> list[Part]:
    return []


def _factor(factor: dict[str, Any]) -> Callable[[Period], list[Part]]:
    def draw(period: Period) -> list[Part]:
        rows = [
            [
                words,
                "named by the business case" if kind in factor["named"] else "besides",
                evidence.of(factor, kind, keeper=period.keeper_id, first=period.first, last=period.last),
            ]
            for kind, words in EVIDENCE.items()
        ]
        head = ["Kind of evidence", "Asked for", "On record"]
        return [["table", {"caption": f"Evidence: {factor['title']}", "head": head, "rows": rows, "numeric": []}]]

    return draw


def _recommendations(period: Period) -> Counter[str]:
    made = Recommendation.objects.filter(
        authority_id=period.keeper_id, opened_at__date__gte=period.first, opened_at__date__lte=period.last
    )
    return Counter(made.values_list("state", flat=True))


def _learning(period: Period) -> list[Part]:
    found = _recommendations(period)
    if not found:
        return []
    words = LIFECYCLES["recommendation"].states
    rows = [[words[state], number] for state, number in found.most_common()]
    finding = (
        f"{found.total()} recommendations were made; {found['checked'] + found['closed']} are carried out and checked."
    )
    parts: list[Part] = [["bars", {"title": "Recommendations made in the period", "finding": finding, "rows": rows}]]
    if not found["checked"] + found["closed"]:
        parts.append(["notice", "No recommendation of the period is proved to have changed practice yet."])
    return parts


def _improvement(period: Period) -> list[Part]:
    parts: list[Part] = []
    plans = ImprovementPlan.objects.filter(authority_id=period.keeper_id, began_on__lte=period.last).select_related(
        "inspection"
    )
    for plan in plans:
        whole = improvement.whole(plan, today=period.at.date())
        facts = [
            ["Plan", plan.title],
            ["Actions", f"{len(whole.lines)}: {in_numbers(whole)}"],
            ["For the board", f"{len(whole.exceptions)} of {len(whole.lines)}"],
        ]
        if plan.inspection:
            facts.append(["Answers", plan.inspection.title])
        parts.append(["facts", facts])
        if whole.unanswered:
            parts.append(["notice", f"{len(whole.unanswered)} findings to improve are answered by no action."])
    return parts


def _money(period: Period) -> list[Part]:
    budget = money.budget_of_day(period.keeper_id, period.first)
    if budget is None:
        return []
    now = money.table(budget)
    sums = now.totals
    rows = [
        [group.heading or line.line.label, round((group.planned if group.heading else line.planned or 0) / 100)]
        for group in now.spending
        for line in (group.lines[:1] if group.heading else group.lines)
    ]
    largest = max(rows, key=lambda row: int(row[1]), default=["", 0])
    most = f"most of it for {str(largest[0]).lower()}, £{largest[1]:,}"
    finding = f"{pounds(sums.spending)} is budgeted; {most}."
    given = [
        [each.line.label, _given(each),
         pounds(each.paid) if each.paid else ""]
        for group in now.income for each in group.lines if each.line.kind == "contribution"
    ]  # fmt: skip
    parts: list[Part] = [
        ["facts", [
            ["Budget", year_called(budget.year)], ["Receipts", pounds(sums.receipts)],
            ["Payments", pounds(sums.spending)], ["Balance", pounds(sums.balance)],
            ["Spent when the figures were taken", pounds(sums.spent)],
        ]],
        ["bars", {"title": "Spending in pounds, as budgeted", "finding": finding, "rows": rows}],
        ["table", {
            "caption": "Contributions", "head": ["Partner", "Agreed", "Paid"], "rows": given, "numeric": [1, 2],
        }],
    ]  # fmt: skip
    return parts


def _given(each: Standing) -> str:
    if each.declined:
        return "declined"
    return pounds(each.expected) if each.expected is not None else f"blank: {each.blank_because}"


def _scrutiny(period: Period) -> list[Part]:
    """What the scrutineer found, what was challenged and changed, and who outside never answered."""
    within = {"opened_at__date__lte": period.last, "authority_id": period.keeper_id}
    reported = ScrutinyLine.objects.filter(found_on__gte=period.first, found_on__lte=period.last, **within)
    found = [[each.title, each.get_how_display(), each.found] for each in reported.order_by("found_on")]
    put = Matter.objects.filter(sent_on__lte=period.last, **within).filter(
        Q(closed_at__isnull=True) | Q(closed_at__date__gte=period.first)
    )
    every = list(put.select_related("to_seat").order_by("sent_on"))
    asked = [
        [each.title, each.whom, each.changed or ("answered" if each.answer else "no answer")]
        for each in every
        if each.sort == Matter.Sort.CHALLENGE
    ]
    outside = [[each.title, each.whom, _silence(each, period)] for each in every if each.sort == Matter.Sort.ESCALATION]
    tables = (
        ("What scrutiny found", ["Looked at", "How", "Found"], found),
        ("Challenges", ["About", "To", "What came of it"], asked),
        ("Put to bodies outside the area", ["About", "To", "Answer"], outside),
    )
    return [
        ["table", {"caption": caption, "head": head, "rows": rows, "numeric": []}]
        for caption, head, rows in tables
        if rows
    ]


def _silence(matter: Matter, period: Period) -> str:
    days = matter.silence(min(period.at.date(), period.last))
    if days is None:
        return "answered"
    never = "never answered, " if matter.silent_until else ""
    return f"{never}{plural(days, 'day', 'days')} of silence"


def _training(period: Period) -> list[Part]:
    return [*_courses_held(period), *_course_costs(period)]


def _courses_held(period: Period) -> list[Part]:
    held = training.of_year(period.keeper_id, period.first, period.last)
    if not held:
        return []
    rows = [
        [
            each["title"], each["dates"], each["came"], each["missed"],
            f"{each['before']} to {each['after']}" if each["before"] is not None else "nobody said",
            f"{each['uses']} of {each['answers']}" if each["answers"] else "nobody said yet",
        ]
        for each in held
    ]  # fmt: skip
    head = ["Course", "Dates", "Came", "Did not come", "Sure of it, of 5", "Use it after three months"]
    parts: list[Part] = [
        ["table", {"caption": "Courses that were held", "head": head, "rows": rows, "numeric": [1, 2, 3]}]
    ]
    silent = [str(each["title"]) for each in held if not each["answers"]]
    if silent:
        parts.append(["notice", f"Of these nobody knows yet whether practice changed: {', '.join(silent)}."])
    return parts


def _course_costs(period: Period) -> list[Part]:
    budget = money.budget_of_day(period.keeper_id, period.first)
    costs = [each for each in money.what_it_did(budget).costs if each.label.startswith("Training")] if budget else []
    rows = [[each.about, pounds(each.in_year)] for each in costs if each.in_year]
    if not rows:
        return []
    head = ["Course or event", "Cost"]
    return [["table", {"caption": "Courses and events by cost", "head": head, "rows": rows, "numeric": [1]}]]


def _attendance(period: Period) -> list[Part]:
    parts: list[Part] = []
    for body in Body.objects.filter(authority_id=period.keeper_id).order_by("name"):
        found = governance.matrix(body, year=period.last.year, by=period.by, now=period.at)
        if not found.meetings:
            continue
        rows = [[row.seat.name, f"{row.printed}%"] for row in found.rows]
        caption = f"{body.name}: {plural(len(found.meetings), 'meeting', 'meetings')} in {period.last.year}"
        head = ["Seat", "Somebody was there"]
        parts.append(["table", {"caption": caption, "head": head, "rows": rows, "numeric": [1]}])
    return parts


def sections() -> Sequence[Section]:
    """Every section in its order."""
    return (
        Section("summary", "Summary", "What should somebody know who reads no more than this?", _nothing),
        *(
            Section(
                each["code"], f"Success factor {number}: {each['title'].lower()}",
                "What does the evidence show, and what does nobody know yet?", _factor(each),
            )  # fmt: skip
            for number, each in enumerate(factors(), 1)
        ),
        Section(
            "learning", "What we learned, and what it changed", "Which change can be shown, and where can none?",
            _learning, "No recommendation was made in the period.",
        ),
        Section(
            "improvement", "Inspection and improvement", "What got better for children?", _improvement,
            "No improvement plan ran in the period.",
        ),
        Section(
            "scrutiny", "Independent scrutiny", "What did the scrutineer find, and what came of it?", _scrutiny,
            "No scrutiny was reported and nobody was challenged in the period.",
        ),
        Section(
            "training", "Training", "Who was trained in what, and what changed?", _training,
            "No course was held and no spending on one is on record.",
        ),
        Section("money", "Money", "What did the money do?", _money, "No budget is on record for this period."),
        Section(
            "attendance", "Who came", "Whose seat stayed empty, and what was done about it?", _attendance,
            "No meeting of a body is on record.",
        ),
    )  # fmt: skip


def drawn(period: Period) -> dict[str, list[Part]]:
    """What the record says in every section, as plain values to be kept."""
    return {each.code: each.draw(period) for each in sections()}


def in_words(first: dt.date, last: dt.date) -> str:
    return f"{full_date(first)} to {full_date(last)}"
