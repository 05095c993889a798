# ruff: noqa: E402 - the models are imported when Django stands
"""Measures finding on a register and in a database of its own, thrown away after: ``python -m bench.finding``."""

from __future__ import annotations

import argparse
import os
import platform
import random
import secrets
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("LANTERN_MODE", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lantern.project.settings")
os.environ.setdefault("LANTERN_TEST_PASSWORD", secrets.token_hex(16))
os.environ["LANTERN_DATABASE_PASSWORD"] = os.environ["LANTERN_TEST_PASSWORD"]

import django

django.setup()

import psycopg
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from tests.database import build_database, connect_as

from bench.finding import by_splink
from bench.finding.errors import badly_spoiled, ordinary
from bench.finding.everybody import Everybody
from bench.finding.register import Child, lookalikes, register
from bench.finding.unforeseen import badly_unforeseen, unforeseen
from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson, clockwork
from lantern.people import actions, lists, matching
from lantern.people.arrays import as_array
from lantern.people.finding import candidates
from lantern.people.finding.probing import CONVINCING, look_for
from lantern.people.matching import Description
from lantern.project.server import roles
from lantern.project.server.embedded import EmbeddedServer, throwaway_server

AUTHORITY = 808
DATABASE = "lantern_find"
_SETTINGS = {"shared_buffers": "1GB", "max_wal_size": "8GB", "checkpoint_timeout": "30min"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.finding", description=__doc__)
    parser.add_argument("--people", type=int, default=20_000, help="how many are on the register (default: 20,000)")
    parser.add_argument("--queries", type=int, default=1_000, help="how many are looked for (default: 1,000)")
    parser.add_argument("--report", type=Path, help="where to write (default: the terminal)")
    arguments = parser.parse_args()
    _say(f"Inventing {arguments.people:,} children")
    children = list(register(arguments.people, seed=1))
    passwords = dict.fromkeys(roles.ATTRIBUTES, os.environ["LANTERN_TEST_PASSWORD"])
    with throwaway_server(durable=False, settings=_SETTINGS) as server:
        roles.create_roles(server.superuser_dsn(), passwords, may_create_databases=True)
        build_database(server, DATABASE)
        lines = [*_loaded(server, children), *_looked_for(server, children, arguments.queries)]
        connection.close()
    text = "\n".join(
        [
            f"Finding among {arguments.people:,} people: {timezone.now():%d %B %Y}, {os.cpu_count()} cores, "
            f"{platform.processor() or platform.machine()}, Python {platform.python_version()}",
            "",
            "| what | figure |",
            "|---|---|",
            *(f"| {what} | {figure} |" for what, figure in lines),
            "",
        ]
    )
    if arguments.report:
        arguments.report.write_text(text)
    else:
        print(text)


def _loaded(server: EmbeddedServer, children: list[Child]) -> Iterator[tuple[str, str]]:
    _say("Loading them")
    connect_as("migrate", server, DATABASE)
    began, spent = time.monotonic(), time.process_time()
    lists.load(map(_listed, children), authority_id=AUTHORITY, source="register", at=timezone.now(), report=_every)
    seconds = time.monotonic() - began
    yield "loaded with keys", f"{len(children) / seconds:,.0f} a second ({time.process_time() - spent:.0f} s of Python)"
    connection.close()
    with psycopg.connect(server.superuser_dsn(), dbname=DATABASE, autocommit=True) as superuser:
        superuser.execute("vacuum analyze")
        [keys, size, index] = superuser.execute(
            "select (select count(*) from people_searchkey), pg_table_size('people_searchkey'),"
            " pg_indexes_size('people_searchkey')"
        ).fetchone() or (0, 0, 0)
    yield "keys a person", f"{keys / len(children):.1f}"
    yield "key table and its indexes", f"{size / 1e9:.2f} GB and {index / 1e9:.2f} GB"
    connect_as("app", server, DATABASE)


def _listed(child: Child) -> lists.Listed:
    known = child.description
    name, home = known.names[0], known.addresses[0]
    return lists.Listed(
        str(child.number), name.given, name.surname, known.birth, known.sex, home.house, home.street, home.postcode,
        known.nhs_number, known.upn,
    )  # fmt: skip


KINDS: dict[str, Callable[..., Description]] = {
    "ordinary errors": ordinary,
    "errors that nothing was made for": unforeseen,
    "several fields wrong, no number": badly_spoiled,
    "several fields wrong in ways that nothing was made for": badly_unforeseen,
}
_WEIGHED_BY_ALL = 200_000
"""How many people there may be for everybody to be weighed for whoever was missed."""


def _looked_for(server: EmbeddedServer, children: list[Child], queries: int) -> Iterator[tuple[str, str]]:
    rnd = random.Random(7)
    by = clockwork(AUTHORITY)
    strangers = list(register(max(500, queries // 4), seed=99))
    everybody: Everybody | None = None
    with acting(by):
        for kind, spoil in KINDS.items():
            _say(f"Looking for {queries:,}: {kind}")
            asked = [_asked(spoil, children, strangers, rnd) for _ in range(queries)]
            for _, told in asked[:100]:  # statements prepared, pages warm
                look_for([told], by=by)
            missed: list[tuple[int, Description]] = []
            yield from _measured(kind, asked, by, {child.number: child.community for child in children}, missed)
            if len(children) <= _WEIGHED_BY_ALL:
                _say(f"Weighing everybody for {len(missed[:_MISSED]):,} of {len(missed):,} who were missed")
                everybody = everybody or Everybody(
                    {child.number: matching.side_of(_listed(child).description) for child in children}
                )
                yield _of_all(kind, asked, missed, everybody)
        ordinarily = [_asked(ordinary, children, strangers, rnd)[1] for _ in range(300)]
        yield (
            "candidates told and drawn as a fragment, median and p95",
            _both_of([_drawn(told, by) for told in ordinarily]),
        )
    yield from _alike(children, queries, by)
    yield "a person saved with keys, and found by the next query, p95", _p95(list(_saved(by, 200)))
    yield (
        "first look-up of the first connection after the database was started, p95 of 20",
        _p95(list(_after_starts(server, [told for _, told in asked[:20]], by))),
    )
    if by_splink.installed():
        _say("Asking Splink for one at a time")
        some = [(number, told) for number, told in asked_by_splink(children, strangers) if told.names]
        yield from by_splink.measured(children, some, lambda told: _time(lambda: _looked(told, by)))


def asked_by_splink(children: list[Child], strangers: list[Child]) -> list[tuple[int | None, Description]]:
    """Forty ordinary descriptions: Splink takes a third of a second for each at a million."""
    rnd = random.Random(40)
    return [_asked(ordinary, children, strangers, rnd) for _ in range(40)]


def _looked(told: Description, by: ActingPerson) -> list[str | None]:
    with acting(by):
        [judged] = look_for([told], by=by)
        return [dict(one.side.references).get("register") for one in judged[:5]]


def _alike(children: list[Child], queries: int, by: ActingPerson) -> Iterator[tuple[str, str]]:
    _say("Looking for children who are like others")
    sample = max(1_000, min(50 * queries, 100_000))
    wrong = 0
    with acting(by):
        for told, _like in lookalikes(children, sample, seed=11):
            [judged] = look_for([told], by=by)
            wrong += any(matching.band_of(one.weighed.strength) is matching.Band.CERTAIN for one in judged[:5])
    yield f"wrong “certain” among {sample:,} look-alikes", str(wrong)


def _of_all(
    kind: str, asked: list[tuple[int | None, Description]], missed: list[tuple[int, Description]], everybody: Everybody
) -> tuple[str, str]:
    """What the keys let through of what weighing everybody finds, from some of those who were missed."""
    known = sum(number is not None for number, _ in asked)
    some = missed[:_MISSED]
    lost = sum(number in [who for _, who in everybody.look(told)[:5]] for number, told in some)
    would = lost / len(some) * len(missed) if some else 0.0
    found = known - len(missed)
    return (
        f"{kind}: of what weighing everybody finds",
        f"{found / (found + would):.2%} ({lost} of {len(some)} who were missed are found so)",
    )


_MISSED = 40


def _drawn(told: Description, by: ActingPerson) -> float:
    return _time(
        lambda: render_to_string(
            "people/candidates.jinja", {"found": candidates(told, by=by, limit=6), "choose": "use_child-0"}
        )
    )


def _after_starts(server: EmbeddedServer, asked: list[Description], by: ActingPerson) -> Iterator[float]:
    """The database stopped and started for each; the files may be in the memory of the operating system."""
    for told in asked:
        connection.close()
        server.stop()
        server.start()
        connection.ensure_connection()
        with acting(by):
            yield _time(lambda told=told: look_for([told], by=by))  # type: ignore[misc]


def _asked(
    spoil: Callable[..., Description], children: list[Child], strangers: list[Child], rnd: random.Random
) -> tuple[int | None, Description]:
    """A description of somebody on the register or, one in five, of somebody unknown who lives where a known child
    does, half of them under that child's surname.
    """
    child, other = rnd.choice(children), rnd.choice(children)
    if rnd.random() < 0.8:
        return child.number, spoil(child.description, other.description, rnd)
    stranger = rnd.choice(strangers).description
    name = stranger.names[0]
    if rnd.random() < 0.5:
        name = replace(name, surname=child.description.names[0].surname)
    told = Description(names=(name,), birth=stranger.birth, sex=stranger.sex, addresses=child.description.addresses[:1])
    return None, spoil(told, other.description, rnd)


def _measured(
    kind: str,
    asked: list[tuple[int | None, Description]],
    by: ActingPerson,
    community: dict[int, str],
    missed: list[tuple[int, Description]],
) -> Iterator[tuple[str, str]]:
    taken, bare, wide = [], [], 0
    of_each, found_of_each = Counter[str](), Counter[str]()
    said: list[tuple[float, bool]] = []
    for number, told in asked:
        began = time.perf_counter()
        [judged] = look_for([told], by=by)
        taken.append(time.perf_counter() - began)
        wide += not (judged and judged[0].weighed.strength >= CONVINCING)
        keys = matching.asked_keys(told, wide_too=False).near
        bare.append(_time(lambda keys=keys: _probe(keys, by)))  # type: ignore[misc]
        numbers = [dict(one.side.references).get("register") for one in judged[:5]]
        if number is not None:
            of_each[community[number]] += 1
            if str(number) in numbers:
                found_of_each[community[number]] += 1
            else:
                missed.append((number, told))
        if judged:
            said.append((judged[0].weighed.strength, numbers[0] == str(number)))
    known = of_each.total()
    yield f"{kind}: found among the first five", f"{found_of_each.total() / known:.2%} of {known:,}"
    shares = {each: found_of_each[each] / of_each[each] for each in of_each}
    worst, best = min(shares, key=shares.__getitem__), max(shares, key=shares.__getitem__)
    yield (
        f"{kind}: by naming community ({len(shares)})",
        f"{shares[worst]:.2%} ({worst.replace('_', ' ')}) to {shares[best]:.2%}",
    )
    yield f"{kind}: “same child”", _same_child(said, known)
    yield f"{kind}: keys, look-up and weighing, median and p95", _both_of(taken)
    yield f"{kind}: the bare probes of near keys, median and p95", _both_of(bare)
    yield f"{kind}: looked further than near keys", f"{wide / len(asked):.0%}, one in five being unknown"


def _same_child(said: list[tuple[float, bool]], known: int) -> str:
    """How right the first candidate is, from the strength at which 97 in 100 of the known are named."""
    right, told = 0, ""
    for number, (strength, same) in enumerate(sorted(said, reverse=True), 1):
        right += same
        if right >= 0.97 * known:
            told = f"precision {right / number:.2%} at recall 97% (strength {strength:.2f}); "
            break
    sure = [same for strength, same in said if strength >= 0.8]
    return f"{told}precision {sum(sure) / max(1, len(sure)):.2%}, recall {sum(sure) / known:.2%} at strength 0.8"


def _probe(keys: list[int], by: ActingPerson) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id from people_searchkey where key = any(%s::int[]) and authority_id = any(%s::smallint[])",
            [as_array(keys), as_array(by.authorities)],
        )
        cursor.fetchall()


def _saved(by: ActingPerson, people: int) -> Iterator[float]:
    """Seconds to save each of some people and find them again. Nothing is kept."""
    for child in register(people, seed=123):
        name, birth = child.description.names[0], child.description.birth
        with acting(by):
            began = time.perf_counter()
            person = actions.record_person(
                authority_id=AUTHORITY, by=by, at=timezone.now(), first_names=name.given, last_name=name.surname,
                born_on=birth.earliest if birth else None, sex=child.description.sex or "U", is_child=True,
                birth_known_to="day",
            )  # fmt: skip
            taken = time.perf_counter() - began
            [judged] = look_for([Description(names=(name,), birth=birth)], by=by)
            assert any(one.person == person.pk for one in judged)
            transaction.set_rollback(True)
        yield taken


def _time(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _both_of(seconds: list[float]) -> str:
    return f"{_median(seconds)}, {_p95(seconds)}"


def _median(seconds: list[float]) -> str:
    return f"{sorted(seconds)[len(seconds) // 2] * 1000:.2f} ms"


def _p95(seconds: list[float]) -> str:
    return f"{sorted(seconds)[int(len(seconds) * 0.95)] * 1000:.2f} ms"


def _every(done: int) -> None:
    if done % 100_000 == 0:
        _say(f"{done:,}")


def _say(words: str, *_: Any) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
