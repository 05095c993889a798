"""A PostgreSQL that is not ours: made as an administrator would make one, on the network, with TLS and passwords.

The only PostgreSQL every machine of ours has is the embedded wheel's, which is built without TLS: a door that speaks it
stands before the server (``proxy.tls_for_database``), and lets nobody in without.
"""

from __future__ import annotations

import os
import pty
import secrets
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from lantern.project.server.place import database_owner
from lantern.project.server.programs import programs
from tests.production.certificates import Authority
from tests.production.proxy import tls_for_database

_HBA = "host all all 127.0.0.1/32 scram-sha-256\n"


class ExternalServer:
    """A cluster of its own, reached by TCP and TLS only by those who know a password."""

    def __init__(self, folder: Path, authority: Authority) -> None:
        self.folder, self.authority = folder, authority
        self.data = folder / "data"
        self.password = secrets.token_urlsafe(16)
        self.port, self.behind = free_port(), free_port()
        self._owner = database_owner()
        self.programs = programs(self._owner)

    @property
    def administrator(self) -> dict[str, str]:
        """The environment in which psql connects as the server's administrator, on the server's own machine."""
        return {
            "PATH": f"{self.programs}:{os.environ['PATH']}", "PGHOST": "127.0.0.1", "PGPORT": str(self.behind),
            "PGUSER": "postgres", "PGPASSWORD": self.password, "PGDATABASE": "postgres",
            "TERMINFO_DIRS": "/etc/terminfo:/lib/terminfo:/usr/share/terminfo",
        }  # fmt: skip

    def url(self, *, user: str = "", name: str = "lantern") -> str:
        """``DATABASE_URL``. Without a user, as docs/deploy.md writes it."""
        return (
            f"postgresql://{user}{'@' if user else ''}localhost:{self.port}/{name}"
            f"?sslmode=verify-full&sslrootcert={self.authority.file}"
        )

    def connect(self, name: str = "lantern") -> psycopg.Connection[tuple[Any, ...]]:
        """As the administrator, to see what became of it."""
        return psycopg.connect(
            host="localhost", port=self.port, user="postgres", password=self.password, dbname=name,
            sslmode="verify-full", sslrootcert=str(self.authority.file), autocommit=True,
        )  # fmt: skip

    def start(self) -> None:
        password = self.folder / "password"
        password.write_text(self.password)
        self.data.mkdir(mode=0o700)
        self._give(self.data, password)
        self._run(
            "initdb", "-D", str(self.data), "--username=postgres", f"--pwfile={password}", "--auth=scram-sha-256",
            "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-sync",
        )  # fmt: skip
        (self.data / "pg_hba.conf").write_text(_HBA)
        settings = {
            "listen_addresses": "127.0.0.1", "port": str(self.behind), "max_connections": "40",
            "shared_buffers": "64MB", "unix_socket_directories": "", "log_error_verbosity": "terse",
            "log_min_error_statement": "panic", "log_statement": "none", "log_parameter_max_length": "0",
        }  # fmt: skip
        with (self.data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        self._run("pg_ctl", "start", "-w", "-D", str(self.data), "-l", str(self.data / "log"))

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "-m", "immediate", "-D", str(self.data), check=False)

    def said(self) -> str:
        """The server's log."""
        return (self.data / "log").read_text()

    def _give(self, *paths: Path) -> None:
        if self._owner:
            for path in paths:
                os.chown(path, self._owner.uid, self._owner.gid)

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        owner = self._owner
        as_them: dict[str, Any] = {"user": owner.uid, "group": owner.gid, "extra_groups": []} if owner else {}
        with (self.folder / f"{program}.said").open("wb") as said:
            done = subprocess.run(
                [str(self.programs / program), *arguments], cwd="/", check=False, stdout=said, stderr=said,
                stdin=subprocess.DEVNULL, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"}, **as_them,
            )  # fmt: skip
        if check and done.returncode:
            said_to = [
                file.read_text() for file in (self.folder / f"{program}.said", self.data / "log") if file.exists()
            ]
            raise AssertionError(f"{program} failed: {''.join(said_to)[-2000:]}")


@contextmanager
def an_external_server() -> Iterator[ExternalServer]:
    """A started server in a scratch folder, with nothing of Lantern's in it; deleted afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="lantern-external-"))
    folder.chmod(0o711)
    server = ExternalServer(folder, Authority(folder))
    try:
        server.start()
        with tls_for_database(server.authority.certify("database"), server.port, server.behind):
            yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


_ON_A_TERMINAL = """
import fcntl, os, sys, termios
os.setsid()
fcntl.ioctl(int(sys.argv[1]), termios.TIOCSCTTY, 0)
os.execvp(sys.argv[2], sys.argv[2:])
"""
"""Makes a terminal the one that questions are asked on, though something else is piped in."""


def type_answers(
    command: list[str], stdin: bytes, answers: Mapping[str, str], environment: Mapping[str, str], *, within: float = 30
) -> tuple[int, str]:
    """Run a program on a terminal, as somebody sits before one, and answer each of its questions.

    What is piped into it is ``stdin``. A question is recognised by a word in it; one without any gets the last
    answer once more. Returns the exit code and everything that stood on the terminal.
    """
    terminal, theirs = pty.openpty()
    with tempfile.TemporaryFile() as scratch:
        scratch.write(stdin)
        scratch.seek(0)
        child = subprocess.Popen(
            [sys.executable, "-c", _ON_A_TERMINAL, str(theirs), *command],
            stdin=scratch, stdout=theirs, stderr=theirs, pass_fds=(theirs,), env=dict(environment),
        )  # fmt: skip
    os.close(theirs)
    shown, answered, last, until = "", 0, "", time.monotonic() + within
    while time.monotonic() < until:
        if not select.select([terminal], [], [], 0.2)[0]:
            continue
        try:
            heard = os.read(terminal, 4096)
        except OSError:  # the program has gone
            break
        if not heard:
            break
        shown += heard.decode(errors="replace")
        asked = shown[answered:].rstrip()
        if asked.endswith(":"):
            answered = len(shown)
            last = next((answer for word, answer in answers.items() if word in asked), last)
            os.write(terminal, f"{last}\n".encode())
    os.close(terminal)
    return child.wait(within), shown
