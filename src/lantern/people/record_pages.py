"""Pages about one person that rooms above this one have: they declare them, and the person's record links to them."""

from __future__ import annotations

from dataclasses import dataclass

from lantern.access.people_acting import ActingPerson
from lantern.interface.environment import url


@dataclass(frozen=True)
class RecordPage:
    """A page about one person: its words, its route (which takes the reference) and the permission it needs."""

    text: str
    route: str
    may: str


_PAGES: list[RecordPage] = []


def declare(*pages: RecordPage) -> None:
    """Add pages to every person's record. Called by a room when it is set up."""
    _PAGES.extend(each for each in pages if each not in _PAGES)


def pages_for(actor: ActingPerson, reference: str) -> list[tuple[str, str]]:
    """The pages about this person that the reader's post may open: words and address."""
    return [(each.text, url(each.route, reference=reference)) for each in _PAGES if actor.may(each.may)]
