"""Loading the demonstration: rows are built in worker processes and written by COPY in one transaction, all or nothing.

Runs as the migrating role, in demonstration mode only (docs/decisions/0006). Foreign keys and indexes of the tables it
fills are taken down first and put back in the same transaction; that every row copied keeps to the keys is checked
right after it, and whoever starts on a database where that did not come to its end does it first.
"""

from __future__ import annotations

import datetime as dt
import gc
import multiprocessing
import os
import queue
import random
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from lantern.access.models import User
from lantern.frontdoor.figures import keeping
from lantern.partnership import queries as partnership
from lantern.partnership.models import Agency, Post, Team, ThresholdDocument
from lantern.project.demonstration.contacts import contacts_for
from lantern.project.demonstration.copying import END, HEAD
from lantern.project.demonstration.families import Family, build_population
from lantern.project.demonstration.house import settle_house
from lantern.project.demonstration.keys_checked import check_keys, put_back, take_down
from lantern.project.demonstration.parcels import Batch, Parcel, Receiver, Sender
from lantern.project.demonstration.postcodes import give_wards
from lantern.project.demonstration.recasting import recast
from lantern.project.demonstration.retelling import Rehearsal, Retelling, TellerWithGaps, with_gaps
from lantern.project.demonstration.rows import Cast, Rows
from lantern.project.demonstration.tables import Tables
from lantern.project.demonstration.workers import worker_names

type Report = Callable[[int, int], None]

_BATCH = 500  # stories to a message between processes
_BATCH_BYTES = 8_000_000  # about what so many take
_AHEAD = 24  # messages that may wait for the database
_SHARED = Path("/dev/shm")  # noqa: S108 - only asked how much room it has
_ENOUGH = 16_000_000  # bytes held for one table before they are copied
_PIECE = 4_500  # contacts in one piece of work: small enough that two processes stay busy to the end
_ORDINARY = 4  # pieces of an authority of ordinary size: each has stories of its own
_AGAIN = 28  # neighbourhoods of a larger one with the same stories, at the most
FULL_CHILDREN, FULL_CONTACTS = 45_000, 9_000  # children known, and contacts a year, of a borough-sized authority


class AlreadyLoaded(Exception):
    """There are people in this database already: the demonstration is only ever loaded into an empty one."""


def is_empty() -> bool:
    """Whether nobody is in the database yet. A load that was ended before its keys were checked is checked first."""
    check_keys(_tables(), 1)
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute("select not exists (select 1 from people_person)")
        empty = bool(cursor.fetchone()[0])
        cursor.execute("set role lantern_owner")
    return empty


def load(
    *,
    authorities: tuple[int, ...] = (808,),
    children: int = FULL_CHILDREN,
    contacts: int = 2 * FULL_CONTACTS,
    seed: int = 1,
    until: dt.datetime,
    report: Report = lambda done, of: None,
    processes: int | None = None,
) -> dict[str, int]:
    """Fill an empty database with invented families and the contacts about them. Returns how many rows went into each
    table.

    ``contacts`` is for the whole two years and all authorities together. Raises AlreadyLoaded when anybody is there.
    """
    if not is_empty():
        raise AlreadyLoaded("This database already holds people. The demonstration goes into an empty one.")
    connection.close()
    give_posts()
    cast = the_cast(until)
    jobs = _jobs(authorities, children, contacts, seed, until)
    counts: dict[str, int] = {}
    tables = _tables()
    processes = processes or min(2, os.cpu_count() or 1)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local synchronous_commit = off")
        taken_down = take_down(cursor, tables)
        cursor.execute("reset role")
        fresh = _made_fresh(cursor, tables)
        copying = _Copying(cursor, fresh)
        done = 0
        for batch, stories in _made(jobs, cast, processes):
            for name, columns, rows, count in batch:
                copying.add(name, columns, rows)
                counts[name] = counts.get(name, 0) + count
            done += stories
            report(min(done, contacts), contacts)
        copying.finish()
        report(min(done, contacts), contacts)
        put_back(cursor, taken_down)
        settle_house(authorities, at=until)
        cursor.execute("set role lantern_owner")
        give_wards(authorities, at=until)
        cursor.execute("analyze")
    check_keys(tables, processes)
    return counts


def count_figures(authorities: tuple[int, ...], *, at: dt.datetime, report: Report = lambda done, of: None) -> int:
    """Count the figures of every day that was loaded, so that the first page finds them. Returns how many days."""
    with connection.cursor() as cursor:
        cursor.execute("reset role")  # the role that owns the tables sees no rows
        days = keeping.rebuild(at, authorities=authorities, report=report)
        cursor.execute("analyze frontdoor_dayfigure, frontdoor_countedday")
        cursor.execute("set role lantern_owner")
    return days


def _tables() -> list[str]:
    return [table.name for table in Tables().all]


