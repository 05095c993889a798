"""The thread: a signal, a line of enquiry, a set with its critical friend, a recommendation, a verdict."""

from __future__ import annotations

import pytest

from tests.browser import PHONE, accessibility_findings

MANAGER = "partnership-unit-partnership-manager-1"
SCRUTINEER = "partnership-unit-independent-scrutineer-1"
WORKER = "stockton-assessment-social-worker-1"


@pytest.fixture
def check():
    """``check(person, "name")``: axe looks at the page. All are looked at before any finding fails the test."""
    found: list[str] = []

    def look(person, name):
        found.extend(f"{name}: {problem}" for problem in accessibility_findings(person.page, name))

    yield look
    assert found == [], "\n".join(found)


def test_from_a_signal_to_a_verdict(hub_worker, arrives, check):
    """Business case, sections 4 and 5.2.3: themes, action learning, recommendations, impact testing."""
    manager = hub_worker(MANAGER)
    manager.goes("/learning/themes/add/")
    manager.fills({"name": "Nobody says who rings"})
    manager.presses("Add it")
    manager.sees("Nobody has told of it yet.")
    theme = manager.path

    worker = arrives(post=WORKER, size=PHONE)
    worker.goes("/learning/tell/")
    worker.page.get_by_label("Nobody says who rings").check()
    worker.fills({"text": "A mother rang me to ask who was coming."})
    worker.presses("Tell it")
    worker.sees("A mother rang me")
    check(worker, "theme")
    worker.presses("Propose a line of enquiry")
    worker.fills({"question": "Who rings a family after the offer?", "origin_says": "Three families asked me."})
    worker.presses("Propose it")
    worker.sees("Proposed")
    line = worker.path

    manager.goes(line)
    manager.presses("Write it out")
    manager.fills({"hypothesis": "Nobody.", "scope": "Early help.", "owner_name": "Engine Room"})
    manager.presses("Save")
    manager.presses("Commission it")
    manager.fills({"why": "Told often enough."})
    manager.presses("Commission it")
    manager.presses("Commission a learning set")
    manager.fills({"brief": "Follow five families."})
    manager.presses("Commission it")
    manager.sees("Before it can meet, it needs members from at least two agencies, a critical friend")
    check(manager, "learning-set")

    manager.goes("/recommendations/new/")
    manager.fills({"text": "Whoever refers rings the family within two days."})
    manager.page.get_by_label("Where does it come from?").select_option("learning_set")
    manager.page.get_by_label("Practice", exact=True).check()
    manager.page.get_by_label("Which agency leads?").select_option(label="Stockton-on-Tees Borough Council")
    manager.page.get_by_label("This agency alone").check()
    manager.presses("Register it")
    manager.sees("Waiting for an answer", "It names nothing that should move yet")
    recommendation = manager.path
    manager.presses("Name what should move")
    manager.page.get_by_label("Something that people read: an audit score, or what is said").check()
    manager.page.get_by_label("An audit score", exact=True).check()
    manager.page.get_by_label("Higher is better").check()
    manager.fills({"name": "Families rung in time", "unit": "%", "baseline": "forty"})
    manager.expecting(422)
    manager.presses("Save")
    manager.sees("Enter a number, like 62 or 7.5")
    manager.fills({"baseline": "40"})
    manager.presses("Save")
    manager.presses("Answer it")
    manager.page.get_by_label("Accepted", exact=True).check()
    manager.fills({"why": "We agree."})
    manager.presses("Send the answer")
    manager.presses("Say that it is done")
    manager.fills({"since-day": "1", "since-month": "9", "since-year": "2025", "evidence": "The rota names who rings."})
    manager.presses("It is done")
    manager.sees("Done, to be checked", "You said that it is done")

    scrutineer = hub_worker(SCRUTINEER)
    scrutineer.goes(recommendation)
    scrutineer.presses("Look at the evidence")
    scrutineer.page.get_by_label("Yes", exact=True).check()
    scrutineer.fills({"note": "I saw the rota."})
    scrutineer.presses("Save")
    scrutineer.follows("Say whether it moved")
    scrutineer.page.get_by_label("It did not move").check()
    scrutineer.fills({"why": "Nobody has read it twice."})
    scrutineer.presses("Save")
    scrutineer.sees("Closed", "Nobody has read it twice.")
    check(scrutineer, "recommendation")
    for name, path in (("thread", "/learning/"), ("impact", "/recommendations/impact/"), ("themes", theme)):
        manager.goes(path)
        check(manager, name)
