"""People as pages list them: those whom a line of free text may mean, and what is told of the few that are shown."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from lantern.law.timescales import window_opened
from lantern.people import matching
from lantern.people.arrays import as_array
from lantern.people.finding.candidate import Candidate, OtherPerson
from lantern.people.keys import birth_of
from lantern.people.matching import Birth, Match
from lantern.people.models import Person, age_in_words
from lantern.spine.actors import Actor

CONTACT = "contact"
"""The kind of episode by which the front door records a worry. This room counts them and knows no more of them."""

RECENT = "re-referral-window"
"""The window in law/ within which earlier work is counted as recent."""

LISTED_AT_MOST = 400
"""How many of the people who share most with a line of free text are read."""

_DETAILS = """p.id, p.reference, p.name, p.is_child, p.life, p.born_on, p.birth_known_to, p.expected_on, p.sex,
    (select json_agg(json_build_array(n.kind, n.first_names, n.last_name)
                     order by n.until_date is not null, n.kind <> 'legal', n.id)
     from people_personname n where n.person_id = p.id) as names,
    (select json_agg(json_build_array(a.house, a.street, a.town, a.postcode, a.until_date is null, a.protected)
                     order by a.until_date is not null, a.id desc)
     from people_address a where a.person_id = p.id) as addresses"""

_LISTED = f"""
with keyed as (
    select s.person_id, sum((%(telling)s::smallint[])[(s.key & 7) + 1]) as told from people_searchkey s
    where s.key = any(%(keys)s::int[]) and s.authority_id = any(%(authorities)s::smallint[])
    group by s.person_id order by told desc, s.person_id desc limit %(most)s
), hits as (
    select person_id, told from keyed
    union all
    (select a.person_id, 12 from people_address a
     where %(postcode)s::text <> '' and a.authority_id = any(%(authorities)s::smallint[])
       and a.postcode = %(postcode)s and not a.protected limit %(most)s)
    union all
    select p.id, 100 from people_person p where p.reference = %(reference)s
    union all
    select i.person_id, 100
    from spine_episode e join spine_involvement i on i.episode_id = e.id where e.reference = %(reference)s
), chosen as (
    select person_id, sum(told) as told from hits group by person_id
)
select {_DETAILS}
from chosen c join people_person p on p.id = c.person_id
order by c.told desc, p.id desc limit %(most)s
"""  # noqa: S608 - put together from words of this module


def listed(
    keys: Sequence[int], *, by: Actor, postcode: str = "", reference: str = "", most: int = LISTED_AT_MOST
) -> list[dict[str, Any]]:
    """People who share search keys with what is asked, live at a postcode or stand under a reference: those with the
    most in common first. At most one statement.
    """
    if not (keys or postcode or reference):
        return []
    return _rows(
        _LISTED,
        {
            "telling": as_array(matching.TELLING),
            "keys": as_array(keys),
            "authorities": as_array(by.authorities),
            "postcode": postcode,
            "reference": reference,
            "most": most,
        },
    )


def _rows(statement: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        columns = [column.name for column in cursor.description or ()]
        return [
            {name: _read(name, value) for name, value in zip(columns, row, strict=True)} for row in cursor.fetchall()
        ]


_DOCUMENTS = frozenset({"names", "addresses", "household", "counts", "linked"})


def _read(name: str, value: Any) -> Any:
    # Django registers its own loader, so that json arrives as text.
    return json.loads(value) if name in _DOCUMENTS and isinstance(value, str) else value


def birth_in(row: Mapping[str, Any]) -> Birth | None:
    """When the person of a fetched row was born or is expected, as closely as it is known."""
    return birth_of(
        life=row["life"], born_on=row["born_on"], known_to=row["birth_known_to"], expected_on=row["expected_on"]
    )


_ABOUT = f"""
select {_DETAILS},
    (select json_agg(distinct jsonb_build_object('reference', o.reference, 'name', o.name, 'life', o.life,
                                                 'born_on', o.born_on, 'known_to', o.birth_known_to))
     from people_address a
     join people_address b on b.authority_id = a.authority_id and b.postcode = a.postcode and b.house = a.house
       and b.person_id <> a.person_id
     join people_person o on o.id = b.person_id
     where a.person_id = p.id and a.until_date is null and not a.protected and a.postcode <> '' and a.house <> ''
       and b.until_date is null and not b.protected) as household,
    (select json_build_array(count(*) filter (where e.kind = %(contact)s),
                             count(*) filter (where e.kind = %(contact)s and e.opened_at >= %(recent)s),
                             count(*) filter (where e.closed_at is null))
     from spine_episode e where e.id = any(array(
         select i.episode_id from spine_involvement i where i.person_id = p.id
         union select i.episode_id from people_linkedrecord m join people_linkedrecord o on o.cluster = m.cluster
         join spine_involvement i on i.person_id = o.person_id where m.person_id = p.id))) as counts,
    (select json_agg(json_build_array(q.id, q.reference, exists (
         select 1 from people_address s where s.person_id = q.id and s.protected and s.until_date is null)))
     from people_linkedrecord m join people_linkedrecord o on o.cluster = m.cluster and o.person_id <> m.person_id
     join people_person q on q.id = o.person_id where m.person_id = p.id) as linked,
    coalesce((select n.said_by_name from people_notthesame n
              where n.person_id = %(beside)s and n.other_id = p.id limit 1), '') as not_same
