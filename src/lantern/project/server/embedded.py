"""The embedded server, as the rest of Lantern knows it: start it, ask how it is, connect to it, stop it."""

import fcntl
import hashlib
import json
import os
import secrets as random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from .configuration import DURABILITY, PG_HBA, postgresql_conf, refuse_unsafe_settings
from .errors import DatabaseServerError
from .guardian import last_words, read_state, remembered
from .place import Place, can_reach, place_for
from .processes import server_of
from .programs import programs, version
from .secrets import Secrets

SUPERUSER = "postgres"
PORT = 5432  # only part of the socket's name: no port is opened
DATABASE = "lantern"

STOP_SIGNALS = {"fast": signal.SIGTERM, "smart": signal.SIGUSR1, "immediate": signal.SIGQUIT}
SERVER_STOPS = {"fast": signal.SIGINT, "smart": signal.SIGTERM, "immediate": signal.SIGQUIT}

FAILURES_BEFORE_GIVING_UP = 3


@dataclass(frozen=True)
class Status:
    """How the server is. `state` is stopped, starting, recovering, ready, failing or stopping."""

    state: str
    server_pid: int | None
    guardian_pid: int | None
    restarts: int
    message: str

    def __str__(self) -> str:
        words = {
            "stopped": "The database is stopped.",
            "starting": "The database is starting.",
            "recovering": "The database is recovering after an unclean end; nothing saved is lost.",
            "ready": "The database is ready.",
            "failing": "The database does not start, and is tried again and again.",
            "stopping": "The database is stopping.",
        }
        restarts = f" It was restarted {self.restarts} times since it was started." if self.restarts else ""
        return words[self.state] + restarts + (f" ({self.message})" if self.message else "")