def give_posts() -> int:
    """Give every post a holder with an invented name. They sign in on the demonstration page only: none has a usable
    password.
    """
    from lantern.access.roles import ROLES

    posts = list(Post.objects.filter(holder__isnull=True).order_by("code"))
    names = worker_names(len(posts))
    holders = [
        User(
            username=post.code,
            display_name=name,
            email=f"{post.code}@workers.example",
            password=make_password(None),
            is_active=post.role in ROLES,
        )
        for post, name in zip(posts, names, strict=True)
    ]
    User.objects.bulk_create(
        holders, update_conflicts=True, unique_fields=["username"],
        update_fields=["display_name", "email", "password", "is_active"],
    )  # fmt: skip
    known = {user.username: user for user in User.objects.filter(username__in=[post.code for post in posts])}
    for post in posts:
        post.holder = known[post.code]
    Post.objects.bulk_update(posts, ["holder"], batch_size=500)
    return len(posts)


def the_cast(until: dt.datetime) -> Cast:
    """Teams, posts, agencies, standards and thresholds by the codes stories use."""
    posts: dict[tuple[str, str, int], tuple[int, int, str]] = {}
    for post in Post.objects.select_related("team", "holder").order_by("code"):
        number = int(post.code.rsplit("-", 1)[-1])
        if post.holder is not None:
            posts[(post.team.code, post.role, number)] = (post.pk, post.holder.pk, post.holder.display_name)
    authorities = [authority.pk for authority in partnership.authorities()]
    thresholds = {}
    for authority in authorities:
        document = (
            ThresholdDocument.objects.filter(covers__contains=[authority], in_force_from__lte=until.date())
            .order_by("-in_force_from")
            .first()
        )
        if document is not None:
            thresholds[authority] = (document.pk, document.version)
    return Cast(
        teams={team.code: team for team in Team.objects.select_related("agency")},
        posts=posts,
        agencies=dict(Agency.objects.values_list("code", "pk")),
        standards={authority: partnership.local_standards(authority) for authority in authorities},
        threshold=thresholds,
    )


