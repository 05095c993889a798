"""Row-level security: every table has a rule, the lint finds each kind of damage, and no context means no rows (suite
10.5).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper

from lantern.access import row_lint
from lantern.access.context import acting, message_for, signature, signed_context
from lantern.access.rows import RULES, grants_of, our_models, row_rule
from lantern.project.server.embedded import EmbeddedServer
from lantern.spine.models import Episode
from tests.cast import Cast, a_contact


@pytest.fixture(scope="module")
def superuser(
    database_server: EmbeddedServer, django_db_setup: None, django_db_blocker: Any
) -> Iterator[DatabaseWrapper]:
    """A connection that may damage the catalogue. Every damage is rolled back."""
    described = dict(part.split("=", 1) for part in _parts(database_server.superuser_dsn()))
    wrapper = DatabaseWrapper(
        {
            **connections.settings["default"],
            "NAME": "lantern_test"
            if not settings.DATABASES["default"]["NAME"]
            else settings.DATABASES["default"]["NAME"],
            "USER": described.get("user", "postgres"),
            "PASSWORD": described.get("password", ""),
            "HOST": described.get("host", str(database_server.socket_dir)),
            "PORT": described.get("port", ""),
            "OPTIONS": {},
        },
        alias="damage",
    )
    connections["damage"] = wrapper  # Django looks new connections up by name
    with django_db_blocker.unblock():
        yield wrapper
        wrapper.close()
    del connections["damage"]


def _parts(dsn: str) -> list[str]:
    from psycopg.conninfo import conninfo_to_dict

    return [f"{key}={value}" for key, value in conninfo_to_dict(dsn).items()]


@contextmanager
def damaged(wrapper: DatabaseWrapper, *statements: str) -> Iterator[list[str]]:
    """What the lint finds after these statements, which are rolled back."""
    wrapper.ensure_connection()
    wrapper.set_autocommit(False)
    try:
        with wrapper.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        # Functions that exist in tests only give posts and read history.
        yield [each for each in row_lint.findings(wrapper) if not each.startswith("public.tests_")]
    finally:
        wrapper.rollback()
        wrapper.set_autocommit(True)


def test_every_table_names_its_rule_and_what_the_web_may_do_to_it() -> None:
    for model in our_models():
        if model._meta.auto_created:
            continue
        rule = row_rule(model)
        assert rule.name in RULES
        if rule.using is None:
            assert rule.why_exempt
        assert set(grants_of(model).split(", ")) <= {"SELECT", "INSERT", "UPDATE", "DELETE"}


def test_every_table_of_records_carries_its_authority() -> None:
    for model in our_models():
        if model._meta.auto_created or row_rule(model).name not in {
            "authority",
            "authority_or_partner",
            "authority_or_leading",
            "authority_unfiltered",
        }:
            continue
        assert any(field.column == "authority_id" for field in model._meta.local_fields), model._meta.label


def test_the_lint_finds_nothing_in_a_database_as_we_make_it(superuser: DatabaseWrapper) -> None:
    with damaged(superuser) as findings:
        assert findings == []


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (
            "alter table people_person no force row level security",
            "people_person: row-level security must be enabled and forced",
        ),
        (
            "alter table people_person disable row level security",
            "people_person: row-level security must be enabled and forced",
        ),
        ("create policy wide on people_person for select to lantern_app using (true)", "lets everybody through"),
        (
            "create policy wider on people_person for select to lantern_app using (authority_id > 0)",
            "2 permissive policies for SELECT: the widest wins",
        ),
        (
            "create policy wide on people_person for update to lantern_app using (authority_id > 0) with check (true)",
            "lets everybody through",
        ),
        (
            "create policy slow on spine_draft as restrictive for select to lantern_app"
            " using (user_id = access.user_id())",
            "is called for every row",
        ),
        ("drop policy lantern_select on spine_episode", "spine_episode has no policy for reading"),
        ("grant truncate on spine_event to lantern_app", "lantern_app may TRUNCATE spine_event"),
        ("grant trigger on spine_event to lantern_task", "lantern_task may TRIGGER spine_event"),
        ("grant references on people_person to lantern_report", "lantern_report may REFERENCES people_person"),
        ("grant maintain on people_person to lantern_app", "lantern_app may MAINTAIN people_person"),
        ("alter table people_person owner to lantern_app", "is owned by lantern_app"),
        ("create table stray (id int)", "stray has no row rule and no reviewed exemption"),
        ("create view all_people as select * from people_person", "must be security_invoker"),
        ("create materialized view copied as select 1 as one", "is a materialised view"),
        ("alter role lantern_app bypassrls", "lantern_app bypasses row-level security"),
        ("alter role lantern_task superuser", "lantern_task is a superuser"),
        ("alter role lantern_app createrole", "lantern_app may create databases or roles"),
        ("grant create on schema public to lantern_app", "lantern_app may create objects in the schema public"),
        (
            "do $$ begin execute format('grant temp on database %I to lantern_app', current_database()); end $$",
            "may create temporary tables",
        ),
        ("grant select on access.context_key to lantern_app", "may read the key that signs who is acting"),
        (
            "create function public.sneaky() returns bigint language sql security definer set search_path = pg_catalog"
            " as 'select count(*) from public.people_person'",
            "that nobody has reviewed",
        ),
        ("alter function access.signed_in(text) reset search_path", "without a fixed search path"),
        ("alter function access.signed_in(text) owner to lantern_owner", "is bound by row-level security"),
        ("alter function access.may_open(uuid[]) owner to lantern_owner", "is bound by row-level security"),
        (
            "create policy timed on spine_draft as restrictive for select to lantern_task using (access.keeps_time())",
            "is called for every row",
        ),
        ("drop trigger append_only on spine_event", "spine_event must refuse change and has lost its trigger"),
        (
            "alter table spine_event disable trigger append_only",
            "spine_event must refuse change and has lost its trigger",
        ),
    ],
)
def test_the_lint_finds_each_kind_of_damage(superuser: DatabaseWrapper, damage: str, words: str) -> None:
    """Controls: the lint is not blind."""
    with damaged(superuser, damage) as findings:
        assert any(words in each for each in findings), findings


# ---- who is acting is signed -----------------------------------------------------------------------------------


def seen_with(context: str | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('lantern.context', %s, true)", [context or ""])
    return Episode.objects.count()


@pytest.mark.django_db
def test_a_context_opens_rows_only_when_it_is_signed_fresh_and_ours(cast: Cast) -> None:
    with acting(cast.officer):
        a_contact(cast.officer)
        good = signed_context(cast.officer)
        pid = connection.connection.info.backend_pid
        now = int(time.time())
        foreign = message_for(cast.officer, pid=pid + 1, expires=now + 900)
        expired = message_for(cast.officer, pid=pid, expires=now - 600)  # the database's now: when the test began
        fresh = message_for(cast.officer, pid=pid, expires=now + 900)
        wrong_key = f"{fresh}|{signature(fresh, b'another key, of the right length')}"
        message, _, seal = good.rpartition("|")
        assert seen_with(good) == 1
        assert seen_with(None) == 0
        assert seen_with("nonsense") == 0
        assert seen_with(wrong_key) == 0
        assert seen_with(f"{message}|") == 0
        assert seen_with(f"{message.replace('808', '806')}|{seal}") == 0
        assert seen_with(f"{foreign}|{signature(foreign, settings.CONTEXT_KEY)}") == 0
        assert seen_with(f"{expired}|{signature(expired, settings.CONTEXT_KEY)}") == 0
        assert seen_with(good) == 1


@pytest.mark.django_db
def test_outside_a_persons_transaction_there_are_no_rows(cast: Cast) -> None:
    with acting(cast.officer):
        a_contact(cast.officer)
        assert Episode.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("select set_config('lantern.context', '', true)")
    assert Episode.objects.count() == 0
    assert not Episode.objects.update(state="finished")


@pytest.mark.django_db
def test_the_web_process_can_not_read_the_signing_key(cast: Cast) -> None:
    from django.db import ProgrammingError, transaction

    for wanted in ("select key from access.context_key", "select * from access.row_history"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(wanted)


@pytest.mark.django_db
def test_a_row_can_not_be_pushed_to_another_authority(cast: Cast) -> None:
    from django.db import ProgrammingError, transaction

    with acting(cast.officer):
        contact = a_contact(cast.officer)
        with pytest.raises(ProgrammingError), transaction.atomic():
            Episode.objects.filter(pk=contact.pk).update(authority_id=806)
