"""The four-level continuum of need, in generic words.

The levels carry a decision's number; the published document of a partnership, with its versions and descriptors,
carries its wording. A decision stores the level, the version of the document it used, and its reasons.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lantern.law.citations import Cite, read_cites
from lantern.law.declared import CONFIDENCES, LAW_FOLDER, Entry, UnknownEntryError, read_toml


@dataclass(frozen=True, slots=True)
class Level:
    """One level of need: what it means, who helps, and whether the family must agree."""

    number: int
    code: str
    name: str
    meaning: str
    also_said: tuple[str, ...]
    help: str
    agreement: str
    statutory: bool

    def __str__(self) -> str:
        return f"Level {self.number}: {self.name}"


@dataclass(frozen=True, slots=True)
class Continuum:
    """The levels in rising order, and where they come from."""

    title: str
    levels: tuple[Level, ...]
    cites: tuple[Cite, ...]
    confidence: str
    note: str


def read_continuum(path: Path) -> Continuum:
    """The continuum declared in a file. Raises `DeclarationError` unless its levels count up from 1."""
    file = Entry(read_toml(path), path.name)
    levels = []
    for number, entry in enumerate(file.entries("level", "level"), start=1):
        level = Level(
            number=entry.whole_number("number"),
            code=entry.text("code"),
            name=entry.text("name"),
            meaning=entry.text("meaning"),
            also_said=entry.texts("also_said"),
            help=entry.text("help"),
            agreement=entry.text("agreement"),
            statutory=entry.yes_or_no("statutory"),
        )
        entry.finish()
        if level.number != number:
            raise entry.wrong(f"levels count up from 1: expected {number}, found {level.number}.")
        levels.append(level)
    continuum = Continuum(
        title=file.text("title"),
        levels=tuple(levels),
        cites=read_cites(file),
        confidence=file.one_of("confidence", CONFIDENCES),
        note=file.text("note", ""),
    )
    file.finish()
    return continuum


@cache
def continuum_of_need() -> Continuum:
    """The continuum, read and checked once."""
    return read_continuum(LAW_FOLDER / "continuum.toml")


def level(number: int) -> Level:
    """The level of a number. Raises `UnknownEntryError` when there is none."""
    for one in continuum_of_need().levels:
        if one.number == number:
            return one
    raise UnknownEntryError(
        f"There is no level {number} of need; the levels are 1 to {len(continuum_of_need().levels)}."
    )
