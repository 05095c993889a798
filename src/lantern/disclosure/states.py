"""The states of a subject access request, of a question to an agency and of a chronology for a court or a family, and
every move between them.
"""

from __future__ import annotations

from typing import Any

from lantern.disclosure import permissions as may
from lantern.disclosure.models import AccessRequest, AgencyView, Chronology, Redaction
from lantern.spine.actors import ALLOWED, Actor, Answer, refused, somebody
from lantern.spine.lifecycle import Lifecycle, Move
from lantern.spine.notices import NoticeKind, register

RECEIVED, WAITING, SEARCHING, REDACTING = "received", "waiting", "searching", "redacting"
AWAITING_APPROVAL, APPROVED = "awaiting_approval", "approved"
DISCLOSED, REFUSED, WITHDRAWN = "disclosed", "refused", "withdrawn"

BEING_PREPARED = (RECEIVED, SEARCHING, REDACTING)
STILL_OPEN = (*BEING_PREPARED, WAITING, AWAITING_APPROVAL, APPROVED)

CLOCK = "sar"


def _identity_sure(request: AccessRequest, by: Actor, facts: dict[str, Any]) -> Answer:
    """What is held goes to nobody before it is sure who they are (UK GDPR Art. 12(6))."""
    if request.identity_at is None:
        return refused("It is not yet sure who asks.", next_step="Record how you made sure.")
    return ALLOWED


def _identity_open(request: AccessRequest, by: Actor, facts: dict[str, Any]) -> Answer:
    return ALLOWED if request.identity_at is None else refused("It is already sure who asks.")


def _in_time(request: AccessRequest, by: Actor, facts: dict[str, Any]) -> Answer:
    """An extension is told within the first month (UK GDPR Art. 12(3)); afterwards it is only late."""
    at = facts.get("at")
    if at is not None and request.next_due_at is not None and at > request.next_due_at:
        return refused("The first month is over, so it can not be extended any more. Answer now, and say why late.")
    return ALLOWED


def _somebody_else(request: AccessRequest, by: Actor, facts: dict[str, Any]) -> Answer:
    """Four eyes: nobody approves what they gathered, withheld or submitted."""
    mine = request.submitted_by_id == by.user_id
    if mine or Redaction.objects.filter(request_id=request.pk, user_id=somebody(by)).exists():
        return refused(
            "You prepared this answer, so somebody else must approve it.",
            owner="data protection officer or service manager",
            next_step="It is on their list.",
        )
    return ALLOWED


def _not_extended(request: AccessRequest, by: Actor, facts: dict[str, Any]) -> Answer:
    if request.extended_at is not None:
        return refused("It was extended already. The law allows it once.")
    return ALLOWED


def _outcome_is(*outcomes: str) -> Any:
    def need(request: AccessRequest, by: Actor, facts: dict[str, Any]) -> Answer:
        if request.outcome in outcomes:
            return ALLOWED
        return refused("What was approved is another answer.", next_step="Look at what was approved.")

    return need


def _views_are_in(request: AccessRequest, by: Actor, facts: dict[str, Any]) -> Answer:
    """Another agency's information leaves only after that agency has been heard, or it is said why not."""
    if facts.get("outcome") == AccessRequest.Outcome.REFUSED:
        return ALLOWED
    open_views = [each for each in request.views.all() if each.state == ASKED]
    if open_views:
        return refused(
            f"{len(open_views)} agencies have not said whether their information may be disclosed."
            if len(open_views) > 1
            else "An agency has not said whether its information may be disclosed.",
            next_step="Wait for it, or say why you decide without it.",
        )
    heard = {row["number"] for view in request.views.all() for row in view.items}
    owned = request.owned_numbers
    if owned is None:
        owned = list(request.items.filter(agency__isnull=False).values_list("number", flat=True))
    if set(owned) - heard:
        return refused(
            "Some of it belongs to other agencies that were not asked yet.", next_step="Ask them for their view."
        )
    return ALLOWED


