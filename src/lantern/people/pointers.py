"""Which other agencies' lists hold a person: kept as what is said now, ended when it is said no more."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from itertools import batched
from typing import NamedTuple

from django.db import connection, transaction

from lantern.people.models import Pointer
from lantern.spine.identity import new_id


class Said(NamedTuple):
    """That a row of a source's list is somebody: by a person, or by the machine with its published error."""

    person: uuid.UUID
    who: str
    number: str
    wrong_at_most: float | None
    said_by_name: str
    said_at: dt.datetime


class Kept(NamedTuple):
    """How many pointers began, and how many ended."""

    begun: int
    ended: int


_BEGIN = """
insert into people_pointer (id, person_id, authority_id, restricted, source, title, who, number, wrong_at_most,
                            said_by_name, said_at)
select told.id, told.person, %(authority)s, p.restricted, %(source)s, %(title)s, told.who, told.number,
       told.wrong, told.name, told.at
from unnest(%(ids)s::uuid[], %(people)s::uuid[], %(whos)s::text[], %(numbers)s::text[], %(wrongs)s::float8[],
            %(names)s::text[], %(ats)s::timestamptz[]) as told (id, person, who, number, wrong, name, at)
join people_person p on p.id = told.person
on conflict do nothing
"""


@transaction.atomic
def keep(said: Iterable[Said], *, authority_id: int, source: str, title: str, at: dt.datetime) -> Kept:
    """Make a source's pointers what is said now. What is said no more ends; what is said otherwise (by a person where
    it was the machine) ends and begins again. A few statements, however many there are.
    """
    wanted = {(each.person, each.who): each for each in said}
    standing = {
        (person, who): (pk, name)
        for pk, person, who, name in Pointer.objects.filter(
            authority_id=authority_id, source=source, ended_at=None
        ).values_list("pk", "person_id", "who", "said_by_name")
    }
    gone = [pk for key, (pk, name) in standing.items() if key not in wanted or wanted[key].said_by_name != name]
    fresh = [each for key, each in wanted.items() if key not in standing or standing[key][1] != each.said_by_name]
    for some in batched(gone, 10_000):
        Pointer.objects.filter(pk__in=some).update(ended_at=at)
    if fresh:
        with connection.cursor() as cursor:
            cursor.execute(
                _BEGIN,
                {
                    "authority": authority_id,
                    "source": source,
                    "title": title[:60],
                    "ids": [new_id() for _ in fresh],
                    "people": [each.person for each in fresh],
                    "whos": [each.who for each in fresh],
                    "numbers": [each.number for each in fresh],
                    "wrongs": [each.wrong_at_most for each in fresh],
                    "names": [each.said_by_name for each in fresh],
                    "ats": [each.said_at for each in fresh],
                },
            )
    return Kept(len(fresh), len(gone))


@transaction.atomic
def follow(said: Said, *, holds: bool, authority_id: int, source: str, title: str, at: dt.datetime) -> None:
    """One pointer after one answer: what stood before ends, and it begins where it ``holds``. Two statements."""
    Pointer.objects.filter(
        authority_id=authority_id, source=source, who=said.who, person_id=said.person, ended_at=None
    ).update(ended_at=at)
    if holds:
        Pointer.objects.create(
            person_id=said.person,
            authority_id=authority_id,
            source=source,
            title=title[:60],
            who=said.who,
            number=said.number,
            said_by_name=said.said_by_name,
            said_at=said.said_at,
        )
