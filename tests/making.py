"""Makes the database that others of a test run are copied from: ``python -m tests.making FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

import django

django.setup()

from lantern.project.server.embedded import throwaway_server  # noqa: E402 - after the settings
from tests.database import MADE, create_roles, keep_cluster, make  # noqa: E402


def main() -> None:
    with throwaway_server(durable=False) as server:
        create_roles(server)
        make(server, MADE)
        keep_cluster(server, Path(sys.argv[1]))


if __name__ == "__main__":
    main()
