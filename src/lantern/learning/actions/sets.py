"""An action learning set from its brief to its report."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django.db import transaction

from lantern.learning.actions.common import next_number, of_episode, write
from lantern.learning.models import (
    Contribution,
    CriticalFriend,
    Finding,
    LearningSession,
    LearningSet,
    LineOfEnquiry,
    SetMember,
)
from lantern.learning.states import SET
from lantern.partnership import queries as partnership
from lantern.partnership.models import Post
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused


@transaction.atomic
def commission_set(
    *,
    line: LineOfEnquiry,
    title: str,
    brief: str,
    method: str,
    report_by: dt.date | None,
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> LearningSet:
    """Commission a learning set on a line of enquiry that was commissioned."""
    if line.state != "commissioned":
        raise MoveRefused(
            refused("This line of enquiry is not commissioned.", next_step="Commission it first, with the reason.")
        )
    found = LearningSet(
        authority_id=line.authority_id,
        owner_team=partnership.business_team(line.authority_id),
        because_of_id=line.pk,
        title=title.strip(),
        brief=brief.strip(),
        method=method.strip(),
        report_by=report_by,
    )
    SET.begin("begin", found, by=by, at=at, key=key)
    return found


@transaction.atomic
def edit_set(found: LearningSet, *, values: dict[str, Any], part: str = "brief", **press: Any) -> Made:
    """Change the brief, the method, the day of the report or the cost."""
    made = SET.make("edit", found, payload={"part": part}, **press)
    write(found, **values)
    return made


@transaction.atomic
def add_member(found: LearningSet, *, post: Post, leads: bool = False, **press: Any) -> SetMember:
    """Add whoever holds a post as a member: from the front line, and with a sign-in of their own."""
    if post.holder is None:
        raise MoveRefused(refused("Nobody holds this post now.", next_step="Choose another."))
    SET.make("edit", found, payload={"part": "members"}, **press)
    member, _ = SetMember.objects.update_or_create(
        set=found,
        user=post.holder,
        defaults={
            **of_episode(found),
            "name": str(post.holder.display_name)[:120],
            "post_title": post.title,
            "agency_id": post.team.agency_id,
            "agency_name": post.team.agency.name,
            "leads": leads,
            "joined_at": press["at"],
            "left_at": None,
        },
    )
    return member


@transaction.atomic
def appoint_friend(found: LearningSet, *, friend: CriticalFriend, days: Decimal, conflict: str, **press: Any) -> Made:
    """Appoint a critical friend from the pool, after somebody looked at whether they are independent of this set.

    Raises MoveRefused where a member is of an agency with which the friend can not work.
    """
    theirs = {each.agency_id: each.agency_name for each in found.members.all() if each.left_at is None}
    for agency_id in friend.not_with:
        if agency_id in theirs:
            raise MoveRefused(
                refused(
                    f"{friend.name} is not independent of {theirs[agency_id]}, which takes part.",
                    next_step="Choose another friend.",
                )
            )
    made = SET.make("edit", found, payload={"part": "critical friend"}, note=conflict, **press)
    write(
        found,
        friend=friend,
        friend_days=days,
        conflict=conflict.strip(),
        conflict_on=press["at"].date(),
        conflict_by_name=press["by"].name[:120],
    )
    return made


@transaction.atomic
def start(found: LearningSet, **press: Any) -> Made:
    """It is ready and begins to meet."""
    there = [each for each in found.members.all() if each.left_at is None]
    agencies = len({each.agency_id for each in there})
    return SET.make("start", found, payload={"members": len(there), "agencies": agencies}, **press)


@transaction.atomic
def write_up(found: LearningSet, **press: Any) -> Made:
    """The last session was held: what was found is written."""
    return SET.make("write", found, **press)


@transaction.atomic
def hold_session(
    found: LearningSet,
    *,
    held_on: dt.date,
    about: str,
    hours: Decimal,
    how: str = "",
    said: str = "",
    friend_there: bool = False,
    **press: Any,
) -> LearningSession:
    """Record a session that was held. A day of the critical friend is counted by its hours."""
    number = next_number(found.sessions)
    SET.make("meet", found, payload={"number": number}, **press)
    session = LearningSession(
        **of_episode(found),
        set=found,
        number=number,
        held_on=held_on,
        about=about.strip(),
        how=how.strip(),
        hours=hours,
        friend_there=friend_there,
        said=said.strip(),
    )
    session.save(force_insert=True)
    return session


@transaction.atomic
def contribute(
    found: LearningSet,
    *,
    kind: str,
    text: str,
    by: Actor,
    at: dt.datetime,
    hours: Decimal = Decimal(0),
    session: int | None = None,
    key: uuid.UUID | None = None,
) -> Contribution:
    """Write what one saw or makes of it. What several write at once stands side by side: nobody overwrites anybody."""
    agency = str(getattr(by, "agency_name", ""))
    current = LearningSet.objects.select_for_update().get(pk=found.pk)  # several write at once: one after the other
    move = "challenge" if kind == Contribution.Kind.CHALLENGE else "contribute"
    payload = {"kind": str(Contribution.Kind(kind).label), "agency": agency} if move == "contribute" else None
    SET.make(move, current, by=by, at=at, version=current.version, key=key, payload=payload)
    found.version = current.version
    return _written(current, kind=kind, text=text, by=by, at=at, hours=hours, session=session)


def _written(
    found: LearningSet,
    *,
    kind: str,
    text: str,
    by: Actor,
    at: dt.datetime,
    hours: Decimal = Decimal(0),
    session: int | None = None,
    answers: Contribution | None = None,
) -> Contribution:
    written = Contribution(
        **of_episode(found),
        set=found,
        kind=kind,
        session=session,
        text=text.strip(),
        answers=answers,
        hours=hours,
        by_id=by.user_id,
        by_name=by.name[:120],
        agency_name=str(getattr(by, "agency_name", ""))[:160],
        at=at,
    )
    written.save(force_insert=True)
    return written


@transaction.atomic
def answer_challenge(challenge: Contribution, *, text: str, **press: Any) -> Contribution:
    """The partnership answers what the critical friend asked."""
    found = challenge.set
    SET.make("edit", found, payload={"part": "answer to a challenge"}, **press)
    return _written(found, kind=Contribution.Kind.ANSWER, text=text, by=press["by"], at=press["at"], answers=challenge)


@transaction.atomic
def find(
    found: LearningSet, *, kind: str, text: str, rests_on: str = "", number: int | None = None, **press: Any
) -> Finding:
    """Write a finding and what it rests on, or write one anew (``number``)."""
    number = number or next_number(found.findings)
    SET.make("find", found, payload={"number": number}, **press)
    finding, _ = Finding.objects.update_or_create(
        set=found,
        number=number,
        defaults={
            **of_episode(found),
            "kind": kind,
            "text": text.strip(),
            "rests_on": rests_on.strip(),
            "changed_at": press["at"],
        },
    )
    return finding


@transaction.atomic
def report(found: LearningSet, *, summary: str, spent: Decimal, cost: int, **press: Any) -> Made:
    """Report what was found and what it cost. Recommendations come from the findings, also later."""
    made = SET.make("report", found, payload={"findings": found.findings.count()}, **press)
    write(found, summary=summary.strip(), friend_spent=spent, cost=cost)
    return made
