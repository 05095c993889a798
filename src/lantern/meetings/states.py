"""The states of a meeting and of an invitation, and every move between them."""

from __future__ import annotations

from typing import Any

from lantern.meetings import permissions as may
from lantern.meetings.kinds import meeting_kind
from lantern.spine import held
from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.lifecycle import Lifecycle, Move

CALLED, RUNNING, HELD, SENT, CALLED_OFF = "called", "running", "held", "sent", "called_off"
INVITED, REPORTED, MINUTED, WITHDRAWN = "invited", "reported", "minuted", "withdrawn"

OPEN_TO_NOTES = (RUNNING, HELD)
"""While lines, attendance and actions may still be written: from when it begins until the minutes are sent."""


def _there_or_why(meeting: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    """Held although somebody who must be there is missing, only with the reason (Working Together, chapter 3)."""
    if facts.get("looking") or not facts.get("missing") or facts.get("why"):
        return ALLOWED
    missing = ", ".join(facts["missing"])
    return refused(
        f"Not there: {missing}.", next_step="Mark who is there, wait for them, or say why you go on without."
    )


def _decided_if_it_decides(meeting: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    if meeting_kind(meeting.meeting_kind).outcomes and meeting.decided_at is None:
        return refused("Nothing is decided yet.", next_step="Record the decision for each child first.")
    return ALLOWED


def _has_outline(meeting: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    if not meeting_kind(meeting.meeting_kind).outline_by:
        return refused("No outline plan is sent of such a meeting.")
    return ALLOWED if meeting.outline_at is None else refused("The outline plan was sent already.")


def _reason_given(meeting: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    return ALLOWED if facts.get("looking") or facts.get("reason") else refused("Say why.")


MEETING = Lifecycle(
    kind="meeting",
    prefix="M",
    noun="meeting",
    states={
        CALLED: "Called",
        RUNNING: "Under way",
        HELD: "Held, minutes not sent",
        SENT: "Minutes sent",
        CALLED_OFF: "Called off",
    },
    moves=(
        Move("call", "Call a meeting", (), CALLED, may=may.CALL_MEETING, event="meeting_called"),
        Move("invite", "Ask more people", (CALLED, RUNNING), None, may=may.RUN_MEETING, event="meeting_invited"),
        Move("move", "Change when or where", (CALLED,), None, may=may.RUN_MEETING, event="meeting_moved"),
        held.give_move(CALLED, RUNNING, HELD),
        Move("begin", "Begin", (CALLED,), RUNNING, may=may.RUN_MEETING, event="meeting_began"),
        Move(
            "decide",
            "Record the decision",
            (RUNNING,),
            None,
            may=may.RUN_MEETING,
            event="meeting_decided",
            needs=(_there_or_why,),
        ),
        Move(
            "end",
            "End the meeting",
            (RUNNING,),
            HELD,
            may=may.RUN_MEETING,
            event="meeting_held",
            needs=(_decided_if_it_decides, _there_or_why),
        ),
        Move(
            "send_outline",
            "Say that the outline plan was sent",
            (HELD,),
            None,
            may=may.RUN_MEETING,
            event="outline_plan_sent",
            needs=(_has_outline,),
            under="conference-outline-plan",
        ),
        Move(
            "send_minutes",
            "Send the minutes",
            (HELD,),
            SENT,
            may=may.RUN_MEETING,
            event="meeting_minutes_sent",
            closes=True,
        ),
        Move(
            "call_off",
            "Call it off",
            (CALLED,),
            CALLED_OFF,
            may=may.RUN_MEETING,
            event="meeting_called_off",
            needs=(_reason_given,),
            closes=True,
        ),
    ),
)


def _own_agency(invitation: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    if by.agency_id == invitation.partner_agency_id:
        return ALLOWED
    return refused("Only the agency that was asked answers.", owner=invitation.asked_team.name)


INVITATION = Lifecycle(
    kind="invitation",
    prefix="N",
    noun="invitation",
    states={
        INVITED: "Asked to come",
        REPORTED: "Report sent",
        MINUTED: "Minutes sent",
        WITHDRAWN: "Called off",
    },
    moves=(
        Move("invite", "Ask to come", (), INVITED, may=may.RUN_MEETING, event="invitation_sent"),
        Move(
            "answer",
            "Say who comes",
            (INVITED, REPORTED),
            None,
            may=may.ANSWER_INVITATION,
            event="invitation_answered",
            needs=(_own_agency,),
        ),
        Move(
            "report",
            "Send a report",
            (INVITED,),
            REPORTED,
            may=may.ANSWER_INVITATION,
            event="meeting_report_sent",
            needs=(_own_agency,),
            under="icpc-reports",
        ),
        Move(
            "send_minutes",
            "Send the minutes",
            (INVITED, REPORTED),
            MINUTED,
            may=may.RUN_MEETING,
            event="invitation_minutes_sent",
            closes=True,
        ),
        Move(
            "withdraw",
            "Withdraw",
            (INVITED, REPORTED),
            WITHDRAWN,
            may=may.RUN_MEETING,
            event="invitation_withdrawn",
            closes=True,
        ),
    ),
    notifies={"invite": "invitation_waiting"},
)
