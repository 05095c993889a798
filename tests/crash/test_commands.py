"""Commands that are killed while they work: what they began is whole or absent, and the next run finishes it (P1, P3).
The controls take away what makes that true, and the same checks must notice.
"""

from __future__ import annotations

import csv
import signal
import uuid
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from lantern.project.cli import Exit
from lantern.project.server import roles
from tests.crash.scene import Scene, wait_for

_PATIENCE = 60.0  # seconds for a command on a busy machine
GOOD, BAD = 60, 3


def to_its_end(scene: Scene, *arguments: str, database: str = "lantern_struck") -> tuple[int, str]:
    """Run a command; its exit code and what it said."""
    command = scene.command(*arguments, database=database)
    said, _ = command.communicate(timeout=_PATIENCE)
    return command.returncode, said


def killed_when(scene: Scene, holds: Callable[[], bool], *arguments: str, database: str = "lantern_struck") -> None:
    """Start a command and kill it without warning as soon as something holds."""
    command = scene.command(*arguments, database=database)
    try:
        wait_for("the moment to strike", lambda: command.poll() is not None or holds(), within=_PATIENCE, every=0.005)
    finally:
        command.kill()
        said, _ = command.communicate()
    assert command.returncode == -signal.SIGKILL, f"it was done before the blow: {said}"


# ---- lantern migrate -----------------------------------------------------------------------------------------------


@pytest.fixture
def empty(scene: Scene) -> str:
    """A fresh database with roles and nothing else; its name."""
    scene.start(durable=False)
    name = f"lantern_{uuid.uuid4().hex[:8]}"
    roles.prepare_database(scene.server.superuser_dsn(), name)
    return name


def count(connection: psycopg.Connection[tuple], statement: str) -> int:
    found = connection.execute(statement).fetchone()
    assert found
    return int(found[0])


_TABLES = "select count(*) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
_POLICIES = "select count(*) from pg_policy"
_AREAS = "select count(*) from partnership_authority"


def test_a_migration_killed_again_and_again_ends_whole(scene: Scene, empty: str) -> None:
    """Among the tables, and between tables and areas; the third run finishes, and nothing is there twice or missing."""
    with scene.looking(empty) as looking:
        killed_when(scene, lambda: count(looking, _TABLES) > 10, "migrate", database=empty)
        killed_when(scene, lambda: count(looking, _POLICIES) > 0, "migrate", database=empty)
        code, said = to_its_end(scene, "migrate", database=empty)
        assert code == Exit.OK, said
        whole = tuple(count(looking, statement) for statement in (_TABLES, _POLICIES, _AREAS))
    with scene.looking() as looking:  # the scene's own database was made in one go
        assert whole == tuple(count(looking, statement) for statement in (_TABLES, _POLICIES, _AREAS))
    code, said = to_its_end(scene, "verify", database=empty)
    assert code == Exit.OK, said


def test_control_a_migration_that_is_not_whole_or_absent_stops_the_next(scene: Scene, empty: str) -> None:
    """The control: a table that a migration outside a transaction would leave behind is noticed by the same steps."""
    with psycopg.connect(scene.server.superuser_dsn(empty), autocommit=True) as administrator:
        administrator.execute(
            "create table public.spine_episode (); alter table public.spine_episode owner to lantern_owner"
        )
    code, said = to_its_end(scene, "migrate", database=empty)
    assert code != Exit.OK
    assert "Traceback" not in said


# ---- lantern import contacts ---------------------------------------------------------------------------------------


def a_batch(folder: Path) -> tuple[Path, str]:
    """A file of police notices, good ones and some to be refused, and the word that their references begin with."""
    word = f"K{uuid.uuid4().hex[:6].upper()}"
    path = folder / "notices.csv"
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Incident reference", "Incident date", "What happened", "Child given names", "Child surname",
                       "Child date of birth"])  # fmt: skip
        for number in range(GOOD):
            rows.writerow([f"{word}-{number}", "14/11/2025", f"Told once: {word}-{number}.", "Kim", "Example", "2015"])
        for number in range(BAD):
            rows.writerow([f"{word}-bad-{number}", "99/99/2025", "Words.", "Al", "Example", "nonsense"])
    return path, word


def came_in(looking: psycopg.Connection[tuple], word: str) -> list[str]:
    """The first line of every contact that the batch made."""
    found = looking.execute(
        "select split_part(what_happened, E'\\n', 1) from frontdoor_contact where what_happened like %s order by 1",
        [f"Told once: {word}-%"],
    )
    return [row[0] for row in found]


def struck_twice_and_finished(
    scene: Scene, path: Path, word: str, *, between: Callable[[], None] = lambda: None
) -> list[str]:
    """Kill the import after some contacts, and again after some more; then let it end. What came in."""
    asked = ("import", "contacts", str(path), "--authority", "808")
    with scene.looking() as looking:
        for so_many in (GOOD // 6, GOOD // 2):
            killed_when(scene, lambda so_many=so_many: len(came_in(looking, word)) >= so_many, *asked)
            between()
        code, said = to_its_end(scene, *asked)
        assert code == Exit.SOME_ROWS_REFUSED, said
        return came_in(looking, word)


def test_an_import_killed_twice_brings_every_good_row_in_once(scene: Scene, tmp_path: Path) -> None:
    scene.start()
    path, word = a_batch(tmp_path)
    found = struck_twice_and_finished(scene, path, word)
    assert found == sorted(f"Told once: {word}-{number}." for number in range(GOOD))
    refused = (tmp_path / "notices-refused.csv").read_text()
    assert all(f"{word}-bad-{number}" in refused for number in range(BAD))
    code, said = to_its_end(scene, "import", "contacts", str(path), "--authority", "808")
    assert code == Exit.SOME_ROWS_REFUSED
    assert "0 contacts came in" in said
    with scene.looking() as looking:
        assert len(came_in(looking, word)) == GOOD
        assert scene.disagreements(looking) == {}


def test_control_without_receipts_the_same_rows_come_in_again(scene: Scene, tmp_path: Path) -> None:
    """The control: what remembers that a notice came in is taken away after each blow; the same check must see it."""
    scene.start()
    path, word = a_batch(tmp_path)

    def forget() -> None:
        with psycopg.connect(scene.server.superuser_dsn("lantern_struck"), autocommit=True) as administrator:
            administrator.execute(sql.SQL("set session_replication_role = replica"))
            administrator.execute("delete from frontdoor_noticereceipt")

    found = struck_twice_and_finished(scene, path, word, between=forget)
    assert len(found) > GOOD
    assert set(found) == {f"Told once: {word}-{number}." for number in range(GOOD)}
