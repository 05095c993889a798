"""Fields and rows as COPY reads them in binary, which costs the database half of what reading text does.

A field is its length in four bytes and what it holds; a row is its number of fields in two bytes and its fields
(PostgreSQL's documentation, COPY, "Binary Format"). Every function here makes one field, so that a row is put together
by joining, and what many rows share is joined once. Numbers and arrays must have exactly the type of their column.
"""

from __future__ import annotations

import datetime as dt
import json
import struct
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import models

HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
"""What a COPY in binary begins with: its signature, no flags and no extension."""
END = b"\xff\xff"
"""What it ends with: a row of minus one fields."""

NULL = b"\xff\xff\xff\xff"
EMPTY = bytes(4)
"""The text that says nothing."""
NO, YES = b"\0\0\0\1\0", b"\0\0\0\1\1"
_VARCHAR = 1043  # pg_type.oid: all our arrays are of short texts
_FIRST_DAY = dt.date(2000, 1, 1).toordinal()
_FIRST_MOMENT = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""Days and moments are counted from here."""


def text(value: str) -> bytes:
    held = value.encode()
    return len(held).to_bytes(4) + held


@cache
def code(value: str) -> bytes:
    """A text of which there are few: a code, a state, a kind. It is remembered for good."""
    return text(value)


def flag(value: object) -> bytes:
    return YES if value else NO


@cache
def small(value: int) -> bytes:
    """A number for a column of two bytes."""
    return struct.pack(">ih", 2, value)


def hashed(value: int) -> bytes:
    """A number for a column of four bytes, of which no two need be the same."""
    return _NUMBER(4, value)


_NUMBER = struct.Struct(">ii").pack


@cache
def whole(value: int) -> bytes:
    """A number for a column of four bytes."""
    return struct.pack(">ii", 4, value)


@cache
def key(value: int | None) -> bytes:
    """A row's number, for a column of eight bytes."""
    return NULL if value is None else struct.pack(">iq", 8, value)


def day(value: dt.date | None) -> bytes:
    return NULL if value is None else struct.pack(">ii", 4, value.toordinal() - _FIRST_DAY)


def array(values: Iterable[str]) -> bytes:
    """An array of short texts."""
    held = [text(value) for value in values]
    if not held:
        return struct.pack(">iiii", 12, 0, 0, _VARCHAR)
    joined = b"".join(held)
    return struct.pack(">iiiiii", 20 + len(joined), 1, 0, _VARCHAR, len(held), 1) + joined


def document(value: Any) -> bytes:
    """A JSON document."""
    return written(json.dumps(value))


def written(value: str) -> bytes:
    """A JSON document that is written out already."""
    held = value.encode()
    return (len(held) + 1).to_bytes(4) + b"\1" + held


class Moments(dict[dt.datetime | None, bytes]):
    """Moments, each of which is written many times over."""

    def __init__(self) -> None:
        super().__init__({None: NULL})

    def __missing__(self, at: dt.datetime) -> bytes:
        since = at - _FIRST_MOMENT
        microseconds = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
        made = self[at] = struct.pack(">iq", 8, microseconds)
        return made


class Table:
    """Rows for one table, their fields in the order of the columns given. Only a column that the database fills by
    itself, or that may stay empty, may be left out.
    """

    def __init__(self, model: type[models.Model], *columns: str) -> None:
        self.model = model
        self.name = model._meta.db_table
        known = model._meta.local_concrete_fields
        filled = {str(column.column) for column in known if column.has_db_default() or column.null}
        if missing := ({str(column.column) for column in known} ^ set(columns)) - filled:
            raise ValueError(f"{self.name}: the loader and the model disagree about {sorted(missing)}")
        self.columns = columns
        self.begins = len(columns).to_bytes(2)
        """What each row begins with."""
        self.rows: list[bytes] = []

    def add(self, *fields: bytes) -> None:
        self.rows.append(self.begins + b"".join(fields))
