"""Every main page as whoever uses it, empty, filled and in error: axe finds nothing at 1280 and 390 px, and nothing is
wider than the screen at 320 px or at 200 % zoom (WCAG 2.2 AA). ``LANTERN_SCREENSHOTS=folder``
keeps pictures of each.
"""

from __future__ import annotations

import pytest

from tests.browser import accessibility_findings
from tests.journeys.people import (
    ASSESSMENT_MANAGER,
    MANAGER,
    NIGHT_WORKER,
    NURSE,
    OFFICER,
    POLICE,
    PROVIDER,
    SOCIAL_WORKER,
    unique,
)

WHAT = "She came to school with a bruise on her cheek and said she fell, but she would not look up."


@pytest.fixture
def check():
    """``check(person, "queue", "/hub/")``: look at a page. All are looked at before any finding fails the test."""
    found: list[str] = []

    def look(person, name, path=""):
        if path:
            person.goes(path)
        found.extend(f"{name}: {problem}" for problem in accessibility_findings(person.page, name))

    yield look
    assert found == [], "\n".join(found)


def test_public_pages(visitor, check):
    somebody = visitor()
    for name, path in (
        ("public-welcome", "/"),
        ("public-start", "/report/"),
        ("public-leaving", "/report/leaving/"),
        ("public-area", "/report/area/"),
        ("public-danger", "/report/danger/"),
        ("public-you", "/report/you/"),
        ("public-answer", "/report/answer/"),
        ("public-child", "/report/children/1/"),
        ("public-home", "/report/home/"),
        ("public-family", "/report/family/"),
        ("public-elsewhere", "/report/elsewhere/"),
        ("public-danger-now", "/report/danger-now/"),
        ("public-return", "/report/return/"),
        ("public-threshold", "/threshold/"),
        ("public-privacy", "/privacy/"),
        ("public-accessibility", "/accessibility/"),
        ("sign-in", "/sign-in/"),
        ("sign-in-as", "/sign-in/as/"),
    ):
        check(somebody, name, path)


def test_public_pages_in_error_and_filled(visitor, check):
    somebody = visitor()
    for name, path in (("area", "/report/area/"), ("child", "/report/children/1/"), ("happened", "/report/happened/")):
        somebody.goes(path)
        somebody.expecting(422)
        somebody.presses("Continue")
        check(somebody, f"public-{name}-wrong")
    other = visitor()
    other.starts_a_report()
    other.chooses_the_area()
    other.says_nobody_is_in_danger_now()
    other.says_who_they_are("Pat Neighbour", "next-door neighbour", "01632 960987")
    other.describes_a_child("Robin", unique("Example"))
    check(other, "public-children")
    other.has_no_other_child()
    other.says_where_they_live()
    other.tells_what_happened("Crying every night, and nobody opens the door.")
    check(other, "public-check")
    check(other, "public-save", "/report/save/")
    other.goes("/report/check/")
    other.presses("Send")
    check(other, "public-sent")
    other.expecting(404)
    check(other, "not-found", "/no-such-page/")


def test_ringing_back_whoever_chose_a_time(visitor, hub_worker, check):
    """From the question on the form to the record of the call: not reached at first, then reached."""
    neighbour = visitor()
    neighbour.starts_a_report()
    neighbour.chooses_the_area()
    neighbour.says_nobody_is_in_danger_now()
    neighbour.says_who_they_are("Pat Neighbour", "next-door neighbour", "01632 960987", ring_at=-1)
    neighbour.describes_a_child(unique("Rung"), "Exampleson")
    neighbour.has_no_other_child()
    neighbour.says_where_they_live()
    neighbour.tells_what_happened("Crying every night, and nobody opens the door.")
    neighbour.presses("Send")
    neighbour.sees("ring")
    officer = hub_worker(OFFICER)
    officer.opens(neighbour.reference)
    officer.follows("Ring back")
    check(officer, "ring-back")
    officer.expecting(422)
    officer.presses("Save")
    officer.sees("Say what came of it")
    check(officer, "ring-back-wrong")
    officer.picks("found", "not_reached")
    officer.page.locator("input[name=again]").last.check()
    officer.presses("Save")
    officer.sees("Recorded.")
    officer.follows("Ring back")
    officer.sees("Not reached", "Once")
    officer.picks("found", "reached")
    officer.fills({"said": "They hear him cry when the father is at home."})
    officer.presses("Save")
    officer.sees("They hear him cry when the father is at home.")


