"""Who acts for a partnership in the demonstration."""

from __future__ import annotations

from lantern.access.people_acting import ActingPerson, partnerships_of
from lantern.partnership import queries as partnership
from lantern.partnership.models import Post


def holder(role: str, keeper_id: int, number: int = 0) -> ActingPerson:
    """Whoever holds a post of this role with a partnership."""
    team = partnership.business_team(keeper_id)
    posts = Post.objects.select_related("team__agency", "holder").filter(role=role, holder__isnull=False)
    if role not in ("partnership_member", "agency_lead"):
        posts = posts.filter(team=team)
    post = posts.order_by("code")[number]
    assert post.holder is not None
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
        authorities=(),
        partnerships=partnerships_of(post.role, post.team.agency_id),
    )
