"""Who of a team may open a restricted record: asked before work about it is offered to that team."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from lantern.access.models import Grant, Restriction, RestrictionMember
from lantern.law.timescales import london_date
from lantern.partnership.models import Post


@dataclass(frozen=True)
class Worker:
    """Somebody who holds a post in a team today."""

    user_id: int
    name: str
    title: str
    team_id: int

    def __str__(self) -> str:
        return f"{self.name}, {self.title}"


def workers_of(teams: Collection[int], *, at: dt.datetime) -> list[Worker]:
    """Who holds a post in these teams at this moment, by name. One statement."""
    today = london_date(at)
    begun = Q(starts_on__isnull=True) | Q(starts_on__lte=today)
    not_ended = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    held = Post.objects.filter(begun, not_ended, team_id__in=teams, holder__is_active=True).select_related("holder")
    found = {
        (post.team_id, post.holder.pk): Worker(post.holder.pk, str(post.holder), post.title, post.team_id)
        for post in held.order_by("-pk")
        if post.holder is not None
    }
    return sorted(found.values(), key=lambda each: (each.name, each.user_id))


@dataclass(frozen=True)
class Opening:
    """To whom these records are open at a moment, and to whom they stay closed whoever lets them in."""

    open_to: frozenset[int]
    closed_to: frozenset[int]


def opening_of(restricted: Collection[uuid.UUID], *, about: Collection[uuid.UUID] = (), at: dt.datetime) -> Opening:
    """Who may open work about all these restricted people: named or given access for each of them, and kept out of
    nothing that it is about. Two statements.

    ``about``: the other people it is about, from whom somebody may be kept out.
    """
    given = Grant.objects.filter(person_id__in=restricted, withdrawn_at__isnull=True, until__gt=at)
    let_in = set(given.values_list("person_id", "user_id"))
    closed_to = set()
    named = RestrictionMember.objects.filter(person_id__in=[*restricted, *about], restriction__ended_at__isnull=True)
    for person, user, kind in named.values_list("person_id", "user_id", "restriction__kind"):
        if kind == Restriction.Kind.NOT_THESE:
            closed_to.add(user)
        elif person in restricted:
            let_in.add((person, user))
    everybody = {user for _, user in let_in}
    open_to = {user for user in everybody if all((person, user) in let_in for person in restricted)}
    return Opening(frozenset(open_to - closed_to), frozenset(closed_to))
