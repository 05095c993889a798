"""The diagrams and tables in the documents, made from what the code declares. A stale one fails the build."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from lantern.access.roles import ROLES
from lantern.law.timescales import timescale
from lantern.spine.kinds import all_kinds
from lantern.spine.lifecycle import LIFECYCLES, Lifecycle

ROOMS = Path(__file__).resolve().parents[1]
"""Where the rooms are; each may hold a README.md with marked places."""

_PLACE = re.compile(r"(<!-- made:(?P<what>[a-z-]+)(?: (?P<name>[a-z0-9_]+))? -->\n).*?(<!-- made:end -->)", re.DOTALL)


def generate(*, check: bool = False) -> list[str]:
    """Write every marked place afresh; with ``check`` write nothing. Returns the files that were, or are, stale.

    A place is marked ``<!-- made:states contact -->`` … ``<!-- made:end -->``. Raises LookupError for a mark nothing
    answers to.
    """
    stale = []
    for file in sorted(ROOMS.glob("*/README.md")):
        old = file.read_text(encoding="utf-8")
        new = _PLACE.sub(lambda found: f"{found[1]}{made(found['what'], found['name'] or '')}{found[4]}", old)
        if new != old:
            stale.append(f"{file.parent.name}/{file.name}")
            if not check:
                file.write_text(new, encoding="utf-8")
    return stale


def made(what: str, name: str) -> str:
    """What stands in one marked place."""
    try:
        maker = MAKERS[what]
    except KeyError:
        raise LookupError(f"Nothing makes “{what}”; there is {', '.join(sorted(MAKERS))}.") from None
    return f"\n{maker(name)}\n\n"


def states(kind: str) -> str:
    """A lifecycle as a diagram: every state, and the moves between them."""
    lifecycle = _lifecycle(kind)
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {state}: {label}" for state, label in lifecycle.states.items()]
    for move in lifecycle.moves:
        for state in move.from_states or ("[*]",):
            if move.to is not None:
                lines.append(f"    {state} --> {move.to}: {move.label}")
    ends = {move.to for move in lifecycle.moves if move.closes and move.to}
    lines += [f"    {state} --> [*]" for state in lifecycle.states if state in ends]
    return "\n".join([*lines, "```"])


def moves(kind: str) -> str:
    """A lifecycle's moves: from where, to where, under which duty, recorded as what; and which roles may make them."""
    lifecycle = _lifecycle(kind)
    roles = [role for role in ROLES.values() if role.permissions & {move.may for move in lifecycle.moves}]
    head = ("Move", "From", "To", "Under", *(role.title for role in roles))
    lines = []
    for move in lifecycle.moves:
        from_words = ", ".join(lifecycle.states[state] for state in move.from_states) or "(begins)"
        to_words = lifecycle.states[move.to] if move.to else "(stays)"
        under = timescale(move.under).title if move.under else ""
        lines.append(
            (
                move.label,
                from_words,
                to_words,
                under,
                *("yes" if move.may in role.permissions else "" for role in roles),
            )
        )
    return _table(head, lines)


def roles(_name: str) -> str:
    """Every role and what it is for."""
    return _table(("Role", "What it is for"), ((role.title, role.description) for role in ROLES.values()))


def permissions(_name: str) -> str:
    """Every permission and the roles that hold it."""
    held: dict[str, list[str]] = {}
    for role in ROLES.values():
        for permission in role.permissions:
            held.setdefault(permission, []).append(role.title)
    return _table(("Permission", "Held by"), ((f"`{each}`", ", ".join(held[each])) for each in sorted(held)))


def events(_name: str) -> str:
    """Every kind of event in the ledger, with the sentence it contributes to a chronology."""
    return _table(("Event", "Sentence"), ((f"`{kind.code}`", kind.sentence) for _, kind in sorted(all_kinds().items())))


MAKERS: dict[str, Callable[[str], str]] = {
    "states": states,
    "moves": moves,
    "roles": roles,
    "permissions": permissions,
    "events": events,
}


def _lifecycle(kind: str) -> Lifecycle:
    try:
        return LIFECYCLES[kind]
    except KeyError:
        raise LookupError(f"There is no lifecycle “{kind}”; there is {', '.join(sorted(LIFECYCLES))}.") from None


def _table(head: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    head = tuple(head)
    drawn = [head, tuple("---" for _ in head), *lines]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in drawn)
