"""The states of a contact and of a check, and every move between them: who may, what must be true, under which duty."""

from __future__ import annotations

from typing import Any

from lantern.frontdoor import permissions as may
from lantern.frontdoor.models import Check, Contact, Disagreement, Referrer
from lantern.frontdoor.sampling.reasons import nothing_on_third
from lantern.interface.display import london_date
from lantern.partnership.queries import teams
from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.lifecycle import Lifecycle, Move
from lantern.spine.notices import NoticeKind, register

RECEIVED, SCREENED, CHECKING, SENT_BACK = "received", "screened", "checking", "sent_back"
AWAITING_SIGN_OFF, PASSING_ON, FINISHED, JOINED, ADVISED = (
    "awaiting_sign_off",
    "passing_on",
    "finished",
    "joined",
    "advised",
)

UNDECIDED = (SCREENED, CHECKING, SENT_BACK)
STILL_WITH_US = (RECEIVED, *UNDECIDED, AWAITING_SIGN_OFF, PASSING_ON)


def _children_identified(contact: Contact, by: Actor, facts: dict[str, Any]) -> Answer:
    """A child whose record is not settled can not be decided about: their history would be missing."""
    # Read whole, so that a page that has already fetched the people asks the database nothing.
    if any(each.part == "child" and not each.match for each in contact.reported.all()):
        return refused(
            "Each child must first be linked to a known child, or recorded as new.", next_step="Do that in screening."
        )
    return ALLOWED


def _every_child_decided(contact: Contact, by: Actor, facts: dict[str, Any]) -> Answer:
    if facts.get("looking"):
        return ALLOWED
    missing = contact.reported.filter(part="child").exclude(decisions__current=True).count()
    if missing:
        return refused(
            f"{missing} of the children still need a decision." if missing > 1 else "One child still needs a decision."
        )
    return ALLOWED


def _not_their_own(contact: Contact, by: Actor, facts: dict[str, Any]) -> Answer:
    if contact.decided_by_id is not None and contact.decided_by_id == by.user_id:
        return refused(
            "You decided this, so somebody else must sign it off.",
            owner="another manager",
            next_step="It is on every manager's list.",
        )
    return ALLOWED


def _not_looked_at_by_who_did_it(contact: Contact, by: Actor, facts: dict[str, Any]) -> Answer:
    """Nobody looks a second time at what they decided or signed off."""
    if by.user_id is not None and by.user_id in (contact.decided_by_id, contact.signed_off_by_id):
        did = "decided" if by.user_id == contact.decided_by_id else "signed off"
        return refused(f"You {did} this, so somebody else looks at it.", owner="another manager")
    return ALLOWED


def _cumulative_risk_tested(contact: Contact, by: Actor, facts: dict[str, Any]) -> Answer:
    """Closing on a child who is here again and again asks more of whoever signs it off."""
    if facts.get("looking") or facts.get("cumulative"):
        return ALLOWED
    if nothing_on_third(contact.pk, london_date(contact.received_at)):
        return refused(
            "A child is here again, and nothing more is to happen.",
            next_step="Say what you tested about risk that adds up, or send it back.",
        )
    return ALLOWED


def _reason_given(contact: Contact, by: Actor, facts: dict[str, Any]) -> Answer:
    return ALLOWED if facts.get("looking") or facts.get("reason") else refused("Say why.")


def _everything_taken_on(contact: Contact, by: Actor, facts: dict[str, Any]) -> Answer:
    """Nobody waits unseen:

    while a handoff is unanswered or was declined without another being offered, this is not finished.
    """
    # An offer nobody has answered stands on the list of the team it was offered to.
    waiting = [each for each in contact.led_to.all() if each.kind == "handoff" and each.state == "offered"]
    if waiting:
        names = ", ".join(sorted({teams()[each.owner_team_id].name for each in waiting}))
        return refused(f"Not finished: {names} has not answered yet.", owner=names)
    if any(
        each.current and each.handoff and each.handoff.state in ("declined", "withdrawn")
        for each in contact.decisions.all()
    ):
        return refused(
            "Not finished: a handoff was declined or withdrawn.", next_step="Offer it to another team, or decide again."
        )
    return ALLOWED


