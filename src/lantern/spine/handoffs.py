"""Handoffs: responsibility for a child moves only when one team offers it and another takes it.

``offer -> accept | decline (with reason) -> first seen -> finish (with outcome)``. The offering side can not close
while it is unanswered.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.kinds import EventKind, register
from lantern.spine.lifecycle import Lifecycle, Made, Move
from lantern.spine.models import Episode, Handoff
from lantern.spine.notices import NoticeKind
from lantern.spine.notices import register as register_notices

OFFERED, ACCEPTED, SEEN, DECLINED, FINISHED, WITHDRAWN = (
    "offered",
    "accepted",
    "seen",
    "declined",
    "finished",
    "withdrawn",
)

OFFER, ANSWER, WITHDRAW, LOOK = "offer_handoff", "answer_handoff", "withdraw_handoff", "look_again"
"""Permissions that the spine asks for."""

_TEAMS = {
    "from_team": "name of the offering team",
    "to_team": "name of the receiving team",
    "purpose": "why, as a label",
}

register(
    EventKind("handoff_offered", "{from_team} asked {to_team} to take this on: {purpose}.", _TEAMS, significance=2),
    EventKind(
        "handoff_accepted", "{to_team} accepted responsibility from {from_team}: {purpose}.", _TEAMS, significance=2
    ),
    EventKind(
        "handoff_declined", "{to_team} declined, and it went back to {from_team}: {purpose}.", _TEAMS, significance=3
    ),
    EventKind("handoff_first_seen", "{to_team} first saw the family: {purpose}.", _TEAMS, significance=2),
    EventKind("handoff_finished", "{to_team} finished: {purpose}.", _TEAMS, significance=2),
    EventKind("handoff_withdrawn", "{from_team} withdrew its request to {to_team}: {purpose}.", _TEAMS, significance=2),
    EventKind(
        "handoff_looked_again",
        "While waiting for {to_team}, somebody looked again: {found}.",
        _TEAMS | {"found": "what was found, as a label"},
        significance=2,
    ),
    EventKind(
        "handoff_given", "{to_team} gave it to {worker}.", {"to_team": "name of a team", "worker": "name of the worker"}
    ),
)


register_notices(
    NoticeKind("handoff_waiting", "Somebody is offered to your team", episode="handoff", while_in=(OFFERED,)),
    NoticeKind(
        "handoff_late",
        "Somebody offered is not taken on",
        episode="handoff",
        while_in=(OFFERED,),
        replaces=("handoff_waiting",),
    ),
)


def _receiving_side(handoff: Handoff, by: Actor, facts: dict[str, Any]) -> Answer:
    if by.team_id == handoff.to_team_id:
        return ALLOWED
    return refused(
        "Only the receiving team answers a handoff.",
        owner=handoff.to_team.name,
        next_step=f"Ask {handoff.to_team.name} to answer it.",
    )


def _offering_side(handoff: Handoff, by: Actor, facts: dict[str, Any]) -> Answer:
    if by.team_id == handoff.from_team_id:
        return ALLOWED
    return refused("Only the team that offered it may do this.", owner=handoff.from_team.name)


def _reason_given(handoff: Handoff, by: Actor, facts: dict[str, Any]) -> Answer:
    return ALLOWED if facts.get("looking") or facts.get("reason") else refused("Say why.")


HANDOFF = Lifecycle(
    kind="handoff",
    prefix="H",
    noun="handoff",
    states={
        OFFERED: "Waiting for an answer",
        ACCEPTED: "Accepted",
        SEEN: "Work started",
        DECLINED: "Declined",
        FINISHED: "Finished",
        WITHDRAWN: "Withdrawn",
    },
    moves=(
        Move("offer", "Offer", (), OFFERED, may=OFFER, event="handoff_offered", under="handoff-answer"),
        Move(
            "accept",
            "Accept",
            (OFFERED,),
            ACCEPTED,
            may=ANSWER,
            event="handoff_accepted",
            needs=(_receiving_side,),
            under="handoff-answer",
        ),
        Move(
            "decline",
            "Decline",
            (OFFERED,),
            DECLINED,
            may=ANSWER,
            event="handoff_declined",
            needs=(_receiving_side, _reason_given),
            closes=True,
            under="handoff-answer",
        ),
        Move(
            "first_seen",
            "Record first contact with the family",
            (ACCEPTED,),
            SEEN,
            may=ANSWER,
            event="handoff_first_seen",
            needs=(_receiving_side,),
            under="handoff-first-seen",
        ),
        Move(
            "finish",
            "Finish with an outcome",
            (ACCEPTED, SEEN),
            FINISHED,
            may=ANSWER,
            event="handoff_finished",
            needs=(_receiving_side, _reason_given),
            closes=True,
        ),
        Move(
            "look_again",
            "Record that you looked again",
            (OFFERED, ACCEPTED),
            None,
            may=LOOK,
            event="handoff_looked_again",
            under="waiting-recheck",
        ),
        Move(
            "give",
            "Give to a worker",
            (ACCEPTED, SEEN),
            None,
            may=ANSWER,
            event="handoff_given",
            needs=(_receiving_side,),
        ),
        Move(
            "withdraw",
            "Withdraw",
            (OFFERED,),
            WITHDRAWN,
            may=WITHDRAW,
            event="handoff_withdrawn",
            needs=(_offering_side, _reason_given),
            closes=True,
        ),
    ),
    notifies={"offer": "handoff_waiting"},
)


def _facts(handoff: Handoff) -> dict[str, str]:
    return {
        "from_team": handoff.from_team.name,
        "to_team": handoff.to_team.name,
        "purpose": handoff.purpose.replace("_", " "),
    }


def offer(
    *,
    to_team: Any,
    from_team: Any,
    because_of: Episode,
    purpose: str,
    about: Iterable[tuple[uuid.UUID, str]],
    subjects: list[dict[str, str]],
    need_to_know: str,
    by: Actor,
    at: dt.datetime,
    key: uuid.UUID | None = None,
    restricted: bool | None = None,
    service_id: int | None = None,
    instead_of: Handoff | None = None,
) -> Made:
    """Ask another team to take responsibility. It goes on their list at once and stays on the offering team's until it
    is answered.

    ``subjects`` is what the receiving side is told about who it concerns, frozen now; ``need_to_know`` is why and what
    matters. ``restricted``: whether somebody in ``about`` is; unless said, as restricted as what it comes from.
    ``service_id``: which service of that team is asked for. ``instead_of``: the one that another team declined.
    """
    handoff = Handoff(
        authority_id=because_of.authority_id,
        partner_agency_id=to_team.agency_id,
        owner_team=to_team,
        priority=because_of.priority,
        because_of_id=because_of.pk,
        restricted=because_of.restricted if restricted is None else restricted,
        from_team=from_team,
        to_team=to_team,
        purpose=purpose,
        subjects=subjects,
        need_to_know=need_to_know,
        service_id=service_id,
        instead_of_id=instead_of.pk if instead_of else None,
    )
    return HANDOFF.begin("offer", handoff, by=by, at=at, about=about, key=key, payload=_facts(handoff))


def accept(
    handoff: Handoff, *, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None, late_reason: str = ""
) -> Made:
    """Take responsibility. From now on the child is on this team's list, and the offering side may finish."""
    made = HANDOFF.make(
        "accept", handoff, by=by, at=at, version=version, key=key, payload=_facts(handoff), late_reason=late_reason
    )
    Handoff.objects.filter(pk=handoff.pk).update(accepted_at=at)
    handoff.accepted_at = at
    return made


