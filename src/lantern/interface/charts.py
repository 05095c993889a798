"""Charts as inline SVG, drawn on the server. The calculation of what they show is done elsewhere.

Every chart has `role="img"`, a title, and a description that states the finding with its numbers; the page shows the
same numbers as a table beside it. Style comes from classes alone, because the content security policy allows no style
attributes. `standalone` adds a style sheet for drawings that leave the page (PDF, Word).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lantern.interface import svg

LABEL_GAP = 17
"""Least distance between two line labels, in SVG units (CSS pixels at full size)."""
SERIES_COLOURS = 6


@dataclass(frozen=True)
class Series:
    """A line of a chart: a name and one value for each label. None is a gap, never a nought."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class _Frame:
    left: float
    top: float
    width: float
    height: float
    low: float
    high: float

    @property
    def right(self) -> float:
        return self.left + self.width

    def x(self, index: int, count: int) -> float:
        return self.left + (self.width * index / (count - 1) if count > 1 else self.width / 2)

    def y(self, value: float) -> float:
        span = self.high - self.low
        return self.top + self.height * (1 - (value - self.low) / span if span else 0.5)


def line_chart(
    title: str,
    finding: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    target: float | None = None,
    target_label: str = "Target",
    from_nought: bool = True,
    marks: Sequence[tuple[int, str]] = (),
    width: int = 760,
    height: int = 340,
) -> Markup:
    """Lines over time. Each line is labelled at its end, so that no key has to be matched by colour.

    ``marks`` are upright lines with a word each, drawn before the label of that place: where something changed.
    """
    for one in series:
        if len(one.values) != len(labels):
            raise ValueError(f"The line {one.name!r} has {len(one.values)} values for {len(labels)} labels.")
    known = [value for one in series for value in one.values if value is not None]
    if target is not None:
        known.append(target)
    lowest, highest = min(known, default=0), max(known, default=1)
    ticks = round_ticks(0 if from_nought and lowest >= 0 else lowest, highest)
    names = [one.name for one in series] + ([target_label] if target is not None else [])
    longest = max((len(name) for name in names), default=0)
    frame = _Frame(56, 14, width - 93 - 8 * longest, height - 52, ticks[0], ticks[-1])
    parts = _grid(frame, ticks) + _time_labels(frame, labels)
    ends: list[tuple[float, str, int]] = []
    if target is not None:
        y = frame.y(target)
        parts.append(svg.rule(frame.left, y, frame.right, y, "chart__line chart__line--target"))
        ends.append((y, target_label, 0))
    for number, one in enumerate(series, 1):
        colour = (number - 1) % SERIES_COLOURS + 1
        parts += _line(frame, one.values, colour)
        last = next((value for value in reversed(one.values) if value is not None), None)
        if last is not None:
            ends.append((frame.y(last), one.name, colour))
    for place, words in marks:
        x = frame.x(place, len(labels)) - (frame.width / (len(labels) - 1) / 2 if place and len(labels) > 1 else 0)
        late = x > frame.left + frame.width / 2
        parts.append(svg.rule(x, frame.top, x, frame.top + frame.height, "chart__line chart__line--target"))
        style = "chart__title-text chart__end" if late else "chart__title-text"
        parts.append(svg.words(x + (-6 if late else 6), frame.top + 12, words, style))
    parts += _end_labels(frame, ends)
    return svg.drawing(title, finding, width, height, parts, "chart")


def bar_chart(
    title: str, finding: str, bars: Sequence[tuple[str, float]], *, width: int = 760, colour: int = 1
) -> Markup:
    """Horizontal bars with their names and numbers written out, room made for the longest name."""
    row, thickness = 34, 22
    left = min(16 + 8 * max((len(name) for name, _ in bars), default=4), width * 0.45)
    biggest = max((value for _, value in bars), default=0) or 1
    room = width - left - 80
    parts: list[str] = []
    for index, (name, value) in enumerate(bars):
        top = 8 + index * row
        length = room * value / biggest
        parts.append(svg.words(left - 10, top + 16, _short(name, int(left / 8)), "chart__end"))
        parts.append(svg.box(left, top, length, thickness, f"chart__fill--{colour}"))
        parts.append(svg.words(left + length + 8, top + 16, _number(value), "chart__title-text"))
    height = 16 + row * len(bars)
    parts.append(svg.rule(left, 2, left, height - 8, "chart__axis"))
    return svg.drawing(title, finding, width, height, parts, "chart")


