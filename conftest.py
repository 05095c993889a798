"""One real PostgreSQL for the whole test run; each test process gets a database of its own, made as in production."""

from __future__ import annotations

import os
import secrets

os.environ["LANTERN_MODE"] = "test"
os.environ["DJANGO_SETTINGS_MODULE"] = "lantern.project.settings"
os.environ.setdefault("LANTERN_TEST_PASSWORD", secrets.token_hex(16))
os.environ["LANTERN_DATABASE_PASSWORD"] = os.environ["LANTERN_TEST_PASSWORD"]

import django

django.setup()

pytest_plugins = ["tests.database", "tests.cast", "tests.pages"]
