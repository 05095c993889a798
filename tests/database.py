"""The test database: a real server, real roles, real policies. Tests act as the web role and see only what a person's
context allows.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections

from lantern.project.server import roles
from lantern.project.server.embedded import EmbeddedServer, throwaway_server

# Posts are given by an administrator and row history is read by one; the web role is neither. Tests go through these
# functions,
# which exist nowhere else.
_HOLD_POST = """
create function public.tests_hold_post(post bigint, person integer) returns void language sql security definer
set search_path = pg_catalog, pg_temp as $$ update public.partnership_post set holder_id = person where id = post $$;
grant execute on function public.tests_hold_post to lantern_app;
create function public.tests_row_history(named text, row_key text) returns table (operation text, before jsonb)
language sql
security definer set search_path = pg_catalog, pg_temp as
$$ select operation, before from access.row_history where table_name = named and row_id = row_key order by id $$;
grant execute on function public.tests_row_history to lantern_app;
create function public.tests_analyze() returns void language sql security definer set search_path = public
as $$ analyze $$;
grant execute on function public.tests_analyze to lantern_app;
"""


def connect_as(role: str, server: EmbeddedServer, name: str) -> None:
    """Point Django's connection at this database, as this role."""
    connection.close()
    described = connections.settings["default"]
    options = {key: value for key, value in described["OPTIONS"].items() if key not in {"pool", "assume_role"}}
    if role == "migrate":
        options["assume_role"] = "lantern_owner"
    for place in (described, connection.settings_dict, settings.DATABASES["default"]):
        place.update(HOST=str(server.socket_dir), USER=f"lantern_{role}", NAME=name, OPTIONS=options)


# ---- A database is made once, and copied -----------------------------------------------------------------------------

MADE = "lantern_made"
"""A database as production makes one, which nobody uses: others are copies of it."""

_WHERE = "LANTERN_TEST_RUN"


def made_cluster() -> Path:
    """A stopped server with the roles and ``MADE``, for servers to begin with. Made by whichever process of a test run
    asks first: migrating takes seconds, copying none.
    """
    folder = Path(os.environ[_WHERE])
    with (folder / "lock").open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            done = subprocess.run(
                [sys.executable, "-m", "tests.making", str(folder / "made")],
                cwd=settings.BASE_DIR,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
    return folder / "made"


def make(server: EmbeddedServer, name: str) -> None:
    """Make a database as production makes one: create, migrate, apply row-level security, lint, load the two areas."""
    from lantern.partnership.loading import load_areas
    from lantern.project.migrating import migrate

    roles.prepare_database(server.superuser_dsn(), name)
    connect_as("migrate", server, name)
    migrate()
    load_areas(settings.BASE_DIR / "areas")
    connection.close()


def copy_made(server: EmbeddedServer, name: str) -> bool:
    """A database that is a copy of ``MADE``; False where the server does not have that."""
    with psycopg.connect(server.superuser_dsn(), autocommit=True) as admin:
        if admin.execute("select from pg_database where datname = %s", [MADE]).fetchone() is None:
            return False
        admin.execute(f"create database {name} template {MADE} owner lantern_owner")
    roles.prepare_database(server.superuser_dsn(), name)
    return True


def keep_cluster(server: EmbeddedServer, folder: Path) -> None:
    """Stop a server and keep its cluster in this folder, whole or not at all."""
    server.stop()
    fresh = folder.with_suffix(".new")
    shutil.copytree(server.place.data, fresh / "data", symlinks=True)
    shutil.copy(server.place.password, fresh)
    fresh.rename(folder)


def build_database(server: EmbeddedServer, name: str) -> None:
    """A database as production makes one, and what tests need beside it."""
    if not copy_made(server, name):
        make(server, name)
    connect_as("migrate", server, name)
    with connection.cursor() as cursor:
        cursor.execute(_HOLD_POST)
    connection.close()


def create_roles(server: EmbeddedServer) -> None:
    passwords = dict.fromkeys(roles.ATTRIBUTES, os.environ["LANTERN_TEST_PASSWORD"])
    roles.create_roles(server.superuser_dsn(), passwords, may_create_databases=True)


@pytest.fixture(scope="session")
def database_server() -> Iterator[EmbeddedServer]:
    """A throwaway PostgreSQL with the product's roles."""
    with throwaway_server(durable=False, template=made_cluster()) as server:
        create_roles(server)
        yield server


@pytest.fixture(scope="session")
def django_db_setup(database_server: EmbeddedServer, django_db_blocker: Any) -> Iterator[None]:
    """The database of this test process. Replaces pytest-django's own, which would need rights the web role must not
    have.
    """
    with django_db_blocker.unblock():
        build_database(database_server, "lantern_test")
        connect_as("app", database_server, "lantern_test")
        settings.CONTEXT_MAY_NEST = True
        yield
        connections.close_all()
