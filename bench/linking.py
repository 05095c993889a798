# ruff: noqa: E402 - the models are imported when Django stands
"""Measures comparing an agency's list with the people on record, in a database of its own: ``python -m bench.linking``.

Half of the list is on record, told as people tell (``bench.finding.errors``), one in twenty with several fields wrong;
two fifths are strangers; a tenth are twins, brothers, sisters and namesakes of people on record who are not on record,
far more than any list holds.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import platform
import random
import resource
import secrets
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("LANTERN_MODE", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lantern.project.settings")
os.environ.setdefault("LANTERN_TEST_PASSWORD", secrets.token_hex(16))
os.environ["LANTERN_DATABASE_PASSWORD"] = os.environ["LANTERN_TEST_PASSWORD"]

import django

django.setup()

import psycopg
from django.db import connection
from django.utils import timezone
from tests.database import build_database, connect_as

from bench.finding.errors import badly_spoiled, ordinary
from bench.finding.register import Child, lookalikes, register
from lantern.access.context import acting
from lantern.access.people_acting import clockwork
from lantern.law.linking import machine_links
from lantern.people import lists
from lantern.people.matching import Birth, Description
from lantern.project.server import roles
from lantern.project.server.embedded import EmbeddedServer, throwaway_server
from lantern.sources import running
from lantern.sources.models import Pair, Run

AUTHORITY, DATABASE = 808, "lantern_link"
BY = clockwork(AUTHORITY)
_HEADINGS = (
    "Person ref", "Forename", "Surname", "DOB", "Sex", "House number", "Street", "Postcode", "NHS number", "UPN",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.linking", description=__doc__)
    parser.add_argument("--people", type=int, default=20_000, help="how many are on record, and rows in the list")
    parser.add_argument("--engine", default="", help="own or splink (default: by length)")
    parser.add_argument("--report", type=Path, help="where to write (default: the terminal)")
    arguments = parser.parse_args()
    _say(f"Inventing {arguments.people:,} children")
    children = list(register(arguments.people, seed=1))
    passwords = dict.fromkeys(roles.ATTRIBUTES, os.environ["LANTERN_TEST_PASSWORD"])
    settings = {"shared_buffers": "512MB", "max_wal_size": "4GB"}
    with throwaway_server(durable=False, settings=settings) as server:
        roles.create_roles(server.superuser_dsn(), passwords, may_create_databases=True)
        build_database(server, DATABASE)
        _load(server, children)
        lines = list(_measured(children, arguments.engine))
        connection.close()
    text = "\n".join(
        [
            f"A list of {arguments.people:,} rows against {arguments.people:,} people: {timezone.now():%d %B %Y}, "
            f"{os.cpu_count()} cores (load {os.getloadavg()[0]:.1f}), {platform.machine()}, "
            f"Python {platform.python_version()}",
            "",
            "| what | figure |",
            "|---|---|",
            *(f"| {what} | {figure} |" for what, figure in lines),
            "",
        ]
    )
    if arguments.report:
        arguments.report.write_text(text)
    print(text)


def _load(server: EmbeddedServer, children: list[Child]) -> None:
    _say("Loading them")
    connect_as("migrate", server, DATABASE)
    lists.load(map(_listed, children), authority_id=AUTHORITY, source="register", at=timezone.now())
    connection.close()
    with psycopg.connect(server.superuser_dsn(), dbname=DATABASE, autocommit=True) as superuser:
        superuser.execute("vacuum analyze")
    connect_as("task", server, DATABASE)


def _listed(child: Child) -> lists.Listed:
    known = child.description
    name, home = known.names[0], known.addresses[0]
    return lists.Listed(
        str(child.number), name.given, name.surname, known.birth, known.sex, home.house, home.street, home.postcode,
        known.nhs_number, known.upn,
    )  # fmt: skip


def _listing(children: list[Child]) -> tuple[list[list[str]], dict[str, int]]:
    """The rows of the list, and who each of those on record is."""
    rnd = random.Random(5)
    rows, truth = [], {}
    for child in rnd.sample(children, len(children) // 2):
        spoil = badly_spoiled if rnd.random() < 0.05 else ordinary
        number = f"N/{len(rows):07d}"
        truth[number] = child.number
        rows.append(_row(number, spoil(child.description, rnd.choice(children).description, rnd)))
    for child in register(len(children) * 2 // 5, seed=99):
        told = ordinary(child.description, child.description, rnd)
        rows.append(_row(f"N/{len(rows):07d}", told, numbers=False))
    for told, _like in lookalikes(children, len(children) - len(rows), seed=11):
        rows.append(_row(f"N/{len(rows):07d}", told))
    rnd.shuffle(rows)
    return rows, truth


def _row(number: str, told: Description, *, numbers: bool = True) -> list[str]:
    name = told.names[0] if told.names else None
    home = told.addresses[0] if told.addresses else None
    return [
        number,
        name.given if name else "",
        name.surname if name else "",
        _born(told.birth),
        told.sex,
        home.house if home else "",
        home.street if home else "",
        home.postcode if home else "",
        told.nhs_number if numbers else "",
        told.upn if numbers else "",
    ]


def _born(birth: Birth | None) -> str:
    if birth is None or birth.expected:
        return ""
    if birth.earliest == birth.latest:
        return f"{birth.earliest:%d/%m/%Y}"
    if (birth.latest - birth.earliest).days <= 31:
        return f"{birth.earliest:%m/%Y}"
    return f"{birth.earliest.year}" if (birth.latest - birth.earliest).days <= 366 else ""


def _content(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    written = csv.writer(text, lineterminator="\r\n")
    written.writerows([_HEADINGS, *rows])
    return text.getvalue().encode("cp1252", errors="replace")


def _compared(rows: list[list[str]], engine: str) -> tuple[Run, float]:
    began = time.monotonic()
    with acting(BY):
        source = running.source_for("police", authority_id=AUTHORITY, by=BY)
        run = running.send(_content(rows), source, by=BY, at=timezone.now())
        running.start(run, by=BY, at=timezone.now(), engine=engine)
    run = running.compare(run, by=BY, at=timezone.now(), acting=acting, say=_say)
    return run, time.monotonic() - began


def _measured(children: list[Child], engine: str) -> Iterator[tuple[str, str]]:
    rows, truth = _listing(children)
    _say("Comparing")
    run, seconds = _compared(rows, engine)
    yield "first list, from the file to the pairs", f"{seconds:.0f} s ({run.engine})"
    yield "of which, by step", ", ".join(f"{name} {value:g} s" for name, value in run.figures["seconds"].items())
    yield "pairs compared", f"{run.figures['pairs_compared']:,}"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield "memory at most (without PostgreSQL)", f"{peak:,.0f} MB"
    who = _numbers()
    with acting(BY):
        pairs = list(Pair.objects.all())
    right = {pair.pk for pair in pairs if truth.get(pair.number) == who.get(pair.person_id)}
    held = [pair for pair in pairs if pair.state == Pair.State.HELD]
    for floor in (0.95, 0.99, 0.999):
        above = [pair for pair in held if pair.score >= floor]
        good = sum(pair.pk in right for pair in above)
        yield (
            f"for the machine, from {floor} on",
            f"{len(above):,} rows: precision {good / max(len(above), 1):.4%}, recall {good / len(truth):.2%}",
        )
    looser = [*held, *(p for p in pairs if p.why_asked == "limited" and p.score >= 0.95 and p.strength >= 0.8)]
    good = sum(pair.pk in right for pair in looser)
    yield (
        "the same, where find-the-child need only say probable (not done)",
        f"{len(looser):,} rows: precision {good / max(len(looser), 1):.4%}, recall {good / len(truth):.2%}",
    )
    alone = {}
    for pair in pairs:
        if pair.score >= 0.95 and (pair.number not in alone or alone[pair.number].score < pair.score):
            alone[pair.number] = pair
    good = sum(pair.pk in right for pair in alone.values())
    yield (
        "Splink alone, the best pair of each row from 0.95 on (not done)",
        f"{len(alone):,} rows: precision {good / max(len(alone), 1):.4%}, recall {good / len(truth):.2%}",
    )
    asked = [pair for pair in pairs if pair.state == Pair.State.WAITING and not (pair.sampled and pair.score < 0.05)]
    found = {pair.number for pair in pairs if pair.pk in right}
    same, rows_asked = sum(pair.pk in right for pair in asked), len({pair.number for pair in asked})
    yield "for people", f"{rows_asked:,} rows, {len(asked):,} pairs, {same:,} of them the same"
    yield "recall of both together", f"{len(found) / len(truth):.2%}"
    _say("Answering the sample")
    with acting(BY):
        told = _answered(run, right)
        while told.best(machine_links().most_wrong) is None and running.draw_more(run, by=BY, at=timezone.now()):
            told = _answered(run, right)
        for each in told.estimates:
            recall = (
                f"{each.recall.value:.1%} ({each.recall.low:.1%} to {each.recall.high:.1%})" if each.recall else "–"
            )
            yield (
                f"what a sample of {each.compared:,} says from {each.floor:g} on",
                f"precision {each.precision.value:.2%} ({each.precision.low:.2%} to {each.precision.high:.2%}), "
                f"wrong at most {each.wrong_at_most:.2%}; recall {recall}",
            )
        if told.best(machine_links().most_wrong):
            began = time.monotonic()
            best = running.accept(run, by=BY, at=timezone.now())
            seconds = time.monotonic() - began
            yield "pointers made by the machine", f"{best.pairs:,} from {best.floor:g} on, in {seconds:.0f} s"
    _say("The same list again, one row in a hundred changed")
    rnd = random.Random(3)
    for row in rnd.sample(rows, len(rows) // 100):
        row[5] = f"{rnd.randrange(1, 300)}"
    again, seconds = _compared(rows[len(rows) // 1000 :], engine)
    yield (
        "next list, 1 in 100 changed, 1 in 1,000 withdrawn",
        f"{seconds:.0f} s: {again.unchanged:,} as before, {again.written:,} scored, {again.withdrawn:,} withdrawn",
    )


def _answered(run: Run, right: set[uuid.UUID]) -> running.Judgement:
    """The sample answered as the truth is."""
    for pk in Pair.objects.filter(sampled=True, answered_at=None).values_list("pk", flat=True):
        state = Pair.State.SAME if pk in right else Pair.State.OTHER
        Pair.objects.filter(pk=pk).update(state=state, answered_at=timezone.now(), answered_by_name="Truth")
    return running.judgement(run)


def _numbers() -> dict[object, int]:
    with acting(BY), connection.cursor() as cursor:
        cursor.execute(
            "select person_id, value::int from people_identifier where kind = 'agency' and issuer = 'register'"
        )
        return dict(cursor.fetchall())


def _say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
