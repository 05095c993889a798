"""A round of audits in the browser: planned for the year, drawn in one press, answered, moderated, told."""

from __future__ import annotations

from tests.browser import accessibility_findings
from tests.journeys.people import HubWorker, unique

MANAGER = "partnership-unit-partnership-manager-1"
BOSS = "stockton-governance-service-manager-1"
LEAD = "police-hub-desk-agency-lead-1"
AGENCIES = (
    "Cleveland Police",
    "North Tees and Hartlepool NHS Foundation Trust",
    "Probation Service",
    "Stockton-on-Tees Borough Council",
)


def test_five_cases_across_four_agencies_from_the_plan_to_the_worker(arrives):
    """Issue 5, "audit round of five cases across four agencies"."""
    title = unique("History")
    manager: HubWorker = arrives(HubWorker, MANAGER)
    manager.goes("/audits/plan/")
    found = accessibility_findings(manager.page, "plan-audit")
    manager.fills({"title": title, "question": "Was it read?", "wanted": "5"})
    manager.fills({"due_on-day": "30", "due_on-month": "4", "due_on-year": "2099"})
    manager.chooses("Stockton-on-Tees")
    for agency in AGENCIES:
        manager.page.get_by_label(agency, exact=True).check()
    manager.page.locator("select[name=source]").select_option("decisions")
    for box in manager.page.locator("input[name=standards]").all()[1:]:
        box.uncheck()
    manager.presses("Put it into the plan")
    manager.sees_heading(title)
    found += accessibility_findings(manager.page, "planned-audit")
    plan = manager.path
    boss: HubWorker = arrives(HubWorker, BOSS)
    boss.goes(plan)
    boss.presses("Draw the cases and ask")
    boss.sees("Nobody chooses; restricted records are left out.")
    boss.presses("Draw the cases and ask")
    boss.sees("0 of 5")
    drawn = boss.path
    lead: HubWorker = arrives(HubWorker, LEAD)
    lead.goes("/audits/parts/")
    row = lead.page.get_by_role("row").filter(has_text=f"{title}, case 1").first
    lead.clicks(row.get_by_role("link").first)
    lead.sees("Was it read?")
    lead.page.locator("input[type=radio][name^=met_][value=yes]").check()
    lead.picks("grade", "good")
    lead.fills({"strengths": "Calls were read.", "gaps": "Nothing"})
    lead.presses("Give your part")
    lead.sees("Your part is with those who moderate.")
    boss.goes(drawn)
    boss.clicks(boss.page.locator("a[href*='/cases/']").first)
    boss.sees("Calls were read.")
    boss.picks("grade", "good")
    boss.fills({"strengths": "Calls were read.", "gaps": "The school was not rung."})
    boss.presses("Agree the grade")
    boss.sees("1 of 1")
    boss.clicks(boss.page.locator("a[href$='/feedback/']").first)
    boss.sees_heading("Case 1: tell the worker and the referrer")
    found += accessibility_findings(boss.page, "audit-feedback")
    boss.fills({"otherwise": "The school was rung."})
    boss.presses("Tell them")
    boss.sees("They are told, and only they can read it.")
    found += accessibility_findings(boss.page, "audit-round")
    assert found == []
