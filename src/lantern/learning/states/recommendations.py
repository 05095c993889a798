"""A recommendation: answered by whoever is to act, done with evidence, closed only by somebody else, opened again when
the figure worsens.
"""

from __future__ import annotations

from typing import Any

from lantern.learning import permissions as may
from lantern.learning.models import ImpactTest, Recommendation
from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.lifecycle import Lifecycle, Move
from lantern.spine.notices import NoticeKind, register

MADE, ACCEPTED, IN_PART, DECLINED = "made", "accepted", "in_part", "declined"
DONE, CHECKED, CLOSED = "done", "checked", "closed"
WORKED_ON = (ACCEPTED, IN_PART)
OPEN = (MADE, *WORKED_ON, DONE, CHECKED)


def _theirs(found: Recommendation, by: Actor, facts: dict[str, Any]) -> Answer:
    """The agency that is to act answers for itself; whoever keeps the register writes what an agency said."""
    if by.may(may.RUN_LEARNING) or by.agency_id in (found.lead_agency_id, *found.others):
        return ALLOWED
    return refused(
        "Another agency is to act on this, and answers it.",
        owner="the agency that leads",
        next_step="Tell them what you think of it.",
    )


def _by_another(found: Recommendation, by: Actor, facts: dict[str, Any]) -> Answer:
    """Nobody closes what they themselves said was done."""
    if by.user_id is not None and by.user_id == found.done_by_id:
        return refused(
            "You said that it is done, so somebody else must look at the evidence.",
            owner="independent scrutineer, partnership manager",
            next_step="It is on their list.",
        )
    return ALLOWED


def _verdicts(found: Recommendation, facts: dict[str, Any]) -> list[str]:
    """What is said of each of its measures. A page has read them with the recommendation; an act reads them anew."""
    read: list[str] | None = found.__dict__.get("verdicts") if facts.get("looking") else None
    return list(found.tests.values_list("verdict", flat=True)) if read is None else read


def _names_a_measure(found: Recommendation, by: Actor, facts: dict[str, Any]) -> Answer:
    """Nothing is done of which nobody could ever say whether it helped."""
    if _verdicts(found, facts):
        return ALLOWED
    return refused("It does not say yet what should move.", next_step="Name the measure first, with how it was before.")


def _impact_known(found: Recommendation, by: Actor, facts: dict[str, Any]) -> Answer:
    if any(verdict in ImpactTest.NOT_SAID for verdict in _verdicts(found, facts)):
        return refused("Not every measure has been read.")
    return ALLOWED


RECOMMENDATION = Lifecycle(
    kind="recommendation",
    prefix="RC",
    noun="recommendation",
    states={
        MADE: "Waiting for an answer",
        ACCEPTED: "Accepted",
        IN_PART: "Accepted in part",
        DECLINED: "Declined",
        DONE: "Done, to be checked",
        CHECKED: "Impact to be read",
        CLOSED: "Closed",
    },
    moves=(
        Move("recommend", "Register a recommendation", (), MADE, may=may.RECOMMEND, event="recommended",
             under="recommendation-answer"),
        Move("edit", "Change its words", (MADE,), None, may=may.RUN_LEARNING, event="recommendation_edited"),
        Move("accept", "Accept it", (MADE,), ACCEPTED, may=may.ANSWER_RECOMMENDATION, event="recommendation_accepted",
             needs=(_theirs,), under="recommendation-answer"),
        Move("accept_in_part", "Accept it in part", (MADE,), IN_PART, may=may.ANSWER_RECOMMENDATION,
             event="recommendation_accepted_in_part", needs=(_theirs,), under="recommendation-answer"),
        Move("decline", "Decline it", (MADE,), DECLINED, may=may.ANSWER_RECOMMENDATION,
             event="recommendation_declined", needs=(_theirs,), under="recommendation-answer", closes=True),
        Move("act", "Add an action", WORKED_ON, None, may=may.ANSWER_RECOMMENDATION, event="recommendation_action",
             needs=(_theirs,)),
        Move("done", "Say that it is done", WORKED_ON, DONE, may=may.ANSWER_RECOMMENDATION,
             event="recommendation_done", needs=(_theirs, _names_a_measure)),
        Move("send_back", "Send it back", (DONE,), ACCEPTED, may=may.CHECK_RECOMMENDATION,
             event="recommendation_sent_back", needs=(_by_another,), under="recommendation-check"),
        Move("check", "It is done", (DONE,), CHECKED, may=may.CHECK_RECOMMENDATION, event="recommendation_checked",
             needs=(_by_another,), under="recommendation-check"),
        Move("close", "Close it", (CHECKED,), CLOSED, may=may.CHECK_RECOMMENDATION, event="recommendation_closed",
             needs=(_by_another, _impact_known), under="impact-read", closes=True),
        Move("reopen", "Open it again", (CHECKED, CLOSED, DECLINED), ACCEPTED, may=may.CHECK_RECOMMENDATION,
             event="recommendation_reopened"),
        Move("measure", "Say what should move", OPEN, None, may=may.RUN_LEARNING, event="impact_test_set"),
        Move("read", "Write a reading", (*OPEN, CLOSED), None, may=may.RUN_LEARNING, event="impact_read"),
        Move("judge", "Say whether it moved", (*OPEN, CLOSED), None, may=may.CHECK_RECOMMENDATION,
             event="impact_judged", under="impact-read"),
    ),
    notifies={"done": "recommendation_to_check"},
)  # fmt: skip

register(
    NoticeKind(
        "recommendation_to_check",
        "A recommendation is said to be done: somebody else looks at the evidence",
        episode="recommendation",
        while_in=(DONE,),
    )
)