def small_multiples(
    title: str, finding: str, labels: Sequence[str], panels: Sequence[Series], *, columns: int = 3, width: int = 760
) -> Markup:
    """The same small line chart for each of several places, all on one scale so that they can be compared."""
    known = [value for panel in panels for value in panel.values if value is not None]
    ticks = round_ticks(min(0, min(known, default=0)), max(known, default=1), about=2)
    gap, panel_height = 24, 124
    panel_width = (width - gap * (columns - 1)) / columns
    parts: list[str] = []
    for index, panel in enumerate(panels):
        left = (index % columns) * (panel_width + gap)
        top = (index // columns) * panel_height
        frame = _Frame(left + 40, top + 28, panel_width - 48, panel_height - 60, ticks[0], ticks[-1])
        parts.append(svg.words(left, top + 15, _short(panel.name, int(panel_width / 8)), "chart__title-text"))
        parts += _grid(frame, [ticks[0], ticks[-1]])
        parts += _line(frame, panel.values, 1)
        if labels:
            foot = frame.top + frame.height + 17
            parts.append(svg.words(frame.left, foot, labels[0], "chart__quiet"))
            parts.append(svg.words(frame.right, foot, labels[-1], "chart__quiet chart__end"))
    rows = math.ceil(len(panels) / columns)
    return svg.drawing(title, finding, width, max(rows, 1) * panel_height, parts, "chart")


@dataclass(frozen=True)
class Bars:
    """One small chart of several: a name, what stands beside it, and one count for each label."""

    name: str
    note: str
    counts: Sequence[int]


def bar_multiples(
    title: str, finding: str, labels: Sequence[str], panels: Sequence[Bars], *, columns: int = 3, width: int = 960
) -> Markup:
    """The same small bars for each of several places, all on one scale so that they can be compared. The last bars,
    from ``labels`` so marked with a plus sign on, have the colour of what is too long.
    """
    most = max((count for panel in panels for count in panel.counts), default=0) or 1
    gap, panel_height, foot = 28, 150, 22
    panel_width = (width - gap * (columns - 1)) / columns
    step = panel_width / max(len(labels), 1)
    parts: list[str] = []
    for index, panel in enumerate(panels):
        left = (index % columns) * (panel_width + gap)
        top = (index // columns) * panel_height
        base = top + panel_height - foot - 16
        room = panel_height - foot - 16 - 58
        parts.append(svg.words(left, top + 15, _short(panel.name, int(panel_width / 7.6)), "chart__title-text"))
        parts.append(svg.words(left, top + 33, _short(panel.note, int(panel_width / 6.6)), "chart__quiet"))
        for place, count in enumerate(panel.counts):
            length = room * count / most
            long = labels[place].endswith("+")
            x = left + place * step
            parts.append(svg.box(x + 1, base - length, step - 3, length, f"chart__fill--{4 if long else 1}"))
            if count:
                parts.append(svg.words(x + step / 2, base - length - 4, _number(count), "chart__quiet chart__middle"))
            parts.append(svg.words(x + step / 2, base + 17, labels[place], "chart__quiet chart__middle"))
        parts.append(svg.rule(left, base, left + panel_width, base, "chart__axis"))
    rows = math.ceil(len(panels) / columns)
    return svg.drawing(title, finding, width, max(rows, 1) * panel_height, parts, "chart")


def funnel(title: str, finding: str, stages: Sequence[tuple[str, int]], *, width: int = 760) -> Markup:
    """How many are left at each stage: centred bars that narrow, each with its count and share of the first."""
    row, thickness = 54, 40
    first = stages[0][1] if stages else 0
    room = width * 0.55
    middle = width - room / 2 - 4
    parts: list[str] = []
    for index, (name, number) in enumerate(stages):
        top = 4 + index * row
        length = max(room * number / first if first else 0, 2)
        share = f"{100 * number / first:.0f}%" if first else "–"
        parts.append(svg.words(0, top + 17, _short(name, int(width * 0.42 / 8)), "chart__title-text"))
        parts.append(svg.words(0, top + 35, f"{_number(number)} ({share})", "chart__quiet"))
        parts.append(svg.box(middle - length / 2, top, length, thickness, "chart__fill--1"))
    return svg.drawing(title, finding, width, 8 + row * len(stages), parts, "chart")


@dataclass(frozen=True)
class Interval:
    """A share of 100 with the interval within which it may well lie."""

    name: str
    low: float
    middle: float
    high: float


def interval_chart(title: str, finding: str, intervals: Sequence[Interval], *, width: int = 760) -> Markup:
    """Shares of 100 as marks with their intervals, one beneath the other on one scale, so that what overlaps is seen
    to.
    """
    row = 34
    left = min(16 + 8 * max((len(one.name) for one in intervals), default=4), width * 0.45)
    room, bottom = width - left - 24, 8 + row * len(intervals)
    parts: list[str] = []
    for tick in (0, 25, 50, 75, 100):
        x = left + room * tick / 100
        parts.append(svg.rule(x, 4, x, bottom, "chart__axis" if tick == 0 else "chart__grid"))
        parts.append(svg.words(x, bottom + 18, str(tick), "chart__middle"))
    for index, one in enumerate(intervals):
        y = 8 + row * index + row / 2
        parts.append(svg.words(left - 10, y + 5, _short(one.name, int(left / 8)), "chart__end"))
        parts.append(
            svg.rule(left + room * one.low / 100, y, left + room * one.high / 100, y, "chart__line chart__line--1")
        )
        parts.append(svg.box(left + room * one.middle / 100 - 4, y - 8, 8, 16, "chart__fill--1"))
    return svg.drawing(title, finding, width, bottom + 26, parts, "chart")


def round_ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Round numbers that enclose low and high, some `about` + 1 of them."""
    if high - low <= 1e-9 * max(abs(low), abs(high), 1.0):
        high = low + 1  # one value, or so little between them that no label could tell them apart
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(multiple * power for multiple in (1, 2, 2.5, 5, 10) if multiple * power >= rough * 0.999)
    start, end = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(index * step, 10) for index in range(start, end + 1)]


def spread(positions: Sequence[float], gap: float = LABEL_GAP) -> list[float]:
    """Positions moved as little as needed, top to bottom, so that neighbours are at least `gap` apart."""
    order = sorted(range(len(positions)), key=lambda index: positions[index])
    placed = list(positions)
    # Blocks of labels that touch are centred on where their labels would like to be, and merged when they meet.
    blocks: list[tuple[float, list[int]]] = []
    for index in order:
        blocks.append((positions[index], [index]))
        while len(blocks) > 1:
            (upper, above), (lower, below) = blocks[-2], blocks[-1]
            if lower - upper >= gap * (len(above) + len(below)) / 2:
                break
            members = above + below
            wish = sum(positions[member] for member in members) / len(members)
            blocks[-2:] = [(wish, members)]
    for centre, members in blocks:
        for place, member in enumerate(members):
            placed[member] = centre + gap * (place - (len(members) - 1) / 2)
    return placed


def standalone(drawing: str) -> str:
    """The drawing with its own style sheet and name space, for files outside the page."""
    return (
        str(drawing)
        .replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
        .replace("</desc>", f"</desc><style>{_STYLE}</style>", 1)
    )


_SERIES = ("#12436d", "#28a197", "#801650", "#f46a25", "#3d3d3d", "#a285d1")
_STYLE = (
    "text{font-family:'Source Sans Pro',arial,sans-serif;font-size:14px;fill:#0b0c0c}"
    ".chart__quiet,.network__quiet{fill:#484949}.chart__title-text,.network__name{font-weight:700}"
    ".chart__end{text-anchor:end}.chart__middle,.network__middle{text-anchor:middle}"
    ".chart__grid{stroke:#cfd5d9}.chart__axis{stroke:#0b0c0c}.chart__leader{stroke:#8b979e}"
    ".chart__line{fill:none;stroke-width:2.5;stroke-linejoin:round}"
    ".chart__line--target{stroke:#0b0c0c;stroke-width:1.5;stroke-dasharray:6 4}"
    + "".join(f".chart__line--{n}{{stroke:{c}}}.chart__fill--{n}{{fill:{c}}}" for n, c in enumerate(_SERIES, 1))
    + ".network__line{fill:none;stroke:#0b0c0c;stroke-width:1.5}.network__line--dashed{stroke-dasharray:7 5}"
    ".network__line--dotted{stroke-width:2;stroke-dasharray:2 4}.network__line--thick{stroke-width:4}"
    ".network__line--strained{stroke:#b35900;stroke-width:2.5;stroke-dasharray:2 4}"
    ".network__person{fill:#fff;stroke:#0b0c0c;stroke-width:1.5}"
    ".network__person--focus{fill:#e9f1f8;stroke-width:4.5}.network__cross{stroke:#0b0c0c;stroke-width:1.5}"
    ".network__group{fill:none;stroke:#1a65a6;stroke-width:1.5;stroke-dasharray:3 4}.network__group-label{fill:#1a65a6}"
)


def _grid(frame: _Frame, ticks: Sequence[float]) -> list[str]:
    parts = []
    for tick in ticks:
        y = frame.y(tick)
        style = "chart__axis" if tick == ticks[0] else "chart__grid"
        parts.append(svg.rule(frame.left, y, frame.right, y, style))
        parts.append(svg.words(frame.left - 8, y + 5, _number(tick), "chart__quiet chart__end"))
    return parts


def _time_labels(frame: _Frame, labels: Sequence[str]) -> list[str]:
    if not labels:
        return []
    room = max(len(label) for label in labels) * 8 + 16
    step = max(1, math.ceil(len(labels) * room / max(frame.width, 1)))
    foot = frame.top + frame.height + 22
    return [
        svg.words(frame.x(index, len(labels)), foot, label, "chart__quiet chart__middle")
        for index, label in enumerate(labels)
        if index % step == 0
    ]


def _line(frame: _Frame, values: Sequence[float | None], colour: int) -> list[str]:
    """The known stretches of a line; a value that stands alone is a dot."""
    parts: list[str] = []
    run: list[str] = []
    for index, value in enumerate([*values, None]):
        if value is not None:
            run.append(f"{frame.x(index, len(values)):.1f},{frame.y(value):.1f}")
            continue
        if len(run) == 1:
            x, y = run[0].split(",")
            parts.append(f'<circle class="chart__fill--{colour}" cx="{x}" cy="{y}" r="4"/>')
        elif run:
            parts.append(f'<polyline class="chart__line chart__line--{colour}" points="{" ".join(run)}"/>')
        run = []
    return parts


def _end_labels(frame: _Frame, ends: Sequence[tuple[float, str, int]]) -> list[str]:
    parts = []
    for (wished, name, colour), y in zip(ends, spread([end[0] for end in ends]), strict=True):
        if abs(wished - y) > 3:
            parts.append(svg.rule(frame.right + 3, wished, frame.right + 14, y, "chart__leader"))
        if colour:
            parts.append(svg.box(frame.right + 16, y - 5, 10, 10, f"chart__fill--{colour}"))
        parts.append(svg.words(frame.right + 31, y + 5, name))
    return parts


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}".rstrip("0").rstrip(".")


def _short(text: str, room: int) -> str:
    return text if len(text) <= max(room, 4) else text[: max(room, 4) - 1].rstrip() + "…"
