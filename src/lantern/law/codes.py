"""Code sets: the lists of DfE returns by year, and the house lists where no national list exists.

A code once stored is for ever, so codes are never taken away: they get a last day. `CodeSet.on(date)` offers what may
be chosen on a day; `get` and `label` read any code that ever was. Labels are in our own words for the screen: a return
prints the wording of its own guide.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from lantern.law.citations import Cite, read_cites
from lantern.law.declared import (
    CONFIDENCES,
    LAW_FOLDER,
    DeclarationError,
    Entry,
    UnknownEntryError,
    read_toml,
    similar,
    toml_files,
)


@dataclass(frozen=True, slots=True)
class Code:
    """One code between two dates (empty: as far as the lists reach).

    `also` holds what else the list says of it, as text: a group it rolls into, its inverse, a map to another list.
    """

    code: str
    label: str
    valid_from: datetime.date | None
    valid_until: datetime.date | None
    confidence: str
    also: Mapping[str, str]

    def is_valid(self, on: datetime.date) -> bool:
        """Whether the code may be chosen for something that happened on a day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_until is None or on <= self.valid_until
        )


@dataclass(frozen=True, slots=True)
class CodeSet:
    """A list of codes. `is_house` marks a list of this product: configurable, and never printed as official."""

    name: str
    title: str
    is_house: bool
    item: str
    cites: tuple[Cite, ...]
    confidence: str
    note: str
    codes: tuple[Code, ...]

    def on(self, date: datetime.date) -> tuple[Code, ...]:
        """The codes that may be chosen for something that happened on a day, in the order of the list."""
        return tuple(code for code in self.codes if code.is_valid(date))

    def get(self, code: str, on: datetime.date | None = None) -> Code | None:
        """A code as it read on a day, or as it read last; None where there is none.

        A code whose meaning changed stands in the list once for each period.
        """
        named = [one for one in self.codes if one.code == code and (on is None or one.is_valid(on))]
        return named[-1] if named else None

    def label(self, code: str, on: datetime.date | None = None) -> str:
        """The words for a code, also for one that is no longer offered. Raises `UnknownEntryError`."""
        found = self.get(code, on) or self.get(code)
        if found is None:
            raise UnknownEntryError(f"'{code}' is not a code of {self.title}.{similar(code, self.known)}")
        return found.label

    @property
    def known(self) -> tuple[str, ...]:
        """Every code that ever was in the list, once."""
        return tuple(dict.fromkeys(one.code for one in self.codes))

    def choices(self, on: datetime.date) -> list[tuple[str, str]]:
        """Code and label of what may be chosen on a day, for a form."""
        return [(code.code, code.label) for code in self.on(on)]


def read_code_sets(path: Path) -> dict[str, CodeSet]:
    """The code sets declared in one file, by name. Raises `DeclarationError` naming the file, the set and the code."""
    found: dict[str, CodeSet] = {}
    file = Entry(read_toml(path), path.name)
    for entry in file.entries("set", "set"):
        name = entry.text("name")
        entry.where = f"{path.name}, set '{name}'"
        confidence = entry.one_of("confidence", CONFIDENCES)
        one = CodeSet(
            name=name,
            title=entry.text("title"),
            is_house=entry.yes_or_no("house_list"),
            item=entry.text("item", ""),
            cites=read_cites(entry),
            confidence=confidence,
            note=entry.text("note", ""),
            codes=tuple(_read_code(line, confidence) for line in entry.entries("codes", "code")),
        )
        entry.finish()
        if name in found:
            raise entry.wrong("this name is declared twice.")
        _refuse_overlaps(one, entry)
        found[name] = one
    file.finish()
    return found


def _read_code(line: Entry, confidence: str) -> Code:
    since, until = line.period("from", "until")
    return Code(
        code=line.text("code"),
        label=line.text("label"),
        valid_from=since,
        valid_until=until,
        confidence=line.one_of("confidence", CONFIDENCES, confidence),
        also=MappingProxyType(line.rest()),
    )


def _refuse_overlaps(one: CodeSet, entry: Entry) -> None:
    """A code may stand twice only for periods that follow each other, the newest last."""
    if not one.codes:
        raise entry.wrong("'codes' is empty.")
    latest: dict[str, Code] = {}
    for code in one.codes:
        before = latest.get(code.code)
        if before and not (before.valid_until and code.valid_from and before.valid_until < code.valid_from):
            raise entry.wrong(f"code '{code.code}' stands twice for the same time.")
        latest[code.code] = code


@cache
def all_code_sets() -> dict[str, CodeSet]:
    """Every code set, by name, read and checked once."""
    found: dict[str, CodeSet] = {}
    for path in toml_files(LAW_FOLDER / "codes"):
        for name, one in read_code_sets(path).items():
            if name in found:
                raise DeclarationError(f"{path.name}, set '{name}': this name is declared in another file too.")
            found[name] = one
    return found


def code_set(name: str) -> CodeSet:
    """The code set of a name. Raises `UnknownEntryError` when there is none."""
    try:
        return all_code_sets()[name]
    except KeyError:
        raise UnknownEntryError(f"No code set is declared under '{name}'.{similar(name, all_code_sets())}") from None


def _mapped(name: str, code: str, key: str) -> str:
    found = code_set(name).get(code)
    if found is None:
        raise UnknownEntryError(
            f"'{code}' is not a code of {code_set(name).title}.{similar(code, code_set(name).known)}"
        )
    return found.also.get(key, "")


def annex_a_source(referral_source: str) -> str:
    """The Annex A group (a to k) that a referral source of the census rolls into."""
    return _mapped("referral_source", referral_source, "annex_a")


def annex_a_need(primary_need: str) -> str:
    """The Annex A letter (a to j) of a primary need."""
    return _mapped("primary_need", primary_need, "annex_a")


def annex_a_closure(closure_reason: str) -> str:
    """The Annex A letter of a closure reason; empty for one that has no letter of its own in the older list."""
    return _mapped("closure_reason", closure_reason, "annex_a")


def default_referral_source(agency_type: str) -> str:
    """The census referral source offered first when an agency of this type makes contact."""
    return _mapped("agency_type", agency_type, "referral_source")


def inverse_relationship(relationship: str) -> str:
    """The relationship seen from the other person: mother gives child, child gives parent."""
    return _mapped("relationship", relationship, "inverse")
