"""Foreign keys and indexes while rows are copied: taken down before, put back after, and every key checked.

An index that is built over a whole table costs a fraction of one kept up row by row, and so does a key that is checked
over a whole table. Keys stand again, for every row written from then on, in the same transaction as the rows; that the
rows copied keep to them is checked after it, by several sessions at once, since the database checks a key with one
processor. What is not checked yet the database itself knows (``pg_constraint.convalidated``), so that a load which
was ended in between is checked by whoever comes next.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import IntegrityError, connection, transaction

_MEMORY = "512MB"  # for building an index or checking a key
_UNCHECKED = (
    "select c.conrelid::regclass::text, c.conname from pg_constraint c join pg_class r on r.oid = c.conrelid"
    " where c.contype = 'f' and not c.convalidated"
    " and (c.conrelid = any (%(tables)s::regclass[]) or c.confrelid = any (%(tables)s::regclass[]))"
    " order by r.relpages desc, 1, 2"
)


def take_down(cursor: Any, tables: list[str]) -> list[str]:
    """Drop the keys and indexes of these tables, and the foreign keys of others that lean on them; the statements that
    put them back, foreign keys last and not yet checked.
    """
    cursor.execute(
        "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint where contype = 'f'"
        " and (conrelid = any (%(tables)s::regclass[]) or confrelid = any (%(tables)s::regclass[])) order by conname",
        {"tables": tables},
    )
    foreign = cursor.fetchall()
    cursor.execute(
        "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint"
        " where contype in ('p', 'u') and conrelid = any (%s::regclass[]) order by contype, conname",
        [tables],
    )
    unique = cursor.fetchall()
    cursor.execute(
        "select i.indrelid::regclass::text, i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i"
        " left join pg_constraint c on c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x')"
        " where i.indrelid = any (%s::regclass[]) and c.oid is null order by 2",
        [tables],
    )
    indexes = cursor.fetchall()
    for table, name, _ in (*foreign, *unique):
        cursor.execute(f'alter table {table} drop constraint "{name}"')
    for _, name, _ in indexes:
        cursor.execute(f"drop index {name}")
    # Table by table, so that each is read while its pages are still in memory.
    built = [(table, f'alter table {table} add constraint "{name}" {definition}') for table, name, definition in unique]
    built += [(table, definition) for table, _, definition in indexes]
    return [
        *(statement for _, statement in sorted(built, key=lambda each: each[0])),
        *(
            f'alter table {table} add constraint "{name}" {definition.removesuffix(" NOT VALID")} not valid'
            for table, name, definition in foreign
        ),
    ]


def put_back(cursor: Any, statements: Iterable[str]) -> None:
    """Build what was taken down, as a role that sees every row."""
    cursor.execute("select set_config('maintenance_work_mem', %s, true)", [_MEMORY])
    for statement in statements:
        cursor.execute(statement)


def check_keys(tables: list[str], sessions: int) -> None:
    """Check the foreign keys of these tables that were put back unchecked; nothing when all are. Where a row points at
    nobody, these tables are emptied and IntegrityError is raised.
    """
    with connection.cursor() as cursor:
        cursor.execute(_UNCHECKED, {"tables": tables})
        unchecked: dict[str, list[str]] = {}
        for table, name in cursor.fetchall():
            unchecked.setdefault(table, []).append(name)
    if not unchecked:
        return
    try:
        with ThreadPoolExecutor(sessions) as pool:
            # Two keys of one table can not be checked at once; the longest tables come first.
            for done in [pool.submit(_check, table, names) for table, names in unchecked.items()]:
                done.result()
    except IntegrityError:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("reset role")
            _empty(cursor, tables)
            cursor.execute("set role lantern_owner")
        check_keys(tables, 1)
        raise


def _check(table: str, names: list[str]) -> None:
    """In a session of this thread's own, as the role that sees every row: under row-level security a key would be
    checked against none.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("reset role")
            cursor.execute("select set_config('maintenance_work_mem', %s, false)", [_MEMORY])
            for name in names:
                cursor.execute(f'alter table {table} validate constraint "{name}"')
    finally:
        connection.close()


def _empty(cursor: Any, tables: list[str]) -> None:
    """Empty these tables and all that lean on them."""
    cursor.execute(
        "with recursive leaning (id) as (select unnest(%s::regclass[])"
        " union select conrelid from pg_constraint join leaning on confrelid = leaning.id where contype = 'f')"
        " select id::regclass::text from leaning",
        [tables],
    )
    leaning = [table for (table,) in cursor.fetchall()]
    for table in leaning:
        cursor.execute(f"alter table {table} disable trigger user")
    cursor.execute(f"truncate {', '.join(leaning)}")
    for table in leaning:
        cursor.execute(f"alter table {table} enable trigger user")
