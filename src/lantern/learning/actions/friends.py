"""The pool of critical friends."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction

from lantern.law.timescales import london_date
from lantern.learning import permissions as may
from lantern.learning.models import CriticalFriend
from lantern.spine.actors import Actor, refused
from lantern.spine.acts import claim, require
from lantern.spine.lifecycle import MoveRefused


@transaction.atomic
def add_friend(
    *,
    keeper: int,
    name: str,
    brings: str,
    independence: str,
    by: Actor,
    at: dt.datetime,
    not_with: Sequence[int] = (),
    user_id: int | None = None,
    day_rate: int = 0,
    days_a_year: int = 0,
    key: uuid.UUID | None = None,
) -> CriticalFriend:
    """Put somebody into the pool: what they bring, from whom they are independent, what a day costs in pence.

    Raises MoveRefused where somebody of that name is in it, AlreadyDone for a key that was used.
    """
    require(by.may(may.RUN_LEARNING))
    claim(key, move="critical_friend.add", by=by)
    if CriticalFriend.objects.filter(authority_id=keeper, name__iexact=name.strip()).exists():
        raise MoveRefused(refused(f"{name.strip()} is in the pool already."))
    friend = CriticalFriend(
        authority_id=keeper,
        name=name.strip(),
        brings=brings.strip(),
        independence=independence.strip(),
        not_with=list(not_with),
        user_id=user_id,
        day_rate=day_rate,
        days_a_year=days_a_year,
        checked_on=london_date(at),
        checked_by_name=by.name[:120],
        added_at=at,
    )
    friend.save(force_insert=True)
    return friend
