"""What a partnership did, done again in other years: rows of the rooms told again by their own columns and keys.

Nothing here knows a room. What belongs to a record is found from the catalogue's foreign keys; a copy keeps every link
among what is copied, and points at the same bodies, agencies and people where those are not copied. Dates move back by
as much as the copy is earlier.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import psycopg

ROOMS = (
    "boards", "governance", "learning", "improvement", "money", "oversight", "dissemination", "training", "section11",
    "voices", "assurance", "reviews", "reporting",
)  # fmt: skip
_SPINE = (
    "spine_episode", "spine_event", "spine_eventnote", "spine_eventsubject", "spine_involvement", "spine_clock",
)  # fmt: skip

_COLUMNS = """
select c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attgenerated = ''
  and (split_part(c.relname, '_', 1) = any(%(rooms)s) or c.relname = any(%(spine)s)) order by c.relname, a.attnum
"""
_LINKS = """
select c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text, c.contype
from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
where c.contype in ('f', 'p') and c.connamespace = 'public'::regnamespace
"""
_ONCE = """
select i.indrelid::regclass::text, array_agg(a.attname::text) from pg_index i
join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
where i.indisunique and not i.indisprimary group by i.indexrelid, i.indrelid
"""


@dataclass
class _Table:
    """A table with its columns, its key, which columns point at another of these tables, and whose words stand there
    once."""

    columns: dict[str, str] = field(default_factory=dict)
    key: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    once: set[str] = field(default_factory=set)


class Again:
    """Tells what hangs on some records again, some copies earlier. Works as a role that sees and may write all rows,
    and without triggers: no row of it says who changed what."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        found: dict[str, _Table] = defaultdict(_Table)
        for table, column, kind in connection.execute(_COLUMNS, {"rooms": list(ROOMS), "spine": list(_SPINE)}):
            found[table].columns[column] = kind
        for table, column, to, sort in connection.execute(_LINKS):
            if table in found and sort == "p":
                found[table].key.append(column)
            elif table in found and to in found:
                found[table].links[column] = to
        for table, columns in connection.execute(_ONCE):
            if table in found and not set(columns) & set(found[table].links):
                found[table].once.update(columns)
        self.tables = dict(found)
        self.number = 0
        connection.execute("create temp table if not exists again (id uuid primary key)")
        connection.execute("create temp table if not exists copies (n int, salt text, back interval)")
        connection.execute("create temp sequence if not exists told_again")

    def tell(
        self, roots: str, *, earlier: Sequence[str], after: Iterable[str] = (), rooms: Iterable[str] = ROOMS
    ) -> int:
        """Tell the records that ``roots`` selects, with what belongs to them in these rooms, once for each of
        ``earlier`` (how much earlier, as PostgreSQL reads an interval); of what came of them (``because_of``) only
        kinds in ``after``. Returns how many rows were written."""
        self.connection.execute("truncate again; truncate copies")
        for back in earlier:
            self.number += 1
            self.connection.execute("insert into copies values (%s, %s, %s)", (self.number, f"{self.number:x}", back))
        self.connection.execute(f"insert into again {roots} on conflict do nothing")
        self._gather(list(after), {"spine", *rooms})
        self.connection.execute("analyze again")
        return sum(self._copy(name, table) for name, table in self.tables.items())

    def _gather(self, after: list[str], rooms: set[str]) -> None:
        """Everything that belongs to what was gathered, until nothing more does."""
        while True:
            more = 0
            for name, table in self.tables.items():
                if len(table.key) != 1 or name.split("_")[0] not in rooms:
                    continue
                for column, to in table.links.items():
                    led_to = name == "spine_episode" and column == "because_of_id"
                    if not led_to and (to == name or column == "because_of_id"):
                        continue  # who answers for whom, what replaced what: not part of it
                    only = " and t.kind = any(%(after)s)" if led_to else ""
                    found = self.connection.execute(
                        f"insert into again select t.{table.key[0]} from {name} t"
                        f" where t.{column} in (select id from again){only} on conflict do nothing",
                        {"after": after} if only else None,
                    )
                    more += found.rowcount
            if not more:
                return

    def _copy(self, name: str, table: _Table) -> int:
        """Write the gathered rows of one table again, each as often as there are copies."""
        values = [self._value(column, kind, table) for column, kind in table.columns.items()]
        columns = ", ".join(f'"{column}"' for column in table.columns)
        told = self.connection.execute(
            f"insert into {name} ({columns}) select {', '.join(values)} from {name} t cross join copies r"
            f" where t.{table.key[0]} in (select id from again)"
        )
        return told.rowcount

    def _value(self, column: str, kind: str, table: _Table) -> str:
        mine = f't."{column}"'
        if kind == "uuid" and (column in table.links or column in table.key):
            again = f"md5({mine}::text || r.salt)::uuid"
            return (
                again
                if [column] == table.key
                else f"case when {mine} in (select id from again) then {again} else {mine} end"
            )
        if kind == "timestamp with time zone":
            return f"{mine} - r.back"
        if kind == "date":
            return f"({mine} - r.back)::date"
        if column == "year":
            return f"{mine} - extract(year from r.back)::int"
        if column == "reference" and "kind" in table.columns:
            return f"split_part({mine}, '-', 1) || '-' || lpad(nextval('told_again')::text, 7, '0')"
        if column in table.once and kind.startswith("character varying"):
            most = int(kind.partition("(")[2].rstrip(")"))
            return f"left({mine}, {most - 5}) || '-' || r.salt"
        return mine
