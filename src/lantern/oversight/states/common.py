"""Conditions that several moves of this room ask for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lantern.boards.models import Holding
from lantern.oversight import permissions as may
from lantern.spine.actors import ALLOWED, Actor, Answer, refused


def reason_given(record: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    return ALLOWED if facts.get("looking") or facts.get("reason", "").strip() else refused("Say why.")


def posts_of(seat_id: Any) -> set[int | None]:
    """The posts of whoever holds a seat or stands in today. One statement."""
    if seat_id is None:
        return set()
    held = Holding.objects.filter(seat_id=seat_id, post__isnull=False).exclude(until__lt=dt.datetime.now(dt.UTC).date())
    return set(held.values_list("post_id", flat=True))


def speaks_for(seat_id: Any, by: Actor, record: Any) -> bool:
    """Whether this person speaks for a seat: they hold it or stand in, or keep the registers for those who sign in
    nowhere.
    """
    return bool(by.may(may.KEEP_OVERSIGHT, record)) or by.post_id in posts_of(seat_id)
