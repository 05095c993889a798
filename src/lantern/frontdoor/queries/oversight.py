"""What managers watch: decisions that wait for them, agencies that are late, what changes hands between shifts, and
who there is to do the work.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet

from lantern.access.people_acting import ActingPerson
from lantern.frontdoor import rules
from lantern.partnership.models import Post
from lantern.spine.clocks import lateness
from lantern.spine.models import Clock, Handoff


@dataclass(frozen=True)
class Waiting:
    """A decision that waits for a manager."""

    reference: str
    priority: int | None
    due_at: dt.datetime | None
    decided_by: str
    decided_by_id: int | None
    decided_at: dt.datetime
    urgent_start_at: dt.datetime | None
    children: tuple[str, ...]
    outcomes: tuple[str, ...]


_SIGN_OFF = """
select e.reference, e.priority, e.next_due_at, u.display_name, c.decided_by_id, c.decided_at, c.urgent_start_at,
       array_agg(coalesce(p.name, nullif(trim(t.first_names || ' ' || t.last_name), ''), 'Name not known')
                 order by t."order"),
       array_agg(d.outcome order by t."order")
from spine_episode e
join frontdoor_contact c on c.episode_ptr_id = e.id
join access_user u on u.id = c.decided_by_id
join frontdoor_childdecision d on d.contact_id = e.id and d.current
join frontdoor_reportedperson t on t.id = d.reported_id
left join people_person p on p.id = d.person_id
where e.kind = 'contact' and e.closed_at is null and e.state = 'awaiting_sign_off'
  and e.authority_id = any(%(authorities)s::smallint[])
group by e.id, e.reference, e.priority, e.next_due_at, u.display_name, c.decided_by_id, c.decided_at, c.urgent_start_at
order by e.next_due_at, e.id
limit 100
"""


def awaiting_sign_off(by: ActingPerson) -> list[Waiting]:
    """Decisions of the reader's authorities that wait for a manager, by the nearest clock. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_SIGN_OFF, {"authorities": list(by.authorities)})
        return [
            Waiting(
                reference=row[0],
                priority=row[1],
                due_at=row[2],
                decided_by=row[3],
                decided_by_id=row[4],
                decided_at=row[5],
                urgent_start_at=row[6],
                children=tuple(row[7]),
                outcomes=tuple(row[8]),
            )
            for row in cursor.fetchall()
        ]


def lateness_by_agency(by: ActingPerson, *, since: dt.datetime) -> Any:
    """For each desk: questions asked since then, answered in time, late, and waiting longest. One statement."""
    return lateness(
        Clock.objects.filter(authority_id__in=by.authorities, timescale="agency-checks", started_at__gte=since)
    )


def handovers_to(by: ActingPerson) -> list[Handoff]:
    """The night's contacts that were offered to the reader's team and wait to be taken over, the most urgent first.

    One statement.
    """
    return list(_handovers().filter(to_team_id=by.team_id, state="offered"))


def handovers_from(by: ActingPerson) -> list[Handoff]:
    """What the reader's team has handed over and nobody has accepted yet. One statement."""
    return list(_handovers().filter(from_team_id=by.team_id, state="offered"))


def _handovers() -> QuerySet[Handoff]:
    return (
        Handoff.objects.filter(purpose=rules.HANDOVER)
        .select_related("from_team", "to_team", "because_of__contact")
        .order_by(F("priority").asc(nulls_first=True), "opened_at", "id")
    )


def workers_of(team_id: int) -> list[tuple[int, str, str]]:
    """Who works in a team today: user id, name and job. One statement."""
    return list(
        Post.objects.filter(team_id=team_id, holder__isnull=False, holder__is_active=True)
        .order_by("holder__display_name")
        .values_list("holder_id", "holder__display_name", "title")
    )
