"""`lantern backup`: a dump of everything, proved complete by counting its rows.

The dump is taken as `lantern_backup`, which sees past row-level security: taken as any other role it could end without
an error and without rows. Keep the file encrypted, and apart from the secret file: sealed fields need those keys.
"""

import argparse
import datetime
import os
import subprocess
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from lantern.project.server.embedded import throwaway_server
from lantern.project.server.programs import programs
from lantern.project.server.roles import create_roles, prepare_database
from lantern.project.server.secrets import Secrets, home

from . import database
from .bridge import without_tls
from .errors import CommandError, Exit
from .progress import Progress

Counts = dict[str, int]

TABLES = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'
    ORDER BY 1, 2
"""


def backup(arguments: argparse.Namespace) -> int:
    """Write a dump, or with `--verify` prove that an existing one restores."""
    secrets = database.require()
    if arguments.verify and arguments.file and Path(arguments.file).exists():
        return _verify(Path(arguments.file), secrets)
    target = Path(arguments.file) if arguments.file else _default_target()
    if target.exists():
        raise CommandError(f"{target} exists already, and a backup is never written over another.", Exit.USAGE)
    counts = _dump(target, secrets)
    print(f"Backed up {sum(counts.values()):,} rows of {len(counts)} tables to {target}")
    return _verify(target, secrets, counts) if arguments.verify else Exit.OK


def _default_target() -> Path:
    folder = home() / "backups"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"lantern-{datetime.datetime.now(datetime.UTC):%Y%m%dT%H%M%SZ}.dump"


def _dump(target: Path, secrets: Secrets) -> Counts:
    """Dump and count in one snapshot, so that the counts are those of the very rows dumped."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.unfinished")
    address = database.dsn("backup", secrets)
    with (
        Progress("Backing up") as progress,
        psycopg.connect(address) as connection,
        without_tls(address) as for_programs,
    ):
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None  # noqa: S101
        os.close(os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))
        try:
            dumping = _start("pg_dump", for_programs, "--format=custom", "--no-password", f"--snapshot={row[0]}",
                             f"--file={unfinished}")  # fmt: skip
            counts = _count(connection)
            _wait(dumping, progress, "Backing up", "The backup failed")
            _fix_to_disk(unfinished)
            unfinished.rename(target)
        finally:
            unfinished.unlink(missing_ok=True)
    return counts


def _verify(dump: Path, secrets: Secrets, expected: Counts | None = None) -> int:
    """Restore the dump into a scratch server and compare: counts, row-level security, policies.

    Compared with the counts taken while dumping; for an older file, with the live tables' names only.
    """
    words = "Restoring the backup into a scratch server"
    with Progress(words) as progress, throwaway_server(secrets=secrets, durable=False) as scratch:
        create_roles(scratch.superuser_dsn(), secrets.database)
        prepare_database(scratch.superuser_dsn(), "restored")
        address = scratch.superuser_dsn("restored")
        arguments = ["--no-password", "--clean", "--if-exists", "--exit-on-error", str(dump)]
        restoring = _start("pg_restore", address, *arguments)
        _wait(restoring, progress, words, "The backup does not restore")
        with psycopg.connect(address) as connection:
            restored, restored_walls = _count(connection), _walls(connection)
        with psycopg.connect(database.dsn("backup", secrets)) as connection:
            walls = _walls(connection)
            live_tables = set(_count_names(connection))
    wrong = []
    if expected is None:
        wrong += [f"{table} is missing" for table in sorted(live_tables - set(restored))]
    elif restored != expected:
        differing = sorted(table for table in {*expected, *restored} if expected.get(table) != restored.get(table))
        wrong += [f"{table} has {restored.get(table, 0)} rows, not {expected.get(table, 0)}" for table in differing]
    if expected is not None and restored_walls != walls:
        wrong.append("row-level security differs from the live database")
    if expected is None and not restored:
        wrong.append("it holds no tables")
    if wrong:
        raise CommandError(f"{dump} is not a good backup: {'; '.join(wrong)}.")
    print(f"Verified: {dump} restores, with {sum(restored.values()):,} rows of {len(restored)} tables.")
    return Exit.OK


def _count_names(connection: "psycopg.Connection[tuple[str, str]]") -> list[str]:
    return [f"{schema}.{table}" for schema, table in connection.execute(TABLES)]


def _count(connection: "psycopg.Connection[tuple[str, str]]") -> Counts:
    """The rows of every table."""
    counts = {}
    for schema, table in connection.execute(TABLES).fetchall():
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))).fetchone()
        counts[f"{schema}.{table}"] = int(row[0]) if row else 0
    return counts


def _walls(connection: "psycopg.Connection[tuple[str, str]]") -> list[tuple[object, ...]]:
    """Which tables have row-level security, and every policy."""
    tables = connection.execute(
        "SELECT oid::regclass::text, relrowsecurity, relforcerowsecurity FROM pg_class "
        "WHERE relrowsecurity OR relforcerowsecurity ORDER BY 1"
    ).fetchall()
    policies = connection.execute(
        "SELECT schemaname, tablename, policyname, permissive, roles::text, cmd, qual, with_check FROM pg_policies "
        "ORDER BY 1, 2, 3"
    ).fetchall()
    return [*tables, *policies]


def _start(program: str, address: str, *arguments: str) -> "subprocess.Popen[str]":
    parts = conninfo_to_dict(address)
    # By the environment: a password among the arguments could be read by every user of this machine.
    environment = {**os.environ, "PGPASSWORD": str(parts.pop("password", ""))}
    address = make_conninfo("", **{name: str(value) for name, value in parts.items() if value is not None})
    errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 - read, and closed, by _wait
    started = subprocess.Popen(
        [str(programs() / program), f"--dbname={address}", *arguments],
        env=environment, stdin=subprocess.DEVNULL, stderr=errors, text=True,
    )  # fmt: skip
    started.stderr = errors
    return started


def _wait(process: "subprocess.Popen[str]", progress: Progress, words: str, on_failure: str) -> None:
    while True:
        try:
            process.wait(0.2)
            break
        except subprocess.TimeoutExpired:
            progress.say(words)
    assert process.stderr is not None  # noqa: S101
    with process.stderr as errors:
        if process.returncode:
            errors.seek(0)
            lines = [line for line in errors.read().splitlines() if "error" in line.lower()]
            raise CommandError(f"{on_failure}: {lines[0] if lines else 'see above'}")


def _fix_to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