def _referrer_answered(contact: Contact, by: Actor, facts: dict[str, Any]) -> Answer:
    if contact.told_at is None:
        return refused(
            "Not finished: the person who was worried has not been told.",
            next_step="Tell them, or say why they can not be told.",
        )
    return ALLOWED


def _waits_to_be_rung(contact: Contact, by: Actor, facts: dict[str, Any]) -> Answer:
    if contact.referrer.ring_state == Referrer.Ring.WAITING:
        return ALLOWED
    return refused("Nobody waits to be rung back.")


def _nobody_waits_to_be_rung(contact: Contact, by: Actor, facts: dict[str, Any]) -> Answer:
    """Somebody sits by a telephone in hours they chose because they are safe: that is not closed away."""
    if contact.referrer.ring_state == Referrer.Ring.WAITING:
        return refused(
            "The person who was worried waits to be rung back.",
            next_step="Ring them, or say why it is not needed any more.",
        )
    return ALLOWED


CONTACT = Lifecycle(
    kind="contact",
    prefix="C",
    noun="contact",
    states={
        RECEIVED: "New",
        SCREENED: "Screened",
        CHECKING: "Asking agencies",
        SENT_BACK: "Sent back",
        AWAITING_SIGN_OFF: "Awaiting sign-off",
        PASSING_ON: "Decided, not finished",
        FINISHED: "Finished",
        JOINED: "Joined to another contact",
        ADVISED: "Advice given",
    },
    moves=(
        Move(
            "receive",
            "Receive",
            (),
            RECEIVED,
            may=may.SEND_CONTACT,
            event="contact_received",
            under="referral-acknowledge",
        ),
        Move("advise", "Record advice", (), ADVISED, may=may.RECORD_ADVICE, event="advice_recorded", closes=True),
        Move("take", "Take it on", STILL_WITH_US, None, may=may.TAKE_CONTACT, event="contact_taken"),
        Move("assign", "Give to a worker", STILL_WITH_US, None, may=may.ASSIGN_CONTACT, event="contact_assigned"),
        Move(
            "put_back",
            "Put back for the team",
            STILL_WITH_US,
            None,
            may=may.MOVE_CASELOAD,
            event="contact_put_back",
            needs=(_reason_given,),
        ),
        Move(
            "screen",
            "Screen",
            (RECEIVED,),
            SCREENED,
            may=may.SCREEN_CONTACT,
            event="contact_screened",
            needs=(_children_identified,),
            under="contact-screening",
        ),
        Move(
            "reprioritise",
            "Change priority",
            UNDECIDED,
            None,
            may=may.SCREEN_CONTACT,
            event="contact_reprioritised",
            needs=(_reason_given,),
        ),
        Move(
            "join",
            "Join to another contact",
            (RECEIVED, *UNDECIDED),
            JOINED,
            may=may.JOIN_CONTACTS,
            event="contact_joined",
            needs=(_nobody_waits_to_be_rung,),
            closes=True,
        ),
        Move(
            "ask",
            "Ask agencies",
            UNDECIDED,
            CHECKING,
            may=may.ASK_AGENCIES,
            event="agencies_asked",
            under="agency-checks",
        ),
        Move(
            "decide",
            "Decide",
            UNDECIDED,
            AWAITING_SIGN_OFF,
            may=may.DECIDE_CONTACT,
            event="contact_decided",
            needs=(_children_identified, _every_child_decided),
            under="contact-decision",
        ),
        Move(
            "send_back",
            "Send back",
            (AWAITING_SIGN_OFF,),
            SENT_BACK,
            may=may.SIGN_OFF,
            event="contact_sent_back",
            needs=(_not_their_own, _reason_given),
            under="sign-off",
        ),
        Move(
            "sign_off",
            "Sign off",
            (AWAITING_SIGN_OFF,),
            PASSING_ON,
            may=may.SIGN_OFF,
            event="contact_signed_off",
            needs=(_not_their_own, _cumulative_risk_tested),
            under="sign-off",
        ),
        Move(
            "tell_referrer",
            "Tell the person who was worried",
            (PASSING_ON,),
            None,
            may=may.TELL_REFERRER,
            event="referrer_told",
            under="referrer-feedback",
        ),
        Move(
            "can_not_tell_referrer",
            "They can not be told",
            (PASSING_ON,),
            None,
            may=may.TELL_REFERRER,
            event="referrer_can_not_be_told",
            under="referrer-feedback",
        ),
        Move(
            "ring_reached",
            "Rung back and reached",
            STILL_WITH_US,
            None,
            may=may.TELL_REFERRER,
            event="call_back_reached",
            needs=(_waits_to_be_rung,),
            under="call-back",
        ),
        Move(
            "ring_not_reached",
            "Rung back and not reached",
            STILL_WITH_US,
            None,
            may=may.TELL_REFERRER,
            event="call_back_tried",
            needs=(_waits_to_be_rung,),
            under="call-back",
        ),
        Move(
            "ring_not_needed",
            "Ringing back is not needed any more",
            STILL_WITH_US,
            None,
            may=may.TELL_REFERRER,
            event="call_back_not_needed",
            needs=(_waits_to_be_rung, _reason_given),
            under="call-back",
        ),
        Move(
            "hand_over",
            "Hand over",
            STILL_WITH_US,
            None,
            may=may.ACCEPT_HANDOVER,
            event="handover_offered",
            under="edt-handover",
        ),
        Move(
            "take_over",
            "Take over",
            STILL_WITH_US,
            None,
            may=may.ACCEPT_HANDOVER,
            event="handover_accepted",
            under="edt-handover",
        ),
        Move(
            "look_again",
            "Look at it again",
            (*STILL_WITH_US, FINISHED),
            None,
            may=may.SECOND_LOOK,
            event="second_look_given",
            needs=(_not_looked_at_by_who_did_it,),
        ),
        Move(
            "reopen",
            "Take it up again",
            (FINISHED,),
            SENT_BACK,
            may=may.SECOND_LOOK,
            event="contact_reopened",
            needs=(_not_looked_at_by_who_did_it, _reason_given),
            under="contact-decision",
        ),
        Move(
            "update_notice",
            "Take in what the police sent again",
            (*STILL_WITH_US, FINISHED),
            None,
            may=may.IMPORT_NOTICES,
            event="notice_updated",
        ),
        Move(
            "finish",
            "Finish",
            (PASSING_ON,),
            FINISHED,
            may=may.FINISH_CONTACT,
            event="contact_finished",
            needs=(_everything_taken_on, _referrer_answered, _nobody_waits_to_be_rung),
            closes=True,
        ),
    ),
    notifies={
        "decide": "decision_waiting",
        "send_back": "decision_sent_back",
        "reopen": "taken_up_again",
        "update_notice": "notice_updated",
    },
)

