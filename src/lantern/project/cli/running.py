"""`lantern run`: everything on this machine, from nothing to a page in the browser, until Ctrl-C."""

import argparse
import fcntl
import hashlib
import importlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TextIO

from lantern.project.server import EmbeddedServer
from lantern.project.server.secrets import checkout, home

from . import database
from .errors import CommandError, Exit
from .progress import Progress

HOST = "127.0.0.1"
WEB_STOPS_WITHIN = 15.0  # seconds for requests in hand to be answered


TICK_EVERY = 60.0  # seconds between runs of timed work


class Stopped(Exception):
    """Ctrl-C, or the terminal was closed."""


def run(arguments: argparse.Namespace) -> int:
    """Have everything ready, serve, and on Ctrl-C stop the pages first and then the database."""
    os.environ.setdefault("LANTERN_MODE", "demonstration")
    _listen_for_stops()
    port = arguments.port
    _refuse_a_taken_port(port)
    server: EmbeddedServer | None = None
    using = _use_the_home()
    try:
        with Progress("Starting the database") as progress:
            secrets = database.ready(progress.say)
        if not database.external_url():
            server = database.embedded_server(secrets)
        database.check_serving_role(secrets)
        _step("Bringing the database up to date", ["migrate"])
        if os.environ["LANTERN_MODE"] == "demonstration" and not arguments.no_demo:
            _step(None, ["demo", "--if-empty"])
        _collect_static_files()
        return _serve_until_stopped(port, arguments.workers, arguments.threads, server)
    except Stopped:
        return Exit.OK
    finally:
        _ignore_stops()
        if not database.external_url() and not database.standing_mark().exists() and _nobody_else_uses(using):
            server = server or database.embedded_server()
            if server.is_running() or server.is_guarded():
                print("Stopping the database.", file=sys.stderr)
                server.stop()
                print("Stopped. Everything saved is kept in the database.", file=sys.stderr)


def serve(arguments: argparse.Namespace) -> int:
    """Serve pages and nothing else, in this process: for a service manager, behind TLS."""
    secrets = database.require()
    database.check_serving_role(secrets)
    os.environ["LANTERN_ROLE"] = "app"
    _set_up_django()
    from lantern.access.demonstration import unsafe_demonstration

    if problems := unsafe_demonstration():
        raise CommandError("\n".join(problems))
    _collect_static_files()
    command = _gunicorn(arguments.bind, arguments.workers, arguments.threads)
    os.execve(command[0], command, os.environ)  # noqa: S606 - the server takes this process's place


def migrate(_arguments: argparse.Namespace) -> int:
    """Bring tables, row-level security and the areas' own data up to date, as the role that may."""
    database.require()
    os.environ["LANTERN_ROLE"] = "migrate"
    _set_up_django()
    from django.conf import settings
    from django.db import connection

    from lantern.custody.closing import uncover
    from lantern.partnership.areas import AreaErrors
    from lantern.partnership.loading import FrozenThreshold, load_areas
    from lantern.project.migrating import UnsafeDatabase
    from lantern.project.migrating import migrate as bring_up_to_date

    with Progress("Bringing the database up to date") as progress:
        try:
            bring_up_to_date(progress.say)
            progress.say("Loading the areas")
            load_areas(Path(settings.BASE_DIR) / "areas")
            # An area file that still names an authority whose records left opens none of them again.
            with connection.cursor() as cursor:
                uncover(cursor)
        except UnsafeDatabase as problem:
            raise CommandError(
                f"The database would let somebody see what they may not, so it is not used:\n{problem}"
            ) from None
        except (AreaErrors, FrozenThreshold) as problem:
            raise CommandError(str(problem)) from None
    return Exit.OK


def check(_arguments: argparse.Namespace) -> int:
    """Check the settings, the database server and the serving role; change nothing."""
    secrets = database.require()
    database.check_serving_role(secrets)
    os.environ["LANTERN_ROLE"] = "app"
    _set_up_django()
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError

    try:
        call_command("check", deploy=os.environ.get("LANTERN_MODE", "production") == "production")
    except SystemCheckError as problem:
        raise CommandError(str(problem).replace("SystemCheckError: ", "", 1)) from None
    print("The database server keeps what it saves, and the serving role sees no further than it should.")
    return Exit.OK


def with_django(role: str, work: Callable[[], int]) -> int:
    """Do a room's work, connected as this role."""
    database.require()
    os.environ["LANTERN_ROLE"] = role
    _set_up_django()
    return work()


def _set_up_django() -> None:
    # The mode is the checkout's own demonstration, unless somebody said production; settings refuse to guess otherwise.
    os.environ.setdefault("LANTERN_MODE", "demonstration")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lantern.project.settings")
    import django

    django.setup()


# --- Steps before serving --------------------------------------------------------------------------------------------


def _step(words: str | None, arguments: list[str]) -> None:
    """Do one of our own commands as a process of its own, because each works as another database role."""
    if words:
        print(words, file=sys.stderr)
    done = subprocess.run([sys.executable, "-m", "lantern.project.cli", *arguments], check=False)
    if done.returncode:
        raise CommandError(
            f"“lantern {' '.join(arguments)}” failed, so nothing is served.",
            Exit(done.returncode) if 1 <= done.returncode <= 4 else Exit.FAILED,
        )


