"""Splink compares by our keys and our likenesses, and learns from both lists what each agreement tells."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from bench.finding.errors import ordinary
from bench.finding.register import nhs_number, register

from lantern.people import matching
from lantern.people.matching import Description
from lantern.sources import engines, levels, splink_engine
from lantern.sources.mapping import ListRefused

PEOPLE = 600


def record(number: int, told: Description) -> splink_engine.Record:
    keys = matching.search_keys(told) | set(matching.asked_keys(told, wide_too=False).near)
    return splink_engine.Record(number, matching.side_of(told), keys)


def test_levels_are_those_of_find_the_child_and_their_chances_add_up() -> None:
    for each in levels.COMPARED:
        same, stranger = zip(*each.chances(), strict=True)
        assert sum(same) == pytest.approx(1) and sum(stranger) == pytest.approx(1)
        assert set(each.levels.values()) == set(range(each.highest + 1))
    assert levels.given("betsy", "elizabeth") == 4
    assert levels.given("jayden", "hayden") < 2 <= levels.given("jayden", "jaydn")
    assert levels.surname("khan oneill", "oneill khan") == 4, "the same name, written otherwise"


def test_a_list_is_compared_and_its_chances_learned_and_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of a list is known, half is not. What was learned is numbers alone, and scores the next list alike."""
    monkeypatch.setattr(splink_engine, "ENOUGH_TO_LEARN", 100)
    monkeypatch.setattr(splink_engine, "_STRANGERS_MET", 20_000)
    known = list(register(PEOPLE, seed=3))
    rnd = random.Random(7)
    listed = [ordinary(each.description, rnd.choice(known).description, rnd) for each in known[::2]]
    listed += [
        replace(each.description, nhs_number=nhs_number(10**8 + each.number), upn="")
        for each in register(PEOPLE // 2, seed=91)
    ]
    people = [record(number, each.description) for number, each in enumerate(known)]
    rows = [record(number, each) for number, each in enumerate(listed)]
    done = splink_engine.score(people, rows)
    assert done.learned and done.pairs and set(done.model) == {"any_two", "chances"}
    strong = {pair.row: pair.person for pair in done.pairs if pair.probability >= 0.95}
    right = sum(1 for row, person in strong.items() if person == 2 * row)
    assert right / len(strong) > 0.97
    assert right / (PEOPLE / 2) > 0.8
    again = splink_engine.score(people, rows[:5], known=done.model)
    assert not again.learned
    first = {(pair.row, pair.person): pair.weight for pair in done.pairs}
    for pair in again.pairs:
        # Rarity is counted among both lists: a shorter one moves it a little.
        assert pair.weight == pytest.approx(first[pair.row, pair.person], abs=4)


def test_without_splink_a_short_list_is_looked_up_and_a_long_one_says_how_to_add_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(splink_engine, "find_spec", lambda _: None)
    assert engines.chosen("", 300) == engines.OWN
    for wanted, rows in (("", 50_000), ("splink", 10)):
        with pytest.raises(ListRefused, match="make link-environment"):
            engines.chosen(wanted, rows)
    with pytest.raises(splink_engine.SplinkMissing, match="make link-environment"):
        splink_engine.score([], [])


def test_a_short_list_is_looked_up_also_where_splink_is_installed() -> None:
    assert engines.chosen("", 300) == engines.OWN
    assert engines.chosen("", 50_000) == engines.SPLINK
    with pytest.raises(ListRefused, match="No Spark"):
        engines.chosen("spark", 10)
