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
_TOGETHER = frozenset(_LONG) - {"journeys"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, so that the test processes end together. Folders that install the product or
    make a server for themselves stay in one process, which does so once.
    """
    tests = Path(__file__).parent / "tests"

    def folder(item: pytest.Item) -> str:
        return item.path.parent.name if item.path.parent.parent == tests else ""

    for item in items:
        if folder(item) in _TOGETHER:
            item.add_marker(pytest.mark.xdist_group(folder(item)))
    items.sort(key=lambda item: _LONG.index(folder(item)) if folder(item) in _LONG else len(_LONG))
