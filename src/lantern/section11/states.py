"""The states of a round of section 11 returns and of one agency's return, and every move between them."""

from __future__ import annotations

from typing import Any

from lantern.section11 import permissions as may
from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.lifecycle import Lifecycle, Move

OPEN, FINISHED = "open", "finished"
ASKED, SENT, SETTLED, ENDED = "asked", "sent", "settled", "ended"


def _nothing_waits(found: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    left = facts.get("with_panel", 0)
    if facts.get("looking") or not left:
        return ALLOWED
    return refused(f"{left} returns are still with the panel.", next_step="Settle each of them first.")


ROUND = Lifecycle(
    kind="section_11_round",
    prefix="SR",
    noun="round of section 11 returns",
    states={OPEN: "Under way", FINISHED: "Finished"},
    moves=(
        Move("open", "Open a round", (), OPEN, may=may.RUN_SECTION_11, event="section_11_opened"),
        Move(
            "finish",
            "Finish the round",
            (OPEN,),
            FINISHED,
            may=may.RUN_SECTION_11,
            event="section_11_finished",
            needs=(_nothing_waits,),
            closes=True,
        ),
    ),
)


def is_own(found: Any, by: Any) -> bool:
    """Whether somebody is of the agency whose return it is. The partnership's business unit is hosted by one of the
    agencies and works for them all: it, and the scrutineer, belong to none here.
    """
    return bool(by.agency_id == found.agency_id and by.team_kind != "business_unit")


def _own(found: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    if is_own(found, by):
        return ALLOWED
    return refused("Only the agency itself answers its return.", owner=found.agency.name)


def _another(found: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    if not is_own(found, by):
        return ALLOWED
    return refused(
        "This is your own agency’s return.", owner="the panel", next_step="Somebody of another agency looks at it."
    )


def _all_answered(found: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    left = facts.get("left", 0)
    if facts.get("looking") or not left:
        return ALLOWED
    return refused(f"Not looked at yet: {left}.", next_step="Answer each standard, also where nothing changed.")


def _none_open(found: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    if facts.get("looking") or not facts.get("open_questions"):
        return ALLOWED
    return refused("A question of the panel is not answered yet.", owner=found.agency.name)


RETURN = Lifecycle(
    kind="section_11_return",
    prefix="SN",
    noun="section 11 return",
    states={ASKED: "To be sent", SENT: "With the panel", SETTLED: "Settled", ENDED: "Never sent"},
    moves=(
        Move("ask", "Ask", (), ASKED, may=may.RUN_SECTION_11, event="section_11_asked", under="section-11-return"),
        Move("write", "Answer a standard", (ASKED,), None, may=may.ANSWER_SECTION_11, event="section_11_written",
             needs=(_own,)),
        Move("send", "Send the return", (ASKED,), SENT, may=may.ANSWER_SECTION_11, event="section_11_returned",
             needs=(_own, _all_answered), under="section-11-return"),
        Move("challenge", "Ask a question", (SENT,), None, may=may.CHALLENGE_SECTION_11, event="section_11_challenged",
             needs=(_another,)),
        Move("reply", "Answer the panel", (SENT,), None, may=may.ANSWER_SECTION_11, event="section_11_replied",
             needs=(_own,)),
        Move("reply_last", "Answer the panel’s last question", (SENT,), None, may=may.ANSWER_SECTION_11,
             event="section_11_all_replied", needs=(_own,), under="section-11-reply"),
        Move("hold", "Agree a grade", (SENT,), None, may=may.CHALLENGE_SECTION_11, event="section_11_graded",
             needs=(_another, _none_open)),
        Move("promise", "Turn a gap into an action", (SENT, SETTLED), None, may=may.CHALLENGE_SECTION_11,
             event="section_11_gap_owned"),
        Move("settle", "Settle the return", (SENT,), SETTLED, may=may.CHALLENGE_SECTION_11,
             event="section_11_settled", needs=(_another, _none_open), closes=True),
        Move("end", "End it", (ASKED,), ENDED, may=may.RUN_SECTION_11, event="section_11_ended", closes=True),
    ),
    notifies={"ask": "section_11_asked", "challenge": "section_11_challenged"},
)  # fmt: skip
