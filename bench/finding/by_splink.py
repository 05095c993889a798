"""One description at a time asked of Splink, on the same people: what a batch tool takes for what finding does."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from typing import Any

from bench.finding.register import Child
from lantern.people.matching import Description
from lantern.people.matching.bones import bones
from lantern.people.matching.description import letters_and_digits
from lantern.people.names import given_names, surname_whole

_COLUMNS = ("number", "given", "surname", "given_bones", "surname_bones", "born", "postcode", "town", "nhs", "upn")


def installed() -> bool:
    return find_spec("splink") is not None and find_spec("duckdb") is not None


def measured(
    children: Sequence[Child], asked: Sequence[tuple[int | None, Description]], ours: Callable[[Description], float]
) -> Iterator[tuple[str, str]]:
    """Splink's time and recall for each description, beside ours in the same run."""
    import duckdb

    with duckdb.connect() as database:
        database.execute("set threads = 2; set memory_limit = '4GB'")
        linker, people = _trained(database, children)
        taken, own, found, known = [], [], 0, 0
        for place, (number, told) in enumerate(asked):
            own.append(ours(told))
            began = time.perf_counter()
            first = _five(database, linker, people, place, told)
            taken.append(time.perf_counter() - began)
            if number is not None:
                known += 1
                found += str(number) in first
    taken.sort()
    own.sort()
    half, most = len(taken) // 2, int(len(taken) * 0.95)
    yield "Splink, one at a time: median and p95", f"{taken[half] * 1000:.0f} ms, {taken[most] * 1000:.0f} ms"
    yield "Splink, one at a time: found among the first five", f"{found} of {known}"
    yield (
        "ours on the same descriptions: median and p95; so many times quicker",
        f"{own[half] * 1000:.2f} ms, {own[most] * 1000:.2f} ms; {taken[half] / own[half]:.0f} and"
        f" {taken[most] / own[most]:.0f} times",
    )


def _row(number: object, told: Description) -> tuple[str | None, ...]:
    name = told.names[0]
    given, surname = " ".join(given_names(name.given)[:1]), surname_whole(name.surname)
    postcode = letters_and_digits(told.addresses[0].postcode) if told.addresses else ""
    born = str(told.birth.earliest) if told.birth is not None and told.birth.is_exact else None
    return (
        str(number), given or None, surname or None, bones(given) if given else None,
        bones(surname) if surname else None, born, postcode or None, postcode[:-3] or None, told.nhs_number or None,
        told.upn or None,
    )  # fmt: skip


def _trained(database: Any, children: Sequence[Child]) -> tuple[Any, Any]:
    import pyarrow
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    rows = list(zip(*(_row(child.number, child.description) for child in children), strict=True))
    database.register("told", pyarrow.table(dict(zip(_COLUMNS, rows, strict=True))))
    database.execute("create table people as select * from told")
    settings = SettingsCreator(
        unique_id_column_name="number",
        link_type="link_only",
        comparisons=[
            cl.NameComparison("given"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("born", input_is_string=True, invalid_dates_as_null=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
            cl.ExactMatch("nhs"),
            cl.ExactMatch("upn"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("nhs"), block_on("upn"), block_on("born", "surname_bones"), block_on("born", "given_bones"),
            block_on("postcode", "given_bones"), block_on("postcode", "surname_bones"),
            block_on("given_bones", "surname_bones", "substr(born, 1, 4)"), block_on("born", "town"),
        ],
    )  # fmt: skip
    api = DuckDBAPI(connection=database)
    database.execute("create table asked as select * from people limit 1000")
    people, some = api.register(database.table("people")), api.register(database.table("asked"))
    linker = Linker([people, some], settings)
    logging.getLogger("splink").setLevel(logging.CRITICAL)
    for column in ("given", "surname"):
        linker.table_management.compute_tf_table(column)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    return linker, (api, people)


def _five(database: Any, linker: Any, known: Any, place: int, told: Description) -> list[str]:
    api, people = known
    name = f"asked_{place}"
    database.execute(f"create temp table {name} as select * from people limit 0")
    database.execute(
        f"insert into {name} values ({', '.join('?' * len(_COLUMNS))})",
        list(_row(f"asked{place}", told)),
    )
    found = linker.inference.predict_between(api.register(database.table(name)), people, threshold_match_weight=-20)
    rows = found.as_duckdbpyrelation().order("match_weight desc").limit(5)
    columns = rows.columns
    left, right = columns.index("number_l"), columns.index("number_r")
    return [row[right] if row[left].startswith("asked") else row[left] for row in rows.fetchall()]