ASKED, ANSWERED, WITHDRAWN = "asked", "answered", "withdrawn"


def _asked_agency(check: Check, by: Actor, facts: dict[str, Any]) -> Answer:
    if by.agency_id == check.partner_agency_id:
        return ALLOWED
    return refused("Only the agency that was asked answers.", owner=check.asked_team.name)


CHECK = Lifecycle(
    kind="check",
    prefix="K",
    noun="check",
    states={ASKED: "Waiting for an answer", ANSWERED: "Answered", WITHDRAWN: "Withdrawn"},
    moves=(
        Move("ask", "Ask", (), ASKED, may=may.ASK_AGENCIES, event="check_asked", under="agency-checks"),
        Move(
            "answer",
            "Answer",
            (ASKED,),
            ANSWERED,
            may=may.ANSWER_CHECK,
            event="check_answered",
            needs=(_asked_agency,),
            closes=True,
            under="agency-checks",
        ),
        Move(
            "set_term",
            "Say until when it may be read",
            (ANSWERED,),
            None,
            may=may.ANSWER_CHECK,
            event="answer_term_changed",
            needs=(_asked_agency,),
        ),
        Move("remind", "Remind", (ASKED,), None, may=may.REMIND_AGENCY, event="check_reminded"),
        Move("escalate", "Raise with their manager", (ASKED,), None, may=may.REMIND_AGENCY, event="check_escalated"),
        Move("withdraw", "Withdraw", (ASKED,), WITHDRAWN, may=may.ASK_AGENCIES, event="check_withdrawn", closes=True),
    ),
    notifies={"ask": "check_waiting", "remind": "check_reminder", "escalate": "check_escalated"},
)

