"""The states of a child's legal planning, and every move between them."""

from __future__ import annotations

from typing import Any

from lantern.legal import permissions as may
from lantern.legal.models import Change, Letter
from lantern.spine import held
from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.lifecycle import Lifecycle, Move

KIND, CHILD = "legal_planning", "child"
ASKED, LETTER, READY, PRE, TO_ISSUE, COURT, ENDED = (
    "asked",
    "letter",
    "letter_ready",
    "pre_proceedings",
    "to_issue",
    "in_court",
    "ended",
)
BEFORE_COURT = (ASKED, LETTER, READY, PRE, TO_ISSUE)
OPEN = (*BEFORE_COURT, COURT)


def missing_in_letter(letter: Letter | None, changes: list[Change]) -> list[str]:
    """What the letter does not say yet, in words. The inspection found letters that did not say what is required."""
    if letter is None:
        return ["The letter is not begun."]
    head = {
        "to whom it goes": letter.to,
        "what you are worried about": letter.worries,
        "what was done to help": letter.helped,
        "what happens if nothing changes": letter.what_next,
        "when and where the parents are met": letter.meeting,
    }
    told = [f"The letter does not say {words}." for words, said in head.items() if not said.strip()]
    standing = [each for each in changes if not each.dropped]
    if not standing:
        told.append("The letter does not say what must change.")
    for place, each in enumerate(standing, 1):
        told += [f"Change {place} does not say {words}." for words in each.missing()]
    return told


def _whole(planning: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    """A letter goes out only once it says what must change, by when, and who checks it how (inspection, ¶8)."""
    if facts.get("looking"):
        return ALLOWED
    letter = Letter.objects.filter(episode_id=planning.pk).first()
    told = missing_in_letter(letter, list(Change.objects.filter(episode_id=planning.pk)))
    return refused(" ".join(told), next_step="Write this first.") if told else ALLOWED


def _somebody_else(planning: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    """Nobody sends their own letter: a manager reads it first."""
    if Letter.objects.filter(episode_id=planning.pk, written_by_id=by.user_id, written_by__isnull=False).exists():
        return refused(
            "You wrote this letter, so somebody else must agree it.",
            owner="another manager",
            next_step="It is on their list.",
        )
    return ALLOWED


def _reason_given(planning: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    return ALLOWED if facts.get("looking") or facts.get("reason") else refused("Say why.")


LEGAL = Lifecycle(
    kind=KIND,
    prefix="L",
    noun="legal planning",
    states={
        ASKED: "Waiting for a legal planning meeting",
        LETTER: "Letter being written",
        READY: "Letter waits for a manager",
        PRE: "Pre-proceedings",
        TO_ISSUE: "To be put before the court",
        COURT: "Before the court",
        ENDED: "Ended",
    },
    moves=(
        Move("ask", "Ask for a legal planning meeting", (), ASKED, may=may.WORK_LEGAL, event="legal_planning_asked",
             under="legal-planning-meeting"),
        Move("ask_there", "Begin at the meeting", (), ASKED, may="run_meeting", event="legal_planning_asked"),
        Move("take", "Take it on", OPEN, None, may=may.WORK_LEGAL, event="legal_taken"),
        held.give_move(*OPEN),
        Move("decide_pre", "Begin pre-proceedings", (ASKED,), LETTER, may="run_meeting",
             event="legal_planning_decided", under="legal-planning-meeting"),
        Move("decide_issue", "Apply to the court", (ASKED, LETTER, READY, PRE), TO_ISSUE, may="run_meeting",
             event="proceedings_considered", under="issue-application"),
        Move("decide_no", "No pre-proceedings", (ASKED,), ENDED, may="run_meeting", event="pre_proceedings_ended",
             closes=True, under="legal-planning-meeting"),
        Move("write", "Write the letter", (LETTER, READY), LETTER, may=may.WORK_LEGAL, event="letter_written"),
        Move("ready", "Send it to a manager", (LETTER,), READY, may=may.WORK_LEGAL, event="letter_ready",
             needs=(_whole,)),
        Move("send_back", "Send the letter back", (READY,), LETTER, may=may.DECIDE_LEGAL, event="letter_sent_back",
             needs=(_reason_given,)),
        Move("send_letter", "Agree and send the letter", (READY,), PRE, may=may.DECIDE_LEGAL,
             event="letter_before_proceedings_sent", needs=(_whole, _somebody_else), under="letter-before-proceedings"),
        Move("meet", "The parents were met", (PRE,), None, may="run_meeting", event="pre_proceedings_meeting_held",
             under="plo-first-meeting"),
        Move("check", "Check what must change", (PRE, TO_ISSUE), None, may=may.WORK_LEGAL,
             event="letter_change_checked"),
        Move("extend", "Go on for longer", (PRE,), None, may="run_meeting", event="pre_proceedings_extended",
             under="pre-proceedings"),
        Move("step_down", "End pre-proceedings: enough has changed", (LETTER, READY, PRE, TO_ISSUE), ENDED,
             may="run_meeting", event="pre_proceedings_ended", closes=True, under="pre-proceedings"),
        Move("issue", "The application was made", (TO_ISSUE,), COURT, may=may.WORK_LEGAL, event="application_issued",
             under="issue-application"),
        Move("list_hearing", "List a hearing", (COURT,), None, may=may.WORK_LEGAL, event="hearing_listed"),
        Move("hold_hearing", "Say what came of a hearing", (COURT,), None, may=may.WORK_LEGAL, event="hearing_held"),
        Move("hold_case_management", "Say what came of the case management hearing", (COURT,), None,
             may=may.WORK_LEGAL, event="case_management_hearing_held", under="cmh"),
        Move("put_off_hearing", "Say that a hearing was put off", (COURT,), None, may=may.WORK_LEGAL,
             event="hearing_put_off", needs=(_reason_given,)),
        Move("extend_court", "The court gave longer", (COURT,), None, may=may.WORK_LEGAL, event="extension_granted",
             needs=(_reason_given,), under="care-proceedings-ext"),
        Move("conclude", "Proceedings ended", (COURT,), ENDED, may=may.WORK_LEGAL, event="proceedings_concluded",
             needs=(_reason_given,), closes=True, under="care-proceedings"),
        Move("delay", "Say why it waits", OPEN, None, may=may.WORK_LEGAL, event="legal_delay_explained",
             needs=(_reason_given,)),
    ),
    notifies={"ready": "letter_to_agree"},
)  # fmt: skip
