"""A family network (genogram) as SVG: generations in rows, couples side by side, households in dotted boxes.

Signs: square, circle, diamond, triangle for a pregnancy; a thick outline for the person it is about; a cross for died;
solid line together, dashed partners, double stroke separated. The picture is never the only record: `facts` gives the
same as sentences.

`lay_out` is deterministic for a seed. Twelve people take about 20 ms and thirty some hundreds, so lay out when the
network changes and store the positions.
"""

from __future__ import annotations

import random
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from markupsafe import Markup, escape

from lantern.interface import svg

CELL = 150
"""Width of one person's place, label included, in SVG units."""
ROW = 168
SIZE = 46
MARGIN = 24
_LABEL_WIDTH = 18

type Positions = dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Node:
    """A person as drawn. The first line of the label is bold; `generation` 0 is the top row."""

    key: str
    lines: Sequence[str]
    shape: Literal["square", "circle", "diamond", "triangle"] = "diamond"
    generation: int = 0
    focus: bool = False
    crossed: bool = False
    href: str | None = None


@dataclass(frozen=True)
class Edge:
    """A tie between two people. A `parent` edge goes from the parent to the descendant."""

    start: str
    end: str
    kind: Literal["pair", "parent", "other"] = "other"
    style: Literal["solid", "dashed", "dotted", "thick", "strained", "separated"] = "solid"
    words: str = ""
    """What the tie is, for the list of facts: "is the mother of"."""


@dataclass(frozen=True)
class Group:
    """People who belong together, such as a household."""

    label: str
    members: Sequence[str]


@dataclass(frozen=True)
class Network:
    """People, ties and groups. Ties to unknown people are refused."""

    nodes: Sequence[Node]
    edges: Sequence[Edge] = ()
    groups: Sequence[Group] = ()
    by_key: Mapping[str, Node] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_key = {node.key: node for node in self.nodes}
        if len(by_key) != len(self.nodes):
            raise ValueError("Two people of the network have the same key.")
        ends = [key for edge in self.edges for key in (edge.start, edge.end)]
        ends += [key for group in self.groups for key in group.members]
        missing = sorted({key for key in ends if key not in by_key})
        if missing:
            raise ValueError(f"The network has ties to people it does not hold: {', '.join(missing)}.")
        object.__setattr__(self, "by_key", by_key)


def lay_out(network: Network, seed: int = 0) -> Positions:
    """Where each person stands: the centre of their sign, in SVG units."""
    rows = _rows(network)
    if not rows:
        return {}
    links = [(edge.start, edge.end, 3.0 if edge.kind == "pair" else 1.0) for edge in network.edges]
    for group in network.groups:
        same_row: dict[int, list[str]] = {}
        for key in group.members:
            same_row.setdefault(network.by_key[key].generation, []).append(key)
        for members in same_row.values():
            links += [(one, other, 1.5) for one, other in zip(members, members[1:], strict=False)]
    chance = random.Random(seed)  # noqa: S311 - a drawing, not a secret
    starts = 10 if len(network.nodes) <= 14 else 4 if len(network.nodes) <= 24 else 2
    best: list[list[str]] = rows
    best_cost = float("inf")
    for attempt in range(starts):
        trial = [list(row) for row in rows]
        if attempt:
            for row in trial:
                chance.shuffle(row)
        _sweep(trial, links)
        cost = _improve(trial, links)
        if cost < best_cost - 1e-9:
            best, best_cost = trial, cost
    return _space(best, links)


def draw(network: Network, positions: Positions, title: str, description: str) -> Markup:
    """The drawing. Positions come from `lay_out`; people without one are an error, never left out."""
    missing = [node.key for node in network.nodes if node.key not in positions]
    if missing:
        raise ValueError(f"These people have no place in the drawing: {', '.join(missing)}. Lay the network out again.")
    parts: list[str] = []
    for group in network.groups:
        parts += _group_boxes(network, group, positions)
    for edge in network.edges:
        if edge.kind != "parent":
            parts += _tie(network, edge, positions)
    parts += _descents(network, positions)
    for node in network.nodes:
        parts += _person(node, positions[node.key])
    width = max((x for x, _ in positions.values()), default=0) + CELL / 2 + MARGIN
    height = max((y for _, y in positions.values()), default=0) + ROW / 2 + MARGIN
    return svg.drawing(title, description, width, height, parts, "network")


