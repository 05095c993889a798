"""A plan from a child's page to a manager's agreement, a family's plans side by side, and a visit from a telephone."""

from __future__ import annotations

import pytest

from tests.browser import PHONE, accessibility_findings
from tests.journeys.people import ASSESSMENT_MANAGER

CASE_WORKER = "stockton-assessment-social-worker-1"


@pytest.fixture
def check():
    """``check(person, "name")``: axe looks at the page. All are looked at before any finding fails the test."""
    found: list[str] = []

    def look(person, name):
        found.extend(f"{name}: {problem}" for problem in accessibility_findings(person.page, name))

    yield look
    assert found == [], "\n".join(found)


def brother_and_sister(site) -> list[str]:
    """References of two children who live together, about whom no plan runs and whom nothing restricts."""
    found = site.value(
        "select p.reference || ' ' || q.reference from people_householdmember a"
        " join people_householdmember b on b.household = a.household and b.person_id > a.person_id"
        " join people_person p on p.id = a.person_id join people_person q on q.id = b.person_id"
        " where p.is_child and q.is_child and p.authority_id = 808 and q.authority_id = 808"
        " and not p.restricted and not q.restricted and p.born_on is not null and q.born_on is not null"
        " and a.until_date is null and b.until_date is null"
        " and not exists (select 1 from plans_plan x where x.child_id in (p.id, q.id)) limit 1"
    )
    return str(found).split()


def test_a_plan_refused_without_an_owner_then_agreed_siblings_and_a_visit_from_a_telephone(
    hub_worker, arrives, site, check
):
    child, sibling = brother_and_sister(site)
    worker = hub_worker(CASE_WORKER)
    worker.goes(f"/children/{child}/")
    if "Open the record" in worker.text:
        worker.fills({"reason": "Given to me by my manager this morning."})
        worker.presses("Open the record")
    worker.follows("Begin a plan")
    worker.picks("kind", "child_in_need")
    worker.picks("children", sibling)
    worker.presses("Begin")
    worker.sees("It has no action yet.", "Brothers and sisters")
    base = worker.path
    worker.presses("Add an action")
    worker.fills(
        {
            "need": "To be at school every day.",
            "action": "Monitor attendance.",
            "due_on-day": "1", "due_on-month": "3", "due_on-year": "2030",
            "measure": "19 days of 20 in the register.",
        }
    )  # fmt: skip
    worker.sees("who looks at what, and how often?")
    check(worker, "plan-action")
    worker.presses("Save")
    worker.sees("Action 1 does not say who does it.")
    worker.presses("Send it to be agreed")
    worker.sees("It can not be agreed yet")
    check(worker, "plan-refused")
    worker.follows("Action 1 does not say who does it.")
    worker.picks("owner_kind", "family")
    worker.fills({"owner": "Mum", "action": "Mum walks with them to school."})
    worker.presses("Save")
    worker.follows("Carry to a brother or sister")
    worker.presses("Carry it over")
    worker.sees("Change it to what this child needs")
    worker.fills({"action": "Grandad takes them to nursery."})
    worker.presses("Save")
    worker.sees("Grandad takes them to nursery.")
    worker.goes(base)
    worker.sees("Mum walks with them to school.")
    worker.does_not_see("Grandad")
    worker.presses("Send it to be agreed")
    worker.presses("Send it to be agreed")
    worker.sees("Waiting to be agreed")

    manager = hub_worker(ASSESSMENT_MANAGER)
    manager.goes("/plans/")
    manager.sees("Waiting to be agreed")
    manager.goes(base)
    manager.presses("Agree it")
    manager.fills({"note": "Clear, and the family can say it."})
    manager.presses("Agree it")
    manager.sees("Version 1 agreed")

    phone = arrives(post=CASE_WORKER, size=PHONE)
    phone.goes(base)
    phone.presses("Record a visit")
    phone.fills({"visited_time": "12:05am", "child_words": "I go on my bike now."})
    phone.expecting(422)
    phone.presses("Record the visit")
    phone.sees("Choose whether the child was seen")
    check(phone, "visit-wrong")
    phone.picks("seen", "alone")
    phone.presses("Record the visit")
    phone.sees("Seen alone", "I go on my bike now.")
    check(phone, "plan-with-visit")
