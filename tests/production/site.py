"""Lantern installed as docs/deploy.md says, step by step: its own PostgreSQL over TLS, a secret file, migrate, serve,
and a proxy that ends TLS in front of it."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from lantern.project.server.secrets import ROLES_WITH_PASSWORD
from tests.production.certificates import Certificate
from tests.production.proxy import tls_in_front
from tests.production.server import ExternalServer, an_external_server, free_port, type_answers

ROOT = Path(__file__).resolve().parents[2]
LANTERN = Path(sys.executable).with_name("lantern")
_LAST_ANSWER = 40.0  # seconds to wait for the web server's first answer


class Installation:
    """One installation: where it is, and how its administrator works on it."""

    def __init__(self, folder: Path, server: ExternalServer) -> None:
        self.folder, self.server = folder, server
        self.home = folder / "home"
        self.home.mkdir()
        self.passwords = {role: secrets.token_urlsafe(16) for role in ROLES_WITH_PASSWORD}
        self.port, self.behind = free_port(), free_port()
        self.address = f"https://localhost:{self.port}"
        self.certificate: Certificate = server.authority.certify("proxy")
        self.more: dict[str, str] = {}
        """Further settings of the environment, such as those of an identity provider."""
        self._web: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What section 3 of docs/deploy.md sets."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("LANTERN_", "DATABASE_URL", "DJANGO_", "PG"))
        }
        return kept | {
            "LANTERN_MODE": "production",
            "DATABASE_URL": self.server.url(),
            "LANTERN_HOSTS": "localhost",
            "LANTERN_ORIGINS": self.address,
            "LANTERN_HOME": str(self.home),
            "LANTERN_MAIL_SERVER": "localhost:587",
            "LANTERN_MAIL_FROM": "lantern@council.example",
            "LANTERN_SECRET_FILE": str(self.folder / "lantern-secrets.toml"),
            **self.more,
        }

    def make_roles(self, *, again: bool = False) -> str:
        """``lantern roles --print-sql | psql``, with an administrator typing the passwords. What psql said."""
        printed = self.lantern("roles", "--print-sql")
        answers = {f"lantern_{role}": password for role, password in self.passwords.items()}
        command = ["psql", "--no-psqlrc", "--quiet", *(["-v", "keep_passwords=1"] if again else [])]
        code, shown = type_answers(command, printed.encode(), answers, self.server.administrator)
        assert code == 0, shown
        return shown

    def write_secrets(self) -> None:
        """The secret file, as section 2 shows it."""
        lines = ["[django]", f'secret_key = "{secrets.token_hex(32)}"', "[context]", f'key = "{secrets.token_hex(32)}"']
        lines += ["[fields]", f'key = "{secrets.token_hex(32)}"', "[database]"]
        lines += [f'{role} = "{password}"' for role, password in self.passwords.items()]
        file = self.folder / "lantern-secrets.toml"
        file.touch(mode=0o600)
        file.write_text("\n".join(lines) + "\n")

    def lantern(
        self, *arguments: str, expect: Sequence[int] = (0,), changed: Mapping[str, str | None] | None = None
    ) -> str:
        """Run a ``lantern`` command as the service's administrator. What it said: errors first, then its answer."""
        environment: dict[str, str | None] = {**self.environment, **(changed or {})}
        done = subprocess.run(
            [str(LANTERN), *arguments], cwd=self.folder, capture_output=True, text=True, check=False,
            env={name: value for name, value in environment.items() if value is not None},
        )  # fmt: skip
        assert done.returncode in expect, (
            f"lantern {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        )
        return done.stderr + done.stdout

    def open_account(self, email: str, name: str, *posts: str, council_account: bool = False) -> str:
        """Open an account; returns its first password."""
        told = self.lantern(
            "account", "add", email, "--name", name, *(["--council-account"] if council_account else []),
            *(part for post in posts for part in ("--post", post)),
        )  # fmt: skip
        return "" if council_account else told.strip().splitlines()[-1]

    def free_post(self) -> str:
        """The code of a post of the Children's Hub that nobody holds."""
        with self.server.connect() as administrator:
            found = administrator.execute(
                "select p.code from partnership_post p join partnership_team t on t.id = p.team_id"
                " where p.holder_id is null and t.kind = 'hub' order by p.code limit 1"
            ).fetchone()
        assert found, "every post is held"
        return str(found[0])

    def start(self) -> None:
        """``lantern serve``, and the proxy's own first look at it."""
        command = [str(LANTERN), "serve", "--bind", f"127.0.0.1:{self.behind}", "--workers", "1"]
        with (self.folder / "web.log").open("ab") as log:
            self._web = subprocess.Popen(command, cwd=self.folder, env=self.environment, stdout=log, stderr=log)
        until = time.monotonic() + _LAST_ANSWER
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.behind}/sign-in/", headers={"Host": "localhost", "X-Forwarded-Proto": "https"}
        )
        while time.monotonic() < until:
            assert self._web.poll() is None, f"The web server did not start:\n{self.said()}"
            try:
                urllib.request.urlopen(asked, timeout=20).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError(f"The web server gave no answer in {_LAST_ANSWER:.0f} seconds:\n{self.said()}")

    def stop(self) -> None:
        if self._web:
            self._web.terminate()
            self._web.wait(20)
            self._web = None

    def restart(self, **more: str) -> None:
        """Serve with further settings of the environment."""
        self.stop()
        self.more |= more
        self.start()

    def said(self) -> str:
        """Everything the web server wrote."""
        log = self.folder / "web.log"
        return log.read_text() if log.exists() else ""


@contextmanager
def an_installation() -> Iterator[Installation]:
    """From nothing to pages over TLS, as docs/deploy.md says; every trace removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="lantern-installed-") as folder, an_external_server() as server:
        installed = Installation(Path(folder), server)
        installed.make_roles()
        installed.write_secrets()
        installed.lantern("migrate")
        try:
            installed.start()
            with tls_in_front(installed.certificate, installed.port, installed.behind):
                yield installed
        finally:
            installed.stop()
