"""Who was around a person, and when: households over time, agencies involved, and who at home is known for other
reasons. One SQL statement.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass

from django.db import connection

from lantern.people.from_json import day_from, moment_from, person_from
from lantern.people.models import Person
from lantern.people.queries import Record


@dataclass(frozen=True)
class Stay:
    """That somebody lived in a household for a time."""

    household: uuid.UUID
    person: uuid.UUID
    from_date: dt.date | None
    until_date: dt.date | None


@dataclass(frozen=True)
class Agency:
    """A team that works, or worked, with the person: how many pieces of work of each kind, and until when."""

    agency: str
    team: str
    work: tuple[tuple[str, int], ...]
    open: int
    began: dt.datetime
    ended: dt.datetime | None
    workers: tuple[str, ...]


@dataclass(frozen=True)
class KnownOtherwise:
    """Somebody the person lives with who is known for work that is not about the person."""

    person: uuid.UUID
    open: int
    ever: int


@dataclass(frozen=True)
class Around:
    """Whom the person lived with, which agencies are involved, and who at home is known for other reasons."""

    stays: list[Stay]
    people: dict[uuid.UUID, Person]
    agencies: list[Agency]
    known_otherwise: list[KnownOtherwise]


_AROUND = """
with own as materialized (select unnest(%(own)s::uuid[]) as id),
stays as materialized (
    select m.household, m.person_id, m.from_date, m.until_date, m.id from people_householdmember m
    where m.household in (select h.household from people_householdmember h where h.person_id in (table own))
), work as materialized (
    select e.* from spine_episode e
    where e.id in (select i.episode_id from spine_involvement i where i.person_id in (table own))
), involved as (
    select a.name as agency, t.name as team, w.id, w.kind, w.opened_at, w.closed_at, u.display_name as worker
    from work w join partnership_team t on t.id = w.owner_team_id join partnership_agency a on a.id = t.agency_id
    left join access_user u on u.id = w.worker_id
    union all
    select a.name, '', w.id, w.kind, w.opened_at, w.closed_at, null
    from work w join partnership_agency a on a.id = w.partner_agency_id
    where w.partner_agency_id is not null
    union all
    select a.name, t.name, w.id, w.kind, w.opened_at, w.closed_at, null
    from work w join spine_handoff h on h.episode_ptr_id = w.id join partnership_team t on t.id = h.to_team_id
    join partnership_agency a on a.id = t.agency_id where h.to_team_id <> w.owner_team_id
)
select
    (select json_agg(json_build_array(s.household, s.person_id, s.from_date, s.until_date) order by s.from_date, s.id)
     from stays s) as stays,
    (select json_agg(to_jsonb(p)) from people_person p where p.id in (select person_id from stays)) as people,
    (select json_agg(g order by g.open desc, g.ended desc nulls first) from (
        select k.agency, k.team, json_object_agg(k.kind, k.number) as work, sum(k.open) as open, min(k.began) as began,
            max(k.ended) as ended, (
                select array_agg(distinct i.worker) from involved i where i.agency = k.agency and i.team = k.team
                  and i.closed_at is null and i.worker is not null) as workers
        from (select agency, team, kind, count(distinct id) as number,
                  count(distinct id) filter (where closed_at is null) as open, min(opened_at) as began,
                  max(closed_at) as ended
              from involved group by agency, team, kind) k
        group by k.agency, k.team) g) as agencies,
    (select json_agg(json_build_array(o.person_id, o.open, o.ever)) from (
        select i.person_id, count(*) as ever, count(*) filter (where e.closed_at is null) as open
        from spine_involvement i join spine_episode e on e.id = i.episode_id
        where i.person_id in (select person_id from stays where until_date is null)
          and i.person_id not in (table own) and i.episode_id not in (select id from work)
        group by i.person_id) o) as known_otherwise
"""
_AROUND = " ".join(_AROUND.split())


def around_of(record: Record) -> Around:
    """Households over time, agencies involved and who at home is known for other reasons, as the reader may see them.
    One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, {"own": record.people})
        told = [json.loads(each) if isinstance(each, str) else each for each in cursor.fetchone() or ()]
    stays, people, agencies, known = (each or [] for each in told)
    own = set(record.people)
    return Around(
        stays=[
            Stay(
                uuid.UUID(household),
                record.person.pk if uuid.UUID(person) in own else uuid.UUID(person),
                day_from(since),
                day_from(until),
            )
            for household, person, since, until in stays
        ],
        people={
            each.pk: each for each in map(person_from, people) if each.pk == record.person.pk or each.pk not in own
        },
        agencies=[
            Agency(
                agency=each["agency"],
                team=each["team"],
                work=tuple(sorted(each["work"].items())),
                open=int(each["open"]),
                began=moment_from(each["began"]),
                ended=moment_from(each["ended"]),
                workers=tuple(each["workers"] or ()),
            )
            for each in agencies
        ],
        known_otherwise=[KnownOtherwise(uuid.UUID(person), open_, ever) for person, open_, ever in known],
    )


# ---- Who else is and was at an address ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Neighbour:
    """Somebody else who lives or lived at an address of the person."""

    name: str
    reference: str
    is_child: bool
    born_on: dt.date | None
    from_date: dt.date | None
    until_date: dt.date | None
    together: bool
    """Whether both were there at the same time, as far as the dates tell."""


@dataclass(frozen=True)
class Home:
    """An address of the person, and who else is and was there."""

    line: str
    from_date: dt.date | None
    until_date: dt.date | None
    others: tuple[Neighbour, ...]


# Where anybody is protected at a place, it is as if nobody else had ever lived there: a refuge is not known by its
# guests, and the page looks as it does where nobody else is recorded.
_HOMES = """
with mine as (
    select a.* from people_address a
    where a.person_id = any(%(people)s) and not a.protected and a.postcode <> '' and a.house <> ''
)
select m.id, concat_ws(', ', nullif(trim(m.house || ' ' || m.street), ''), nullif(m.town, ''), m.postcode),
       m.from_date, m.until_date, p.name, p.reference, p.is_child, p.born_on, o.from_date, o.until_date,
       coalesce(o.from_date <= coalesce(m.until_date, 'infinity'), true)
       and coalesce(m.from_date <= coalesce(o.until_date, 'infinity'), true)
from mine m
left join people_address o on o.authority_id = m.authority_id and o.postcode = m.postcode and o.house = m.house
     and not o.person_id = any(%(people)s)
     and not exists (select 1 from people_address x where x.authority_id = m.authority_id
                     and x.postcode = m.postcode and x.house = m.house and x.protected)
left join people_person p on p.id = o.person_id
order by m.until_date is not null, m.from_date desc nulls last, m.id, o.until_date is not null, p.sort_name
limit 500
"""


def homes_of(record: Record) -> list[Home]:
    """The addresses of the person that may be shown, the present one first, each with who else is and was there, as
    far as the reader may see them. Nobody at a place where anybody is protected. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HOMES, {"people": record.people})
        rows = cursor.fetchall()
    homes: dict[tuple[str, dt.date | None, dt.date | None], list[Neighbour]] = {}
    for row in rows:
        others = homes.setdefault((row[1], row[2], row[3]), [])
        other = Neighbour(row[4], row[5], row[6], row[7], row[8], row[9], row[10]) if row[5] else None
        if other and other not in others:
            others.append(other)
    return [Home(line, since, until, tuple(others)) for (line, since, until), others in homes.items()]
