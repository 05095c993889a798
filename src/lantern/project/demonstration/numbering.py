"""Ids and references, the same each time for the same piece of work."""

from __future__ import annotations

import datetime as dt

_DIGITS = "0123456789BCDFGHJKMNPQRSTVWXYZ"
_PAIRS = [first + second for second in _DIGITS for first in _DIGITS]
"""Two digits of a reference at a time, the lower one first."""
_SIXTEEN = b"\0\0\0\x10"  # an id's length


class Ids(dict[dt.datetime, bytes]):
    """Time-ordered ids and references. As a mapping it gives how the ids of a moment begin, as COPY reads them: most
    moments have several. What follows is the count in six bytes.
    """

    def __init__(self, salt: int) -> None:
        super().__init__()
        self.salt = salt & 0xFFF
        self.count = 0
        self.versions = (0x7000 | self.salt).to_bytes(2) + (0x8000 | self.salt).to_bytes(2)

    def __missing__(self, at: dt.datetime) -> bytes:
        made = self[at] = _SIXTEEN + int(at.timestamp() * 1000).to_bytes(6) + self.versions
        return made

    def new(self, at: dt.datetime) -> bytes:
        self.count += 1
        return self[at] + self.count.to_bytes(6)

    def reference(self, prefix: str) -> str:
        """A reference from a number scattered over 30**7, so that neighbours do not look alike."""
        self.count += 1
        number = ((self.salt << 26 | self.count) * 15_485_863 + 7_368_787) % 30**7
        number, first = divmod(number, 900)
        number, second = divmod(number, 900)
        last, third = divmod(number, 900)
        return f"{prefix}-{_PAIRS[first]}{_PAIRS[second]}{_PAIRS[third]}{_DIGITS[last]}"

    def reference_field(self, prefix: str) -> bytes:
        """The same as COPY reads it."""
        return f"\0\0\0\t{self.reference(prefix)}".encode()
