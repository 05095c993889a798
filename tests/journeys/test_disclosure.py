"""What leaves, and what may be lent: a subject access request from its arrival to the document, and the known-to index
from a feed to a hit to nothing held. Each page is looked at by axe on the way.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from lantern.disclosure.tests.world import text_of_pdf
from tests.browser import accessibility_findings
from tests.journeys.people import OFFICER, POLICE, SOCIAL_WORKER, unique

INFORMATION = "stockton-governance-information-officer-1"
PROTECTION = "stockton-governance-data-protection-officer-1"
LEAD = "tewv-hub-desk-agency-lead-1"


@pytest.fixture
def check():
    """``check(person, "name")``: axe looks at the page. All are looked at before any finding fails the test."""
    found: list[str] = []

    def look(person, name):
        found.extend(f"{name}: {problem}" for problem in accessibility_findings(person.page, name))

    yield look
    assert found == [], "\n".join(found)


def a_known_child(officer, worker, site) -> tuple[str, str, str]:
    """A contact by telephone about a child who is recorded as new: contact, child's reference, surname."""
    surname = unique("Robinson")
    contact = officer.takes_a_call(
        "Cold and hungry at school. Gloria Whistler saw it through the window.",
        {"first_names": "Jayden", "last_name": surname, "born-day": "4", "born-month": "5", "born-year": "2018"},
        adults=({"first_names": "Dana", "last_name": surname, "relation": "Mother"},),
        caller={"source": "1B", "name": "Gloria Whistler", "phone": "01632 960777"},
    )
    worker.screens(contact)
    child = site.value(
        "select p.reference from people_person p join frontdoor_reportedperson r on r.person_id = p.id"
        " where r.last_name = %s and r.part = 'child'",
        surname,
    )
    return contact, child, surname


def test_from_a_subject_access_request_to_the_document(hub_worker, partner, site, check):
    officer, worker = hub_worker(OFFICER), hub_worker(SOCIAL_WORKER)
    contact, child, surname = a_known_child(officer, worker, site)
    worker.asks(contact, "Cleveland Police")
    police = partner(POLICE)
    police.answers(surname, "An officer is watching the house.")

    clerk = hub_worker(INFORMATION)
    clerk.goes(f"/children/{child}/")
    clerk.fills({"reason": "A subject access request came in."})
    clerk.presses("Open the record")
    clerk.follows("Who was told what")
    clerk.sees("Asked what they know", "An officer is watching the house.")
    check(clerk, "told")
    clerk.goes(f"/children/{child}/subject-access/")
    check(clerk, "access-new")
    today = dt.datetime.now(dt.UTC)
    clerk.fills(
        {
            "requester_name": "Dana Example",
            "send_to": "4 Example Street",
            "authority_seen": "Birth certificate seen.",
            "asked": "Everything about my son.",
            "received_on-day": str(today.day),
            "received_on-month": str(today.month),
            "received_on-year": str(today.year),
        }
    )
    clerk.picks("requester", "parent")
    clerk.presses("Record the request")
    clerk.sees("Make sure who asks")
    reference = clerk.reference
    base = f"/subject-access/{reference}/"
    clerk.presses("Record who asks")
    clerk.picks("how", "photo")
    clerk.fills({"note": "Driving licence."})
    clerk.presses("Record who asks")
    clerk.presses("Gather what is held")
    clerk.presses("Gather what is held")
    clerk.presses("Ask the agencies for their view")
    check(clerk, "access-request")

    police.goes("/disclosure-views/")
    police.clicks(police.page.locator("main tbody a").first)
    police.page.get_by_label("It should not be disclosed").check()
    police.page.locator('textarea[name^="why-"]:visible').fill("It would warn him.")
    check(police, "disclosure-view")
    police.presses("Send your view")
    police.sees("It should not be disclosed")

    clerk.goes(base + "people/")
    gloria = clerk.page.locator("option", has_text="Gloria Whistler").first.get_attribute("value")
    clerk.picks("who", gloria)
    clerk.presses("Find")
    clerk.sees("through the window")
    check(clerk, "access-person")
    clerk.presses("Withhold those that are ticked")
    clerk.sees("withheld.")
    clerk.goes(base + "records/")
    clerk.clicks(clerk.page.locator("section", has_text="watching the house").get_by_role("link").first)
    clerk.fills({"words": "An officer is watching the house."})
    clerk.picks("reason", "crime")
    check(clerk, "access-item")
    clerk.presses("Withhold")
    clerk.sees("What is withheld here")
    clerk.goes(base + "submit/")
    clerk.picks("refuse", "no")
    clerk.fills({"note": "Police view followed."})
    clerk.picks("read")
    clerk.presses("Send for approval")
    clerk.sees("Awaiting approval")

    second = hub_worker(PROTECTION)
    second.goes(base + "approve/")
    second.fills({"note": "Read every record."})
    second.presses("Approve")
    second.sees("Approved")
    clerk.goes(base + "disclose/")
    clerk.presses("Disclose")
    clerk.sees("Copies that went out")
    with clerk.page.expect_download() as made:
        clerk.follows("Copy 1 as PDF")
    text = text_of_pdf(Path(made.value.path()).read_bytes())
    assert "Cold and hungry at school." in " ".join(text.split())
    for hidden in ("Whistler", "Gloria", "watching", "01632 960777"):
        assert hidden not in text


def test_from_a_feed_of_pointers_to_a_hit_to_nothing_held(hub_worker, partner, site, check, tmp_path):
    officer, worker = hub_worker(OFFICER), hub_worker(SOCIAL_WORKER)
    contact, _child, surname = a_known_child(officer, worker, site)
    lead = partner(LEAD)
    lead.goes("/known-to/")
    lead.presses("Switch on for Stockton-on-Tees")
    file = tmp_path / "pointers.csv"
    file.write_text(
        "First names,Last name,Date of birth,Service,Last contact,Call\r\n"
        f"Jayden,{surname},04/05/2018,Speech therapy,02/10/2026,Therapy duty desk 01632 960556\r\n"
    )
    lead.picks("authority", "808")
    lead.page.locator('input[type="file"]').set_input_files(file)
    lead.presses("Feed")
    lead.sees("1 pointer is fed.")
    check(lead, "known-to-feeds")

    officer.opens(contact)
    officer.follows("Which agencies know them?")
    officer.does_not_see("Speech therapy")
    officer.presses("Look")
    if officer.page.get_by_role("button", name="The same person: number 1").count():
        check(officer, "known-to-compare")
        officer.presses("The same person: number 1")
    officer.sees("Known to: Speech therapy", "Therapy duty desk 01632 960556")
    check(officer, "known-to")

    lead.goes("/known-to/hits/")
    lead.sees(f"Jayden {surname}")
    lead.goes("/known-to/")
    lead.presses("Switch off for Stockton-on-Tees")
    lead.sees("1 pointer was removed; 0 are held.")
    assert site.value("select count(*) from disclosure_knowntopointer") == 0
    officer.goes(f"/hub/contacts/{contact}/known-to/")
    officer.presses("Look")
    officer.sees("No agency that takes part says that it knows them.")
