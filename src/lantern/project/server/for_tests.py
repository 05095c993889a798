"""A pytest plugin: every test run gets an embedded server of its own, thrown away at the end.

It sets, before Django's settings are read, `LANTERN_MODE=test`, `LANTERN_HOME`, `LANTERN_SECRET_FILE`,
`LANTERN_DATABASE_SOCKET`, `LANTERN_DATABASE_NAME` and `LANTERN_TEST_SUPERUSER` (how the superuser connects, for tests
that damage things on purpose). Parallel workers inherit them and share the server. With `DATABASE_URL` set, that server is used.

Databases that a test run creates start with our schemas and extensions, because the server's template has them.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest

from .embedded import DATABASE, EmbeddedServer, throwaway_server
from .roles import close_other_databases, create_roles, database_statements
from .secrets import read_or_create_secrets

_open = ExitStack()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: Any, parser: Any, args: list[str]) -> Iterator[None]:
    """Start the server before anything reads the settings."""
    quiet = {"--help", "-h", "--version", "-V", "--fixtures", "--markers"}
    started_by_the_main_process = "PYTEST_XDIST_WORKER" in os.environ
    if not started_by_the_main_process and not quiet & set(args):
        _start()
    return (yield)


def pytest_unconfigure(config: Any) -> None:
    """Stop the server and delete its folder."""
    _open.close()


def _start() -> None:
    scratch = Path(tempfile.mkdtemp(prefix="lantern-home-"))
    _open.callback(shutil.rmtree, scratch, ignore_errors=True)
    os.environ["LANTERN_MODE"] = "test"
    os.environ["LANTERN_HOME"] = str(scratch)
    os.environ["LANTERN_SECRET_FILE"] = str(scratch / "secrets.toml")
    secrets = read_or_create_secrets()
    if os.environ.get("LANTERN_DATABASE_URL") or os.environ.get("DATABASE_URL"):
        return
    server = _open.enter_context(throwaway_server(secrets=secrets, durable=False))
    set_up(server)
    os.environ["LANTERN_DATABASE_SOCKET"] = str(server.socket_dir)
    os.environ["LANTERN_DATABASE_NAME"] = DATABASE
    os.environ["LANTERN_TEST_SUPERUSER"] = server.superuser_dsn()


def set_up(server: EmbeddedServer) -> None:
    """Roles, and a template that gives every new database our schemas and extensions."""
    assert server.secrets is not None  # noqa: S101
    create_roles(server.superuser_dsn(), server.secrets.database, may_create_databases=True)
    with psycopg.connect(server.superuser_dsn("template1")) as connection:
        for statement in database_statements("template1"):
            connection.execute(statement)  # type: ignore[call-overload]
    close_other_databases(server.superuser_dsn())
    with psycopg.connect(server.superuser_dsn()) as connection:
        # Django connects to `postgres` while it creates a test database.
        connection.execute("GRANT CONNECT ON DATABASE postgres TO lantern_migrate, lantern_owner")
    server.ensure_database(DATABASE)
