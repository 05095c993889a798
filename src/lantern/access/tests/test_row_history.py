"""Beneath the event ledger, the database keeps what each row was: bulk updates and raw SQL leave a trace too."""

import json

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from tests.cast import Cast, a_child

from lantern.access.context import acting

pytestmark = pytest.mark.django_db


def test_a_bulk_update_keeps_what_the_rows_were(cast: Cast) -> None:
    from lantern.people.models import Person

    with acting(cast.officer):
        child = a_child(name="Robin Marsh")
        Person.objects.filter(pk=child.pk).update(language="Polish")
        kept = _history_inside_this_transaction("people_person", str(child.pk))
    assert kept == [("UPDATE", {"language": ""})]


def _history_inside_this_transaction(table: str, row: str) -> list[tuple[str, dict[str, str]]]:
    """Read as the owner of the tests may: through a function that exists in test databases only."""
    with connection.cursor() as cursor:
        cursor.execute("select operation, before from public.tests_row_history(%s, %s)", [table, row])
        return [
            (operation, json.loads(before) if isinstance(before, str) else before)
            for operation, before in cursor.fetchall()
        ]


def test_the_web_role_can_neither_read_nor_write_it(cast: Cast) -> None:
    for attempt in ("select * from access.row_history", "delete from access.row_history"):
        with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attempt)
        assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)
