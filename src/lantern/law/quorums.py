"""Who must be there for a meeting about a child to decide: by what an agency is for, never by a name."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lantern.law.citations import Cite, read_cites
from lantern.law.declared import CONFIDENCES, LAW_FOLDER, Entry, UnknownEntryError, read_toml, similar
from lantern.law.timescales import FORCES

PARTS = {
    "social_care": "Children's social care",
    "police": "Police",
    "health": "Health",
    "education": "School or college",
    "early_years": "Nursery or childminder",
    "early_help": "Early help",
    "youth_justice": "Youth justice",
    "probation": "Probation",
    "housing": "Housing",
    "adult_services": "Adult services",
    "voluntary": "Charity or commissioned provider",
    "legal": "Legal advice",
    "chair": "Chair or minute taker",
    "child": "The child",
    "family": "Family",
    "other": "Other professional",
}
"""As what somebody sits at the table."""


@dataclass(frozen=True, slots=True)
class Needed:
    """One seat that must be taken, by somebody of any of these parts. ``besides``: by another than the seats before."""

    any: frozenset[str]
    says: str
    besides: bool = False


@dataclass(frozen=True, slots=True)
class Quorum:
    """Who must be there, and where that is from."""

    id: str
    title: str
    needs: tuple[Needed, ...]
    cites: tuple[Cite, ...]
    force: str
    confidence: str
    note: str

    def missing(self, there: Iterable[str]) -> list[str]:
        """Who is missing, in words, when these parts sit at the table (each once for everybody who is there)."""
        left = list(there)
        found = []
        for need in self.needs:
            taken = next((part for part in left if part in need.any), None)
            if taken is None:
                found.append(need.says)
            else:
                left.remove(taken)
        return found


def _needed(entry: Entry) -> Needed:
    parts = entry.texts("any")
    unknown = set(parts) - set(PARTS)
    if unknown:
        raise entry.wrong(f"there is no part called {', '.join(sorted(unknown))}.")
    need = Needed(frozenset(parts), entry.text("says"), entry.yes_or_no("besides") if entry.has("besides") else False)
    entry.finish()
    return need


def read_quorums(path: Path) -> dict[str, Quorum]:
    """The quorums declared in a file, by id. Raises `DeclarationError` naming the file and the entry."""
    found: dict[str, Quorum] = {}
    file = Entry(read_toml(path), path.name)
    for entry in file.entries("quorum", "quorum"):
        one = Quorum(
            id=entry.text("id"),
            title=entry.text("title"),
            needs=tuple(_needed(each) for each in entry.entries("needs", "needs")),
            cites=read_cites(entry),
            force=entry.one_of("force", FORCES),
            confidence=entry.one_of("confidence", CONFIDENCES),
            note=entry.text("note", ""),
        )
        entry.finish()
        if one.id in found:
            raise entry.wrong("this id is declared twice.")
        if one.confidence == "check" and one.force != "local":
            raise entry.wrong("what is not checked has the force 'local'.")
        found[one.id] = one
    file.finish()
    return found


@cache
def _quorums() -> dict[str, Quorum]:
    return read_quorums(LAW_FOLDER / "quorums.toml")


def quorum(name: str) -> Quorum:
    """The quorum with this id. Raises `UnknownEntryError`."""
    try:
        return _quorums()[name]
    except KeyError:
        raise UnknownEntryError(f"There is no quorum called {name!r}.{similar(name, _quorums())}") from None


def all_quorums() -> list[Quorum]:
    """Every quorum there is."""
    return list(_quorums().values())
