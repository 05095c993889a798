"""Whose a contact is: a rule sends it to a team, and what a worker who falls ill holds moves to others."""

from __future__ import annotations

from tests.journeys.people import MANAGER, OFFICER, SOCIAL_WORKER, unique

DESK = "Exploitation and missing desk of the hub"


def test_a_rule_is_tried_and_put_live_and_a_call_lands_by_it(hub_worker):
    """FD12: nothing goes by a rule before somebody has seen what it would have done."""
    manager, name = hub_worker(MANAGER), unique("Bullying")
    manager.goes("/hub/team/")
    manager.follows("Which team a contact goes to")
    manager.follows("Stockton-on-Tees")
    manager.sees("1. Exploitation", "2. Missing from home")
    manager.clicks(manager.page.get_by_role("button", name="Write a rule"))
    manager.fills({"name": name, "why": "The desk works with the schools."})
    manager.clicks(manager.page.locator("summary", has_text="What it is about"))
    manager.picks("reasons", "bullying")
    manager.picks("team", "childrens-hub-exploitation")
    manager.presses("Keep the rule")
    manager.sees("Not live yet", "about bullying")
    manager.clicks(manager.page.get_by_role("button", name="Try these rules"))
    manager.sees_heading("Try these rules")
    manager.sees("Where they would have gone", name)
    manager.fills({"why": "Tried on four weeks."})
    manager.presses("Put these rules live")
    manager.sees("These rules are live.")

    officer = hub_worker(OFFICER)
    officer.goes("/hub/new/")
    officer.picks("reasons", "bullying")
    officer.fills({"what_happened": "Three older pupils wait for him every day."})
    officer.fills({"children-0-first_names": unique("Toby")})
    officer.says_who_calls()
    officer.picks("urgency", "2")
    officer.saves_the_contact()
    officer.sees(f"Came to {DESK} by rule", name)


def test_somebody_falls_ill_and_what_they_hold_moves_in_one_act(hub_worker, site):
    """FD12: nobody waits for a worker who is not there."""
    officer, worker = hub_worker(OFFICER), hub_worker(SOCIAL_WORKER)
    held = []
    for _ in range(2):
        reference = officer.takes_a_call("Alone at home again.", {"first_names": unique("Mia")})
        worker.opens(reference)
        worker.presses("Take it on")
        worker.sees("This contact is yours now.")
        held.append(reference)
    named = "select u.display_name from partnership_post p join access_user u on u.id = p.holder_id where p.code = %s"
    name = site.value(named, SOCIAL_WORKER)
    manager = hub_worker(MANAGER)
    manager.goes("/hub/team/")
    manager.follows(name)
    manager.sees(*held)
    manager.clicks(manager.page.get_by_role("button", name="Move what they hold"))
    manager.picks("everything", "team")
    manager.expecting(422)
    manager.presses("Move it")
    manager.sees("Say why it moves")
    manager.fills({"reason": "Shared out among the team."})
    manager.presses("Move it")
    manager.sees("Moved: ")
    for reference in held:
        manager.opens(reference)
        manager.sees("Nobody yet", "Shared out among the team.")
