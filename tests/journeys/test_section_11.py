"""A section 11 return with a challenge, and a child who says how it was, each from both sides."""

from __future__ import annotations

from playwright.sync_api import expect

from lantern.section11.standards import STANDARDS
from tests.browser import accessibility_findings
from tests.journeys.people import HubWorker, unique

MANAGER = "partnership-unit-partnership-manager-1"
SCRUTINEER = "partnership-unit-independent-scrutineer-1"
LEAD = "police-hub-desk-agency-lead-1"


def test_a_section_11_return_is_sent_challenged_and_answered(arrives):
    """Issue 5, "section 11 return with challenge"."""
    title = unique("Section 11")
    manager: HubWorker = arrives(HubWorker, MANAGER)
    manager.goes("/section-11/open/")
    manager.fills({"title": title, "due_on-day": "30", "due_on-month": "4", "due_on-year": "2099"})
    for box in manager.page.locator("input[name=teams]").all():
        box.uncheck()
    manager.page.get_by_label("Cleveland Police", exact=True).check()
    manager.presses("Open the round and ask")
    manager.sees_heading(title)
    found = accessibility_findings(manager.page, "section-11-round")
    lead: HubWorker = arrives(HubWorker, LEAD)
    lead.goes("/section-11/")
    lead.follows(title)
    lead.sees("9 standards are still to be looked at.")
    lead.presses(f"Go on with “{STANDARDS[0].title}”")
    for number, each in enumerate(STANDARDS):
        lead.sees_heading(each.title)
        lead.picks("grade", "part" if number == 0 else "met")
        lead.fills({"words": "Twenty files were read."})
        lead.presses("Save and go on" if number < len(STANDARDS) - 1 else "Save")
    lead.sees("It can be sent.")
    lead.presses("Send the return")
    lead.sees_heading("Send the return")
    lead.fills({"matters_most": "Nobody stands in.", "agreed_within": "Assistant chief constable"})
    lead.presses("Send it to the panel")
    lead.sees("It is with the panel.")
    path = lead.path
    panel: HubWorker = arrives(HubWorker, SCRUTINEER)
    panel.goes(f"{path}{STANDARDS[0].code}/ask/")
    panel.fills({"question": "Who stands in by summer?"})
    panel.presses("Ask")
    panel.sees("The agency is asked.")
    found += accessibility_findings(panel.page, "section-11-return")
    lead.goes(path)
    lead.follows("Answer the panel")
    lead.sees_heading("Answer the panel")
    lead.fills({"answer": "The deputy, from May."})
    lead.presses("Send the answer")
    lead.sees("The panel has your answer.")
    panel.goes(f"{path}{STANDARDS[0].code}/grade/")
    panel.picks("grade", "no")
    panel.fills({"because": "Nobody does today."})
    panel.presses("This grade holds")
    panel.sees("The agency gave “Met in part”.", "The deputy, from May.")
    assert found == []


def test_a_child_who_is_afraid_is_led_to_help_and_read_first(arrives, visitor):
    title = unique("How was it")
    manager: HubWorker = arrives(HubWorker, MANAGER)
    manager.goes("/voices/forms/new/")
    manager.fills({"title": title, "service": "Early help"})
    manager.picks("audience", "child")
    manager.presses("Make the form")
    manager.sees_heading(title)
    found = accessibility_findings(manager.page, "voice-form")
    link = manager.page.locator("a[href^='/say/']").first.get_attribute("href")
    child = visitor()
    child.goes(link or "")
    child.presses("Start")
    child.sees_heading("How was it for you?")
    found += accessibility_findings(child.page, "voice-faces")
    child.presses("Bad")
    child.sees_heading("Did somebody listen to you?")
    child.presses("Leave this out")
    child.sees_heading("What was good?")
    child.presses("Continue")
    child.sees_heading("What should we do differently?")
    child.page.fill("#words", "Ask me when he is not there.")
    child.presses("Back to the question before")
    child.sees_heading("What was good?")
    child.presses("Continue")
    expect(child.page.locator("#words")).to_have_value("Ask me when he is not there.")
    child.presses("Continue")
    child.sees_heading("are you afraid?")
    child.presses("Yes")
    child.sees_heading("Talk to somebody now")
    child.sees("999", "Childline")
    manager.goes("/voices/")
    row = manager.page.get_by_role("row").filter(has_text=title).filter(has_text="Hurt or afraid").first
    expect(row).to_be_visible()
    manager.follows(title, within=row)
    manager.sees("Ask me when he is not there.")
    assert found == []
