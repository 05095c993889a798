"""The weights that finding uses: shipped, or learned from the people on record; and the learning.

Learned weights are numbered rows. `lantern find train` writes one and takes it up; `lantern find weights` and the page
“How sure is sure” show them, and go back to an earlier one or to the shipped. A process that looks for somebody reads
the number in use in the same statement, so that a change counts from the next look-up, everywhere.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Max

from lantern.people import matching
from lantern.people.arrays import as_array
from lantern.people.matching import Model, Side, learning, shipped
from lantern.people.matching.model import Chances, shipped_chances
from lantern.people.models import Weights
from lantern.people.names import given_names, surname_parts, surname_whole

HOLDERS = 5
"""A name that fewer people bear is left out: weights must not tell who is on record."""

PEOPLE = 2_000
"""Fewer people than these say too little about how common a name is."""

DRAWN = 20_000
"""How many people, drawn by lot, are compared with those they are most like."""

_MET_AT_MOST, _PAIRS_AT_MOST, _STRANGERS = 20, 60_000, 40_000
"""How many people share a key before it says nothing; how many pairs each way of meeting teaches from; and how many
pairs drawn by lot stand for strangers.
"""

IN_USE = "(select w.number from people_weights w where w.chosen_at is not null order by w.chosen_at desc limit 1)"
"""The number of the weights in use, as a part of another statement; null where none was chosen."""

Engine = Callable[[Sequence[Side], Chances], Chances]
"""Learns chances from the records of people by other means than ours: a room above may give one (``engines``)."""

engines: dict[str, Engine] = {}

OWN = "own"


class TooFewPeople(Exception):
    """There are not enough people on record to learn from."""


class NoSuchWeights(Exception):
    """There are no weights of that number; the message says so."""


_made: dict[int, Model] = {}


def model(number: int | None = None) -> Model:
    """The weights of a number, or those in use where none is given. At most one statement; none for a number that this
    process has used before.
    """
    if number is None:
        number = in_use()
    if not number:
        return shipped()
    if number not in _made:
        row = Weights.objects.filter(number=number).values("chances", "shares").first()
        if row is None:
            return shipped()
        _made[number] = made_of(row["chances"], row["shares"])
    return _made[number]


def made_of(chances: Chances, shares: Sequence[Sequence[object]]) -> Model:
    """A model from what a row holds."""
    told = [(str(half), str(name), float(share)) for half, name, share in shares]  # type: ignore[arg-type]
    found = shipped().with_chances(chances) if chances else shipped()
    return found.with_shares(told) if told else found


def in_use() -> int:
    """The number of the weights in use; 0 for the shipped. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {IN_USE}")
        row = cursor.fetchone()
    return int(row[0] or 0) if row else 0


def listed() -> list[Weights]:
    """Every learning, the newest first, without what it found. One statement."""
    return list(Weights.objects.defer("chances", "shares").order_by("-number"))


def newest_chosen(rows: Iterable[Weights]) -> Weights | None:
    """Of rows, those in use: None while none was chosen."""
    return max((row for row in rows if row.chosen_at), key=lambda row: row.chosen_at or row.learned_at, default=None)


def choose(number: int, *, by: str, at: dt.datetime) -> None:
    """Weigh by these from the next look-up on. Choosing those in use does nothing. Raises NoSuchWeights."""
    with transaction.atomic():
        if number == Weights.SHIPPED:
            Weights.objects.get_or_create(number=number, defaults={"learned_at": at, "engine": "shipped"})
        rows = Weights.objects.select_for_update().filter(number=number)
        if not rows:
            raise NoSuchWeights(f"There are no weights number {number}.")
        if in_use() != number or rows[0].chosen_at is None:
            rows.update(chosen_at=at, chosen_by_name=by)


# ---- learning --------------------------------------------------------------------------------------------------------


class Learning(NamedTuple):
    """What a learning found, before it is written."""

    engine: str
    people: int
    pairs: int
    same: float
    answered: int
    chances: Chances
    shares: list[tuple[str, str, float]]


def learned(*, engine: str = "", drawn: int = DRAWN, say: Callable[[str], None] = lambda _: None) -> Learning:
    """Learn from those whom the reader may see and who are not restricted. ``engine`` names one of `engines`, or is
    “own”; where it is left out, another is used where there is one. Raises TooFewPeople.
    """
    say("Counting how common names are")
    shares, people = counted()
    chosen = engine or next(iter(engines), OWN)
    base = shipped().with_shares(shares)
    some = _drawn(drawn)
    rnd = random.Random(people)  # noqa: S311 - a lot, not a secret
    say(f"Comparing {len(some):,} people with those they are most like")
    met: dict[str, list[learning.Seen]] = _met(some, base)
    met["answered"] = list(_answered(base))
    by_lot = (rnd.sample(some, 2) for _ in range(min(_STRANGERS, 10 * len(some))))
    strangers = (learning.seen(one[1], other[1], base) for one, other in by_lot)
    taught = learning.learn(met, strangers, shipped_chances())
    chances = taught.chances
    if chosen != OWN:
        say(f"Learning with {chosen}")
        chances = engines[chosen]([side for _, side in some], chances)
    return Learning(chosen, people, taught.pairs, taught.same, len(met["answered"]), chances, shares)


