"""A police list becomes pointers: sent, a column put right, compared, answered by keys, seen on a child's page."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.browser import accessibility_findings
from tests.journeys.people import MANAGER, HubWorker, unique


def records(manager: HubWorker, first: str, last: str, day: str, house: str) -> str:
    """Record a child; returns the reference."""
    manager.goes("/children/new/")
    manager.fills(
        {
            "first_names": first, "last_name": last, "house": house, "street": "Mill Lane", "postcode": "TS20 1AB",
            "born-day": day, "born-month": "5", "born-year": "2018",
        }
    )  # fmt: skip
    manager.presses("Record them")
    manager.sees("Why do you need to open this record?")
    manager.fills({"reason": "The police rang about this child."})
    manager.presses("Open the record")
    manager.sees("Chronology")
    return manager.reference


def test_a_police_list_is_mapped_compared_answered_and_seen_on_a_child(hub_worker, tmp_path: Path):
    """Issue 3, "a police list linked with a review queue": nothing is linked before a person has looked, and keys
    answer. Free of axe findings on the way, on a desk and on a telephone.
    """
    last = unique("Listed")
    manager = hub_worker(MANAGER)
    page = manager.page
    first = records(manager, "Jayden", last, "4", "14")
    records(manager, "Maisie", last, "9", "14")
    records(manager, "Oscar", last, "21", "14")
    listed = tmp_path / "list.csv"
    listed.write_bytes(
        (
            "\ufeffNominal Ref;Forename(s);Col X;DOB;Post Code;Warning\r\n"
            f"N/{last}1;Jayden;{last};04/05/2018;TS20 1AB;\r\n\r\n"
            f"N/{last}2;Maysie;{last};09/05/2018;TS20 1AB;Y\r\n"
            f"N/{last}3;Oskar;{last};21/05/2018;TS20 1AB;\r\n"
            f"N/{last}4;Nobody;Unheard{last};01/02/2015;;\r\n"
        ).encode()
    )
    manager.goes("/lists/")
    found = accessibility_findings(page, "lists")
    areas = page.locator("input[name='authority']")
    if areas.count():
        areas.first.check()
    page.check("input[name='source'][value='police']")
    page.set_input_files("input[type=file]", str(listed))
    manager.presses("See how it reads")
    manager.sees_heading("Is this how the list reads?")
    found += accessibility_findings(page, "list-sent")
    page.select_option("[name='column-2']", "last_name")
    manager.presses("Show it so")
    manager.sees(last, "4 May 2018")
    manager.presses("Compare the list")
    manager.sees_heading("What came of the list")
    found += accessibility_findings(page, "list-done")
    page.locator('a.govuk-button:has-text("Compare them")').click()
    found += accessibility_findings(page, "list-compare")
    heading = page.locator("h1").first
    while "Is this the same person?" in (asked := heading.inner_text()):
        # Children of other journeys live at the same address: they are somebody else.
        ours = page.locator("table.compared tbody tr").first.locator("td").nth(1).inner_text()
        page.keyboard.press("1" if last in ours else "2")
        expect(heading).not_to_have_text(asked)
    manager.sees_heading("Nothing is left to compare")
    manager.goes(f"/children/{first}/")
    manager.sees("In lists of", f"Police: N/{last}1")
    assert found == [], "\n".join(found)
