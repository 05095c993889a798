"""What the acts of a meeting share."""

from __future__ import annotations

import datetime as dt

from lantern.meetings.kinds import meeting_kind
from lantern.meetings.models import Invitation, Meeting
from lantern.meetings.states import INVITED, REPORTED
from lantern.spine import clocks
from lantern.spine.models import Clock, Episode

CHILD = "child"


def clock_for(timescale: str, episode: Episode, *, started_at: dt.datetime, variant: str = "") -> list[Clock]:
    """A clock that a kind of meeting runs for a reason of its own; none where law sets no limit."""
    if not timescale:
        return []
    due = clocks.due_at(timescale, started_at=started_at, authority_id=episode.authority_id, variant=variant)
    if due is None:
        return []
    return [
        Clock(
            timescale=timescale,
            variant=variant,
            episode_id=episode.id,
            authority_id=episode.authority_id,
            partner_agency_id=episode.partner_agency_id,
            owner_team_id=episode.owner_team_id,
            started_at=min(started_at, due),
            due_at=due,
            restricted=episode.restricted,
        )
    ]


def label_of(meeting: Meeting) -> str:
    """What kind of meeting it is, in words."""
    return meeting_kind(meeting.meeting_kind).label


def open_invitations(meeting: Meeting) -> list[Invitation]:
    """The invitations that an agency may still answer. One statement."""
    found = Invitation.objects.filter(because_of_id=meeting.pk, state__in=(INVITED, REPORTED))
    return list(found.select_related("asked_team__agency"))


def facts_of(invitation: Invitation) -> dict[str, str]:
    """What is told of an invitation beside its act."""
    return {
        "agency": invitation.asked_team.agency.name,
        "kind": meeting_kind(invitation.meeting_kind).label,
    }


def kept_from(meeting: Meeting, agency_id: int | None) -> str:
    """Why an agency may not be told of this meeting now; empty when it may."""
    asked = meeting_kind(meeting.meeting_kind).kept_from
    return asked(meeting, agency_id) if asked and agency_id is not None else ""
