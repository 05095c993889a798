"""Without a mouse, without scripts: nobody is kept from their work or from being heard."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import PHONE
from tests.journeys.people import OFFICER, SOCIAL_WORKER, unique

WHAT = "Father shouted at him at the gate and pulled him by the arm."
_MANY = 150  # more stops than any page of ours has


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the field of this name has the focus: how somebody gets there who uses no mouse."""
    for _ in range(_MANY):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"Tab never came to {name}")


def test_a_call_taken_with_the_keyboard_alone(hub_worker, site):
    """The telephone form from the first key to the saved contact, in the order of the page, without a mouse."""
    child = unique("Keys")
    officer = hub_worker(OFFICER)
    officer.goes("/hub/")
    page = officer.page
    for _ in range(_MANY):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Take a call":
            break
    page.keyboard.press("Enter")
    officer.sees_heading("Take a call")
    tab_to(page, "what_happened")
    page.keyboard.type(WHAT)
    tab_to(page, "children-0-first_names")
    page.keyboard.type(child)
    tab_to(page, "children-0-last_name")
    page.keyboard.type("Example")
    tab_to(page, "children-0-born-day")
    for part in ("3", "4", "2015"):
        page.keyboard.type(part)
        page.keyboard.press("Tab")
    tab_to(page, "authority")
    if page.evaluate("document.activeElement.value") != "808":
        page.keyboard.press("ArrowDown")
    else:
        page.keyboard.press("Space")
    tab_to(page, "source")
    for _ in range(60):  # arrows: a list forgets letters that a busy machine types too slowly
        if page.evaluate("document.activeElement.value") == "2A":
            break
        page.keyboard.press("ArrowDown")
    tab_to(page, "caller_name")
    page.keyboard.type("Helen Head")
    tab_to(page, "caller_phone")
    page.keyboard.type("01632 960111")
    page.keyboard.press("Enter")
    page.wait_for_url("**/hub/contacts/*/")
    officer.sees(WHAT, child)
    asked_for = site.rows(
        "select e.authority_id, r.source from spine_episode e"
        " join frontdoor_referrer r on r.contact_id = e.id where e.reference = %s",
        officer.reference,
    )
    assert asked_for == [(808, "2A")]


def test_the_focus_is_always_visible_and_reaches_the_content_first(hub_worker):
    """WCAG 2.2 criteria 2.4.1 and 2.4.7: skip link first, and a visible focus."""
    officer = hub_worker(OFFICER)
    officer.goes("/hub/")
    officer.page.keyboard.press("Tab")
    assert officer.page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
    officer.page.keyboard.press("Enter")
    assert officer.page.evaluate("document.activeElement.id") == "main-content"


def test_a_call_without_scripts_with_two_children(hub_worker):
    """Another child is a button that the server answers; matches are looked for by a button too."""
    first, second = unique("Plain"), unique("Simple")
    officer = hub_worker(OFFICER, scripts=False)
    reference = officer.takes_a_call(
        WHAT,
        {"first_names": first, "last_name": "Example"},
        {"first_names": second, "last_name": "Example"},
        adults=({"first_names": "Dana", "last_name": "Example", "relation": "Mother", "same_address": "yes"},),
    )
    officer.opens(reference)
    officer.sees(first, second, "Dana Example", WHAT)


def test_screened_decided_and_signed_off_without_scripts(hub_worker):
    """Everything after the call works without scripts as well."""
    reference = hub_worker(OFFICER, scripts=False).takes_a_call(WHAT, {"first_names": unique("Plain")})
    worker = hub_worker(SOCIAL_WORKER, scripts=False, size=PHONE)
    worker.screens(reference)
    worker.asks(reference, "Cleveland Police")
    worker.decides(reference, ("advice", "1"))
    hub_worker("childrens-hub-hub-manager-1", scripts=False).signs_off(reference)
