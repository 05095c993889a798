"""What pages read of supervision. Each is one SQL statement."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Q
from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.law.timescales import window_opened
from lantern.supervision.models import PrivateNote, Supervision

WORK = ("plan", "assessment", "section_47", "legal_planning", "early_help")
"""Kinds of open work by which a child is somebody's."""
WINDOW = "case-supervision"


@dataclass(frozen=True)
class Due:
    """One child of one worker: when they were last talked through, and what is still to be done."""

    worker_id: int
    worker: str
    team: str
    child_reference: str
    child: str
    since: dt.datetime
    last_at: dt.datetime | None
    last: str
    """The reference of the last supervision; empty where there was none."""
    to_do: int
    late_to_do: int
    is_late: bool
    """Not talked through within the window, although the work is older than it."""


_DUE = """
with theirs as (
    select e.worker_id, e.owner_team_id, i.person_id, min(e.opened_at) as since
    from spine_episode e join spine_involvement i on i.episode_id = e.id and i.part = 'child'
    where e.authority_id = any(%(authorities)s) and e.closed_at is null and e.kind = any(%(work)s)
      and e.worker_id is not null and {narrowed}
    group by 1, 2, 3
)
select w.worker_id, u.display_name, t.name, p.reference, p.name, w.since, s.opened_at, coalesce(s.reference, ''),
  coalesce(d.to_do, 0), coalesce(d.late, 0), coalesce(s.opened_at, w.since) < %(window)s
from theirs w join people_person p on p.id = w.person_id
join access_user u on u.id = w.worker_id
join partnership_team t on t.id = w.owner_team_id
left join lateral (
    select o.opened_at, o.reference from supervision_supervision v join spine_episode o on o.id = v.episode_ptr_id
    where v.child_id = w.person_id and o.worker_id = w.worker_id order by o.opened_at desc limit 1) s on true
left join lateral (
    select count(*) as to_do, count(*) filter (where x.by_day < %(today)s) as late
    from supervision_supervision v join supervision_decision x on x.episode_id = v.episode_ptr_id and x.done_at is null
    join spine_episode o on o.id = v.episode_ptr_id
    where v.child_id = w.person_id and o.worker_id = w.worker_id) d on true
order by u.display_name, u.id, coalesce(s.opened_at, w.since), p.id limit 600
"""


def due(*, by: ActingPerson, now: dt.datetime, today: dt.date, whose: str = "team") -> list[Due]:
    """Every child of every worker, who was not talked through the longest first, worker by worker.

    ``whose``: "mine" for the reader's own work, "team", or "all" for every team of the reader's authorities.
    """
    narrowed = {"mine": "e.worker_id = %(me)s", "team": "e.owner_team_id = %(team)s", "all": "true"}[whose]
    facts: dict[str, Any] = {
        "authorities": list(by.authorities),
        "work": list(WORK),
        "me": by.user_id,
        "team": by.team_id,
        "window": window_opened(WINDOW, now),
        "today": today,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DUE.format(narrowed=narrowed), facts)
        return [Due(*row) for row in cursor.fetchall()]


def workers_of(people: Sequence[uuid.UUID]) -> list[tuple[int, str]]:
    """Who works with a child now: number and name."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select distinct u.id, u.display_name from spine_episode e
            join spine_involvement i on i.episode_id = e.id and i.part = 'child'
            join access_user u on u.id = e.worker_id
            where i.person_id = any(%s) and e.closed_at is null and e.kind = any(%s) order by 2""",
            [list(people), list(WORK)],
        )
        return [(number, name) for number, name in cursor.fetchall()]


def of_child(people: Sequence[uuid.UUID]) -> list[dict[str, Any]]:
    """Every supervision about these people (records of one child), newest first, with what is still to be done."""
    found = Supervision.objects.filter(child_id__in=people).annotate(
        made=Count("decisions"), to_do=Count("decisions", filter=Q(decisions__done_at__isnull=True))
    )
    names = ("reference", "opened_at", "state", "by_name", "worker_name", "answers", "made", "to_do")
    return list(found.order_by("-opened_at").values(*names)[:200])


def supervision_for(reference: str, *, by: ActingPerson) -> Supervision:
    """One supervision with its child, for whoever works with the authority's records."""
    found = (
        Supervision.objects.select_related("child")
        .filter(reference=reference.upper(), authority_id__in=by.authorities)
        .first()
    )
    if found is None:
        raise Http404
    return found


def notes_about(worker_id: int, *, by: ActingPerson) -> list[PrivateNote]:
    """The reader's own notes about somebody, newest first."""
    return list(PrivateNote.objects.filter(user_id=by.user_id or 0, about_id=worker_id).order_by("-written_at")[:100])
