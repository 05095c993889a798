"""Bringing an export into this Lantern: all of it or nothing, row by row as it was, and proved by the same hashes.

Nobody is joined to anybody: who may be the same as somebody known here is listed for a person to look at.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import Any

from lantern.access.rows import our_models
from lantern.custody.archive import Archive
from lantern.custody.catalogue import HISTORY, LISTS_OF_USERS, NATURAL, Catalogue, Table, canonical
from lantern.custody.exporting import Report, digest_of, stored, streamed


class NotReceived(Exception):
    """Nothing was brought in. The text says why, and what to do."""


@dataclass(frozen=True)
class Received:
    """What came: rows by table, the hash of each as read back from this database, and pairs who may be the same."""

    tables: dict[str, dict[str, Any]]
    alike: list[dict[str, Any]]

    @property
    def rows(self) -> int:
        return sum(int(each["rows"]) for each in self.tables.values())


def receive(cursor: Any, catalogue: Catalogue, archive: Archive, report: Report = lambda _: None) -> Received:
    """Bring everything of an export in, inside the caller's transaction. After NotReceived nothing stands."""
    manifest = archive.manifest
    unknown = sorted(set(manifest["tables"]) - {*catalogue.held, HISTORY})
    if unknown:
        raise NotReceived(
            f"The export has tables that this Lantern does not: {', '.join(unknown)}. Use the same release."
        )
    for name, described in manifest["tables"].items():
        if name != HISTORY and set(described["columns"]) != {each.name for each in catalogue.held[name].columns}:
            raise NotReceived(f"{name} has other columns here than in the export. Use the same release on both sides.")
    returning = _returning(cursor, manifest)
    _refuse_a_second_time(cursor, archive)
    report("Finding who and what the rows refer to")
    _make_naming(cursor)
    _refer(cursor, archive)
    before = _people_here(cursor)
    tables = {}
    for name, described in manifest["tables"].items():
        report(f"Bringing in {name}")
        if name == HISTORY:
            tables[name] = _history_in(cursor, archive, described)
        else:
            tables[name] = _rows_in(cursor, archive, catalogue.held[name], described, returning=returning)
    report("Checking that everything they refer to is here")
    cursor.execute("set constraints all immediate")
    wrong = [name for name, came in tables.items() if came["sha256"] != manifest["tables"][name]["sha256"]]
    if wrong:
        raise NotReceived(f"Read back, {', '.join(wrong)} differ from the export. Nothing was kept.")
    for digest in manifest["attachments"]:
        _file_in(archive, digest)
    _keep_jointly(cursor, archive, returning)
    return Received(tables, _alike(cursor, manifest, before))


def _returning(cursor: Any, manifest: dict[str, Any]) -> bool:
    """Whether these authorities left from here once, and now come back."""
    codes = [each["id"] for each in manifest["leaving"]]
    cursor.execute("select count(*) from custody_departure where authority_id = any (%s)", [codes])
    return bool(cursor.fetchone()[0])


def _refuse_a_second_time(cursor: Any, archive: Archive) -> None:
    cursor.execute("select count(*) from custody_arrival where manifest_sha256 = %s", [archive.sha256])
    if cursor.fetchone()[0]:
        raise NotReceived("This export was received before. Nothing was done a second time.")


def _people_here(cursor: Any) -> bool:
    cursor.execute("select exists (select 1 from people_person)")
    return bool(cursor.fetchone()[0])


# ---- who and what rows refer to


def _make_naming(cursor: Any) -> None:
    cursor.execute("drop table if exists pg_temp.came_as")
    cursor.execute(
        # Keys as text: some tables count theirs, others draw them.
        "create temporary table came_as (kind text, name text, id text, primary key (kind, name)) on commit drop"
    )


