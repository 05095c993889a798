"""Events, moves and clocks name each other truly; every citation resolves."""

from __future__ import annotations

import ast

import pytest

from lantern.law.citations import all_instruments
from lantern.law.clock_events import events_named
from lantern.law.retention import all_retention_rules
from lantern.law.timescales import all_timescales
from lantern.project import documents
from lantern.spine.kinds import EventKind, all_kinds, register
from lantern.spine.lifecycle import LIFECYCLES


def test_every_event_that_moves_a_clock_is_declared_by_some_room() -> None:
    assert events_named() - set(all_kinds()) == set()


def test_every_move_records_a_declared_event_under_a_declared_duty() -> None:
    for lifecycle in LIFECYCLES.values():
        for move in lifecycle.moves:
            assert move.event in all_kinds(), f"{lifecycle.kind}.{move.name}"
            assert not move.under or move.under in all_timescales(), f"{lifecycle.kind}.{move.name}"


def test_every_state_can_be_reached_and_left_or_ends_the_work() -> None:
    for lifecycle in LIFECYCLES.values():
        reached = {move.to for move in lifecycle.moves if move.to}
        left = {state for move in lifecycle.moves if move.to for state in move.from_states}
        ends = {move.to for move in lifecycle.moves if move.closes}
        for state in lifecycle.states:
            assert state in reached, f"nothing leads to {lifecycle.kind}.{state}"
            assert state in left or state in ends, f"{lifecycle.kind}.{state} is a dead end that does not close"


def test_every_event_tells_a_whole_sentence_and_each_field_says_what_it_holds() -> None:
    for kind in all_kinds().values():
        assert kind.sentence.endswith((".", "”")), kind.code
        assert kind.sentence[0].isupper() or kind.sentence[0] in "{“", kind.code
        assert all(kind.payload.values()), kind.code
        assert kind.significance in (1, 2, 3), kind.code
        assert "not recorded" in kind.tell({}) or not kind.fields


def test_two_rooms_can_not_claim_one_event() -> None:
    from django.core.exceptions import ImproperlyConfigured

    with pytest.raises(ImproperlyConfigured, match="declared twice"):
        register(EventKind("contact_received", "Something else."))


def test_every_citation_resolves() -> None:
    known = set(all_instruments())
    for timescale in all_timescales().values():
        assert timescale.cites, timescale.id
        for cite in timescale.cites:
            assert cite.instrument in known, timescale.id
    for rule in all_retention_rules().values():
        for cite in rule.cites:
            assert cite.instrument in known


DUTIES = (
    "actions.py",
    "rules.py",
    "states.py",
    "reminders.py",
    "restricting.py",
    "handoffs.py",
    "clocks.py",
    "lifecycle.py",
)
"""Files that decide when something is due."""


def test_nothing_is_due_by_a_number_in_python() -> None:
    """A limit is a timescale in law/: no file that decides when something is due adds hours or days to a moment
    itself.
    """
    found = set()
    for file in documents.ROOMS.rglob("*.py"):
        if file.name not in DUTIES or file.relative_to(documents.ROOMS).parts[0] == "law" or "tests" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and "timedelta(" in ast.unparse(node):
                found.add(f"{file.relative_to(documents.ROOMS)}:{node.lineno}")
    assert found == set()
