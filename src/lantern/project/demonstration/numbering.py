"""Ids and references, the same each time for the same piece of work."""

from __future__ import annotations

import datetime as dt

_DIGITS = "0123456789BCDFGHJKMNPQRSTVWXYZ"
_PAIRS = [first + second for second in _DIGITS for first in _DIGITS]
"""Two digits of a reference at a time, the lower one first."""


class Ids(dict[dt.datetime, str]):
    """Time-ordered ids and references. As a mapping it gives the first half of the ids of a moment: most moments have
    several.
    """

    def __init__(self, salt: int) -> None:
        super().__init__()
        self.salt = salt & 0xFFF
        self.count = 0

    def __missing__(self, at: dt.datetime) -> str:
        made = "%012x7%03x8%03x" % (int(at.timestamp() * 1000), self.salt, self.salt)  # noqa: UP031
        self[at] = made
        return made

    def new(self, at: dt.datetime) -> str:
        self.count += 1
        return f"{self[at]}{self.count:012x}"

    def reference(self, prefix: str) -> str:
        """A reference from a number scattered over 30**7, so that neighbours do not look alike."""
        self.count += 1
        number = ((self.salt << 26 | self.count) * 15_485_863 + 7_368_787) % 30**7
        number, first = divmod(number, 900)
        number, second = divmod(number, 900)
        last, third = divmod(number, 900)
        return f"{prefix}-{_PAIRS[first]}{_PAIRS[second]}{_PAIRS[third]}{_DIGITS[last]}"
