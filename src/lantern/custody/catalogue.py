"""Every table as PostgreSQL's own catalogue tells it, and whose each of its rows is.

A table that a room adds later is found here without being listed. One whose rows lead to no authority, and that nobody
has said anything about, is refused: nothing is separated by forgetting it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lantern.access.rows import RULES, THIRD_PARTY, our_models, row_rule

PERSON, EPISODE, EVENT = "people_person", "spine_episode", "spine_event"
HISTORY = "row_history"

HOUSEHOLD = {
    "spine_act": "That a button was pressed, for a day or so.",
    "spine_draft": "Sealed for whoever types it; never leaves.",
    "access_senderlink": "A link to a work address, for an hour or two.",
    "frontdoor_readingaid": "Addresses that an area publishes; one that leaves publishes them where it goes.",
    "access_waitingmail": "A message that is about to leave.",
    "disclosure_knowntofeed": "Lent by an agency, which lends again where it is asked.",
    "disclosure_knowntopointer": "Lent by an agency, which lends again where it is asked.",
    "disclosure_knowntoanswer": "Confirms what an agency lent here.",
    "frontdoor_figureskept": "How far numbers are kept that can be counted again.",
    "frontdoor_countedday": "That a day was counted; where its contacts went, it is counted afresh.",
    "frontdoor_dayfigure": "Numbers of a day, counted afresh from the contacts wherever they are.",
    "frontdoor_drawnweek": "That a week was drawn from; what was drawn goes with its contacts.",
    "frontdoor_steptime": "How long steps took here, counted afresh each day.",
    "frontdoor_lateforecast": "What is likely to be late here, said afresh.",
    "frontdoor_forecasttrial": "How right that was here.",
    "frontdoor_routingrules": "To which team of this house work goes.",
    "frontdoor_workweights": "How work is shared out in this house.",
    "frontdoor_workerterms": "How much somebody of this house can carry.",
    "frontdoor_away": "When somebody of this house is away.",
    "people_weights": "What agreeing tells in this house, learned afresh from whoever is on record.",
    "waiting_serviceversion": "What a service said of its places; one that leaves says it where it goes.",
    "voices_voiceform": "What a partnership asks; partnerships do not leave.",
    "voices_yousaid": "What a partnership has published.",
    "custody_departure": "Who left.",
    "custody_kept": "What stays open although its authority left.",
    "custody_arrival": "What came from elsewhere.",
}
"""Tables of this house's own running: every row stays."""

NATURAL = {
    "access_user": "r.username",
    "partnership_post": "r.code",
    "partnership_team": "r.code",
    "partnership_service": "r.code",
    "partnership_agency": "r.code",
    "partnership_partnership": "r.code",
    "partnership_thresholddocument": "r.code || '@' || r.version",
    "boards_body": "r.code",
    "boards_seat": "r.code",
    "voices_voiceform": "r.code",
}
"""Reference tables whose numbers mean something only here, and by what they are known everywhere."""

SAME_EVERYWHERE = frozenset({"partnership_authority"})
"""Reference tables whose key is a public number."""

LISTS_OF_USERS = {("spine_notice", "seen_by")}
"""Columns that hold users' numbers without saying so to the database."""


class UnassignedTable(Exception):
    """A table whose rows belong to nobody that can be told: say whose they are before anything is separated."""


@dataclass(frozen=True)
class Column:
    name: str
    kind: str
    points_to: str = ""
    """The table a foreign key names, or nothing."""


@dataclass(frozen=True)
class Table:
    """One table: its columns, its key, and how its rows lead to an authority."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    @property
    def has_authority(self) -> bool:
        return self.column("authority_id") is not None


@dataclass
class Catalogue:
    """All tables of the database, sorted into those that hold records of authorities and those that do not."""

    tables: dict[str, Table]
    held: dict[str, Table] = field(default_factory=dict)
    """Tables whose rows have a controller."""
    other: dict[str, str] = field(default_factory=dict)
    """Tables whose rows all stay, and why."""

    def is_episode(self, name: str) -> bool:
        """Whether a table is the episodes' or one that extends it by sharing its key."""
        table = self.tables[name]
        if name == EPISODE:
            return True
        column = table.column(table.key[0]) if len(table.key) == 1 else None
        return column is not None and column.points_to == EPISODE and column.name.endswith("_ptr_id")


