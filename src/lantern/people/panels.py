"""What rooms above say on a person's page: they declare a panel, and the page draws it where it has something to say.

A panel is drawn inside the page's own transaction. One that would say nothing asks nothing of the database: it sees
from the record that was read already (``Record.open``, ``Record.counts``) whether there is anything to ask for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from lantern.access.people_acting import ActingPerson
from lantern.people.queries import Record


@dataclass(frozen=True)
class Panel:
    """A part of a person's page: the permission it needs, and what draws it (nothing where it has nothing to say)."""

    name: str
    may: str
    draw: Callable[[Record, ActingPerson], Markup]
    order: int = 50


_PANELS: list[Panel] = []


def declare(*panels: Panel) -> None:
    """Add panels to every person's page. Called by a room when it is set up; declaring the same name again replaces."""
    for panel in panels:
        _PANELS[:] = [each for each in _PANELS if each.name != panel.name]
        _PANELS.append(panel)
    _PANELS.sort(key=lambda each: each.order)


def panels_for(record: Record, *, by: ActingPerson) -> list[Markup]:
    """What the panels open to this reader have to say about this person, in order."""
    return [drawn for each in _PANELS if by.may(each.may) and (drawn := each.draw(record, by))]
