"""Bringing a database up to date: Django's migrations, then the policies and privileges that the models declare, then
a lint of both.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from lantern.access import row_lint, rows


class UnsafeDatabase(Exception):
    """The lint found a table or role that would let somebody see what they may not. Nothing is served until it is
    mended.
    """


def migrate(report: Callable[[str], None] = lambda _: None) -> None:
    """Migrate, apply row-level security and check it. Runs as the migrating role. Raises UnsafeDatabase with every
    finding.
    """
    report("Bringing the tables up to date")
    call_command("migrate", verbosity=0, interactive=False)
    report("Applying row-level security")
    rows.apply(connection, settings.CONTEXT_KEY)
    findings = row_lint.findings(connection)
    if findings:
        raise UnsafeDatabase("\n".join(findings))