class EmbeddedServer:
    """A PostgreSQL server in a folder, reachable only through a socket in a private folder.

    Several can run at once, each in its folder. The server outlives the process that started it: whoever starts it
    decides when to stop it. As a context manager it is stopped at the end.
    """

    def __init__(
        self,
        root: Path,
        *,
        secrets: Secrets | None = None,
        settings: Mapping[str, str] | None = None,
        archive: Path | None = None,
        durable: bool = True,
    ) -> None:
        """A server at `root`. `settings` override ours; `durable=False` is for throwaway data only and skips the check
        that refuses settings which can lose what was saved."""
        self.place: Place = place_for(Path(root))
        self.secrets = secrets
        self.settings = dict(settings or {})
        self.archive = archive
        self.durable = durable
        self._guardian: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # --- Starting and stopping ---------------------------------------------------------------------------------------

    def start(self, report: Callable[[str], None] | None = None) -> None:
        """Start the server, if it does not run, and wait until it answers, however long recovery takes.

        `report` is told in a few words what is being waited for. Raises `DatabaseServerError` when it cannot start.
        """
        report = report or (lambda _words: None)
        self.place.prepare()
        with _one_at_a_time(self.place.home / "start.lock"):
            self._create_cluster(report)
            if not self.is_running():
                self._configure()
            began_here = self._ensure_guardian()
            try:
                self._wait_until_ready(report, give_up=began_here)
                self._check()
            except BaseException:
                if began_here:
                    self.stop()
                raise

    def stop(self, mode: str = "fast") -> None:
        """Stop the server: `fast` ends its users' sessions cleanly, `smart` waits for them, `immediate` pulls the plug.

        Returns when it has stopped. Stopping a stopped server does nothing.
        """
        if mode not in STOP_SIGNALS:
            raise ValueError(f"mode is fast, smart or immediate, not {mode!r}")
        guardian = remembered(read_state(self.place).guardian)
        patience = 3600.0 if mode == "smart" else 120.0
        if guardian:
            guardian.signal(STOP_SIGNALS[mode])
            if not guardian.wait(patience):
                raise DatabaseServerError(
                    "The database has not stopped. Stop it with: lantern db stop --mode immediate"
                )
        server = server_of(self.place.data)  # left without a guardian
        if server:
            server.signal(SERVER_STOPS[mode])
            if not server.wait(patience):
                raise DatabaseServerError(
                    "The database has not stopped. Stop it with: lantern db stop --mode immediate"
                )
        if self._guardian:
            self._guardian.wait(10)
            self._guardian = None

    def is_running(self) -> bool:
        """Whether the server's first process runs (it may still be recovering)."""
        return server_of(self.place.data) is not None

    def is_guarded(self) -> bool:
        """Whether a guardian would start the server again if it were killed."""
        return remembered(read_state(self.place).guardian) is not None

    def status(self) -> Status:
        """How the server is now."""
        known = read_state(self.place)
        server, guardian = server_of(self.place.data), remembered(known.guardian)
        if server:
            answer = self._ping()
            state = {Ping.OK: "ready", Ping.REJECT: "recovering"}.get(answer, "starting")
            state = "stopping" if known.state == "stopping" and guardian else state
        else:
            state = known.state if guardian and known.state in {"failing", "starting"} else "stopped"
            state = "starting" if guardian and state == "stopped" else state
        message = "" if state == "ready" else known.message
        return Status(
            state, server.pid if server else None, guardian.pid if guardian else None, known.restarts, message
        )

    # --- Connecting --------------------------------------------------------------------------------------------------

    @property
    def socket_dir(self) -> Path:
        """The private folder with the server's socket: the only way in."""
        return self.place.sockets

    def superuser_dsn(self, dbname: str = "postgres") -> str:
        """How the superuser connects. For creating roles and databases; never for the product."""
        try:
            password = self.place.password.read_text().strip()
        except OSError:
            raise DatabaseServerError(
                f"The database's superuser password at {self.place.password} cannot be read."
            ) from None
        return self._conninfo(SUPERUSER, password, dbname)

    def dsn(self, role: str, dbname: str = DATABASE) -> str:
        """How a role connects: `app`, `task`, `migrate`, `report`, `seal` or `backup`. Needs the server's secrets."""
        if self.secrets is None:
            raise DatabaseServerError("This server was made without secrets, so no role's password is known.")
        role = role.removeprefix("lantern_")
        return self._conninfo(f"lantern_{role}", self.secrets.database[role], dbname)

    def ensure_database(self, name: str = DATABASE) -> bool:
        """Create the database when it is missing, with the built-in C.UTF-8 order; whether it was created."""
        from .roles import prepare_database

        return prepare_database(self.superuser_dsn(), name)

    def programs(self) -> Path:
        """The folder of PostgreSQL's programs: pg_dump, pg_restore, psql."""
        return programs(self.place.owner)

    def _conninfo(self, user: str, password: str, dbname: str) -> str:
        return make_conninfo(host=str(self.socket_dir), port=PORT, user=user, password=password, dbname=dbname)

    # --- Inside ------------------------------------------------------------------------------------------------------

    def _create_cluster(self, report: Callable[[str], None]) -> None:
        data = self.place.data
        if (data / "PG_VERSION").exists():
            found, ours = (data / "PG_VERSION").read_text().strip(), version().partition(".")[0]
            if found != ours:
                raise DatabaseServerError(
                    f"The data in {data} were written by PostgreSQL {found}, and this is PostgreSQL {ours}. "
                    f"Restore a backup into a fresh folder, or run the version of Lantern that wrote them."
                )
            return
        if data.exists():
            raise DatabaseServerError(f"{data} exists but holds no database. Move it away and start again.")
        report("creating the database")
        initialise(self.place)

    def _configure(self) -> None:
        lost = {} if self.durable else {"fsync": "off", "full_page_writes": "off"}
        if self.archive:
            self.archive.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.place.give_to_owner(self.archive)
        for name, text in (
            ("postgresql.conf", postgresql_conf(self.place.sockets, {**lost, **self.settings}, self.archive)),
            ("pg_hba.conf", PG_HBA),
        ):
            path = self.place.data / name
            scratch = path.with_suffix(".new")
            scratch.write_text(text)
            scratch.chmod(0o600)
            self.place.give_to_owner(scratch)
            scratch.replace(path)

    def _ensure_guardian(self) -> bool:
        """Have a guardian at work; whether a new one was started."""
        if self.is_guarded():
            return False
        self.place.state.unlink(missing_ok=True)
        # The sources may not be installed (a bare checkout): the guardian finds them where we were found.
        sources = str(Path(__file__).resolve().parents[3])
        path = os.pathsep.join(filter(None, [sources, os.environ.get("PYTHONPATH")]))
        environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
        for name in list(environment):
            if name.startswith(("PG", "LANTERN_", "DATABASE_URL")) and name != "LANTERN_DATABASE_USER":
                del environment[name]
        if self.place.log.exists() and self.place.log.stat().st_size > 1_000_000:
            self.place.log.unlink()
        with self.place.log.open("ab") as log:
            self.place.log.chmod(0o600)
            self._guardian = subprocess.Popen(
                [sys.executable, "-m", f"{__package__}.guardian", str(self.place.asked_for)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment,
                cwd="/",
                start_new_session=True,
            )
        until = time.monotonic() + 30
        while not self.is_guarded():
            if self._guardian.poll() is not None or time.monotonic() > until:
                raise DatabaseServerError(f"The database's guardian did not start; {self.place.log} says why.")
            time.sleep(0.02)
        return True

    def _ping(self) -> Ping:
        return Ping(PGconn.ping(f"host={self.socket_dir} port={PORT} connect_timeout=5".encode()))

    def _wait_until_ready(self, report: Callable[[str], None], *, give_up: bool) -> None:
        told, began = "", time.monotonic()
        while (answer := self._ping()) != Ping.OK:
            known = read_state(self.place)
            if give_up and known.failures >= FAILURES_BEFORE_GIVING_UP:
                reason = known.message or last_words(self.place) or f"see {self.place.log}"
                raise DatabaseServerError(f"The database does not start: {reason}.")
            if not remembered(known.guardian):
                raise DatabaseServerError(f"The database's guardian has gone; {self.place.log} may say why.")
            words = "recovering" if answer == Ping.REJECT else known.message or "starting"
            if words != told and time.monotonic() - began > 1:
                told = words
                report(words)
            time.sleep(0.02)

    def _check(self) -> None:
        if self.durable:
            with psycopg.connect(self.superuser_dsn(), connect_timeout=30, autocommit=True) as connection:
                refuse_unsafe_settings(connection, embedded=True)


def initialise(place: Place) -> None:
    """Make an empty cluster: scram passwords, checksums, built-in C.UTF-8, a random superuser password."""
    fresh = place.data.with_name("data.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    password = random.token_urlsafe(32)
    _write_private(place.password, password)
    for_initdb = place.home / f".initdb-{os.getpid()}"
    _write_private(for_initdb, password)
    place.give_to_owner(fresh, for_initdb)
    user = {"user": place.owner.uid, "group": place.owner.gid, "extra_groups": []} if place.owner else {}
    try:
        made = subprocess.run(
            [
                str(programs(place.owner) / "initdb"), "-D", str(fresh), f"--username={SUPERUSER}",
                f"--pwfile={for_initdb}", "--auth=scram-sha-256", "--encoding=UTF8",
                "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
                "--data-checksums", "--no-instructions", "--set=timezone=UTC", "--set=log_timezone=UTC",
            ],
            check=False, capture_output=True, text=True, cwd=fresh, umask=0o077,
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin", "TZ": "UTC"}, **user,  # type: ignore[call-overload]
        )  # fmt: skip
    finally:
        for_initdb.unlink(missing_ok=True)
    if made.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        if "No space left" in made.stderr:
            raise DatabaseServerError(f"The disk that holds {place.home} is full. Make room and try again.")
        said = made.stderr.strip().splitlines()
        told = [line for line in said if "error" in line or "FATAL" in line] or said[-1:] or ["initdb failed"]
        raise DatabaseServerError(f"The database could not be created: {told[0]}.")
    fresh.rename(place.data)


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


@contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


# --- Throwaway servers for tests -------------------------------------------------------------------------------------

FOR_TESTS = {"shared_buffers": "64MB", "max_wal_size": "256MB", "max_connections": "60"}


@contextmanager
def throwaway_server(
    *,
    secrets: Secrets | None = None,
    settings: Mapping[str, str] | None = None,
    durable: bool = True,
    template: Path | None = None,
) -> Iterator[EmbeddedServer]:
    """A started server in a scratch folder, deleted at the end. Its cluster is copied from a cached empty one, or from
    the stopped one in the folder ``template``.

    Settings are ours but smaller in memory. With `durable=False` it does not wait for the disk.
    """
    scratch = Path(tempfile.mkdtemp(prefix="lantern-"))
    if os.geteuid() == 0:
        scratch.chmod(0o711)  # the database's own user walks through it
    try:
        server = EmbeddedServer(
            scratch / "db", secrets=secrets, settings={**FOR_TESTS, **(settings or {})}, durable=durable
        )
        copy_template(server.place, template)
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate" if not durable else "fast")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def copy_template(place: Place, template: Path | None = None) -> None:
    """Fill a new place from a stopped cluster: that of ``template``, or the cached empty one of this version of the
    programs, which is made if need be.

    Only for throwaway data: every copy has the template's superuser password.
    """
    place.prepare()
    template = template or _empty_cluster()
    shutil.copytree(template / "data", place.data, symlinks=True)
    shutil.copy(template / "superuser.password", place.password)
    place.password.chmod(0o600)
    if place.owner:
        place.give_to_owner(place.data, *place.data.rglob("*"))


def _empty_cluster() -> Path:
    template = _template_folder() / hashlib.sha256(json.dumps([version(), DURABILITY, 1]).encode()).hexdigest()[:12]
    with _one_at_a_time(_template_folder() / "lock"):
        if not (template / "superuser.password").exists():
            shutil.rmtree(template, ignore_errors=True)
            made = place_for(template)
            made.prepare()
            initialise(made)
    return template


def _template_folder() -> Path:
    if os.geteuid() == 0:
        folder = Path("/var/cache/lantern/clusters")
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        if not can_reach(folder / "x", place_for(folder).owner):
            raise DatabaseServerError(f"The database's user cannot reach {folder}.")
    else:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lantern" / "clusters"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
