"""Lists compared by Splink on DuckDB: pairs by our keys, levels by our comparisons, chances learned from both lists.

Splink is no part of the environment the product runs in; `make link-environment` adds it. Nothing is imported from it
before a list is compared.
"""

from __future__ import annotations

import logging
import resource
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

from lantern.people import matching
from lantern.people.matching import Side
from lantern.sources.levels import COMPARED, columns_of

ENOUGH_TO_LEARN = 2_000
"""Records on each side below which nothing is learned, and the shipped chances stand. Source: practice."""

_TELLS_ENOUGH, _BLOCK_AT_MOST, _EACH_AT_MOST = 12, 400, 60
"""A pair is compared when the keys it shares tell so much; a key that more people have is left out; and no record is
compared with more people than these, the most telling first.
"""

_STRANGERS_MET, _PAIRS_TO_LEARN_FROM = 300_000, 500_000
"""Pairs from which the chances of strangers, and of one person, are learned."""

HOW_TO_INSTALL = (
    "Lists of this length are compared by Splink, which is not installed here. Whoever runs this service adds it with"
    " “make link-environment” (about 80 MB), once; then start again."
)


class SplinkMissing(Exception):
    """Splink is not installed; the message says how it is."""


@dataclass(frozen=True, slots=True)
class Record:
    """Somebody on one of both sides: a number that is ours alone, what is said of them, and their keys."""

    number: int
    side: Side
    keys: Iterable[int]


@dataclass(frozen=True, slots=True)
class Scored:
    """A record of the list and a person, and what Splink makes of them."""

    row: int
    person: int
    probability: float
    weight: float


@dataclass
class Result:
    """Every pair that is not out of the question; the model that scored them; and what it took."""

    pairs: list[Scored] = field(default_factory=list)
    compared: int = 0
    model: dict[str, Any] = field(default_factory=dict)
    learned: bool = False
    seconds: dict[str, float] = field(default_factory=dict)
    megabytes: int = 0


def installed() -> bool:
    return find_spec("splink") is not None and find_spec("duckdb") is not None


def score(
    people: Iterable[Record],
    rows: Iterable[Record],
    *,
    known: Mapping[str, Any] | None = None,
    at_least: float = 0.001,
    memory: str = "3GB",
    say: Callable[[str], None] = lambda _: None,
) -> Result:
    """Compare a list with people. ``known`` is the model of an earlier run, which is used as it is; otherwise one is
    learned from both sides, where they are long enough. Raises SplinkMissing.
    """
    if not installed():
        raise SplinkMissing(HOW_TO_INSTALL)
    import duckdb

    done = Result()
    with closing(duckdb.connect()) as database:
        database.execute(f"set threads = 2; set memory_limit = '{memory}'; set preserve_insertion_order = false")
        say_levels(database)

        def step(name: str, work: Callable[[], Any]) -> Any:
            say(name)
            began = time.monotonic()
            made = work()
            done.seconds[name] = round(time.monotonic() - began, 2)
            return made

        counts = step("reading", lambda: [fill(database, "people", people), fill(database, "rows", rows)])
        done.compared = step("pairing", lambda: _pair(database))
        linker = step("preparing", lambda: _linker(database, known))
        if known is None and min(counts) >= ENOUGH_TO_LEARN:
            learned = step("learning", lambda: _learn(database, linker))
            done.learned = True
            # What is scored is what is kept: the next list is scored by the same numbers.
            linker, known = _linker(database, learned), learned
        if done.compared:
            done.pairs = step("scoring", lambda: _score(database, linker, at_least))
        done.model = dict(known or chances_of(linker))
    done.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return done


def say_levels(database: Any) -> None:
    """Give a database our comparisons as functions."""
    import duckdb

    for each in COMPARED:
        database.create_function(
            f"{each.column}_level",
            _in_columns(each.level),
            [duckdb.sqltype("varchar")] * 2,
            duckdb.sqltype("tinyint"),
            type="arrow",
        )


def _in_columns(level: Callable[[str, str], int]) -> Callable[[Any, Any], Any]:
    """A comparison of two texts as one of two columns."""
    import pyarrow

    def levels(ours: Any, theirs: Any) -> Any:
        pairs = zip(ours.to_pylist(), theirs.to_pylist(), strict=True)
        return pyarrow.array([level(*pair) for pair in pairs], pyarrow.int8())

    return levels


