"""Practice standards and the questions tied to them, read once from ``standards.toml``; grades; and the rules by which
cases are drawn.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db.models import TextChoices


@dataclass(frozen=True)
class Standard:
    """One standard: its words, and what an auditor is asked about it."""

    code: str
    text: str
    asks: str
    edition: int = 1
    own: bool = False
    """Whether the partnership worded it, or it is as the product brings it."""

    def stored(self) -> dict[str, str]:
        """As a round keeps it."""
        return {"code": self.code, "text": self.text, "asks": self.asks, "edition": str(self.edition)}


_READ = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
VERSION: str = _READ["version"]
STANDARDS: tuple[Standard, ...] = tuple(
    Standard(each["code"], each["text"], each["asks"]) for each in _READ["standard"]
)


def version_of(chosen: Sequence[Standard]) -> str:
    """In which words a round asks: those of the product, or how many are the partnership's own."""
    own = sum(each.own for each in chosen)
    return f"{VERSION}, {own} own" if own else VERSION


class Grade(TextChoices):
    """How good the practice in one case is."""

    OUTSTANDING = "outstanding", "Outstanding"
    GOOD = "good", "Good"
    IMPROVE = "improve", "Requires improvement"
    INADEQUATE = "inadequate", "Inadequate"


class Met(TextChoices):
    """Whether a standard is met in one case."""

    YES = "yes", "Met"
    PART = "part", "Met in part"
    NO = "no", "Not met"
    NONE = "none", "Does not apply"


class Source(TextChoices):
    """What the cases are drawn from."""

    CLOSURES = "closures", "Work that ended at the gate"
    STEP_DOWNS = "step_downs", "Work that stepped down"
    DECISIONS = "decisions", "Decisions at the front door, signed off"
    OVERRIDES = "overrides", "Ended or stepped down without the questions answered"
