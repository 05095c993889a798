"""The places in the main navigation. Rooms declare theirs; a reader sees those their post may open."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from lantern.access.people_acting import ActingPerson
from lantern.interface.environment import url
from lantern.interface.shell import NavigationItem


@dataclass(frozen=True)
class Destination:
    """A page in the main navigation: its route, the permission it needs, the letter that goes there after ``g``, and
    the menu it stands in for those who have many places.
    """

    text: str
    route: str
    may: str
    order: int
    key: str = ""
    group: str = ""


HELP, SHIFT, QUALITY, RECORDS = "Help and protection", "Shift", "Quality", "Records"
PARTNERSHIP = "Partnership"
"""Menus: what follows the front door, what keeps a shift going, how well work is done, what is kept about people and
who was given it, and what the partnership does for itself.
"""


_DESTINATIONS: list[Destination] = []


def declare(*destinations: Destination) -> None:
    """Add pages to the main navigation. Called by a room when it is set up."""
    for destination in destinations:
        if destination not in _DESTINATIONS:
            _DESTINATIONS.append(destination)
    _DESTINATIONS.sort(key=lambda each: each.order)
    _open_to.cache_clear()
    _places.cache_clear()


def navigation_for(actor: ActingPerson, path: str) -> tuple[NavigationItem, ...]:
    """The destinations this person's post may open; the one whose address begins this path is marked."""
    # Of two addresses that begin the path the longer one is where the reader is: /hub/sign-off/ stands within /hub/.
    open_to = _open_to(actor.permissions)
    here = max(
        (href for _, href in open_to if path == href or (href != "/" and path.startswith(href))), key=len, default=""
    )
    return _places(actor.permissions, here)


@functools.cache
def _open_to(permissions: frozenset[str]) -> tuple[tuple[Destination, str], ...]:
    """The destinations that these permissions open, with their addresses: there are as many answers as roles."""
    return tuple((each, url(each.route)) for each in _DESTINATIONS if each.may in permissions)


@functools.cache
def _places(permissions: frozenset[str], here: str) -> tuple[NavigationItem, ...]:
    """The navigation of a role at one of its places."""
    return tuple(
        NavigationItem(each.text, href, active=href == here, key=each.key, group=each.group)
        for each, href in _open_to(permissions)
    )
