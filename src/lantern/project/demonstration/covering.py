"""Who is away in the demonstration, and who covers them: said by their managers, as it is in work."""

from __future__ import annotations

import datetime as dt

from lantern.access.context import acting
from lantern.frontdoor import actions
from lantern.interface.display import london_date
from lantern.partnership.models import Post, TeamKind
from lantern.project.demonstration.second_looks import in_post
from lantern.project.demonstration.seeing import seeing_rows

_LASTS = dt.timedelta(days=9)


def give_absences(authorities: tuple[int, ...], *, at: dt.datetime) -> int:
    """One worker of each social work and early help team is away, and a colleague covers. How many are."""
    teams: dict[int, list[Post]] = {}
    kinds, roles = (TeamKind.ASSESSMENT, TeamKind.EARLY_HELP), ("social_worker", "early_help_worker")
    posts = Post.objects.filter(team__kind__in=kinds, role__in=roles, holder__isnull=False)
    for post in posts.select_related("team", "holder").order_by("code"):
        if set(post.team.covers) & set(authorities):
            teams.setdefault(post.team_id, []).append(post)
    away = 0
    for team, workers in teams.items():
        boss = Post.objects.filter(team=team, role__in=("team_manager", "early_help_manager"), holder__isnull=False)
        manages = boss.select_related("team__agency", "holder").order_by("code").first()
        if manages is None or len(workers) < 2:
            continue
        by = in_post(manages, next(each for each in manages.team.covers if each in authorities))
        with seeing_rows(), acting(by):
            today = london_date(at)
            actions.set_away(
                workers[1].holder_id or 0,
                covered_by=workers[0].holder_id or 0,
                from_day=today,
                until_day=today + _LASTS,
                by=by,
                at=at,
            )
        away += 1
    return away
