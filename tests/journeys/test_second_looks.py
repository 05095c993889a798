"""Somebody who had no part in a decision looks at it again, and says otherwise."""

from __future__ import annotations

from tests.journeys.people import MANAGER, OFFICER, OTHER_MANAGER, SOCIAL_WORKER, unique

WHAT = "He was seen with a bruise on his arm again, and nobody has asked the school."


def test_a_manager_draws_disagrees_and_the_contact_is_taken_up_again(hub_worker, site):
    """FD7: drawn by an area's own numbers, looked at by somebody else, counted by theme, decided afresh."""
    officer, worker, manager = hub_worker(OFFICER), hub_worker(SOCIAL_WORKER), hub_worker(MANAGER)
    reference = officer.takes_a_call(WHAT, {"first_names": unique("Otto"), "last_name": "Robinson", "age": "7"})
    worker.screens(reference)
    worker.decides(reference, ("advice", "1"))
    manager.signs_off(reference)
    worker.tells_the_referrer(reference)
    worker.finishes(reference)
    manager.goes("/hub/second-looks/numbers/?authority=808")
    manager.fills({"share_nobody_asked": "100"})
    manager.presses("Count what that would be")
    manager.sees("a week with these numbers")
    manager.presses("Use these numbers from this week")
    manager.sees("This area’s own numbers")
    site.time_passes(days=7)
    manager.goes(f"/hub/second-looks/{reference}/")
    manager.sees("You signed off this, so somebody else looks at it.")
    other = hub_worker(OTHER_MANAGER)
    other.goes("/hub/second-looks/")
    other.follows(reference)
    other.sees("No agency was asked", WHAT)
    other.picks("found", "otherwise")
    other.picks("level", "3")
    other.picks("outcome", "assessment")
    other.picks("themes", "agency_not_asked")
    other.fills({"missed": "The school sees him every day."})
    other.picks("then", "again")
    other.presses("Save")
    other.sees_heading("Second looks at finished contacts")
    other.goes("/hub/second-looks/practice/")
    other.sees("An agency that knows them was not asked, or not waited for")
    worker = hub_worker(SOCIAL_WORKER)
    worker.opens(reference)
    worker.sees("Sent back", "The school sees him every day.", "Decide")
    worker.goes("/hub/second-looks/mine/")
    worker.sees(reference, "Take it up again")
