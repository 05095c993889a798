"""Passages of a text: what is withheld, what stays, where sentences end, and where a person is mentioned.

Plain functions over text and character positions: the text itself is never changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lantern.people import names


@dataclass(frozen=True)
class Span:
    """A withheld passage: from ``start`` up to, not including, ``end``, for a reason (a code)."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True)
class Piece:
    """A run of text that is either shown or withheld. ``reasons`` are codes, more than one where passages overlap."""

    text: str
    start: int
    end: int
    reasons: tuple[str, ...] = ()

    @property
    def withheld(self) -> bool:
        return bool(self.reasons)


def pieces(text: str, spans: Iterable[Span]) -> list[Piece]:
    """The text in order, shown and withheld. Passages that touch or overlap become one, so that a gap tells nothing;
    so do two with nothing but white space between them.
    """
    joined: list[tuple[int, int, tuple[str, ...]]] = []
    for span in sorted(spans, key=lambda each: (each.start, each.end)):
        start, end = max(0, span.start), min(len(text), span.end)
        if end <= start:
            continue
        if joined and not text[joined[-1][1] : start].strip():
            before = joined[-1]
            joined[-1] = (before[0], max(before[1], end), tuple(dict.fromkeys((*before[2], span.reason))))
        else:
            joined.append((start, end, (span.reason,)))
    found: list[Piece] = []
    at = 0
    for start, end, reasons in joined:
        if at < start:
            found.append(Piece(text[at:start], at, start))
        found.append(Piece(text[start:end], start, end, reasons))
        at = end
    if at < len(text):
        found.append(Piece(text[at:], at, len(text)))
    return found


def readable(text: str, spans: Iterable[Span], *, mark: str = "\x00") -> str:
    """The text with every withheld character replaced, so that positions stay: what a search for names still finds."""
    return "".join(mark * len(each.text) if each.withheld else each.text for each in pieces(text, spans))


def words_in(text: str) -> int:
    """How many words a passage has."""
    return len(re.findall(r"\w+(?:['’-]\w+)*", text))


_SENTENCE = re.compile(r"[^\n.!?]*(?:[.!?]+(?:[\"'”’)\]]+)?(?=\s|$)|[.!?]+|\n|$)")


def sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence or line begins and ends. Together with the white space between them they are the whole
    text.
    """
    found: list[tuple[int, int]] = []
    begun: int | None = None
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        if start == end:
            continue
        begun = start if begun is None else begun
        # A full stop inside a number or an abbreviation such as "e.g." does not end a sentence.
        ends = end >= len(text) or text[end - 1] == "\n" or text[end].isspace()
        if ends:
            passage = text[begun:end]
            if passage.strip():
                lead = len(passage) - len(passage.lstrip())
                found.append((begun + lead, begun + len(passage.rstrip())))
            begun = None
    return found


@dataclass(frozen=True)
class Called:
    """Words by which somebody may be mentioned. ``sure`` when they can hardly mean anybody else here."""

    words: str
    sure: bool = True


@dataclass(frozen=True)
class Mention:
    """One place where somebody may be mentioned."""

    start: int
    end: int
    sure: bool
    because: str
    """Why the machine thinks so, in words."""


def called(full_names: Iterable[tuple[str, str]], *, others: Iterable[tuple[str, str]] = ()) -> list[Called]:
    """The ways in which somebody with these names (first names, last name) may be written, the longest first.

    ``others`` are the names of those the answer is for: a name they share does not tell who is meant.
    """
    shared = {word for first, last in others for word in (*names.given_names(first), *names.surname_parts(last))}
    found: dict[str, bool] = {}
    for first, last in full_names:
        first, last = first.strip(), last.strip()
        given = first.split()
        for written in (f"{first} {last}", f"{last}, {first}", f"{last} {first}", *(f"{one} {last}" for one in given)):
            if first and last:
                found.setdefault(written, True)
        for word in (*given, *([last] if last else [])):
            if len(word) > 1:
                plain = names.normalise(word)
                found[word] = plain not in shared and found.get(word, True)
    return [Called(words, sure) for words, sure in sorted(found.items(), key=lambda each: -len(each[0]))]


_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ALIKE = {
    names.Likeness.SPELLING: "spelt otherwise",
    names.Likeness.NICKNAME: "a short form",
    names.Likeness.SOUND: "sounds alike",
    names.Likeness.TYPING: "a slip of the keyboard",
}


@lru_cache(maxsize=65_536)
def _likeness(word: str, name: str) -> str:
    return _ALIKE.get(names.compare_words(word, name), "")


def mentions(text: str, by: Sequence[Called]) -> list[Mention]:
    """Every place where somebody so called may be mentioned, in order: the names themselves, and words with a capital
    letter that are like them. A human being confirms each.
    """
    found: list[Mention] = []
    taken = [False] * len(text)

    def take(start: int, end: int, sure: bool, because: str) -> None:
        if not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            found.append(Mention(start, end, sure, because))

    for each in by:
        pattern = r"\s+".join(re.escape(part) for part in each.words.split())
        if not pattern:
            continue
        for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE):
            take(*match.span(), each.sure, "this name" if each.sure else "a name that others here share")
    single = {names.normalise(word) for each in by for word in _WORD.findall(each.words) if len(word) > 2} - {""}
    for match in _WORD.finditer(text):
        word = match.group()
        if len(word) < 3 or not word[0].isupper():
            continue
        plain = names.normalise(word)
        if plain and (because := next((alike for name in single if (alike := _likeness(plain, name))), "")):
            take(*match.span(), False, because)
    return sorted(found, key=lambda each: each.start)


def around(text: str, start: int, end: int, *, room: int = 60) -> tuple[str, str, str]:
    """A passage with what stands before and after it, for a list: on one line each."""
    before, after = text[max(0, start - room) : start], text[end : end + room]
    return (
        ("…" if start > room else "") + " ".join(before.split()) + (" " if before[-1:].isspace() else ""),
        " ".join(text[start:end].split()),
        (" " if after[:1].isspace() else "") + " ".join(after.split()) + ("…" if end + room < len(text) else ""),
    )
