"""The product with a clock that can be moved, so that a journey may wait until morning without waiting.

The seconds to add stand in the file that ``LANTERN_TEST_CLOCK`` names; web processes and commands of one site read the
same file. Only the
product's own idea of now is moved: the database's clock, which ends sessions, stays what it is.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from pathlib import Path

_FILE = Path(os.environ.get("LANTERN_TEST_CLOCK", ""))
_really = time.time


def ahead() -> float:
    """How many seconds the moved clock is ahead."""
    return float(_FILE.read_text())


def moved_time() -> float:
    return _really() + ahead()


def moved_now() -> dt.datetime:
    return dt.datetime.fromtimestamp(moved_time(), dt.UTC)


def move() -> None:
    """Put the moved clock in place of the real one in this process, before anything of the product is imported."""
    from django.utils import timezone

    time.time = moved_time
    timezone.now = moved_now


def build() -> None:
    """Fill this site's database as ``lantern run`` does, with a small demonstration."""
    import django

    django.setup()
    from django.conf import settings

    from lantern.partnership.loading import load_areas
    from lantern.project.demonstration.load import count_figures, load
    from lantern.project.migrating import migrate

    migrate()
    load_areas(settings.BASE_DIR / "areas")
    load(children=600, contacts=400, seed=7, until=moved_now(), processes=1)
    count_figures((808,), at=moved_now())


if __name__ == "__main__":
    move()
    if sys.argv[1:] == ["build"]:
        build()
    else:
        from lantern.project.cli import main

        sys.exit(main(sys.argv[1:]))
