"""Where a database lives on this machine, and which user of the machine it belongs to."""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .errors import DatabaseServerError

SYSTEM_USER = "lantern"

# A socket's path must fit the operating system's structure: 108 bytes on Linux, 104 on macOS, the end mark included.
LONGEST_SOCKET_PATH = 103


@dataclass(frozen=True)
class Owner:
    """The operating-system user that the database belongs to."""

    uid: int
    gid: int
    name: str


def database_owner() -> Owner | None:
    """The user to run the database as, or None for whoever runs us.

    PostgreSQL refuses to run as root, rightly. When we are root it gets a user of its own that owns nothing else:
    `LANTERN_DATABASE_USER`, or `lantern`, which is created when it is missing.
    """
    if os.geteuid() != 0:
        return None
    wanted = os.environ.get("LANTERN_DATABASE_USER", SYSTEM_USER)
    owner = _look_up(wanted) or _create(wanted)
    if owner is None:
        raise DatabaseServerError(
            f"PostgreSQL does not run as root, and the user “{wanted}” could not be created for it. "
            f"Create it (useradd --system --no-create-home {wanted}), name another in LANTERN_DATABASE_USER, "
            "or run Lantern as an ordinary user."
        )
    if owner.uid == 0:
        raise DatabaseServerError("LANTERN_DATABASE_USER must name a user other than root.")
    return owner


def _look_up(name: str) -> Owner | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Owner(entry.pw_uid, entry.pw_gid, name)


def _create(name: str) -> Owner | None:
    ways = (
        ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
         "--shell", "/usr/sbin/nologin", name],
        ["adduser", "-S", "-D", "-H", "-s", "/sbin/nologin", name],
    )  # fmt: skip
    for way in ways:
        program = shutil.which(way[0], path="/usr/sbin:/sbin:/usr/bin:/bin")
        if program:
            subprocess.run([program, *way[1:]], check=False, capture_output=True)
            if found := _look_up(name):
                return found
    return None


def can_reach(path: Path, owner: Owner | None) -> bool:
    """Whether the database's user can walk to this path, that is, enter every folder above it."""
    if owner is None:
        return True
    for folder in path.absolute().parents:
        try:
            entry = folder.stat()
        except FileNotFoundError:
            continue  # we shall create it, and may then enter it
        if entry.st_uid == owner.uid:
            enters = entry.st_mode & stat.S_IXUSR
        elif entry.st_gid == owner.gid:
            enters = entry.st_mode & stat.S_IXGRP
        else:
            enters = entry.st_mode & stat.S_IXOTH
        if not enters:
            return False
    return True


def system_folder(name: str) -> Path:
    """A folder of the machine's own for what cannot stand below root's private folders. Only used as root."""
    folder = Path("/var/lib/lantern") / name
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    return folder


@dataclass(frozen=True)
class Place:
    """The folders of one database.

    `home` is the folder that was asked for, unless the database's own user cannot walk to it. That happens when root
    works inside a private folder such as /root. Opening those folders to everybody is no answer, so the
    database then lives under /var/lib/lantern, and a file `location` in the folder asked for says where.
    """

    asked_for: Path
    home: Path
    sockets: Path
    owner: Owner | None

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """What the server says while it starts. Once up, it keeps a week of logs in `data/log`."""
        return self.home / "server.log"

    @property
    def state(self) -> Path:
        """What the guardian last knew, as JSON."""
        return self.home / "state.json"

    @property
    def lock(self) -> Path:
        """Held by the one guardian of this place."""
        return self.home / "guardian.lock"

    @property
    def password(self) -> Path:
        """The superuser's random password; nobody but its owner may read the file."""
        return self.home / "superuser.password"

    def give_to_owner(self, *paths: Path) -> None:
        """Let the database's own user have these files."""
        if self.owner:
            for path in paths:
                os.chown(path, self.owner.uid, self.owner.gid, follow_symlinks=False)

    def prepare(self) -> None:
        """Create the folders, private to the database's user and to us."""
        # The database's user walks through `home` to its data but cannot list it: 0711 as root, else 0700.
        _private_folder(self.home, 0o711 if self.owner else 0o700, None)
        _private_folder(self.sockets, 0o700, self.owner)


def _private_folder(folder: Path, mode: int, owner: Owner | None) -> None:
    folder.parent.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    try:
        folder.mkdir(mode=mode)
    except FileExistsError:
        entry = folder.lstat()
        if not stat.S_ISDIR(entry.st_mode) or entry.st_uid not in {os.geteuid(), owner.uid if owner else os.geteuid()}:
            raise DatabaseServerError(
                f"{folder} exists and belongs to somebody else. Remove it, or set LANTERN_HOME to another folder."
            ) from None
    if owner:
        os.chown(folder, owner.uid, owner.gid)
    folder.chmod(mode)


def place_for(root: Path) -> Place:
    """Where the database asked for at `root` lives. The answer stays the same once it is given."""
    root = root.resolve()  # processes report their folders without symbolic links
    owner = database_owner()
    home = root
    location = root / "location"
    if location.is_file():
        home = Path(location.read_text().strip())
    elif not can_reach(root / "data", owner):
        home = system_folder("databases") / _short_name(root)
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        location.write_text(f"{home}\n")
    return Place(asked_for=root, home=home, sockets=_socket_folder(home), owner=owner)


def _socket_folder(home: Path) -> Path:
    here = home / "socket"
    if len(os.fsencode(here / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
        return here
    # Too long a path: a folder of our own where the machine keeps such things. `prepare` refuses one that is not ours.
    if os.geteuid() == 0:
        base = Path("/run") if Path("/run").is_dir() else Path("/var/run")
        return base / f"lantern-{_short_name(home)}"
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and Path(runtime).is_dir() and Path(runtime).stat().st_uid == os.geteuid():
        return Path(runtime) / f"lantern-{_short_name(home)}"
    return Path(tempfile.gettempdir()) / f"lantern-{os.geteuid()}-{_short_name(home)}"


def _short_name(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
