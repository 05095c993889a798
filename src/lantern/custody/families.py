"""Families that are known on both sides of a line: found by whatever joins people across it, in any table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lantern.custody.catalogue import EVENT, PERSON, Catalogue, Table

_KNOWN_BY = ("nhs", "upn")
"""Numbers that one person alone has. Codes of ``people.Identifier.Kind``."""


@dataclass(frozen=True)
class Person:
    id: Any
    reference: str
    authority: int
    restricted: bool


@dataclass(frozen=True)
class SharedFamily:
    """People joined across the line. ``key`` is the first of their references."""

    people: tuple[Person, ...]
    why: tuple[str, ...]

    @property
    def key(self) -> str:
        return min(person.reference for person in self.people)

    def authorities(self) -> set[int]:
        return {person.authority for person in self.people}


def shared_families(cursor: Any, catalogue: Catalogue, leaving: Iterable[int]) -> list[SharedFamily]:
    """Every family with people, or work, on both sides, by key. Reads everybody: for the separation command alone."""
    left = sorted(leaving)
    joined: dict[Any, Any] = {}
    reasons: dict[Any, set[str]] = defaultdict(set)

    def root(person: Any) -> Any:
        joined.setdefault(person, person)
        while joined[person] != person:
            joined[person] = joined[joined[person]]
            person = joined[person]
        return person

    def join(one: Any, other: Any) -> bool:
        first, second = root(one), root(other)
        joined[first] = second
        return bool(first != second)

    for why, one, other in _crossings(cursor, catalogue, left):
        join(one, other if other is not None else one)
        reasons[one].add(why)
    # A family is more than the two who are joined across the line: their relatives and whoever lives with them too.
    edge = list(joined)
    while edge:
        cursor.execute(
            "select person_id, relative_id from people_relationship"
            " where person_id = any (%s) or relative_id = any (%s)"
            " union select a.person_id, b.person_id from people_householdmember a join people_householdmember b"
            " on b.household = a.household and b.person_id <> a.person_id where a.person_id = any (%s)",
            [edge, edge, edge],
        )
        pairs = cursor.fetchall()
        known = set(joined)
        for one, other in pairs:
            join(one, other)
        edge = [person for person in joined if person not in known]
    if not joined:
        return []
    cursor.execute(
        "select id, reference, authority_id, restricted from people_person where id = any (%s)", [list(joined)]
    )
    families: dict[Any, list[Person]] = defaultdict(list)
    for row in cursor.fetchall():
        families[root(row[0])].append(Person(*row))
    whys: dict[Any, set[str]] = defaultdict(set)
    for person, found in reasons.items():
        whys[root(person)] |= found
    made = [
        SharedFamily(tuple(sorted(people, key=lambda each: each.reference)), tuple(sorted(whys[top])))
        for top, people in families.items()
    ]
    return sorted(made, key=lambda family: family.key)


def _crossings(cursor: Any, catalogue: Catalogue, left: list[int]) -> Iterator[tuple[str, Any, Any]]:
    """Why, and the two people who are joined across the line (or one, whom the other side's work names)."""
    for table in catalogue.held.values():
        for statement in _statements(catalogue, table):
            cursor.execute(statement, {"left": left})
            for one, other in cursor.fetchall():
                yield table.name, one, other
    cursor.execute(
        "select a.person_id, b.person_id from people_identifier a join people_identifier b on b.kind = a.kind and"
        " b.value = a.value where a.kind = any (%s) and a.authority_id = any (%s) and not b.authority_id = any (%s)",
        [list(_KNOWN_BY), left, left],
    )
    for one, other in cursor.fetchall():
        yield "same_number", one, other
    cursor.execute(
        "select a.person_id, b.person_id from people_householdmember a join people_householdmember b"
        " on b.household = a.household where a.authority_id = any (%s) and not b.authority_id = any (%s)",
        [left, left],
    )
    for one, other in cursor.fetchall():
        yield "same_home", one, other


def _statements(catalogue: Catalogue, table: Table) -> Iterator[str]:
    """For one table: rows that name people, or work, on both sides. Composed of catalogue names alone."""
    people = [column.name for column in table.columns if column.points_to == PERSON]
    work = [
        column.name for column in table.columns if column.points_to in catalogue.held and _is_work(catalogue, column)
    ]
    across = "(%(left)s::smallint[] @> array[{}]) <> (%(left)s::smallint[] @> array[{}])"
    for place, one in enumerate(people):
        joins = f'from public."{table.name}" t join people_person p on p.id = t."{one}"'
        for other in people[place + 1 :]:
            line = across.format("p.authority_id", "q.authority_id")
            yield f'select p.id, q.id {joins} join people_person q on q.id = t."{other}" where {line}'
        if table.has_authority:
            yield f"select p.id, null::uuid {joins} where {across.format('p.authority_id', 't.authority_id')}"
        for each in work:
            line = across.format("p.authority_id", "e.authority_id")
            yield (
                f'select p.id, i.person_id {joins} join spine_episode e on e.id = t."{each}"'
                f" left join spine_involvement i on i.episode_id = e.id where {line}"
            )
    for each in work:
        if table.name != EVENT and table.has_authority:
            line = across.format("e.authority_id", "t.authority_id")
            yield (
                f'select i.person_id, null::uuid from public."{table.name}" t join spine_episode e on e.id = t."{each}"'
                f" join spine_involvement i on i.episode_id = e.id where {line}"
            )


def _is_work(catalogue: Catalogue, column: Any) -> bool:
    return catalogue.is_episode(column.points_to) and not column.name.endswith("_ptr_id")
