"""Bringing a database up to date: Django's migrations, then the policies and privileges that the models declare, then
a lint of both.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from lantern.access import row_lint, rows
from lantern.people import keys
from lantern.project.reloading import one_model_at_a_time


class UnsafeDatabase(Exception):
    """The lint found a table or role that would let somebody see what they may not. Nothing is served until it is
    mended.
    """


def migrate(report: Callable[[str], None] = lambda _: None) -> None:
    """Migrate, apply row-level security and check it. Runs as the migrating role. Raises UnsafeDatabase with every
    finding.
    """
    report("Bringing the tables up to date")
    with one_model_at_a_time():
        call_command("migrate", verbosity=0, interactive=False)
    report("Applying row-level security")
    rows.apply(connection, settings.CONTEXT_KEY)
    _make_search_keys(report)
    findings = row_lint.findings(connection)
    if findings:
        raise UnsafeDatabase("\n".join(findings))


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
