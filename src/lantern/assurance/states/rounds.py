"""The states of a round of audits and of one agency's part, and every move between them."""

from __future__ import annotations

from typing import Any

from lantern.assurance import permissions as may
from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.lifecycle import Lifecycle, Move

OPEN, FINISHED = "open", "finished"
ASKED, ANSWERED, ENDED = "asked", "answered", "ended"


def _everything_moderated(found: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    if facts.get("looking") or not facts.get("left"):
        return ALLOWED
    return refused(f"{facts['left']} cases are not moderated.", next_step="Agree a grade for each first.")


AUDIT = Lifecycle(
    kind="audit_round",
    prefix="AR",
    noun="round of audits",
    states={OPEN: "Under way", FINISHED: "Finished"},
    moves=(
        Move("draw", "Draw the cases", (), OPEN, may=may.RUN_AUDIT, event="audit_drawn"),
        Move("moderate", "Agree a grade", (OPEN,), None, may=may.RUN_AUDIT, event="audit_case_moderated"),
        Move("feed_back", "Tell the worker", (OPEN, FINISHED), None, may=may.RUN_AUDIT, event="audit_fed_back"),
        Move(
            "promise", "Turn a gap into an action", (OPEN, FINISHED), None, may=may.RUN_AUDIT, event="audit_gap_owned"
        ),
        Move(
            "finish",
            "Finish the round",
            (OPEN,),
            FINISHED,
            may=may.RUN_AUDIT,
            event="audit_finished",
            needs=(_everything_moderated,),
            closes=True,
        ),
    ),
)


def _own(part: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    if by.agency_id == part.asked_team.agency_id:
        return ALLOWED
    return refused("Only the agency that was asked answers its part.", owner=part.asked_team.name)


PART = Lifecycle(
    kind="audit_part",
    prefix="AP",
    noun="part of an audit",
    states={ASKED: "To be answered", ANSWERED: "Answered", ENDED: "Ended without an answer"},
    moves=(
        Move("ask", "Ask", (), ASKED, may=may.RUN_AUDIT, event="audit_part_asked", under="audit-part"),
        Move(
            "answer",
            "Answer",
            (ASKED,),
            ANSWERED,
            may=may.ANSWER_AUDIT,
            event="audit_part_answered",
            needs=(_own,),
            under="audit-part",
            closes=True,
        ),
        Move("end", "End it", (ASKED,), ENDED, may=may.RUN_AUDIT, event="audit_part_ended", closes=True),
    ),
    notifies={"ask": "audit_asked"},
)
