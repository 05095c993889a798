"""Lines that several people write at once: each is written once, a better wording names what it replaces, and nobody
overwrites anybody.
"""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction


class LineReplaced(Exception):
    """Somebody else has written this line anew meanwhile. ``theirs`` is what they wrote; nothing was overwritten."""

    def __init__(self, theirs: Any) -> None:
        super().__init__("Somebody wrote this line anew meanwhile.")
        self.theirs = theirs


def write_line[L: Any](line: L) -> L:
    """Write a line, new or in place of the one it names in ``replaces``. Raises LineReplaced when somebody else was
    quicker with that.
    """
    try:
        with transaction.atomic():
            line.save(force_insert=True)
    except IntegrityError:
        replaces = line.replaces
        theirs = type(line)._default_manager.filter(replaces=replaces).first() if replaces is not None else None
        if theirs is None:
            raise
        raise LineReplaced(theirs) from None
    return line
