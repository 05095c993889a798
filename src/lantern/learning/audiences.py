"""For whom something is: people in posts of a partnership's agencies, by agency, team and role.

audiences.people(keeper)                       # everybody who holds a post there: one statement
audiences.of(people, agencies=[…], roles=[…])  # those meant; an empty list leaves nobody out
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from lantern.access.roles import ROLES, permissions_of
from lantern.learning.queries.common import agencies_of
from lantern.partnership.models import Post


@dataclass(frozen=True)
class Holder:
    """Somebody in a post."""

    user_id: int
    name: str
    title: str
    role: str
    team_id: int
    team: str
    agency_id: int
    agency: str


def people(keeper: int, *, may: str) -> list[Holder]:
    """Everybody who holds a post in an agency of this partnership whose role has a permission, once for each team they
    work in, by agency, team and name. One statement.
    """
    roles = [code for code in ROLES if may in permissions_of(code)]
    found = (
        Post.objects.filter(
            team__agency_id__in=[each.pk for each in agencies_of(keeper)], holder__isnull=False, role__in=roles
        )
        .order_by("team__agency__name", "team__name", "holder__display_name", "pk")
        .values_list(
            "holder_id", "holder__display_name", "title", "role", "team_id", "team__name", "team__agency_id",
            "team__agency__name",
        )
    )  # fmt: skip
    once: dict[tuple[int, int], Holder] = {}
    for user, name, title, role, team, team_name, agency, agency_name in found:
        if user is not None:
            holder = Holder(user, name or "", title, role, team, team_name, agency, agency_name)
            once.setdefault((user, team), holder)
    return list(once.values())


def of(everybody: Iterable[Holder], *, agencies: Collection[int], roles: Collection[str]) -> list[Holder]:
    """Those of them who are meant."""
    return [
        each for each in everybody if (not agencies or each.agency_id in agencies) and (not roles or each.role in roles)
    ]


def roles_offered(*, may: str) -> list[tuple[str, str]]:
    """Roles that something can be for, as a form offers them."""
    return sorted(
        ((code, role.title) for code, role in ROLES.items() if may in permissions_of(code) and code != "clockwork"),
        key=lambda each: each[1],
    )


def in_words(*, agencies: Collection[str], roles: Collection[str]) -> str:
    """For whom, as a page says it. ``agencies`` are names, ``roles`` codes."""
    titles = [ROLES[each].title.lower() for each in roles if each in ROLES]
    who = ", ".join(titles) if titles else "everybody"
    return f"{who} in {', '.join(agencies)}" if agencies else f"{who} in every agency"
