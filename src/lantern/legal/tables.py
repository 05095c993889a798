"""The kinds of meeting of this room: the legal planning meeting, which decides for each child, and the meeting with the
parents and their lawyers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from lantern.access.people_acting import ActingPerson
from lantern.interface.display import full_date
from lantern.legal import actions, forms, permissions
from lantern.legal.models import LegalPlanning
from lantern.legal.states import KIND, PRE
from lantern.meetings.kinds import MeetingKind, register
from lantern.meetings.models import Decided, Meeting
from lantern.people.queries import Record
from lantern.spine.actors import Actor

PLANNING_MEETING, PARENTS_MEETING = "legal_planning_meeting", "pre_proceedings_meeting"


def tells(details: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """What a decision holds besides its outcome and reasons, in words."""
    said = []
    if details.get("against"):
        said.append(("What speaks against it", str(details["against"])))
    if details.get("until"):
        said.append(("Until", full_date(dt.date.fromisoformat(str(details["until"])))))
    if details.get("together"):
        said.append(("Brothers and sisters: together or apart", str(details["together"])))
    if details.get("late_reason"):
        said.append(("Why it was late", str(details["late_reason"])))
    return said


def after_planning(*, meeting: Meeting, decided: Sequence[Decided], by: Actor, at: dt.datetime) -> None:
    """Each child goes the way that was decided for them."""
    actions.decided(meeting, decided, by=by, at=at)


def after_parents(*, meeting: Meeting, by: Actor, at: dt.datetime) -> None:
    """The first meeting with the parents was held."""
    actions.parents_met(meeting, by=by, at=at)


def no_pre_proceedings(record: Record, by: ActingPerson) -> str:
    """Why the parents are not met before proceedings now. At most one statement: the record tells what is open."""
    is_open = any(one.kind == KIND for one in record.open)
    if is_open and LegalPlanning.objects.filter(child__in=record.people, state=PRE).exists():
        return ""
    return "Pre-proceedings have not begun."


register(
    MeetingKind(
        code=PLANNING_MEETING,
        label="Legal planning meeting",
        called="a legal planning meeting",
        may_call=permissions.DECIDE_LEGAL,
        outcomes=forms.OUTCOMES,
        quorum_id="legal-planning-meeting",
        family=False,
        asks=(
            "What is the harm, and how do we know?",
            "What was tried, and what came of it?",
            "Is the threshold for court met? What does the lawyer say?",
            "What would have to change, by when, and can the parents do it?",
            "Should brothers and sisters live together? Who has assessed it?",
            "Who in the family could help or care for the child?",
        ),
        form=forms.PlanningForm,
        follows=after_planning,
        tells=tells,
    ),
    MeetingKind(
        code=PARENTS_MEETING,
        label="Meeting before proceedings",
        called="a meeting before proceedings",
        may_call=permissions.WORK_LEGAL,
        asks=(
            "What do the parents and their lawyers say to the letter?",
            "What has changed since it was sent?",
            "Which help begins when?",
            "Who checks what by when?",
        ),
        held=after_parents,
        why_now=no_pre_proceedings,
    ),
)
