"""Bodies, how often they meet, their seats, and who holds them."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from lantern.boards.models import Body, Frequency, Holding, Seat
from lantern.boards.permissions import KEEP_BOARDS
from lantern.partnership.models import Post
from lantern.spine import acts
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import MoveRefused


def _code(name: str) -> str:
    """A code of its own: the name, and four signs so that two groups of one name stay apart."""
    return f"{slugify(name)[:50]}-{secrets.token_hex(2)}"


@transaction.atomic
def set_up_body(
    *, keeper: int, said: dict[str, Any], by: Actor, at: dt.datetime, months: int | None = None,
    key: uuid.UUID | None = None,
) -> Body:  # fmt: skip
    """Set up a body, such as a task and finish group with the day on which it ends."""
    body = Body(authority_id=keeper, code=_code(said["name"]), **said)
    acts.require(by.may(KEEP_BOARDS, body))
    acts.claim(key, move="body.set_up", by=by)
    body.save(force_insert=True)
    if months:
        Frequency(authority_id=keeper, body=body, since=at.date(), months=months).save(force_insert=True)
    return body


@transaction.atomic
def change_frequency(
    body: Body, *, months: int, since: dt.date, by: Actor, at: dt.datetime, key: uuid.UUID | None = None
) -> Frequency:
    """From a day on the body meets this often. What was before stays to be read."""
    acts.require(by.may(KEEP_BOARDS, body))
    acts.claim(key, move="body.change_frequency", by=by)
    row, _new = Frequency.objects.update_or_create(
        body=body, since=since, defaults={"months": months, "authority_id": body.authority_id}
    )
    return row


@transaction.atomic
def set_up_seat(body: Body, *, said: dict[str, Any], by: Actor, at: dt.datetime, key: uuid.UUID | None = None) -> Seat:
    """Give a body one more seat, with what the seat promises."""
    acts.require(by.may(KEEP_BOARDS, body))
    acts.claim(key, move="body.set_up_seat", by=by)
    last = body.seats.aggregate(last=Max("number"))["last"] or 0
    seat = Seat(authority_id=body.authority_id, body=body, code=_code(f"{body.code[:24]}-{said['name']}"), **said)
    seat.number, seat.since = last + 1, said.get("since") or at.date()
    seat.save(force_insert=True)
    return seat


@transaction.atomic
def appoint(
    seat: Seat, *, part: str, name: str, since: dt.date, by: Actor, at: dt.datetime, post: Post | None = None,
    until: dt.date | None = None, delegation: str = "", key: uuid.UUID | None = None,
) -> Holding:  # fmt: skip
    """Somebody holds a seat, shares it, or stands in, from a day on. A new holder ends the time of the one before."""
    acts.require(by.may(KEEP_BOARDS, seat))
    acts.claim(key, move="seat.appoint", by=by)
    if until is not None and until < since:
        raise MoveRefused(refused("The last day is before the first.", next_step="Correct one of the two."))
    if part == Holding.Part.HOLDER:
        for before in seat.holdings.filter(part=part, until__isnull=True):
            if since <= before.since:
                told = f"{before.name} holds it since {before.since:%d %B %Y}."
                raise MoveRefused(refused(told, next_step="Give a later day."))
            before.until = since - dt.timedelta(days=1)  # the day before, which no law counts
            before.save(update_fields=["until"])
    holding = Holding(
        authority_id=seat.authority_id,
        seat=seat,
        part=part,
        name=name,
        post=post,
        since=since,
        until=until,
        delegation=delegation,
    )
    holding.save(force_insert=True)
    return holding


@transaction.atomic
def end_holding(holding: Holding, *, until: dt.date, by: Actor, at: dt.datetime, key: uuid.UUID | None = None) -> bool:
    """Their time ends on this day. False when somebody ended it before: theirs stands."""
    acts.require(by.may(KEEP_BOARDS, holding))
    acts.claim(key, move="seat.end_holding", by=by)
    if until < holding.since:
        raise MoveRefused(refused("The last day is before the first.", next_step="Give a later day."))
    return bool(Holding.objects.filter(pk=holding.pk, until__isnull=True).update(until=until))
