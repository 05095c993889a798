"""What follows a recommendation in rooms above and beneath, and the way back to what it comes from.

following.page("audit", route="audit", text="Audit {reference}")     # how a page of this room leads to an origin
following.shows(lambda recommendation, by: Markup(…))                # a part of the recommendation's page
following.tells(part, reads="(select json_agg(…) … %(id)s)")         # the same, read in the page's own statement
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from lantern.access.people_acting import ActingPerson
from lantern.boards import links
from lantern.learning.models import Recommendation
from lantern.spine.models import Episode


@dataclass(frozen=True)
class Way:
    """A link to a record."""

    text: str
    href: str


_TEXTS: dict[str, str] = {}
_SHOWN: list[Callable[[Recommendation, ActingPerson], Markup]] = []
_TOLD: list[tuple[Callable[[Recommendation, ActingPerson, list[Any]], Markup], str]] = []


def page(kind: str, *, route: str, text: str) -> None:
    """Say where records of a kind have their page; ``text`` may hold ``{reference}``. Actions lead back to it too."""
    links.declare_sources(**{kind: route})
    _TEXTS[kind] = text


def shows(part: Callable[[Recommendation, ActingPerson], Markup]) -> None:
    """Add a part to the page of every recommendation, drawn in at most one statement."""
    if part not in _SHOWN:
        _SHOWN.append(part)


def tells(part: Callable[[Recommendation, ActingPerson, list[Any]], Markup], *, reads: str) -> None:
    """Add a part that is handed its rows: ``reads`` is a select of one JSON list for the recommendation ``%(id)s``,
    asked within the page's own statement.
    """
    if (part, reads) not in _TOLD:
        _TOLD.append((part, reads))


def reads() -> str:
    """What those parts read, for the page's statement: one JSON list of theirs."""
    return f"json_build_array({', '.join(select for _part, select in _TOLD)})"


def way_to(record: Episode | None) -> Way | None:
    """The way to a record that something comes from; None where there is none, or no page of it."""
    href = links.source_of(record)
    if record is None or not href:
        return None
    return Way(_TEXTS.get(record.kind, "{reference}").format(reference=record.reference), href)


def way(kind: str, reference: str) -> Way | None:
    """The same where only its kind and reference are known."""
    return way_to(Episode(kind=kind, reference=reference)) if kind and reference else None


def beneath(found: Recommendation, told: list[Any], *, by: ActingPerson) -> list[Markup]:
    """What other rooms show on a recommendation's page; ``told`` is what ``reads`` found."""
    handed = [part(found, by, rows or []) for (part, _reads), rows in zip(_TOLD, told, strict=True)]
    return handed + [each(found, by) for each in _SHOWN]
