"""Who finds nothing: a professional of another authority, an agency that was not asked, somebody without the post."""

from __future__ import annotations

import re

from tests.journeys.people import NURSE, OFFICER, POLICE, PROVIDER, SOCIAL_WORKER, unique

ELSEWHERE = "middlesbrough-front-door-hub-social-worker-1"
WHAT = "Left alone overnight with a baby brother."


def test_a_worker_of_another_authority_finds_nothing(hub_worker):
    """Neither by address, nor by search, nor on a list, nor beside a form: missing and forbidden look the same."""
    child = unique("Hidden")
    officer = hub_worker(OFFICER)
    reference = officer.takes_a_call(
        WHAT, {"first_names": child, "last_name": "Wallace", "born-day": "3", "born-month": "4", "born-year": "2015"}
    )
    hub_worker(SOCIAL_WORKER).screens(reference)
    officer.opens(reference)
    address = officer.page.locator('a[href^="/children/P-"]').first.get_attribute("href")
    elsewhere = hub_worker(ELSEWHERE)
    elsewhere.goes("/hub/")
    elsewhere.does_not_see(reference, child)
    elsewhere.expecting(404)
    pages = []
    for path in (f"/hub/contacts/{reference}/", address, "/hub/contacts/C-0000000/", "/children/P-0000000/"):
        elsewhere.goes(path)
        pages.append(re.sub(r"\s+", " ", elsewhere.page.locator("main").inner_text()))
    assert len(set(pages)) == 1, pages
    for searched in (f"{child} wallace 2015", reference, address.strip("/").split("/")[-1]):
        elsewhere.goes("/children/find/")
        elsewhere.page.locator('main [name="q"]').fill(searched)
        elsewhere.page.locator('main [name="q"]').press("Enter")
        elsewhere.does_not_see(child)


def test_an_agency_sees_its_own_questions_and_nothing_else(hub_worker, partner):
    """IS1: who, why, on what ground, by when; never the worry's own words, nor who was worried, nor what others
    answered.
    """
    child = unique("Asked")
    reference = hub_worker(OFFICER).takes_a_call(WHAT, {"first_names": child, "last_name": "Example"})
    worker = hub_worker(SOCIAL_WORKER)
    worker.screens(reference)
    worker.asks(reference, "Cleveland Police")
    police = partner(POLICE)
    police.goes("/agency/")
    police.follows(child)
    police.sees("What do you know about", child)
    police.does_not_see(WHAT, "Helen Head", "01632 960111")
    question = police.path
    police.expecting(404, 403)
    police.goes(f"/hub/contacts/{reference}/")
    police.does_not_see(child)
    health = partner("tewv-hub-desk-agency-responder-1")
    health.goes("/agency/")
    health.does_not_see(child)
    health.expecting(404)
    health.goes(question)
    health.does_not_see(child)


def test_a_provider_sees_only_what_was_offered_to_it(hub_worker, partner):
    """Nothing of the contact leaves with a handoff but what the receiver needs to know."""
    child = unique("Offered")
    provider = partner(PROVIDER)
    reference = hub_worker(OFFICER).takes_a_call(WHAT, {"first_names": child, "last_name": "Example"})
    provider.goes("/handoffs/")
    provider.does_not_see(child)
    provider.expecting(403, 404)
    for path in ("/hub/", f"/hub/contacts/{reference}/", "/children/find/"):
        provider.goes(path)
        provider.does_not_see(child)


def test_a_professional_sends_a_contact_and_reads_the_answer(hub_worker, partner):
    """FD1: a health visitor sends, keeps a receipt, sees that it is being looked at, and reads the answer."""
    child = unique("Visited")
    nurse = partner(NURSE)
    nurse.goes("/contacts/new/")
    nurse.fills(
        {
            "children-0-first_names": child,
            "children-0-last_name": "Example",
            "what_happened": WHAT,
            "worries": "He is not fed and has lost weight since the last visit.",
            "child_words": "My tummy hurts.",
            "role": "Health visitor",
            "phone": "01632 960222",
        }
    )
    nurse.picks("authority", "808")
    nurse.page.locator('[name="reasons"]').first.check()
    nurse.picks("parents_aware", "aware")
    nurse.picks("consent", "yes")
    nurse.picks("lawful_basis", "public_task")
    nurse.presses("Send to the hub")
    nurse.sees("We have your contact")
    reference = nurse.reference
    nurse.expecting(403, 404)
    nurse.goes(f"/hub/contacts/{reference}/")
    nurse.does_not_see(WHAT)
    worker = hub_worker(SOCIAL_WORKER)
    worker.opens(reference)
    worker.sees("My tummy hurts.", "Professional web form")
    worker.screens(reference)
    worker.decides(reference, ("advice", "1"))
    hub_worker("childrens-hub-hub-manager-1").signs_off(reference)
    worker.tells_the_referrer(reference, how="online")
    nurse.goes("/contacts/mine/")
    nurse.follows(child)
    nurse.sees("Answered", "information and advice")


def test_signed_out_nobody_sees_anything(visitor):
    """Without signing in there is the public form and nothing else."""
    somebody = visitor()
    somebody.goes("/hub/")
    somebody.page.wait_for_url("**/sign-in/**")
    somebody.goes("/children/find/")
    somebody.page.wait_for_url("**/sign-in/**")