_COLUMNS = ("number", "name", *(each.column for each in COMPARED), *(each.rarity for each in COMPARED if each.rarity))
_AT_A_TIME = 20_000


def fill(database: Any, table: str, records: Iterable[Record]) -> int:
    """Write a side into its tables: a row for each name, and the keys. Returns how many records."""
    import pyarrow

    columns = ", ".join(f"{each} varchar" for each in _COLUMNS[2:])
    database.execute(f"create table {table} (number integer, name smallint, {columns})")
    database.execute(f"create table {table}_keys (number integer, key integer)")
    told: list[tuple[Any, ...]] = []
    numbers: list[int] = []
    keys: list[int] = []
    count = 0

    def flush() -> None:
        rows = pyarrow.table({name: [row[place] for row in told] for place, name in enumerate(_COLUMNS)}, schema)
        listed = pyarrow.table(
            {"number": pyarrow.array(numbers, pyarrow.int32()), "key": pyarrow.array(keys, pyarrow.int32())}
        )
        database.register("some_rows", rows)
        database.register("some_keys", listed)
        database.execute(f"insert into {table} select * from some_rows")
        database.execute(f"insert into {table}_keys select * from some_keys")
        for each in (told, numbers, keys):
            each.clear()

    schema = pyarrow.schema(
        [("number", pyarrow.int32()), ("name", pyarrow.int16())] + [(each, pyarrow.string()) for each in _COLUMNS[2:]]
    )
    for record in records:
        count += 1
        for name, values in enumerate(columns_of(record.side)):
            told.append((record.number, name, *values))
        for key in record.keys:
            if key & 7 >= _WORTH_A_LOOK:
                numbers.append(record.number)
                keys.append(key)
        if len(told) >= _AT_A_TIME:
            flush()
    flush()
    return count


_WORTH_A_LOOK = 2
"""Keys that tell less (a word, a sound, a day) bring nobody together by themselves."""


def _pair(database: Any) -> int:
    """Who is compared with whom: whoever shares keys that tell enough. Returns how many pairs."""
    telling = "[" + ", ".join(map(str, matching.TELLING)) + "]"
    database.execute(f"""
        create table pairs as
        with few as (select key from people_keys group by key having count(*) <= {_BLOCK_AT_MOST}),
        shared as (
            select r.number as row, p.number as person, sum({telling}[(r.key & 7) + 1]) as tells
            from (select distinct number, key from rows_keys) r
            join few using (key) join people_keys p using (key)
            group by all having tells >= {_TELLS_ENOUGH})
        select row, person from shared
        qualify row_number() over (partition by row order by tells desc, person) <= {_EACH_AT_MOST}
    """)
    return int(database.execute("select count(*) from pairs").fetchall()[0][0])


def _linker(database: Any, known: Mapping[str, Any] | None) -> Any:
    from splink import DuckDBAPI, Linker

    columns = ", ".join(_COLUMNS[2:])
    for name, table in (("a_people", "people"), ("b_rows", "rows")):
        database.execute(
            f"create or replace table {name} as select (number::varchar || '.' || name) as unique_id,"
            f" '{name}' as source_dataset, {columns} from {table}"
        )
    api = DuckDBAPI(connection=database)
    tables = [api.register(database.table(name)) for name in ("a_people", "b_rows")]
    linker = Linker(tables, settings(known))
    # Splink tells what it counted, and with what statements, to whoever listens.
    logging.getLogger("splink").setLevel(logging.CRITICAL)
    return linker


def linker_of_one(database: Any) -> Any:
    """A linker for the records of one side with each other."""
    from splink import DuckDBAPI, Linker

    columns = ", ".join(_COLUMNS[2:])
    database.execute(f"create table one as select number::varchar as unique_id, {columns} from people")
    api = DuckDBAPI(connection=database)
    linker = Linker(api.register(database.table("one")), settings(of_one=True))
    logging.getLogger("splink").setLevel(logging.CRITICAL)
    return linker