_COLUMNS = """
select c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
       coalesce((select t.relname from pg_constraint f join pg_class t on t.oid = f.confrelid
                 where f.conrelid = c.oid and f.contype = 'f' and f.conkey = array[a.attnum] limit 1), '')
from pg_class c join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
order by c.relname, a.attnum
"""
_KEYS = """
select c.relname, array_agg(a.attname::text order by k.place)
from pg_constraint p join pg_class c on c.oid = p.conrelid join pg_namespace n on n.oid = c.relnamespace
cross join unnest(p.conkey) with ordinality k(number, place)
join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
where p.contype = 'p' and n.nspname = 'public' group by c.relname
"""


def read(cursor: Any) -> Catalogue:
    """The catalogue as it stands. Raises UnassignedTable for tables nobody can be told the controller of."""
    cursor.execute(_COLUMNS)
    columns: dict[str, list[Column]] = {}
    for table, name, kind, points_to in cursor.fetchall():
        columns.setdefault(table, []).append(Column(name, kind, points_to))
    cursor.execute(_KEYS)
    keys = {table: tuple(names) for table, names in cursor.fetchall()}
    catalogue = Catalogue({name: Table(name, tuple(found), keys.get(name, ())) for name, found in columns.items()})
    _sort(catalogue)
    return catalogue


def _sort(catalogue: Catalogue) -> None:
    exempt = dict(HOUSEHOLD)
    for model in our_models():
        rule = RULES["reference"] if model._meta.auto_created else row_rule(model)
        if rule.using is None and model._meta.db_table not in exempt:
            exempt[model._meta.db_table] = rule.why_exempt
    exempt |= {table: why for table, (_, why) in THIRD_PARTY.items()}
    waiting = {name: table for name, table in catalogue.tables.items() if name not in exempt}
    catalogue.other = {name: exempt[name] for name in catalogue.tables if name in exempt}
    found = {name for name, table in waiting.items() if table.has_authority}
    while more := {
        name
        for name, table in waiting.items()
        if name not in found and any(column.points_to in found for column in table.columns)
    }:
        found |= more
    if lost := sorted(set(waiting) - found):
        raise UnassignedTable(
            f"Nobody has said whose the rows of {', '.join(lost)} are: give each an authority, or a way to one."
        )
    for name in sorted(found):
        if not waiting[name].key:
            raise UnassignedTable(f"{name} has no key, so its rows can not be told apart.")
    catalogue.held = {name: waiting[name] for name in sorted(found)}
    for table in catalogue.held.values():
        for column in table.columns:
            if column.points_to and column.points_to not in {*catalogue.held, *NATURAL, *SAME_EVERYWHERE}:
                raise UnassignedTable(
                    f"{table.name}.{column.name} points to {column.points_to}, which does not travel."
                )


def canonical(table: Table, *, alias: str = "t", naming: str = "") -> str:
    """A row as everybody can read it: JSON, times in UTC, references by name in place of this database's numbers.

    ``naming`` is a table (kind, id, name) of names that differ from those here, for rows that came from elsewhere.
    The same row gives the same text in every database.
    """
    changed = []
    for column in table.columns:
        value = f'{alias}."{column.name}"'
        if column.points_to in NATURAL:
            changed.append(f"'{column.name}', {_named(column.points_to, value, naming)}")
        elif (table.name, column.name) in LISTS_OF_USERS:
            each = _named("access_user", "u.id", naming)
            changed.append(
                f"'{column.name}', (select coalesce(jsonb_agg({each} order by u.place), '[]'::jsonb)"
                f" from unnest({value}) with ordinality u(id, place))"
            )
    whole = f"to_jsonb({alias})"
    return f"({whole} || jsonb_build_object({', '.join(changed)}))::text" if changed else f"{whole}::text"


def _named(table: str, value: str, naming: str) -> str:
    here = f"(select {NATURAL[table]} from public.{table} r where r.id = {value})"
    if not naming:
        return here
    return f"coalesce((select n.name from {naming} n where n.kind = '{table}' and n.id = {value}::text), {here})"


def schema_of(table: Table) -> dict[str, Any]:
    """What a table's columns are, for whoever reads an export without Lantern."""
    return {
        "key": list(table.key),
        "columns": {
            column.name: {"type": column.kind, **({"refers_to": column.points_to} if column.points_to else {})}
            for column in table.columns
        },
    }
