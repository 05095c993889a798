"""Reading what goes out of the database, to write it or to prove it: the same reading for both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from lantern.custody.archive import FORMAT, MANIFEST, README, Archive, Writer
from lantern.custody.catalogue import HISTORY, NATURAL, Catalogue, Table, canonical, schema_of
from lantern.custody.models import SeparationRun
from lantern.custody.previewing import sorting_for
from lantern.custody.sorting import Sorting

type Report = Callable[[str], None]

DIRECTORY = {
    "agencies": "select jsonb_build_object('code', code, 'name', name, 'kind', kind)"
    " from partnership_agency order by code",
    "teams": "select jsonb_build_object('code', t.code, 'name', t.name, 'kind', t.kind, 'agency', a.code)"
    " from partnership_team t join partnership_agency a on a.id = t.agency_id order by t.code",
    "posts": "select jsonb_build_object('code', p.code, 'title', p.title, 'role', p.role, 'team', t.code)"
    " from partnership_post p join partnership_team t on t.id = p.team_id order by p.code",
    "authorities": "select to_jsonb(a) - 'partnership_id' || jsonb_build_object('partnership', p.code,"
    " 'partnership_name', p.name, 'partnership_short_name', p.short_name) from partnership_authority a"
    " join partnership_partnership p on p.id = a.partnership_id order by a.id",
    "thresholds": "select to_jsonb(d) - 'id' || jsonb_build_object('clauses', (select coalesce(jsonb_agg(to_jsonb(c)"
    " - 'id' - 'document_id' order by c.clause), '[]') from partnership_thresholddescriptor c"
    " where c.document_id = d.id))"
    " from partnership_thresholddocument d order by d.code, d.version",
}
"""What rows refer to by name, and how it is read."""


class ChangedMeanwhile(Exception):
    """What is in the database is no longer what was exported. ``tables`` names what differs."""

    def __init__(self, tables: list[str]) -> None:
        super().__init__(f"Changed since the export: {', '.join(tables)}. Export again.")
        self.tables = tables


def rows_that_go(sorting: Sorting, table: Table) -> str:
    """The statement that reads every row of a table that goes or is kept by both, in the order of its key."""
    key = ", ".join(f't."{column}"' for column in table.key)
    return (
        f"select {canonical(table)} from public.\"{table.name}\" t where {sorting.side_of(table)} <> 's' order by {key}"
    )


def history_that_goes(sorting: Sorting, catalogue: Catalogue) -> str:
    """The statement that reads the row history of what goes, oldest first; without this database's own numbering."""
    return (
        "select (to_jsonb(h) - 'id' || jsonb_build_object('user_id',"
        f" (select {NATURAL['access_user']} from public.access_user r where r.id = h.user_id), 'post_id',"
        f" (select {NATURAL['partnership_post']} from public.partnership_post r where r.id = h.post_id)))::text as line"
        f" from access.{HISTORY} h where {sorting.history_side()} <> 's' order by line"
    )


def streamed(cursor: Any, statement: str) -> Iterator[str]:
    """The lines of a statement of one column, as they come: never all in memory."""
    with cursor.copy(f"copy ({statement}) to stdout") as copy:
        copy.set_types(["text"])
        for row in copy.rows():
            yield row[0]


def digest_of(lines: Iterator[str]) -> tuple[int, str]:
    """How many lines, and the SHA-256 they would have as a file."""
    digest, rows = hashlib.sha256(), 0
    for line in lines:
        digest.update(line.encode() + b"\n")
        rows += 1
    return rows, digest.hexdigest()


def export(
    cursor: Any, catalogue: Catalogue, run: SeparationRun, target: Path, report: Report = lambda _: None
) -> dict[str, Any]:
    """Write everything that goes into a directory. Returns its manifest, with its own SHA-256 under ``sha256``."""
    report("Sorting people, work and events")
    sorting = sorting_for(cursor, catalogue, run)
    counts = sorting.count()
    writer = Writer(target)
    try:
        tables = {}
        for table in catalogue.held.values():
            report(f"Writing {table.name}")
            written = writer.lines(f"tables/{table.name}.jsonl", streamed(cursor, rows_that_go(sorting, table)))
            tables[table.name] = written.plain() | {"of": counts.tables[table.name]} | schema_of(table)
        history = writer.lines(f"tables/{HISTORY}.jsonl", streamed(cursor, history_that_goes(sorting, catalogue)))
        tables[HISTORY] = history.plain() | {"of": counts.tables[HISTORY]}
        report("Writing who and what they refer to")
        directory = {
            name: writer.lines(f"directory/{name}.jsonl", streamed(cursor, statement)).plain()
            for name, statement in DIRECTORY.items()
        }
        people = writer.lines("directory/workers.jsonl", streamed(cursor, _workers(sorting, catalogue)))
        joint = writer.lines("joint.jsonl", streamed(cursor, JOINT_THERE.format(left=_line(run))))
        attachments = _attachments(cursor, sorting, catalogue)
        for digest in attachments:
            writer.copy(stored(digest), digest)
        manifest = _described(cursor, run) | {
            "tables": tables,
            "directory": directory | {"workers": people.plain()},
            "joint": joint.plain(),
            "attachments": attachments,
            "stays": {name: counts.tables[name] for name in catalogue.other},
            "left_behind": counts.left_behind,
        }
        whom = ", ".join(each["name"] for each in manifest["leaving"])
        writer.text("README.txt", README.format(whom=whom, day=manifest["made_at"][:10]))
        sha256 = writer.text(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True) + "\n")
        writer.finish()
    except BaseException:
        writer.give_up()
        raise
    return manifest | {"sha256": sha256}


