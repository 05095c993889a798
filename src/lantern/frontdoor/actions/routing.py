"""Settling by which rules contacts find their team: worked on, tried on what came, then put live. Each change is
another version; nothing is rubbed out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from lantern.frontdoor import routing
from lantern.frontdoor.models import RoutingRules, WorkWeights
from lantern.frontdoor.models.routing import SettledByArea
from lantern.frontdoor.permissions import MOVE_CASELOAD, SET_ROUTING
from lantern.law.workload import all_weights
from lantern.spine import acts
from lantern.spine.actors import Actor, refused, somebody
from lantern.spine.lifecycle import MoveRefused


def write_rules(
    authority_id: int, rules: Sequence[routing.Rule], *, why: str, seen: int, by: Actor, at: dt.datetime
) -> RoutingRules:
    """Write the next version of an area's rules. It decides nothing until it is put live.

    ``seen`` is the number of the version that was changed. Raises MoveRefused when somebody else has written since.
    """
    _require(authority_id, SET_ROUTING, by)
    return _next(RoutingRules, authority_id, seen, by=by, at=at, why=why, rules=[rule.stored() for rule in rules])


def put_live(authority_id: int, *, why: str, seen: int, by: Actor, at: dt.datetime) -> RoutingRules:
    """From now on what arrives goes by the newest rules. What is here already stays where it is.

    Raises MoveRefused when there is nothing new, when somebody else has written since, and when a rule names a team
    that takes no contacts of this area.
    """
    _require(authority_id, SET_ROUTING, by)
    found = routing.versions(authority_id)
    if found.newest is None or found.newest.live:
        raise MoveRefused(refused("These rules are live already."))
    teams = {team.code for team in routing.receiving(authority_id)}
    lost = [rule.name for rule in found.worked_on if rule.team not in teams]
    if lost:
        raise MoveRefused(
            refused(
                f"The team of “{lost[0]}” takes no contacts of this area.", next_step="Choose another in that rule."
            )
        )
    return _next(RoutingRules, authority_id, seen, by=by, at=at, why=why, rules=found.newest.rules, live=True)


def set_weights(
    authority_id: int, weights: dict[str, int], *, why: str, seen: int, by: Actor, at: dt.datetime
) -> WorkWeights:
    """Settle how much each kind of work counts in an area. Only what differs from the figure in ``law/`` is kept.

    Raises MoveRefused when somebody else has settled it since.
    """
    _require(authority_id, MOVE_CASELOAD, by)
    own = {id: amount for id, amount in weights.items() if amount != all_weights()[id].amount}
    return _next(WorkWeights, authority_id, seen, by=by, at=at, why=why, weights=own)


def _require(authority_id: int, permission: str, by: Actor) -> None:
    acts.require(by.may(permission, RoutingRules(authority_id=authority_id)))


def _next[V: SettledByArea](
    kind: type[V], authority_id: int, seen: int, *, by: Actor, at: dt.datetime, why: str, **said: Any
) -> V:
    newest = kind._default_manager.filter(authority_id=authority_id).order_by("-number").first()
    if (newest.number if newest else 0) == seen:
        made = kind(
            authority_id=authority_id,
            number=seen + 1,
            made_at=at,
            made_by_id=somebody(by),
            made_by_name=by.name[:120],
            why=why,
            **said,
        )
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            newest = kind._default_manager.filter(authority_id=authority_id).order_by("-number").first()
        else:
            return made
    if newest and newest.made_by.pk == by.user_id and all(getattr(newest, name) == said[name] for name in said):
        return newest  # the same press of the button, a second time
    who = f"{newest.made_by_name} has" if newest else "Somebody has"
    raise MoveRefused(
        refused(f"{who} changed this since you opened the page.", next_step="Look at what it says now, then try again.")
    )
