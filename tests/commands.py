"""Running ``lantern`` commands on a server of the tests, as an administrator would."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from lantern.project.server.embedded import EmbeddedServer
from lantern.project.server.secrets import ROLES_WITH_PASSWORD


def start_command(
    *arguments: str, server: EmbeddedServer, folder: Path, database: str, mode: str = "test"
) -> subprocess.Popen[str]:
    """Start a command on one database of this server; it may be killed. What it says goes to its ``stdout``."""
    password, secrets = os.environ["LANTERN_TEST_PASSWORD"], folder / "secrets.toml"
    if not secrets.exists():
        passwords = "\n".join(f'{role} = "{password}"' for role in ROLES_WITH_PASSWORD)
        secrets.touch(mode=0o600)
        # The keys are those of the test settings, with which the database was built.
        secrets.write_text(
            f'[database]\n{passwords}\n[django]\nsecret_key = "{"only-for-tests-" * 4}"\n'
            f'[context]\nkey = "{"11" * 32}"\n[fields]\nkey = "{"22" * 32}"\n'
        )
    environment = os.environ | {
        "LANTERN_MODE": mode,
        "DJANGO_SETTINGS_MODULE": "lantern.project.settings",
        "LANTERN_DATABASE_SOCKET": str(server.socket_dir),
        "LANTERN_DATABASE_NAME": database,
        "LANTERN_DATABASE_PASSWORD": password,
        "LANTERN_SECRET_FILE": str(secrets),
        "LANTERN_HOME": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    environment.pop("LANTERN_ROLE", None)
    return subprocess.Popen(
        [sys.executable, "-m", "lantern.project.cli", *arguments],
        env=environment, cwd=Path(__file__).parents[1], text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
