"""From an entry of a chronology to the court: what it meant, what goes in, four eyes, and the document as it went out.
Each page is looked at by axe on the way.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from lantern.disclosure.tests.world import text_of_pdf
from tests.browser import accessibility_findings
from tests.journeys.people import MANAGER, OFFICER, SOCIAL_WORKER
from tests.journeys.test_disclosure import a_known_child


@pytest.fixture
def check():
    """``check(person, "name")``: axe looks at the page. All are looked at before any finding fails the test."""
    found: list[str] = []

    def look(person, name):
        found.extend(f"{name}: {problem}" for problem in accessibility_findings(person.page, name))

    yield look
    assert found == [], "\n".join(found)


def test_a_court_chronology_with_what_it_meant_four_eyes_and_the_document(hub_worker, site, check):
    officer, worker = hub_worker(OFFICER), hub_worker(SOCIAL_WORKER)
    _contact, child, _surname = a_known_child(officer, worker, site)
    worker.goes(f"/children/{child}/")
    worker.clicks(worker.page.get_by_role("link", name="Say what this meant").first)
    worker.fills({"impact": "He was frightened, and glad that somebody asked."})
    worker.picks("weight", "3")
    check(worker, "chronology-remark")
    worker.presses("Save")
    worker.sees("What this meant", "He was frightened")
    worker.follows("Chronology for a review, court or family")
    worker.follows("Put one together for a court")
    worker.fills({"recipient": "The Family Court at Middlesbrough", "purpose": "Care proceedings"})
    worker.presses("Put it together")
    worker.sees("Being put together", "He was frightened")
    base = worker.path
    check(worker, "chronology-compiling")
    worker.clicks(worker.page.get_by_role("link", name="Word it").first)
    worker.picks("shown", "yes")
    worker.fills({"words": "His school was worried that he was cold and hungry."})
    worker.presses("Save")
    worker.presses("Save and send for approval")
    worker.chooses("I have read every line that goes in")
    worker.presses("Send for approval")
    worker.sees("Awaiting approval")

    second = hub_worker(MANAGER)
    second.goes("/chronologies/")
    second.goes(base + "approve/")
    second.sees("Read each line")
    check(second, "chronology-approve")
    second.fills({"note": "Read against the record."})
    second.presses("Approve")
    worker.goes(base + "release/")
    worker.presses("Release")
    worker.sees("This is what went out", "SHA-256")
    check(worker, "chronology-released")
    with worker.page.expect_download() as made:
        worker.presses("The document as it went out")
    text = " ".join(text_of_pdf(Path(made.value.path()).read_bytes()).split())
    assert "His school was worried that he was cold and hungry." in text
    assert "He was frightened" in text
    assert "Whistler" not in text
