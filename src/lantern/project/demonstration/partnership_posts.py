"""Who acts for a partnership in the demonstration."""

from __future__ import annotations

from lantern.access.people_acting import ActingPerson, holding
from lantern.partnership import queries as partnership
from lantern.partnership.models import Post


def holder(role: str, keeper_id: int, number: int = 0) -> ActingPerson:
    """Whoever holds a post of this role in a partnership's business unit, or in an agency for those who sit for one."""
    posts = Post.objects.select_related("team__agency", "holder").filter(role=role, holder__isnull=False)
    if role not in ("partnership_member", "agency_lead"):
        posts = posts.filter(team=partnership.business_team(keeper_id))
    return holding(posts.order_by("code")[number])
