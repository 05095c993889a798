"""What time does about actions that are not done: who hears of it, and when. Each hears once of each step."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db.models import Q

from lantern.access.context import acting
from lantern.access.people_acting import clockwork
from lantern.boards.models import Action, Holding
from lantern.boards.rules import RUNGS, rung_of
from lantern.boards.states import OPEN
from lantern.law.timescales import london_date
from lantern.partnership import queries as partnership
from lantern.spine.models import Notice


def raise_overdue(keeper: int, now: dt.datetime) -> int:
    """Tell whoever is to hear by now of actions past their date. How many were told of. Three statements, or four."""
    late = Action.objects.filter(
        authority_id=keeper, kind="board_action", state=OPEN, closed_at__isnull=True, next_due_at__lt=now
    ).select_related("owner_post")
    found = list(late)
    if not found:
        return 0
    told = set(Notice.objects.filter(episode_id__in=[each.pk for each in found]).values_list("episode_id", "kind"))
    seats = {each.owner_seat_id for each in found if each.owner_seat_id}
    bodies = {each.body_id for each in found if each.body_id}
    teams = _teams_behind(seats, bodies, on=london_date(now))
    notices: list[Notice] = []
    for action in found:
        for rung in RUNGS[: rung_of(action.next_due_at, keeper, now)]:
            if (action.pk, rung.kind) in told:
                continue
            hears = {action.owner_team_id}
            if rung.variant == "":
                hears |= teams.get(("seat", action.owner_seat_id), set())
                hears |= {action.owner_post.team_id} if action.owner_post else set()
            elif rung.variant == "chair":
                hears |= teams.get(("chair", action.body_id), set())
            notices += [
                Notice(team_id=team, authority_id=keeper, episode_id=action.pk, kind=rung.kind, created_at=now)
                for team in hears
            ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    return len({each.episode_id for each in notices})


def chase_actions(now: dt.datetime) -> int:
    """Do so for every partnership, each within its own transaction. How many actions were told of."""
    told = 0
    for keeper in partnership.keepers():
        with acting(clockwork(keeper)):
            told += raise_overdue(keeper, now)
    return told


def _teams_behind(
    seats: set[uuid.UUID], bodies: set[uuid.UUID], *, on: dt.date
) -> dict[tuple[str, uuid.UUID | None], set[int]]:
    """The teams of whoever holds these seats, and of whoever chairs these bodies. One statement."""
    held = (
        Holding.objects.filter(Q(seat_id__in=seats) | Q(seat__body_id__in=bodies, seat__chairs=True))
        .filter(post__isnull=False, since__lte=on)
        .exclude(until__lt=on)
        .values_list("seat_id", "seat__body_id", "seat__chairs", "post__team_id")
    )
    found: dict[tuple[str, uuid.UUID | None], set[int]] = {}
    for seat, body, chairs, team in held:
        found.setdefault(("seat", seat), set()).add(team)
        if chairs:
            found.setdefault(("chair", body), set()).add(team)
    return found
