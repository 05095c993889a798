"""Mail providers that are open to everybody: an address there says nothing about where somebody works."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path


@cache
def _domains() -> frozenset[str]:
    described = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return frozenset(described["domains"])


def is_free_mail(domain: str) -> bool:
    """Whether anybody can have an address under this domain."""
    return domain.lower() in _domains()
