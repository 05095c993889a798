"""What ``make run`` loads into an empty database: every room has something to show."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from tests.commands import start_command
from tests.database import copy_made

from lantern.project.server.embedded import EmbeddedServer
from lantern.spine.lifecycle import LIFECYCLES

DATABASE = "lantern_demonstrated"

NOT_SHOWN = frozenset({"access_request", "disclosure_view", "chronology", "separation_run"})
"""Kinds of work that a newcomer begins: the demonstration has none under way."""


@pytest.mark.django_db
def test_every_room_has_something_to_show(database_server: EmbeddedServer, tmp_path: Path):
    """Told by the real command, as the role that loads it: every kind of work stands there, restricted by the same
    walls as any.
    """
    assert copy_made(database_server, DATABASE)
    told = start_command("--traceback", "demo", "--contacts", "600", server=database_server, folder=tmp_path,
                         database=DATABASE)  # fmt: skip
    said, _ = told.communicate(timeout=300)
    assert told.returncode == 0, said[-3000:]
    with psycopg.connect(database_server.superuser_dsn(DATABASE)) as looking:
        shown = {kind for (kind,) in looking.execute("select distinct kind from spine_episode")}
        limited = looking.execute("select kind, says_it_exists from access_restriction order by kind").fetchall()
    assert set(LIFECYCLES) - shown == NOT_SHOWN
    assert limited == [("not_these", False), ("only_these", True)]
