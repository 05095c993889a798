"""Risks: written down with what is done about them, looked at again, given to another seat, closed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from lantern.boards.models import Seat
from lantern.law.timescales import london_date
from lantern.oversight.actions.common import write
from lantern.oversight.models import Risk, RiskLook
from lantern.oversight.states import RISK
from lantern.partnership import queries as partnership
from lantern.spine.actors import Actor, somebody
from lantern.spine.lifecycle import Made


@transaction.atomic
def raise_risk(
    *, keeper: int, said: dict[str, Any], owner_seat: Seat, by: Actor, at: dt.datetime, key: uuid.UUID | None = None
) -> Risk:
    """Write down a risk. ``said``: title, cause, effect, controls, and how likely and how bad without
    (``first_likelihood``, ``first_impact``) and with (``likelihood``, ``impact``) what is done about it, from 1 to 5.
    """
    risk = Risk(
        authority_id=keeper,
        owner_team=partnership.business_team(keeper),
        owner_seat=owner_seat,
        looked_on=london_date(at),
        **said,
    )

    def beside() -> None:
        _keep_look(risk, why="", by=by, at=at)

    RISK.begin("raise", risk, by=by, at=at, key=key, payload={"score": risk.score}, beside=beside)
    return risk


def _keep_look(risk: Risk, *, why: str, by: Actor, at: dt.datetime) -> None:
    RiskLook(
        authority_id=risk.authority_id,
        episode=risk,
        likelihood=risk.likelihood,
        impact=risk.impact,
        controls=risk.controls,
        why=why,
        by_id=somebody(by),
        by_name=by.name[:120],
        looked_at=at,
    ).save(force_insert=True)


@transaction.atomic
def look(
    risk: Risk, *, likelihood: int, impact: int, controls: str, why: str, by: Actor, at: dt.datetime, version: int,
    key: uuid.UUID | None = None,
) -> Made:  # fmt: skip
    """Somebody looks at it again: how it stands, what is done about it now, and why. Its clock begins anew; where it
    got worse it is offered for the agenda of its owner's body.
    """
    before = risk.score
    told: dict[str, Any] = {"before": before, "score": likelihood * impact}
    made = RISK.make("look", risk, by=by, at=at, version=version, key=key, payload=told, note=why)
    day = london_date(at)
    write(risk, likelihood=likelihood, impact=impact, controls=controls, last_score=before, looked_on=day)
    _keep_look(risk, why=why, by=by, at=at)
    return made


@transaction.atomic
def give(
    risk: Risk, *, owner_seat: Seat, reason: str, by: Actor, at: dt.datetime, version: int,
    key: uuid.UUID | None = None,
) -> Made:  # fmt: skip
    """Another seat owns it from now on."""
    told: dict[str, Any] = {"before": risk.owner_seat.name, "after": owner_seat.name}
    said: dict[str, Any] = {
        "by": by,
        "at": at,
        "version": version,
        "key": key,
        "facts": {"reason": reason},
        "note": reason,
    }
    made = RISK.make("give", risk, payload=told, **said)
    write(risk, owner_seat=owner_seat)
    return made


@transaction.atomic
def close(risk: Risk, *, reason: str, **press: Any) -> Made:
    """Nobody needs to look at it any more, with the reason."""
    return RISK.make("close", risk, facts={"reason": reason}, note=reason, **press)


@transaction.atomic
def reopen(risk: Risk, *, reason: str, **press: Any) -> Made:
    """It is a risk again."""
    said: dict[str, Any] = {"facts": {"reason": reason}, "note": reason, "changes": {"closed_at": None}}
    return RISK.make("reopen", risk, **said, **press)
