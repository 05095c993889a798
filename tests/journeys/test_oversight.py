"""What the partnership answers for: an escalation is chased, and every page and form is free of axe findings."""

from __future__ import annotations

from tests.browser import accessibility_findings
from tests.journeys.people import HubWorker, unique

MANAGER = "partnership-unit-partnership-manager-1"


def test_a_risk_is_written_down_and_an_escalation_chased(arrives):
    """Issue 5: risk register, challenge log, escalation to outside bodies with silence counted. Filled and in error."""
    manager: HubWorker = arrives(HubWorker, MANAGER)
    page, found = manager.page, []

    def look(name: str, path: str = "") -> None:
        if path:
            manager.goes(path)
        found.extend(f"{name}: {problem}" for problem in accessibility_findings(page, name))

    def then(button: str) -> None:
        with page.expect_navigation():
            manager.presses(button)

    for name in ("risks", "challenges", "escalations", "agreements"):
        look(name, f"/{name}/")
    manager.expecting(422)
    for name, path, button in (
        ("agreement", "/agreements/new/", "Record it"),
        ("risk", "/risks/new/", "Write it down"),
    ):
        manager.goes(path)
        then(button)
        look(f"{name}-wrong")
    words = {"title": unique("Waits "), "cause": "Two lists.", "effect": "Nobody is seen.", "controls": "One list."}
    manager.fills(words)
    for name in ("first_likelihood", "first_impact", "likelihood", "impact"):
        manager.picks(name, "4")
    page.locator("select[name=owner_seat]").select_option(index=1)
    then("Write it down")
    manager.sees("16 of 25, high", "Nobody has looked at it a second time yet.")
    look("risk")
    title = unique("Children nobody sees ")
    manager.goes("/escalations/new/")
    manager.picks("sort", "escalation")
    manager.fills({"other": "A ministry", "title": title, "words": "Who sees them?"})
    manager.fills({"sent_on-day": "2", "sent_on-month": "2", "sent_on-year": "2026"})
    then("Write it down")
    manager.sees("days of silence")
    manager.goes(f"{manager.path}chase/")
    manager.fills({"reason": "Wrote to the regional office."})
    then("Chase it")
    manager.sees("chased 1 time", "Wrote to the regional office.")
    look("matter")
    assert found == [], "\n".join(found)
