"""What is done about people from the command line: a register loaded, a file of descriptions answered."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone

from lantern.access.context import acting
from lantern.access.people_acting import clockwork
from lantern.partnership import queries as partnership
from lantern.partnership.models import Authority
from lantern.people import lists
from lantern.people.finding import weights

DONE, FAILED, USAGE, SOME_ROWS_REFUSED = 0, 1, 2, 4
"""Exit codes, as for every command of the product."""

_LINE_EVERY = 5.0  # seconds between lines of progress


def load_people(arguments: argparse.Namespace) -> int:
    """`lantern people load FILE`: a register of people, with a number for each. The exit code is 4 when rows were
    refused; they stand in a file beside it.
    """
    authority = _authority(arguments.authority)
    if authority is None:
        return _which_authority()
    path = Path(arguments.file)
    refused: list[lists.Refused] = []
    began = time.monotonic()
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            loaded = lists.load(
                lists.read_list(file, "person_id", refused.append),
                authority_id=authority.pk,
                source=arguments.source,
                at=timezone.now(),
                report=_progress("people"),
            )
    except lists.ListError as problem:
        return _say(str(problem), FAILED)
    seconds = time.monotonic() - began
    print(f"{loaded.people:,} people came in, in {seconds:.0f} seconds. {loaded.known:,} were here already.")
    return _tell(refused, path, "person_id")


def find_batch(arguments: argparse.Namespace) -> int:
    """`lantern find --batch FILE --out FILE`: candidates for every description of a file. `lantern find train`: learn
    the weights from those on record. `lantern find weights`: which there are, and `--use` another.
    """
    if arguments.what == "train":
        return _train(arguments.engine or "")
    if arguments.what == "weights":
        return _weights(arguments.use)
    if not (arguments.batch and arguments.out):
        return _say("Say what to look for with --batch FILE, and where to write candidates with --out FILE.", USAGE)
    authority = _authority(arguments.authority)
    if authority is None:
        return _which_authority()
    path, refused = Path(arguments.batch), list[lists.Refused]()
    try:
        with (
            path.open(newline="", encoding="utf-8-sig") as file,
            Path(arguments.out).open("w", newline="", encoding="utf-8") as to,
        ):
            done = lists.answer(
                lists.read_list(file, "query_id", refused.append),
                to,
                by=clockwork(authority.pk),
                acting=acting,
                source=arguments.source,
                top=arguments.top,
                report=_progress("descriptions"),
            )
    except lists.ListError as problem:
        return _say(str(problem), FAILED)
    print(f"{done:,} descriptions were looked for. Candidates are in {arguments.out}.")
    return _tell(refused, path, "query_id")


def _train(engine: str) -> int:
    began = time.monotonic()
    try:
        with acting(clockwork(*(each.pk for each in partnership.authorities()))):
            found = weights.learned(engine=engine, say=lambda words: print(words, file=sys.stderr, flush=True))
            row = weights.keep(found, by="", at=timezone.now())
            weights.choose(row.number, by="", at=timezone.now())
    except weights.TooFewPeople as problem:
        return _say(str(problem), FAILED)
    print(
        f"Weights {row.number} were learned in {time.monotonic() - began:.0f} seconds from {row.people:,} people and "
        f"{row.pairs:,} pairs, of which {row.same:,} are reckoned to be two records of one person; people had answered "
        f"{row.answered:,}. They weigh from now on. “lantern find weights --use 0” goes back to those that came with "
        "the product."
    )
    return DONE


def _weights(use: int | None) -> int:
    try:
        if use is not None:
            weights.choose(use, by="", at=timezone.now())
    except weights.NoSuchWeights as problem:
        return _say(str(problem), FAILED)
    chosen = weights.in_use()
    rows = [row for row in weights.listed() if row.number]
    for row in rows:
        mark = "in use" if row.number == chosen else ""
        print(
            f"{row.number:>4}  learned {timezone.localtime(row.learned_at):%d %B %Y %H:%M} by {row.engine}, "
            f"{row.people:,} people, {row.pairs:,} pairs, {row.same:,} of one person  {mark}".rstrip()
        )
    print(f"   0  came with the product  {'' if chosen else 'in use'}".rstrip())
    return DONE


def _tell(refused: list[lists.Refused], path: Path, number: str) -> int:
    if not refused:
        return DONE
    beside = path.with_name(f"{path.stem}-refused.csv")
    lists.write_refused(beside, refused, number)
    return _say(f"{len(refused):,} rows were refused; {beside} says why.", SOME_ROWS_REFUSED)


def _authority(code: str | None) -> Authority | None:
    known = partnership.authorities()
    if not code:
        return known[0] if len(known) == 1 else next((one for one in known if one.pk == 808), None)
    return next(
        (one for one in known if code.lower() in {str(one.pk), one.ons_code.lower(), one.short_name.lower()}), None
    )


def _which_authority() -> int:
    codes = ", ".join(f"{each.pk} {each.short_name}" for each in partnership.authorities())
    return _say(f"Say which authority's people they are with --authority. Known here: {codes}.", USAGE)


def _progress(what: str) -> Callable[[int], None]:
    shown = time.monotonic()

    def report(done: int) -> None:
        nonlocal shown
        if time.monotonic() - shown > _LINE_EVERY:
            shown = time.monotonic()
            print(f"{done:,} {what}", file=sys.stderr, flush=True)

    return report


def _say(words: str, code: int) -> int:
    print(words, file=sys.stderr)
    return code
