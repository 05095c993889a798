"""The standards of section 11 with their questions, read once from ``standards.toml``; grades and marks."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lantern.law.citations import Cite


@dataclass(frozen=True)
class Standard:
    """One standard: its words, what an agency is asked about it, and where it comes from."""

    code: str
    title: str
    text: str
    asks: str
    cites: tuple[Cite, ...]

    def stored(self) -> dict[str, str]:
        """As a round keeps it."""
        why = "; ".join(str(each) for each in self.cites)
        return {"code": self.code, "title": self.title, "text": self.text, "asks": self.asks, "why": why}


_READ = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
VERSION: str = _READ["version"]
STANDARDS: tuple[Standard, ...] = tuple(
    Standard(
        each["code"], each["title"], each["text"], each["asks"], tuple(Cite(one, place) for one, place in each["cites"])
    )
    for each in _READ["standard"]
)


class Grade(TextChoices):
    """How far a standard is met."""

    STRONG = "strong", _("Met, and it can be shown that it works")
    MET = "met", _("Met")
    PART = "part", _("Met in part")
    NO = "no", _("Not met")
    NONE = "none", _("Does not apply to this agency")


SHORT = {"strong": _("Met, shown"), "met": _("Met"), "part": _("In part"), "no": _("Not met"), "none": _("None")}
"""A grade where there is room for one word."""
LEVEL = {"strong": "green", "met": "green", "part": "amber", "no": "red", "none": "none"}
"""The sign a grade is drawn with; its word always stands beside it."""
GAPS = frozenset({Grade.PART, Grade.NO})


class Marking(TextChoices):
    """How a piece of evidence may be handled."""

    OPEN = "open", _("May be published")
    OFFICIAL = "official", _("Official: for the partnership")
    SENSITIVE = "sensitive", _("Official-Sensitive: for the panel only")


MARKS = {"open": _("May be published"), "official": _("Official"), "sensitive": _("Official-Sensitive")}
"""A handling mark as it stands beside a piece of evidence."""


class Variant(TextChoices):
    """How much is asked."""

    FULL = "full", _("Full: every standard answered anew")
    UPDATE = "update", _("Update: what changed since the last return")
