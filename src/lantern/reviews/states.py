"""The states of a serious incident, of what an agency is asked, and of a practice review; every move between them."""

from __future__ import annotations

from typing import Any

from lantern.reviews import permissions as may
from lantern.reviews.rules import MUST
from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.lifecycle import Lifecycle, Move

KNOWN, NOTIFIED, NOT_NOTIFIED, SENT, ANSWERED = "known", "notified", "not_notified", "sent", "answered"
TOLD, ASKED, RETURNED, ENDED = "told", "asked", "returned", "ended"
SET_UP, UNDER_WAY, PUBLISHED, STOPPED = "set_up", "under_way", "published", "stopped"

PARTNERS = {"authority": "The local authority", "police": "The police", "health": "The integrated care board"}
"""The safeguarding partners, who decide together (Children Act 2004, section 16E(3))."""


def _reasons(incident: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    return ALLOWED if facts.get("looking") or facts.get("reasons") else refused("Say why.")


def _duty_allows(incident: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    """Where the answers say that it must be notified, it can not be left: the answers are corrected first."""
    if facts.get("looking") or facts.get("force") != MUST:
        return ALLOWED
    return refused(
        "By what is recorded, this must be notified.",
        next_step="If the facts are different, change them first. If they are right, notify.",
    )


def _decided(incident: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    if not incident.review_decision:
        return refused("Nothing is decided yet.", next_step="Record what the safeguarding partners decide, and why.")
    there = {each["partner"] for each in incident.agreed_by}
    missing = [name for code, name in PARTNERS.items() if code not in there]
    if missing:
        return refused(f"Not agreed yet: {', '.join(missing)}.", next_step="Record who agreed for each partner.")
    return ALLOWED


def _returns_or_why(incident: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    if facts.get("looking") or not facts.get("missing") or facts.get("why"):
        return ALLOWED
    return refused(
        f"Nothing has come from: {', '.join(facts['missing'])}.", next_step="Wait for it, or say why it goes without."
    )


INCIDENT = Lifecycle(
    kind="serious_incident",
    prefix="SI",
    noun="serious incident",
    states={
        KNOWN: "To be decided",
        NOTIFIED: "Rapid review",
        NOT_NOTIFIED: "Not notified",
        SENT: "Waits for the Panel",
        ANSWERED: "Answered by the Panel",
    },
    moves=(
        Move("record", "Record it", (), KNOWN, may=may.RECORD_INCIDENT, event="incident_known"),
        Move(
            "change_facts",
            "Change what is known",
            (KNOWN,),
            None,
            may=may.RECORD_INCIDENT,
            event="incident_facts_changed",
        ),
        Move(
            "notify",
            "Notify the Panel",
            (KNOWN,),
            NOTIFIED,
            may=may.DECIDE_INCIDENT,
            event="incident_notified",
            needs=(_reasons,),
            under="sin",
        ),
        Move(
            "not_notify",
            "Do not notify",
            (KNOWN,),
            NOT_NOTIFIED,
            may=may.DECIDE_INCIDENT,
            event="incident_not_notified",
            needs=(_reasons, _duty_allows),
            closes=True,
        ),
        Move(
            "take_up_again",
            "Take it up again",
            (NOT_NOTIFIED,),
            KNOWN,
            may=may.RECORD_INCIDENT,
            event="incident_taken_up",
            needs=(_reasons,),
            under="sin",
        ),
        Move(
            "tell_partners",
            "Tell partners",
            (KNOWN, NOTIFIED),
            None,
            may=may.DECIDE_INCIDENT,
            event="partners_told",
            under="sin-partners",
        ),
        Move(
            "ask_agencies",
            "Ask agencies",
            (NOTIFIED,),
            None,
            may=may.RUN_REVIEW,
            event="rapid_review_asked",
        ),
        Move(
            "write_review",
            "Write the rapid review",
            (NOTIFIED,),
            None,
            may=may.RUN_REVIEW,
            event="rapid_review_written",
        ),
        Move(
            "decide_review",
            "Record the decision",
            (NOTIFIED,),
            None,
            may=may.RUN_REVIEW,
            event="rapid_review_decided",
            needs=(_reasons,),
        ),
        Move(
            "send",
            "Send it to the Panel",
            (NOTIFIED,),
            SENT,
            may=may.RUN_REVIEW,
            event="rapid_review_sent",
            needs=(_decided, _returns_or_why),
            under="rapid-review",
        ),
        Move(
            "panel_agrees",
            "The Panel agrees",
            (SENT,),
            ANSWERED,
            may=may.RUN_REVIEW,
            event="panel_answered",
            under="panel-reply",
            closes=True,
        ),
        Move(
            "panel_asks",
            "The Panel does not agree, or asks for more",
            (SENT,),
            NOTIFIED,
            may=may.RUN_REVIEW,
            event="panel_asked_again",
            under="panel-reply",
        ),
    ),
)


def _own_agency(request: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    if by.agency_id == request.partner_agency_id:
        return ALLOWED
    return refused("Only the agency that was asked answers.", owner=request.asked_team.name)


REQUEST = Lifecycle(
    kind="incident_request",
    prefix="IQ",
    noun="request",
    states={TOLD: "Told", ASKED: "To be answered", RETURNED: "Answered", ENDED: "Ended"},
    moves=(
        Move("tell", "Tell the agency", (), TOLD, may=may.DECIDE_INCIDENT, event="incident_partner_told"),
        Move(
            "ask",
            "Ask what it knows",
            (TOLD,),
            ASKED,
            may=may.RUN_REVIEW,
            event="incident_information_asked",
            under="incident-return",
        ),
        Move(
            "give",
            "Give what you know",
            (ASKED,),
            RETURNED,
            may=may.ANSWER_INCIDENT_REQUEST,
            event="incident_information_given",
            needs=(_own_agency,),
            under="incident-return",
            closes=True,
        ),
        Move(
            "end",
            "End it",
            (TOLD, ASKED),
            ENDED,
            may=may.RUN_REVIEW,
            event="incident_request_ended",
            closes=True,
        ),
    ),
    notifies={"tell": "incident_told", "ask": "incident_asked"},
)


def _ready(review: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    if not review.terms:
        return refused("The terms are not written yet.", next_step="Write what the review asks, and of which time.")
    if not facts.get("looking") and not facts.get("reviewer"):
        return refused(
            "The Executive has not approved a reviewer.", next_step="Put one to it, or ask how far the approval is."
        )
    return ALLOWED


def _sent_ahead(review: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    if review.sent_ahead_at is None:
        return refused(
            "The report has not been sent to the Panel and the Secretary of State.",
            next_step="Send it first: the law gives them time to read it before it is published.",
        )
    return ALLOWED


PRACTICE_REVIEW = Lifecycle(
    kind="practice_review",
    prefix="PR",
    noun="practice review",
    states={SET_UP: "Being set up", UNDER_WAY: "Under way", PUBLISHED: "Published", STOPPED: "Stopped"},
    moves=(
        Move("decide", "Hold a review", (), SET_UP, may=may.RUN_REVIEW, event="practice_review_decided", under="lcspr"),
        Move(
            "set_terms",
            "Write the terms",
            (SET_UP, UNDER_WAY),
            None,
            may=may.RUN_REVIEW,
            event="practice_review_terms_set",
        ),
        Move(
            "put_reviewer",
            "Put a reviewer to the Executive",
            (SET_UP, UNDER_WAY),
            None,
            may=may.RUN_REVIEW,
            event="reviewer_put_forward",
        ),
        Move(
            "start",
            "Begin the review",
            (SET_UP,),
            UNDER_WAY,
            may=may.RUN_REVIEW,
            event="practice_review_began",
            needs=(_ready,),
        ),
        Move(
            "plan_publication",
            "Plan the publication",
            (UNDER_WAY,),
            None,
            may=may.RUN_REVIEW,
            event="practice_review_publication_planned",
        ),
        Move(
            "send_ahead",
            "Send the report ahead",
            (UNDER_WAY,),
            None,
            may=may.RUN_REVIEW,
            event="practice_review_sent_ahead",
            under="lcspr-send",
        ),
        Move(
            "explain_delay",
            "Say why it is late",
            (SET_UP, UNDER_WAY),
            None,
            may=may.RUN_REVIEW,
            event="practice_review_delay_told",
            needs=(_reasons,),
        ),
        Move(
            "publish",
            "Publish",
            (UNDER_WAY,),
            PUBLISHED,
            may=may.RUN_REVIEW,
            event="practice_review_published",
            needs=(_sent_ahead,),
            under="lcspr",
            closes=True,
        ),
        Move(
            "stop",
            "Stop the review",
            (SET_UP, UNDER_WAY),
            STOPPED,
            may=may.RUN_REVIEW,
            event="practice_review_stopped",
            needs=(_reasons,),
            closes=True,
        ),
    ),
)


PUT, APPROVED, DECLINED = "put", "approved", "declined"


def _somebody_else(appointment: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    if by.name == appointment.put_by_name:
        return refused("You put it to the Executive yourself.", next_step="Another member decides.")
    return ALLOWED


APPOINTMENT = Lifecycle(
    kind="reviewer_appointment",
    prefix="RA",
    noun="appointment",
    states={PUT: "Before the Executive", APPROVED: "Approved", DECLINED: "Not approved"},
    moves=(
        Move("put", "Put a reviewer to the Executive", (), PUT, may=may.RUN_REVIEW, event="appointment_put"),
        Move(
            "approve",
            "Approve",
            (PUT,),
            APPROVED,
            may=may.APPROVE_REVIEWER,
            event="appointment_approved",
            needs=(_somebody_else,),
            closes=True,
        ),
        Move(
            "decline",
            "Do not approve",
            (PUT,),
            DECLINED,
            may=may.APPROVE_REVIEWER,
            event="appointment_declined",
            needs=(_reasons, _somebody_else),
            closes=True,
        ),
    ),
    notifies={"put": "appointment_waits"},
)
