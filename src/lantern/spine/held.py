"""Work that somebody holds: what moves when they leave, and what stands with whoever covers them.

A room says once, in ``AppConfig.ready``, which of its episodes a worker holds, and how one is given to another. Pages
of caseloads know nothing else of a room, so that what a new room holds moves by being declared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from lantern.spine.actors import ALLOWED, Actor, Answer, refused
from lantern.spine.kinds import EventKind, register
from lantern.spine.lifecycle import Lifecycle, Made, Move
from lantern.spine.models import Episode
from lantern.spine.notices import NoticeKind
from lantern.spine.notices import register as register_notices

MOVE_WORK = "move_caseload"
"""The permission to give work of the own team to another worker of it."""

GIVEN_NOTICE = "work_given"

register(
    EventKind(
        "work_given",
        "{team} gave it to {worker}.",
        {"team": "name of a team", "worker": "name of the worker"},
    )
)
register_notices(NoticeKind(GIVEN_NOTICE, "Work was given to you", to_worker=True))


type Give = Callable[..., Made]
"""Gives an episode of one kind to another worker: takes it, and ``worker_id``, ``worker_name``, ``note``, ``by``,
``at`` and ``version``. Raises what the one door raises.
"""


@dataclass(frozen=True)
class Held:
    """One kind of episode that a worker holds."""

    kind: str
    one: str
    """What one of it is called: "assessment"."""
    page: str
    """The name of its page, which takes its ``reference``."""
    weight: str
    """As what it counts: an id of ``law/workload.toml``."""
    model: type[Episode]
    give: Give
    in_state: Callable[[str, int | None], str] | None = None
    """Where it counts by its state and priority: from these to an id of ``law/workload.toml``."""
    many: str = ""
    """What several are called, where adding an s is wrong."""
    put_back: Callable[..., Made] | None = None
    """Put it back to the team, where a queue of the team shows what nobody holds. Most work has no such queue."""

    def weight_of(self, state: str, priority: int | None) -> str:
        return self.in_state(state, priority) if self.in_state else self.weight


@dataclass(frozen=True)
class Stays:
    """Something that names a worker and is no work of its own: a statement that selects ``(words, reference)`` for
    ``%(worker)s``, called ``%(name)s``, in ``%(team)s``, the page that takes the reference, and why it stays.

    With ``give`` it can be given to another: it takes ``worker_id`` and ``name`` of whoever has it, ``to_id`` and
    ``to_name`` of whoever gets it, ``reason``, ``by`` and ``at``, and returns how many were given.
    """

    title: str
    why: str
    page: str
    select: str
    give: Callable[..., int] | None = None


_HELD: dict[str, Held] = {}
_STAYS: dict[str, Stays] = {}


def declare(*kinds: Held) -> None:
    """Say which episodes a worker holds."""
    _HELD.update({each.kind: each for each in kinds})


def stays(*kinds: Stays) -> None:
    """Say what names a worker and stays where it is when their work moves."""
    _STAYS.update({each.title: each for each in kinds})


def all_held() -> dict[str, Held]:
    """Every kind of work that somebody holds, by the kind of its episode."""
    return dict(_HELD)


def all_that_stays() -> list[Stays]:
    return list(_STAYS.values())


def _in_their_team(episode: Any, by: Actor, facts: dict[str, Any]) -> Answer:
    if episode.owner_team_id == by.team_id:
        return ALLOWED
    return refused("Another team holds it.", owner=episode.owner_team.name)


def give_move(*states: str) -> Move:
    """The move of a lifecycle by which a manager gives the work to another worker of the team."""
    return Move(
        "give", "Give to another worker", states, None, may=MOVE_WORK, event="work_given", needs=(_in_their_team,)
    )


def giving(lifecycle: Lifecycle) -> Give:
    """How an episode of this lifecycle is given to another worker, by its move ``give``."""
    return partial(_give, lifecycle)


def _give(
    lifecycle: Lifecycle,
    episode: Any,
    *,
    worker_id: int,
    worker_name: str,
    note: str,
    by: Actor,
    at: Any,
    version: int,
) -> Made:
    return lifecycle.make(
        "give",
        episode,
        by=by,
        at=at,
        version=version,
        changes={"worker_id": worker_id},
        payload={"team": episode.owner_team.name, "worker": worker_name},
        note=note,
    )
