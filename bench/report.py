"""What was measured, as a page to read: the machine, the figures, the goals, and whether they were met."""

from __future__ import annotations

import os
import platform
import time
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import psutil

from bench.client import Answers
from bench.measuring import PEOPLE, Measured
from bench.telephone import Path as Walked
from bench.world import THREADS, WORKERS
from lantern.project.server.programs import version

CPU_TIMES_FLOOR, QUERIES, PAGE_P95, POST_P95, LOADED_PER_SECOND, CHRONOLOGY = 4.0, 6, 150.0, 200.0, 5_000, 50.0
"""The goals: times the floor's processor time, statements a page, milliseconds, milliseconds, contacts a second,
milliseconds."""


PAGES = {
    "queue": "Queue",
    "child": "Child's page",
    "waiting": "Who waits, all teams and services",
    "team": "Who waits, the busiest team",
}
"""The pages that are measured, as the report calls them."""


@dataclass
class Found:
    """Everything one run measured."""

    inside: dict[str, Any]
    floor: Measured
    pages: dict[str, Measured]
    posted_alone: Answers
    posted_together: Answers
    posted_in_turn: Answers
    telephone: Walked


FINDING = "## Finding the child"
"""The part of the report that another run measures (`make bench-find`)."""


def written(loaded: dict[str, Any], found: Found, before: str = "") -> str:
    """The report, as Markdown. What stands in the report ``before`` about finding people is kept."""
    return (
        "\n".join(
            [
                "# Benchmarks",
                "",
                f"Measured on {time.strftime('%-d %B %Y')} by `make bench`, which wrote this page."
                f" {_verdict_in_short(loaded, found)}",
                "",
                "Finding people is measured apart ([finding.md](finding.md)), lists, too ([lists.md](lists.md)), and"
                " ten years of a partnership's own work ([years.md](years.md)).",
                "",
                *machine(),
                "",
                *_database(loaded),
                "",
                *_goals(loaded, found),
                "",
                *_pages(found),
                "",
                *_kept(before),
                *_sending(found),
                "",
                *_telephone(found.telephone),
                "",
                *_how(),
            ]
        )
        + "\n"
    )


def _kept(before: str) -> list[str]:
    _, heading, rest = before.partition(FINDING + "\n")
    return [FINDING, *rest.partition("\n## ")[0].split("\n")] if heading else []


def machine() -> list[str]:
    packages = ", ".join(f"{name} {metadata.version(name)}" for name in ("Django", "Jinja2", "psycopg", "gunicorn"))
    memory = psutil.virtual_memory().total / 2**30
    return [
        "## The machine",
        "",
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GB of memory, {platform.system()} {platform.release()}. "
        f"Python {platform.python_version()}, PostgreSQL {version()}, {packages}. "
        f"{WORKERS} web processes with {THREADS} threads each; the database, the web server and the asking"
        " clients share the cores.",
    ]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def _database(loaded: dict[str, Any]) -> list[str]:
    return [
        "## The database",
        "",
        f"{loaded['contacts_loaded']:,} contacts about {loaded['children']:,} children ({loaded['people']:,}"
        " people) in four authorities, "
        f"{loaded['events']:,} events, {loaded['rows']:,} rows, {loaded['bytes'] / 1e9:.1f} GB; the child"
        " whose page is measured has "
        f"{loaded['child_events']:,} events. Everybody is invented. Pages are served as the web role, under"
        " row-level security.",
        "",
        f"Loading took {loaded['load_seconds']:.0f} seconds: {loaded['copy_seconds']:.0f} to tell and copy"
        " the rows, the rest to build "
        "the indexes and check every foreign key; meanwhile the server wrote no log for copies (`wal_level=minimal`)."
        f" Counting the figures of every day took {loaded['figures_seconds']:.0f} seconds more.",
    ]


def _goals(loaded: dict[str, Any], found: Found) -> list[str]:
    rows = [
        f"| {what} | {goal} | {measured} | {'met' if met else '**missed**'} |"
        for what, goal, measured, met in _judged(loaded, found)
    ]
    return ["## Goals", "", "| | goal | measured | |", "|---|---|---|---|", *rows]


def _judged(loaded: dict[str, Any], found: Found) -> list[tuple[str, str, str, bool]]:
    """Each goal: what, the goal in words, what was measured, and whether that meets it."""
    judged = []
    for key, name in PAGES.items():
        page, asked = found.pages[key], found.inside[key]["queries"]
        times = page.cpu / found.floor.cpu
        goal = f"≤ {CPU_TIMES_FLOOR:.0f} × the floor"
        if key in ("queue", "child"):
            cost = f"{page.cpu:.1f} ms, {times:.1f} ×"
            judged.append((f"{name}: processor time", goal, cost, times <= CPU_TIMES_FLOOR))
        judged += [
            (f"{name}: statements", f"≤ {QUERIES}", str(asked), asked <= QUERIES),
            _within(f"{name}: p95, {PEOPLE} people at once", page.thinking.percentile(0.95), PAGE_P95),
        ]
    copied = loaded["contacts_loaded"] / loaded["copy_seconds"]
    whole = loaded["contacts_loaded"] / loaded["load_seconds"]
    goal = f"≥ {LOADED_PER_SECOND:,} contacts a second"
    history = f"Chronology of {loaded['child_events']:,} events, first page"
    return [
        *judged,
        _within("Sending a contact: p95, 10 officers at once", found.posted_in_turn.percentile(0.95), POST_P95),
        ("Loading the demonstration: rows told and copied", goal, f"{copied:,.0f}", copied >= LOADED_PER_SECOND),
        ("Loading the demonstration: with indexes and checks", goal, f"{whole:,.0f}", whole >= LOADED_PER_SECOND),
        _within(history, found.inside["chronology"]["call"], CHRONOLOGY),
    ]


