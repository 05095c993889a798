"""How much each kind of work counts in a caseload: local figures, all of them, which an area replaces by its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lantern.law.citations import Cite, read_cites
from lantern.law.declared import CONFIDENCES, LAW_FOLDER, Entry, read_toml
from lantern.law.timescales import FORCES

UNITS = ("points", "points_a_week", "per_cent")
"""Points of work; points that somebody who works five days can hold; a share of that."""

_MOST = {"points": 100, "points_a_week": 1000, "per_cent": 100}


@dataclass(frozen=True, slots=True)
class Weight:
    """One figure: what it counts, how much, and where that is from."""

    id: str
    title: str
    unit: str
    amount: int
    cites: tuple[Cite, ...]
    force: str
    confidence: str
    note: str

    @property
    def most(self) -> int:
        """The largest figure that an area may set."""
        return _MOST[self.unit]

    @property
    def least(self) -> int:
        """The smallest: work may count nothing, but nobody can hold nothing."""
        return 0 if self.unit == "points" else 1


def read_weights(path: Path) -> dict[str, Weight]:
    """The figures declared in a file, by id. Raises `DeclarationError` naming the file and the entry."""
    found: dict[str, Weight] = {}
    file = Entry(read_toml(path), path.name)
    for entry in file.entries("weight", "weight"):
        one = Weight(
            id=entry.text("id"),
            title=entry.text("title"),
            unit=entry.one_of("unit", UNITS),
            amount=entry.whole_number("amount"),
            cites=read_cites(entry),
            force=entry.one_of("force", FORCES),
            confidence=entry.one_of("confidence", CONFIDENCES),
            note=entry.text("note", ""),
        )
        entry.finish()
        if one.id in found:
            raise entry.wrong("this id is declared twice.")
        if one.confidence == "check" and one.force != "local":
            raise entry.wrong("an unverified number (confidence 'check') must have force 'local'.")
        if not one.least <= one.amount <= one.most:
            raise entry.wrong(f"'amount' must be between {one.least} and {one.most}.")
        found[one.id] = one
    file.finish()
    return found


@cache
def all_weights() -> dict[str, Weight]:
    """Every figure, by id, in the order in which they are declared."""
    return read_weights(LAW_FOLDER / "workload.toml")


def weights_with(own: Mapping[str, int]) -> dict[str, int]:
    """Each figure by id, an area's own before the one declared here."""
    return {id: own.get(id, weight.amount) for id, weight in all_weights().items()}
