"""A board year in small: agenda, paper, a live meeting, minutes the chair approves, an action that is late, and the
next meeting, whose agenda carries it until somebody else has checked it.
"""

from __future__ import annotations

import datetime as dt

from tests.browser import accessibility_findings
from tests.journeys.people import HubWorker, unique

OFFICER = "partnership-unit-partnership-officer-1"
MANAGER = "partnership-unit-partnership-manager-1"


def _on(name: str, day: dt.date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def test_a_board_year_from_agenda_to_the_next_agenda(arrives):
    """Issue 5, "a board year (agenda to approved minutes to action chased)"."""
    officer: HubWorker = arrives(HubWorker, OFFICER)
    page, name = officer.page, unique("Pathway ")
    today = officer.site.clock.now.date()

    def then(button: str) -> None:
        """Press, and be on the next page before anything on it is read."""
        with page.expect_navigation():
            officer.presses(button)

    officer.goes("/boards/new/")
    officer.fills({"name": name, "purpose": "One referral form."})
    officer.picks("kind", "sub_group")
    then("Set it up")
    officer.goes(f"{officer.path}seats/new/")
    officer.fills({"name": "Head of service"})
    officer.chooses("Every meeting")
    then("Add it")
    body = officer.path
    found = accessibility_findings(page, "board-body")

    officer.goes(f"{body}meetings/new/")
    officer.fills({"at": "11:30pm", "place": "Civic Centre"} | _on("on", today))
    then("Plan it")
    meeting = officer.path
    officer.goes(f"{meeting}agenda/")
    officer.fills({"title": "The referral form"})
    officer.chooses("To decide", "A paper is needed")
    then("Add it")
    officer.follows("send it")
    officer.fills({"paper": "Two desks use two forms."})
    then("Send it")
    officer.goes(f"{meeting}send_agenda/")
    officer.fills({"late_reason": "Called for today."})
    then("Send the agenda")
    then("Begin now")
    then("Nobody has")
    page.locator("select[name=item]").select_option(index=1)
    officer.fills({"text": "Both police desks use the new form."})
    then("Write it down")
    officer.sees("Both police desks use the new form.")
    found += accessibility_findings(page, "board-meeting")
    officer.follows("Somebody promises something")
    officer.fills({"what": "Send the form to schools."})
    page.locator("select[name=owner]").select_option(label=f"Head of service ({name})")
    officer.picks("when", "date")
    officer.fills(_on("by_when", today - dt.timedelta(days=1)))
    then("Save it")
    officer.sees("Send the form to schools.")
    officer.goes(f"{meeting}roll/")
    page.locator("select[id^=seat-]").first.select_option("full")
    then("Save who is there")
    for move, button in (("end", "End the meeting"), ("approve", "Approve the minutes")):
        officer.goes(f"{meeting}{move}/")
        then(button)
    officer.sees("Minutes approved")

    officer.goes(f"{body}meetings/new/")
    officer.fills({"at": "10am"} | _on("on", today + dt.timedelta(days=60)))
    then("Plan it")
    after = officer.path
    officer.goes(f"{after}agenda/")
    officer.sees("Actions past their date: 1")
    then("Put it on: Actions past their date: 1")
    officer.sees("Actions past their date: 1")
    officer.goes(meeting)
    officer.follows("Send the form to schools.")
    page.wait_for_url("**/actions/*/")
    action = officer.path
    officer.goes(f"{action}do/")
    officer.fills({"evidence": "The mailing of today lists sixty schools.", "late_reason": "Half-term."})
    then("Say that it is done")
    manager: HubWorker = arrives(HubWorker, MANAGER)
    manager.goes(f"{action}check/")
    manager.fills({"note": "Rang two of them."})
    manager.presses("Agree that it is done")
    manager.sees("Done and checked", "Rang two of them.")
    assert not found