def facts(network: Network) -> list[str]:
    """The same as sentences: who there is, how they are tied, who lives together."""
    said = []
    for node in network.nodes:
        marks = [*node.lines[1:]]
        if node.crossed and not any(mark.startswith("died") for mark in marks):
            marks.append("died")
        said.append(f"{node.lines[0]}{' (' + ', '.join(marks) + ')' if marks else ''}")
    names = {node.key: node.lines[0] for node in network.nodes}
    default = {"parent": "is a parent of", "pair": "and", "other": "is connected to"}
    said += [f"{names[edge.start]} {edge.words or default[edge.kind]} {names[edge.end]}" for edge in network.edges]
    said += [f"{group.label}: {', '.join(names[key] for key in group.members)}" for group in network.groups]
    return said


def _rows(network: Network) -> list[list[str]]:
    rows: dict[int, list[str]] = {}
    for node in network.nodes:
        rows.setdefault(node.generation, []).append(node.key)
    return [rows[generation] for generation in sorted(rows)]


def _places(rows: Iterable[Sequence[str]]) -> dict[str, tuple[int, float]]:
    return {key: (row, index - (len(keys) - 1) / 2) for row, keys in enumerate(rows) for index, key in enumerate(keys)}


def _sweep(rows: list[list[str]], links: Sequence[tuple[str, str, float]]) -> None:
    """Orders each row by where its people's ties stand, down and up again."""
    around: dict[str, list[str]] = {}
    for one, other, _weight in links:
        around.setdefault(one, []).append(other)
        around.setdefault(other, []).append(one)
    for _round in range(4):
        places = _places(rows)
        for row in rows:
            pull = {
                key: sum(places[near][1] for near in around[key]) / len(around[key])
                if key in around
                else places[key][1]
                for key in row
            }
            row.sort(key=lambda key: (pull[key], places[key][1]))
            places = _places(rows)


def _cost(rows: list[list[str]], links: Sequence[tuple[str, str, float]]) -> float:
    places = _places(rows)
    between: dict[tuple[int, int], list[tuple[float, float]]] = {}
    cost = 0.0
    for one, other, weight in links:
        (row_one, x_one), (row_other, x_other) = places[one], places[other]
        if row_one > row_other:
            row_one, x_one, row_other, x_other = row_other, x_other, row_one, x_one
        cost += weight * abs(x_one - x_other) * (1 if row_one != row_other else 1.5)
        if row_one != row_other:
            between.setdefault((row_one, row_other), []).append((x_one, x_other))
    for lines in between.values():
        for index, (top, bottom) in enumerate(lines):
            cost += sum(8 for top2, bottom2 in lines[index + 1 :] if (top - top2) * (bottom - bottom2) < 0)
    return cost


def _improve(rows: list[list[str]], links: Sequence[tuple[str, str, float]]) -> float:
    """Moves one person at a time to the best place in their row until nothing gets better."""
    cost = _cost(rows, links)
    for _round in range(6):
        before = cost
        for row in rows:
            for key in list(row):
                at = row.index(key)
                best_at = at
                row.remove(key)
                for place in range(len(row) + 1):
                    row.insert(place, key)
                    trial = _cost(rows, links)
                    if trial < cost - 1e-9:
                        cost, best_at = trial, place
                    row.remove(key)
                row.insert(best_at, key)
        if cost >= before - 1e-9:
            break
    return cost


def _space(rows: list[list[str]], links: Sequence[tuple[str, str, float]]) -> Positions:
    """Pulls people towards their ties, keeping the order and the least distance, then moves all to the left margin."""
    x = {key: place * CELL for key, (_row, place) in _places(rows).items()}
    around: dict[str, list[tuple[str, float]]] = {}
    for one, other, weight in links:
        around.setdefault(one, []).append((other, weight))
        around.setdefault(other, []).append((one, weight))
    for _round in range(30):
        for row in rows:
            wished = [
                sum(x[near] * weight for near, weight in around[key]) / sum(weight for _near, weight in around[key])
                if key in around
                else x[key]
                for key in row
            ]
            for key, place in zip(row, _apart(wished), strict=True):
                x[key] = place
    left = min(x.values())
    return {
        key: (round(x[key] - left + CELL / 2 + MARGIN, 1), round(MARGIN + ROW * index + SIZE / 2 + 14, 1))
        for index, row in enumerate(rows)
        for key in row
    }


