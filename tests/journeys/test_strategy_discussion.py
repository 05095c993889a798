"""A strategy discussion at night, minuted by two people, from a telephone; and what begins by it."""

from __future__ import annotations

from tests.browser import PHONE, accessibility_findings
from tests.journeys.people import ASSESSMENT_MANAGER, NIGHT_WORKER, POLICE, SOCIAL_WORKER, unique

TOLD = "Called to the house twice this week; an adult son has moved back in."


def test_a_strategy_discussion_at_night_begins_an_enquiry_that_the_day_team_finds(hub_worker, arrives, partner, site):
    """Working Together, chapter 3; issue 4: usable at three in the morning by phone, and two people minute at once."""
    site.clock.to_night()
    by_phone = hub_worker(NIGHT_WORKER, size=PHONE)
    child = unique("Noah")
    reference = by_phone.takes_a_call("Burnt.", {"first_names": child, "last_name": "Robinson", "age": "6"})
    by_phone.settles_everybody(reference)
    by_phone.goes(f"/hub/contacts/{reference}/strategy-discussion/")
    by_phone.sees_heading("Call a meeting")
    by_phone.fills({"purpose": "A burn with the form of an iron."})
    by_phone.chooses("Cleveland Police")
    by_phone.presses("Call the meeting")
    by_phone.sees("Not everybody who must be there is asked")
    by_phone.presses("Begin now")
    by_phone.sees("Not everybody who must be there is")
    meeting = by_phone.path.split("#")[0]
    assert accessibility_findings(by_phone.page, "strategy-discussion") == []

    other = hub_worker(SOCIAL_WORKER)
    other.goes(meeting)
    other.sees("Nothing is written yet.")
    other.fills({"text": "She said: it was Dad."})
    other.page.locator('[name="text"]').blur()  # nothing is put under the hands of somebody who types
    by_phone.page.locator('[name="seat"]').select_option(label="Cleveland Police, Police desk of the hubs")
    by_phone.fills({"text": TOLD})
    by_phone.presses("Write it down")
    by_phone.sees(TOLD)
    other.page.get_by_text(TOLD).first.wait_for(timeout=20_000)  # the page looks for news every eight seconds
    other.sees(TOLD)  # it comes by itself, and what they were writing is still there
    assert other.page.locator('[name="text"]').input_value() == "She said: it was Dad."
    other.presses("Write it down")
    other.sees(TOLD, "She said: it was Dad.")

    by_phone.presses("Record the decision")
    by_phone.picks("child-0-outcome", "section_47_joint")
    by_phone.fills({"child-0-reasons": "The burn, and what she says."})
    by_phone.picks("child-0-category", "physical")
    by_phone.picks("child-0-medical", "arranged")
    by_phone.expecting(422)
    by_phone.presses("Record the decision")
    by_phone.sees("Say why you go on without them")
    by_phone.fills({"not_quorate_why": "No health worker is on call before eight."})
    by_phone.presses("Record the decision")
    by_phone.sees("jointly with the police", "No health worker is on call before eight.")
    by_phone.presses("End the meeting")
    by_phone.presses("End the meeting")
    by_phone.presses("Send the minutes")
    by_phone.presses("Send the minutes")
    by_phone.sees("Minutes sent")

    police = partner(POLICE)
    police.goes("/invitations/")
    police.follows(child)
    police.sees("The burn, and what she says.", TOLD)

    site.clock.to_morning()
    manager = hub_worker(ASSESSMENT_MANAGER)
    manager.goes("/protection/")
    manager.follows(child)
    manager.sees("Section 47 enquiry, jointly with the police", "Nobody has taken it on yet.", "Conference by")
    manager.presses("Take it on")
    manager.sees("It is yours now.")
