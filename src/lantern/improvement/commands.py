"""``lantern import plan FILE``: an improvement plan out of its document, for a person to check in the browser."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from django.utils import timezone

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson, holding
from lantern.improvement import actions, reading
from lantern.improvement import permissions as may
from lantern.partnership import queries as partnership
from lantern.partnership.models import Authority, Post

DONE, FAILED, USAGE = 0, 1, 2


def import_plan(arguments: argparse.Namespace) -> int:
    """Read a plan's tables, say what is blank or doubtful, and keep it as a plan that is being written."""
    path = Path(arguments.file)
    try:
        read = reading.read(path.read_bytes(), path.name)
    except OSError as problem:
        return _say(f"{path} can not be read: {problem.strerror}.", FAILED)
    except reading.NoPlan as problem:
        return _say(str(problem), FAILED)
    for line in told(read):
        print(line)
    if arguments.check:
        return DONE
    keeper = _keeper(arguments.partnership)
    if keeper is None:
        codes = ", ".join(each.partnership.code for each in partnership.keepers().values())
        return _say(f"Say whose plan it is with --partnership. Known here: {codes}.", USAGE)
    by = _whoever(arguments.by, keeper)
    if by is None:
        return _say("Say in whose name with --by: a post of the partnership that keeps its plans and is held.", USAGE)
    with acting(by):
        title = arguments.title or path.stem.replace("-", " ").replace("_", " ").capitalize()
        plan = actions.read_in(read, keeper_id=keeper.pk, title=title, name=path.name, by=by, at=timezone.now())
    print(f"Kept as {plan.reference}. Check it in the browser: /improvement/{plan.reference}/")
    return DONE


def told(read: reading.ReadPlan) -> list[str]:
    """What was found, the blanks and the questions, line by line."""
    lines = [f"{len(read.actions)} actions."]
    every = list(range(1, len(read.actions) + 1))
    for what, words in (("rag", "rating"), ("lead", "lead"), ("timescale", "date"), ("success", "success test")):
        blank = read.without(what)
        if blank == every:
            lines.append(f"No action has a {words}.")
        elif blank:
            lines.append(f"Without {words}: {len(blank)} ({_numbers(blank)}).")
    if read.ongoing:
        lines.append(f"“Ongoing” instead of a date: {len(read.ongoing)} ({_numbers(read.ongoing)}).")
    return [*lines, *read.questions]


def _numbers(found: list[int]) -> str:
    return "action " + ", ".join(str(each) for each in found)


def _keeper(code: str | None) -> Authority | None:
    known = list(partnership.keepers().values())
    if code is None:
        return known[0] if len(known) == 1 else None
    return next((each for each in known if each.partnership.code == code), None)


def _whoever(code: str | None, keeper: Authority) -> ActingPerson | None:
    posts = Post.objects.select_related("team__agency", "holder").filter(holder__is_active=True)
    found = (
        posts.filter(code=code) if code else posts.filter(team=partnership.business_team(keeper.pk)).order_by("code")
    )
    able = (holding(post) for post in found)
    return next((each for each in able if keeper.pk in each.partnerships and each.may(may.KEEP_IMPROVEMENT)), None)


def _say(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code
