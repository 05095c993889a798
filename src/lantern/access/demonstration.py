"""Signing in as an invented person. It exists in demonstration mode only, and a check refuses that mode for a real
service.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register

from lantern.access.roles import ROLES
from lantern.partnership.models import Post


@dataclass(frozen=True)
class Invented:
    """Somebody to sign in as."""

    post: int
    name: str
    team: str


@dataclass(frozen=True)
class RoleOfInvented:
    """A role in plain words, and the invented people who hold it."""

    code: str
    title: str
    description: str
    people: list[Invented]


DEMONSTRATED = 808
"""The authority whose two years the demonstration tells: Stockton-on-Tees, by its DfE number."""


def invented_people() -> list[RoleOfInvented]:
    """The people of the demonstration by role, in the order the roles are written. One query."""
    posts = (
        Post.objects.filter(holder__is_active=True)
        .order_by("team__name", "title")
        .values_list("role", "id", "holder__display_name", "team__name", "team__covers")
    )
    by_role: dict[str, list[Invented]] = {}
    # Teams of the authority that the demonstration is about stand first.
    for role, post, name, team, _covers in sorted(posts, key=lambda post: DEMONSTRATED not in post[4]):
        by_role.setdefault(role, []).append(Invented(post, name, team))
    return [
        RoleOfInvented(role.code, role.title, role.description, by_role[role.code])
        for role in ROLES.values()
        if role.code in by_role
    ]


def unsafe_demonstration() -> list[str]:
    """Signs that a demonstration stands where a real service should; none when it may go on."""
    if not settings.DEMONSTRATION:
        return []
    found = []
    if settings.MODE == "production":
        found.append("LANTERN_MODE is production")
    if settings.OIDC_ORIGIN:
        found.append("a council's identity provider is configured")
    if settings.SESSION_COOKIE_SECURE or settings.SECURE_SSL_REDIRECT or settings.SECURE_HSTS_SECONDS:
        found.append("it is set up to be served over TLS")
    return found


@register(Tags.security)
def check_demonstration(app_configs: Any, **_kwargs: Any) -> list[Error]:
    """Anybody may sign in as anybody in a demonstration: never where real children's records are kept."""
    return [
        Error(
            f"The demonstration sign-in is on, but {reason}.",
            hint="Set LANTERN_MODE=production, or take that setting away.",
            id="lantern.E001",
        )
        for reason in unsafe_demonstration()
    ]
