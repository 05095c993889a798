"""Bringing a database up to date: Django's migrations, then the policies and privileges that the models declare, then
a lint of both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import migrate as command
from django.db import connection, transaction
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from lantern.access import row_lint, rows
from lantern.people import keys
from lantern.project.reloading import one_model_at_a_time

_ONE_AT_A_TIME = 0x6C616E7465726E
"""The advisory lock of whoever migrates. One that was killed keeps it until its server process has noticed and ended,
so that the next does not begin among what is still being written.
"""


_EXECUTOR = MigrationExecutor.__name__


class UnsafeDatabase(Exception):
    """The lint found a table or role that would let somebody see what they may not. Nothing is served until it is
    mended.
    """


def migrate(report: Callable[[str], None] = lambda _: None) -> None:
    """Migrate, apply row-level security and check it. Runs as the migrating role. Raises UnsafeDatabase with every
    finding.
    """
    report("Bringing the tables up to date")
    with _one_at_a_time(report):
        with one_model_at_a_time(), _applied_by(WholeOrAbsent):
            call_command("migrate", verbosity=0, interactive=False)
        report("Applying row-level security")
        rows.apply(connection, settings.CONTEXT_KEY)
        _make_search_keys(report)
        findings = row_lint.findings(connection)
    if findings:
        raise UnsafeDatabase("\n".join(findings))


@contextmanager
def _one_at_a_time(report: Callable[[str], None]) -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [_ONE_AT_A_TIME])
        if not cursor.fetchone()[0]:
            report("Waiting until another migration has ended")
            # The role gives up on a lock soon, so that it stops nobody's work; this one stops nobody's.
            cursor.execute("set local lock_timeout = 0")
            cursor.execute("set local statement_timeout = 0")
            cursor.execute("select pg_advisory_lock(%s)", [_ONE_AT_A_TIME])
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [_ONE_AT_A_TIME])


class WholeOrAbsent(MigrationExecutor):
    """What a migration did and the record that it was done are one transaction. Django commits the one before the other
    where a foreign key waits for the end, as most here: killed in between, the next run would make the same tables
    again and fail.
    """

    def apply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        with transaction.atomic(self.connection.alias) if migration.atomic else nullcontext():
            return super().apply_migration(state, migration, fake, fake_initial)


@contextmanager
def _applied_by(executor: type[MigrationExecutor]) -> Iterator[None]:
    theirs = getattr(command, _EXECUTOR)
    setattr(command, _EXECUTOR, executor)
    try:
        yield
    finally:
        setattr(command, _EXECUTOR, theirs)


def _make_search_keys(report: Callable[[str], None]) -> None:
    """Keys by which people are found, for whoever has none of the present kind."""
    with transaction.atomic(), connection.cursor() as cursor:
        # As the migrating role itself, which row-level security does not bind.
        cursor.execute("reset role")
        done = keys.rewrite_outdated(lambda people: report(f"Making the keys by which people are found: {people:,}"))
        cursor.execute("set role lantern_owner")
    if done:
        with connection.cursor() as cursor:
            cursor.execute("analyze people_searchkey, people_searchfacts")