def _apart(wished: Sequence[float]) -> list[float]:
    """Places in the given order, at least a cell apart, as near to the wishes as can be."""
    blocks: list[tuple[float, int, float]] = []
    for index, wish in enumerate(wished):
        blocks.append((wish - index * CELL, 1, wish - index * CELL))
        while len(blocks) > 1 and blocks[-1][0] < blocks[-2][0]:
            (_low, count, total), (_high, count_before, total_before) = blocks.pop(), blocks.pop()
            together = (total + total_before, count + count_before)
            blocks.append((together[0] / together[1], together[1], together[0]))
    shifts = [mean for mean, count, _total in blocks for _member in range(count)]
    return [shift + index * CELL for index, shift in enumerate(shifts)]


def _person(node: Node, at: tuple[float, float]) -> list[str]:
    x, y = at
    half = SIZE / 2
    style = "network__person network__person--focus" if node.focus else "network__person"
    match node.shape:
        case "square":
            sign = f'<rect class="{style}" x="{x - half:.1f}" y="{y - half:.1f}" width="{SIZE}" height="{SIZE}"/>'
        case "circle":
            sign = f'<circle class="{style}" cx="{x:.1f}" cy="{y:.1f}" r="{half:.1f}"/>'
        case "triangle":
            steps = f"M{x:.1f} {y - half:.1f}l{half + 3:.1f} {SIZE}h-{SIZE + 6}z"
            sign = svg.path(steps, style)
        case _:
            arm = half + 3
            steps = f"M{x:.1f} {y - arm:.1f}l{arm:.1f} {arm:.1f}-{arm:.1f} {arm:.1f}-{arm:.1f}-{arm:.1f}z"
            sign = svg.path(steps, style)
    if node.crossed:
        sign += (
            f'<path class="network__cross" d="M{x - half:.1f} {y - half:.1f}l{SIZE} {SIZE}m0-{SIZE}l-{SIZE} {SIZE}"/>'
        )
    lines: list[tuple[str, str]] = []
    for number, text in enumerate(node.lines):
        style_of_text = "network__name network__middle" if number == 0 else "network__quiet network__middle"
        lines += [(style_of_text, part) for part in _in_lines(text)]
    label = "".join(
        f'<text class="{style_of_text}" x="{x:.1f}" y="{y + half + 18 + 16 * index:.1f}">{escape(text)}</text>'
        for index, (style_of_text, text) in enumerate(lines)
    )
    drawn = sign + label
    return [f'<a href="{escape(node.href)}">{drawn}</a>' if node.href else drawn]


def _in_lines(text: str) -> list[str]:
    """A label in at most two lines. Most fit in one and need not be asked."""
    if 0 < len(text) <= _LABEL_WIDTH and text.isprintable() and not text.startswith(" ") and not text.endswith(" "):
        return [text]
    return textwrap.wrap(text, _LABEL_WIDTH, max_lines=2, placeholder="…")


def _tie(network: Network, edge: Edge, positions: Positions) -> list[str]:
    (x1, y1), (x2, y2) = sorted((positions[edge.start], positions[edge.end]))
    style = (
        f"network__line network__line--{edge.style}" if edge.style not in {"solid", "separated"} else "network__line"
    )
    half = SIZE / 2
    if y1 == y2:
        blocked = any(x1 < x < x2 and y == y1 for x, y in positions.values())
        if blocked:
            path = f"M{x1:.1f} {y1 - half:.1f}V{y1 - half - 14:.1f}H{x2:.1f}V{y1 - half:.1f}"
            middle = ((x1 + x2) / 2, y1 - half - 14)
        else:
            path = f"M{x1 + half:.1f} {y1:.1f}H{x2 - half:.1f}"
            # Nearer to the left, so that the strokes are not taken for a line of descent.
            middle = (x1 + half + (x2 - x1 - SIZE) * 0.25, y1)
    else:
        path = f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"
        middle = ((x1 + x2) / 2, (y1 + y2) / 2)
    parts = [f'<path class="{style}" d="{path}"/>']
    if edge.style == "separated":
        mx, my = middle
        parts.append(f'<path class="network__line" d="M{mx - 6:.1f} {my + 9:.1f}l8-18m3 18l8-18"/>')
    return parts