def _jobs(
    authorities: tuple[int, ...], children: int, contacts: int, seed: int, until: dt.datetime
) -> list[dict[str, Any]]:
    """Pieces of work that know nothing of each other: neighbourhoods, each with its share of the contacts. What is
    told in one is told again in others where an authority has many.
    """
    each = max(1, round(contacts / len(authorities) / _PIECE))
    told = each if each <= _ORDINARY else max(2, -(-each // _AGAIN))
    pieces = each * len(authorities)
    jobs = []
    for number in range(told):
        for place, authority in enumerate(authorities):
            jobs.append(
                {
                    "authority": authority,
                    "children": children // pieces,
                    "per_year": round(contacts / pieces / 2),
                    "seed": seed,
                    "until": until,
                    "neighbourhoods": [
                        (turn * (children // pieces), (seed * 97 + turn * len(authorities) + place + 1) & 0xFFF)
                        for turn in range(number, each, told)
                    ],
                }
            )
    return jobs


def _made(jobs: list[dict[str, Any]], cast: Cast, processes: int) -> Iterator[Batch]:
    """Batches of rows, as the workers make them."""
    if processes == 1 or len(jobs) == 1:
        for job in jobs:
            yield from _work(job, cast)
        return
    context = multiprocessing.get_context("fork")
    made: Any = context.Queue(maxsize=_ahead(processes))
    taken = context.Value("i", 0)
    emptied = [context.SimpleQueue() for _ in range(processes)]
    receiver = Receiver(emptied)
    workers = [
        context.Process(target=_put, args=(jobs, taken, cast, made, Sender(number, emptied[number])), daemon=True)
        for number in range(processes)
    ]
    resource_tracker.ensure_running()  # one for all: a worker's own would free its parcels when the worker ends
    gc.freeze()  # what is here already is never looked at again by a worker's collector
    for worker in workers:
        worker.start()
    gc.unfreeze()
    try:
        left = len(jobs)
        while left:
            batch = _next(made, workers)
            if isinstance(batch, Exception):
                raise batch
            if batch is None:
                left -= 1
            else:
                yield receiver.opened(batch)
    finally:
        for worker in workers:
            worker.terminate()
            worker.join()
        with suppress(queue.Empty):
            while True:
                if isinstance(left_over := made.get(timeout=0.1), Parcel):
                    receiver.dropped(left_over)
        receiver.close()


def _ahead(processes: int) -> int:
    """How many batches may wait to be written: enough that the workers go on while the database waits for its disk,
    and never more than half of the memory that processes may share (in a container often 64 MB).
    """
    free = shutil.disk_usage(_SHARED).free if _SHARED.is_dir() else 0
    return max(2 * processes, min(_AHEAD, free // 2 // _BATCH_BYTES))


def _next(made: Any, workers: list[Any]) -> Any:
    """What the next worker made. Raises RuntimeError when one has died without a word."""
    while True:
        with suppress(queue.Empty):
            return made.get(timeout=5)
        if any(worker.exitcode for worker in workers):
            raise RuntimeError("A process that made rows was ended from outside. Nothing was loaded.")


def _put(jobs: list[dict[str, Any]], taken: Any, cast: Cast, made: Any, sender: Sender) -> None:
    """Do one job after another until none is left: its batches, then None."""
    connection.connection = None
    gc.disable()  # stories are trees: what is dropped goes at once, and looking for circles takes a fifth of the time
    try:
        while True:
            with taken.get_lock():
                place = taken.value
                taken.value += 1
            if place >= len(jobs):
                return
            for batch in _work(jobs[place], cast):
                made.put(sender.packed(batch))
            made.put(None)
    except Exception as error:
        made.put(error)


def _work(job: dict[str, Any], cast: Cast) -> Iterator[Batch]:
    """What is told of one neighbourhood, or of several that have the same stories."""
    (first, _), *others = job["neighbourhoods"]
    to = Tables()
    families = list(
        build_population(job["seed"], job["children"], job["authority"], on=job["until"].date(), first=first)
    )
    telling = _tell_again if others else _tell
    waiting = 0
    for stories in telling(job, cast, families, to):
        waiting += stories
        if waiting >= _BATCH or not stories:
            yield _flush(to), waiting
            waiting = 0
    yield _flush(to), waiting


def _tell(job: dict[str, Any], cast: Cast, families: list[Family], to: Tables) -> Iterator[int]:
    """Every story of one neighbourhood; how many contacts were put into rows, one by one."""
    ((first, salt),) = job["neighbourhoods"]
    rows = Rows(cast, salt, job["until"], to)
    yield from _settle(rows, families)
    for story in contacts_for(families, job["seed"] + first, job["per_year"], until=job["until"]):
        rows.add_story(story)
        yield 1


def _settle(rows: Rows, families: Iterable[Family]) -> Iterator[int]:
    for number, family in enumerate(families):
        rows.add_family(family)
        if number % 2000 == 1999:
            yield 0
    yield 0


def _tell_again(job: dict[str, Any], cast: Cast, families: list[Family], to: Tables) -> Iterator[int]:
    """The stories of one neighbourhood, each told of a family in each of several."""
    until = job["until"]
    retellings = []
    for first, salt in job["neighbourhoods"]:
        rows, others = Rows(cast, salt, until, to), list(recast(families, job["seed"], on=until.date(), first=first))
        yield from _settle(rows, others)
        retellings.append(Retelling(rows, others, random.Random(f"later {job['seed']} {salt}")))
    shapes = [with_gaps(family) for family in families]
    rehearsal = Rehearsal(cast, until, shapes)
    places = {family.number: place for place, family in enumerate(families)}
    seed = job["seed"] + job["neighbourhoods"][0][0]
    for story in contacts_for(shapes, seed, job["per_year"], until=until, teller=TellerWithGaps):
        script = rehearsal.script(story)
        for retelling in retellings:
            retelling.tell(script, places[story.family.number])
        yield len(retellings)


def _flush(to: Tables) -> list[tuple[str, tuple[str, ...], bytes, int]]:
    made = []
    for table in to.all:
        if table.rows:
            columns = tuple(f'"{column}"' for column in table.columns)
            made.append((table.name, columns, b"".join(table.rows), len(table.rows)))
            table.rows = []
    return made


class _Copying:
    """Rows on their way into tables, held back until there are enough: each COPY leaves up to half a megabyte of its
    table unused.
    """

    def __init__(self, cursor: Any, fresh: set[str]) -> None:
        self.cursor, self.fresh = cursor, fresh
        self.held: dict[tuple[str, tuple[str, ...]], list[bytes]] = {}

    def add(self, name: str, columns: tuple[str, ...], rows: bytes) -> None:
        held = self.held.setdefault((name, columns), [])
        held.append(rows)
        if sum(map(len, held)) > _ENOUGH:
            self._copy(name, columns, held)

    def finish(self) -> None:
        for (name, columns), held in self.held.items():
            if held:
                self._copy(name, columns, held)

    def _copy(self, name: str, columns: tuple[str, ...], held: list[bytes]) -> None:
        how = "format binary, freeze" if name in self.fresh else "format binary"
        with self.cursor.copy(f"copy {name} ({', '.join(columns)}) from stdin ({how})") as copy:
            copy.write(HEAD)
            for rows in held:
                copy.write(rows)
            copy.write(END)
        held.clear()


def _made_fresh(cursor: Any, tables: list[str]) -> set[str]:
    """Of these tables, those that hold nothing, made anew inside this transaction: their rows can be written as settled
    from the start, which spares the database writing every page a second time when it first reads them.
    """
    cursor.execute(f"lock table {', '.join(tables)} in access exclusive mode")
    fresh = set()
    for table in tables:
        cursor.execute(f"select not exists (select 1 from {table})")  # noqa: S608 - our own tables' names
        if cursor.fetchone()[0]:
            fresh.add(table)
    for table in fresh:
        cursor.execute(f"alter table {table} disable trigger user")
        cursor.execute(f"truncate {table}")
        cursor.execute(f"alter table {table} enable trigger user")
    return fresh
