"""The quarterly report of audits as one document: web page, PDF and Word."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lantern.access.people_acting import ActingPerson
from lantern.assurance.models import AuditReport
from lantern.interface.charts import bar_chart
from lantern.interface.display import full_date
from lantern.interface.documents import Bullets, Document, Figure, Heading, KeyFacts, Notice, Paragraph, Table
from lantern.partnership import queries as partnership

_STATES = {"open": "Open", "late": "Late", "done": "Done, not checked", "checked": "Done and checked"}


def document(found: AuditReport, *, by: ActingPerson, at: dt.datetime, draft: bool = False) -> Document:
    """The whole report. A draft has not been given to the partnership yet."""
    owner = partnership.every_authority()[found.authority_id].name
    return Document(
        title="Quarterly report of audits",
        subtitle=f"{found.area.short_name}, {full_date(found.period_from)} to {full_date(found.period_to)}",
        reference=found.reference or "Draft",
        recipient=owner if not draft else by.name,
        marking="Official",
        made_at=at,
        made_by=by.team_name or by.post_title,
        owner=owner,
        blocks=blocks(found.content, says=found.says),
        watermark="Draft" if draft else "",
    )


def blocks(content: dict[str, Any], *, says: str = "") -> list[Any]:
    """The parts of the report, the answer first; honest where there is nothing."""
    made: list[Any] = [Paragraph(says)] if says else []
    told = content["told"]
    plan = content["plan"]
    facts = [
        ("Cases with an agreed grade", _beside(content["cases"], content["before"])),
        ("Parts answered", f"{_sum(content, 'answered')} of {_sum(content, 'asked')}"),
        ("Auditors agree with the grade that holds", f"{_sum(content, 'alike')} of {_sum(content, 'compared')}"),
        ("Workers and referrers told", f"{sum(told.values())} (have read it: {told.get('read', 0)})"),
        ("Audits due in the quarter", f"{plan['due']} (done: {plan['done']})"),
    ]
    made.append(KeyFacts(facts))
    if not content["cases"]:
        made.append(Notice("No case was given a grade in this quarter."))
    else:
        made += _grades(content)
    made.append(Heading("What changed since the quarter before"))
    if content["changed"]:
        made.append(Bullets(content["changed"]))
    else:
        made.append(Notice("There is nothing to compare: one of the two quarters has no case with an agreed grade."))
    if content["cases"]:
        made += _standards(content) + _agencies(content)
    made += _learned(content)
    return made + _followed(content)


def _sum(content: dict[str, Any], name: str) -> int:
    return sum(each[name] for each in content["agencies"])


def _beside(now: int, before: int) -> str:
    return f"{now} (quarter before: {before})"


def _grades(content: dict[str, Any]) -> list[Any]:
    rows = [(label, float(now)) for label, now, _before in content["grades"]]
    good = sum(now for _label, now, _before in content["grades"][:2])
    finding = f"{good} of {content['cases']} cases are good or better."
    numbers = [[label, str(now), str(before)] for label, now, before in content["grades"]]
    return [
        Heading("Grades"),
        Figure(str(bar_chart("Cases by the grade that holds", finding, rows)), alt=finding, caption=finding),
        Table("Beside the quarter before", ["Grade", "This quarter", "Quarter before"], numbers, numeric=(1, 2)),
    ]


def _per_cent(share: int | None) -> str:
    return "none" if share is None else f"{share}%"


def _standards(content: dict[str, Any]) -> list[Any]:
    rows = [
        [each["text"], str(each["yes"]), str(each["part"]), str(each["no"]), _per_cent(each["share"]),
         _per_cent(each["before"])]
        for each in content["standards"]
    ]  # fmt: skip
    head = ["Standard", "Met", "In part", "Not", "Met, of those it applies to", "Quarter before"]
    made = [Heading("Standards"), Table("How often each is met", head, rows, numeric=(1, 2, 3, 4, 5))]
    matrix = content["matrix"]
    if matrix["agencies"]:
        caption = "How often each agency met it, of its answers to which it applies"
        made.append(Table(caption, ["Standard", *matrix["agencies"]], matrix["rows"]))
    return made


def _agencies(content: dict[str, Any]) -> list[Any]:
    rows = [
        [each["name"], f"{each['answered']} of {each['asked']}", f"{each['good']} of {each['answered']}",
         f"{each['alike']} of {each['compared']}"]
        for each in content["agencies"]
    ]  # fmt: skip
    head = ["Agency", "Parts answered", "Graded good or better", "As the grade that holds"]
    return [Heading("Agencies"), Table("Parts and grades of each agency", head, rows)]


def _learned(content: dict[str, Any]) -> list[Any]:
    made: list[Any] = [Heading("Themes")]
    if content["themes"]:
        rows = [[name, str(number)] for name, number in content["themes"]]
        made.append(Table("Themes of what was recommended", ["Theme", "Recommendations"], rows, numeric=(1,)))
    else:
        made.append(Notice("No recommendation of this quarter’s audits carries a theme yet."))
    made.append(Heading("What audits taught"))
    for each in content["taught"]:
        made += [
            Heading(f"{each['title']} ({each['who']})", level=2),
            Paragraph(each["found"] or "Nothing was written."),
        ]
        if each["tally"]:
            made.append(Paragraph("; ".join(f"{label}: {number}" for label, number in each["tally"]) + "."))
    if not content["taught"]:
        made.append(Notice("No audit was finished in this quarter."))
    return made


def _followed(content: dict[str, Any]) -> list[Any]:
    actions = content["actions"]
    made: list[Any] = [Heading("What followed")]
    counted = {state: sum(each["state"] == state for each in actions) for state in _STATES}
    recommended = content["recommended"]
    closed = recommended.get("closed", 0)
    facts = [(label, str(counted[state])) for state, label in _STATES.items()]
    made.append(KeyFacts([*facts, ("Recommendations", f"{sum(recommended.values())} (closed: {closed})")]))
    waits = [each for each in actions if each["state"] in ("late", "open", "done")]
    if waits:
        rows = [[each["what"], each["owner"], each["by_when"], _STATES[each["state"]]] for each in waits]
        made.append(Table("Actions that are not finished", ["What", "Who", "By", "How far"], rows))
    elif not actions:
        made.append(Notice("No gap has become an action."))
    if content["plan"]["late"]:
        made += [Heading("Audits that are late", level=2), Bullets(content["plan"]["late"])]
    return made
