"""What a comparison answers: how strong, why, and what would settle it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Band(StrEnum):
    """What to make of a candidate, in words that a screen may show."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"

    @property
    def answer(self) -> str:
        """What it means for the decision: the same person, a question for somebody to answer, or another person."""
        return {"certain": "same", "unlikely": "different"}.get(self.value, "ask")


class Fact(StrEnum):
    """What a reason is about."""

    GIVEN_NAME = "given name"
    SURNAME = "surname"
    BIRTH = "date of birth"
    SEX = "sex"
    ADDRESS = "address"
    NHS_NUMBER = "NHS number"
    UPN = "UPN"
    IDENTIFIER = "reference"
    PHONE = "telephone number"
    MOTHER = "mother's name"


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence: what it is about, the sentence for the screen, and its weight in bits (log2 m/u; below 0
    speaks against).
    """

    fact: Fact
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Match:
    """How strongly a description and a candidate seem to be one person, and why.

    `strength` runs from 0 to 1 and is absolute; read it as a rough probability, after limits that common sense sets
    (see `score`). `limited_by` says which limit held it down, if one did. `would_settle` names the facts missing on
    either side that would tell most. `weight` is the sum of the evidence against a stranger and `odds` that against
    everybody else, brothers and sisters among them, both in bits and before any limit.
    """

    strength: float
    band: Band
    agreements: tuple[Reason, ...]
    disagreements: tuple[Reason, ...]
    limited_by: str = ""
    would_settle: tuple[Fact, ...] = ()
    weight: float = 0.0
    odds: float = 0.0


def strongest(matches: Iterable[tuple[Match, object]]) -> list[tuple[Match, object]]:
    """Matches with whatever they belong to, strongest first; those that speak for nobody (*unlikely*) are left out."""
    kept = [pair for pair in matches if pair[0].band is not Band.UNLIKELY]
    return sorted(kept, key=lambda pair: -pair[0].odds)
