"""Two councils agree in the browser that one of them leaves the hub; what they agreed to is on every page."""

from __future__ import annotations

import pytest

from tests.browser import accessibility_findings
from tests.journeys.people import Somebody

HARTLEPOOL = "hartlepool-governance-data-protection-officer-1"
STOCKTON = "stockton-governance-data-protection-officer-1"


@pytest.fixture
def reference(site):
    """A run that the command has begun and counted."""
    said = site.lantern(
        "separate", "plan", "--leaving", "Hartlepool", "--on", "2027-04-01", "--to", "Hartlepool's own hub",
        "--ask", "Ring 01632 960120.",
    )  # fmt: skip
    return next(word for word in said.split() if word.startswith("S-")).rstrip(".")


def test_two_councils_approve_a_separation(arrives, site, reference):
    site.lantern("separate", "rule", reference, "families", "joint", "--lead", "Hartlepool")
    for question in ("open_contacts", "unanswered_checks", "waiting_handoffs", "other_open_work"):
        site.lantern("separate", "rule", reference, question, "goes")
    found = []
    first = arrives(Somebody, HARTLEPOOL)
    for name, path in (
        ("runs", "/separation/"),
        ("rule", f"/separation/{reference}/rules/families/"),
        ("run", f"/separation/{reference}/"),
    ):
        first.goes(path)
        found += [
            f"separation-{name}: {problem}" for problem in accessibility_findings(first.page, f"separation-{name}")
        ]
    assert found == [], "\n".join(found)
    first.presses("Approve for my council")
    first.sees("Approved by one council")
    second = arrives(Somebody, STOCKTON)
    second.goes(f"/separation/{reference}/")
    second.presses("Approve for my council")
    second.sees("Approved by both", f"lantern separate export {reference}")
    second.follows("Open it again for another look")
    second.fills({"reason": "Not before the school year ends."})
    second.presses("Open it again")
    second.sees("Being planned")
