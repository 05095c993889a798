"""The weights: what each agreement tells, as chances for one person, for brothers and sisters, and for strangers.

`model.toml` and `names.csv` are shipped. How common names are among a partnership's own people, counted by
`lantern find train`, takes the place of `names.csv`.
"""

from __future__ import annotations

import csv
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

_HERE = Path(__file__).parent

# The commonest and rarest that a name may count as: a list knows neither tomorrow's fashion nor every rare name.
_GIVEN_SHARES = (0.000_15, 0.03)
_SURNAME_SHARES = (0.000_03, 0.02)
_GIVEN_UNLISTED, _SURNAME_UNLISTED = 0.000_25, 0.000_08


Chances = dict[str, dict[str, list[float]]]
"""By fact and level: the chance for one person, for brothers and sisters, and for strangers."""


class Bits(NamedTuple):
    """What a level tells, in bits: of one person against a stranger, and against a brother or sister."""

    stranger: float
    family: float


@dataclass(frozen=True, slots=True)
class Model:
    """Weights ready to add. ``given_bits`` and ``surname_bits`` are the rarity of a name in bits."""

    levels: Mapping[str, Mapping[str, Bits]]
    people: float
    known: float
    family: float
    given_shares: Mapping[str, float] = field(default_factory=dict)
    surname_shares: Mapping[str, float] = field(default_factory=dict)

    def with_shares(self, shares: Sequence[tuple[str, str, float]]) -> Model:
        """The same weights, with other shares of names: (half, name, share)."""
        return replace(
            self,
            given_shares={name: share for half, name, share in shares if half == "given"},
            surname_shares={name: share for half, name, share in shares if half == "surname"},
        )

    def with_chances(self, chances: Mapping[str, Mapping[str, Sequence[float]]]) -> Model:
        """The same model, with other chances for the facts and levels that are told."""
        levels = {
            fact: {**self.levels.get(fact, {}), **{level: _bits(*three) for level, three in by_level.items()}}
            for fact, by_level in chances.items()
        }
        return replace(self, levels={**self.levels, **levels})

    def given_bits(self, name: str) -> float:
        return -math.log2(_within(self.given_shares.get(name, _GIVEN_UNLISTED), _GIVEN_SHARES))

    def surname_bits(self, name: str) -> float:
        return -math.log2(_within(self.surname_shares.get(name, _SURNAME_UNLISTED), _SURNAME_SHARES))


def read_model(chances: Mapping[str, Any], shares: Sequence[tuple[str, str, float]]) -> Model:
    """A model from what its files hold: chances by fact and level, and shares of names as (half, name, share)."""
    levels = {
        fact: {level: _bits(same, family, stranger) for level, (same, family, stranger) in by_level.items()}
        for fact, by_level in chances.items()
        if isinstance(by_level, Mapping)
    }
    return Model(
        levels=levels,
        people=float(chances["people"]),
        known=float(chances["known"]),
        family=float(chances["family"]),
    ).with_shares(shares)


@cache
def shipped_chances() -> Chances:
    """The chances that come with the product."""
    told = tomllib.loads((_HERE / "model.toml").read_text())
    return {fact: by_level for fact, by_level in told.items() if isinstance(by_level, dict)}


@cache
def shipped() -> Model:
    """The model that comes with the product."""
    chances = tomllib.loads((_HERE / "model.toml").read_text())
    with (_HERE / "names.csv").open(newline="") as file:
        return read_model(chances, [(half, name, float(share)) for half, name, share in csv.reader(file)])


def _bits(same: float, family: float, stranger: float) -> Bits:
    told, told_of_family = math.log2(same / stranger), math.log2(same / family)
    # What speaks for one person never speaks for a brother or sister instead: one more agreement must not weaken.
    return Bits(told, max(told_of_family, 0.0) if told > 0 else told_of_family)


def _within(share: float, limits: tuple[float, float]) -> float:
    return min(max(share, limits[0]), limits[1])
