"""Who compares a list with the people on record: Splink, or Lantern's own look-up for short lists.

Both compare by the same keys and the same likenesses (``people.matching``). Splink learns from both lists what each
agreement tells; the look-up uses the weights that find-the-child uses. Neither sees anybody whose record is restricted.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from lantern.people import matching
from lantern.people.finding import weights
from lantern.people.finding.probing import look_for
from lantern.people.models import Person
from lantern.sources import splink_engine
from lantern.sources.estimating import POSSIBLE
from lantern.sources.mapping import Entry, ListRefused
from lantern.spine.actors import Actor

OWN, SPLINK, SPARK = "own", "splink", "spark"
OWN_AT_MOST = 5_000
"""Rows that Lantern's own look-up takes: some milliseconds each. Longer lists are Splink's."""

Acting = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Met:
    """A row and a person who may be meant: the engine's score, and the strength that find-the-child gives the pair."""

    entry: Entry
    person: uuid.UUID
    score: float
    strength: float


@dataclass
class Comparison:
    """What an engine found, with the model it used and what it took."""

    met: list[Met] = field(default_factory=list)
    engine: str = OWN
    model: dict[str, Any] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)


def chosen(wanted: str, rows: int) -> str:
    """Which engine compares so many rows. Raises ListRefused, which says how Splink is installed."""
    if wanted == SPARK:
        raise ListRefused(
            "No Spark is set up here. The model of a run is kept as numbers alone (`Run.model`), from which Splink’s"
            " Spark backend can be given the same chances."
        )
    if wanted == SPLINK or (not wanted and (rows > OWN_AT_MOST or splink_engine.installed())):
        if not splink_engine.installed():
            raise ListRefused(splink_engine.HOW_TO_INSTALL)
        return SPLINK if wanted or rows > splink_engine.ENOUGH_TO_LEARN else OWN
    if rows > OWN_AT_MOST:
        raise ListRefused(splink_engine.HOW_TO_INSTALL)
    return OWN


def compare(
    engine: str,
    entries: Sequence[Entry],
    *,
    authority_id: int,
    by: Actor,
    acting: Acting,
    known: Mapping[str, Any] | None = None,
    only: Sequence[uuid.UUID] | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Comparison:
    """Everybody who may be meant by each row. ``only``: nobody but these people, of whom something has changed."""
    if not entries or (only is not None and not only):
        return Comparison(engine=engine, model=dict(known or {}))
    work = _by_splink if engine == SPLINK else _by_own
    return work(entries, authority_id, by, acting, known, only, say)


def _by_own(
    entries: Sequence[Entry],
    authority_id: int,
    by: Actor,
    acting: Acting,
    known: Mapping[str, Any] | None,
    only: Sequence[uuid.UUID] | None,
    say: Callable[[str], None],
) -> Comparison:
    done = Comparison(engine=OWN, model=dict(known or {}))
    for start in range(0, len(entries), 100):
        some = entries[start : start + 100]
        with acting(by):
            judged = look_for([each.description for each in some], by=by)
            here = _open_people(
                {one.person for each in judged for one in each if one.weighed.strength >= POSSIBLE}, authority_id
            )
        if only is not None:
            here &= set(only)
        done.met += [
            Met(entry, one.person, one.weighed.strength, one.weighed.strength)
            for entry, each in zip(some, judged, strict=True)
            for one in each
            if one.person in here and one.weighed.strength >= POSSIBLE
        ]
        say(f"{min(start + 100, len(entries)):,} rows")
    return done


def _open_people(people: set[uuid.UUID], authority_id: int) -> set[uuid.UUID]:
    """Those of them who are on this authority's record and not restricted, whatever the reader may open."""
    found = Person.objects.filter(pk__in=people, authority_id=authority_id, restricted=False)
    return set(found.values_list("pk", flat=True))


def _by_splink(
    entries: Sequence[Entry],
    authority_id: int,
    by: Actor,
    acting: Acting,
    known: Mapping[str, Any] | None,
    only: Sequence[uuid.UUID] | None,
    say: Callable[[str], None],
) -> Comparison:
    with acting(by):
        people = list(_people(authority_id, only))
    facts = [packed for _, packed, _ in people]

    def on_record() -> Iterator[splink_engine.Record]:
        for number, (_, packed, keys) in enumerate(people):
            yield splink_engine.Record(number, matching.unpacked(packed), keys)

    def listed() -> Iterator[splink_engine.Record]:
        for number, entry in enumerate(entries):
            asked = matching.asked_keys(entry.description, wide_too=False).near
            keys = matching.search_keys(entry.description).union(asked)
            yield splink_engine.Record(number, matching.side_of(entry.description), keys)

    found = splink_engine.score(on_record(), listed(), known=known or None, say=say)
    done = Comparison(
        engine=SPLINK,
        model=found.model,
        figures={
            "seconds": found.seconds, "pairs_compared": found.compared, "megabytes": found.megabytes,
            "learned": found.learned,
        },
    )  # fmt: skip
    model, on_file = weights.model(), float(len(people))
    side_of_row, row_of_side = None, -1
    for pair in found.pairs:
        if pair.row != row_of_side:
            side_of_row, row_of_side = matching.side_of(entries[pair.row].description), pair.row
        assert side_of_row is not None  # noqa: S101 - set in the line above
        weighed = matching.weigh(side_of_row, matching.unpacked(facts[pair.person]), model, on_file)
        done.met.append(Met(entries[pair.row], people[pair.person][0], pair.probability, weighed.strength))
    return done


_PEOPLE = """
select f.person_id, f.facts, k.keys
from people_searchfacts f
join (select person_id, array_agg(key) as keys from people_searchkey
      where authority_id = %(authority)s and not restricted and (key & 7) >= 2 {only} group by person_id) k
using (person_id)
where f.authority_id = %(authority)s and not f.restricted
"""


def _people(authority_id: int, only: Sequence[uuid.UUID] | None) -> Iterator[tuple[uuid.UUID, str, list[int]]]:
    """Whoever is on record and not restricted: what is compared of them, and their keys. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            _PEOPLE.format(only="and person_id = any(%(only)s)" if only is not None else ""),
            {"authority": authority_id, "only": list(only or ())},
        )
        while rows := cursor.fetchmany(10_000):
            yield from rows
