"""A calm look at the words of what a family will read: long sentences, and words of the office with better ones.

It hints and never refuses. Nothing leaves the building for it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LONG = 25
"""Words of a sentence beyond which a hint stands: this product's own choice, to be changed by whoever knows better."""
_SENTENCE = re.compile(r"[^.!?\n]+")


@dataclass(frozen=True)
class PlainHints:
    """What could be plainer: sentences that are long, by their first words and length; words with better ones."""

    long_sentences: tuple[tuple[str, int], ...] = ()
    words: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.long_sentences or self.words)


@cache
def better_words() -> dict[str, str]:
    """Words of the office -> better ones."""
    path = Path(__file__).with_name("plain_words.toml")
    return dict(tomllib.loads(path.read_text(encoding="utf-8"))["words"])


@cache
def _any_of_them() -> re.Pattern[str]:
    longest_first = sorted(better_words(), key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(re.escape(word) for word in longest_first) + r")\b", re.IGNORECASE)


def hints(text: str) -> PlainHints:
    """What could be plainer in this text. Each word once, in the order of the text."""
    sentences = [found.group().split() for found in _SENTENCE.finditer(text)]
    long = tuple((" ".join(words[:6]), len(words)) for words in sentences if len(words) > LONG)
    lower = {word.lower(): better for word, better in better_words().items()}
    found: dict[str, str] = {}
    for match in _any_of_them().finditer(text):
        found.setdefault(match.group().lower(), lower[match.group().lower()])
    return PlainHints(long, tuple(found.items()))
