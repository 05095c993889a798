"""What a threshold document says about the reasons for a contact, to stand beside the question."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from lantern.partnership import queries as partnership
from lantern.partnership.models import ThresholdDocument


@dataclass(frozen=True)
class Clause:
    """One clause, and the reasons beside which it stands. ``shown``: one of them is chosen."""

    clause: str
    text: str
    reasons: tuple[str, ...]
    shown: bool


@dataclass(frozen=True)
class LevelGuidance:
    """The clauses of one level."""

    number: int
    name: str
    clauses: tuple[Clause, ...]

    @property
    def shown(self) -> bool:
        return any(each.shown for each in self.clauses)


@dataclass(frozen=True)
class Guidance:
    """The levels that have something to say about any reason, lowest first."""

    levels: tuple[LevelGuidance, ...]

    @property
    def any_shown(self) -> bool:
        return any(each.shown for each in self.levels)


def guidance_on(document: ThresholdDocument, chosen: Collection[str]) -> Guidance:
    """What this document says beside each reason, marked where it was chosen. No SQL beyond the remembered clauses."""
    beside: dict[str, list[str]] = {}
    for reason, clauses in document.guidance.items():
        for clause in clauses:
            beside.setdefault(clause, []).append(reason)
    levels: dict[int, list[Clause]] = {}
    for each in partnership.descriptors(document):
        if each.clause in beside:
            reasons = tuple(beside[each.clause])
            shown = not set(reasons).isdisjoint(chosen)
            levels.setdefault(each.level, []).append(Clause(each.clause, each.text, reasons, shown))
    names = {int(level): words["name"] for level, words in document.levels.items()}
    return Guidance(tuple(LevelGuidance(number, names[number], tuple(levels[number])) for number in sorted(levels)))
