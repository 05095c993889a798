"""The partnership's own work: an improvement plan from its document to the board's pack, and a budget line."""

from __future__ import annotations

from pathlib import Path

from tests.browser import accessibility_findings
from tests.journeys.people import HubWorker

MANAGER, DIRECTOR = "partnership-unit-partnership-manager-1", "stockton-leadership-partnership-member-1"

PLAN = """| Area | Action | Success criteria | Lead officer | Timescale | RAG rating |
|---|---|---|---|---|---|
| | Read every plan | None without a day | Director | Mar 27 | |
| | Ask young people | | | Ongoing | |
"""


def test_improvement_and_money(arrives, tmp_path: Path):
    """Issue 5, "improvement plan board pack": read in, its blanks told, filled or explained, run, told to the board.
    Free of axe findings on the way, on a desk and on a telephone.
    """
    file = tmp_path / "plan.md"
    file.write_text(PLAN, encoding="utf-8")
    manager: HubWorker = arrives(HubWorker, MANAGER)
    page = manager.page
    manager.goes("/improvement/")
    manager.presses("Begin a plan or read one in")
    manager.fills({"title": "Plans that children understand", "body": "Good and Beyond Board"})
    page.set_input_files("input[type=file]", str(file))
    if page.locator("select[name='keeper']").count():
        page.select_option("select[name='keeper']", index=1)
    manager.presses("Begin")
    manager.sees("2 actions. 1 are not complete", "The rating is empty in every row of it.")
    manager.sees("Action 2 does not say who leads or by when or how success is known (the plan says “Ongoing”).")
    found = accessibility_findings(page, "improvement-draft")
    manager.presses("It is complete and runs")
    manager.sees_heading("Is the plan complete?")
    manager.expecting(409)
    manager.presses("It is complete and runs")
    manager.sees("Action 2 does not say who leads and by when and how success is known.")
    manager.follows("Action 2")
    manager.fills({"lead": "Participation lead", "success": "Nine of ten say they were asked."})
    manager.fills({"review_on-day": "4", "review_on-month": "1", "review_on-year": "2099"})
    manager.presses("Save")
    manager.presses("It is complete and runs")
    manager.sees_heading("Is the plan complete?")
    manager.presses("It is complete and runs")
    manager.sees("of 2 actions are for the board")
    manager.follows("Ask young people")
    found += accessibility_findings(page, "improvement-action")
    manager.chooses("It is done")
    manager.fills({"words": "Twelve were asked; eleven said so."})
    manager.presses("Record")
    manager.sees("Said to be done; nobody has checked it.")
    plan = manager.path
    director: HubWorker = arrives(HubWorker, DIRECTOR)
    director.goes(plan)
    director.chooses("Checked: it is done and does what it was for")
    director.fills({"words": "I spoke with three of them."})
    director.presses("Record")
    director.sees("Done, and checked by somebody else.")
    manager.goes(plan.split("actions/")[0])
    with page.expect_download() as pack:
        manager.follows("Board pack, Word")
    assert pack.value.path().read_bytes().startswith(b"PK")
    manager.goes("/money/begin/")
    if page.locator("select[name='keeper']").count():
        page.select_option("select[name='keeper']", index=1)
    manager.fills({"year": "2041", "brought_forward": "1,000"})
    manager.presses("Begin")
    manager.expecting(422)
    manager.fills({"new-0-label": "Rooms", "new-0-amount": "about 5k"})
    manager.presses("Save")
    manager.sees("“about 5k” is no amount. Enter pounds, like 31,372 or 31,372.50.")
    found += accessibility_findings(page, "money-lines")
    manager.fills({"new-0-amount": "500"})
    manager.presses("Save")
    manager.sees_heading("Balance £500")
    assert found == []
