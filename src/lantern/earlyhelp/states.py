"""The states of early help, and every move between them."""

from __future__ import annotations

from typing import Any

from lantern.earlyhelp import permissions as may
from lantern.earlyhelp.models import EarlyHelp
from lantern.spine import handoffs
from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.lifecycle import Lifecycle, Move
from lantern.spine.notices import NoticeKind, register

KIND = "early_help"
ASSESSING, FOR_AGREEMENT, HELPING, ENDED = "assessing", "for_agreement", "helping", "ended"
OPEN = (ASSESSING, FOR_AGREEMENT, HELPING)


def leads(help_: EarlyHelp, by: Actor) -> bool:
    """Whether somebody works in the team that leads, or manages early help for the family's authority."""
    if by.team_id is not None and by.team_id == help_.owner_team_id:
        return True
    return bool(by.may(may.AGREE_EARLY_HELP)) and help_.authority_id in by.authorities


def _leads(help_: EarlyHelp, by: Actor, facts: dict[str, Any]) -> Answer:
    if leads(help_, by):
        return ALLOWED
    return refused(
        "Another team leads for this family, and writes its record.",
        owner=help_.owner_team.name,
        next_step=f"Ring {help_.owner_team.name}.",
    )


def _not_met(help_: EarlyHelp, by: Actor, facts: dict[str, Any]) -> Answer:
    if help_.first_contact_at is None:
        return ALLOWED
    return refused("The first contact with the family is recorded already.")


def _somebody_else(help_: EarlyHelp, by: Actor, facts: dict[str, Any]) -> Answer:
    """Four eyes: nobody agrees what they submitted."""
    if help_.submitted_by_id is not None and help_.submitted_by_id == by.user_id:
        return refused(
            "You submitted this assessment, so somebody else must agree it.", owner="another early help manager"
        )
    return ALLOWED


def _nobody_asked(help_: EarlyHelp, by: Actor, facts: dict[str, Any]) -> Answer:
    if help_.lead_offer_id is None or facts.get("again"):
        return ALLOWED
    return refused("Another team is asked to take the lead already.", next_step="Wait for its answer.")


def _lead_accepted(help_: EarlyHelp, by: Actor, facts: dict[str, Any]) -> Answer:
    """The lead changes only when the new one has accepted it."""
    offered = facts.get("handoff")
    if offered is not None and offered.pk == help_.lead_offer_id and offered.to_team_id == by.team_id:
        if offered.state in (handoffs.ACCEPTED, handoffs.SEEN):
            return ALLOWED
        return refused("Accept the lead first.")
    return refused("The lead was not offered to your team.", owner=help_.owner_team.name)


def _everybody_answered(help_: EarlyHelp, by: Actor, facts: dict[str, Any]) -> Answer:
    waiting = handoffs.unanswered(help_)
    if not waiting:
        return ALLOWED
    names = ", ".join(each.to_team.name for each in waiting)
    return refused(f"Not answered yet: {names}.", next_step="Wait for the answer, or withdraw the handoff.")


register(
    NoticeKind(
        "early_help_to_agree",
        "An early help assessment waits for a manager",
        episode=KIND,
        while_in=(FOR_AGREEMENT,),
    ),
)


def _stays(name: str, label: str, event: str, *needs: Any, where: tuple[str, ...] = OPEN, under: str = "") -> Move:
    return Move(name, label, where, None, may=may.WORK_EARLY_HELP, event=event, needs=needs or (_leads,), under=under)


EARLY_HELP = Lifecycle(
    kind=KIND,
    prefix="E",
    noun="early help",
    states={
        ASSESSING: "Being assessed",
        FOR_AGREEMENT: "Waiting for a manager",
        HELPING: "Help under way",
        ENDED: "Ended",
    },
    moves=(
        Move("open", "Begin early help", (), ASSESSING, may=may.WORK_EARLY_HELP, event="early_help_opened"),
        Move(
            "take_up",
            "Begin the early help that was taken on",
            (),
            ASSESSING,
            may=may.WORK_EARLY_HELP,
            event="early_help_taken_up",
        ),
        _stays(
            "first_contact",
            "Record the first contact with the family",
            "family_first_contacted",
            _leads,
            _not_met,
            under="eh-first-contact",
        ),
        _stays("write", "Write the assessment", "early_help_assessment_written", where=(ASSESSING, HELPING)),
        Move(
            "submit",
            "Ask a manager to agree the assessment",
            (ASSESSING,),
            FOR_AGREEMENT,
            may=may.WORK_EARLY_HELP,
            event="early_help_assessment_submitted",
            needs=(_leads,),
            under="eh-assessment",
        ),
        Move(
            "send_back",
            "Send the assessment back",
            (FOR_AGREEMENT,),
            ASSESSING,
            may=may.AGREE_EARLY_HELP,
            event="early_help_assessment_sent_back",
            needs=(_somebody_else,),
        ),
        Move(
            "agree",
            "Agree the assessment",
            (FOR_AGREEMENT,),
            HELPING,
            may=may.AGREE_EARLY_HELP,
            event="early_help_assessment_completed",
            needs=(_somebody_else,),
            under="eh-assessment",
        ),
        _stays("consent_given", "Record consent", "early_help_consent_given"),
        _stays("consent_refused", "Record that consent was refused", "early_help_consent_refused"),
        _stays("consent_withdrawn", "Record that consent was withdrawn", "early_help_consent_withdrawn"),
        _stays("member_joined", "Add somebody to the team around the family", "early_help_member_joined"),
        _stays("member_left", "Somebody left the team around the family", "early_help_member_left"),
        _stays("share", "Share with an agency", "early_help_shared"),
        _stays("record_session", "Record a session", "early_help_session"),
        _stays("measure", "Measure how far the family has come", "early_help_measured"),
        _stays("answer_missed", "Say what is done about missed sessions", "early_help_missed_answered"),
        _stays("name_worker", "Say who leads", "early_help_worker_named"),
        _stays("offer_lead", "Ask another team to lead", "early_help_lead_offered", _leads, _nobody_asked),
        _stays("take_lead", "Take the lead", "early_help_lead_taken", _lead_accepted),
        _stays("step_up", "Step up to the front door", "early_help_stepped_up"),
        Move(
            "end",
            "End early help",
            OPEN,
            ENDED,
            may=may.WORK_EARLY_HELP,
            event="early_help_ended",
            needs=(_leads, _everybody_answered),
            closes=True,
        ),
    ),
    notifies={"submit": "early_help_to_agree"},
)
