"""What rooms above say about handoffs: what stands behind one, what follows an accepted one, and what stirs a wait.

Rooms call these in ``AppConfig.ready``; nothing here knows their words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from lantern.spine.models import Handoff

# ---- What stands behind a handoff ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Behind:
    """What gave rise to the handoffs of one kind of episode.

    ``needs_another``: a condition on declined or withdrawn handoffs, by which their child is with nobody until another
    team is asked. ``offer_again``: the address of the page on which the offering team asks another, or nothing.
    """

    kind: str
    needs_another: Callable[[], Q]
    offer_again: Callable[[Handoff], str]


_BEHIND: dict[str, Behind] = {}
_APART: set[str] = set()


def stands_behind(kind: str, *, needs_another: Callable[[], Q], offer_again: Callable[[Handoff], str]) -> None:
    """Say what stands behind the handoffs that come from this kind of episode."""
    _BEHIND[kind] = Behind(kind, needs_another, offer_again)


def behind(kind: str) -> Behind | None:
    """What was declared for handoffs that come from this kind of episode."""
    return _BEHIND.get(kind)


def keep_apart(*purposes: str) -> None:
    """Handoffs with these purposes have a page of their own, and stand on none of this room's."""
    _APART.update(purposes)


def apart() -> list[str]:
    """Purposes that this room's pages leave out."""
    return sorted(_APART)


def needs_another() -> Q:
    """Of declined and withdrawn handoffs those whose child is with nobody until another team is asked.

    Where no room said otherwise: what it came from is still open, and no other handoff stands in its place.
    """
    found = Q()
    for each in _BEHIND.values():
        found |= Q(because_of__kind=each.kind) & each.needs_another()
    replaced = Exists(Handoff.objects.filter(instead_of_id=OuterRef("pk")))
    rest = Q(because_of__closed_at__isnull=True) & ~Q(because_of__kind__in=list(_BEHIND))
    return found | (rest & Q(~replaced))


# ---- What follows an accepted handoff ------------------------------------------------------------------------------


@dataclass(frozen=True)
class FollowOn:
    """Work that a team opens for a family it has accepted: which kind of episode, and the page that opens it."""

    purposes: tuple[str, ...]
    text: str
    route: str
    may: str
    opens: str
    page: str
    shown: str


_FOLLOWING: list[FollowOn] = []


def follow_on(purposes: Iterable[str], *, text: str, route: str, may: str, opens: str, page: str, shown: str) -> None:
    """Say what follows an accepted handoff with one of these purposes.

    ``text`` is the button's words, ``route`` the name of the page that opens the work (it takes the handoff's
    ``reference``), ``may`` the permission it asks for. ``opens`` is the kind of episode, ``page`` the name of its page
    (takes its ``reference``) and ``shown`` the words for the link to it: once one was opened because of the handoff,
    the handoff's page leads there instead.
    """
    declared = FollowOn(tuple(purposes), text, route, may, opens, page, shown)
    if declared not in _FOLLOWING:
        _FOLLOWING.append(declared)


def following(purpose: str) -> list[FollowOn]:
    """What may follow an accepted handoff with this purpose."""
    return [each for each in _FOLLOWING if purpose in each.purposes]


# ---- What stirs a wait ---------------------------------------------------------------------------------------------

_STIRS: dict[str, str] = {}


def stirs(**kinds: str) -> None:
    """Kinds of event that bring a waiting child to the top of the list, each with its words: "a new contact"."""
    _STIRS.update(kinds)


def stirring() -> dict[str, str]:
    """Those kinds and their words."""
    return dict(_STIRS)


# ---- Where the work is that goes through the gate --------------------------------------------------------------------

_PAGES: dict[str, str] = {"handoff": "handoff"}


def goes_through_gate(kind: str, *, page: str) -> None:
    """Work of this kind is ended or handed down through the gate; ``page`` is the name of its page, which takes its
    ``reference``.
    """
    _PAGES[kind] = page


_LED: set[str] = set()


def agencies_lead(kind: str) -> None:
    """Work of this kind may be led by a team of another agency: it answers the questions, and the authority tests."""
    _LED.add(kind)


def led_by_agencies() -> frozenset[str]:
    return frozenset(_LED)


def page_of(kind: str) -> str | None:
    """The name of the page of work that goes through the gate; None for other work."""
    return _PAGES.get(kind)