from people_person p where p.id = any(%(people)s)
"""  # noqa: S608 - put together from words of this module


def about(people: Iterable[uuid.UUID], *, beside: Person | None = None) -> dict[uuid.UUID, dict[str, Any]]:
    """The few that are shown: what tells them apart, who else lives there and how many contacts there were. At most
    one statement.
    """
    shown = list(people)
    if not shown:
        return {}
    return {
        row["id"]: row
        for row in _rows(
            _ABOUT,
            {
                "people": shown,
                "contact": CONTACT,
                "recent": window_opened(RECENT, timezone.now()),
                "beside": beside.pk if beside else None,
            },
        )
    }


def candidate_of(
    row: Mapping[str, Any],
    match: Match | None,
    today: dt.date,
    reasons: tuple[Sequence[str], Sequence[str]] = ((), ()),
) -> Candidate:
    """What ``about`` tells of somebody as a page shows it; ``reasons`` are those of a search, which weighs nothing."""
    if match is not None:
        reasons = ([reason.text for reason in match.agreements], [reason.text for reason in match.disagreements])
        if match.limited_by:
            reasons[1].append(match.limited_by)
    current = next((each for each in row["addresses"] or [] if each[4]), None)
    shown = ""
    linked = row["linked"] or []
    protected = bool(current and (current[5] or any(each[2] for each in linked)))
    if current and not protected:
        shown = ", ".join(part for part in (f"{current[0]} {current[1]}".strip(), current[2], current[3]) if part)
    own = row["name"]
    others = [f"{first} {last}".strip() for _, first, last in row["names"] or []]
    contacts, last_year, open_now = row["counts"]
    return Candidate(
        person_id=row["id"],
        reference=row["reference"],
        name=own,
        is_child=row["is_child"],
        life=row["life"],
        age=_age(row["life"], row["born_on"], row["birth_known_to"], today),
        born=_born(row),
        sex=row["sex"],
        other_names=tuple(dict.fromkeys(name for name in others if name != own)),
        address=shown,
        address_protected=protected,
        reasons_for=tuple(reasons[0]),
        reasons_against=tuple(reasons[1]),
        match=match,
        household=tuple(
            OtherPerson(
                each["reference"],
                each["name"],
                _age(
                    each["life"],
                    dt.date.fromisoformat(each["born_on"]) if each["born_on"] else None,
                    each["known_to"],
                    today,
                ),
            )
            for each in (row["household"] or [])[:12]
            if all(each["reference"] != reference for _, reference, _ in linked)
        ),
        contacts=contacts,
        contacts_last_year=last_year,
        open_now=open_now,
        said_not_same=row["not_same"],
        read_as_one={uuid.UUID(each): reference for each, reference, _ in linked},
    )


def each_once(found: Iterable[Candidate]) -> list[Candidate]:
    """Records that are read as one person are one candidate: the one that fits best."""
    shown: list[Candidate] = []
    for one in found:
        if not any(one.person_id in before.read_as_one for before in shown):
            shown.append(one)
    return shown


def _age(life: str, born_on: dt.date | None, known_to: str, today: dt.date) -> str:
    return age_in_words(Person(life=life, born_on=born_on, birth_known_to=known_to), today)


def _born(row: Mapping[str, Any]) -> str:
    birth = birth_in(row)
    if birth is None:
        return ""
    text = str(birth)
    return text if birth.expected else f"born {text}"
