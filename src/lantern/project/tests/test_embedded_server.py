"""The database supervisor, with real servers, really killed (docs: reliability, sections 7 and 8)."""

import contextlib
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from lantern.project.server import DatabaseServerError, EmbeddedServer
from lantern.project.server.configuration import refuse_powerful_role, refuse_unsafe_settings, unsafe_settings
from lantern.project.server.embedded import copy_template, throwaway_server
from lantern.project.server.guardian import read_state, remembered
from lantern.project.server.place import can_reach, database_owner, place_for
from lantern.project.server.processes import Identity, identify, read_pid_file, server_of, servers_in
from lantern.project.server.roles import create_roles
from lantern.project.server.secrets import read_or_create_secrets, read_secrets

BACK_WITHIN = 10.0  # seconds after everything was killed, at the size of a test


@pytest.fixture(scope="module")
def secrets(tmp_path_factory):
    return read_or_create_secrets(tmp_path_factory.mktemp("home") / "secrets.toml")


@pytest.fixture(scope="module")
def server(secrets) -> Iterator[EmbeddedServer]:
    with throwaway_server(secrets=secrets) as started:
        create_roles(started.superuser_dsn(), secrets.database)
        started.ensure_database()
        yield started


def wait_until_answering(server: EmbeddedServer, not_this: Identity | None = None) -> float:
    """Seconds until the server answers again, from another process than before."""
    began = time.monotonic()
    while time.monotonic() - began < 60:
        if server_of(server.place.data) not in (None, not_this):
            try:
                with psycopg.connect(server.superuser_dsn(), connect_timeout=2) as connection:
                    connection.execute("SELECT 1")
                return time.monotonic() - began
            except psycopg.OperationalError:
                pass
        time.sleep(0.02)
    raise AssertionError("the server did not come back within a minute")


