"""Anybody may tell the hub about a child: without an account, without a name, without scripts, and without leaving a
trace.
"""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser import PHONE
from tests.journeys.people import OFFICER, unique

BRUISES = "I hear shouting every night and the little boy has bruises on his arms."


def test_a_neighbour_tells_the_hub_and_it_is_on_the_queue(visitor, hub_worker):
    """Working Together 2023, chapter 3: anybody who has a concern should be able to share it; each contact is received
    and answered.
    """
    child = unique("Noah")
    reference = visitor().reports(child, "Exampleson", BRUISES)
    officer = hub_worker(OFFICER)
    officer.goes("/hub/")
    officer.sees(reference, child)
    officer.opens(reference)
    officer.sees(BRUISES, "Pat Neighbour", "Public web form")


def test_the_form_works_without_scripts_on_a_phone(visitor):
    """Nothing depends on scripts, and nobody needs a computer."""
    visitor(scripts=False, size=PHONE).reports(unique("Mia"), "Exampleson", BRUISES)


def test_a_report_without_a_name_holds_nobody(visitor, hub_worker, site):
    """An anonymous report leaves no name, number or address of the reporter."""
    reference = visitor().reports(unique("Leo"), "Exampleson", BRUISES, anonymous=True)
    officer = hub_worker(OFFICER)
    officer.opens(reference)
    officer.sees("They did not give a name. They can not be answered.")
    kept = site.rows(
        "select r.anonymous, r.name, r.phone, r.email from frontdoor_referrer r"
        " join spine_episode e on e.id = r.contact_id where e.reference = %s",
        reference,
    )
    assert kept == [(True, "", "", "")]


def test_an_unborn_child_can_be_reported(visitor, hub_worker):
    """A child not yet born is a child somebody may worry about."""
    reference = visitor().reports("", "", "She drinks heavily and the baby is due soon.", age="unborn")
    officer = hub_worker(OFFICER)
    officer.opens(reference)
    officer.sees("Unborn")


def test_danger_now_stops_the_form_and_shows_999_and_the_hubs_number(visitor):
    """A form is no way to save a child in danger now."""
    somebody = visitor()
    somebody.starts_a_report()
    somebody.chooses_the_area()
    somebody.picks("danger", "yes")
    somebody.presses("Continue")
    somebody.sees_heading("Ring 999 now")
    somebody.sees("01632 960121", "01632 960100")


def test_saved_with_a_code_and_gone_on_with_on_another_device(visitor):
    """Save and return: what was typed waits on the server, never on the device."""
    first = visitor()
    first.starts_a_report()
    first.chooses_the_area()
    first.says_nobody_is_in_danger_now()
    first.stays_anonymous()
    first.fills({"first_names": "Robin", "last_name": unique("Example")})
    first.picks("age_known", "not_known")
    first.presses("Save and come back later")
    first.sees_heading("Saved")
    code = first.page.locator(".govuk-panel strong").inner_text()
    assert first.page.evaluate("localStorage.length + sessionStorage.length") == 0
    second = visitor()
    second.goes("/report/return/")
    second.fills({"code": "WRNG WRNG WRNG WRNG"})
    second.presses("Go on")
    second.sees("We have nothing saved under this code")
    second.fills({"code": code.lower()})
    second.presses("Go on")
    second.goes("/report/children/")
    second.sees("Robin")


def test_answers_are_changed_from_the_summary_and_come_back_to_it(visitor):
    """Check your answers: one Change link each, and back to the summary."""
    somebody = visitor()
    somebody.starts_a_report()
    somebody.chooses_the_area()
    somebody.says_nobody_is_in_danger_now()
    somebody.stays_anonymous()
    somebody.describes_a_child(unique("Ali"), "Exampleson")
    somebody.has_no_other_child()
    somebody.says_where_they_live()
    somebody.tells_what_happened(BRUISES)
    somebody.clicks(somebody.page.locator('a[href*="/report/happened/"]'))
    somebody.sees_heading("What have you seen or heard?")
    assert somebody.page.locator('[name="what_happened"]').input_value() == BRUISES
    somebody.fills({"what_happened": "More quiet now, but still bruises."})
    somebody.presses("Continue")
    somebody.sees_heading("Check what you have told us")
    somebody.sees("More quiet now")


def test_pressing_send_twice_stores_one_contact(visitor, site):
    """A double click, or a lost answer and a second try, is one report."""
    somebody = visitor()
    surname = unique("Twice")
    somebody.starts_a_report()
    somebody.chooses_the_area()
    somebody.says_nobody_is_in_danger_now()
    somebody.stays_anonymous()
    somebody.describes_a_child("Sam", surname)
    somebody.has_no_other_child()
    somebody.says_where_they_live()
    somebody.tells_what_happened(BRUISES)
    somebody.page.evaluate(
        """async () => {
            const form = [...document.querySelectorAll('form')].find(each => each.action.endsWith('/report/check/'))
            const send = () => fetch(form.action, {method: 'POST', body: new FormData(form)})
            await Promise.all([send(), send(), send()])
        }"""
    )
    somebody.goes("/report/")
    stored = site.value("select count(*) from frontdoor_reportedperson where last_name = %s", surname)
    assert stored == 1


def test_exit_this_page_leaves_for_the_weather(visitor):
    """Whoever is watched can leave at once, by button or by pressing Shift three times."""
    somebody = visitor()
    somebody.page.route(
        "https://www.bbc.co.uk/**", lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html")
    )
    somebody.goes("/report/you/")
    exit_button = somebody.page.get_by_role("button", name="Exit this page").first
    expect(exit_button).to_be_visible()
    exit_button.click()
    somebody.page.wait_for_url("https://www.bbc.co.uk/weather")
    somebody.goes("/report/you/")
    for _ in range(3):
        somebody.page.keyboard.press("Shift")
    somebody.page.wait_for_url("https://www.bbc.co.uk/weather")


def test_every_answer_that_is_missing_is_named_in_plain_words(visitor):
    """A clear message beside the question and at the top, and the title says that something is wrong."""
    somebody = visitor()
    somebody.goes("/report/area/")
    somebody.presses("Continue")
    somebody.sees("There is a problem", "Choose where the child lives")
    expect(somebody.page).to_have_title(re.compile("^Error"))
