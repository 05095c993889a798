"""What this room does from the command line: bringing in minutes that came as a file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from django.utils import timezone

from lantern.access.context import acting
from lantern.access.people_acting import clockwork
from lantern.boards.models import Body
from lantern.governance.actions.taking import keep_file
from lantern.governance.reading import NoMinutes, read

DONE, FAILED, USAGE = 0, 1, 2
"""Exit codes, as for every command of the product."""


def import_minutes(arguments: argparse.Namespace) -> int:
    """Read minutes and keep what they propose until somebody has checked it in the browser. Prints no names."""
    path = Path(arguments.file)
    body = Body.objects.filter(code=arguments.body).first()
    if body is None:
        known = ", ".join(Body.objects.order_by("code").values_list("code", flat=True))
        return _say(f"There is no body {arguments.body}. There is {known}.", USAGE)
    try:
        content = path.read_bytes()
        found = read(content, path.name)
    except OSError as problem:
        return _say(f"{path} can not be read: {problem.strerror}.", FAILED)
    except NoMinutes as problem:
        return _say(str(problem), FAILED)
    doubtful = sum(bool(each.questions) for each in found.actions)
    print(
        f"{len(found.people)} people, {len(found.items)} agenda items and {len(found.actions)} action points were read;"
        f" {doubtful} of the action points are doubtful."
    )
    if arguments.check:
        return DONE
    with acting(clockwork(body.authority_id)):
        _kept, new = keep_file(body, name=path.name, content=content, found=found, at=timezone.now())
    print(
        "Check them in the browser: Board meetings, minutes from a file." if new else "This very file is here already."
    )
    return DONE


def _say(words: str, code: int) -> int:
    print(words, file=sys.stderr)
    return code
