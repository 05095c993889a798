"""The database the benches measure on, and the servers in front of it: the product's own, and a bare page for the
floor."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg.conninfo import make_conninfo

from lantern.project.server import EmbeddedServer
from lantern.project.server.roles import create_roles, prepare_database
from lantern.project.server.secrets import Secrets, checkout, read_or_create_secrets

DATABASE, FLOOR = "lantern", "floor"
WORKERS, THREADS = 2, 4  # as `lantern run` serves

_WHILE_LOADING = {
    "max_wal_size": "16GB",
    "checkpoint_timeout": "30min",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "wal_skip_threshold": "64MB",
}
"""Fewer checkpoints while a million contacts are copied in, and no log of long tables made and filled in one
transaction: what is committed is on the disk all the same, and about a sixth of the database's work is spared. Measured
is a server with its ordinary settings."""


class World:
    """A server in a folder of its own, kept between runs: loading a million contacts takes longer than measuring
    them."""

    def __init__(self, home: Path) -> None:
        self.home = home
        home.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        self.secrets: Secrets = read_or_create_secrets(home / "secrets.toml")
        self.server = EmbeddedServer(home / "postgres", secrets=self.secrets)
        self.mark = home / "loaded.json"

    def environment(self, role: str = "app", database: str = DATABASE) -> dict[str, str]:
        """What a process of the product needs to work on this database, as this role."""
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(("LANTERN_", "DATABASE_URL"))},
            "LANTERN_MODE": "demonstration",
            "LANTERN_HOME": str(self.home),
            "LANTERN_SECRET_FILE": str(self.secrets.path),
            "LANTERN_ROLE": role,
            "LANTERN_DATABASE_SOCKET": str(self.server.socket_dir),
            "LANTERN_DATABASE_NAME": database,
            "DJANGO_SETTINGS_MODULE": "lantern.project.settings",
        }

    def run(self, module: str, *arguments: str, role: str = "app") -> Any:
        """Run one of our modules to its end; what it printed last, read as JSON. Its progress goes to the terminal."""
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            env=self.environment(role),
            cwd=checkout(),
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{module} failed; what it wrote above says why.")
        return json.loads(done.stdout.strip().splitlines()[-1])

    def dsn(self, database: str = DATABASE) -> str:
        return self.server.superuser_dsn(database)

    # --- The database ------------------------------------------------------------------------------------------------

    def built_from(self) -> str:
        """A hash of what decides the rows: tables, policies, areas and the demonstration."""
        seen = hashlib.sha256()
        folders = [*checkout().glob("src/lantern/*/migrations"), checkout() / "src/lantern/project/demonstration"]
        files = [path for folder in folders for path in folder.glob("*.py")]
        files += [*checkout().glob("src/lantern/access/row*.py"), *checkout().glob("areas/*.toml")]
        for path in sorted(files):
            seen.update(path.read_bytes())
        return seen.hexdigest()[:16]

    def have(self, contacts: int, children: int, *, fresh: bool) -> dict[str, Any]:
        """The loaded database of this size, made when there is none; what was noted when it was made."""
        wanted = {"contacts": contacts, "children": children, "from": self.built_from()}
        with suppress(OSError, ValueError):
            noted: dict[str, Any] = json.loads(self.mark.read_text())
            if not fresh and {name: noted.get(name) for name in wanted} == wanted:
                print(f"Using the database made on {noted['made']}.", file=sys.stderr)
                self._start({})
                return noted
        self.mark.unlink(missing_ok=True)
        self._start(_WHILE_LOADING)
        create_roles(self.server.superuser_dsn(), self.secrets.database)
        for name in (DATABASE, FLOOR):
            with psycopg.connect(self.server.superuser_dsn(), autocommit=True) as connection:
                connection.execute(f"drop database if exists {name} with (force)")
            prepare_database(self.server.superuser_dsn(), name)
        _lay_floor(self.dsn(FLOOR))
        began = time.monotonic()
        loaded = self.run("bench.loading", str(contacts), str(children), role="migrate")
        noted = wanted | loaded | {"made": time.strftime("%Y-%m-%d"), "seconds": time.monotonic() - began}
        with psycopg.connect(self.dsn(), autocommit=True) as connection:
            # So that no clean-up of what was just loaded runs into the measuring.
            print("Tidying what was loaded", file=sys.stderr)
            connection.execute("vacuum")
            row = connection.execute("select pg_database_size(current_database())").fetchone()
            noted["bytes"] = int(row[0]) if row else 0
        self._start({})
        self.mark.write_text(json.dumps(noted))
        return noted

    def _start(self, settings: dict[str, str]) -> None:
        self.server.stop()
        self.server = EmbeddedServer(self.home / "postgres", secrets=self.secrets, settings=settings)
        self.server.start(lambda words: print(f"Database: {words}", file=sys.stderr))

    # --- The servers -------------------------------------------------------------------------------------------------

    @contextmanager
    def serving(self) -> Iterator[Served]:
        """The product, served by its own command: gunicorn as the web role, under row-level security."""
        port = _free_port()
        command = [
            sys.executable, "-m", "lantern.project.cli", "serve", "--bind", f"127.0.0.1:{port}",
            "--workers", str(WORKERS), "--threads", str(THREADS),
        ]  # fmt: skip
        with _served(command, self.environment(), port, "/privacy/") as served:
            yield served

    @contextmanager
    def serving_floor(self) -> Iterator[Served]:
        """The bare page, by the same server with the same workers."""
        port = _free_port()
        command = [
            sys.executable, "-m", "gunicorn", "bench.floor:application", "--bind", f"127.0.0.1:{port}",
            "--workers", str(WORKERS), "--worker-class", "gthread", "--threads", str(THREADS),
            "--no-control-socket", "--log-level", "warning",
        ]  # fmt: skip
        address = make_conninfo(
            host=str(self.server.socket_dir), dbname=FLOOR, user="lantern_app", password=self.secrets.database["app"]
        )
        with _served(command, {**self.environment(), "BENCH_FLOOR": address}, port, "/") as served:
            yield served


@dataclass
class Served:
    """A web server that runs, and what its processes have used."""

    port: int
    process: subprocess.Popen[bytes]

    def cpu(self) -> float:
        """Seconds of processor time that its worker processes have used so far."""
        spent = 0.0
        for worker in psutil.Process(self.process.pid).children():
            with suppress(psutil.Error):
                times = worker.cpu_times()
                spent += times.user + times.system
        return spent


@contextmanager
def _served(command: list[str], environment: dict[str, str], port: int, path: str) -> Iterator[Served]:
    log = Path(environment["LANTERN_HOME"]) / "web.log"
    with log.open("wb") as lines:
        process = subprocess.Popen(command, env=environment, cwd=checkout(), stderr=lines, start_new_session=True)
    try:
        until = time.monotonic() + 60
        while not _answers(port, path):
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"The web server did not start; {log} says why.")
            time.sleep(0.2)
        yield Served(port, process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _answers(port: int, path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])


def _lay_floor(dsn: str) -> None:
    """The floor's table: 100,000 rows, of which its page shows 25 by an index."""
    with psycopg.connect(dsn) as connection:
        connection.execute(
            "create table floor_contact (id bigint primary key, authority_id int, reference text, state text,"
            " due_at timestamptz)"
        )
        connection.execute(
            "insert into floor_contact select n, 805 + n % 4, 'C-' || n, 'received', now() + n * interval '1 minute'"
            " from generate_series(1, 100000) n"
        )
        connection.execute("create index on floor_contact (authority_id, due_at)")
        connection.execute("grant select on floor_contact to lantern_app")
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("vacuum analyze floor_contact")
