"""An improvement plan out of its document: the real one of 2023, with roles in place of names."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import docx
import pytest

from lantern.improvement import reading
from lantern.improvement.commands import told

PLAN = Path(__file__).parents[4] / "tests" / "files" / "improvement-plan-2023.md"


@pytest.fixture(scope="module")
def plan() -> reading.ReadPlan:
    return reading.read(PLAN.read_bytes(), PLAN.name)


def test_the_blanks_of_the_real_plan_are_exactly_these(plan: reading.ReadPlan):
    """Row GM10: RAG empty on every row, three actions without lead, three without date, one without success test,
    "Ongoing" five times.
    """
    assert len(plan.without("rag")) == len(plan.actions) == 43
    assert [plan.actions[number - 1].action.split()[:2] for number in plan.without("lead")] == [
        ["Review", "the"],
        ["Develop", "a"],
        ["Continue", "to"],
    ]
    assert len(plan.without("timescale")) == 3
    assert [plan.actions[number - 1].action.split("\n")[0] for number in plan.without("success")] == [
        "Sufficiency and quality of placements plan, including:"
    ]
    assert len(plan.ongoing) == 5
    assert told(plan)[:6] == [
        "43 actions.",
        "No action has a rating.",
        "Without lead: 3 (action 2, 3, 4).",
        "Without date: 3 (action 10, 11, 12).",
        "Without success test: 1 (action 28).",
        "“Ongoing” instead of a date: 5 (action 4, 15, 18, 24, 28).",
    ]


def test_what_goes_on_over_a_page_is_joined_and_several_actions_in_a_cell_are_parted(plan: reading.ReadPlan):
    assert list(dict.fromkeys(each.area for each in plan.actions)) == [
        "Our People", "Our Practice", "Our Processes", "Our Partnerships",
    ]  # fmt: skip
    diagnostic = plan.actions[29]
    assert diagnostic.action == "Review the output from the diagnostic and plan the implementation of required changes."
    assert diagnostic.outcome.endswith("support and enable consistent and effective practice")
    quality = plan.actions[16:21]
    assert [each.timescale for each in quality] == ["Jul 23", "Ongoing", "Sep 23", "Sep 23", "Every Q"]
    system = [each for each in plan.actions if each.action.startswith("Identify and develop responses")]
    assert [(each.action.rsplit(": ")[-1], each.due_on) for each in system][-1] == (
        "Integrated triage", dt.date(2023, 10, 31),
    )  # fmt: skip
    assert {number for each in plan.actions for number in each.answers} == {1, 2, 3, 4}
    assert any("reads like more than one lead" in each for each in plan.questions)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("May 23", dt.date(2023, 5, 31)), ("July 2024", dt.date(2024, 7, 31)), ("12 Feb 2027", dt.date(2027, 2, 12)),
        ("3/4/26", dt.date(2026, 4, 3)), ("Ongoing", None), ("Every Q", None), ("31 Feb 26", None), ("", None),
    ],
)  # fmt: skip
def test_a_month_means_its_last_day_and_no_day_is_invented(typed: str, day: dt.date | None):
    assert reading.day_of(typed) == day


def _word(merge: bool) -> bytes:
    file = docx.Document()
    table = file.add_table(rows=4, cols=5)
    for row, texts in zip(
        table.rows,
        (
            ("Objective", "Action", "Success measures", "Owner", "By when"),
            ("Heard", "Ask children", "Nine of ten say so", "Lead officer", "Mar 27"),
            ("", "Answer them", "", "", "TBC"),
            ("Safe", "Check plans", "", "Manager", ""),
        ),
        strict=True,
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    if merge:
        table.cell(1, 3).merge(table.cell(2, 3))
    target = io.BytesIO()
    file.save(target)
    return target.getvalue()


def test_a_word_table_with_merged_cells_is_read_and_says_so():
    plan = reading.read(_word(merge=True), "plan.docx")
    assert [(each.action, each.lead) for each in plan.actions] == [
        ("Ask children", "Lead officer"),
        ("Answer them", "Lead officer"),
        ("Check plans", "Manager"),
    ]
    assert "Table 1 has merged cells" in plan.questions[0]
    assert "Action 2: “TBC” is no day. By when?" in plan.questions
    assert plan.without("success") == [3], "the test beside an objective tests its other action too"
    assert reading.read(_word(merge=False), "plan.docx").without("lead") == [2]


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"# Minutes\n\nWe met.\n", "a.md", "no improvement plan"),
        (b"| Name | Came |\n|---|---|\n| A | yes |\n", "a.md", "no improvement plan"),
        (b"PK\x03\x04 no", "a.docx", "no Word file"),
        (b"\x00\x00", "a.md", "no text file"),
    ],
)
def test_a_file_that_is_no_plan_says_so(content: bytes, name: str, says: str):
    with pytest.raises(reading.NoPlan, match=says):
        reading.read(content, name)
