"""Assessments: begun from a referral, the children seen, written in separate arguments, looked at half way, challenged
and answered, agreed by somebody else, shared with the family.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from lantern.partnership import queries as partnership
from lantern.people.models import Person
from lantern.plans.kinds import CHILD_IN_NEED
from lantern.protection.actions import planning
from lantern.protection.actions.enquiries import child_seen_clock
from lantern.protection.models import Assessment, Challenge, Seen
from lantern.protection.states import ASSESSMENT, CHILD, REQUIRED
from lantern.spine import clocks
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused
from lantern.spine.models import Clock, Episode

WRITTEN = ("history", "capacity", "impact", "child_views", "parent_views", "analysis", "recommendation")


@transaction.atomic
def start(
    children: Sequence[Person],
    *,
    why: str,
    referred_at: dt.datetime,
    by: Actor,
    at: dt.datetime,
    because_of: Episode | None = None,
    key: uuid.UUID | None = None,
) -> Made:
    """Begin an assessment of these children. Its clock counts from the referral, not from when somebody begins."""
    if not children:
        raise MoveRefused(refused("An assessment is about at least one child.", next_step="Choose a child."))
    assessment = Assessment(
        authority_id=children[0].authority_id,
        owner_team=partnership.teams()[by.team_id or 0],
        worker_id=by.user_id,
        restricted=any(each.restricted for each in children) or bool(because_of and because_of.restricted),
        because_of_id=because_of.pk if because_of else None,
        referred_at=referred_at,
        why=why,
    )
    running = [
        *_clock("assessment", assessment, started_at=referred_at),
        *_clock("assessment-checkpoint", assessment, started_at=at, variant="first"),
        *child_seen_clock(assessment, "other", at=at),
    ]
    return ASSESSMENT.begin(
        "start",
        assessment,
        by=by,
        at=at,
        about=[(each.pk, CHILD) for each in dict.fromkeys(children)],
        key=key,
        besides=running,
    )


def _clock(timescale: str, assessment: Assessment, *, started_at: dt.datetime, variant: str = "") -> list[Clock]:
    due = clocks.due_at(timescale, started_at=started_at, authority_id=assessment.authority_id, variant=variant)
    if due is None:
        return []
    return [
        Clock(
            timescale=timescale,
            variant=variant,
            episode_id=assessment.id,
            authority_id=assessment.authority_id,
            owner_team_id=assessment.owner_team_id,
            started_at=started_at,
            due_at=due,
            restricted=assessment.restricted,
        )
    ]


@transaction.atomic
def write(
    assessment: Assessment,
    *,
    part: str,
    text: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    outcome: str = "",
    events: Sequence[dict[str, str]] | None = None,
    key: uuid.UUID | None = None,
) -> Made:
    """Write one part. On an old version nothing is overwritten: StaleRecord says who wrote meanwhile.

    ``events``: entries of the chronology that the history rests on, as they are told.
    """
    made = ASSESSMENT.make(
        "write",
        assessment,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"part": REQUIRED[part].lower()},
    )
    written: dict[str, Any] = {part: text}
    if part == "recommendation":
        written["outcome"] = outcome
    if events is not None:
        written["rests_on"] = list(events)
    Assessment.objects.filter(pk=assessment.pk).update(**written)
    return made


@transaction.atomic
def see(
    assessment: Assessment,
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
    """Record that one of the children was seen: when, alone or why not, and their own words."""
    made = ASSESSMENT.make(
        "see",
        assessment,
        by=by,
        at=seen_at,
        version=version,
        key=key,
        payload={"alone": "alone" if alone else "not alone"},
        about=[person_id],
        late_reason=late_reason,
    )
    Seen(
        authority_id=assessment.authority_id,
        restricted=assessment.restricted,
        episode_id=assessment.pk,
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
def checkpoint(
    assessment: Assessment, *, note: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """A manager looks at how far it is, and says: finish now, or why it needs longer."""
    made = ASSESSMENT.make("checkpoint", assessment, by=by, at=at, version=version, key=key, note=note)
    Assessment.objects.filter(pk=assessment.pk).update(
        checkpoint_at=at, checkpoint_note=note, checkpoint_by_name=by.name[:120]
    )
    return made


@transaction.atomic
def submit(
    assessment: Assessment,
    *,
    by: Actor,
    at: dt.datetime,
    version: int,
    not_seen_why: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """Send it to a manager: every part written, every challenge answered, every child seen or said why not."""
    made = ASSESSMENT.make(
        "submit",
        assessment,
        by=by,
        at=at,
        version=version,
        key=key,
        facts={"not_seen_why": not_seen_why},
        payload={"outcome": Assessment.Outcome(assessment.outcome).label.lower() if assessment.outcome else ""},
        note=not_seen_why,
    )
    Assessment.objects.filter(pk=assessment.pk).update(
        submitted_by_id=by.user_id, submitted_by_name=by.name[:120], not_seen_why=not_seen_why
    )
    return made


@transaction.atomic
def challenge(
    assessment: Assessment, *, question: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """A manager asks before agreeing. The question and its answer stay with the assessment."""
    made = ASSESSMENT.make(
        "challenge", assessment, by=by, at=at, version=version, key=key, facts={"reason": question}, note=question
    )
    Challenge(
        authority_id=assessment.authority_id,
        restricted=assessment.restricted,
        episode_id=assessment.pk,
        question=question,
        asked_by_name=by.name[:120],
        asked_at=at,
    ).save(force_insert=True)
    return made


@transaction.atomic
def answer(
    assessment: Assessment,
    challenge_id: uuid.UUID,
    *,
    text: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """Answer a manager's question. Raises MoveRefused when it was answered already: the first answer stands."""
    made = ASSESSMENT.make(
        "write", assessment, by=by, at=at, version=version, key=key, payload={"part": "a manager's question"}
    )
    open_still = Challenge.objects.filter(pk=challenge_id, episode_id=assessment.pk, answered_at__isnull=True)
    if not open_still.update(answer=text, answered_by_name=by.name[:120], answered_at=at):
        raise MoveRefused(refused("This was answered already.", next_step="See the assessment as it is now."))
    return made


@transaction.atomic
def share(
    assessment: Assessment,
    *,
    on: dt.date,
    how: str,
    whom: str,
    comment: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """Record that the family read it, or why they must not, and what they said to it."""
    made = ASSESSMENT.make(
        "share", assessment, by=by, at=at, version=version, key=key, payload={"how": how.replace("_", " ")}
    )
    Assessment.objects.filter(pk=assessment.pk).update(
        shared_on=on, shared_how=how, shared_with=whom, family_comment=comment
    )
    return made


@transaction.atomic
def authorise(
    assessment: Assessment,
    *,
    note: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """A manager who did not write it agrees it. The clock stops, and a child in need plan that was recommended
    begins for each child.
    """
    made = ASSESSMENT.make(
        "authorise",
        assessment,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"outcome": Assessment.Outcome(assessment.outcome).label.lower() if assessment.outcome else ""},
        note=note,
        late_reason=late_reason,
    )
    Assessment.objects.filter(pk=assessment.pk).update(
        authorised_by_id=by.user_id, authorised_by_name=by.name[:120], authorised_at=at
    )
    if assessment.outcome == Assessment.Outcome.CHILD_IN_NEED:
        for child in Person.objects.filter(involvements__episode_id=assessment.pk, involvements__part=CHILD):
            planning.begin(
                CHILD_IN_NEED,
                child,
                because_of=assessment,
                team_id=assessment.owner_team_id,
                worker_id=assessment.worker_id,
                by=by,
                at=at,
            )
    return made
