"""Who is acting now: a person in a post, a visitor on a public page, or a named part of the system."""

from __future__ import annotations

import functools
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from lantern.access.permissions import SEE_PARTNERSHIP
from lantern.access.roles import ROLES, permissions_of
from lantern.partnership import queries as partnership
from lantern.partnership.models import Post
from lantern.spine.actors import ALLOWED, Answer, refused

_READING = ("see_", "find_", "print_", "review_")
"""How permissions to read begin."""


@dataclass(frozen=True)
class ByLink:
    """Whom a link was sent to: a work address, and the agency whose domain it is."""

    address: str
    agency_id: int
    agency_name: str
    agency_kind: str


@dataclass(frozen=True)
class ActingPerson:
    """Somebody acting in one post. Built from what the database says at this very request, so that rights end at
    once.
    """

    user_id: int | None
    name: str
    role: str
    post_id: int | None = None
    team_id: int | None = None
    team_kind: str = ""
    team_name: str = ""
    agency_id: int | None = None
    agency_name: str = ""
    authorities: tuple[int, ...] = ()
    granted: tuple[uuid.UUID, ...] = ()
    denied: tuple[uuid.UUID, ...] = ()
    elsewhere: tuple[int, ...] = ()
    """Of the authorities, those whose records left: only what is kept here under a rule is open."""
    only_read: tuple[int, ...] = ()
    """Of those, the ones of which nothing is worked on here."""
    visitor: str = ""
    partnerships: tuple[int, ...] = ()
    """The partnerships whose own records this post sees, by their key as keepers (``partnership.queries.keepers``)."""
    covers: tuple[int, ...] = ()
    post_title: str = ""
    keeps_time: bool = False
    """Whether this is the part of the system that chases what is late: it sees that restricted work exists, and no
    more.
    """
    by_link: ByLink | None = None
    """Set for a professional without an account, who came by a link to their work address."""
    permissions: frozenset[str] = field(default=frozenset())

    def __post_init__(self) -> None:
        object.__setattr__(self, "permissions", permissions_of(self.role))

    def may(self, permission: str, on: Any = None) -> Answer:
        """May this person do this, to this record if one is given? Fails closed: no post, no permission, no authority,
        no access.
        """
        if permission not in self.permissions:
            holders = _holders(permission)
            return refused(
                f"Your post ({self.post_title or 'none'}) may not do this.",
                owner=", ".join(holders[:3]),
                next_step=f"Ask a {holders[0]}." if holders else "",
            )
        if on is None:
            return ALLOWED
        authority = getattr(on, "authority_id", None)
        if authority in self.only_read and not permission.startswith(_READING):
            return refused(
                "This record is kept here to be read. Its authority has left this hub and writes in it.",
                next_step="Ask them to record it.",
            )
        if authority in self.authorities or authority in self.partnerships:
            return ALLOWED
        partner = getattr(on, "partner_agency_id", None)
        if partner is not None and partner == self.agency_id:
            return ALLOWED
        return refused("This belongs to another authority.")


@functools.cache
def _holders(permission: str) -> list[str]:
    """The titles of those who may."""
    return sorted(role.title.lower() for role in ROLES.values() if permission in role.permissions)


def partnerships_of(role: str, agency_id: int | None) -> tuple[int, ...]:
    """The keepers whose records a post sees: those of the agency's partnerships, where the role has to do with them."""
    return partnership.keepers_for(agency_id) if SEE_PARTNERSHIP in permissions_of(role) else ()


def holding(post: Post) -> ActingPerson:
    """Whoever holds a post of the partnership's own work, as the sign-in would build them. It works with no case.
    Raises ValueError for a post that nobody holds.
    """
    if post.holder is None:
        raise ValueError(f"Nobody holds the post {post.code}.")
    return ActingPerson(
        user_id=post.holder.pk,
        name=post.holder.display_name,
        role=post.role,
        post_id=post.pk,
        post_title=post.title,
        team_id=post.team_id,
        team_kind=post.team.kind,
        team_name=post.team.name,
        agency_id=post.team.agency_id,
        agency_name=post.team.agency.name,
        covers=tuple(post.team.covers),
        partnerships=partnerships_of(post.role, post.team.agency_id),
    )


def settled(request: HttpRequest) -> ActingPerson | None:
    """Who acts in this request, asked once: from here on ``request.actor`` is the person, no longer what finds them. A
    page asks its actor dozens of things.
    """
    if type(request.actor) is SimpleLazyObject:  # type: ignore[attr-defined]
        request.actor = request.finds_actor()  # type: ignore[attr-defined]
    return request.actor  # type: ignore[attr-defined]


def actor_of(request: HttpRequest) -> ActingPerson:
    """Who acts in this request, in their post. ``access.pages.page`` has made sure that there is somebody."""
    return request.actor  # type: ignore[attr-defined]


def public_visitor(visitor: str, *, authority_id: int | None = None) -> ActingPerson:
    """Somebody on a public page. ``visitor`` is the hash of a secret only their browser holds."""
    return ActingPerson(
        user_id=None,
        name="Public web form",
        role="public_form",
        authorities=(authority_id,) if authority_id else (),
        covers=(authority_id,) if authority_id else (),
        visitor=visitor,
        post_title="Public web form",
    )


def linked_sender(sender: str, link: ByLink) -> ActingPerson:
    """A professional without an account. ``sender`` is the keyed hash of their address, by which the database knows
    what they sent. They act for no agency: nothing that is asked of theirs is open to them.
    """
    return ActingPerson(
        user_id=None,
        name="Professional, by e-mail link",
        role="sender_by_link",
        agency_name=link.agency_name,
        visitor=sender,
        post_title="Professional, by e-mail link",
        by_link=link,
    )


def clockwork(*authorities: int, keeps_time: bool = False) -> ActingPerson:
    """The part of the system that acts by itself, for these authorities only. ``keeps_time``: it chases what is late,
    and must know that restricted work exists (``docs/decisions/0008-restricted-work-is-chased.md``).
    """
    return ActingPerson(
        user_id=None,
        name="Lantern",
        role="clockwork",
        authorities=authorities,
        covers=authorities,
        post_title="Clockwork",
        keeps_time=keeps_time,
    )
