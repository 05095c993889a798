"""A migration that is broken off left nothing, and two at once wait for each other (P1, P3)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, migrations, models
from django.db.migrations.executor import MigrationExecutor
from tests.database import connect_as

from lantern.project import migrating
from lantern.project.server.embedded import EmbeddedServer


class Pressed(Exception):
    """The plug was pulled here."""


class WithAKey(migrations.Migration):
    """A table whose foreign key is written at the end: Django would commit it before it records the migration."""

    dependencies = [("spine", "0001_initial")]
    operations = [
        migrations.CreateModel(
            "Tried",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("episode", models.ForeignKey("spine.Episode", models.CASCADE, related_name="+")),
            ],
        )
    ]


@pytest.fixture
def migrator(database_server: EmbeddedServer, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Connected as the role that migrates."""
    name = settings.DATABASES["default"]["NAME"]
    with django_db_blocker.unblock():
        connect_as("migrate", database_server, name)
        yield
        with connection.cursor() as cursor:
            cursor.execute("drop table if exists spine_tried")
        connect_as("app", database_server, name)


def broken_off_before_it_is_recorded(kind: type[MigrationExecutor], monkeypatch: pytest.MonkeyPatch) -> bool:
    """Apply a migration that ends before its record is written. Whether its table stands."""

    def pulled(*_arguments: object, **_named: object) -> None:
        raise Pressed

    monkeypatch.setattr(kind, "record_migration", pulled)
    executor = kind(connection)
    state = executor.loader.project_state([("spine", "0001_initial")])
    with pytest.raises(Pressed):
        executor.apply_migration(state, WithAKey("9999_tried", "spine"))
    return "spine_tried" in connection.introspection.table_names()


def test_what_a_migration_did_and_its_record_are_one(migrator: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not broken_off_before_it_is_recorded(migrating.WholeOrAbsent, monkeypatch)


def test_control_django_alone_would_leave_the_table_without_its_record(
    migrator: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert broken_off_before_it_is_recorded(MigrationExecutor, monkeypatch)


def test_a_second_migration_waits_for_the_first(migrator: None, database_server: EmbeddedServer) -> None:
    name = settings.DATABASES["default"]["NAME"]
    entered, said = threading.Event(), list[str]()

    def second() -> None:
        with migrating._one_at_a_time(said.append):
            entered.set()
        connection.close()

    waiting = "select pid from pg_stat_activity where datname = current_database() and wait_event = 'advisory'"
    with migrating._one_at_a_time(said.append):
        other = threading.Thread(target=second)
        other.start()
        with psycopg.connect(database_server.superuser_dsn(name), autocommit=True) as looking:
            while not looking.execute(waiting).fetchone():
                assert other.is_alive()
        assert not entered.is_set()
    other.join(10)
    assert entered.is_set()
    assert said == ["Waiting until another migration has ended"]
