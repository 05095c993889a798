"""Which events start and stop which clocks: read once from ``clock_events.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lantern.law.timescales import timescale

_FILE = Path(__file__).with_name("clock_events.toml")


@dataclass(frozen=True)
class _Wire:
    """What one clock listens to: for which facts of an event, and which case of its limit runs after which event."""

    clock: str
    only: Mapping[str, frozenset[str]]
    variant: Mapping[str, str]

    def hears(self, facts: Mapping[str, object] | None) -> bool:
        """Whether an event with these facts is one of those it listens to; without facts, whether any might be."""
        return facts is None or all(facts.get(name) in wanted for name, wanted in self.only.items())


@cache
def _wiring() -> tuple[dict[str, tuple[_Wire, ...]], dict[str, tuple[_Wire, ...]]]:
    starts: dict[str, list[_Wire]] = {}
    stops: dict[str, list[_Wire]] = {}
    for clock, events in tomllib.loads(_FILE.read_text(encoding="utf-8")).items():
        known = timescale(clock)  # a clock that is not declared is an error, at once and with its name
        wire = _Wire(
            clock,
            {name: frozenset(values) for name, values in events.get("only", {}).items()},
            events.get("variant", {}),
        )
        if unknown := set(wire.variant.values()) - set(known.variants):
            raise LookupError(f"{clock} has no case {sorted(unknown)}.")
        for event in events.get("starts_on", []):
            starts.setdefault(event, []).append(wire)
        for event in events.get("stops_on", []):
            stops.setdefault(event, []).append(wire)
    return {event: tuple(wires) for event, wires in starts.items()}, {
        event: tuple(wires) for event, wires in stops.items()
    }


def started_by(event: str, facts: Mapping[str, object] | None = None) -> tuple[str, ...]:
    """The clocks that this kind of event starts; with its ``facts``, those that listen to an event with such facts."""
    return tuple(wire.clock for wire in _wiring()[0].get(event, ()) if wire.hears(facts))


def stopped_by(event: str, facts: Mapping[str, object] | None = None) -> tuple[str, ...]:
    """The clocks that this kind of event stops; with its ``facts``, those that listen to an event with such facts."""
    return tuple(wire.clock for wire in _wiring()[1].get(event, ()) if wire.hears(facts))


def variants_after(event: str) -> dict[str, str]:
    """Which case of its limit runs on each clock that this event starts, where the event decides it."""
    return {wire.clock: wire.variant[event] for wire in _wiring()[0].get(event, ()) if event in wire.variant}


def events_named() -> frozenset[str]:
    """Every event kind that some clock listens to; the ledger must know them all."""
    starts, stops = _wiring()
    return frozenset(starts) | frozenset(stops)
