"""What rooms above offer on a body's page (its meetings, its attendance), where an action's origin is read, and who
follows what becomes of actions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from lantern.access.people_acting import ActingPerson
from lantern.interface.environment import url
from lantern.spine.actors import Actor
from lantern.spine.models import Episode


@dataclass(frozen=True)
class BodyLink:
    """A page about one body: its text, its route (which takes the body's ``code``) and the permission it needs."""

    text: Any
    route: str
    may: str


_LINKS: list[BodyLink] = []


def declare(*links: BodyLink) -> None:
    """Offer pages on every body's page. Called by a room when it is set up."""
    for link in links:
        if link not in _LINKS:
            _LINKS.append(link)


def declared() -> tuple[BodyLink, ...]:
    return tuple(_LINKS)


_SOURCES: dict[str, str] = {}


def declare_sources(**routes: str) -> None:
    """Say by which route (which takes a ``reference``) a kind of record is read, so that an action leads back to it."""
    _SOURCES.update(routes)


def source_of(episode: Episode | None) -> str:
    """The address of what an action comes from; empty where no room says."""
    route = _SOURCES.get(episode.kind) if episode else None
    return url(route, reference=episode.reference) if route and episode else ""


_SHOWN: list[Callable[[Episode, ActingPerson], Markup]] = []


def shows(part: Callable[[Episode, ActingPerson], Markup]) -> None:
    """Add a part to the pages of actions and decisions, drawn in at most one statement. Called once by a room above."""
    if part not in _SHOWN:
        _SHOWN.append(part)


def beneath(record: Episode, *, by: ActingPerson) -> list[Markup]:
    """What rooms above show on the page of this record."""
    return [part(record, by) for part in _SHOWN]


type Follower = Callable[[Any, str, str, Actor, dt.datetime], None]
"""Given an action, what became of it (``progress``, ``done``, ``checked``, ``reopened``, ``dropped``, ``carried``), the
words, by whom and when.
"""

_FOLLOWERS: list[Follower] = []


def follow(follower: Follower) -> None:
    """Be told of everything that becomes of actions, within the act itself. Called once by a room above."""
    if follower not in _FOLLOWERS:
        _FOLLOWERS.append(follower)


def followed(action: Any, what: str, words: str, *, by: Actor, at: dt.datetime) -> None:
    """Tell those who follow. Nobody follows an action that comes from no record."""
    if action.because_of_id is not None:
        for follower in _FOLLOWERS:
            follower(action, what, words, by, at)
