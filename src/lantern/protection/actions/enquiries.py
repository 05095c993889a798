"""Section 47 enquiries: begun by a strategy discussion, the child seen, concluded, agreed by somebody else, ended by
the conference or without one.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from lantern.meetings.models import Decided, Meeting
from lantern.partnership import queries as partnership
from lantern.partnership.models import TeamKind
from lantern.protection.models import Category, Enquiry, Seen
from lantern.protection.states import CHILD, ENDED, ENQUIRY
from lantern.spine import clocks
from lantern.spine.actors import Actor
from lantern.spine.lifecycle import Made
from lantern.spine.models import Clock, Episode

CHILD_SEEN = "assessment-child-seen"


def child_seen_clock(episode: Episode, variant: str, *, at: dt.datetime) -> list[Clock]:
    """By when a child is seen: sooner where harm is suspected (local standard)."""
    due = clocks.due_at(CHILD_SEEN, started_at=at, authority_id=episode.authority_id, variant=variant)
    if due is None:
        return []
    return [
        Clock(
            timescale=CHILD_SEEN,
            variant=variant,
            episode_id=episode.id,
            authority_id=episode.authority_id,
            owner_team_id=episode.owner_team_id,
            started_at=at,
            due_at=due,
            restricted=episode.restricted,
        )
    ]


@transaction.atomic
def start(meeting: Meeting, decided: Decided, *, by: Actor, at: dt.datetime) -> Enquiry:
    """Begin the enquiry that a strategy discussion decided on. Its clocks run from that discussion.

    A child about whom one is open already keeps that one, and its clocks: of several discussions the one that began the
    enquiry counts.
    """
    standing = Enquiry.objects.filter(involvements__person_id=decided.person_id, closed_at__isnull=True).first()
    if standing is not None:
        return standing
    joint = decided.outcome == "section_47_joint"
    category = Category(decided.details.get("category") or Category.NEGLECT)
    enquiry = Enquiry(
        authority_id=meeting.authority_id,
        owner_team=_team(meeting, decided, by),
        restricted=meeting.restricted,
        because_of_id=meeting.pk,
        joint=joint,
        category=category,
        reason=decided.reasons,
    )
    made = ENQUIRY.begin(
        "start",
        enquiry,
        by=by,
        at=at,
        about=[(decided.person_id, CHILD)],
        payload={
            "how": "joint with the police" if joint else "social care alone",
            "category": category.label.lower(),
        },
        besides=child_seen_clock(enquiry, "section_47", at=at),
    )
    return made.episode


def _team(meeting: Meeting, decided: Decided, by: Actor) -> Any:
    chosen = partnership.teams().get(int(decided.details.get("team") or 0))
    if chosen is not None and meeting.authority_id in chosen.covers:
        return chosen
    found = partnership.teams_covering(meeting.authority_id, TeamKind.ASSESSMENT)
    return found[0] if found else partnership.teams()[by.team_id or 0]


def take(enquiry: Enquiry, *, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None) -> Made:
    """A social worker takes the enquiry on."""
    return ENQUIRY.make(
        "take",
        enquiry,
        by=by,
        at=at,
        version=version,
        key=key,
        changes={"worker_id": by.user_id},
        payload={"worker": by.name},
    )


@transaction.atomic
def see(
    enquiry: Enquiry,
    *,
    person_id: uuid.UUID,
    seen_at: dt.datetime,
    place: str,
    alone: bool,
    by: Actor,
    at: dt.datetime,
    version: int,
    not_alone_why: str = "",
    words: str = "",
    noticed: str = "",
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """Record that the child was seen: when it happened, alone or why not, and their own words as they said them."""
    made = ENQUIRY.make(
        "see",
        enquiry,
        by=by,
        at=seen_at,
        version=version,
        key=key,
        payload={"alone": "alone" if alone else "not alone"},
        late_reason=late_reason,
    )
    Seen(
        authority_id=enquiry.authority_id,
        restricted=enquiry.restricted,
        episode_id=enquiry.pk,
        person_id=person_id,
        seen_at=seen_at,
        place=place,
        alone=alone,
        not_alone_why="" if alone else not_alone_why,
        words=words,
        noticed=noticed,
        by_name=by.name[:120],
        recorded_at=at,
    ).save(force_insert=True)
    return made


@transaction.atomic
def conclude(
    enquiry: Enquiry,
    *,
    outcome: str,
    found: str,
    what_next: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    found_category: str = "",
    not_seen_why: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """Say what the enquiry found, of which kind of harm, and what is to happen. A manager agrees it."""
    made = ENQUIRY.make(
        "conclude",
        enquiry,
        by=by,
        at=at,
        version=version,
        key=key,
        facts={"not_seen_why": not_seen_why},
        payload={"outcome": Enquiry.Outcome(outcome).label.lower()},
        note=not_seen_why,
    )
    Enquiry.objects.filter(pk=enquiry.pk).update(
        outcome=outcome,
        found=found,
        found_category=found_category,
        what_next=what_next,
        not_seen_why=not_seen_why,
        concluded_at=at,
        concluded_by_id=by.user_id,
        concluded_by_name=by.name[:120],
    )
    return made


@transaction.atomic
def send_back(
    enquiry: Enquiry, *, reason: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """A manager asks for more. The clock runs on."""
    return ENQUIRY.make(
        "send_back", enquiry, by=by, at=at, version=version, key=key, facts={"reason": reason}, note=reason
    )


@transaction.atomic
def agree(
    enquiry: Enquiry,
    *,
    by: Actor,
    at: dt.datetime,
    version: int,
    note: str = "",
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """A manager agrees what was found. Where the child is likely to suffer harm, the conference is waited for."""
    move = "agree_conference" if enquiry.outcome == Enquiry.Outcome.AT_RISK else "agree_end"
    made = ENQUIRY.make(
        move,
        enquiry,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"outcome": Enquiry.Outcome(enquiry.outcome).label.lower() if enquiry.outcome else ""},
        note=note,
        late_reason=late_reason,
    )
    Enquiry.objects.filter(pk=enquiry.pk).update(agreed_by_id=by.user_id, agreed_by_name=by.name[:120], agreed_at=at)
    return made


def no_conference(
    enquiry: Enquiry, *, reason: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """A manager decides, with reasons, that no conference is held after all."""
    return ENQUIRY.make(
        "no_conference", enquiry, by=by, at=at, version=version, key=key, facts={"reason": reason}, note=reason
    )


def conference_held(meeting: Meeting, decided: Decided, *, by: Actor, at: dt.datetime) -> Made | None:
    """The conference about this child was held: the enquiry ends, and its clock says whether in time."""
    found = (
        Enquiry.objects.filter(involvements__person_id=decided.person_id, closed_at__isnull=True)
        .exclude(state=ENDED)
        .first()
    )
    if found is None:
        return None
    late = meeting.purpose if found.next_due_at and found.next_due_at < at else ""
    return ENQUIRY.make("conference_held", found, by=by, at=at, version=found.version, late_reason=late)
