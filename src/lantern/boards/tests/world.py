"""Bodies, seats and actions to test with."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.cast import TUESDAY_NOON, Cast

from lantern.access.people_acting import ActingPerson
from lantern.boards import actions
from lantern.boards.models import Action, Body, Holding, Seat
from lantern.partnership.models import Post

THREE_WEEKS = dt.date(2026, 12, 8)


def executive() -> Body:
    """The Executive of the area file. Within ``acting``."""
    return Body.objects.get(code="executive-partnership")


def seat(code: str = "executive-stockton") -> Seat:
    return Seat.objects.select_related("body").get(code=code)


def held_by(code: str, actor: ActingPerson, *, by: ActingPerson, since: dt.date = dt.date(2025, 1, 6)) -> Holding:
    """Somebody of the cast holds a seat."""
    post = Post.objects.get(pk=actor.post_id)
    return actions.appoint(seat(code), part="holder", name=actor.name, post=post, since=since, by=by, at=TUESDAY_NOON)


def an_action(cast: Cast, *, by: ActingPerson | None = None, **said: Any) -> Action:
    """Promised by the council's seat in the Executive, for three weeks from now. Within ``acting``."""
    caller = by or cast.partnership_manager
    told: dict[str, Any] = {"what": "Tell schools what becomes of a contact.", "by": caller, "at": TUESDAY_NOON}
    if not {"by_when", "by_event"} & set(said):
        told["by_when"] = THREE_WEEKS
    if not {"owner_seat", "owner_post"} & set(said):
        told["owner_seat"] = seat()
    return actions.log_action(keeper=caller.partnerships[0], **(told | said))
