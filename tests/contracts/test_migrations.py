"""Migrations are whole: nothing the models say is missing from them."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say() -> None:
    out = io.StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out, stderr=out)
    except SystemExit:
        pytest.fail(f"Models have changed without a migration:\n{out.getvalue()}")


@pytest.mark.django_db
def test_no_migration_is_left_to_run() -> None:
    out = io.StringIO()
    call_command("showmigrations", plan=True, stdout=out)
    assert "[ ]" not in out.getvalue()
