"""Telling a story as a role that sees rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def seeing_rows() -> Iterator[None]:
    """While this lasts the connection is the migrating role itself: the role that owns the tables, which it works as
    otherwise, sees no rows and may write none.
    """
    with connection.cursor() as cursor:
        cursor.execute("reset role")
    yield
    with connection.cursor() as cursor:
        cursor.execute("set role lantern_owner")
