"""The `lantern` command: what it says, how it ends, and that a backup is one."""

import errno
import io
import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psycopg
import pytest

from lantern.project.cli import CommandError, Exit, build_parser, main, registry
from lantern.project.cli.progress import Progress, track
from lantern.project.server.embedded import EmbeddedServer, throwaway_server
from lantern.project.server.guardian import read_state, remembered
from lantern.project.server.place import place_for
from lantern.project.server.processes import server_of
from lantern.project.server.roles import create_roles
from lantern.project.server.secrets import read_or_create_secrets


@pytest.fixture
def own_home(tmp_path, monkeypatch):
    """A home of its own, with no database yet and none named."""
    for name in ("DATABASE_URL", "LANTERN_DATABASE_URL", "LANTERN_DATABASE_SOCKET", "LANTERN_DATABASE_NAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANTERN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LANTERN_SECRET_FILE", str(tmp_path / "home" / "secrets.toml"))
    yield tmp_path / "home"
    place = place_for(tmp_path / "home" / "postgres")
    EmbeddedServer(tmp_path / "home" / "postgres").stop("immediate")
    subprocess.run(["rm", "-rf", str(place.home), str(place.sockets)], check=True)


@pytest.fixture
def database(own_home, monkeypatch):
    """A running server with roles, and one walled table of two rows."""
    secrets = read_or_create_secrets()
    with throwaway_server(secrets=secrets, durable=False) as server:
        create_roles(server.superuser_dsn(), secrets.database)
        server.ensure_database()
        monkeypatch.setenv("LANTERN_DATABASE_SOCKET", str(server.socket_dir))
        with psycopg.connect(server.dsn("migrate")) as connection:
            connection.execute("SET ROLE lantern_owner")
            connection.execute("CREATE TABLE children (id int PRIMARY KEY)")
            connection.execute("INSERT INTO children VALUES (1), (2)")
            connection.execute("ALTER TABLE children ENABLE ROW LEVEL SECURITY")
            connection.execute("ALTER TABLE children FORCE ROW LEVEL SECURITY")
            connection.execute("CREATE POLICY own ON children USING (id = 1)")
        yield server


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_every_command_has_help(capsys):
    commands = ["run", "serve", "migrate", "demo", "import contacts", "import cin", "import names", "clocks", "backup",
                "verify", "db start", "db stop", "db status", "db psql", "roles", "check", "docs"]  # fmt: skip
    for command in commands:
        with pytest.raises(SystemExit) as ended:
            main([*command.split(), "--help"])
        assert ended.value.code == 0
        assert "exit codes" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["run", "--port", "0"], ["demo", "--contacts", "-1"], ["import", "x"]]
)
def test_a_command_that_is_not_understood_ends_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == Exit.USAGE
    assert "error:" in capsys.readouterr().err


def test_a_command_without_its_object_shows_help_and_ends_with_2(capsys):
    for arguments in ([], ["import"], ["db"]):
        assert main(arguments) == Exit.USAGE
        assert "usage:" in capsys.readouterr().out


def test_numbers_may_be_written_with_thousands_separators():
    assert build_parser().parse_args(["demo", "--contacts", "1,000,000"]).contacts == 1_000_000


def test_without_a_database_a_command_says_how_to_start_it_and_ends_with_3(own_home, capsys):
    assert main(["db", "status"]) == Exit.DATABASE_UNREACHABLE
    assert main(["clocks"]) == Exit.DATABASE_UNREACHABLE
    assert "lantern run" in capsys.readouterr().err
    read_or_create_secrets()
    assert main(["migrate"]) == Exit.DATABASE_UNREACHABLE
    assert "lantern db start" in capsys.readouterr().err


def test_a_command_of_a_missing_room_says_so_rather_than_pretend(monkeypatch):
    monkeypatch.setitem(registry.REGISTRY, "clocks", registry.Registered("lantern.nowhere.commands:clocks", "task"))
    with pytest.raises(CommandError, match="not part of it"):
        registry.call("clocks", build_parser().parse_args(["clocks"]))


def test_an_unexpected_error_is_told_without_a_traceback_unless_asked(monkeypatch, capsys):
    def broken(_arguments):
        raise ZeroDivisionError("Canary Wharfinger")

    monkeypatch.setattr("lantern.project.cli.database.status", broken)
    assert main(["db", "status"]) == Exit.FAILED
    told = capsys.readouterr().err
    assert "--traceback" in told
    assert "Canary" not in told
    assert "Traceback" not in told
    for arguments in (["--traceback", "db", "status"], ["db", "status", "--traceback"]):
        assert main(arguments) == Exit.FAILED
        assert "Traceback" in capsys.readouterr().err