REQUEST = Lifecycle(
    kind="access_request",
    prefix="S",
    noun="request",
    states={
        RECEIVED: "Received",
        WAITING: "Waiting for the requester",
        SEARCHING: "To be gathered",
        REDACTING: "Being read and redacted",
        AWAITING_APPROVAL: "Awaiting approval",
        APPROVED: "Approved",
        DISCLOSED: "Disclosed",
        REFUSED: "Refused",
        WITHDRAWN: "Withdrawn",
    },
    moves=(
        Move(
            "receive",
            "Record a request",
            (),
            RECEIVED,
            may=may.PREPARE_DISCLOSURE,
            event="access_request_received",
            under=CLOCK,
        ),
        Move(
            "ask_requester",
            "Ask the requester to say more",
            (RECEIVED, SEARCHING),
            WAITING,
            may=may.PREPARE_DISCLOSURE,
            event="access_clarification_asked",
            under=CLOCK,
        ),
        Move(
            "requester_answered",
            "The requester has answered",
            (WAITING,),
            RECEIVED,
            may=may.PREPARE_DISCLOSURE,
            event="access_clarified",
            needs=(_identity_open,),
            under=CLOCK,
        ),
        Move(
            "requester_clarified",
            "The requester has said what they mean",
            (WAITING,),
            SEARCHING,
            may=may.PREPARE_DISCLOSURE,
            event="access_clarified",
            needs=(_identity_sure,),
            under=CLOCK,
        ),
        Move(
            "identify",
            "Record who asks",
            (RECEIVED,),
            SEARCHING,
            may=may.PREPARE_DISCLOSURE,
            event="access_identity_checked",
        ),
        Move(
            "extend",
            "Extend the time",
            BEING_PREPARED,
            None,
            may=may.PREPARE_DISCLOSURE,
            event="access_time_extended",
            needs=(_not_extended, _in_time),
            under=CLOCK,
        ),
        Move(
            "gather",
            "Gather what is held",
            (SEARCHING, REDACTING),
            REDACTING,
            may=may.PREPARE_DISCLOSURE,
            event="access_gathered",
            needs=(_identity_sure,),
        ),
        Move("redact", "Withhold", (REDACTING,), None, may=may.PREPARE_DISCLOSURE, event="access_redacted"),
        Move("undo", "Take back", (REDACTING,), None, may=may.PREPARE_DISCLOSURE, event="access_redaction_undone"),
        Move(
            "submit",
            "Send for approval",
            (SEARCHING, REDACTING),
            AWAITING_APPROVAL,
            may=may.PREPARE_DISCLOSURE,
            event="access_submitted",
            needs=(_identity_sure, _views_are_in),
        ),
        Move(
            "send_back",
            "Send back",
            (AWAITING_APPROVAL, APPROVED),
            REDACTING,
            may=may.APPROVE_DISCLOSURE,
            event="access_sent_back",
        ),
        Move(
            "approve",
            "Approve",
            (AWAITING_APPROVAL,),
            APPROVED,
            may=may.APPROVE_DISCLOSURE,
            event="access_approved",
            needs=(_somebody_else,),
        ),
        Move(
            "disclose",
            "Disclose",
            (APPROVED,),
            DISCLOSED,
            may=may.DISCLOSE,
            event="access_answered",
            needs=(_outcome_is(AccessRequest.Outcome.IN_FULL, AccessRequest.Outcome.IN_PART),),
            closes=True,
            under=CLOCK,
        ),
        Move(
            "refuse",
            "Refuse",
            (APPROVED,),
            REFUSED,
            may=may.DISCLOSE,
            event="access_refused",
            needs=(_outcome_is(AccessRequest.Outcome.REFUSED),),
            closes=True,
            under=CLOCK,
        ),
        Move("copy", "Make another copy", (DISCLOSED,), None, may=may.DISCLOSE, event="access_copied"),
        Move(
            "withdraw",
            "The requester takes it back",
            STILL_OPEN,
            WITHDRAWN,
            may=may.PREPARE_DISCLOSURE,
            event="access_request_withdrawn",
            closes=True,
        ),
    ),
    notifies={"submit": "access_to_approve", "approve": "access_approved", "send_back": "access_sent_back"},
)

ASKED, GIVEN, DECIDED_WITHOUT = "asked", "given", "decided_without"


def _asked_agency(view: AgencyView, by: Actor, facts: dict[str, Any]) -> Answer:
    if by.agency_id == view.partner_agency_id:
        return ALLOWED
    return refused("Only the agency that was asked answers.", owner=view.asked_team.name)


