"""A meeting runs: who is there, what is said and agreed, minuted by several at once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q

from lantern.meetings.actions.common import label_of
from lantern.meetings.models import Agreed, Meeting, Said, Seat
from lantern.meetings.permissions import RUN_MEETING
from lantern.meetings.states import MEETING, OPEN_TO_NOTES
from lantern.partnership import queries as partnership
from lantern.partnership.models import Team
from lantern.spine import acts, ledger
from lantern.spine.actors import Actor, refused, somebody
from lantern.spine.held import MOVE_WORK
from lantern.spine.lifecycle import Made, MoveRefused
from lantern.spine.wordings import write_line


@transaction.atomic
def begin(meeting: Meeting, *, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None) -> Made:
    """The meeting begins."""
    made = MEETING.make("begin", meeting, by=by, at=at, version=version, key=key, payload={"kind": label_of(meeting)})
    Meeting.objects.filter(pk=meeting.pk).update(began_at=at)
    meeting.began_at = at
    return made


def _may_note(meeting: Meeting, by: Actor) -> None:
    acts.require(by.may(RUN_MEETING, meeting))
    if meeting.state not in OPEN_TO_NOTES:
        now = MEETING.states[meeting.state].lower()
        raise MoveRefused(refused(f"This meeting is {now}, so nothing can be written in it."))


@transaction.atomic
def take_roll(
    meeting: Meeting,
    *,
    found: Mapping[uuid.UUID, tuple[str, str]],
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
) -> list[Seat]:
    """Say who is there: seat -> (what the page showed, what is so now). Only what changed is written; returns the seats
    that somebody else changed meanwhile, which stay as they said.
    """
    _may_note(meeting, by)
    acts.claim(key, move="meeting.take_roll", by=by)
    clashes = []
    for seat, (before, now) in found.items():
        if before == now:
            continue
        mine = Seat.objects.filter(pk=seat, episode_id=meeting.pk)
        if not mine.filter(attendance=before).update(attendance=now):
            clashes += [each for each in mine if each.attendance != now]
    return clashes


@transaction.atomic
def say(
    meeting: Meeting,
    *,
    part: str,
    text: str,
    by: Actor,
    at: dt.datetime,
    seat: Seat | None = None,
    replaces: Said | None = None,
    key: uuid.UUID | None = None,
) -> Said:
    """Write down what somebody tells. Lines never overwrite each other: with ``replaces`` it is a better wording of an
    earlier one. Raises LineReplaced when somebody else was quicker with that.
    """
    _may_note(meeting, by)
    acts.claim(key, move="meeting.say", by=by)
    line = Said(
        authority_id=meeting.authority_id,
        restricted=meeting.restricted,
        episode_id=meeting.pk,
        seat=replaces.seat if replaces else seat,
        part=replaces.part if replaces else part,
        text=text,
        by_id=somebody(by),
        by_name=by.name[:120],
        written_at=at,
        replaces=replaces,
    )
    return write_line(line)


@transaction.atomic
def agree(
    meeting: Meeting,
    *,
    what: str,
    owner_name: str,
    due_at: dt.datetime,
    by: Actor,
    at: dt.datetime,
    team: Team | None = None,
    key: uuid.UUID | None = None,
) -> Agreed:
    """Agree that somebody does something by a time."""
    _may_note(meeting, by)
    acts.claim(key, move="meeting.agree", by=by)
    action = Agreed(
        authority_id=meeting.authority_id,
        restricted=meeting.restricted,
        episode_id=meeting.pk,
        what=what,
        owner_name=owner_name,
        worker_id=partnership.worker_named(owner_name, meeting.authority_id),
        team=team,
        due_at=due_at,
        agreed_at=at,
    )
    action.save(force_insert=True)
    return action


@transaction.atomic
def give_agreed(*, worker_id: int, name: str, to_id: int, to_name: str, reason: str, by: Actor, at: dt.datetime) -> int:
    """Whoever promised something at meetings has another post: somebody else does it from now on. Minutes that were
    sent stay as they are. Restricted meetings are settled one by one. Returns how many actions.
    """
    acts.require(by.may(MOVE_WORK))
    theirs = Q(worker_id=worker_id) | Q(worker__isnull=True, owner_name=name)
    found = Agreed.objects.filter(theirs, done_at__isnull=True, restricted=False, authority_id__in=by.authorities)
    rows = list(found.select_related("episode").order_by("episode_id", "due_at"))
    for meeting in {each.episode_id: each.episode for each in rows}.values():
        ledger.record(
            "meeting_action_given", by=by, at=at, authority_id=meeting.authority_id, about=None, episode=meeting,
            payload={"worker": to_name}, note=reason,
        )  # fmt: skip
    found.update(worker_id=to_id, owner_name=to_name[:160])
    return len(rows)


@transaction.atomic
def mark_done(action: Agreed, *, outcome: str, by: Actor, at: dt.datetime, key: uuid.UUID | None = None) -> bool:
    """Say that what was agreed is done, and what came of it. False when somebody said so before: theirs stands."""
    acts.require(by.may(RUN_MEETING, action))
    acts.claim(key, move="meeting.mark_done", by=by)
    return bool(
        Agreed.objects.filter(pk=action.pk, done_at__isnull=True).update(
            done_at=at, done_by_name=by.name[:120], outcome=outcome
        )
    )
