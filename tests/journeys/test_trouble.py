"""When things go wrong: two people at once, the database gone in mid-form, a session that ended, a button pressed
twice.
"""

from __future__ import annotations

import time

from tests.journeys.people import MANAGER, OFFICER, OTHER_OFFICER, OTHER_SOCIAL_WORKER, SOCIAL_WORKER, unique

WHAT = "He was outside in the rain at ten at night, seven years old and alone."


def test_two_people_at_once_and_the_second_loses_nothing(hub_worker):
    """Reliability rule R2: one wins, the other is told what changed, and everything typed is still in the form."""
    reference = hub_worker(OFFICER).takes_a_call(WHAT, {"first_names": unique("Both"), "last_name": "Example"})
    first, second = hub_worker(SOCIAL_WORKER), hub_worker(OTHER_SOCIAL_WORKER)
    first.settles_everybody(reference)
    for worker in (first, second):
        worker.goes(f"/hub/contacts/{reference}/screening/")
    first.picks("priority", "1")
    first.fills({"note": "Rang the school."})
    first.presses("Save the screening")
    first.page.wait_for_url(f"**/hub/contacts/{reference}/")
    second.expecting(409)
    second.picks("priority", "3")
    second.fills({"note": "I spoke with the grandmother, who has him tonight."})
    second.presses("Save the screening")
    second.sees("changed while you were working", "Nothing you typed is lost")
    assert "I spoke with the grandmother, who has him tonight." in second.page.content()


def test_two_managers_decide_about_one_decision(hub_worker):
    """The slower manager sees who signed it off, and their own words are kept."""
    reference = hub_worker(OFFICER).takes_a_call(WHAT, {"first_names": unique("Both"), "last_name": "Example"})
    worker = hub_worker(SOCIAL_WORKER)
    worker.screens(reference)
    worker.decides(reference, ("advice", "1"))
    first, second = hub_worker(MANAGER), hub_worker("childrens-hub-hub-manager-2")
    second.goes(f"/hub/contacts/{reference}/sign-off/")
    first.signs_off(reference)
    second.expecting(409)
    second.picks("verdict", "send_back")
    second.fills({"reason": "Nobody has rung the father."})
    second.picks("themes", "household_not_known")
    second.presses("Save")
    second.sees("Nothing you typed is lost")
    assert "Nobody has rung the father." in second.page.content()


def test_the_database_goes_in_mid_form_and_comes_back(hub_worker, site):
    """Reliability 10.5: a plain answer within seconds, everything typed still there, and saved as soon as the database
    is back.
    """
    officer = hub_worker(OFFICER)
    child = unique("Outage")
    officer.expecting(503)
    officer.goes("/hub/new/")
    officer.fills({"what_happened": WHAT, "children-0-first_names": child})
    officer.says_who_calls()
    officer.page.get_by_text("Saved ").first.wait_for(timeout=15_000)
    site.database.stop()
    try:
        asked_at = time.monotonic()
        officer.clicks(officer.page.get_by_role("button", name="Save the contact", exact=True).last)
        officer.page.get_by_role("heading", name="Sorry, the service is away for a moment").wait_for(timeout=20_000)
        assert time.monotonic() - asked_at < 15
        officer.sees("What you typed is not saved yet. It is all here on this page.")
        assert WHAT in officer.page.content()
        assert child in officer.page.content()
    finally:
        site.database.start()
    officer.presses("Try again")
    officer.page.wait_for_url("**/hub/contacts/*/", timeout=15_000)
    officer.sees(WHAT, child)
    stored = site.value("select count(*) from frontdoor_reportedperson where first_names = %s", child)
    assert stored == 1


def test_a_session_that_ends_keeps_the_draft(hub_worker, site):
    """Signed out in mid-form: what was typed is on the page and in the draft."""
    officer = hub_worker(OTHER_OFFICER)
    officer.goes("/hub/new/")
    officer.fills({"what_happened": "The session ended while I typed this."})
    officer.page.get_by_text("Saved ").first.wait_for(timeout=15_000)
    officer.says_who_calls()
    officer.picks("child_not_known")
    site.rows("update access_session set expire_date = now() - interval '1 minute'")
    officer.expecting(403)
    officer.clicks(officer.page.get_by_role("button", name="Save the contact", exact=True).last)
    officer.sees_heading("You have been signed out")
    assert "The session ended while I typed this." in officer.page.content()
    again = hub_worker(OTHER_OFFICER)
    again.goes("/hub/new/")
    again.sees("You are going on with what you typed earlier")
    assert again.page.locator('[name="what_happened"]').input_value() == "The session ended while I typed this."


def test_pressing_save_twice_stores_once(hub_worker, site):
    """Reliability rule R3: the same press of the same button is one act, however often it arrives."""
    officer = hub_worker(OFFICER)
    child = unique("Double")
    officer.goes("/hub/new/")
    officer.fills({"what_happened": WHAT, "children-0-first_names": child})
    officer.says_who_calls()
    arrived = officer.page.evaluate(
        """async () => {
            const form = document.querySelector('#telephone')
            const body = () => new URLSearchParams(new FormData(form))
            const answers = await Promise.all([1, 2, 3].map(() => fetch(location.href, {method: 'POST', body: body()})))
            return answers.map(each => each.status)
        }"""
    )
    assert arrived == [200, 200, 200]
    stored = site.value("select count(*) from frontdoor_reportedperson where first_names = %s", child)
    assert stored == 1
