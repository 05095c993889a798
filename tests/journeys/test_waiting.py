"""A family is offered, declined, offered again, seen; and whoever waits comes first when something happens."""

from __future__ import annotations

from tests.cast import LONDON
from tests.journeys.people import MANAGER, OFFICER, PROVIDER, SOCIAL_WORKER, unique

WHAT = "He sleeps at friends' and says that there is no food at home."
OPEN_DOOR = "open-door-team-provider-worker-1"
RIVERBANK = "Riverbank family practitioners: Recovery after domestic abuse"


def decided_for_riverbank(hub_worker, child: str) -> str:
    reference = hub_worker(OFFICER).takes_a_call(WHAT, {"first_names": child, "last_name": "Example", "age": "12"})
    worker = hub_worker(SOCIAL_WORKER)
    worker.screens(reference)
    worker.goes(f"/hub/contacts/{reference}/decide/")
    worker.decides_for(0, "early_help", level="2")
    worker.page.locator('select[name="child-0-team_early_help"]').select_option(label=RIVERBANK)
    worker.presses("Look it over")
    worker.sees(RIVERBANK)
    worker.presses("Send to a manager")
    hub_worker(MANAGER).signs_off(reference)
    return reference


def test_a_provider_declines_a_second_accepts_sees_the_family_and_says_what_came_of_it(hub_worker, partner, site):
    """Issue 4: nobody falls between; help has started when the family was seen."""
    child = unique("Noor")
    decided_for_riverbank(hub_worker, child)
    partner(PROVIDER).declines(child, "Nobody is free before May.", code="no_places")
    worker = hub_worker(SOCIAL_WORKER)
    worker.goes("/handoffs/")
    worker.sees("Declined, and yours again", "No place is free soon enough")
    row = worker.page.locator("tr", has_text=child)
    row.get_by_role("button", name="Offer").click()
    worker.sees_heading("Offer to another team")
    option = worker.page.locator('[name="to_team"] option', has_text="Open Door").first.inner_text()
    worker.page.locator('[name="to_team"]').select_option(label=option)
    worker.presses("Offer")
    second = partner(OPEN_DOOR)
    second.accepts(child)
    second.clicks(second.page.locator('a[href$="/first_seen/"]'))
    accepted = site.value(
        "select h.accepted_at from spine_handoff h where h.accepted_at is not null and h.subjects::text like %s",
        f"%{child}%",
    ).astimezone(LONDON)
    day = {"day": accepted.day, "month": accepted.month, "year": accepted.year}
    second.fills({f"seen_on-{part}": str(number) for part, number in day.items()})
    second.fills({"seen_at": f"{accepted:%H:%M}", "note": "Seen alone; he ate."})
    second.presses("Record")
    second.sees("works with the family")
    second.clicks(second.page.locator('a[href$="/finish/"]'))
    second.fills({"outcome": "He eats at home again; school looks out for him."})
    second.presses("Finish")
    second.sees("school looks out for him")


def test_a_waiting_child_with_a_new_contact_comes_first_until_somebody_has_looked(hub_worker, partner, site):
    """EH3: a wait is safe only while somebody looks at it."""
    child = unique("Ilan")
    decided_for_riverbank(hub_worker, child)
    partner(PROVIDER).accepts(child)
    known = site.value("select reference from people_person where name like %s", f"{child}%")
    officer = hub_worker(OFFICER)
    officer.goes("/hub/new/")
    officer.fills(
        {
            "what_happened": "He was at the food bank alone.",
            "children-0-first_names": child,
            "children-0-last_name": "Example",
        }
    )
    officer.clicks(officer.page.locator(f'button[name="use_child-0"][value="{known}"]'))
    officer.sees("Known child")
    officer.says_who_calls()
    officer.saves_the_contact()
    manager = hub_worker(MANAGER)
    manager.goes("/waiting/")
    manager.sees("First of all: something happened while they wait", child, "A new contact")
    manager.follows(child)
    manager.clicks(manager.page.locator('a[href$="/look_again/"]'))
    manager.picks("found", "worse_can_wait")
    manager.picks("priority", "2")
    manager.fills({"note": "Rang his mother: an aunt cooks for them this week."})
    manager.presses("Record what I found")
    manager.goes("/waiting/riverbank-team/?service=riverbank-domestic-abuse-recovery")
    manager.sees(child, "Accepted, not seen", "last looked")
    manager.goes("/waiting/")
    manager.does_not_see(child)
