"""What is done with lists from the command line, and by the clockwork with those that were sent by a page."""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from pathlib import Path

from django.utils import timezone
from django.utils.text import slugify

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson, clockwork
from lantern.law.linking import machine_links
from lantern.partnership import queries as partnership
from lantern.partnership.models import Authority
from lantern.sources import mapping, running
from lantern.sources.mapping import BY_CODE, ListRefused, Table
from lantern.sources.models import Pair, Run, Source
from lantern.spine.lifecycle import MoveRefused

DONE, FAILED, USAGE, SOME_ROWS_REFUSED = 0, 1, 2, 4
"""Exit codes, as for every command of the product."""

_SHOWN = 10


def link(arguments: argparse.Namespace) -> int:
    """`lantern link --source FILE --as CODE`: compare a list with the people on record, or say how it would read. The
    exit code is 4 when rows were left out. Nothing personal is printed but the first rows of a ``--check``.
    """
    authority = _authority(arguments.authority)
    if authority is None:
        codes = ", ".join(f"{each.pk} {each.short_name}" for each in partnership.authorities())
        return _say(f"Say which area the list is for with --authority. Known here: {codes}.", USAGE)
    code = slugify(arguments.code)[:40]
    if not code:
        return _say("Say whose list it is with --as, such as police, school or health.", USAGE)
    by = clockwork(authority.pk)
    try:
        content = Path(arguments.source).read_bytes()
        table = mapping.read_table(content)
        with acting(by):
            source = Source.objects.filter(authority_id=authority.pk, code=code).first()
        columns = dict(each.partition("=")[::2] for each in arguments.column or ())
        read_as = mapping.changed_by(mapping.propose(table, source.mapping if source else None), columns)
        if arguments.check:
            return _check(table, read_as, code)
        if wrong := mapping.what_is_wrong(read_as):
            return _say(f'{wrong} Say so with --column "HEADING=FACT"; --check shows the columns.', USAGE)
        run = _begun(content, read_as, code, arguments, authority, by)
        began = time.monotonic()
        done = running.compare(
            run, by=by, at=timezone.now(), acting=acting, learn=arguments.learn,
            say=lambda words: print(words, file=sys.stderr, flush=True),
        )  # fmt: skip
    except OSError as problem:
        return _say(f"{arguments.source} can not be read: {problem.strerror}.", FAILED)
    except (ListRefused, MoveRefused, running.ListBusy) as problem:
        return _say(str(problem), FAILED)
    return _tell(done, by, time.monotonic() - began)


def _check(table: Table, read_as: dict[str, str], code: str) -> int:
    print("Column: what it says")
    for heading, plain in zip(table.headings, table.plain, strict=True):
        fact = read_as[plain]
        print(f"  {heading or plain}: {BY_CODE[fact].words + f' ({fact})' if fact else 'left out'}")
    if wrong := mapping.what_is_wrong(read_as):
        return _say(wrong, FAILED)
    reading = mapping.read_rows(table, read_as, on=timezone.localdate(), source=code)
    print(f"The first rows, of {len(table.rows):,}:")
    for entry in reading.entries[:_SHOWN]:
        print(f"  row {entry.row_number}: {entry.number or 'no number'}; {'; '.join(entry.said.values())}")
    return _problems(reading.refused, reading.refused_count)


def _begun(
    content: bytes,
    read_as: dict[str, str],
    code: str,
    arguments: argparse.Namespace,
    authority: Authority,
    by: ActingPerson,
) -> Run:
    """The run of this list: the one that was broken off, where there is one."""
    with acting(by):
        source = running.source_for(code, authority_id=authority.pk, title=arguments.title or "", by=by)
        sha256 = hashlib.sha256(content).hexdigest()
        broken_off = Run.objects.filter(source=source, state__in=running.ACTIVE, sha256=sha256).first()
        if broken_off is not None:
            print("Going on with the list that was broken off.", file=sys.stderr)
            return broken_off
        run = running.send(content, source, by=by, at=timezone.now())
        running.settle_mapping(run, read_as, by=by)
        running.start(run, by=by, at=timezone.now(), engine=arguments.engine or "")
        return run


def _tell(run: Run, by: ActingPerson, seconds: float) -> int:
    with acting(by):
        source = Source.objects.get(pk=run.source_id)
        told = running.judgement(run)
        mine = Pair.objects.filter(source=source, in_list=True)
        linked, held = (mine.filter(state=state).count() for state in (Pair.State.LINKED, Pair.State.HELD))
        waiting = mine.filter(state=Pair.State.WAITING).count()
    met = run.figures.get("rows_with_somebody", 0)
    print(
        f"{run.rows:,} rows compared in {seconds:.0f} seconds by {run.engine}: {run.unchanged:,} as before, "
        f"{run.withdrawn:,} no longer in the list. {met:,} rows may be somebody here."
    )
    if source.links_from is not None:
        share = (source.wrong_at_most or 0) * 100
        print(f"{linked:,} rows are linked by machine; at most {share:.1f} in 100 of these are wrong.")
    else:
        print(
            f"Nothing was linked by machine: {held:,} rows could be, once a sample of {told.drawn:,} was compared and "
            f"shows that at most {machine_links().most_wrong * 100:g} in 100 are wrong."
        )
    print(f"{waiting:,} pairs wait for a person, at /lists/{run.reference}/.")
    return _problems([(int(row), str(why)) for row, why in run.figures.get("problems", [])], run.refused)


def _problems(refused: list[tuple[int, str]], count: int) -> int:
    if not count:
        return DONE
    for number, why in refused[:50]:
        print(f"  row {number}: {why}", file=sys.stderr)
    return _say(f"{count:,} rows were left out.", SOME_ROWS_REFUSED)


def compare_waiting() -> int:
    """Compare the lists that were sent by a page, and go on with those that were broken off. How many were done."""
    done = 0
    for authority in partnership.authorities():
        by = clockwork(authority.pk)
        with acting(by):
            waiting = list(running.waiting_runs())
        for run in waiting:
            try:
                running.compare(run, by=by, at=timezone.now(), acting=acting)
                done += 1
            except running.ListBusy:
                continue
            except Exception as problem:
                # Whatever it was: the next minute must not try it again, nor may its words quote a row.
                words = str(problem) if isinstance(problem, ListRefused) else f"It stopped: {type(problem).__name__}."
                with acting(by):
                    Run.objects.filter(pk=run.pk).update(state=Run.State.FAILED, problem=words[:300])
    return done


def _authority(code: str | None) -> Authority | None:
    known = partnership.authorities()
    if not code:
        return known[0] if len(known) == 1 else None
    return next(
        (one for one in known if code.lower() in {str(one.pk), one.ons_code.lower(), one.short_name.lower()}), None
    )


def _say(words: str, code: int) -> int:
    print(words, file=sys.stderr)
    return code
