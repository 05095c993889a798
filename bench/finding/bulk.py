# ruff: noqa: E402 - the models are imported when Django stands
"""Lists of four agencies joined into people, by our keys and weights: ``python -m bench.finding.bulk``.

Told are the best F1 of pairs and of people over all thresholds, and how many of the pairs joined at that threshold are
twins. ``--file`` reads records with ``record_id,person,family`` and the columns of ``lantern people load``; otherwise
they are invented: each child is held by one to four agencies, told as people tell.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("LANTERN_MODE", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lantern.project.settings")

import django

django.setup()

from bench.finding.errors import ordinary
from bench.finding.memory import Keyed, learned_of
from bench.finding.register import register
from lantern.people import lists, matching
from lantern.people.matching import Description, Model, Side

RECORDS_EACH = 2.2
_CANDIDATES, _TELLS_ENOUGH = 40, 10


class Record(NamedTuple):
    """A record of an agency, and who and of which family it truly is."""

    person: int
    family: int
    description: Description


class Found(NamedTuple):
    """Two records, how likely they are one person's, and whether they are."""

    odds: float
    one: int
    other: int
    same: bool


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.finding.bulk", description=__doc__)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--file", type=Path)
    arguments = parser.parse_args()
    records = list(read(arguments.file)) if arguments.file else list(invented(arguments.records))
    for what, figure in measured(records):
        print(f"| {what} | {figure} |", flush=True)


def read(path: Path) -> Iterator[Record]:
    with path.open(newline="", encoding="utf-8") as file:
        truth = {row["record_id"]: (int(row["person"]), int(row["family"])) for row in csv.DictReader(file)}
        file.seek(0)
        for one in lists.read_list(file, "record_id", lambda _: None):
            yield Record(*truth[one.number], one.description)


def invented(records: int, seed: int = 5) -> Iterator[Record]:
    rnd = random.Random(seed)
    children = list(register(round(records / RECORDS_EACH), seed=1))
    # What each agency holds of numbers: council, health, police, school.
    holds = ((0.55, 0.55), (0.98, 0.0), (0.0, 0.0), (0.02, 0.99))
    for child in children:
        for nhs, upn in rnd.sample(holds, rnd.choices((1, 2, 3, 4), (28, 35, 26, 11))[0]):
            told = ordinary(child.description, rnd.choice(children).description, rnd)
            known = child.description
            numbers = {
                "nhs_number": known.nhs_number if rnd.random() < nhs else "",
                "upn": known.upn if rnd.random() < upn else "",
            }
            yield Record(
                child.number,
                child.family,
                Description(names=told.names, birth=told.birth, sex=told.sex, addresses=told.addresses[:1], **numbers),
            )


def measured(records: Sequence[Record]) -> Iterator[tuple[str, str]]:
    began = time.monotonic()
    sides = [matching.side_of(record.description) for record in records]
    pairs = paired(records)
    met = time.monotonic() - began
    of_each = Counter(record.person for record in records)
    true = sum(number * (number - 1) // 2 for number in of_each.values())
    right = sum(records[one].person == records[other].person for one, other in pairs)
    yield "records, true pairs", f"{len(records):,}, {true:,}"
    yield "pairs compared; true pairs among them", f"{len(pairs):,}; {right / true:.2%}"
    for weights in ("shipped", "learned"):
        began = time.monotonic()
        model = matching.shipped() if weights == "shipped" else learned_of(sides)
        found = scored(records, sides, pairs, model)
        best, threshold = best_pairs(found, true)
        taken = met + time.monotonic() - began
        yield f"{weights} weights: F1 of pairs", best
        clustered, joined = best_people(records, sides, found, true)
        yield f"{weights} weights: F1 of people joined", clustered
        joined_wrong = [pair for pair in found if pair.odds >= threshold and not pair.same]
        yield (
            f"{weights} weights: false pairs that are twins, of all false pairs",
            f"{sum(_twins(records, pair) for pair in joined_wrong):,} of {len(joined_wrong):,}; {joined}",
        )
        yield f"{weights} weights: seconds to pair and score", f"{taken:.0f}"
    yield "memory at most", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB"


def _twins(records: Sequence[Record], pair: Found) -> bool:
    one, other = records[pair.one], records[pair.other]
    return one.family == other.family and one.description.birth == other.description.birth


def paired(records: Sequence[Record]) -> list[tuple[int, int]]:
    """Records who share keys as a description and a record do."""
    keyed = Keyed((number, matching.search_keys(record.description)) for number, record in enumerate(records))
    found: set[tuple[int, int]] = set()
    for number, record in enumerate(records):
        asked = matching.search_keys(record.description).union(
            matching.asked_keys(record.description, wide_too=False).near
        )
        telling = [key for key in asked if key & 7 >= 2]
        for other in keyed.sharing(telling, _CANDIDATES, _TELLS_ENOUGH):
            if other != number:
                found.add((min(other, number), max(other, number)))
    return sorted(found)


def scored(
    records: Sequence[Record], sides: Sequence[Side], pairs: Sequence[tuple[int, int]], model: Model
) -> list[Found]:
    people = len(records) / RECORDS_EACH
    packed = [matching.packed(side) for side in sides]
    found = []
    one, quick = -1, None
    for first, other in pairs:
        if quick is None or first != one:
            one, quick = first, matching.Quick(sides[first], model, people)
        odds = quick.odds(packed[other])
        if odds > -12:
            found.append(Found(odds, one, other, records[one].person == records[other].person))
    return sorted(found, reverse=True)


def best_pairs(found: Sequence[Found], true: int) -> tuple[str, float]:
    right, best = 0, (0.0, 0.0, 0.0, 0.0)
    for said, pair in enumerate(found, 1):
        right += pair.same
        best = max(best, (2 * right / (said + true), right / said, right / true, pair.odds))
    f1, precision, recall, odds = best
    return f"{f1:.4f} (precision {precision:.4f}, recall {recall:.4f})", odds


def best_people(records: Sequence[Record], sides: Sequence[Side], found: Sequence[Found], true: int) -> tuple[str, str]:
    """Records joined from the strongest pair down, two groups never where both hold an NHS number and they differ."""
    group = list(range(len(records)))
    members = {number: [number] for number in group}
    numbers = {number: {sides[number].nhs} - {""} for number in group}
    truth = [Counter({records[number].person: 1}) for number in group]
    joined = right = 0
    best = (0.0, 0.0, 0.0, 0.0)
    twins = 0
    at_best = 0
    for pair in found:
        one, other = group[pair.one], group[pair.other]
        if one == other or (numbers[one] and numbers[other] and numbers[one].isdisjoint(numbers[other])):
            continue
        if len(members[one]) < len(members[other]):
            one, other = other, one
        joined += len(members[one]) * len(members[other])
        right += sum(truth[one][person] * number for person, number in truth[other].items())
        twins += _twins(records, pair) and not pair.same
        for number in members[other]:
            group[number] = one
        members[one] += members.pop(other)
        numbers[one] |= numbers[other]
        truth[one].update(truth[other])
        f1 = 2 * right / (joined + true)
        if f1 > best[0]:
            best, at_best = (f1, right / joined, right / true, pair.odds), twins
    f1, precision, recall, _ = best
    return f"{f1:.4f} (precision {precision:.4f}, recall {recall:.4f})", f"{at_best:,} times twins were joined"


if __name__ == "__main__":
    sys.exit(main())
