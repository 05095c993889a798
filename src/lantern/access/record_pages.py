"""Pages about one record that rooms above its own room have: they declare them, and the record's page links to them."""

from __future__ import annotations

from dataclasses import dataclass

from lantern.access.people_acting import ActingPerson
from lantern.interface.environment import url

PERSON, CONTACT = "person", "contact"


@dataclass(frozen=True)
class RecordPage:
    """A page about one record: its words, its route (which takes the reference) and the permission it needs."""

    text: str
    route: str
    may: str


_PAGES: dict[str, list[RecordPage]] = {}


def declare(kind: str, *pages: RecordPage) -> None:
    """Add pages to every record of a kind. Called by a room when it is set up."""
    known = _PAGES.setdefault(kind, [])
    known.extend(each for each in pages if each not in known)


def pages_for(actor: ActingPerson, kind: str, reference: str) -> list[tuple[str, str]]:
    """The pages about this record that the reader's post may open: words and address."""
    open_to = actor.permissions
    return [(each.text, url(each.route, reference=reference)) for each in _PAGES.get(kind, []) if each.may in open_to]
