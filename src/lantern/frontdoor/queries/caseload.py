"""Who carries how much, who has room, and what somebody holds."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from lantern.access.people_acting import ActingPerson
from lantern.frontdoor import caseload
from lantern.frontdoor.caseload import Absence, Load
from lantern.law.timescales import timescale
from lantern.partnership import queries as partnership
from lantern.spine.held import all_held, all_that_stays
from lantern.spine.lifecycle import LIFECYCLES

COVERED_BY_ME = """select a.worker_id from frontdoor_away a
    where a.covered_by_id = %(me)s and a.ended_at is null and a.from_day <= %(today)s
    and (a.until_day is null or a.until_day >= %(today)s)"""
"""The workers whom the reader covers today."""

_LOADS = """
with held as (
    select e.worker_id, e.authority_id, e.kind, e.state, e.priority, count(*) as number
    from spine_episode e
    where e.kind = any(%(kinds)s) and e.closed_at is null and e.owner_team_id = %(team)s and e.worker_id is not null
    group by 1, 2, 3, 4, 5
), posts as (
    select p.holder_id, min(p.title) as title from partnership_post p join access_user u on u.id = p.holder_id
    where p.team_id = %(team)s and u.is_active and (p.starts_on is null or p.starts_on <= %(today)s)
    and (p.ends_on is null or p.ends_on >= %(today)s) group by p.holder_id
)
select u.id, u.display_name, coalesce(posts.title, ''), coalesce(t.half_days, 10), coalesce(t.newly_qualified, false),
       a.from_day, a.until_day, c.display_name, c.id,
       (select jsonb_agg(jsonb_build_array(h.authority_id, h.kind, h.state, h.priority, h.number)) from held h
        where h.worker_id = u.id)
from access_user u
left join posts on posts.holder_id = u.id
left join frontdoor_workerterms t on t.team_id = %(team)s and t.worker_id = u.id
left join frontdoor_away a on a.authority_id = %(first)s and a.team_id = %(team)s and a.worker_id = u.id
     and a.ended_at is null
left join access_user c on c.id = a.covered_by_id
where u.id in (select holder_id from posts union select worker_id from held)
order by u.display_name, u.id
"""


def loads_of(team_id: int, *, today: dt.date) -> list[Load]:
    """What each worker of a team holds, whoever has most room first, whoever is away last; also who left and still
    holds something. Two statements. What is closed to the reader is not counted.
    """
    covers = partnership.teams()[team_id].covers
    with connection.cursor() as cursor:
        cursor.execute(_LOADS, {"team": team_id, "first": covers[0], "today": today, "kinds": list(all_held())})
        rows = cursor.fetchall()
    weights = caseload.weights_of(*covers)
    loads = [_load(row, weights, covers[0]) for row in rows]
    return sorted(loads, key=lambda each: (each.has_left, each.away_on(today), -each.room, each.name))


def _load(row: tuple[Any, ...], weights: dict[int, dict[str, int]], first: int) -> Load:
    lines = json.loads(row[9]) if isinstance(row[9], str) else row[9] or []
    kinds: Counter[str] = Counter()
    points = 0
    for authority, kind, state, priority, number in lines:
        kinds[kind] += number
        points += number * weights.get(authority, weights[first])[all_held()[kind].weight_of(state, priority)]
    absence = Absence(row[5], row[6], row[7], row[8]) if row[5] else None
    can_hold = caseload.room_for(weights[first], half_days=row[3], newly_qualified=row[4]) if row[2] else 0
    return Load(row[0], row[1], row[2], sum(kinds.values()), points, can_hold, row[3], row[4], absence, kinds)


@dataclass(frozen=True)
class Held:
    """One piece of work that somebody holds."""

    kind: str
    reference: str
    version: int
    state: str
    priority: int | None
    due_at: dt.datetime | None
    due_what: str
    authority_id: int
    points: int
    children: tuple[str, ...]
    waiting: int
    """Questions to agencies that go with it."""
    offered: int
    """Offers to other teams that go with it, not answered yet."""
    restricted: bool = False

    @property
    def one(self) -> str:
        """What it is called."""
        return all_held()[self.kind].one

    @property
    def many(self) -> str | None:
        return all_held()[self.kind].many or None

    @property
    def page(self) -> str:
        """The name of its page."""
        return all_held()[self.kind].page

    @property
    def state_words(self) -> str:
        return LIFECYCLES[self.kind].states[self.state]

    @property
    def due_words(self) -> str:
        return timescale(self.due_what).title if self.due_what else ""

    @property
    def has_queue(self) -> bool:
        """Whether it can go back to the team with nobody's name on it."""
        return all_held()[self.kind].put_back is not None