def _within(what: str, milliseconds: float, goal: float) -> tuple[str, str, str, bool]:
    return what, f"≤ {goal:.0f} ms", f"{milliseconds:.0f} ms", milliseconds <= goal


def _verdict_in_short(loaded: dict[str, Any], found: Found) -> str:
    judged = _judged(loaded, found)
    missed = [what.lower() for what, _, _, met in judged if not met]
    return (
        f"All {len(judged)} goals are met."
        if not missed
        else f"{len(judged) - len(missed)} of {len(judged)} goals are met."
    )


def _pages(found: Found) -> list[str]:
    rows = []
    measured = [(name, found.pages[key], found.inside[key]["queries"]) for key, name in PAGES.items()]
    for name, page, asked in (("Floor", found.floor, 1), *measured):
        once, calm = page.at_once, page.thinking
        rows.append(
            f"| {name} | {page.cpu:.2f} | {asked} | {calm.percentile(0.5):.0f} | {calm.percentile(0.95):.0f}"
            f" | {once.percentile(0.5):.0f} | {once.percentile(0.95):.0f} | {once.per_second:.0f} |"
        )
    return [
        "## Pages",
        "",
        "The floor is the least a page of this stack costs: Django as `startproject` leaves it, Jinja, one indexed"
        " query for 25 rows; no sign-in, no policies, no design; served the same way"
        f" in the same run. {PEOPLE} people at once look at each page for about a second, which is quicker than anybody"
        " reads. On the right the same people ask again the moment they are answered, which nobody does: both cores"
        " are full, so that all one waits for is one's turn, and a page that costs four floors can not wait less than"
        " four floors wait.",
        "",
        "| page | processor time of a request, ms | statements | p50, ms | p95, ms | p50 without pauses, ms"
        " | p95 without pauses, ms | pages a second without pauses |",
        "|---|---|---|---|---|---|---|---|",
        *rows,
        "",
        f"Demand and conversion over twelve months takes {found.inside['demand']['queries']} statements and"
        f" {found.inside['demand']['median']:.0f} ms (median), {found.inside['demand']['slowest']:.0f} ms (slowest of"
        " 20), drawn for one reader.",
        "",
        f"The telephone form is opened with {found.inside['form']['queries']} statements. On the database's"
        " own clock the first page of "
        f"the long chronology takes {found.inside['chronology']['server']:.1f} ms; the whole call "
        f"{found.inside['chronology']['call']:.1f} ms (median), {found.inside['chronology']['slowest']:.1f}"
        " ms (slowest of 30).",
    ]


def _sending(found: Found) -> list[str]:
    def row(name: str, answers: Answers) -> str:
        return (
            f"| {name} | {answers.percentile(0.5):.0f} | {answers.percentile(0.95):.0f} |"
            f" {answers.percentile(1.0):.0f} "
            f"| {answers.per_second:.0f} |"
        )

    return [
        "## Sending a contact",
        "",
        "The telephone form with a child, a parent and a caller, answered once it is on disk with its event,"
        " its clocks and its receipt.",
        "",
        "| officers | p50, ms | p95, ms | slowest, ms | a second |",
        "|---|---|---|---|---|",
        row("10, a contact every second or so each", found.posted_in_turn),
        row("1, without a pause", found.posted_alone),
        row("10, without a pause", found.posted_together),
    ]


def _telephone(path: Walked) -> list[str]:
    rows = [
        f"| {step.name} | {step.typed} | {step.pressed} | {step.pages} | {step.waited:.1f} |"
        for step in [*path.steps, path.total()]
    ]
    return [
        "## From ringing telephone to signed-off decision",
        "",
        "Walked in a browser at this size, from the shift page: one child nobody knows, an assessment, a"
        " manager's signature. Characters "
        "are what must be said in words; presses are choices, buttons and links; Tab between fields is not"
        " counted. Waiting is the time "
        "from a press to the next page being there, drawn.",
        "",
        "| step | characters typed | presses | page loads | seconds of waiting |",
        "|---|---|---|---|---|",
        *rows,
    ]


def _how() -> list[str]:
    return [
        "## How it was measured",
        "",
        "Processor time is that of the web server's worker processes, divided by the requests answered: the best of"
        " three rounds, after a warm-up. Statements are counted in the product itself, without BEGIN (in whose trip"
        " the database is told who acts) and COMMIT."
        " Waiting is measured by a client on the same machine, over loopback, with the cookies a browser sends, from"
        " the first byte sent to the last byte read, every answer checked. Nothing is cached between requests but what"
        " each process remembers of the partnership's own settings, and what stands around a page whoever reads it."
        " `python -m bench --contacts 20000 --quick` shows in a few minutes that it works; the database is kept in"
        " `.lantern/bench` and loaded again when the tables or the demonstration change.",
    ]
