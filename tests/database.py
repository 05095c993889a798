"""The test database: a real server, real roles, real policies. Tests act as the web role and see only what a person's
context allows.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

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


def build_database(server: EmbeddedServer, name: str) -> None:
    """Make a database as production makes one: create, migrate, apply row-level security, lint, load the two areas."""
    from lantern.partnership.loading import load_areas
    from lantern.project.migrating import migrate

    roles.prepare_database(server.superuser_dsn(), name)
    connect_as("migrate", server, name)
    migrate()
    load_areas(settings.BASE_DIR / "areas")
    with connection.cursor() as cursor:
        cursor.execute(_HOLD_POST)
    connection.close()


@pytest.fixture(scope="session")
def database_server() -> Iterator[EmbeddedServer]:
    """A throwaway PostgreSQL with the product's roles."""
    passwords = dict.fromkeys(roles.ATTRIBUTES, os.environ["LANTERN_TEST_PASSWORD"])
    with throwaway_server(durable=False) as server:
        roles.create_roles(server.superuser_dsn(), passwords, may_create_databases=True)
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