VIEW = Lifecycle(
    kind="disclosure_view",
    prefix="V",
    noun="question",
    states={ASKED: "Waiting for an answer", GIVEN: "Answered", DECIDED_WITHOUT: "Decided without it"},
    moves=(
        Move(
            "ask",
            "Ask for a view",
            (),
            ASKED,
            may=may.PREPARE_DISCLOSURE,
            event="disclosure_view_asked",
            under="disclosure-view",
        ),
        Move(
            "give",
            "Give a view",
            (ASKED,),
            GIVEN,
            may=may.ANSWER_DISCLOSURE_VIEW,
            event="disclosure_view_given",
            needs=(_asked_agency,),
            closes=True,
            under="disclosure-view",
        ),
        Move(
            "decide_without",
            "Decide without it",
            (ASKED,),
            DECIDED_WITHOUT,
            may=may.PREPARE_DISCLOSURE,
            event="disclosure_view_withdrawn",
            closes=True,
        ),
    ),
    notifies={"ask": "disclosure_view_waiting"},
)

COMPILING, RELEASED, DISCARDED = "compiling", "released", "discarded"


def _has_lines(chronology: Chronology, by: Actor, facts: dict[str, Any]) -> Answer:
    if chronology.going_out or (chronology.going_out is None and chronology.lines.filter(shown=True).exists()):
        return ALLOWED
    return refused("No line was chosen yet.", next_step="Choose what goes in first.")


def _read_by_another(chronology: Chronology, by: Actor, facts: dict[str, Any]) -> Answer:
    """Four eyes: nobody approves what they put together, worded or sent."""
    if by.user_id in {chronology.compiled_by_id, chronology.submitted_by_id, *chronology.editors}:
        return refused(
            "You put this together, so somebody else must read and approve it.",
            owner="team manager or service manager",
            next_step="It is on their list.",
        )
    return ALLOWED


CHRONOLOGY = Lifecycle(
    kind="chronology",
    prefix="L",
    noun="chronology",
    states={
        COMPILING: "Being put together",
        AWAITING_APPROVAL: "Awaiting approval",
        APPROVED: "Approved",
        RELEASED: "Released",
        DISCARDED: "Put away",
    },
    moves=(
        Move("compile", "Put it together", (), COMPILING, may=may.COMPILE_CHRONOLOGY, event="chronology_compiled"),
        Move("edit", "Choose and word", (COMPILING,), None, may=may.COMPILE_CHRONOLOGY, event="chronology_edited"),
        Move(
            "submit",
            "Send for approval",
            (COMPILING,),
            AWAITING_APPROVAL,
            may=may.COMPILE_CHRONOLOGY,
            event="chronology_submitted",
            needs=(_has_lines,),
        ),
        Move(
            "send_back",
            "Send back",
            (AWAITING_APPROVAL, APPROVED),
            COMPILING,
            may=may.APPROVE_CHRONOLOGY,
            event="chronology_sent_back",
        ),
        Move(
            "approve",
            "Approve",
            (AWAITING_APPROVAL,),
            APPROVED,
            may=may.APPROVE_CHRONOLOGY,
            event="chronology_approved",
            needs=(_read_by_another,),
        ),
        Move(
            "release",
            "Release",
            (APPROVED,),
            RELEASED,
            may=may.COMPILE_CHRONOLOGY,
            event="chronology_released",
            closes=True,
        ),
        Move(
            "discard",
            "Put away",
            (COMPILING, AWAITING_APPROVAL, APPROVED),
            DISCARDED,
            may=may.COMPILE_CHRONOLOGY,
            event="chronology_discarded",
            closes=True,
        ),
    ),
    notifies={
        "submit": "chronology_to_approve",
        "approve": "chronology_approved",
        "send_back": "chronology_sent_back",
    },
)

register(
    NoticeKind(
        "chronology_to_approve",
        "A chronology waits for somebody else to read it",
        episode="chronology",
        while_in=(AWAITING_APPROVAL,),
    ),
    NoticeKind("chronology_approved", "A chronology is approved", episode="chronology", while_in=(APPROVED,)),
    NoticeKind("chronology_sent_back", "A chronology was sent back", episode="chronology", while_in=(COMPILING,)),
    NoticeKind(
        "access_to_approve",
        "An answer to a subject access request waits for approval",
        episode="access_request",
        while_in=(AWAITING_APPROVAL,),
    ),
    NoticeKind(
        "access_approved",
        "An answer to a subject access request is approved",
        episode="access_request",
        while_in=(APPROVED,),
    ),
    NoticeKind(
        "access_sent_back",
        "An answer to a subject access request was sent back",
        episode="access_request",
        while_in=(REDACTING,),
    ),
    NoticeKind(
        "disclosure_view_waiting",
        "A council asks whether your information may be disclosed",
        episode="disclosure_view",
        while_in=(ASKED,),
    ),
)
