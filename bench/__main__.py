"""Measures and writes docs/benchmarks.md: ``python -m bench``. The loaded database is kept in .lantern/bench for the
next run."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench import measuring, report, telephone
from bench.world import World
from lantern.project.server.secrets import checkout, home

FULL_CONTACTS, FULL_CHILDREN = 1_000_000, 300_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--contacts", type=int, default=FULL_CONTACTS, help="contacts in the database (default: 1,000,000)"
    )
    parser.add_argument("--children", type=int, help="children in it (default: three for ten contacts, at least 1,000)")
    parser.add_argument(
        "--fresh", action="store_true", help="load the database again, even if one of this size is there"
    )
    parser.add_argument("--quick", action="store_true", help="few requests: to see that it works, not to believe it")
    parser.add_argument(
        "--report", type=Path, help="where to write (default: docs/benchmarks.md at full size, else the terminal)"
    )
    arguments = parser.parse_args()
    children = arguments.children or max(1_000, round(arguments.contacts * FULL_CHILDREN / FULL_CONTACTS))
    full_size = arguments.contacts >= FULL_CONTACTS and not arguments.quick
    target = arguments.report or (checkout() / "docs" / "benchmarks.md" if full_size else None)

    world = World(home() / "bench")
    try:
        loaded = world.have(arguments.contacts, children, fresh=arguments.fresh)
        found = measure(world, loaded, quick=arguments.quick)
    finally:
        world.server.stop()
    text = report.written(loaded, found, target.read_text() if target and target.exists() else "")
    if target:
        target.write_text(text)
        print(f"Written: {target}", file=sys.stderr)
    else:
        print(text)


def measure(world: World, loaded: dict, *, quick: bool) -> report.Found:
    """Everything that is measured on one loaded database, the floor first and last so that both are of the same
    hour."""
    _say("Signing people in, and counting statements")
    inside = world.run("bench.inside", loaded["child"], str(measuring.PEOPLE))
    sessions = inside["sessions"]
    _say("Measuring the floor")
    with world.serving_floor() as floor:
        bare = measuring.page(floor, "/", [], quick=quick)
    with world.serving() as product:
        _say("Measuring the queue")
        queue = measuring.page(product, "/hub/", sessions, quick=quick)
        _say("Measuring the child's page")
        child = measuring.page(product, f"/children/{loaded['child']}/", sessions, quick=quick)
        seniors = inside["senior_sessions"]
        _say("Measuring who waits")
        waiting = measuring.page(product, "/waiting/", seniors, quick=quick)
        _say("Measuring one team's list")
        team = measuring.page(product, inside["team"]["path"], seniors, quick=quick)
        _say("Sending contacts")
        alone = measuring.posting(product, sessions, people=1, each=10 if quick else 60)
        together = measuring.posting(product, sessions, people=10, each=5 if quick else 30)
        in_turn = measuring.posting(product, sessions, people=10, each=3 if quick else 20, pause=1.0)
        _say("From ringing telephone to signed-off decision")
        path = telephone.walk(f"http://127.0.0.1:{product.port}", world)
    _say("Measuring the floor again")
    with world.serving_floor() as floor:
        again = measuring.page(floor, "/", [], quick=quick)
    pages = {"queue": queue, "child": child, "waiting": waiting, "team": team}
    return report.Found(inside, min(bare, again, key=lambda one: one.cpu), pages, alone, together, in_turn, path)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