def test_nobody_signs_in_without_a_password(server):
    """Section 8.1: the wheel's own clusters trust everybody."""
    for user in ("postgres", "lantern_app", "lantern_migrate"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(
                host=str(server.socket_dir), user=user, dbname="postgres", password="", passfile="/nonexistent"
            )
        with pytest.raises(psycopg.OperationalError, match="authentication failed"):
            psycopg.connect(host=str(server.socket_dir), user=user, dbname="postgres", password="guess")


def test_the_server_listens_on_no_network_address(server):
    """Section 8: without TLS it must never be reachable over a network."""
    with psycopg.connect(server.superuser_dsn()) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    with socket.socket() as attempt:
        if attempt.connect_ex(("127.0.0.1", 5432)) == 0:
            # Another PostgreSQL of this machine may be there; ours must not be the one that listens.
            pid = server.status().server_pid
            listening = subprocess.run(["ss", "-ltnp"], capture_output=True, text=True, check=False).stdout
            assert f"pid={pid}," not in listening


def test_only_the_databases_own_user_can_enter_its_folders(server):
    """Section 8.1: socket and data are private, and the passwords are."""
    for folder in (server.socket_dir, server.place.data):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(server.place.password.stat().st_mode) == 0o600
    assert len(str(server.socket_dir / ".s.PGSQL.5432")) < 104


def test_the_server_never_belongs_to_root(server):
    """Section 8: under root it has an operating-system user of its own; an ordinary user's server is that user's."""
    owner = database_owner()
    expected = owner.uid if owner else os.geteuid()
    assert psutil.Process(server.status().server_pid).uids().effective == expected != 0


def test_a_new_cluster_is_made_durable_and_checked(server):
    """Section 8.7, and the built-in C.UTF-8 order of section 8.6."""
    with psycopg.connect(server.dsn("app")) as connection:
        assert unsafe_settings(connection, embedded=True) == []
        row = connection.execute(
            "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        assert row == ("b", "C.UTF-8")
        assert connection.execute("SHOW jit").fetchone() == ("off",)


@pytest.mark.parametrize(
    ("setting", "value"), [("fsync", "off"), ("synchronous_commit", "off"), ("full_page_writes", "off")]
)
def test_a_server_that_could_lose_saved_work_is_refused(server, setting, value):
    """Section 8.7: the start-up check refuses anything else. A role's own setting counts as well."""

    class Weakened:
        def __init__(self, connection):
            self.connection = connection

        def execute(self, *arguments):
            rows = [(n, value if n == setting else s) for n, s in self.connection.execute(*arguments).fetchall()]
            return type("Rows", (), {"fetchall": lambda _: rows})()

    with psycopg.connect(server.dsn("app")) as connection:
        with pytest.raises(DatabaseServerError, match=setting):
            refuse_unsafe_settings(Weakened(connection), embedded=True)
        connection.execute("SET synchronous_commit = off")
        with pytest.raises(DatabaseServerError, match="synchronous_commit"):
            refuse_unsafe_settings(connection, embedded=True)


def test_an_unsafe_server_does_not_stay_up(secrets, tmp_path):
    """Section 8.7: started with fsync off, it is refused and stopped again."""
    if os.geteuid() == 0:
        tmp_path = Path("/var/lib/lantern") / f"test-{os.getpid()}"
        tmp_path.mkdir(mode=0o711, parents=True)
    try:
        server = EmbeddedServer(tmp_path / "db", settings={"fsync": "off"})
        copy_template(server.place)
        with pytest.raises(DatabaseServerError, match="fsync"):
            server.start()
        assert not server.is_running()
        assert server.status().state == "stopped"
    finally:
        subprocess.run(["rm", "-rf", str(tmp_path)], check=True)


def test_errors_are_logged_without_the_row(server):
    """Section 9: a refused row must not reach the log."""
    with psycopg.connect(server.superuser_dsn(), autocommit=True) as connection:
        connection.execute("CREATE TEMP TABLE children (name text PRIMARY KEY)")
        for _ in range(2):
            with contextlib.suppress(psycopg.errors.UniqueViolation):
                connection.execute("INSERT INTO children VALUES (%s)", ["Canary Wharfinger"])
        with pytest.raises(psycopg.errors.UndefinedColumn):
            connection.execute("SELECT canary_wharfinger")
    logs = [server.place.log, *(server.place.data / "log").glob("*.log")]
    text = "".join(path.read_text() for path in logs)
    assert "duplicate key" in text
    assert "Canary" not in text


def test_serving_with_a_role_that_bypasses_the_walls_is_refused(server):
    """Section 7.1."""
    with psycopg.connect(server.dsn("app")) as connection:
        refuse_powerful_role(connection)
    for dsn in (server.superuser_dsn(), server.dsn("migrate"), server.dsn("backup")):
        with psycopg.connect(dsn) as connection, pytest.raises(DatabaseServerError, match="lantern_app"):
            refuse_powerful_role(connection)


def test_the_serving_role_can_create_nothing(server):
    """Section 7: `app` owns nothing, has no TEMP and no CREATE."""
    for statement in ("CREATE TEMP TABLE t (i int)", "CREATE TABLE t (i int)", "CREATE SCHEMA s"):
        with psycopg.connect(server.dsn("app")) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)
    with psycopg.connect(server.dsn("app")) as connection:
        assert connection.execute("SELECT similarity('Siân', 'Sian') > 0, unaccent('Siân')").fetchone() == (
            True,
            "Sian",
        )
        assert connection.execute("SHOW statement_timeout").fetchone() == ("10s",)


def test_the_migrating_role_creates_as_the_owner_and_sees_past_the_walls(server):
    """Sections 7 and 7.2: FORCE binds the owner, so data steps run as `migrate`."""
    with psycopg.connect(server.dsn("migrate")) as connection:
        connection.execute("SET ROLE lantern_owner")
        connection.execute("CREATE TABLE walled (i int)")
        connection.execute("INSERT INTO walled VALUES (1)")
        connection.execute("ALTER TABLE walled ENABLE ROW LEVEL SECURITY")
        connection.execute("ALTER TABLE walled FORCE ROW LEVEL SECURITY")
        assert connection.execute("SELECT count(*) FROM walled").fetchone() == (0,)
        connection.execute("RESET ROLE")
        assert connection.execute("UPDATE walled SET i = 2").rowcount == 1
        connection.commit()
    with psycopg.connect(server.dsn("backup")) as connection:
        assert connection.execute("SELECT count(*) FROM walled").fetchone() == (1,)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("DELETE FROM walled")
    with psycopg.connect(server.dsn("app")) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT count(*) FROM walled")


def test_nothing_saved_is_lost_when_every_process_is_killed_and_the_server_is_back_in_seconds(server):
    """P1 and section 10.1, one round of each kind; the steady crash test at size is a journey of its own."""
    with psycopg.connect(server.superuser_dsn(), autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS saved (i int PRIMARY KEY)")
        connection.execute("TRUNCATE saved")
    acknowledged = []
    for turn, kind in enumerate(("everything", "first process", "one session", "first process", "everything")):
        before = server_of(server.place.data)
        assert before is not None
        with psycopg.connect(server.superuser_dsn(), autocommit=True) as connection:
            for i in range(turn * 50, turn * 50 + 50):
                connection.execute("INSERT INTO saved VALUES (%s)", [i])
                acknowledged.append(i)
            victims = {
                "everything": list(servers_in(server.place.data)),
                "first process": [before],
                "one session": [identify(connection.info.backend_pid)],
            }[kind]
            for victim in victims:
                victim.signal(signal.SIGKILL)
            with pytest.raises(psycopg.OperationalError):
                for _ in range(100):
                    connection.execute("SELECT pg_sleep(0.05)")
        # A killed session makes the server restart its other processes; its first process stays.
        seconds = wait_until_answering(server, None if kind == "one session" else before)
        assert seconds < BACK_WITHIN, f"{kind}: {seconds:.1f} s"
    with psycopg.connect(server.superuser_dsn()) as connection:
        assert [i for (i,) in connection.execute("SELECT i FROM saved ORDER BY i")] == acknowledged
    assert server.status().state == "ready"


def test_a_session_that_hangs_on_after_its_server_was_killed_does_not_block_the_next(server):
    """Section 8.3: the old server's processes may still hold the folder; the start is tried until they are gone."""
    before = server_of(server.place.data)
    with psycopg.connect(server.superuser_dsn(), autocommit=True) as connection:
        busy = identify(connection.info.backend_pid)
        assert busy and before
        busy.signal(signal.SIGSTOP)  # cannot notice that its server died
        before.signal(signal.SIGKILL)
        assert wait_until_answering(server, before) < BACK_WITHIN
        assert not busy.is_alive


def test_a_killed_guardian_is_replaced_and_the_new_one_takes_over_the_running_server(server):
    """Section 10.1, kind supervisor."""
    before, guardian = server_of(server.place.data), remembered(read_state(server.place).guardian)
    assert guardian and before
    guardian.signal(signal.SIGKILL)
    assert guardian.wait(5)
    assert server.is_running()
    assert not server.is_guarded()
    server.start()
    assert server_of(server.place.data) == before
    before.signal(signal.SIGKILL)
    assert wait_until_answering(server, before) < BACK_WITHIN


def test_a_stale_lock_whose_number_another_process_has_is_seen_through(server):
    """Section 8.3: the wheel's launcher reports such a server as ready, and later kills the stranger."""
    server.stop()
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        lock = server.place.data / "postmaster.pid"
        lock.write_text(
            f"{stranger.pid}\n{server.place.data}\n{int(time.time())}\n5432\n{server.socket_dir}\n\n"
            "        1         1\nready   \n"
        )
        server.place.give_to_owner(lock)
        assert read_pid_file(server.place.data).pid == stranger.pid
        assert not server.is_running()
        assert server.status().state == "stopped"
        server.stop()
        assert stranger.poll() is None, "a stranger was stopped in the server's place"
        server.start()
        assert server.status().state == "ready"
        assert server.status().server_pid != stranger.pid
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_ctrl_c_in_the_terminal_does_not_reach_the_database(secrets, tmp_path):
    """Section 8.4: the server is a service of its own, in a session of its own."""
    program = (
        "import signal, sys, time\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell ignores it for what runs behind it
        "from lantern.project.server.embedded import throwaway_server\n"
        "with throwaway_server() as s:\n"
        "    st = s.status()\n"
        "    try:\n        print(st.server_pid, st.guardian_pid, s.place.home, flush=True); time.sleep(60)\n"
        "    except KeyboardInterrupt:\n        print(s.status().state, flush=True)\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stderr is not None
    first, second, home = child.stdout.readline().split(maxsplit=2)
    server, guardian = identify(int(first)), identify(int(second))
    assert server and guardian
    assert len({os.getsid(child.pid), os.getsid(server.pid), os.getsid(guardian.pid)}) == 3
    os.killpg(child.pid, signal.SIGINT)  # what the terminal does
    said = child.stdout.readline().strip()
    assert said == "ready", child.stderr.read()
    assert child.wait(30) == 0
    assert not server.is_alive
    assert not guardian.is_alive
    assert not Path(home.strip()).exists()


def test_a_clean_stop_needs_no_recovery_and_keeps_the_data(server):
    with psycopg.connect(server.superuser_dsn(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    server.stop()
    assert not server.is_running()
    assert not list(servers_in(server.place.data))
    server.start()
    with psycopg.connect(server.superuser_dsn()) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_two_servers_run_side_by_side(server, secrets):
    with throwaway_server(secrets=secrets, durable=False) as other:
        assert other.socket_dir != server.socket_dir
        assert other.status().state == server.status().state == "ready"


def test_a_server_that_cannot_start_says_why(server, secrets):
    server.stop()
    server.settings["shared_preload_libraries"] = "no_such_library"
    try:
        with pytest.raises(DatabaseServerError, match="no_such_library"):
            server.start()
        assert not server.is_guarded()
    finally:
        del server.settings["shared_preload_libraries"]
        server.start()


def test_folders_the_databases_user_cannot_walk_to_are_left_private(tmp_path):
    """Section 8.2: the wheel's launcher makes every parent world-readable. Ours goes elsewhere instead."""
    owner = database_owner()
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    place = place_for(private / "db")
    try:
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
        assert can_reach(place.data, owner)
        assert place_for(private / "db") == place
        if owner is None:
            assert place.home == private / "db"
        else:
            assert (private / "db" / "location").read_text().strip() == str(place.home)
    finally:
        if owner is not None and place.home.is_dir():
            place.home.rmdir()


def test_a_long_path_gets_a_short_private_socket_folder(tmp_path):
    """Section 8.1: with a long data path the wheel's socket lands in a world-open folder."""
    place = place_for(tmp_path / ("long" * 30) / "db")
    assert len(os.fsencode(place.sockets / ".s.PGSQL.5432")) <= 103
    place.prepare()
    try:
        assert stat.S_IMODE(place.sockets.stat().st_mode) == 0o700
    finally:
        subprocess.run(["rm", "-rf", str(place.sockets), str(place.home)], check=True)


def test_secrets_are_random_private_and_made_once(tmp_path, monkeypatch):
    first = read_or_create_secrets(tmp_path / "one" / "secrets.toml")
    assert stat.S_IMODE(first.path.stat().st_mode) == 0o600
    assert read_or_create_secrets(first.path) == first
    other = read_or_create_secrets(tmp_path / "two" / "secrets.toml")
    assert other.context_key != first.context_key
    assert other.database["app"] != first.database["app"]
    assert first.context_key not in repr(first)
    first.path.chmod(0o644)
    with pytest.raises(DatabaseServerError, match="chmod 600"):
        read_secrets(first.path)
    monkeypatch.setenv("LANTERN_MODE", "production")
    with pytest.raises(DatabaseServerError, match="none is invented"):
        read_or_create_secrets(tmp_path / "three" / "secrets.toml")