def settings(
    known: Mapping[str, Any] | None = None, dialect: str = "duckdb", *, of_one: bool = False
) -> dict[str, Any]:
    """The model in Splink's own form, with the chances of an earlier run or the shipped ones."""
    from splink import SettingsCreator, block_on
    from splink.comparison_library import CustomComparison

    chances = (known or {}).get("chances", {})
    comparisons: list[Any] = []
    for each in COMPARED:
        begun = chances.get(each.column) or each.chances()
        ours, theirs = f'"{each.column}_l"', f'"{each.column}_r"'
        levels: list[Any] = [
            {
                "sql_condition": f"{ours} is null or {theirs} is null",
                "label_for_charts": "not said",
                "is_null_level": True,
            }
        ]
        for number in _order(each.highest):
            condition = f"{each.column}_level({ours}, {theirs}) = {number}"
            if number == each.highest:
                # Splink asks the rarity of what is plainly the same; of names that is the calling name and the whole.
                same = each.rarity or each.column
                condition = f'"{same}_l" = "{same}_r"'
                if not each.rarity:
                    condition += f" or {each.column}_level({ours}, {theirs}) = {number}"
            level = {
                "sql_condition": "else" if number == _order(each.highest)[-1] else condition,
                "label_for_charts": str(number),
                "m_probability": begun[number][0],
                "u_probability": begun[number][1],
            }
            if number == each.highest and each.rarity:
                level |= {"tf_adjustment_column": each.rarity, "tf_minimum_u_value": 0.0001}
            levels.append(level)
        comparisons.append(CustomComparison(output_column_name=each.column, comparison_levels=levels))
    made = SettingsCreator(
        link_type="dedupe_only" if of_one else "link_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[block_on("born")],
        probability_two_random_records_match=(known or {}).get("any_two", 1e-5),
        retain_matching_columns=False,
        max_iterations=8,
    )
    return made.create_settings_dict(sql_dialect_str=dialect)


def _order(highest: int) -> list[int]:
    """The levels as Splink asks for them: agreement, then the usual answer, so that most pairs take one comparison."""
    return [highest, *([0] if highest > 1 else []), *range(highest - 1, 0 if highest > 1 else -1, -1)]


def _learn(database: Any, linker: Any) -> dict[str, Any]:
    """The chances as both lists show them."""
    from splink import block_on

    sure = [block_on("nhs"), block_on("given", "surname", "born")]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=_STRANGERS_MET, seed=1, num_chunks=4)
    learned = chances_of(linker)
    for rule in (block_on("given", "surname"), block_on("born")):
        # A level that no match shows goes to nought until its number can not be written: then this rule teaches
        # nothing, and Splink's settings are not to be trusted any more.
        with suppress(ValueError):
            linker = _linker(database, learned)
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, estimate_without_term_frequencies=True, max_pairs=_PAIRS_TO_LEARN_FROM
            )
            learned = chances_of(linker)
    return learned


def _score(database: Any, linker: Any, at_least: float) -> list[Scored]:
    database.execute("""
        create table blocked as select '0' as match_key,
            'a_people-__-' || p.number || '.' || p.name as join_key_l,
            'b_rows-__-' || r.number || '.' || r.name as join_key_r
        from pairs x join people p on p.number = x.person join rows r on r.number = x.row
    """)
    linker.table_management.register_blocked_pairs_for_predict(linker._db_api.register(database.table("blocked")))
    found = linker.inference.predict(threshold_match_probability=at_least).as_duckdbpyrelation()
    database.register("found", found)
    return [
        Scored(*each)
        for each in database.execute("""
            select split_part(unique_id_r, '.', 1)::integer as row, split_part(unique_id_l, '.', 1)::integer as person,
                max(match_probability), max(match_weight)
            from found group by all order by 1, 3 desc, 2
        """).fetchall()
    ]


_OF_THE_SHIPPED = 0.02
"""How much of the shipped chances is mixed into those that were learned, so that what a list never showed is held for
seldom and not for impossible. Source: practice.
"""


def _mixed(learned: object, shipped: float) -> float:
    if not isinstance(learned, float):  # a level that was not met has words here
        return shipped
    return (1 - _OF_THE_SHIPPED) * learned + _OF_THE_SHIPPED * shipped


def chances_of(linker: Any) -> dict[str, Any]:
    """The model as numbers alone, which any of Splink's backends can take again: `settings` makes it anew."""
    told = linker.misc.save_model_to_json()
    by_column = {}
    for each, comparison in zip(COMPARED, told["comparisons"], strict=True):
        levels = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        found = dict(zip(_order(each.highest), levels, strict=True))
        mixed = []
        for number, (same, stranger) in enumerate(each.chances()):
            mixed.append(
                [
                    _mixed(found[number].get("m_probability"), same),
                    _mixed(found[number].get("u_probability"), stranger),
                ]
            )
        by_column[each.column] = mixed
    return {"any_two": told["probability_two_random_records_match"], "chances": by_column}
