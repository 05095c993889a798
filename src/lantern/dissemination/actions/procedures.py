"""A procedure and its clauses: every wording stays, and says which recommendation it came from."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from lantern.dissemination.models import Procedure, Wording
from lantern.dissemination.states import PROCEDURE
from lantern.learning.actions.common import write
from lantern.partnership import queries as partnership
from lantern.spine import clocks
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused
from lantern.spine.models import Episode

REVIEW = "procedure-review"


@transaction.atomic
def register(
    *, keeper: int, said: dict[str, Any], by: Actor, at: dt.datetime, key: uuid.UUID | None = None
) -> Procedure:
    """Add a procedure. ``said``: title, about, kept_by_says, read_at, agencies, roles, and reviewed_on: its next look
    is counted from that day.
    """
    made = Procedure(authority_id=keeper, owner_team=partnership.business_team(keeper), **said)
    PROCEDURE.begin("register", made, by=by, at=at, key=key)
    clocks.count_from_day(REVIEW, made, made.reviewed_on)
    return made


@transaction.atomic
def edit(found: Procedure, *, said: dict[str, Any], **press: Any) -> Made:
    """Change what stands about it: its title, who keeps it, where it is read, who must know it."""
    made = PROCEDURE.make("edit", found, **press)
    write(found, **said)
    return made


def wording_of(found: Procedure, number: str) -> Wording | None:
    """The last wording of a clause. One statement."""
    return Wording.objects.filter(episode_id=found.pk, number=number).order_by("-version").first()


@transaction.atomic
def word(
    found: Procedure, *, number: str, heading: str, text: str, in_force_on: dt.date, why: str = "",
    because_of: Episode | None = None, **press: Any,
) -> Wording:  # fmt: skip
    """Write a clause, or word it anew. What stood before stays to be read."""
    before = wording_of(found, number)
    return _next(found, before, number=number, heading=heading, text=text, move="word", in_force_on=in_force_on,
                 why=why, because_of=because_of, press=press)  # fmt: skip


@transaction.atomic
def drop(
    found: Procedure, *, number: str, why: str, in_force_on: dt.date, because_of: Episode | None = None, **press: Any
) -> Wording:
    """A clause holds no longer, with the reason."""
    before = wording_of(found, number)
    if before is None:
        raise MoveRefused(refused("There is no such clause.", next_step="Go back and look at the clauses."))
    return _next(found, before, number=number, heading=before.heading, text="", dropped=True, move="drop",
                 in_force_on=in_force_on, why=why, because_of=because_of, press=press)  # fmt: skip


def _next(
    found: Procedure, before: Wording | None, *, move: str, because_of: Episode | None, press: dict[str, Any],
    **columns: Any,
) -> Wording:  # fmt: skip
    told = {
        "number": columns["number"],
        "version": before.version + 1 if before else 1,
        "because": because_of.reference if because_of else "no recommendation on record",
    }
    PROCEDURE.make(move, found, payload=told, **press)
    words = (columns["heading"], columns["text"], columns.get("dropped", False))
    if before and words == (before.heading, before.text, before.dropped):
        raise MoveRefused(refused("That is what the clause says already.", next_step="Change its words, or go back."))
    made = Wording(
        authority_id=found.authority_id,
        episode_id=found.pk,
        version=told["version"],
        because_of_id=because_of.pk if because_of else None,
        written_at=press["at"],
        written_by_name=press["by"].name[:120],
        **columns,
    )
    made.save(force_insert=True)
    return made


@transaction.atomic
def review(found: Procedure, *, on: dt.date, result: str, **press: Any) -> Made:
    """It was looked at as a whole, and this was found. Its next look is counted from that day."""
    made = PROCEDURE.make("review", found, note=result, **press)
    write(found, reviewed_on=on, review_found=result)
    clocks.count_from_day(REVIEW, found, on)
    return made


@transaction.atomic
def withdraw(found: Procedure, *, why: str, **press: Any) -> Made:
    """It holds no longer, with the reason."""
    return PROCEDURE.make("withdraw", found, note=why, **press)
