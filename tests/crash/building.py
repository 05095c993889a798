"""Makes the product's database in a scene's server, with people in posts: ``python -m tests.crash.building FOLDER
NAME``."""

from __future__ import annotations

import sys
from pathlib import Path

import django

django.setup()

from lantern.project.server.embedded import EmbeddedServer  # noqa: E402 - after the settings
from tests.cast import make_cast  # noqa: E402
from tests.database import build_database, connect_as  # noqa: E402
from tests.pages import hold_post  # noqa: E402


def main() -> None:
    server = EmbeddedServer(Path(sys.argv[1]))
    build_database(server, sys.argv[2])
    connect_as("app", server, sys.argv[2])
    for person in vars(make_cast()).values():
        hold_post(person)


if __name__ == "__main__":
    main()
