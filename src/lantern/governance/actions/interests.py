"""The register of interests that stands between meetings."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from lantern.boards.models import Holding
from lantern.governance.models import StandingInterest
from lantern.governance.states import STANDING_INTEREST
from lantern.law.timescales import london_date
from lantern.partnership import queries as partnership
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused


@transaction.atomic
def register(
    holding: Holding, *, sort: str, since: dt.date, by: Actor, at: dt.datetime, what: str = "",
    touched_by: Sequence[str] = (), key: uuid.UUID | None = None,
) -> StandingInterest:  # fmt: skip
    """Somebody with a seat has an interest, or nothing to declare. A word that there is nothing ends with the first
    interest, and is refused while one stands.
    """
    made = StandingInterest(
        authority_id=holding.authority_id,
        owner_team=partnership.business_team(holding.authority_id),
        holding=holding,
        name=holding.name,
        post_id=holding.post_id,
        sort=sort,
        what=what,
        touched_by=list(touched_by),
        since=since,
        confirmed_on=london_date(at),
    )
    STANDING_INTEREST.begin("register", made, by=by, at=at, key=key)
    theirs = StandingInterest.objects.filter(authority_id=holding.authority_id, name=holding.name)
    for other in theirs.filter(closed_at__isnull=True).exclude(pk=made.pk):
        if sort == StandingInterest.Kind.NONE:
            told = refused("An interest of theirs stands on the register.", next_step="Say first that it has ended.")
            raise MoveRefused(told)
        if other.sort == StandingInterest.Kind.NONE:
            end(other, on=since, by=by, at=at, version=other.version)
    return made


@transaction.atomic
def confirm(found: StandingInterest, *, at: dt.datetime, **press: Any) -> Made:
    """It was looked at and is still so."""
    made = STANDING_INTEREST.make("confirm", found, at=at, **press)
    _write(found, confirmed_on=london_date(at))
    return made


@transaction.atomic
def end(found: StandingInterest, *, on: dt.date, **press: Any) -> Made:
    """It has ended, on that day."""
    made = STANDING_INTEREST.make("end", found, payload={"day": on.isoformat()}, **press)
    _write(found, until=on)
    return made


def _write(found: StandingInterest, **columns: Any) -> None:
    StandingInterest.objects.filter(pk=found.pk).update(**columns)
    for name, value in columns.items():
        setattr(found, name, value)
