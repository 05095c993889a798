"""Instruments and citations: where each rule of this product comes from.

An instrument (an act, regulations, guidance, a return specification, a local protocol) is named once, in
`instruments.toml`. Everything else cites it by its id and a pinpoint, so that a page can always answer "Why?".
"""

import datetime
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lantern.law.declared import CONFIDENCES, LAW_FOLDER, DeclarationError, Entry, UnknownEntryError, read_toml, similar

INSTRUMENT_KINDS = (
    "act",
    "regulations",
    "rules_of_court",
    "statutory_guidance",
    "guidance",
    "return_specification",
    "inspection_framework",
    "local_protocol",
    "practice",
)


@dataclass(frozen=True, slots=True)
class Instrument:
    """A source of rules.

    `in_force_from` is empty when the first day was not established, and always when `awaiting_commencement` is true:
    then the text exists but no start of it has been confirmed. `last_checked_on` is the day somebody last read it
    against its source, empty when nobody has.
    """

    id: str
    title: str
    kind: str
    link: str
    edition: str
    part_of: str
    in_force_from: datetime.date | None
    in_force_until: datetime.date | None
    awaiting_commencement: bool
    last_checked_on: datetime.date | None
    confidence: str
    note: str

    def is_in_force(self, on: datetime.date) -> bool:
        """Whether the instrument applied on a day. Without a known first day it applied until its end."""
        if self.awaiting_commencement:
            return False
        begun = self.in_force_from is None or self.in_force_from <= on
        return begun and (self.in_force_until is None or on <= self.in_force_until)


@dataclass(frozen=True, slots=True)
class Cite:
    """A pointer into an instrument, such as `Cite("ca1989", "s. 47(1)")`; pinpoints keep the source's own numbering."""

    instrument: str
    pinpoint: str

    def resolve(self) -> Instrument:
        """The instrument that is cited. Raises `UnknownEntryError` when there is none of that id."""
        return instrument(self.instrument)

    def __str__(self) -> str:
        """The citation as a reader sees it: title, then pinpoint."""
        title = self.resolve().title
        return f"{title}, {self.pinpoint}" if self.pinpoint else title


def read_instruments(path: Path) -> dict[str, Instrument]:
    """The instruments declared in a file, by id. Raises `DeclarationError` naming the file and the entry."""
    found: dict[str, Instrument] = {}
    file = Entry(read_toml(path), path.name)
    for entry in file.entries("instrument", "instrument"):
        entry.where = f"{path.name}, instrument '{entry.text('id')}'"
        since, until = entry.period("in_force_from", "in_force_until")
        one = Instrument(
            id=entry.text("id"),
            title=entry.text("title"),
            kind=entry.one_of("kind", INSTRUMENT_KINDS),
            link=entry.text("link", ""),
            edition=entry.text("edition", ""),
            part_of=entry.text("part_of", ""),
            in_force_from=since,
            in_force_until=until,
            awaiting_commencement=entry.yes_or_no("awaiting_commencement"),
            last_checked_on=entry.date("last_checked_on"),
            confidence=entry.one_of("confidence", CONFIDENCES),
            note=entry.text("note", ""),
        )
        entry.finish()
        if one.id in found:
            raise entry.wrong("this id is declared twice.")
        if one.link and not one.link.startswith(("https://www.legislation.gov.uk/", "https://www.gov.uk/")):
            raise entry.wrong(f"'link' must be an address on legislation.gov.uk or gov.uk, found {one.link}.")
        if one.awaiting_commencement and (one.in_force_from or one.in_force_until):
            raise entry.wrong("it cannot await commencement and have dates in force.")
        found[one.id] = one
    file.finish()
    for one in found.values():
        if one.part_of and one.part_of not in found:
            raise DeclarationError(
                f"{path.name}, instrument '{one.id}': 'part_of' names '{one.part_of}', not declared."
            )
    return found


@cache
def all_instruments() -> dict[str, Instrument]:
    """Every declared instrument, by id."""
    return read_instruments(LAW_FOLDER / "instruments.toml")


def instrument(id: str) -> Instrument:
    """The instrument of an id. Raises `UnknownEntryError` when there is none."""
    try:
        return all_instruments()[id]
    except KeyError:
        raise UnknownEntryError(
            f"No instrument is declared under '{id}'.{similar(id, all_instruments().keys())}"
        ) from None


def read_cites(entry: Entry, key: str = "cites") -> tuple[Cite, ...]:
    """The citations of an entry, at least one, each of a declared instrument."""
    cites = tuple(Cite(instrument_id, pinpoint) for instrument_id, pinpoint in entry.pairs(key))
    if not cites:
        raise entry.wrong(f"'{key}' is empty: every entry says where it comes from (or cites practice and why).")
    for cite in cites:
        if cite.instrument not in all_instruments():
            raise entry.wrong(
                f"it cites '{cite.instrument}', which instruments.toml does not declare."
                f"{similar(cite.instrument, all_instruments().keys())}"
            )
    return cites