def _refer(cursor: Any, archive: Archive) -> None:
    """Find each team, post, agency, document and worker here, or write down the missing ones: closed, for reading."""
    for each in archive.records(archive.manifest["directory"]["authorities"]["file"]):
        _authority(cursor, each)
    for each in archive.records(archive.manifest["directory"]["agencies"]["file"]):
        _found_or_made(
            cursor,
            "partnership_agency",
            each["code"],
            "insert into partnership_agency (code, name, kind, statutory, answers_checks, email_domains)"
            " values (%(code)s, %(name)s, %(kind)s, false, false, '{}') returning id",
            each,
        )
    for each in archive.records(archive.manifest["directory"]["teams"]["file"]):
        _found_or_made(
            cursor,
            "partnership_team",
            each["code"],
            "insert into partnership_team (code, name, kind, agency_id, covers, service, telephone, answers_checks,"
            " takes_handoffs) values (%(code)s, %(name)s, %(kind)s, (select id::bigint from came_as where kind ="
            " 'partnership_agency' and name = %(agency)s), '{}', '', '', false, false) returning id",
            each,
        )
    for each in archive.records(archive.manifest["directory"]["posts"]["file"]):
        _found_or_made(
            cursor,
            "partnership_post",
            each["code"],
            "insert into partnership_post (code, title, role, team_id, ends_on) values (%(code)s, %(title)s, %(role)s,"
            " (select id::bigint from came_as where kind = 'partnership_team' and name = %(team)s), current_date - 1)"
            " returning id",
            each,
        )
    for each in archive.records(archive.manifest["directory"]["thresholds"]["file"]):
        _threshold(cursor, each)
    for each in archive.records(archive.manifest["directory"]["workers"]["file"]):
        _worker(cursor, each)


def _found_or_made(cursor: Any, table: str, name: str, making: str, values: dict[str, Any]) -> None:
    cursor.execute(f"select r.id from {table} r where {NATURAL[table]} = %s", [name])
    row = cursor.fetchone()
    if row is None:
        cursor.execute(making, values)
        row = cursor.fetchone()
    cursor.execute("insert into came_as values (%s, %s, %s)", [table, name, row[0]])


def _authority(cursor: Any, each: dict[str, Any]) -> None:
    cursor.execute("select 1 from partnership_authority where id = %s", [each["id"]])
    if cursor.fetchone():
        return
    cursor.execute("select id from partnership_partnership where code = %s", [each["partnership"]])
    row = cursor.fetchone()
    if row is None:
        cursor.execute(
            "insert into partnership_partnership (code, name, short_name, vision, brand_colour)"
            " values (%s, %s, %s, '', '#1d70b8') returning id",
            [each["partnership"], each["partnership_name"], each["partnership_short_name"]],
        )
        row = cursor.fetchone()
    made = {key: value for key, value in each.items() if not key.startswith("partnership")}
    cursor.execute(
        "insert into partnership_authority select (jsonb_populate_record(null::partnership_authority, %s::jsonb)).*",
        [json.dumps(made | {"partnership_id": row[0]})],
    )


def _threshold(cursor: Any, each: dict[str, Any]) -> None:
    name = f"{each['code']}@{each['version']}"
    clauses = each.pop("clauses")
    cursor.execute("select id from partnership_thresholddocument where code || '@' || version = %s", [name])
    row = cursor.fetchone()
    if row is None:
        cursor.execute(
            "insert into partnership_thresholddocument (code, title, version, covers, wording, levels, in_force_from,"
            " in_force_until) select code, title, version, covers, wording, levels, in_force_from, in_force_until"
            " from jsonb_populate_record(null::partnership_thresholddocument, %s::jsonb) returning id",
            [json.dumps(each)],
        )
        row = cursor.fetchone()
        cursor.execute(
            "insert into partnership_thresholddescriptor (document_id, clause, level, domain, text)"
            " select %s, clause, level, domain, text from jsonb_populate_recordset("
            "null::partnership_thresholddescriptor, %s::jsonb)",
            [row[0], json.dumps(clauses)],
        )
    else:
        cursor.execute(
            "select clause, level, text from partnership_thresholddescriptor where document_id = %s", [row[0]]
        )
        here = set(cursor.fetchall())
        if here != {(clause["clause"], clause["level"], clause["text"]) for clause in clauses}:
            raise NotReceived(
                f"The threshold document {name} has other words here. Give one of them another version first."
            )
    cursor.execute("insert into came_as values ('partnership_thresholddocument', %s, %s)", [name, row[0]])


def _worker(cursor: Any, each: dict[str, Any]) -> None:
    """The same worker here, when sign-in name and name agree; else a closed account that nobody signs in with."""
    local = each["username"]
    cursor.execute("select id, display_name from access_user where username = %s", [local])
    row = cursor.fetchone()
    if row is not None and row[1] != each["name"]:
        local, row = f"{local[:130]} (came)", None
        cursor.execute(
            "select id, display_name from access_user where username = %s and display_name = %s", [local, each["name"]]
        )
        row = cursor.fetchone()
    if row is None:
        cursor.execute(
            "insert into access_user (username, display_name, email, password, is_superuser, is_staff, is_active,"
            " date_joined) values (%s, %s, '', '!', false, false, false, now()) returning id",
            [local, each["name"]],
        )
        row = cursor.fetchone()
    cursor.execute("insert into came_as values ('access_user', %s, %s)", [each["username"], row[0]])


