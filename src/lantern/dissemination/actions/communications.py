"""The communication strategy, edition by edition, and its messages from the plan to what came of them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import IntegrityError, transaction

from lantern.dissemination.models import Message, Strategy, StrategyEdition
from lantern.dissemination.models.communications import WORDS
from lantern.dissemination.states import MESSAGE, STRATEGY
from lantern.law.timescales import end_of_london_date
from lantern.learning.actions.common import write
from lantern.partnership import queries as partnership
from lantern.spine import clocks
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused
from lantern.spine.models import Episode

REVIEW, SAID = "communication-review", "communication-said"


@transaction.atomic
def agree(*, keeper: int, said: dict[str, Any], by: Actor, at: dt.datetime, key: uuid.UUID | None = None) -> Strategy:
    """Write the strategy that was agreed. ``said``: aims, manner, proof, agreed_on. A partnership has one."""
    made = Strategy(authority_id=keeper, keeper_id=keeper, owner_team=partnership.business_team(keeper), **said)
    try:
        with transaction.atomic():
            STRATEGY.begin("agree", made, by=by, at=at, key=key)
    except IntegrityError:  # somebody else wrote it: the database knows of one for each partnership
        answer = refused("There is a strategy already.", next_step="Look at it again instead.")
        raise MoveRefused(answer) from None
    clocks.count_from_day(REVIEW, made, made.agreed_on)
    return made


@transaction.atomic
def review(found: Strategy, *, on: dt.date, result: str, words: dict[str, str], **press: Any) -> Made:
    """It was looked at again: this was found, and from now on it says this. What it said before stays to be read."""
    changes = any(getattr(found, name) != words[name] for name in WORDS)
    edition = found.edition + 1 if changes else found.edition
    made = STRATEGY.make("review", found, payload={"edition": edition}, note=result, **press)
    if changes:
        StrategyEdition(
            authority_id=found.authority_id,
            episode_id=found.pk,
            number=found.edition,
            ended_at=press["at"],
            **{name: getattr(found, name) for name in WORDS},
        ).save(force_insert=True)
    write(found, edition=edition, reviewed_on=on, review_found=result, **words)
    clocks.count_from_day(REVIEW, found, on)
    return made


@transaction.atomic
def end(found: Strategy, *, why: str, **press: Any) -> Made:
    """It holds no longer, with the reason: another can be written. What was planned under it stays with it."""
    made = STRATEGY.make("end", found, note=why, **press)
    write(found, keeper_id=None)
    return made


@transaction.atomic
def plan(
    strategy: Strategy, *, said: dict[str, Any], by: Actor, at: dt.datetime, because_of: Episode | None = None,
    key: uuid.UUID | None = None,
) -> Message:  # fmt: skip
    """Plan a message. ``said``: audience, whom, words, channel, planned_on, and its owner, a seat or a post."""
    made = Message(
        authority_id=strategy.authority_id,
        owner_team=strategy.owner_team,
        strategy=strategy,
        because_of_id=because_of.pk if because_of else None,
        first_planned_on=said["planned_on"],
        **said,
    )
    running = clocks.until_the_day(SAID, made, made.planned_on, at=at)
    told = {"day": made.planned_on.isoformat()}
    MESSAGE.begin("plan", made, by=by, at=at, key=key, payload=told, besides=running)
    return made


@transaction.atomic
def change(found: Message, *, said: dict[str, Any], **press: Any) -> Made:
    """Change it before it is told. The day that was planned at first stays known."""
    made = MESSAGE.make("change", found, payload={"day": said["planned_on"].isoformat()}, **press)
    write(found, **said)
    clocks.move_due(SAID, found, due_at=end_of_london_date(found.planned_on))
    return made


@transaction.atomic
def tell(found: Message, *, on: dt.date, how: str, **press: Any) -> Made:
    """It was told on that day, in this way."""
    made = MESSAGE.make("tell", found, payload={"day": on.isoformat()}, note=how, **press)
    write(found, told_on=on, how=how)
    return made


@transaction.atomic
def find(found: Message, *, came: str, reached: int | None, **press: Any) -> Made:
    """What came of it, and how many it reached, where somebody counted."""
    made = MESSAGE.make("find", found, note=came, **press)
    write(found, came=came, reached=reached)
    return made


@transaction.atomic
def drop(found: Message, *, why: str, **press: Any) -> Made:
    """It is not told, with the reason."""
    return MESSAGE.make("drop", found, note=why, **press)
