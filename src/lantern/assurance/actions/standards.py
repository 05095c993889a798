"""Practice standards in the partnership's own words: worded, changed with the reason, asked no more, asked again."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import IntegrityError, transaction

from lantern.assurance.models import PracticeStandard
from lantern.assurance.standards import Standard
from lantern.assurance.states import STANDARD
from lantern.interface.display import full_date
from lantern.law.timescales import london_date
from lantern.partnership import queries as partnership
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused


def _new(keeper: int, code: str, text: str, asks: str, by: Actor, **more: Any) -> PracticeStandard:
    return PracticeStandard(
        authority_id=keeper,
        keeper_id=keeper,
        owner_team=partnership.business_team(keeper),
        code=code,
        text=text.strip(),
        asks=asks.strip(),
        by_name=by.name[:120],
        **more,
    )


def _begun(move: str, one: PracticeStandard, *, by: Actor, at: dt.datetime, **press: Any) -> Made:
    try:
        with transaction.atomic():
            return STANDARD.begin(move, one, by=by, at=at, **press)
    except IntegrityError:
        raise MoveRefused(
            refused("Somebody else changed this standard just now.", next_step="Look at it again first.")
        ) from None


@transaction.atomic
def word_standard(
    keeper: int, *, text: str, asks: str, by: Actor, at: dt.datetime, key: uuid.UUID | None = None
) -> Made:
    """A standard of this partnership's own."""
    return _begun("word", _new(keeper, f"own-{uuid.uuid4().hex[:12]}", text, asks, by), by=by, at=at, key=key)


@transaction.atomic
def change_standard(
    keeper: int, standing: Standard, *, text: str, asks: str, reason: str, by: Actor, at: dt.datetime, version: int,
    key: uuid.UUID | None = None,
) -> Made:  # fmt: skip
    """Other words for a standard. The words before stay beside them, and rounds keep what they were begun with."""
    before = {
        "edition": standing.edition, "text": standing.text, "asks": standing.asks, "until": full_date(london_date(at)),
    }  # fmt: skip
    one = PracticeStandard.objects.filter(keeper_id=keeper, code=standing.code).first()
    if one is None:
        if not reason.strip():
            raise MoveRefused(refused("Say why."))
        new = _new(keeper, standing.code, text, asks, by, edition=standing.edition + 1, earlier=[before])
        return _begun("word", new, by=by, at=at, key=key, note=reason)
    edition = one.edition + 1
    made = STANDARD.make(
        "change", one, by=by, at=at, version=version, key=key, facts={"reason": reason}, note=reason,
        payload={"edition": str(edition)},
    )  # fmt: skip
    PracticeStandard.objects.filter(pk=one.pk).update(
        text=text.strip(), asks=asks.strip(), edition=edition, earlier=[*one.earlier, before], by_name=by.name[:120]
    )
    return made


@transaction.atomic
def retire_standard(
    keeper: int, standing: Standard, *, reason: str, by: Actor, at: dt.datetime, version: int,
    key: uuid.UUID | None = None,
) -> Made:  # fmt: skip
    """Auditors are asked about it no more."""
    one = PracticeStandard.objects.filter(keeper_id=keeper, code=standing.code).first()
    if one is None:
        if not reason.strip():
            raise MoveRefused(refused("Say why."))
        new = _new(keeper, standing.code, standing.text, standing.asks, by)
        return _begun("retire_house", new, by=by, at=at, key=key, note=reason)
    return STANDARD.make("retire", one, by=by, at=at, version=version, key=key, facts={"reason": reason}, note=reason)


@transaction.atomic
def take_up_standard(
    one: PracticeStandard, *, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """Auditors are asked about it again."""
    return STANDARD.make("take_up", one, by=by, at=at, version=version, key=key)
