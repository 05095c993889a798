"""A real server with the product's database in it, made to be killed: tests start it, strike it, and see whether it
comes back whole."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

import psutil
import psycopg
from psycopg.conninfo import make_conninfo

from lantern.project.server import roles
from lantern.project.server.embedded import FOR_TESTS, EmbeddedServer, copy_template
from lantern.project.server.guardian import read_state, remembered
from lantern.project.server.processes import Identity, server_of, servers_in
from lantern.project.verifying import INVARIANTS
from tests.commands import start_command
from tests.database import made_cluster

DATABASE = "lantern_struck"


class Scene:
    """One server in a scratch folder, and how the product's processes reach it."""

    def __init__(self, folder: Path, password: str) -> None:
        self.folder = folder
        self.password = password
        self.server = EmbeddedServer(folder / "db", settings=FOR_TESTS)

    def start(self, *, durable: bool = True, settings: dict[str, str] | None = None) -> None:
        """Start the server afresh with these settings. ``durable=False`` is for controls, which must lose."""
        self.server.stop("immediate")
        self.server = EmbeddedServer(self.folder / "db", settings={**FOR_TESTS, **(settings or {})}, durable=durable)
        self.server.start()

    def environment(self, role: str = "app") -> dict[str, str]:
        """What a process of the product needs to find this database, as this role."""
        return {
            **os.environ,
            "LANTERN_MODE": "test",
            "DJANGO_SETTINGS_MODULE": "lantern.project.settings",
            "LANTERN_ROLE": role,
            "LANTERN_DATABASE_SOCKET": str(self.server.socket_dir),
            "LANTERN_DATABASE_NAME": DATABASE,
            "LANTERN_DATABASE_PASSWORD": self.password,
            "LANTERN_TEST_PASSWORD": self.password,
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def command(self, *arguments: str, database: str = DATABASE) -> subprocess.Popen[str]:
        """Start a ``lantern`` command on this server, as an administrator would; it may be killed."""
        return start_command(*arguments, server=self.server, folder=self.folder, database=database)

    def run(self, *arguments: str, role: str = "app") -> str:
        """Run a module of the tests to its end, connected as this role; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", *arguments],
            env=self.environment(role),
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def dsn(self, role: str) -> str:
        return make_conninfo(
            host=str(self.server.socket_dir),
            user=f"lantern_{role}",
            password=self.password,
            dbname=DATABASE,
            connect_timeout=5,
        )

    def looking(self, database: str = DATABASE) -> psycopg.Connection[tuple]:
        """A connection that sees every row and writes none: the backup role's."""
        return psycopg.connect(self.dsn("backup"), dbname=database, autocommit=True)

    def disagreements(self, connection: psycopg.Connection[tuple]) -> dict[str, int]:
        """Which invariants of the record are broken, and how often."""
        found = {what: connection.execute(statement).fetchone()[0] for what, statement in INVARIANTS.items()}
        return {what: count for what, count in found.items() if count}

    # --- Blows -------------------------------------------------------------------------------------------------------

    @property
    def data(self) -> Path:
        return self.server.place.data

    def kill_everything(self) -> None:
        """All the database's processes at once: stopped first, so that none can tidy up after another."""
        doomed = list(servers_in(self.data))
        for process in doomed:
            process.signal(signal.SIGSTOP)
        for process in doomed:
            process.signal(signal.SIGKILL)

    def kill_first_process(self) -> None:
        if server := server_of(self.data):
            server.signal(signal.SIGKILL)

    def kill_one_backend(self, chance: Random) -> None:
        """One process that works for somebody. PostgreSQL then ends them all and recovers by itself."""
        backends = sorted(_named(self.data, "lantern_app"), key=lambda each: each.pid)
        if backends:
            chance.choice(backends).signal(signal.SIGKILL)

    def kill_guardian(self) -> None:
        if guardian := remembered(read_state(self.server.place).guardian):
            guardian.signal(signal.SIGKILL)

    def kill_during_recovery(self, chance: Random) -> None:
        """Kill everything, and again as soon as the next server is at its recovery."""
        before = server_of(self.data)
        self.kill_everything()
        until = time.monotonic() + 20
        while time.monotonic() < until:
            server = server_of(self.data)
            if server is not None and server != before:
                time.sleep(chance.uniform(0.0, 0.15))
                self.kill_everything()
                return
            time.sleep(0.01)
        raise AssertionError("the server was not started again")

    def keep_guarded(self) -> None:
        """What `lantern run` does every half second: a guardian that was killed is replaced."""
        if not self.server.is_guarded():
            self.server.start()


def _named(data: Path, words: str) -> Iterator[Identity]:
    for process in servers_in(data):
        with suppress(psutil.Error):
            if words in " ".join(psutil.Process(process.pid).cmdline()):
                yield process


@contextmanager
def a_scene(password: str) -> Iterator[Scene]:
    """A durable server with roles, tables, policies, areas and people in posts; deleted afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="lantern-scene-"))
    if os.geteuid() == 0:
        folder.chmod(0o711)  # the database's own user walks through it
    scene = Scene(folder, password)
    try:
        copy_template(scene.server.place, made_cluster())
        # Built without waiting for the disk, then stopped cleanly, which writes everything out.
        scene.start(durable=False)
        roles.create_roles(scene.server.superuser_dsn(), dict.fromkeys(roles.ATTRIBUTES, password))
        scene.run("tests.crash.building", str(folder / "db"), DATABASE)
        scene.server.stop()
        scene.start()
        yield scene
    finally:
        scene.server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(what: str, holds: Callable[[], bool], *, within: float, every: float = 0.02) -> float:
    """Wait until something holds; returns the seconds it took. Fails in words when it takes too long."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > within:
            raise AssertionError(f"{what}: not within {within:.0f} seconds")
        time.sleep(every)
    return time.monotonic() - began
