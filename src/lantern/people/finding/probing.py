"""People on record by their search keys: who shares most with what is asked, in one statement."""

from __future__ import annotations

import heapq
import math
import uuid
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from django.db import connection

from lantern.people import matching
from lantern.people.arrays import as_array
from lantern.people.finding import weights
from lantern.spine.actors import Actor

NEAR_AT_MOST, WIDE_AT_MOST = 60, 125
"""How many people are weighed of those found by near keys, and of those found by wide ones."""

JUDGED_AT_LEAST, JUDGED_AT_MOST, _OUT_OF_THE_QUESTION = 6, 40, 14.0
"""How many of them are weighed in full, the likeliest first: more than the least only where the odds against them, in
bits, are no longer than that.
"""

CONVINCING = 0.95
"""The strength from which nobody looks further: somebody sure is found among the near keys."""

_PROBE = """(select {which} as which, s.person_id,
         sum((%(telling)s::smallint[])[(s.key & 7) + 1]) as told
 from people_searchkey s
 where s.key = any(%(keys{which})s::int[]) and s.authority_id = any(%(authorities)s::smallint[])
 group by s.person_id order by told desc, s.person_id limit %(most)s)"""

_FOUND = """
with hits as materialized ({probes})
select h.which, h.person_id, f.facts,
    (select greatest(c.reltuples, 0)::float8 from pg_class c where c.oid = 'people_person'::regclass) as people,
    {in_use} as weights
from hits h cross join lateral (
    select f.facts from people_searchfacts f where f.person_id = h.person_id limit 1
) f
"""


class Found(NamedTuple):
    """Somebody who shares keys with a description; how many people are on record, and the weights in use."""

    which: int
    person: uuid.UUID
    facts: str
    people: float
    weights: int | None


class Judged(NamedTuple):
    """Somebody who was weighed, and by what weights."""

    weighed: matching.Weighed
    person: uuid.UUID
    side: matching.Side
    model: matching.Model


def probe(asked: Sequence[Sequence[int]], *, by: Actor, most: int) -> list[Found]:
    """People who share keys with each description asked, at most ``most`` for each: those who share the most telling
    ones. One statement, or none when nothing is asked.
    """
    listed = [which for which, keys in enumerate(asked) if keys]
    if not listed:
        return []
    values: dict[str, Any] = {
        "telling": as_array(matching.TELLING), "authorities": as_array(by.authorities), "most": most
    }  # fmt: skip
    values |= {f"keys{which}": as_array(asked[which]) for which in listed}
    probes = " union all ".join(_PROBE.format(which=which) for which in listed)
    with connection.cursor() as cursor:
        cursor.execute(_FOUND.format(probes=probes, in_use=weights.IN_USE), values)
        return [Found(*row) for row in cursor.fetchall()]


def judge(
    sides: Sequence[matching.Side], found: Sequence[Found], met: Sequence[Collection[uuid.UUID]] = ()
) -> list[list[Judged]]:
    """The likeliest of those found, weighed in full against the description they answer; the strongest first. Whoever
    was ``met`` before is left out.
    """
    judged: list[list[Judged]] = [[] for _ in sides]
    if not found:
        return judged
    model, people = weights.model(found[0].weights or 0), found[0].people
    answering: list[list[Found]] = [[] for _ in sides]
    for one in found:
        if not (met and one.person in met[one.which]):
            answering[one.which].append(one)
    for which, some in enumerate(answering):
        likely = []
        quick = matching.Quick(sides[which], model, people)
        rooms = [(quick.room(one.facts), one) for one in some]
        rooms.sort(key=_most, reverse=True)
        leaders: list[float] = []
        least = -math.inf
        for room, one in rooms:
            if room.most < least:  # and so are all after it
                break
            odds = quick.odds_in(room, least)
            if odds >= least:
                likely.append((-odds, one.person.int, one))
                heapq.heappush(leaders, odds)
                if len(leaders) > JUDGED_AT_LEAST:
                    heapq.heappop(leaders)
                    least = min(leaders[0], -_OUT_OF_THE_QUESTION)
        likely.sort()
        for place, (against, _, one) in enumerate(likely[:JUDGED_AT_MOST]):
            if place >= JUDGED_AT_LEAST and against > _OUT_OF_THE_QUESTION:
                break
            side = matching.unpacked(one.facts)
            judged[which].append(Judged(matching.weigh(sides[which], side, model, people), one.person, side, model))
        judged[which].sort(key=_strongest)
    return judged


def look_for(descriptions: Sequence[matching.Description], *, by: Actor) -> list[list[Judged]]:
    """Who may be each of those described, the strongest first, whatever they weigh. One statement where somebody
    convincing is found for each by near keys, two otherwise.
    """
    near = [matching.asked_keys(each, wide_too=False).near for each in descriptions]
    sides = [matching.side_of(each) for each in descriptions]
    found = probe(near, by=by, most=NEAR_AT_MOST)
    judged = judge(sides, found)
    unsure = [which for which, each in enumerate(judged) if not (each and each[0].weighed.strength >= CONVINCING)]
    if unsure:
        wider = probe(
            [matching.query_keys(each) if which in unsure else () for which, each in enumerate(descriptions)],
            by=by,
            most=WIDE_AT_MOST,
        )
        met: list[set[uuid.UUID]] = [set() for _ in descriptions]
        for one in found:
            met[one.which].add(one.person)
        for which, further in enumerate(judge(sides, wider, met)):
            judged[which] = sorted([*judged[which], *further], key=_strongest)
    return judged


def _strongest(one: Judged) -> tuple[float, float, int]:
    return (-one.weighed.odds, -one.weighed.weight, one.person.int)


def _most(each: tuple[matching.Room, Found]) -> float:
    return each[0].most
