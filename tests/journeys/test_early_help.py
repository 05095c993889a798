"""A family is helped early: from the handoff to the end, and a parent who takes their consent back."""

from __future__ import annotations

import datetime as dt

from tests.journeys.people import EARLY_HELP_MANAGER, MANAGER, OFFICER, PROVIDER, SOCIAL_WORKER, unique

WORKER = "stockton-early-help-early-help-worker-1"
WHAT = "He is tired at school and has missed nine days. His mother works nights and asks for help."
RIVERBANK = "Riverbank Families"


def day_of(site, **ahead: int) -> dict[str, str]:
    day = site.clock.now.date() + dt.timedelta(**ahead)
    return {"on-day": str(day.day), "on-month": str(day.month), "on-year": str(day.year)}


def taken_on(hub_worker, partner, child: str):
    """The hub decides early help for a child, and the early help team accepts: its worker is on the handoff."""
    officer, worker, manager = hub_worker(OFFICER), hub_worker(SOCIAL_WORKER), hub_worker(MANAGER)
    reference = officer.takes_a_call(WHAT, {"first_names": child, "last_name": "Robinson", "age": "8"})
    worker.screens(reference)
    worker.decides(reference, ("early_help", "2"))
    manager.signs_off(reference)
    helper = partner(WORKER)
    helper.accepts(child)
    return helper


def begins(helper) -> str:
    helper.presses("Begin early help")
    helper.picks("need", "school")
    helper.presses("Begin early help")
    helper.sees("Nobody has spoken with the family yet.")
    return helper.reference


def test_from_the_handoff_to_the_end(hub_worker, partner, site):
    """EH1, EH5, EH7: one assessment, a team, a plan, scores, and an end that the front door reads."""
    child = unique("Milo")
    helper = taken_on(hub_worker, partner, child)
    reference = begins(helper)
    helper.presses("Record the first contact")
    helper.fills(day_of(site) | {"note": "We met at school."})
    helper.presses("Save")
    helper.presses("Record what the family agreed to")
    helper.page.locator('select[name="agency"]').select_option(label=RIVERBANK)
    helper.picks("given", "yes")
    helper.chooses("The early help assessment", "The family plan and its reviews", "Meetings and what was agreed there")
    helper.fills({"given_by": "His mother", **day_of(site)})
    helper.picks("how", "signed")
    helper.presses("Save")
    helper.follows("Add or take out somebody")
    helper.page.locator('select[name="agency"]').select_option(label=RIVERBANK)
    helper.fills({"name": "Bea Fox", "role": "Family practitioner"})
    helper.presses("Add to the team")
    helper.presses("Score where the family stands")
    helper.picks("who", "child")
    helper.fills({"name": child, "own_measure": "That mornings are quiet"})
    helper.picks("score_learning", "3")
    helper.presses("Save the scores")
    helper.goes(f"/early-help/{reference}/assessment/")
    helper.fills(
        {
            "strengths": "He likes his teacher.",
            "needs": "Somebody to wake him.",
            "worries": "Nine days missed.",
            "voice_1": "I am awake when Mum comes home.",
            "analysis": "He waits up for her.",
        }
    )
    helper.picks("recommendation", "plan")
    helper.presses("Save, and ask a manager to agree it")
    helper.sees("asks a manager to agree the assessment")
    boss = partner(EARLY_HELP_MANAGER)
    boss.goes("/early-help/?view=agree")
    boss.follows(child)
    boss.presses("Read and agree the assessment")
    boss.sees("I am awake when Mum comes home.")
    boss.picks("verdict", "agree")
    boss.fills({"words": "The boy is heard."})
    boss.presses("Save")
    boss.sees("The assessment is agreed")
    helper.goes(f"/early-help/{reference}/")
    helper.presses("Call the team around the family")
    helper.fills(day_of(site, days=7) | {"at": "3:30pm", "place": "School", "purpose": "Agree the plan."})
    helper.presses("Call the meeting")
    helper.sees("Meeting")
    helper.presses("Begin the family plan")
    helper.sees("Add an action")
    helper.goes(f"/early-help/{reference}/measures/")
    helper.picks("stage", "end")
    helper.picks("who", "child")
    helper.fills({"name": child})
    helper.picks("score_learning", "7")
    helper.presses("Save the scores")
    helper.sees("How far the family has come")
    helper.goes(f"/gate/{reference}/closure/")
    helper.fills(
        {
            "answer-what_changed": "He sleeps.",
            "answer-evidence": "Not a day missed in six weeks.",
            "answer-family_says": "Mornings are quiet.",
            "answer-if_not": "School rings us before it writes.",
        }
    )
    helper.picks("answer-met", "yes")
    helper.presses("Keep the answers")
    boss.goes(f"/gate/{reference}/closure/")
    boss.fills({"test-words": "I rang the school."})
    boss.presses("Agree")
    boss.sees("It may go through now.")
    helper.goes(f"/early-help/{reference}/")
    helper.follows("End early help")
    helper.picks("ending", "done")
    helper.picks("outcome", "better")
    helper.fills({"family_says": "Mornings are quiet.", "words": "Breakfast club goes on."})
    helper.presses("End early help")
    helper.sees("Early help ended: what was agreed is done.")


def test_a_parent_withdraws_consent(partner, site):
    """EH7: what consent stops is said, and the agency sees nothing after it."""
    helper = partner(WORKER)
    helper.goes("/early-help/")
    helper.clicks(helper.page.locator('a[href*="/early-help/begin/"]').first)
    helper.picks("need", "school")
    helper.presses("Begin early help")
    helper.sees_heading("Being assessed")
    reference = helper.reference
    helper.presses("Record what the family agreed to")
    helper.page.locator('select[name="agency"]').select_option(label=RIVERBANK)
    helper.picks("given", "yes")
    helper.chooses("How far the family has come")
    helper.fills({"given_by": "Her father", **day_of(site)})
    helper.picks("how", "spoken")
    helper.presses("Save")
    helper.presses("Score where the family stands")
    helper.picks("who", "practitioner")
    helper.picks("score_safe", "4")
    helper.presses("Save the scores")
    helper.presses("Share with an agency")
    helper.chooses("How far the family has come", RIVERBANK)
    helper.presses("Share")
    provider = partner(PROVIDER)
    provider.goes("/early-help/")
    provider.sees("Shared with your agency", reference)
    helper.goes(f"/early-help/{reference}/")
    helper.follows("Withdraw")
    helper.sees("nothing new about this family can be shared with Riverbank Families")
    helper.fills({"given_by": "Her father"})
    helper.picks("how", "telephone")
    helper.presses("Withdraw consent")
    helper.sees("Withdrawn")
    helper.goes(f"/early-help/{reference}/share/")
    helper.sees("The family has not agreed to any agency being told")
    provider.goes("/early-help/")
    provider.sees("Consent was withdrawn")
