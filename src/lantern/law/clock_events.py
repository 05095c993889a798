"""Which events start and stop which clocks: read once from ``clock_events.toml``."""

import tomllib
from functools import cache
from pathlib import Path

from lantern.law.timescales import timescale

_FILE = Path(__file__).with_name("clock_events.toml")


@cache
def _wiring() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    starts: dict[str, list[str]] = {}
    stops: dict[str, list[str]] = {}
    for clock, events in tomllib.loads(_FILE.read_text()).items():
        timescale(clock)  # a clock that is not declared is an error, at once and with its name
        for event in events.get("starts_on", []):
            starts.setdefault(event, []).append(clock)
        for event in events.get("stops_on", []):
            stops.setdefault(event, []).append(clock)
    return {event: tuple(clocks) for event, clocks in starts.items()}, {
        event: tuple(clocks) for event, clocks in stops.items()
    }


def started_by(event: str) -> tuple[str, ...]:
    """The clocks that this kind of event starts."""
    return _wiring()[0].get(event, ())


def stopped_by(event: str) -> tuple[str, ...]:
    """The clocks that this kind of event stops."""
    return _wiring()[1].get(event, ())


def events_named() -> frozenset[str]:
    """Every event kind that some clock listens to; the ledger must know them all."""
    starts, stops = _wiring()
    return frozenset(starts) | frozenset(stops)