def _collect_static_files() -> None:
    """Collect what pages need into one folder, unless nothing has changed since the last time."""
    sources = [checkout() / "build" / "static", *sorted((checkout() / "src" / "lantern").glob("*/static"))]
    mark = home() / "static-files"
    seen = hashlib.sha256()
    for path in sorted(path for source in sources for path in source.rglob("*") if path.is_file()):
        entry = path.stat()
        seen.update(f"{path}:{entry.st_size}:{entry.st_mtime_ns}\n".encode())
    os.environ["LANTERN_ROLE"] = "app"
    _set_up_django()
    from django.conf import settings

    target = Path(settings.STATIC_ROOT)
    if target.is_dir() and mark.is_file() and mark.read_text() == seen.hexdigest():
        return
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0, clear=target.is_dir())
    mark.write_text(seen.hexdigest())


def _use_the_home() -> TextIO:
    """Say, for as long as the file is open, that somebody runs Lantern here; waits for one that is just stopping."""
    # 0711 as root, so that the database's own user can walk through to its data.
    home().mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    using = (home() / "in-use").open("a")
    fcntl.flock(using, fcntl.LOCK_SH)
    return using


def _nobody_else_uses(using: TextIO) -> bool:
    """Whether the database may be stopped: a second `lantern run` on another port goes on using it."""
    try:
        fcntl.flock(using, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Another `lantern run` still uses the database, so it stays up.", file=sys.stderr)
        return False
    return True


def _refuse_a_taken_port(port: int) -> None:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((HOST, port))
        except OSError:
            raise CommandError(
                f"Something else is using port {port}, perhaps another `make run`. "
                f"Choose another: make run PORT={port + 1}"
            ) from None


# --- Serving ---------------------------------------------------------------------------------------------------------


def _gunicorn(bind: str, workers: int, threads: int) -> list[str]:
    shared_memory = Path("/dev/shm")  # noqa: S108 - gunicorn's heartbeat file, which must not be on a slow disk
    heartbeat = ["--worker-tmp-dir", str(shared_memory)] if os.access(shared_memory, os.W_OK) else []
    return [
        sys.executable, "-m", "gunicorn", "lantern.project.wsgi:application", "--bind", bind,
        "--workers", str(workers), "--worker-class", "gthread", "--threads", str(threads),
        "--timeout", "60", "--graceful-timeout", "10", "--max-requests", "20000", "--max-requests-jitter", "2000",
        "--no-control-socket", "--log-level", "warning", *heartbeat,
    ]  # fmt: skip


def _serve_until_stopped(port: int, workers: int, threads: int, server: EmbeddedServer | None) -> int:
    environment = {**os.environ, "LANTERN_ROLE": "app"}
    # In a session of its own: Ctrl-C comes to us alone, and we stop things in order.
    web = subprocess.Popen(_gunicorn(f"{HOST}:{port}", workers, threads), env=environment, start_new_session=True)
    try:
        _wait_until_served(web, port)
        _greet(port)
        timed: subprocess.Popen[bytes] | None = None
        next_tick = time.monotonic()
        while web.poll() is None:
            time.sleep(0.5)
            if time.monotonic() >= next_tick and (timed is None or timed.poll() is not None):
                # What a scheduler does in production: reminders, escalations, the morning handover, mail.
                timed = subprocess.Popen([sys.executable, "-m", "lantern.project.cli", "clocks", "--tick"])
                next_tick = time.monotonic() + TICK_EVERY
            if server and not server.is_guarded():
                server.start()  # its guardian was killed; the server itself may well be running
        raise CommandError("The web server ended by itself. What it wrote above may say why.")
    finally:
        _ignore_stops()
        if web.poll() is None:
            print("\nStopping the pages.", file=sys.stderr)
            web.send_signal(signal.SIGTERM)
            try:
                web.wait(WEB_STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                os.killpg(web.pid, signal.SIGKILL)
                web.wait()


def _wait_until_served(web: "subprocess.Popen[bytes]", port: int) -> None:
    with Progress("Starting the pages") as progress:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if web.poll() is not None:
                raise CommandError("The web server did not start. What it wrote above says why.")
            with socket.socket() as attempt:
                attempt.settimeout(1)
                if attempt.connect_ex((HOST, port)) == 0:
                    return
            progress.say("Starting the pages")
            time.sleep(0.1)
    raise CommandError("The web server did not start within a minute.")


def _greet(port: int) -> None:
    print(f"\nLantern is at http://{HOST}:{port}\n")
    if os.environ.get("LANTERN_MODE") == "demonstration":
        try:
            demonstration = importlib.import_module("lantern.project.demonstration")
        except ModuleNotFoundError:
            demonstration = None
        sheet = getattr(demonstration, "sign_in_sheet", None)
        if sheet:
            print(sheet())
    print("Ctrl-C stops it. What was saved is kept for the next time.", flush=True)


def _listen_for_stops() -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        _ignore_stops()  # the first one is enough; stopping cleanly must not be interrupted
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


def _ignore_stops() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
