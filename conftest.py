"""One real PostgreSQL for the whole test run; each test process gets a database of its own, made as in production."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import tempfile
from pathlib import Path

import pytest

os.environ["LANTERN_MODE"] = "test"
os.environ["DJANGO_SETTINGS_MODULE"] = "lantern.project.settings"
os.environ.setdefault("LANTERN_TEST_PASSWORD", secrets.token_hex(16))
os.environ["LANTERN_DATABASE_PASSWORD"] = os.environ["LANTERN_TEST_PASSWORD"]
if "LANTERN_TEST_RUN" not in os.environ:
    # Kept by the process that runs the tests, for all that it starts: what they share, such as a database to copy.
    os.environ["LANTERN_TEST_RUN"] = tempfile.mkdtemp(prefix="lantern-tests-")
    atexit.register(shutil.rmtree, os.environ["LANTERN_TEST_RUN"], ignore_errors=True)

import django

django.setup()

pytest_plugins = ["tests.database", "tests.cast", "tests.pages"]

_LONG = ("production", "crash", "outage", "concurrency", "journeys")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, so that the test processes end together. A file stays in one process: what it
    installs or builds is made once, and a file may be one walk.
    """
    tests = Path(__file__).parent / "tests"

    def place(item: pytest.Item) -> int:
        folder = item.path.parent.name if item.path.parent.parent == tests else ""
        return _LONG.index(folder) if folder in _LONG else len(_LONG)

    items.sort(key=place)