# ---- rows


def _translated(table: Table) -> str:
    """A line of the export with this database's numbers in place of names."""
    changed = []
    for column in table.columns:
        if column.points_to in NATURAL:
            changed.append(
                f"'{column.name}', (select n.id from came_as n where n.kind = '{column.points_to}' and"
                f" n.name = l.line ->> '{column.name}')"
            )
        elif (table.name, column.name) in LISTS_OF_USERS:
            changed.append(
                f"'{column.name}', (select coalesce(jsonb_agg(n.id::bigint order by u.place), '[]'::jsonb) from"
                f" jsonb_array_elements_text(l.line -> '{column.name}') with ordinality u(name, place)"
                " join came_as n on n.kind = 'access_user' and n.name = u.name)"
            )
    return f"l.line || jsonb_build_object({', '.join(changed)})" if changed else "l.line"


def _lines_in(cursor: Any, archive: Archive, described: dict[str, Any]) -> None:
    cursor.execute("drop table if exists pg_temp.came")
    cursor.execute("create temporary table came (line jsonb not null) on commit drop")
    with cursor.copy("copy came (line) from stdin") as copy:
        for line in archive.lines(described["file"]):
            copy.write_row([line])


def _rows_in(
    cursor: Any, archive: Archive, table: Table, described: dict[str, Any], *, returning: bool
) -> dict[str, Any]:
    _lines_in(cursor, archive, described)
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    key = ", ".join(f'"{column}"' for column in table.key)
    same = " and ".join(f"t.\"{column}\"::text = l.line ->> '{column}'" for column in table.key)
    if not returning:
        cursor.execute(f'select count(*) from public."{table.name}" t join came l on {same}')
        if known := cursor.fetchone()[0]:
            raise NotReceived(
                f"{known:,} rows of {table.name} are here already, and their authority never left from here."
            )
    conflict = ""
    if returning:
        changes = ", ".join(
            f'"{each.name}" = excluded."{each.name}"' for each in table.columns if each.name not in table.key
        )
        conflict = f"on conflict ({key}) do nothing"
        if changes and table.name not in _append_only():
            conflict = f"on conflict ({key}) do update set {changes}"
    try:
        cursor.execute(
            f'insert into public."{table.name}" ({columns}) select {columns} from came l,'
            f' jsonb_populate_record(null::public."{table.name}", {_translated(table)}) {conflict}'
        )
    except Exception as problem:
        raise NotReceived(f"{table.name} could not be brought in: {str(problem).splitlines()[0]}") from problem
    order = ", ".join(f't."{column}"' for column in table.key)
    rows, sha256 = digest_of(
        streamed(
            cursor,
            f'select {canonical(table, naming="came_as")} from public."{table.name}" t where'
            f" ({order_text(table)}) in (select {line_key(table)} from came l) order by {order}",
        )
    )
    return {"rows": rows, "sha256": sha256}


def order_text(table: Table) -> str:
    """The key of a row as text, to find it among the lines that came."""
    return ", ".join(f't."{column}"' for column in table.key)


def line_key(table: Table) -> str:
    """The key of a line, in the types of its table."""
    kinds = {column.name: column.kind for column in table.columns}
    return ", ".join(f"(l.line ->> '{column}')::{kinds[column]}" for column in table.key)


def _append_only() -> set[str]:
    return {model._meta.db_table for model in our_models() if getattr(model, "append_only", False)}


def _history_in(cursor: Any, archive: Archive, described: dict[str, Any]) -> dict[str, Any]:
    """Row history, numbered afresh. Read back from what was inserted by this very statement."""
    _lines_in(cursor, archive, described)
    cursor.execute("select coalesce(max(id), 0) from access.row_history")
    last = cursor.fetchone()[0]
    cursor.execute(
        "insert into access.row_history"
        " (at, transaction_id, role, user_id, post_id, table_name, row_id, operation, before)"
        " select (l.line ->> 'at')::timestamptz, (l.line ->> 'transaction_id')::xid8, l.line ->> 'role',"
        " (select n.id::bigint from came_as n where n.kind = 'access_user' and n.name = l.line ->> 'user_id'),"
        " (select n.id::bigint from came_as n where n.kind = 'partnership_post' and n.name = l.line ->> 'post_id'),"
        " l.line ->> 'table_name', l.line ->> 'row_id', l.line ->> 'operation', l.line -> 'before' from came l"
    )
    rows, sha256 = digest_of(
        streamed(
            cursor,
            "select (to_jsonb(h) - 'id' || jsonb_build_object('user_id', (select n.name from came_as n where"
            " n.kind = 'access_user' and n.id = h.user_id::text), 'post_id', (select n.name from came_as n where"
            " n.kind = 'partnership_post' and n.id = h.post_id::text)))::text as line"
            f" from access.row_history h where h.id > {int(last)} order by line",
        )
    )
    return {"rows": rows, "sha256": sha256}


