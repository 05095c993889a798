"""The kinds of meeting that this room holds: strategy discussions and conferences; what each decides about a child, and
what begins by that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from lantern.interface.display import full_date
from lantern.meetings.kinds import MeetingKind, Outcome, register
from lantern.meetings.models import Decided, Meeting
from lantern.partnership import queries as partnership
from lantern.plans.kinds import CHILD_IN_NEED, CHILD_PROTECTION
from lantern.protection import forms, permissions
from lantern.protection.actions import enquiries, planning
from lantern.protection.models import Category
from lantern.spine.actors import Actor

STRATEGY, INITIAL, REVIEW, CORE_GROUP = (
    "strategy_discussion",
    "initial_conference",
    "review_conference",
    "core_group",
)

_LABELS = {
    "category": "Likely harm",
    "medical": "Medical",
    "medical_note": "Medical: what was considered",
    "team": "Who enquires",
    "instead": "What happens instead",
    "meet_again": "Meet again by",
    "outline": "Outline plan",
    "contingency": "If the plan does not work",
    "lead_name": "Lead social worker",
    "core_group": "Core group",
    "dissent": "Who does not agree, and why",
    "child_view": "What the child says",
    "parent_view": "What the parents say",
    "review_by": "Next review",
}


def tells(details: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """What a decision of these kinds holds besides its outcome and reasons, in words."""
    told = [(_LABELS[name], _said(name, details[name])) for name in _LABELS if details.get(name)]
    return told + planning.actions_in_words(details)


def _said(name: str, value: Any) -> str:
    match name:
        case "category":
            return ", ".join(Category(each).label for each in ([value] if isinstance(value, str) else value))
        case "medical":
            return str(dict(forms.MEDICAL)[value])
        case "team":
            team = partnership.teams().get(int(value))
            return team.name if team else ""
        case "meet_again":
            return full_date(dt.date.fromisoformat(value))
    return str(value)


def after_strategy(*, meeting: Meeting, decided: Sequence[Decided], by: Actor, at: dt.datetime) -> None:
    """A section 47 enquiry begins for each child for whom it was decided, each with clocks of its own."""
    for each in decided:
        if each.outcome in (forms.SINGLE, forms.JOINT):
            enquiries.start(meeting, each, by=by, at=at)


def after_conference(*, meeting: Meeting, decided: Sequence[Decided], by: Actor, at: dt.datetime) -> None:
    """The enquiry that led to the conference has come to its end, and the plan that was decided on begins that day."""
    for each in decided:
        ended = enquiries.conference_held(meeting, each, by=by, at=at)
        kind = _PLANS.get(each.outcome)
        if kind:
            enquiry = ended.episode if ended else None
            planning.begin(
                kind,
                each.person,
                because_of=meeting,
                team_id=enquiry.owner_team_id if enquiry else None,
                worker_id=enquiry.worker_id if enquiry else None,
                aim=str(each.details.get("outline") or ""),
                by=by,
                at=meeting.began_at or at,
            )


_PLANS = {forms.PLAN: CHILD_PROTECTION, forms.IN_NEED: CHILD_IN_NEED}


def after_review(*, meeting: Meeting, decided: Sequence[Decided], by: Actor, at: dt.datetime) -> None:
    """What was decided, and how far each action is, is the review of the child's plan: nobody writes it twice."""
    for each in decided:
        planning.reviewed(meeting, each, decision=_REVIEWED[each.outcome], by=by, at=at)


_REVIEWED = {forms.GOES_ON: "continue", forms.STEP_DOWN: "step_down", forms.ENDS: "end"}


def after_core_group(*, meeting: Meeting, by: Actor, at: dt.datetime) -> None:
    """Each child's protection plan has it that its core group met: the next is counted from it."""
    planning.core_group_met(meeting, by=by, at=at)


register(
    MeetingKind(
        code=STRATEGY,
        label="Strategy discussion",
        called="a strategy discussion",
        may_call=permissions.CALL_STRATEGY,
        outcomes=(
            Outcome(forms.SINGLE, "Begin a section 47 enquiry, by social care alone"),
            Outcome(forms.JOINT, "Begin a section 47 enquiry, jointly with the police"),
            Outcome(forms.NONE, "No section 47 enquiry"),
            Outcome(forms.MORE, "Find out more first, and meet again"),
        ),
        quorum_id="strategy-discussion",
        hold_by="strategy-discussion",
        minutes_by="strategy-record",
        family=False,
        asks=(
            "What happened, and what is the risk now?",
            "Is the child safe tonight, and brothers and sisters?",
            "What does each agency know?",
            "Is a medical needed?",
            "Who sees the child, when, and alone?",
            "Who tells the parents what, and when?",
        ),
        form=forms.StrategyForm,
        follows=after_strategy,
        tells=tells,
    ),
    MeetingKind(
        code=INITIAL,
        label="Initial child protection conference",
        called="an initial child protection conference",
        may_call=permissions.CALL_CONFERENCE,
        outcomes=(
            Outcome(forms.PLAN, "A child protection plan"),
            Outcome(forms.IN_NEED, "No child protection plan; a child in need plan"),
            Outcome(forms.NO_PLAN, "No plan"),
        ),
        quorum_id="child-protection-conference",
        minutes_by="conference-minutes",
        outline_by="conference-outline-plan",
        outline_after=(forms.PLAN, forms.IN_NEED),
        reports_by="icpc-reports",
        reports_variant="initial",
        asks=(
            "What are we worried about?",
            "What works well?",
            "What does the child say?",
            "What do the parents say?",
            "How likely is significant harm, and of what kind?",
            "What must change, and how shall we know?",
        ),
        form=forms.ConferenceForm,
        follows=after_conference,
        tells=tells,
    ),
    MeetingKind(
        code=REVIEW,
        label="Review child protection conference",
        called="a review child protection conference",
        may_call=permissions.CALL_CONFERENCE,
        outcomes=(
            Outcome(forms.GOES_ON, "The child protection plan goes on"),
            Outcome(forms.STEP_DOWN, "The plan ends; a child in need plan"),
            Outcome(forms.ENDS, "The plan ends; no plan"),
        ),
        quorum_id="child-protection-conference",
        minutes_by="conference-minutes",
        outline_by="conference-outline-plan",
        outline_after=(forms.GOES_ON, forms.STEP_DOWN),
        agenda=planning.AGENDA,
        reports_by="icpc-reports",
        reports_variant="review",
        asks=(
            "What has changed for the child since last time?",
            "What has not, and why?",
            "What does the child say?",
            "What do the parents say?",
            "Is significant harm still likely?",
        ),
        form=forms.ReviewConferenceForm,
        follows=after_review,
        tells=tells,
        why_now=planning.no_plan_to_review,
    ),
    MeetingKind(
        code=CORE_GROUP,
        label="Core group",
        called="a core group",
        may_call=permissions.WORK_ASSESSMENT,
        quorum_id="core-group",
        asks=(
            "What was done since we met?",
            "What changed for the child?",
            "What do the parents say?",
            "What must be done next, by whom, by when?",
        ),
        held=after_core_group,
        agenda=planning.AGENDA,
        why_now=planning.no_plan_to_review,
    ),
)
