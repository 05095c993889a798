"""The steps of a practice review, what the family is spoken with about, and kinds of linked review: read once from
``plan.toml``.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

_READ = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

STEPS: tuple[str, ...] = tuple(_READ["steps"])
FAMILY: tuple[tuple[str, str], ...] = tuple((each["code"], each["label"]) for each in _READ["family"])
STRANDS: tuple[tuple[str, str], ...] = tuple((each["code"], each["label"]) for each in _READ["strands"])


def strand_kind(code: str) -> str:
    """A kind of linked review in words."""
    return dict(STRANDS).get(code, code)
