"""Who a process is, beyond its number.

Numbers of processes are used again, quickly in containers. A process is therefore known by its number *and* the moment
it began, and nothing here signals one on its number alone.
"""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Identity:
    """A process, told apart from any later one with the same number."""

    pid: int
    started: str

    @property
    def is_alive(self) -> bool:
        """Whether this very process still runs. One that ended and was not yet reaped does not."""
        return identify(self.pid) == self

    def signal(self, number: signal.Signals) -> bool:
        """Send a signal to this very process; false when it is gone."""
        if not self.is_alive:
            return False
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            return False
        return True

    def wait(self, seconds: float) -> bool:
        """Wait until the process has ended, at most so long; whether it has."""
        until = time.monotonic() + seconds
        while self.is_alive:
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
        return True


def identify(pid: int) -> Identity | None:
    """The process with this number now, or None when there is none or it is only waiting to be reaped.

    Where there is a /proc, the beginning is counted in clock ticks since this boot: a corrected wall clock cannot
    make one process look like another.
    """
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            # The command name stands in brackets and may hold anything, so fields are counted from its end.
            fields = stat.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            return None
        return None if fields[0] in "ZX" else Identity(pid, f"{_boot()}:{fields[19]}")
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else Identity(pid, f"{process.create_time():.2f}")
    except psutil.Error:
        return None


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return "this-boot"


def began_at(pid: int) -> float | None:
    """When the process began, in seconds since 1970; None when it cannot be told."""
    try:
        return psutil.Process(pid).create_time()
    except psutil.Error:
        return None


def is_postmaster_of(pid: int, data: Path) -> bool:
    """Whether this process is a PostgreSQL server's first process, started on this data folder."""
    if identify(pid) is None:
        return False
    try:
        command = psutil.Process(pid).cmdline()
    except psutil.Error:
        return False
    if len(command) < 3 or Path(command[0]).name != "postgres" or "-D" not in command:
        return False
    return command[command.index("-D") + 1 :][:1] == [str(data)]


def servers_in(data: Path) -> Iterator[Identity]:
    """Every PostgreSQL process working in this data folder: the first process and all it started.

    They all work *in* the folder, which is how those left behind by a killed first process are found.
    """
    for process in psutil.process_iter():
        try:
            if process.name() == "postgres" and process.cwd() == str(data):
                found = identify(process.pid)
                if found:
                    yield found
        except psutil.Error:
            continue


@dataclass(frozen=True)
class PidFile:
    """What `postmaster.pid` says: the server's number and the second it began."""

    pid: int
    began: int | None

    def names_the_server_of(self, data: Path) -> bool:
        """Whether that number is today the server of this folder: its command line *and* its beginning agree.

        The file's second is taken a little after the process began. Ten seconds of play cover a slow start.
        """
        if not is_postmaster_of(self.pid, data):
            return False
        actually = began_at(self.pid)
        return self.began is None or actually is None or abs(actually - self.began) <= 10


def read_pid_file(data: Path) -> PidFile | None:
    """The server's lock file, or None when there is none or it is not yet written."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        return PidFile(int(lines[0]), int(lines[2]) if len(lines) > 2 else None)
    except (OSError, ValueError, IndexError):
        return None


def server_of(data: Path) -> Identity | None:
    """The running server of this data folder, or None."""
    recorded = read_pid_file(data)
    if recorded and recorded.names_the_server_of(data):
        return identify(recorded.pid)
    return None


def clear_stale_lock(data: Path, sockets: Path, *, patience: float = 2.0) -> bool:
    """Make a folder whose server was killed ready for the next start; false while something still uses it.

    A lock is removed only when its number is not this folder's server *and* no server process works in the folder:
    two servers on one folder would destroy it. Processes left by a killed server normally end by themselves; those
    that do not within `patience` seconds are ended, which loses nothing because their server's death already
    means recovery from the log.
    """
    if server_of(data):
        return False
    recorded = read_pid_file(data)
    if recorded and is_postmaster_of(recorded.pid, data):
        # Its beginning does not agree, perhaps because the clock was set. It is a server here all the same.
        return False
    until = time.monotonic() + patience
    while left := [process for process in servers_in(data) if not is_postmaster_of(process.pid, data)]:
        if time.monotonic() > until:
            for process in left:
                process.signal(signal.SIGKILL)
            until = time.monotonic() + patience
        time.sleep(0.05)
    if any(True for _ in servers_in(data)):
        return False
    for lock in (data / "postmaster.pid", sockets / ".s.PGSQL.5432.lock", sockets / ".s.PGSQL.5432"):
        lock.unlink(missing_ok=True)
    return True