def decline(
    handoff: Handoff,
    *,
    reason: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
    code: str = "",
) -> Made:
    """Refuse with a reason, in words and by ``code`` of the house list ``handoff_decline``. It returns to the offering
    team's list at once.
    """
    made = HANDOFF.make(
        "decline",
        handoff,
        by=by,
        at=at,
        version=version,
        key=key,
        facts={"reason": reason},
        changes={"owner_team": handoff.from_team},
        payload=_facts(handoff),
        note=reason,
    )
    Handoff.objects.filter(pk=handoff.pk).update(decline_reason=reason, decline_code=code)
    handoff.decline_reason, handoff.decline_code = reason, code
    return made


def first_seen(
    handoff: Handoff,
    *,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
    note: str = "",
    late_reason: str = "",
) -> Made:
    """Record when the family was first seen. Help has started: this, not the sending, is what ends the wait."""
    made = HANDOFF.make(
        "first_seen",
        handoff,
        by=by,
        at=at,
        version=version,
        key=key,
        payload=_facts(handoff),
        note=note,
        late_reason=late_reason,
    )
    Handoff.objects.filter(pk=handoff.pk).update(first_seen_at=at)
    handoff.first_seen_at = at
    return made


def finish(
    handoff: Handoff, *, outcome: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """Report the outcome back to the team that asked."""
    made = HANDOFF.make(
        "finish",
        handoff,
        by=by,
        at=at,
        version=version,
        key=key,
        facts={"reason": outcome},
        payload=_facts(handoff),
        note=outcome,
    )
    Handoff.objects.filter(pk=handoff.pk).update(outcome=outcome)
    handoff.outcome = outcome
    return made


def look_again(
    handoff: Handoff,
    *,
    found: str,
    note: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
    priority: int | None = None,
) -> Made:
    """Record that somebody looked at a waiting child again: what was found as a label, and in words. ``priority`` is
    how urgent it is from now on, where that changed; clocks that run are judged by it.
    """
    made = HANDOFF.make(
        "look_again",
        handoff,
        by=by,
        at=at,
        version=version,
        key=key,
        changes={"priority": priority} if priority is not None else None,
        payload=_facts(handoff) | {"found": found},
        note=note,
    )
    Handoff.objects.filter(pk=handoff.pk).update(looked_at=at)
    handoff.looked_at = at
    return made


def give(
    handoff: Handoff,
    *,
    worker_id: int,
    worker_name: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
    note: str = "",
) -> Made:
    """Put a worker of the receiving team to it. The team stays responsible."""
    return HANDOFF.make(
        "give",
        handoff,
        by=by,
        at=at,
        version=version,
        key=key,
        changes={"worker_id": worker_id},
        payload={"to_team": handoff.to_team.name, "worker": worker_name},
        note=note,
    )


def withdraw(
    handoff: Handoff, *, reason: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """Take back an offer nobody has answered yet."""
    return HANDOFF.make(
        "withdraw",
        handoff,
        by=by,
        at=at,
        version=version,
        key=key,
        facts={"reason": reason},
        changes={"owner_team": handoff.from_team},
        payload=_facts(handoff),
        note=reason,
    )


def unanswered(episode: Episode) -> list[Handoff]:
    """Handoffs from this episode that nobody has accepted: while there is one, the episode is not finished. One
    query.
    """
    return list(Handoff.objects.filter(because_of_id=episode.pk, state=OFFERED).select_related("to_team"))