def test_hub_pages_empty_and_in_error(hub_worker, check):
    officer = hub_worker(OFFICER)
    for name, path in (
        ("home-officer", "/"),
        ("queue", "/hub/"),
        ("telephone-empty", "/hub/new/"),
        ("advice-empty", "/hub/advice/"),
        ("handover-day", "/hub/handover/"),
        ("shift-log", "/hub/log/"),
        ("caseload-own", "/hub/team/worker/"),
        ("notices", "/hub/notices/"),
        ("find-empty", "/children/find/"),
        ("new-person", "/children/new/"),
        ("without-a-name", "/children/without-a-name/"),
        ("handoffs-hub", "/handoffs/"),
        ("keyboard", "/keyboard/"),
        ("help", "/help/"),
    ):
        officer.expecting(404)
        check(officer, name, path)
    officer.expecting(422)
    officer.goes("/hub/new/")
    officer.clicks(officer.page.get_by_role("button", name="Save the contact", exact=True).last)
    check(officer, "telephone-wrong")
    officer.goes("/hub/advice/")
    officer.clicks(officer.page.locator("main form button").last)
    check(officer, "advice-wrong")
    officer.expecting(403)
    check(officer, "not-your-post", "/hub/lateness/")


def test_a_contact_at_every_stage(hub_worker, partner, check):
    officer, worker, manager = hub_worker(OFFICER), hub_worker(SOCIAL_WORKER), hub_worker(MANAGER)
    child = unique("Stages")
    reference = officer.takes_a_call(
        WHAT,
        {"first_names": child, "last_name": "Robinson", "born-year": "2015", "house": "4", "street": "Example Street"},
        {"first_names": unique("Younger"), "last_name": "Robinson", "age": "18 months"},
        adults=({"first_names": "Dana", "last_name": "Robinson", "relation": "Mother", "same_address": "yes"},),
    )
    check(officer, "contact-new")
    base = f"/hub/contacts/{reference}/"
    check(worker, "screening", base + "screening/")
    worker.expecting(422)
    worker.presses("Save the screening")
    check(worker, "screening-wrong")
    worker.screens(reference)
    check(worker, "contact-screened")
    check(worker, "ask", base + "ask/")
    worker.presses("Ask")
    check(worker, "ask-wrong")
    worker.asks(reference, "Cleveland Police", "Tees, Esk and Wear Valleys")
    police = partner(POLICE)
    check(police, "agency-checks", "/agency/")
    police.follows(child)
    check(police, "agency-question")
    police.expecting(422)
    police.presses("Send the answer")
    check(police, "agency-question-wrong")
    police.answers(child, "Two calls this year.")
    check(police, "agency-answered-one")
    check(police, "agency-answered", "/agency/answered/")
    worker.opens(reference)
    check(worker, "contact-checking")
    check(worker, "decide", base + "decide/")
    worker.presses("Look it over")
    check(worker, "decide-wrong")
    worker.decides_for(0, "assessment", level="3")
    worker.page.locator('[name="child-1-same"]').check()
    worker.presses("Look it over")
    check(worker, "decide-check")
    worker.presses("Send to a manager")
    worker.sees("Awaiting sign-off")
    check(manager, "sign-off-list", "/hub/sign-off/")
    check(manager, "sign-off", base + "sign-off/")
    manager.expecting(422)
    manager.presses("Save")
    check(manager, "sign-off-wrong")
    manager.signs_off(reference)
    check(worker, "contact-decided", base)
    check(worker, "feedback", base + "feedback/")
    check(worker, "priority", base + "priority/")
    check(manager, "assign", base + "assign/")
    check(manager, "join", base + "join/")
    check(manager, "lateness", "/hub/lateness/")
    for name, path in (
        ("team", "/hub/team/"),
        ("caseload-move", "/hub/team/worker/move/"),
        ("weights", "/hub/team/weights/808/"),
        ("routing", "/hub/team/routing/808/"),
        ("routing-rule", "/hub/team/routing/808/rules/1/"),
        ("routing-trial", "/hub/team/routing/808/trial/"),
        ("routing-contacts", "/hub/team/routing/808/trial/contacts/"),
        ("routing-versions", "/hub/team/routing/808/versions/"),
    ):
        check(manager, name, path)
    check(manager, "demand", "/hub/demand/")
    check(manager, "demand-contacts", "/hub/demand/contacts/")
    for name, path in (
        ("second-looks", "/hub/second-looks/"),
        ("second-look-numbers", "/hub/second-looks/numbers/"),
        ("practice", "/hub/second-looks/practice/"),
        ("how-alike", "/hub/demand/alike/"),
        ("what-would-change", "/hub/demand/threshold/"),
        ("draft-threshold", "/hub/demand/threshold/draft/"),
    ):
        check(manager, name, path)
    check(manager, "home-manager", "/")
    receiver = partner(ASSESSMENT_MANAGER)
    for name, path in (
        ("home-team-manager", "/"),
        ("caseloads-of-a-receiving-team", "/hub/team/"),
        ("waiting-by-need", "/waiting/by/need/"),
        ("waiting-in-a-ward", "/waiting/by/ward/not-known/"),
        ("cohorts", "/cohorts/"),
        ("cohort-private-fostering", "/cohorts/private_fostering/"),
        ("plans-list", "/plans/"),
        ("drift", "/plans/drift/"),
        ("overdue-visits", "/plans/overdue-visits/"),
    ):
        check(receiver, name, path)
    check(receiver, "handoffs", "/handoffs/")
    receiver.opens_handoff_of(child)
    check(receiver, "handoff")
    receiver.clicks(receiver.page.locator('a[href$="/decline/"]'))
    receiver.expecting(422)
    receiver.presses("Decline")
    check(receiver, "handoff-decline-wrong")
    check(hub_worker(NIGHT_WORKER), "handover-night", "/hub/handover/")


