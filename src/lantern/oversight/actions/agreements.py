"""Agreements, edition by edition; and the published arrangements with their review."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from lantern.law.timescales import end_of_london_date, london_date
from lantern.oversight.actions.common import write
from lantern.oversight.models import Agreement, Arrangements, Edition
from lantern.oversight.states import AGREEMENT, ARRANGEMENTS
from lantern.partnership import queries as partnership
from lantern.partnership.models import Agency
from lantern.spine import clocks
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused

CLOCK, REVIEW = "agreement-renewal", "arrangements-review"


@transaction.atomic
def record(
    *, keeper: int, agency: Agency, said: dict[str, Any], by: Actor, at: dt.datetime, key: uuid.UUID | None = None
) -> Agreement:
    """Record an agreement. ``said``: sort, title, promised, signed_on, renew_by, kept_at."""
    made = Agreement(authority_id=keeper, owner_team=partnership.business_team(keeper), agency=agency, **said)
    running = clocks.until_the_day(CLOCK, made, made.renew_by, at=at)
    AGREEMENT.begin("record", made, by=by, at=at, key=key, payload={"agency": agency.name}, besides=running)
    return made


@transaction.atomic
def renew(
    agreement: Agreement, *, promised: str, renew_by: dt.date, by: Actor, at: dt.datetime, version: int,
    signed_on: dt.date | None = None, key: uuid.UUID | None = None,
) -> Made:  # fmt: skip
    """The next edition takes the place of this one, which stays to be read."""
    if renew_by <= london_date(at):
        raise MoveRefused(refused("It would have run out already.", next_step="Give a day that is still to come."))
    edition = agreement.edition + 1
    told: dict[str, Any] = {"edition": edition, "day": renew_by.isoformat()}
    made = AGREEMENT.make("renew", agreement, by=by, at=at, version=version, key=key, payload=told)
    Edition(
        authority_id=agreement.authority_id,
        episode=agreement,
        number=agreement.edition,
        promised=agreement.promised,
        signed_on=agreement.signed_on,
        renew_by=agreement.renew_by,
        ended_at=at,
    ).save(force_insert=True)
    write(agreement, edition=edition, promised=promised, signed_on=signed_on, renew_by=renew_by)
    clocks.move_due(CLOCK, agreement, due_at=end_of_london_date(renew_by))
    return made


@transaction.atomic
def give(agreement: Agreement, *, given: str, at: dt.datetime, **press: Any) -> Made:
    """What the agency gave of what it promised, as somebody found."""
    made = AGREEMENT.make("give", agreement, at=at, note=given, **press)
    write(agreement, given=given, given_on=london_date(at))
    return made


@transaction.atomic
def end(agreement: Agreement, *, reason: str, **press: Any) -> Made:
    """It holds no longer, with the reason."""
    return AGREEMENT.make("end", agreement, facts={"reason": reason}, note=reason, **press)


@transaction.atomic
def publish(
    *, keeper: int, said: dict[str, Any], by: Actor, at: dt.datetime, key: uuid.UUID | None = None
) -> Arrangements:
    """The arrangements were published. ``said``: title, published_on, in_force_on, read_at. The edition before is
    replaced; the review is due within the year from when these took effect.
    """
    for before in Arrangements.objects.filter(authority_id=keeper, closed_at__isnull=True):
        ARRANGEMENTS.make("replace", before, by=by, at=at, version=before.version)
    made = Arrangements(authority_id=keeper, owner_team=partnership.business_team(keeper), **said)
    ARRANGEMENTS.begin("publish", made, by=by, at=at, key=key)
    clocks.count_from_day(REVIEW, made, made.in_force_on)
    return made


@transaction.atomic
def send(made: Arrangements, *, sent_on: dt.date, sent_how: str, **press: Any) -> Made:
    """They were sent to the Secretary of State."""
    done = ARRANGEMENTS.make("send", made, payload={"day": sent_on.isoformat()}, **press)
    write(made, sent_on=sent_on, sent_how=sent_how)
    return done


@transaction.atomic
def review(made: Arrangements, *, found: str, on: dt.date, **press: Any) -> Made:
    """They were looked at again, and this was found. The next review is due a year later."""
    done = ARRANGEMENTS.make("review", made, note=found, **press)
    write(made, reviewed_on=on, review_found=found)
    clocks.count_from_day(REVIEW, made, on)
    return done
