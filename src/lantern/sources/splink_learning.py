"""Find-the-child's weights learned by Splink, from the records of one register compared with each other.

Splink tells one person from strangers and knows no families; what was learned of those elsewhere stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing, suppress
from typing import Any

from lantern.people.matching import Side
from lantern.people.matching.learning import SAME, STRANGER, within_bounds
from lantern.people.matching.model import Chances
from lantern.sources import splink_engine
from lantern.sources.levels import COMPARED

_STRANGERS_MET, _PAIRS_TO_LEARN_FROM = 300_000, 500_000


def learn(sides: Sequence[Side], stood: Chances) -> Chances:
    """The chances that stand, with Splink's for one person and for strangers where it learned any."""
    import duckdb

    with closing(duckdb.connect()) as database:
        database.execute("set threads = 2; set memory_limit = '2GB'; set preserve_insertion_order = false")
        splink_engine.say_levels(database)
        # One name each: two names of one record are no pair.
        records = (
            splink_engine.Record(number, side._replace(names=side.names[:1]), ()) for number, side in enumerate(sides)
        )
        splink_engine.fill(database, "people", records)
        found = _learned(database)
    made = {table: {level: list(three) for level, three in levels.items()} for table, levels in stood.items()}
    for each in COMPARED:
        for level, number in each.levels.items():
            table = each.table if level in made[each.table] else f"{each.table}_other"
            if level not in made.get(table, {}):
                continue
            shipped_same, shipped_stranger = each.chances()[number]
            same, stranger = found[each.column][number]
            new = list(stood[table][level])
            new[SAME] *= same / shipped_same
            if table != each.table or not each.rarity:
                new[STRANGER] *= stranger / shipped_stranger
            made[table][level] = within_bounds(new, stood[table][level])
    return made


def _learned(database: Any) -> dict[str, list[list[float]]]:
    from splink import block_on

    linker = splink_engine.linker_of_one(database)
    sure = [block_on("nhs"), block_on("given", "surname", "born")]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=_STRANGERS_MET, seed=1)
    for rule in (block_on("nhs"), block_on("given", "surname"), block_on("born")):
        with suppress(ValueError):  # a level that no pair shows can not be written: this rule teaches nothing
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, estimate_without_term_frequencies=True, max_pairs=_PAIRS_TO_LEARN_FROM
            )
    chances: dict[str, list[list[float]]] = splink_engine.chances_of(linker)["chances"]
    return chances