def test_a_protected_address_and_a_notice_sent_again(hub_worker, check, tmp_path):
    officer, surname = hub_worker(OFFICER), unique("Hidden")
    hidden = {"house": "7", "street": "Secret Close", "address_protected": "yes"}
    officer.takes_a_call(WHAT, {"first_names": "Kim", "last_name": surname, **hidden})
    officer.follows("Show a protected address")
    check(officer, "reported-address")
    officer.expecting(422)
    officer.presses("Show the address")
    check(officer, "reported-address-wrong")
    officer.fills({"reason": "We visit tonight."})
    officer.presses("Show the address")
    officer.sees("Secret Close")
    check(officer, "reported-address-open")
    for words in ("Shouting at night.", "Shouting at night, and a child at the window."):
        file = tmp_path / "notices.csv"
        file.write_text(
            "Incident reference,What happened,Child given names,Child surname,Child date of birth\r\n"
            f'{surname}-1,"{words}",Jay,{surname},09/03/2015\r\n'
        )
        officer.goes("/hub/notices/")
        officer.picks("authority", "808")
        officer.page.locator('input[type="file"]').set_input_files(file)
        officer.presses("Look at the file")
        if words == "Shouting at night.":
            officer.presses("Bring them in")
    check(officer, "notices-changed")
    officer.follows("Row 2")
    officer.sees("and a child at the window.")
    check(officer, "changed-notice")
    officer.presses("Take the change onto the contact")
    officer.sees("Updated police notice received: what happened.")
    check(officer, "contact-with-updated-notice")
    check(officer, "home-told", "/")


def test_a_childs_pages(hub_worker, site, check):
    """The child of the demonstration with the longest history."""
    reference = site.value(
        "select p.reference from people_person p join spine_eventsubject s on s.person_id = p.id"
        " join spine_involvement i on i.person_id = p.id"
        " join spine_episode e on e.id = i.episode_id and e.kind = 'contact'"
        " where p.is_child group by p.reference order by count(*) desc limit 1"
    )
    worker = hub_worker(SOCIAL_WORKER)
    worker.goes(f"/children/{reference}/")
    if worker.page.locator('[name="reason"]').count():
        check(worker, "child-say-why")
        worker.fills({"reason": "Their school rang about a bruise."})
        worker.presses("Open the record")
    check(worker, "child")
    for page in ("print", "details", "names", "move", "numbers", "family", "household", "alike"):
        check(worker, f"child-{page}", f"/children/{reference}/{page}/")
    worker.goes("/children/find/")
    worker.page.locator('main [name="q"]').fill("robinson")
    worker.page.locator('main [name="q"]').press("Enter")
    check(worker, "find-found")


@pytest.mark.parametrize("post", [NURSE, PROVIDER])
def test_partners_pages(partner, post, check):
    person = partner(post)
    name = post.split("-")[0]
    check(person, f"home-{name}", "/")
    if post == NURSE:
        check(person, "professional-empty", "/contacts/new/")
        person.expecting(422)
        person.presses("Send to the hub")
        check(person, "professional-wrong")
        check(person, "my-contacts", "/contacts/mine/")
    else:
        check(person, "handoffs-provider", "/handoffs/")
