"""A whole product for journeys: its own database with a small demonstration, web server, secrets and clock."""

from __future__ import annotations

import datetime as dt
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from lantern.law.working_days import is_working_day, next_working_day
from lantern.project.server import roles
from lantern.project.server.embedded import EmbeddedServer, throwaway_server
from lantern.project.server.secrets import read_or_create_secrets
from tests.database import copy_made, made_cluster

ROOT = Path(__file__).resolve().parents[2]
LONDON = ZoneInfo("Europe/London")
DATABASE = "lantern"
_LAST_ANSWER = 30.0  # seconds to wait for the web server to answer


class Clock:
    """What time the site believes it is. It only ever goes forward, as time does."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.file.write_text("0")
        day = dt.datetime.now(LONDON).date()
        while not (day.weekday() in (1, 2) and is_working_day(day) and is_working_day(day + dt.timedelta(days=1))):
            day += dt.timedelta(days=1)
        self.to(self.at(day + dt.timedelta(days=7), 10))

    @staticmethod
    def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(hour, minute), LONDON)

    @property
    def now(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(time.time() + float(self.file.read_text()), LONDON)

    def to(self, moment: dt.datetime) -> None:
        """Move to a moment that is still to come."""
        ahead = moment.timestamp() - time.time()
        assert ahead >= float(self.file.read_text()), "the clock of a site never goes back"
        fresh = self.file.with_suffix(".new")
        fresh.write_text(str(ahead))
        fresh.replace(self.file)

    def forward(self, **time_passed: float) -> None:
        """Let time pass: ``forward(hours=3)``."""
        self.to(self.now + dt.timedelta(**time_passed))

    def to_office_hours(self) -> None:
        """An ordinary morning with most of a working day ahead, and a working day after it: now, if now is one."""
        now = self.now
        tomorrow_too = is_working_day(now.date() + dt.timedelta(days=1))
        if is_working_day(now.date()) and tomorrow_too and dt.time(9, 30) <= now.time() <= dt.time(13):
            return
        day = next_working_day(now.date())
        while not is_working_day(day + dt.timedelta(days=1)):
            day = next_working_day(day)
        self.to(self.at(day, 10))

    def to_night(self) -> None:
        """Tonight at half past ten, when only the emergency duty team works."""
        self.to(self.at(self.now.date(), 22, 30))

    def to_morning(self) -> None:
        """The next working morning, a quarter of an hour after the hub has opened."""
        self.to(self.at(next_working_day(self.now.date()), 8, 45))


class Site:
    """One running product."""

    def __init__(self, home: Path, database: EmbeddedServer) -> None:
        self.home = home
        self.database = database
        self.clock = Clock(home / "clock")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._web: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LANTERN_", "DATABASE_URL"))}
        return kept | {
            "LANTERN_MODE": "demonstration",
            "LANTERN_HOME": str(self.home),
            "LANTERN_DATABASE_SOCKET": str(self.database.socket_dir),
            "LANTERN_DATABASE_NAME": DATABASE,
            "LANTERN_TEST_CLOCK": str(self.clock.file),
            "DJANGO_SETTINGS_MODULE": "lantern.project.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }

    def build(self) -> None:
        """Roles, tables, policies, areas and a small demonstration."""
        secrets = read_or_create_secrets(self.home / "secrets.toml")
        roles.create_roles(self.database.superuser_dsn(), secrets.database)
        assert copy_made(self.database, DATABASE)
        self._run("tests.journeys.clock", "build", role="migrate")
        self._run("django", "collectstatic", "--no-input", "--verbosity", "0", role="app")

    def _run(self, module: str, *arguments: str, role: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=self.environment | {"LANTERN_ROLE": role},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{module} {' '.join(arguments)} failed:\n{(done.stdout + done.stderr)[-3000:]}"

    def lantern(self, *arguments: str, expect: Sequence[int] = (0,)) -> str:
        """Run a ``lantern`` command on this site, at the site's time. Returns what it said."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.journeys.clock", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in expect, (
            f"lantern {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        )
        return done.stdout + done.stderr

    def time_passes(self, **time_passed: float) -> None:
        """Let time pass, and have done what it makes due."""
        self.clock.forward(**time_passed)
        self.lantern("clocks", "--tick")

    def start(self) -> None:
        """Serve, with the server the product serves with."""
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "tests.journeys.served:application",
            "--bind",
            f"127.0.0.1:{self.port}",
        ]
        command += ["--workers", "1", "--worker-class", "gthread", "--threads", "6", "--log-level", "warning"]
        command += ["--no-control-socket", "--timeout", "60"]
        with (self.home / "web.log").open("ab") as log:
            self._web = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        until = time.monotonic() + _LAST_ANSWER
        while time.monotonic() < until:
            assert self._web.poll() is None, f"The web server did not start:\n{self.said()}"
            try:
                urllib.request.urlopen(f"{self.address}/sign-in/as/", timeout=20).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError(f"The web server gave no answer in {_LAST_ANSWER:.0f} seconds:\n{self.said()}")

    def stop(self) -> None:
        if self._web:
            self._web.terminate()
            self._web.wait(15)

    def said(self) -> str:
        """What the web server complained of lately, for a failing test's message."""
        log = self.home / "web.log"
        lines = log.read_text().splitlines()[-400:] if log.exists() else []
        return "\n".join([line for line in lines if '"level": "INFO"' not in line][-12:])

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Look into the database as its superuser: to find somebody to speak of, and to prove what was stored."""
        with psycopg.connect(self.database.superuser_dsn(DATABASE), autocommit=True) as connection:
            cursor = connection.execute(query, values or None)
            return cursor.fetchall() if cursor.description else []

    def value(self, query: str, *values: Any) -> Any:
        found = self.rows(query, *values)
        assert found, f"nothing found: {query}"
        return found[0][0]


@contextmanager
def running_site() -> Iterator[Site]:
    """A site from nothing to served, and all traces of it removed."""
    with (
        tempfile.TemporaryDirectory(prefix="lantern-site-") as folder,
        throwaway_server(durable=False, template=made_cluster()) as database,
    ):
        home = Path(folder)
        home.chmod(0o711)
        site = Site(home, database)
        site.build()
        site.start()
        try:
            yield site
        finally:
            site.stop()