_HELD = """
select e.kind, e.reference, e.version, e.state, e.priority, e.next_due_at, e.next_due, e.authority_id,
       case when e.kind = 'contact' then
         (select array_agg(coalesce(p.name, nullif(trim(t.first_names || ' ' || t.last_name), ''), 'Name not known')
                           order by t."order")
          from frontdoor_reportedperson t left join people_person p on p.id = t.person_id
          where t.contact_id = e.id and t.part = 'child')
       else (select array_agg(p.name order by p.born_on, p.name) from spine_involvement i
             join people_person p on p.id = i.person_id where i.episode_id = e.id and i.part = 'child') end,
       (select count(*) from spine_episode k where k.because_of_id = e.id and k.kind = 'check' and k.state = 'asked'),
       (select count(*) from spine_episode k where k.because_of_id = e.id and k.kind = 'handoff'
        and k.state = 'offered'), e.restricted
from spine_episode e
where e.kind = any(%(kinds)s) and e.closed_at is null and e.owner_team_id = %(team)s and e.worker_id = %(worker)s
order by e.next_due_at nulls last, e.id limit 200
"""


def held_by(worker_id: int, team_id: int) -> list[Held]:
    """The open work that somebody of a team holds, the nearest clock first. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"team": team_id, "worker": worker_id, "kinds": list(all_held())})
        rows = cursor.fetchall()
    weights = caseload.weights_of(*partnership.teams()[team_id].covers)
    return [_held(row, weights) for row in rows]


def _held(row: tuple[Any, ...], weights: dict[int, dict[str, int]]) -> Held:
    kind, reference, version, state, priority, due_at, due_what, authority, children, *more = row
    weighed = all_held()[kind].weight_of(state, priority)
    points = weights.get(authority, next(iter(weights.values())))[weighed]
    known = kind, reference, version, state, priority, due_at, due_what, authority
    return Held(*known, points, tuple(children or ()), *more)


@dataclass(frozen=True)
class Beside:
    """What else somebody has that does not move with their work."""

    advice: int
    """Consultations that they answered in the last four weeks: finished."""
    drafts: int
    """Forms that they began and only they can open."""
    unseen: int
    """Restricted work they hold that the reader may not see."""
    named: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """What names them and stays where it is, by its title: words and reference."""


_BESIDE = """
select '', '', (select count(*) from frontdoor_contact c join spine_episode e on e.id = c.episode_ptr_id
        where e.kind = 'contact' and e.state = 'advised' and e.owner_team_id = %(team)s and c.taken_by_id = %(worker)s
        and e.opened_at >= %(since)s and e.authority_id = any(%(authorities)s::smallint[])),
       h.drafts, h.unseen, ''
from access.held_besides(%(worker)s) h
"""


def held_besides(worker_id: int, name: str, by: ActingPerson, *, now: dt.datetime) -> Beside:
    """What of somebody of the reader's own team does not move. One statement."""
    rooms = all_that_stays()
    parts = [
        f"select %(title_{place})s, n.words, 0, 0, 0, n.reference from ({each.select}) n (words, reference)"  # noqa: S608 - rooms' words
        for place, each in enumerate(rooms)
    ]
    asked = {
        "team": by.team_id,
        "worker": worker_id,
        "name": name,
        "since": now - dt.timedelta(weeks=4),
        "authorities": list(by.authorities),
        **{f"title_{place}": each.title for place, each in enumerate(rooms)},
    }
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join([_BESIDE, *parts]), asked)
        rows = cursor.fetchall()
    advice, drafts, unseen = next((row[2:5] for row in rows if not row[0]), (0, 0, 0))
    named: dict[str, list[tuple[str, str]]] = {}
    for title, words, _advice, _drafts, _unseen, reference in rows:
        if title:
            named.setdefault(title, []).append((words, reference))
    return Beside(advice, drafts, unseen, named)
