"""An ecomap as SVG: one person in the middle, and whoever is involved with them on both sides.

A thick line is strong, a plain one ordinary, a dashed one weak or past, a dotted orange one strained. The picture is
never the only record: `facts` gives the same as sentences.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from lantern.interface import svg

WIDTH = 900
"""Of the whole drawing, in SVG units: it fits a sheet of paper."""
BOX = 270
_LINE = 17
_PADDING = 10
_GAP = 14
_LETTERS = 34
_MIDDLE = 52

_STYLE = {"strong": "thick", "ordinary": "", "weak": "dashed", "strained": "strained"}
_WORDS = {
    "strong": "is closely involved with",
    "ordinary": "is involved with",
    "weak": "was involved with",
    "strained": "has a strained relationship with",
}


@dataclass(frozen=True)
class Around:
    """Somebody or something around a person. The first of the lines is bold."""

    lines: Sequence[str]
    tie: Literal["strong", "ordinary", "weak", "strained"] = "ordinary"


def draw(middle: Sequence[str], around: Sequence[Around], title: str, description: str) -> Markup:
    """The drawing: the person in the middle, half of the others on each side, in the order given."""
    boxes = [_wrapped(each) for each in around]
    sides = (range(0, len(boxes), 2), range(1, len(boxes), 2))
    heights = [sum(_height(boxes[each]) + _GAP for each in side) - _GAP for side in sides]
    height = max(*heights, 4 * _MIDDLE) + 2 * _GAP
    centre = (WIDTH / 2, height / 2)
    lines, parts = [], []
    for side, tall in zip(sides, heights, strict=True):
        left = side.start == 0
        x = 1.0 if left else WIDTH - BOX - 1.0
        y = (height - tall) / 2
        for each in side:
            own = _height(boxes[each])
            edge = x + BOX if left else x
            style = _STYLE[around[each].tie]
            kind = f"network__line network__line--{style}" if style else "network__line"
            lines.append(svg.rule(edge, y + own / 2, centre[0], centre[1], kind))
            parts.append(svg.box(x, y, BOX, own, "network__person"))
            for number, (text, bold) in enumerate(boxes[each]):
                words = "network__name" if bold else "network__quiet"
                parts.append(svg.words(x + _PADDING, y + _PADDING + 11 + number * _LINE, text, words))
            y += own + _GAP
    place = f'cx="{centre[0]:.1f}" cy="{centre[1]:.1f}" r="{_MIDDLE}"'
    parts.append(f'<circle class="network__person network__person--focus" {place}/>')
    named = [part for text in middle for part in textwrap.wrap(text, 12, max_lines=2, placeholder="…")][:4]
    for number, text in enumerate(named):
        style = "network__name network__middle" if number == 0 else "network__middle"
        parts.append(svg.words(centre[0], centre[1] + 5 + _LINE * (number - (len(named) - 1) / 2), text, style))
    return svg.drawing(title, description, WIDTH, height, [*lines, *parts], "network")


def facts(name: str, around: Sequence[Around]) -> list[str]:
    """The same as sentences."""
    return [
        f"{each.lines[0]} {_WORDS[each.tie]} {name}" + (f": {', '.join(each.lines[1:])}" if each.lines[1:] else "")
        for each in around
    ]


def _wrapped(each: Around) -> list[tuple[str, bool]]:
    return [
        (part, number == 0)
        for number, text in enumerate(each.lines)
        for part in textwrap.wrap(text, _LETTERS, max_lines=2, placeholder="…")
    ]


def _height(lines: Sequence[tuple[str, bool]]) -> float:
    return 2 * _PADDING + _LINE * len(lines) - 3