def test_the_embedded_database_starts_stays_and_stops(own_home, capsys):
    assert main(["db", "start"]) == Exit.OK
    assert "ready" in capsys.readouterr().out
    assert main(["db", "status"]) == Exit.OK
    assert main(["roles"]) == Exit.OK
    asked = subprocess.run(
        [sys.executable, "-m", "lantern.project.cli", "db", "psql", "--", "-Atc", "SELECT current_user"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert asked.stdout.strip() == "lantern_report", asked.stderr
    assert main(["db", "stop"]) == Exit.OK
    assert main(["db", "status"]) == Exit.DATABASE_UNREACHABLE


def test_the_printed_sql_for_a_server_of_your_own_holds_no_password(own_home, capsys):
    secrets = read_or_create_secrets()
    assert main(["roles", "--print-sql"]) == Exit.OK
    told = capsys.readouterr().out
    assert "CREATE ROLE lantern_app" in told
    assert not any(password in told for password in secrets.database.values())


def test_a_backup_holds_every_row_behind_the_walls_and_is_proved_by_restoring(database, own_home, capsys):
    """Trap 7.15: a dump under row-level security ends without an error and without rows."""
    target = own_home / "tonight.dump"
    assert main(["backup", str(target), "--verify"]) == Exit.OK
    told = capsys.readouterr().out
    assert "2 rows" in told
    assert "Verified" in told
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert main(["backup", str(target)]) == Exit.USAGE, "written over"
    assert main(["backup", "--verify", str(target)]) == Exit.OK


def test_a_damaged_backup_is_noticed(database, own_home, capsys):
    """Section 10.15."""
    target = own_home / "tonight.dump"
    assert main(["backup", str(target)]) == Exit.OK
    whole = target.read_bytes()
    target.write_bytes(whole[: len(whole) // 2])
    assert main(["backup", str(target), "--verify"]) == Exit.FAILED
    assert "does not restore" in capsys.readouterr().err


def test_a_backup_by_a_role_that_sees_no_rows_is_not_taken_for_one(database, own_home, monkeypatch, capsys):
    """The control of the test above: with another role's rights the counts could not be made."""
    secrets = read_or_create_secrets()
    with psycopg.connect(database.superuser_dsn(), autocommit=True) as connection:
        connection.execute("ALTER ROLE lantern_backup NOBYPASSRLS")
    assert secrets
    assert main(["backup", str(own_home / "empty.dump")]) == Exit.FAILED
    assert "row-level security" in capsys.readouterr().err
    assert not (own_home / "empty.dump").exists()


def test_progress_is_silent_for_quick_work():
    shown = io.StringIO()
    with Progress("Reading", 3, stream=shown) as progress:
        progress.advance(3)
    assert shown.getvalue() == ""


def test_progress_is_a_bar_on_a_terminal_and_plain_lines_elsewhere(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("lantern.project.cli.progress.time.monotonic", lambda: now[0])
    terminal, file = Terminal(), io.StringIO()
    for stream in (terminal, file):
        now[0] = 0.0
        with Progress("Reading", 4, unit="rows", stream=stream) as progress:
            for _ in range(4):
                now[0] += 3
                progress.advance()
    assert "\r" in terminal.getvalue()
    assert "[##############################] 4 of 4 rows, 100%" in terminal.getvalue()
    assert "\r" not in file.getvalue()
    assert file.getvalue().splitlines()[0] == "Reading: 1 of 4 rows, 25%"
    assert file.getvalue().splitlines()[-1] == "Reading: 4 of 4 rows, 100%, 12.0 s"


def test_work_that_is_tracked_is_passed_through_unchanged():
    assert list(track(range(5), "Counting")) == [0, 1, 2, 3, 4]


# `lantern run` with everything real but the pages: a small web server stands for them, and writes down when it ended.
RUN = """
import sys
from lantern.project.cli import main, running
running._step = lambda words, arguments: None
running._collect_static_files = lambda: None
running._gunicorn = lambda bind, workers, threads: [sys.executable, "-c", '''
import http.server, signal, sys, pathlib
def end(*_):
    pathlib.Path(sys.argv[2]).write_text("%s" % pathlib.Path(sys.argv[3]).exists())
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()
''', bind.partition(":")[2], sys.argv[2], sys.argv[3]]
sys.exit(main(["run", "--port", sys.argv[1]]))
"""


def a_free_port() -> int:
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])


def wait_for(something):
    """What `something` answers, as soon as it answers anything."""
    until = time.monotonic() + 10
    while not (found := something()) and time.monotonic() < until:
        time.sleep(0.1)
    return found


def test_ctrl_c_stops_the_pages_then_the_database_and_the_next_run_keeps_the_data(own_home):
    port = a_free_port()
    place = place_for(own_home / "postgres")
    ended = own_home / "pages-ended"
    for turn in (1, 2):
        command = [sys.executable, "-c", RUN, str(port), str(ended), str(place.data / "postmaster.pid")]
        runner = subprocess.Popen(command, text=True, stdout=subprocess.PIPE, start_new_session=True)
        assert runner.stdout is not None
        for line in runner.stdout:
            if "Ctrl-C stops it" in line:
                break
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
        state = read_state(place)
        running = [remembered(state.guardian), remembered(state.server)]
        assert all(running)
        with psycopg.connect(EmbeddedServer(own_home / "postgres").superuser_dsn()) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS kept (turn int)")
            connection.execute("INSERT INTO kept VALUES (%s)", [turn])
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (turn,)
        if turn == 1:
            # A killed guardian is replaced while the pages are served.
            os.kill(state.guardian["pid"], signal.SIGKILL)
            running = [wait_for(lambda: remembered(read_state(place).guardian)), server_of(place.data)]
            assert all(running)
        os.killpg(runner.pid, signal.SIGINT)  # what the terminal does
        assert runner.wait(60) == Exit.OK
        runner.stdout.close()
        assert ended.read_text() == "True", "the database had gone before the pages"
        assert not any(process.is_alive for process in running if process)
        assert not (place.data / "postmaster.pid").exists()


def test_a_taken_port_is_told_before_anything_is_started(own_home, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "lantern.project.cli", "run", "--port", str(port)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == Exit.FAILED
    assert f"port {port}" in done.stderr
    assert not Path(own_home / "postgres").exists()


@pytest.mark.parametrize(
    ("address", "code", "words"),
    [
        ("mysql://db.example/lantern", Exit.FAILED, "must begin with postgresql://"),
        ("nonsense", Exit.FAILED, "must begin with postgresql://"),
        ("postgresql://[half/lantern", Exit.FAILED, "can not be read"),
        ("postgresql://u:Canary@127.0.0.1:abc/lantern", Exit.FAILED, "can not be read"),
        ("postgresql://127.0.0.1/lantern?bogus=1", Exit.FAILED, "can not be read"),
        ("postgresql://127.0.0.1:1/lantern", Exit.DATABASE_UNREACHABLE, "Connection refused"),
        ("postgresql://u:Canary@127.0.0.1:1/lantern", Exit.DATABASE_UNREACHABLE, "Connection refused"),
    ],
)
@pytest.mark.parametrize("command", [["run", "--port", "1"], ["check"]])
def test_a_wrong_database_address_is_told_in_words_and_never_with_its_password(
    own_home, monkeypatch, capsys, address, code, words, command
):
    read_or_create_secrets()
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setattr("lantern.project.cli.running._refuse_a_taken_port", lambda port: None)
    monkeypatch.setattr("lantern.project.cli.running._listen_for_stops", lambda: None)
    monkeypatch.setattr("lantern.project.cli.running._ignore_stops", lambda: None)
    assert main(command) == code
    told = capsys.readouterr().err
    assert words in told
    assert "Canary" not in told


def test_a_home_that_can_not_be_one_is_told_in_words(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").touch()
    monkeypatch.setenv("LANTERN_HOME", str(tmp_path / "file" / "home"))
    monkeypatch.setattr("lantern.project.cli.running._listen_for_stops", lambda: None)
    assert main(["run", "--port", str(a_free_port())]) == Exit.FAILED
    assert "Set LANTERN_HOME" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "The disk is full"), (errno.EROFS, "only be read"), (errno.EACCES, "may not")]
)
def test_what_the_disk_refuses_is_told_in_words(monkeypatch, capsys, number, words):
    def refused(_arguments):
        raise OSError(number, os.strerror(number), "/var/lib/lantern/x")

    monkeypatch.setattr("lantern.project.cli.database.status", refused)
    assert main(["db", "status"]) == Exit.FAILED
    told = capsys.readouterr().err
    assert words in told
    assert "/var/lib/lantern/x" in told


def started(command):
    """A `lantern run` that has said where it is."""
    runner = subprocess.Popen(command, text=True, stdout=subprocess.PIPE, start_new_session=True)
    assert runner.stdout is not None
    assert any("Ctrl-C stops it" in line for line in runner.stdout)
    return runner


def test_a_second_run_on_another_port_leaves_the_first_its_database(own_home):
    place = place_for(own_home / "postgres")
    runners = []
    for turn in (1, 2):
        command = [sys.executable, "-c", RUN, str(a_free_port()), str(own_home / f"ended-{turn}")]
        runners.append(started([*command, str(place.data / "postmaster.pid")]))
    server = server_of(place.data)
    first, second = runners
    os.killpg(second.pid, signal.SIGINT)
    assert second.wait(60) == Exit.OK
    assert server_of(place.data) == server, "the database was stopped beneath the first"
    os.killpg(first.pid, signal.SIGINT)
    assert first.wait(60) == Exit.OK
    assert server_of(place.data) is None
