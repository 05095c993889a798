"""Hints while a plan is written: words that hide who does what, no owner, no day. They stand beside the form and refuse
nothing.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from lantern.interface import plain_english

_PASSIVE = re.compile(
    r"\b(?:to|will|shall|should|must|can) be (\w+(?:ed|en|ne|de|ld|wn))\b(?! by\b)|\b(?:is|are) to be (\w+)\b(?! by\b)",
    re.IGNORECASE,
)
LONG_WORD_SIGNS, LONG_SENTENCE = 9, 12
"""What is hard to read for a child: this product's own choice, to be changed by whoever knows better."""


@cache
def vague_words() -> dict[str, str]:
    """Words that hide who does what -> the question to ask beside them."""
    path = Path(__file__).with_name("vague_words.toml")
    return dict(tomllib.loads(path.read_text(encoding="utf-8"))["words"])


@cache
def _any_of_them() -> re.Pattern[str]:
    longest_first = sorted(vague_words(), key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(re.escape(word) for word in longest_first) + r")\b", re.IGNORECASE)


@dataclass(frozen=True)
class Hints:
    """What could be more exact: in the words (a page looks for these again while somebody types), and besides."""

    words: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.also)


def hints(
    *texts: str,
    owner: str | None = None,
    due_on: dt.date | None = None,
    asks_day: bool = False,
    today: dt.date | None = None,
) -> Hints:
    """What could be more exact in these words, each once, in the order of the text. ``owner`` of None: not asked."""
    words: dict[str, str] = {}
    also: dict[str, str] = {}
    for text in texts:
        for start, count in plain_english.hints(text).long_sentences:
            long = _("“%(start)s …” has %(count)s words. Two sentences read more easily.")
            words.setdefault(start, long % {"start": start, "count": count})
        for match in _any_of_them().finditer(text):
            asked = {"word": match.group(), "question": vague_words()[match.group().lower()]}
            words.setdefault(match.group().lower(), _("“%(word)s”: %(question)s") % asked)
        for match in _PASSIVE.finditer(text):
            also.setdefault(match.group().lower(), _("“%(words)s”: who does it?") % {"words": match.group()})
    besides = list(also.values())
    if owner is not None and not owner.strip():
        besides.append(_("Nobody is named. Who does it?"))
    if asks_day and due_on is None:
        besides.append(_("No day is given. By when?"))
    if due_on and today and due_on < today:
        besides.append(_("The day has passed already."))
    return Hints(tuple(words.values()), tuple(besides))


def for_a_child(words: str) -> list[str]:
    """What could be easier for a child to read: long sentences, long words, words of the office."""
    said = []
    for sentence in re.findall(r"[^.!?\n]+", words):
        count = len(sentence.split())
        if count > LONG_SENTENCE:
            start = " ".join(sentence.split()[:5])
            said.append(
                _("“%(start)s …” has %(count)s words. Two sentences read more easily.")
                % {"start": start, "count": count}
            )
    long = dict.fromkeys(word for word in re.findall(r"[A-Za-z’']+", words) if len(word) > LONG_WORD_SIGNS)
    if long:
        said.append(_("Long words: %(words)s. Is there a shorter one?") % {"words": ", ".join(list(long)[:6])})
    for word, better in plain_english.hints(words).words:
        said.append(_("“%(word)s”: perhaps “%(better)s”") % {"word": word, "better": better})
    return said


def reading_age(words: str) -> int | None:
    """About how old somebody must be to read this easily (Flesch–Kincaid grade and five years), or None for too few
    words to say. An estimate from lengths of words and sentences, no more.
    """
    sentences = [each.split() for each in re.findall(r"[^.!?\n]+", words) if each.strip()]
    count = sum(len(each) for each in sentences)
    if count < 30:
        return None
    syllables = sum(_syllables(word) for each in sentences for word in each)
    grade = 0.39 * count / len(sentences) + 11.8 * syllables / count - 15.59
    return max(5, round(grade) + 5)


def _syllables(word: str) -> int:
    vowels = re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower()))
    return max(1, len(vowels))