def compare(cursor: Any, catalogue: Catalogue, run: SeparationRun, archive: Archive, report: Report) -> Sorting:
    """Read everything that goes once more and hold it against an export. Raises ChangedMeanwhile."""
    sorting = sorting_for(cursor, catalogue, run)
    differing = sorted(set(archive.manifest["tables"]) ^ {*catalogue.held, HISTORY})
    for name, described in archive.manifest["tables"].items():
        if name in differing:
            continue
        report(f"Comparing {name}")
        if name == HISTORY:
            statement = history_that_goes(sorting, catalogue)
        else:
            statement = rows_that_go(sorting, catalogue.held[name])
        if digest_of(streamed(cursor, statement)) != (described["rows"], described["sha256"]):
            differing.append(name)
    if differing:
        raise ChangedMeanwhile(differing)
    return sorting


JOINT_THERE = (
    "select jsonb_build_object('person', id, 'authority', authority_id, 'lead', coalesce(lead, authority_id),"
    " 'for', {left}) from sort_person where not leaves and side = 'b' union all"
    " select jsonb_build_object('episode', id, 'authority', authority_id, 'lead', coalesce(lead, authority_id),"
    " 'for', {left}) from sort_episode where not leaves and side = 'b'"
)
"""What the other side keeps a copy of, although its controller stays here."""


def _line(run: SeparationRun) -> str:
    return "array[" + ",".join(str(int(each)) for each in sorted(run.leaving)) + "]::smallint[]"


def _workers(sorting: Sorting, catalogue: Catalogue) -> str:
    """Workers whom any row that goes names: what they are called, and nothing to sign in with."""
    named = [
        f'select t."{column.name}" as id from public."{table.name}" t'
        f" where t.\"{column.name}\" is not null and {sorting.side_of(table)} <> 's'"
        for table in catalogue.held.values()
        for column in table.columns
        if column.points_to == "access_user"
    ]
    named.append(f"select h.user_id from access.{HISTORY} h where {sorting.history_side()} <> 's'")
    named.append(
        "select unnest(t.seen_by) from public.spine_notice t where"
        f" {sorting.side_of(catalogue.held['spine_notice'])} <> 's'"
    )
    return (
        "select jsonb_build_object('username', u.username, 'name', u.display_name) from public.access_user u"
        f" where u.id in ({' union '.join(named)}) order by u.username"
    )


def _attachments(cursor: Any, sorting: Sorting, catalogue: Catalogue) -> list[str]:
    """The stored files that rows which go name, in whatever table the SHA-256 of one stands."""
    found = set()
    for table in catalogue.held.values():
        if table.column("sha256") is None:
            continue
        cursor.execute(f"select distinct t.sha256 from public.\"{table.name}\" t where {sorting.side_of(table)} <> 's'")
        digests = {digest for (digest,) in cursor.fetchall() if digest}
        # Elsewhere than with an episode the number can also be of a file that was read and never kept.
        found |= {each for each in digests if table.name == "spine_attachment" or stored(each).is_file()}
    return sorted(found)


def stored(digest: str) -> Path:
    """Where a file that was sent with an episode is kept (``spine.attachments``)."""
    return Path(settings.ATTACHMENTS) / digest[:2] / digest[2:4] / digest


def _described(cursor: Any, run: SeparationRun) -> dict[str, Any]:
    cursor.execute("select id, name, short_name, ons_code from partnership_authority order by id")
    known = [dict(zip(("id", "name", "short_name", "ons_code"), row, strict=True)) for row in cursor.fetchall()]
    cursor.execute("select to_char(now() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')")
    return {
        "format": FORMAT,
        "run": run.reference,
        "made_at": cursor.fetchone()[0],
        "leaving": [each for each in known if each["id"] in run.leaving],
        "staying": [each for each in known if each["id"] not in run.leaving],
        "leaves_on": run.leaves_on.isoformat(),
        "going_to": run.going_to,
        "ask": run.ask,
    }
