# ruff: noqa: E402 - the models are imported when Django stands
"""Public data for linkage (FEBRL 3 and 4; 50,000 historical records), by our keys and weights: ``python -m
bench.finding.public DIRECTORY``. Pairs are those who share keys, a pair's score is the weighing's; told is the best F1
over all thresholds, by the weights that are shipped and by weights learned from the records themselves.

They are linked by what this product knows of people: a birthplace is an earlier address, occupation and suburb are left
out.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("LANTERN_MODE", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lantern.project.settings")

import django

django.setup()

from bench.finding.memory import Keyed, learned_of
from lantern.people import matching
from lantern.people.matching import Address, Birth, Description, Model, Name


class Record(NamedTuple):
    """A record, who it truly is, and which of two files it stands in (0 where there is one)."""

    number: int
    truth: str
    file: int
    description: Description


class Told(NamedTuple):
    """The best there is over all thresholds."""

    f1: float
    precision: float
    recall: float
    threshold: float
    met: float
    """The share of true pairs that were compared at all."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.finding.public", description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--only", choices=list(DATA))
    arguments = parser.parse_args()
    print("| data | weights | F1 | precision | recall | true pairs compared | seconds |\n|---|---|---|---|---|---|---|")
    for name, read in DATA.items():
        if arguments.only in (None, name):
            for line in measured(name, read(arguments.directory)):
                print(line, flush=True)


def measured(name: str, records: Sequence[Record]) -> Iterable[str]:
    """Lines of the table, by shipped weights and by learned ones."""
    began = time.monotonic()
    pairs, true = paired(records)
    sides = [matching.side_of(record.description) for record in records]
    met = time.monotonic() - began
    for weights in ("shipped", "learned"):
        began = time.monotonic()
        model = matching.shipped() if weights == "shipped" else learned_of(sides)
        scored = [
            (_score(sides[one], sides[other], model, len(records)), records[one].truth == records[other].truth)
            for one, other in pairs
        ]
        told = best(scored, true)
        yield (
            f"| {name} | {weights} | {told.f1:.4f} | {told.precision:.4f} | {told.recall:.4f} | {told.met:.4f} |"
            f" {met + time.monotonic() - began:.0f} |"
        )


def _score(ours: matching.Side, theirs: matching.Side, model: Model, people: int) -> float:
    return matching.weigh(ours, theirs, model, people).odds


def paired(records: Sequence[Record], most: int = 250) -> tuple[list[tuple[int, int]], int]:
    """Pairs who share keys as a description and a record do, and how many true pairs there are."""
    keyed = Keyed((record.number, matching.search_keys(record.description)) for record in records if record.file != 1)
    two = any(record.file for record in records)
    found: set[tuple[int, int]] = set()
    for record in records:
        if two and record.file == 0:
            continue
        asked = matching.asked_keys(record.description)
        for other in keyed.sharing([*asked.near, *asked.wide], most):
            if other != record.number:
                found.add((min(other, record.number), max(other, record.number)))
    of_each = Counter(record.truth for record in records)
    true = sum(number * (number - 1) // 2 for number in of_each.values())
    return sorted(found), true


def best(scored: Sequence[tuple[float, bool]], true: int) -> Told:
    """The threshold at which F1 is highest."""
    right, told = 0, Told(0.0, 0.0, 0.0, 0.0, 0.0)
    for said, (score, same) in enumerate(sorted(scored, reverse=True), 1):
        right += same
        f1 = 2 * right / (said + true)
        if f1 > told.f1:
            told = Told(f1, right / said, right / true, score, 0.0)
    return told._replace(met=right / true)


def _day(text: str) -> Birth | None:
    digits = re.sub(r"\D", "", text or "")
    try:
        day = dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
    return Birth.on(day) if 1000 < day.year < 2100 else None


def _febrl(*files: str) -> Callable[[Path], list[Record]]:
    def read(directory: Path) -> list[Record]:
        records: list[Record] = []
        for place, name in enumerate(files):
            with (directory / name).open(newline="") as file:
                for row in csv.DictReader(file, skipinitialspace=True):
                    told = {(key or "").strip(): (value or "").strip() for key, value in row.items()}
                    records.append(
                        Record(
                            len(records),
                            "-".join(told["rec_id"].split("-")[:2]),
                            place,
                            Description(
                                names=(Name(told["given_name"], told["surname"]),),
                                birth=_day(told["date_of_birth"]),
                                addresses=(Address(told["street_number"], told["address_1"], told["postcode"]),),
                                upn=told["soc_sec_id"],
                            ),
                        )
                    )
        return records

    return read


def _whole(full_name: str) -> tuple[Name, ...]:
    """The name in full, without titles of rank: its last word is taken for the surname."""
    words = [word for word in full_name.replace(",", " ").split() if not word[0].isdigit() and word not in _RANKS]
    return (Name(" ".join(words[:-1]), words[-1]),) if len(words) > 1 else ()


_RANKS = frozenset("baron baronet earl duke viscount marquess marquis lord lady of the de sir dame".split())


def _historical(directory: Path) -> list[Record]:
    import pyarrow.parquet as parquet

    rows = parquet.read_table(directory / "historical_50k.parquet").to_pylist()
    return [
        Record(
            number,
            row["cluster"],
            0,
            Description(
                names=(Name(row["first_name"] or "", row["surname"] or ""), *_whole(row["full_name"] or "")),
                birth=_day(str(row["dob"] or "")),
                sex={"male": "M", "female": "F"}.get(row.get("gender") or "", ""),
                addresses=tuple(
                    each
                    for each in (Address(postcode=row["postcode_fake"] or ""), Address(street=row["birth_place"] or ""))
                    if each.postcode or each.street
                ),
            ),
        )
        for number, row in enumerate(rows)
    ]


DATA: dict[str, Callable[[Path], list[Record]]] = {
    "FEBRL 3": _febrl("febrl_dataset3.csv"),
    "FEBRL 4": _febrl("febrl_dataset4a.csv", "febrl_dataset4b.csv"),
    "historical 50k": _historical,
}


if __name__ == "__main__":
    random.seed(1)
    sys.exit(main())
