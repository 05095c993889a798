"""Beginning a transaction and saying who acts, in one trip to the database."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from lantern.access.patience import ImpatientConnection

pytestmark = pytest.mark.django_db


@pytest.fixture
def door() -> Iterator[ImpatientConnection]:
    """A connection as the pool of a web process makes them."""
    where = connection.settings_dict
    found = {"host": where["HOST"], "user": where["USER"], "dbname": where["NAME"], "password": where["PASSWORD"]}
    with ImpatientConnection.connect(**found) as opened:
        yield opened


def test_who_acts_is_known_inside_the_transaction_and_forgotten_after_it(door: ImpatientConnection) -> None:
    door.begin(sql.SQL("select set_config('lantern.context', {}, true)").format("it's | somebody"))
    assert context_of(door) == "it's | somebody"
    door.rollback()
    assert context_of(door) == ""


def test_a_beginning_that_fails_is_told_as_the_servers_own_error(door: ImpatientConnection) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        door.begin(sql.SQL("select 1 / 0").format())
    door.rollback()
    assert context_of(door) == ""


def context_of(door: ImpatientConnection) -> str:
    row = door.execute("select coalesce(current_setting('lantern.context', true), '')").fetchone()
    assert row
    return str(row[0])