def _file_in(archive: Archive, digest: str) -> None:
    """Keep a file under what is in it. One that is left over when nothing is kept harms nobody: no row names it."""
    place = stored(digest)
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = place.with_name(f".{digest}.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write((archive.folder / "attachments" / digest).read_bytes())
        file.flush()
        os.fsync(file.fileno())
    beside.replace(place)


# ---- what both keep, and who may be the same


def _keep_jointly(cursor: Any, archive: Archive, returning: bool) -> None:
    """The other side's part of shared families is read here and written there."""
    manifest = archive.manifest
    left = [each["id"] for each in manifest["leaving"]]
    if returning:
        cursor.execute("delete from custody_kept where authority_id = any (%s)", [left])
        cursor.execute("delete from custody_departure where authority_id = any (%s)", [left])
        return
    staying = {each["authority"] for each in archive.records(manifest["joint"]["file"])}
    # Where the other side is at home here too (two hubs become one), its own people read and write as ever.
    cursor.execute(
        "select c from unnest(%s::smallint[]) c"
        " where not exists (select 1 from custody_arrival a where a.authority_id = c)"
        " and not exists (select 1 from people_person p where p.authority_id = c and not p.id in"
        " (select (l ->> 'person')::uuid from unnest(%s::jsonb[]) l where l ? 'person'))",
        [sorted(staying), list(archive.lines(manifest["joint"]["file"]))],
    )
    elsewhere = [code for (code,) in cursor.fetchall()]
    names = {each["id"]: each["name"] for each in manifest["staying"]}
    for code in elsewhere:
        cursor.execute(
            "insert into custody_departure (authority_id, since, going_to, ask, kept_for, run_reference)"
            " values (%s, %s, %s, %s, %s, %s) on conflict (authority_id) do update set kept_for = excluded.kept_for",
            [code, manifest["leaves_on"], names[code], f"Ask {names[code]}.", left, manifest["run"]],
        )
        cursor.execute(
            "update partnership_team set covers = array_remove(covers, %s::smallint) where %s = any (covers)",
            [code, code],
        )
    for each in archive.records(manifest["joint"]["file"]):
        if each["authority"] in elsewhere:
            cursor.execute(
                "insert into custody_kept (id, authority_id, person_id, episode_id, rule, lead_id, for_authorities,"
                " run_reference) values (uuidv7(), %s, %s, %s, 'joint', %s, %s, %s)",
                [
                    each["authority"],
                    each.get("person"),
                    each.get("episode"),
                    each["lead"],
                    each["for"],
                    manifest["run"],
                ],
            )


def _alike(cursor: Any, manifest: dict[str, Any], anybody_before: bool) -> list[dict[str, Any]]:
    """Who came and may be somebody known here: the same number, or the same name and day of birth. For a human."""
    if not anybody_before:
        return []
    left = [each["id"] for each in manifest["leaving"]]
    cursor.execute(
        "select c.reference, k.reference, 'number' from people_identifier a join people_person c on c.id = a.person_id"
        " join people_identifier b on b.kind = a.kind and b.value = a.value and b.kind in ('nhs', 'upn')"
        " join people_person k on k.id = b.person_id where c.authority_id = any (%(left)s)"
        " and not k.authority_id = any (%(left)s) union"
        " select c.reference, k.reference, 'name and birth' from people_person c join people_person k"
        " on lower(k.sort_name) = lower(c.sort_name) and k.born_on = c.born_on where c.authority_id = any (%(left)s)"
        " and not k.authority_id = any (%(left)s) and c.born_on is not null order by 1, 2, 3",
        {"left": left},
    )
    pairs: dict[tuple[str, str], list[str]] = {}
    for came, known, why in cursor.fetchall():
        pairs.setdefault((came, known), []).append(why)
    return [{"came": came, "known": known, "agree": why} for (came, known), why in pairs.items()]
