"""The one local secret file: passwords and keys, all random, made on the first run.

It is never in the database nor in a backup of it. In production point `LANTERN_SECRET_FILE` at a file that your own
secret store writes; the keys are the same.
"""

import os
import secrets
import stat
import tomllib
from dataclasses import dataclass
from pathlib import Path

from .errors import DatabaseServerError

ROLES_WITH_PASSWORD = ("app", "task", "migrate", "report", "seal", "backup")


@dataclass(frozen=True)
class Secrets:
    """What the file holds. Printing it shows nothing."""

    path: Path
    database: dict[str, str]
    django_secret_key: str
    context_key: str
    fields_key: str

    def __repr__(self) -> str:
        return f"<Secrets in {self.path.name}>"


def home() -> Path:
    """Where a checkout keeps what is its own: `LANTERN_HOME`, or `.lantern` beside the sources."""
    configured = os.environ.get("LANTERN_HOME")
    return Path(configured).absolute() if configured else checkout() / ".lantern"


def checkout() -> Path:
    """The folder that holds `src`, or the working folder when Lantern was installed elsewhere."""
    folder = Path(__file__).resolve().parents[4]
    return folder if (folder / "pyproject.toml").is_file() else Path.cwd()


def secret_file() -> Path:
    """The file in use: `LANTERN_SECRET_FILE`, or `secrets.toml` in Lantern's home."""
    configured = os.environ.get("LANTERN_SECRET_FILE")
    return Path(configured).absolute() if configured else home() / "secrets.toml"


def read_secrets(path: Path | None = None) -> Secrets:
    """Read the secret file. A missing, readable-by-others or incomplete file is an error that says what to do."""
    path = path or secret_file()
    try:
        mode = path.stat().st_mode
        text = path.read_text()
    except FileNotFoundError:
        raise DatabaseServerError(
            f"There is no secret file at {path}. `lantern run` creates one on its first run."
        ) from None
    except PermissionError:
        raise DatabaseServerError(f"The secret file {path} may not be read by this user.") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise DatabaseServerError(f"Other users of this machine can read {path}. Close it first: chmod 600 {path}")
    try:
        document = tomllib.loads(text)
        database = {role: document["database"][role] for role in ROLES_WITH_PASSWORD}
        found = Secrets(
            path, database, document["django"]["secret_key"], document["context"]["key"], document["fields"]["key"]
        )
        if len(bytes.fromhex(found.context_key)) != 32 or len(bytes.fromhex(found.fields_key)) != 32:
            raise ValueError("a key must be 32 bytes, written as 64 hexadecimal digits")
    except KeyError as missing:
        raise DatabaseServerError(f"The secret file {path} lacks the entry {missing}.") from None
    except (tomllib.TOMLDecodeError, ValueError) as problem:
        raise DatabaseServerError(f"The secret file {path} cannot be used: {problem}.") from None
    return found


def read_or_create_secrets(path: Path | None = None) -> Secrets:
    """Read the secret file, made with fresh random values when there is none yet.

    In production a missing file is an error: new keys could not open what the old ones sealed.
    """
    path = path or secret_file()
    if not path.exists():
        if os.environ.get("LANTERN_MODE") == "production":
            raise DatabaseServerError(f"There is no secret file at {path}, and in production none is invented.")
        # 0711 as root, so that the database's own user can walk through to its data; the file itself is 0600.
        path.parent.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        _write_once(path, _fresh())
    return read_secrets(path)


def _fresh() -> str:
    passwords = "\n".join(f'{role} = "{secrets.token_urlsafe(32)}"' for role in ROLES_WITH_PASSWORD)
    return (
        "# Made by Lantern on its first run. Keep it private, and keep it: sealed fields need these keys.\n"
        f"[database]\n{passwords}\n\n"
        f'[django]\nsecret_key = "{secrets.token_urlsafe(50)}"\n\n'
        "# Signs who is asking, for row-level security.\n"
        f'[context]\nkey = "{secrets.token_hex(32)}"\n\n'
        "# Seals the most sensitive fields (AES-256-GCM).\n"
        f'[fields]\nkey = "{secrets.token_hex(32)}"\n'
    )


def _write_once(path: Path, text: str) -> None:
    """Write the file whole or not at all, and never over one that another process has just made."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(scratch, path)
        except FileExistsError:
            return
    finally:
        scratch.unlink(missing_ok=True)
