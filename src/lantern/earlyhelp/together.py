"""The meetings of a team around the family: the room below holds them, this one says who may be told of them."""

from __future__ import annotations

from lantern.earlyhelp import rules
from lantern.earlyhelp.actions.consenting import consents_of
from lantern.earlyhelp.models import EarlyHelp
from lantern.meetings.kinds import MeetingKind, register
from lantern.meetings.models import Meeting
from lantern.partnership import queries as partnership

MEETING = "team_around_family"
SHARING = "meetings"
"""What consent is needed for an agency to be told of a meeting, as a code of ``early_help_sharing``."""


def kept_from(meeting: Meeting, agency_id: int) -> str:
    """Why an agency may not be told of a meeting about this family: consent does not stand for everybody. Empty when it
    does.
    """
    help_ = EarlyHelp.objects.filter(pk=meeting.because_of_id).first() if meeting.because_of_id else None
    if help_ is None:
        return "This meeting belongs to no early help."
    name = next((team.agency.name for team in partnership.teams().values() if team.agency_id == agency_id), "It")
    answer = rules.may_be_told(name, agency_id, SHARING, help_.subjects, consents_of(help_))
    return "" if answer else str(answer)


def declare() -> None:
    """Say what a team around the family is. Called when the room is set up."""
    register(
        MeetingKind(
            code=MEETING,
            label="Team around the family",
            called="a team around the family",
            listed=False,
            kept_from=kept_from,
            asks=(
                "What do the child and the parents say first?",
                "What has changed since last time?",
                "Where are the scores, and what would make each one higher?",
                "Who does what, by when, and how shall we know?",
                "What if it gets harder?",
            ),
        )
    )
