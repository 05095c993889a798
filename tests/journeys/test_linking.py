"""Two records of one child, found at the telephone: searched with ``/``, compared, linked, read as one, and parted."""

from __future__ import annotations

from tests.browser import accessibility_findings
from tests.journeys.people import OFFICER, HubWorker, unique


def records(officer: HubWorker, first: str, last: str, **facts: str) -> str:
    """Record a child; returns the reference."""
    officer.goes("/children/new/")
    born = {"born-day": "4", "born-month": "5", "born-year": "2018"}
    officer.fills({"first_names": first, "last_name": last, "postcode": "TS20 1AB"} | born | facts)
    officer.presses("Record them")
    officer.sees("Why do you need to open this record?")
    officer.fills({"reason": "The school rang about this child."})
    officer.presses("Open the record")
    officer.sees("Chronology")
    return officer.reference


def test_two_records_are_linked_read_as_one_and_parted(hub_worker):
    """ID3: linked, not overwritten; undone at any time, with both exactly as they were. Free of axe findings on the
    way, on a desk and on a telephone.
    """
    last = unique("Twice")
    officer = hub_worker(OFFICER)
    one = records(officer, "Jayden", last, house="14", street="Mill Lane")
    other = records(officer, "Jaydn", last, house="3", street="Elm Row")
    page = officer.page
    page.keyboard.press("/")
    page.keyboard.type(f"{last} jayden 2018")
    page.keyboard.press("Enter")
    officer.sees("What was found", one, other)
    found = accessibility_findings(page, "search")
    officer.goes(f"/children/{one}/alike/")
    officer.presses(f"Compare, and link as one person: {other}")
    officer.sees_heading("Is this one person?")
    officer.sees("Different", "Mill Lane", "Elm Row")
    found += accessibility_findings(page, "compare")
    officer.fills({"because": "The mother says he is one boy, and spells it both ways."})
    officer.presses("Link as one person")
    officer.sees_heading("Read as one person")
    found += accessibility_findings(page, "record-link")
    officer.goes(f"/children/{one}/")
    officer.sees("Read as one: two records", "Mill Lane", f"Recorded on {other}")
    found += accessibility_findings(page, "child-linked")
    officer.goes(f"/children/{one}/network/")
    found += accessibility_findings(page, "network")
    officer.goes(f"/children/{other}/alike/")
    officer.follows("Why, and parting them again")
    officer.fills({"because": "The birth certificates differ."})
    officer.picks("two_people")
    officer.presses("Part the records")
    officer.sees_heading("Was read as one person")
    officer.goes(f"/children/{one}/")
    officer.does_not_see("Read as one: two records", "Elm Row")
    officer.goes(f"/children/{one}/alike/")
    officer.sees("were read as one between", "Said to be somebody else")
    assert found == [], "\n".join(found)
