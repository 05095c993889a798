"""The process that keeps the database server alive: starts it, starts it again when it is killed, stops it cleanly.

It runs in a session of its own, so Ctrl-C in the terminal reaches the web server and not the database. It holds no
password and opens no connection. Run as `python -m lantern.project.server.guardian FOLDER`.

Signals: TERM or INT stop the server at once but cleanly, USR1 waits for its users to leave, QUIT does not wait for
anything (the next start recovers).
"""

import contextlib
import fcntl
import json
import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from .errors import DatabaseServerError
from .place import Place, place_for
from .processes import Identity, clear_stale_lock, identify, server_of
from .programs import programs

# Stop signals of ours and what PostgreSQL calls them.
STOPS = {
    signal.SIGTERM: signal.SIGINT,
    signal.SIGINT: signal.SIGINT,
    signal.SIGUSR1: signal.SIGTERM,
    signal.SIGQUIT: signal.SIGQUIT,
}

STARTING = "Lantern starts the database server\n"  # marks each start in the log of starts

LONGEST_PAUSE = 10.0  # seconds between tries when the server will not start, for instance on a full disk
STEADY_AFTER = 10.0  # seconds after which a start counts as a good one


@dataclass
class State:
    """What the guardian knows, for whoever asks: written to a file at every change."""

    state: str = "starting"  # starting, up, failing, stopping, stopped
    guardian: dict[str, Any] = field(default_factory=dict)
    server: dict[str, Any] = field(default_factory=dict)
    restarts: int = 0
    failures: int = 0
    message: str = ""


def read_state(place: Place) -> State:
    """The state last written, or a stopped one."""
    try:
        return State(**json.loads(place.state.read_text()))
    except (OSError, ValueError, TypeError):
        return State(state="stopped")


def remembered(entry: dict[str, Any]) -> Identity | None:
    """The process an entry of the state names, if it still runs."""
    if not entry:
        return None
    found = Identity(entry["pid"], entry["started"])
    return found if found.is_alive else None


class Guardian:
    """One database's keeper."""

    def __init__(self, place: Place) -> None:
        self.place = place
        myself = identify(os.getpid())
        self.state = State(guardian=asdict(myself) if myself else {})
        self.stop_with: signal.Signals | None = None
        self.child: subprocess.Popen[bytes] | None = None
        self._wake_reader, self._wake_writer = os.pipe()

    def run(self) -> None:
        """Keep the server alive until told to stop."""
        self._listen()
        pause = 0.0
        while self.stop_with is None and self.place.data.is_dir():
            self._sleep(pause)
            if self.stop_with is not None:
                break
            server = server_of(self.place.data) or self._launch()
            if server is None:
                pause = 0.2
                continue
            began = time.monotonic()
            self._note(state="up", server=asdict(server), message="")
            ended_by_itself = self._watch(server)
            if self.stop_with is not None:
                break
            lasted = time.monotonic() - began
            self.state.restarts += 1
            self.state.failures = self.state.failures + 1 if ended_by_itself and lasted < STEADY_AFTER else 0
            pause = min(LONGEST_PAUSE, 0.25 * 2**self.state.failures) if self.state.failures else 0.0
            message = last_words(self.place) if self.state.failures else ""
            self._note(state="failing" if self.state.failures else "starting", server={}, message=message)
        self._note(state="stopped", server={})

    def _listen(self) -> None:
        os.set_blocking(self._wake_writer, False)
        signal.set_wakeup_fd(self._wake_writer, warn_on_full_buffer=False)

        def stop(number: int, _frame: FrameType | None) -> None:
            self.stop_with = signal.Signals(number)

        for number in STOPS:
            signal.signal(number, stop)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def _sleep(self, seconds: float) -> None:
        """Sleep, but wake at once for a signal: a stop, or the end of the server."""
        if seconds > 0:
            ready, _, _ = select.select([self._wake_reader], [], [], seconds)
            if ready:
                os.read(self._wake_reader, 4096)

    def _launch(self) -> Identity | None:
        place = self.place
        if not clear_stale_lock(place.data, place.sockets):
            self._note(state="starting", message="waiting for the processes of the last server to end")
            return None
        environment = {"LC_ALL": "C", "PATH": "/usr/bin:/bin", "TZ": "UTC"}
        user = {"user": place.owner.uid, "group": place.owner.gid, "extra_groups": []} if place.owner else {}
        with place.log.open("ab") as log:
            log.write(STARTING.encode())
            log.flush()
            self.child = subprocess.Popen(
                [str(programs(place.owner) / "postgres"), "-D", str(place.data)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=place.data,
                env=environment,
                umask=0o077,
                start_new_session=True,
                **user,  # type: ignore[call-overload]
            )
        return identify(self.child.pid) or Identity(self.child.pid, "ended")

    def _watch(self, server: Identity) -> bool:
        """Wait for the server's end, passing on a request to stop. Whether it ended by itself, not by a signal."""
        ours = self.child is not None and self.child.pid == server.pid
        told = None
        while True:
            if ours and self.child is not None:
                code = self.child.poll()
                if code is not None:
                    self.child = None
                    return code >= 0
            elif not server.is_alive:
                return False
            if self.stop_with is not None and told != self.stop_with:
                told = self.stop_with
                self._note(state="stopping")
                server.signal(STOPS[told])
            # A server that somebody else started cannot be waited for, only looked at.
            self._sleep(1.0 if ours else 0.2)
            if ours and server.is_alive and not self.place.data.is_dir():
                server.signal(signal.SIGQUIT)  # the folder was deleted under it

    def _note(self, **changes: Any) -> None:
        for name, value in changes.items():
            setattr(self.state, name, value)
        with contextlib.suppress(OSError):  # a full disk must not stop the guardian
            scratch = self.place.state.with_suffix(".new")
            scratch.write_text(json.dumps(asdict(self.state)))
            scratch.replace(self.place.state)


# What the server says to callers rather than about itself.
TO_CALLERS = ("the database system is", "authentication failed", "no pg_hba.conf entry", "terminating connection")


def last_words(place: Place) -> str:
    """The last fatal line the server wrote about itself, without its time and number: why it did not start."""
    logs = [*sorted((place.data / "log").glob("*.log"), key=lambda path: path.stat().st_mtime), place.log]
    for log in reversed(logs):
        try:
            text = log.read_bytes()[-50_000:].decode(errors="replace")
        except OSError:
            continue
        if log == place.log:
            text = text.rpartition(STARTING)[2]
        for line in reversed(text.splitlines()):
            for mark in ("FATAL:", "PANIC:"):
                if mark in line and not any(words in line for words in TO_CALLERS):
                    return line.partition(mark)[2].strip()
    return ""


def main() -> int:
    """Guard the database of the folder named on the command line, unless somebody already does."""
    try:
        place = place_for(Path(sys.argv[1]))
        with place.lock.open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return 0
            Guardian(place).run()
    except (DatabaseServerError, OSError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