RAISED, SETTLED = "raised", "settled"


def _their_step(disagreement: Disagreement, by: Actor, facts: dict[str, Any]) -> Answer:
    """Each step of the procedure has its own post; whoever answers the last ones may answer any."""
    role = getattr(by, "role", "")
    if role in (disagreement.role, "service_manager"):
        return ALLOWED
    return refused(
        "This step is answered by a service manager.", owner="service manager", next_step="Tell them that it waits."
    )


DISAGREEMENT = Lifecycle(
    kind="disagreement",
    prefix="D",
    noun="disagreement",
    states={RAISED: "Waiting for an answer", SETTLED: "Answered"},
    moves=(
        Move(
            "raise",
            "Say that you do not agree",
            (),
            RAISED,
            may=may.SEND_CONTACT,
            event="disagreement_raised",
            under="disagreement-answer",
        ),
        Move(
            "answer",
            "Answer",
            (RAISED,),
            SETTLED,
            may=may.ANSWER_DISAGREEMENT,
            event="disagreement_answered",
            needs=(_their_step,),
            closes=True,
            under="disagreement-answer",
        ),
    ),
    notifies={"raise": "disagreement_waiting"},
)

register(
    NoticeKind("disagreement_waiting", "A professional does not agree", episode="disagreement", while_in=(RAISED,)),
    NoticeKind(
        "answer_closing",
        "What you told a hub closes soon: say whether it may be read for longer",
        episode="check",
        while_in=(ANSWERED,),
        until=("set_term",),
    ),
    NoticeKind("decision_waiting", "A decision waits for sign-off", episode="contact", while_in=(AWAITING_SIGN_OFF,)),
    NoticeKind("decision_sent_back", "A decision was sent back", episode="contact", while_in=(SENT_BACK,)),
    NoticeKind("taken_up_again", "A finished contact was taken up again", episode="contact", while_in=(SENT_BACK,)),
    NoticeKind(
        "referrer_chased",
        "The person who was worried has heard nothing",
        episode="contact",
        while_in=STILL_WITH_US,
        until=("tell_referrer", "can_not_tell_referrer"),
    ),
    NoticeKind(
        "call_back_late",
        "Somebody was not rung back when they asked to be",
        episode="contact",
        while_in=STILL_WITH_US,
        until=("ring_reached", "ring_not_reached", "ring_not_needed"),
    ),
    NoticeKind("notice_updated", "The police sent new facts"),
    NoticeKind("check_waiting", "A hub asks what you know", episode="check", while_in=(ASKED,)),
    NoticeKind(
        "check_reminder",
        "A hub still waits for your answer",
        episode="check",
        while_in=(ASKED,),
        replaces=("check_waiting",),
    ),
    NoticeKind(
        "check_escalated",
        "An answer to a hub is missing",
        episode="check",
        while_in=(ASKED,),
        replaces=("check_waiting", "check_reminder"),
    ),
    NoticeKind("check_missing", "An agency has not answered", episode="check", while_in=(ASKED,)),
)
