"""What a supervisor asks: read once from ``prompts.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Prompt:
    """One question to think with."""

    code: str
    ask: str
    hint: str
    required: bool


@cache
def prompts() -> tuple[Prompt, ...]:
    """The questions in their order."""
    path = Path(__file__).with_name("prompts.toml")
    found = tomllib.loads(path.read_text(encoding="utf-8"))["prompt"]
    return tuple(Prompt(**each) for each in found)
