"""The language a page is read in: set in one place and asked dozens of times a page, where Django's own answer, made to
follow threads and tasks, costs as much as drawing the date it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.utils import translation

_OWN: str = settings.LANGUAGE_CODE
_READ_IN: ContextVar[str] = ContextVar("read_in", default="")


def read_in() -> str:
    """The code of the language that is read now: ``en-gb`` unless the reader chose another."""
    return _READ_IN.get() or _OWN


def in_english() -> bool:
    """Whether dates and times are written as in English."""
    return read_in().startswith("en")


@contextmanager
def reading(code: str) -> Iterator[None]:
    """Everything inside is said in this language; in the service's own when it is not offered."""
    code = code if code in dict(settings.LANGUAGES) else _OWN
    before = _READ_IN.set(code)
    try:
        with translation.override(code):
            yield
    finally:
        _READ_IN.reset(before)
