"""Acts on records that are not episodes: the same two promises as the one door, twice is once and nobody overwrites
unseen.

Reference facts about a person have no lifecycle, so they do not go through ``spine.lifecycle``; they still carry an
act's key and a version.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from lantern.spine.actors import Actor, Answer
from lantern.spine.lifecycle import MoveRefused, StaleRecord, _claim
from lantern.spine.models import Event, EventSubject


def require(answer: Answer) -> None:
    """Go on only when allowed. Raises MoveRefused with the reason otherwise."""
    if not answer:
        raise MoveRefused(answer)


def claim(key: uuid.UUID | None, *, move: str, by: Actor) -> None:
    """Take this press of the button for ourselves. Raises AlreadyDone when the same key was used before. No key, no
    protection.
    """
    _claim(key, move=move, by=by, episode_id=None)


def stale(record: Any, *, person_id: uuid.UUID, kinds: Iterable[str], version: int) -> StaleRecord:
    """What to raise when a versioned record about a person has moved on: the record as it stands, and what happened
    since that version.

    The events must carry ``version`` in their payload. Reads one page of the person's chronology, newest first.
    """
    recent = EventSubject.objects.filter(person_id=person_id, kind__in=list(kinds)).order_by(
        "-happened_at", "-event_id"
    )[:20]
    events = (
        Event.objects.filter(pk__in=[subject.event_id for subject in recent])
        .select_related("actor", "note")
        .order_by("recorded_at")
    )
    return StaleRecord(record, [event for event in events if int(event.payload.get("version") or 0) > version])
