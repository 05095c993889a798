"""The one connection that sees both sides of a line: the migrating role, in one transaction that sees one moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from lantern.access.people_acting import ActingPerson
from lantern.custody.catalogue import Catalogue, read


class NotTheKeeper(Exception):
    """This process is not connected as the role that may see both sides."""


@contextmanager
def everything(*, locking: bool = False) -> Iterator[tuple[Any, Catalogue]]:
    """A cursor and the catalogue, in one transaction and one snapshot. For the separation commands alone.

    With ``locking`` nobody else writes a record until it ends. Raises NotTheKeeper for a role bound by row-level
    security: it would see too little and call it complete.
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read")
        cursor.execute("reset role")
        cursor.execute("set local timezone = 'UTC'")
        if locking:
            # Before the first read, so that what is read afterwards is what stands when it commits.
            from lantern.access.rows import our_models

            names = ", ".join(f'public."{model._meta.db_table}"' for model in our_models())
            cursor.execute(f"lock table {names} in share row exclusive mode")
        cursor.execute("select rolbypassrls or rolsuper from pg_roles where rolname = current_user")
        row = cursor.fetchone()
        if not row or not row[0]:
            raise NotTheKeeper("Separating needs the migrating role; run it as a `lantern separate` command.")
        yield cursor, read(cursor)


def keeper(authorities: Iterable[int]) -> ActingPerson:
    """The command that carries out what two people approved. It decides nothing."""
    covered = tuple(sorted(set(authorities)))
    return ActingPerson(
        user_id=None,
        name="Lantern's separation command",
        role="clockwork",
        authorities=covered,
        covers=covered,
        post_title="Separation command",
    )
