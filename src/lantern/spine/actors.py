"""Who acts: the small protocol by which the spine asks whether a person may make a move.

``access`` stands above the spine and implements it; the spine never imports access.
"""

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Answer:
    """An answer about permission: allowed, or refused with a reason, whose decision it is, and what to do now."""

    allowed: bool
    reason: str = ""
    owner: str = ""
    next_step: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def __str__(self) -> str:
        return " ".join(part for part in (self.reason, self.next_step) if part)


ALLOWED = Answer(allowed=True)


def refused(reason: str, *, owner: str = "", next_step: str = "") -> Answer:
    """A refusal that explains itself."""
    return Answer(allowed=False, reason=reason, owner=owner, next_step=next_step)


class Actor(Protocol):
    """A person acting in a post, or a named part of the system acting for an authority."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def post_id(self) -> int | None: ...
    @property
    def team_id(self) -> int | None: ...
    @property
    def agency_id(self) -> int | None: ...
    @property
    def authorities(self) -> tuple[int, ...]: ...
    @property
    def partnerships(self) -> tuple[int, ...]: ...
    @property
    def name(self) -> str: ...

    def may(self, permission: str, on: Any = None) -> Answer:
        """May this person do this, to this record if one is given?"""
        ...


def somebody(by: Actor) -> int:
    """The user who answers for an act that must have an author. Raises ValueError for a part of the system."""
    if by.user_id is None:
        raise ValueError(f"{by.name} is not a person, and this needs one who answers for it.")
    return by.user_id
