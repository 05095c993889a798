"""The family network of one person: from relationships on record to a drawing, and the same facts as a list."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from functools import lru_cache

from markupsafe import Markup

from lantern.interface.environment import url
from lantern.interface.network import Edge, Group, Network, Node, Positions, draw, facts, lay_out
from lantern.law.codes import code_set, inverse_relationship
from lantern.people.around import Around
from lantern.people.models import LifeState, Person, Sex, age_in_words
from lantern.people.queries import Record, Tie

_UP = {
    "mother": "solid",
    "father": "solid",
    "parent": "solid",
    "adoptive_parent": "solid",
    "step_parent": "dashed",
    "foster_carer": "dashed",
    "connected_person": "dashed",
    "special_guardian": "dashed",
    "child_arrangements_holder": "dashed",
    "private_foster_carer": "dashed",
}
"""Kinds drawn as a line of descent from the relative, and how."""

_BIRTH = frozenset({"mother", "father", "parent"})

_PAIR = {"partner": "solid", "former_partner": "separated"}
_RISES = {
    **dict.fromkeys(_UP, 1),
    "grandparent": 2,
    "aunt_or_uncle": 1,
    "partner_of_parent": 1,
    "former_partner_of_parent": 1,
}
_SIBLINGS = frozenset({"full_sibling", "half_sibling", "step_sibling"})
_DRAWN_AT_MOST = 24
"""More people than this make no readable drawing; the list still has everybody."""


def rise(kind: str) -> int:
    """How many generations above somebody this kind of relative stands; below when negative, 0 beside them."""
    if kind in _RISES:
        return _RISES[kind]
    inverse = inverse_relationship(kind)
    return -_RISES.get(inverse, 0)


def network_of(record: Record, *, on: dt.date) -> Network | None:
    """The family today as people and ties. None when nobody is on record beside the person, or too many for a
    drawing.
    """
    ties = [tie for tie in record.ties if tie.until_date is None]
    return _network(record.person, record.family, ties, list(record.households.values()), on)


def network_on(record: Record, around: Around, *, on: dt.date) -> Network | None:
    """The family as it was on a day: the ties and the households that are recorded for it. A tie or a stay whose
    beginning nobody knows counts from always.
    """
    people = around.people | record.family
    ties = [tie for tie in record.ties if _held(tie.from_date, tie.until_date, on)]
    households: dict[uuid.UUID, list[uuid.UUID]] = {}
    for stay in around.stays:
        if _held(stay.from_date, stay.until_date, on) and stay.person in people:
            households.setdefault(stay.household, []).append(stay.person)
    tied = {end for tie in ties for end in (tie.person, tie.relative)}
    near = tied | {one for members in households.values() for one in members} | {record.person.pk}
    return _network(
        record.person, {pk: each for pk, each in people.items() if pk in near}, ties, list(households.values()), on
    )


def _held(since: dt.date | None, until: dt.date | None, on: dt.date) -> bool:
    return (since is None or since <= on) and (until is None or until > on)


def _network(
    focus: Person, family: Mapping[uuid.UUID, Person], ties: list[Tie], households: list[list[uuid.UUID]], on: dt.date
) -> Network | None:
    ties = [tie for tie in ties if tie.person in family and tie.relative in family]
    if not 2 <= len(family) <= _DRAWN_AT_MOST:
        return None
    generations = _generations(focus.pk, ties, family)
    top = max(generations.values(), default=0)
    ordered = sorted(family, key=str)
    numbers = {person: f"n{number}" for number, person in enumerate(ordered)}
    nodes = [_node(family[one], numbers[one], top - generations[one], focus.pk, on) for one in ordered]
    shared = sorted((members for members in households if len(members) > 1), key=str)
    groups = [
        Group(f"Household {number}" if len(shared) > 1 else "Household", [numbers[one] for one in members])
        for number, members in enumerate(shared, 1)
    ]
    return Network(nodes, _edges(ties, numbers), groups)


def _generations(focus: uuid.UUID, ties: list[Tie], family: Mapping[uuid.UUID, Person]) -> dict[uuid.UUID, int]:
    """How many generations above the person each stands. Nobody is left out: who has no tie stands beside them."""
    found = {focus: 0}
    waiting = [focus]
    while waiting:
        one = waiting.pop(0)
        for tie in ties:
            if tie.person == one and tie.relative not in found:
                found[tie.relative] = found[one] + rise(tie.kind)
                waiting.append(tie.relative)
    return {person: found.get(person, 0 if known.is_child else 1) for person, known in family.items()}


def _node(person: Person, key: str, generation: int, focus: uuid.UUID, on: dt.date) -> Node:
    shape = {Sex.MALE: "square", Sex.FEMALE: "circle"}.get(Sex(person.sex), "diamond")
    unborn = person.life == LifeState.EXPECTED or (person.born_on is not None and person.born_on > on)
    died = person.life == LifeState.DIED and (person.died_on is None or person.died_on <= on)
    age = (
        "not born yet"
        if unborn
        else f"died {person.died_on.year}"
        if died and person.died_on
        else age_in_words(person, on)
    )
    return Node(
        key,
        (person.name, age),
        shape="triangle" if unborn else shape,  # type: ignore[arg-type]
        generation=generation,
        focus=person.pk == focus,
        crossed=died,
        href=None if person.pk == focus else url("child", reference=person.reference),
    )


def _edges(ties: list[Tie], numbers: Mapping[uuid.UUID, str]) -> list[Edge]:
    labels = code_set("relationship")
    parents: dict[uuid.UUID, set[uuid.UUID]] = {}
    for tie in ties:
        if tie.kind in _UP:
            parents.setdefault(tie.person, set()).add(tie.relative)
    drawn: dict[frozenset[uuid.UUID], Edge] = {}
    # Lines of descent first, then couples: of two ties between the same people the closer is drawn.
    for tie in sorted(ties, key=lambda one: (one.kind not in _UP, one.kind not in _PAIR, str(one.id))):
        both = frozenset((tie.person, tie.relative))
        if both in drawn or rise(tie.kind) < 0:
            continue
        start, end = numbers[tie.relative], numbers[tie.person]
        words = f"is the {labels.label(tie.kind).lower()} of"
        if tie.kind in _UP:
            drawn[both] = Edge(start, end, "parent", _UP[tie.kind], words)  # type: ignore[arg-type]
        elif tie.kind in _PAIR:
            drawn[both] = Edge(start, end, "pair", _PAIR[tie.kind], words)  # type: ignore[arg-type]
        elif not (tie.kind in _SIBLINGS and parents.get(tie.person, set()) & parents.get(tie.relative, set())):
            drawn[both] = Edge(start, end, "other", "dotted", words)
    for child, both_parents in parents.items():
        # People with a child together stand side by side, whether or not anybody said what they are to each other.
        own = sorted(tie.relative for tie in ties if tie.person == child and tie.kind in _BIRTH)
        together = frozenset(own)
        if len(own) == 2 and together <= both_parents and together not in drawn:
            drawn[together] = Edge(numbers[own[0]], numbers[own[1]], "pair", "dotted", "has a child with")
    return _without_repeats(list(drawn.values()))


def _without_repeats(edges: list[Edge]) -> list[Edge]:
    """A line to a grandparent, an aunt or a cousin says nothing where lines of descent and couples lead there already;
    the list of relatives still has it.
    """
    group: dict[str, str] = {}

    def root(key: str) -> str:
        while (above := group.get(key, key)) != key:
            key = above
        return key

    for edge in edges:
        if edge.kind != "other":
            group[root(edge.start)] = root(edge.end)
    return [edge for edge in edges if edge.kind != "other" or root(edge.start) != root(edge.end)]


@lru_cache(maxsize=512)
def _positions(
    people: tuple[tuple[str, int], ...], ties: tuple[tuple[str, str, str], ...], groups: tuple[tuple[str, ...], ...]
) -> Positions:
    """The layout of a family of this shape. It depends on no name, so one layout serves every reading of the same
    family.
    """
    return lay_out(
        Network(
            [Node(key, ("",), generation=generation) for key, generation in people],
            [Edge(start, end, kind) for start, end, kind in ties],  # type: ignore[arg-type]
            [Group("", members) for members in groups],
        )
    )


def drawing(network: Network, title: str = "Family network") -> Markup:
    """The drawing as SVG, with a text for those who can not see it."""
    positions = _positions(
        tuple((node.key, node.generation) for node in network.nodes),
        tuple((edge.start, edge.end, edge.kind) for edge in network.edges),
        tuple(tuple(group.members) for group in network.groups),
    )
    people = len(network.nodes)
    return draw(
        network,
        positions,
        title,
        f"{people} people and how they are related. The same facts stand in the list below.",
    )


def sentences(network: Network) -> list[str]:
    """The same facts as the drawing, as sentences."""
    return facts(network)