def _descents(network: Network, positions: Positions) -> list[str]:
    """Lines from parents to descendants. Descendants of the same two parents share one line down."""
    half = SIZE / 2
    pairs = {frozenset((edge.start, edge.end)) for edge in network.edges if edge.kind == "pair"}
    parents: dict[str, list[Edge]] = {}
    for edge in network.edges:
        if edge.kind == "parent":
            parents.setdefault(edge.end, []).append(edge)
    origins: dict[tuple[tuple[float, float], str], list[str]] = {}
    for descendant, edges in parents.items():
        together = frozenset(edge.start for edge in edges)
        styles = {edge.style for edge in edges}
        first = [positions[edge.start] for edge in edges]
        adjacent = (
            len(first) == 2
            and first[0][1] == first[1][1]
            and not any(
                min(first[0][0], first[1][0]) < x < max(first[0][0], first[1][0]) and y == first[0][1]
                for x, y in positions.values()
            )
        )
        if together in pairs and adjacent and len(styles) == 1:
            origin = ((first[0][0] + first[1][0]) / 2, first[0][1])
            origins.setdefault((origin, styles.pop()), []).append(descendant)
        else:
            for edge in edges:
                x, y = positions[edge.start]
                origins.setdefault(((x, y + half), edge.style), []).append(descendant)
    parts = []
    levels: dict[float, int] = {}
    for ((x, y), style), descendants in sorted(origins.items()):
        kind = f"network__line network__line--{style}" if style not in {"solid", "separated"} else "network__line"
        for descendant in descendants:
            below_x, below_y = positions[descendant]
            # Each family's cross line runs at its own height, just above the descendants, clear of the labels.
            level = below_y - half - 12 - 7 * (levels.get(below_y, 0) % 3)
            turn = "" if abs(below_x - x) < 2 else f"V{level:.1f}H{below_x:.1f}"
            parts.append(f'<path class="{kind}" d="M{x:.1f} {y:.1f}{turn}V{below_y - half:.1f}"/>')
        for below_y in {positions[descendant][1] for descendant in descendants}:
            levels[below_y] = levels.get(below_y, 0) + 1
    return parts


def _group_boxes(network: Network, group: Group, positions: Positions) -> list[str]:
    """A dotted outline around the members. It never encloses anybody else: then it is drawn in several pieces."""
    runs = _runs(group, positions)
    rows = sorted({y for _, y in positions.values()})
    outlines = [[run] for run in runs]
    row_numbers = [rows.index(run[0][1]) for run in runs]
    if row_numbers and row_numbers == list(range(row_numbers[0], row_numbers[0] + len(runs))):
        # One unbroken run a row: joined into one outline wherever the rows overlap from left to right.
        outlines = [outlines[0]]
        for above, run in zip(runs, runs[1:], strict=False):
            if min(above[-1][0], run[-1][0]) + CELL > max(above[0][0], run[0][0]) + CELL / 2:
                outlines[-1].append(run)
            else:
                outlines.append([run])
    parts = []
    for outline in outlines:
        boxes = [_box(run) for run in outline]
        path, bottom = _around(boxes)
        parts.append(f'<path class="network__group" d="{path}"/>')
        parts.append(svg.words(boxes[-1][0] + 10, bottom - 8, group.label, "network__group-label"))
    return parts


def _box(run: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
    return (
        run[0][0] - CELL / 2 + 6,
        run[0][1] - SIZE / 2 - 9,
        run[-1][0] + CELL / 2 - 6,
        run[0][1] + ROW / 2 + 12,
    )


def _around(boxes: Sequence[tuple[float, float, float, float]]) -> tuple[str, float]:
    """The outline of boxes that stand one below the other, down the right side and up the left, and its lower edge."""
    edges = [top for _, top, _, _ in boxes[1:]] + [boxes[-1][3]]
    right = "".join(f"H{box[2]:.1f}V{edge:.1f}" for box, edge in zip(boxes, edges, strict=True))
    tops = [box[1] for box in reversed(boxes)]
    left = "".join(f"H{box[0]:.1f}V{top:.1f}" for box, top in zip(reversed(boxes), tops, strict=True))
    return f"M{boxes[0][0]:.1f} {boxes[0][1]:.1f}{right}{left}Z", boxes[-1][3]


def _runs(group: Group, positions: Positions) -> list[list[tuple[float, float]]]:
    members = set(group.members)
    runs: list[list[tuple[float, float]]] = []
    for row in sorted({y for _, y in positions.values()}):
        run: list[tuple[float, float]] = []
        for key, place in sorted(positions.items(), key=lambda found: found[1]):
            if place[1] != row:
                continue
            if key in members:
                run.append(place)
            elif run:
                runs.append(run)
                run = []
        if run:
            runs.append(run)
    return runs
