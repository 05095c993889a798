"""What finding keeps beside each person: search keys, and the facts it weighs, in one row each way.

A protected address makes neither: a search by place must not say who lives there.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import connection

from lantern.people import matching
from lantern.people.arrays import as_array
from lantern.people.models import LifeState, Person


def birth_of(
    *, life: str, born_on: dt.date | None, known_to: str, expected_on: dt.date | None
) -> matching.Birth | None:
    """When somebody was born or is expected, as closely as the record claims to know it."""
    if life == LifeState.EXPECTED:
        return matching.Birth.expected_on(expected_on) if expected_on else None
    if born_on is None:
        return None
    match known_to:
        case Person.BirthKnownTo.DAY:
            return matching.Birth.on(born_on)
        case Person.BirthKnownTo.MONTH:
            return matching.Birth.in_month(born_on.year, born_on.month)
        case Person.BirthKnownTo.YEAR:
            return matching.Birth.in_year(born_on.year)
        case Person.BirthKnownTo.ABOUT:
            return matching.Birth(dt.date(born_on.year - 1, 1, 1), dt.date(born_on.year + 1, 12, 31))
    return None


_KNOWN = """
select p.id, p.authority_id, p.restricted, p.life, p.born_on, p.birth_known_to, p.expected_on, p.sex,
    (select json_agg(json_build_array(n.first_names, n.last_name)
                     order by n.until_date is not null, n.kind <> 'legal', n.id)
     from people_personname n where n.person_id = p.id),
    (select json_agg(json_build_array(a.house, a.street, a.postcode) order by a.until_date is not null, a.id desc)
     from people_address a where a.person_id = p.id and not a.protected),
    (select json_agg(json_build_array(i.kind, i.value, i.issuer) order by i.id)
     from people_identifier i where i.person_id = p.id),
    (select json_build_array(n.first_names, n.last_name)
     from people_relationship r
     join people_personname n on n.person_id = r.relative_id and n.kind = 'legal' and n.until_date is null
     where r.person_id = p.id and r.kind = 'mother' and r.until_date is null limit 1)
from people_person p
"""


def described_people(
    where: str, parameters: dict[str, Any]
) -> Iterator[tuple[uuid.UUID, int, bool, matching.Description]]:
    """Everybody whom a condition on people (as ``p``) names, as the matching weighs them: id, authority, whether
    restricted, description. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"{_KNOWN} where {where}", parameters)
        rows = cursor.fetchall()
    for person, authority, restricted, life, born_on, known_to, expected_on, sex, *told in rows:
        names, addresses, numbers, mother = (json.loads(one) if isinstance(one, str) else one for one in told)
        held: dict[str, list[str]] = {}
        for kind, value, _ in numbers or ():
            held.setdefault(kind, []).append(value)
        yield (
            person,
            authority,
            restricted,
            matching.Description(
                names=tuple(matching.Name(first, last) for first, last in names or ()),
                birth=birth_of(life=life, born_on=born_on, known_to=known_to, expected_on=expected_on),
                sex=sex,
                addresses=tuple(matching.Address(*one) for one in addresses or ()),
                nhs_number=held.get("nhs", [""])[0],
                upn=held.get("upn", [""])[0],
                former_upns=tuple(held.get("former_upn", ())),
                identifiers=tuple(
                    (issuer or kind, value) for kind, value, issuer in numbers or () if kind not in _PERSONAL_NUMBERS
                ),
                mother=matching.Name(*mother) if mother else None,
            ),
        )


def description_of(person: Person) -> matching.Description:
    """Everything that tells somebody from others, as the matching weighs it. One query."""
    for *_, described in described_people("p.id = %(person)s", {"person": person.pk}):
        return described
    return matching.Description()


_PERSONAL_NUMBERS = ("nhs", "upn", "former_upn")

_WRITE = """
with gone as (
    delete from people_searchkey where person_id = %(person)s and not key = any(%(keys)s::int[])
), told as (
    insert into people_searchfacts (person_id, authority_id, restricted, made_by, facts)
    values (%(person)s, %(authority)s, %(restricted)s, %(made_by)s, %(facts)s)
    on conflict (person_id) do update set facts = excluded.facts, made_by = excluded.made_by
)
insert into people_searchkey (key, person_id, authority_id, restricted)
select k, %(person)s, %(authority)s, %(restricted)s from unnest(%(keys)s::int[]) k on conflict do nothing
"""


def rewrite(person: Person) -> None:
    """Make what is stored what the facts say now: one statement and a reading one. Called by every act that changes
    the facts, in its transaction, so that whoever looks next finds the person so.
    """
    for each in described_people("p.id = %(person)s", {"person": person.pk}):
        _write(*each)


def _write(person: uuid.UUID, authority: int, restricted: bool, described: matching.Description) -> None:
    keys, facts = stored(described)
    values: dict[str, Any] = {
        "person": person, "authority": authority, "restricted": restricted, "keys": as_array(keys), "facts": facts,
        "made_by": matching.KEY_VERSION,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)


def stored(described: matching.Description) -> tuple[list[int], str]:
    """The keys and the facts to store for a description, which must leave out protected addresses."""
    return sorted(matching.search_keys(described)), matching.packed(matching.side_of(described))


def rewrite_outdated(report: Callable[[int], None] = lambda _: None, most: int = 2_000) -> int:
    """Make keys and facts for everybody who has none of this version. Runs as a role that sees everybody: the migrating
    role, after the tables have changed. Returns how many people were done.
    """
    done = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "select p.id from people_person p where not exists (select 1 from people_searchfacts f"
                " where f.person_id = p.id and f.made_by = %s) limit %s",
                [matching.KEY_VERSION, most],
            )
            people: Sequence[uuid.UUID] = [row[0] for row in cursor.fetchall()]
        if not people:
            return done
        for each in described_people("p.id = any(%(people)s)", {"people": list(people)}):
            _write(*each)
        done += len(people)
        report(done)