def keep(found: Learning, *, by: str, at: dt.datetime) -> Weights:
    """Write what was learned under the next number. It weighs once it is chosen."""
    with transaction.atomic():
        last = Weights.objects.aggregate(last=Max("number"))["last"] or 0
        return Weights.objects.create(
            number=last + 1,
            learned_at=at,
            learned_by_name=by,
            engine=found.engine,
            people=found.people,
            pairs=found.pairs,
            same=round(found.same),
            answered=found.answered,
            chances=found.chances,
            shares=[list(each) for each in found.shares],
        )


def counted() -> tuple[list[tuple[str, str, float]], int]:
    """The share of each name among those whom the reader may see, as (half, name, share), and how many they are.
    Raises TooFewPeople.
    """
    given, surnames = Counter[str](), Counter[str]()
    people = 0
    with connection.cursor() as cursor:
        cursor.execute(
            "select n.first_names, n.last_name from people_personname n join people_person p on p.id = n.person_id"
            " where n.kind = 'legal' and n.until_date is null"
        )
        while rows := cursor.fetchmany(10_000):
            for first_names, last_name in rows:
                people += 1
                given.update(given_names(first_names)[:1])
                surnames.update(sorted({surname_whole(last_name), *surname_parts(last_name)} - {""}))
    if people < PEOPLE:
        raise TooFewPeople(f"Names are counted among {PEOPLE:,} people or more; there are {people:,} on record.")
    shares = [
        (half, name, round(number / people, 7))
        for half, counts in (("given", given), ("surname", surnames))
        for name, number in counts.most_common()
        if number >= HOLDERS
    ]
    return shares, people


_Known = tuple[uuid.UUID, Side]


def _drawn(most: int) -> list[_Known]:
    """People drawn by lot, the same each time while the same are on record."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id, facts from people_searchfacts where not restricted"
            " order by md5(person_id::text) limit %s",
            [most],
        )
        return [(person, matching.unpacked(facts)) for person, facts in cursor.fetchall()]


_SHARING = f"""
select q.key, k.person_id, f.facts
from unnest(%s::int[]) q(key)
cross join lateral (
    select s.person_id from people_searchkey s where s.key = q.key and not s.restricted limit {_MET_AT_MOST}
) k
join people_searchfacts f on f.person_id = k.person_id and not f.restricted
"""  # noqa: S608 - a number of this module


def _met(some: Sequence[_Known], base: Model) -> dict[str, list[learning.Seen]]:
    """Each of the people drawn beside those who share a key with them, by the kind of key."""
    met: dict[str, list[learning.Seen]] = {way: [] for way in learning.WAYS}
    already: set[tuple[str, uuid.UUID, uuid.UUID]] = set()
    for batch in _batches(some, 500):
        asked: dict[int, list[tuple[str, uuid.UUID, Side]]] = {}
        for person, side in batch:
            for way, keys in matching.meeting_keys(side).items():
                if len(met[way]) < _PAIRS_AT_MOST:
                    for key in keys:
                        asked.setdefault(key, []).append((way, person, side))
        with connection.cursor() as cursor:
            cursor.execute(_SHARING, [as_array(list(asked))])
            rows = cursor.fetchall()
        for key, other, facts in rows:
            for way, person, side in asked[key]:
                pair = (way, person, other) if person.int < other.int else (way, other, person)
                if person != other and pair not in already:
                    already.add(pair)
                    how = learning.seen(side, matching.unpacked(facts), base)
                    if way != "house" or learning.SAME_HOUSE in how.levels:
                        met[way].append(how)
    return met


_ANSWERED = """
select one.facts, other.facts, x.same
from (select person_id, other_id, true as same from people_link where parted_at is null
      union all select person_id, other_id, false from people_notthesame) x
join people_searchfacts one on one.person_id = x.person_id and not one.restricted
join people_searchfacts other on other.person_id = x.other_id and not other.restricted
order by x.person_id, x.other_id limit 20000
"""


def _answered(base: Model) -> Iterator[learning.Seen]:
    """Pairs of records of which people have said whether they are one person."""
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERED)
        rows = cursor.fetchall()
    for one, other, same in rows:
        said = learning.SAME if same else learning.FAMILY
        yield learning.seen(matching.unpacked(one), matching.unpacked(other), base, answered=said)


def _batches(some: Sequence[_Known], size: int) -> Iterable[Sequence[_Known]]:
    return (some[start : start + size] for start in range(0, len(some), size))
