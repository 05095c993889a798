"""Small pure functions: how high a risk is, and what a number from 1 to 5 means in words."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

LIKELY = {1: _("Rare"), 2: _("Unlikely"), 3: _("Possible"), 4: _("Likely"), 5: _("Almost certain")}
BAD = {1: _("Slight"), 2: _("Minor"), 3: _("Serious for some"), 4: _("Serious for many"), 5: _("A child could die")}


@cache
def standards() -> dict[str, Any]:
    """The local standards of this room."""
    return tomllib.loads((Path(__file__).parent / "standards.toml").read_text(encoding="utf-8"))


def level(score: int) -> str:
    """Red, amber or green, as a sign on the page; the number and the word always stand beside it."""
    limits = standards()["score"]
    return "red" if score >= limits["high"] else "amber" if score >= limits["medium"] else "green"


def in_words(score: int) -> str:
    """A score with its word: “15 of 25, high”."""
    words = {"red": _("high"), "amber": _("medium"), "green": _("low")}
    return str(_("%(score)s of 25, %(level)s") % {"score": score, "level": words[level(score)]})
