"""Distance travelled as a picture, with the same numbers for a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from lantern.earlyhelp.models import EarlyHelp, Measuring
from lantern.interface import svg
from lantern.law.codes import code_set

_LEFT, _ROOM, _ROW, _HEADING = 130, 540, 26, 26
_WIDTH = _LEFT + _ROOM + 70
_COLOURS = {"child": 1, "parent": 2, "practitioner": 3}


@dataclass(frozen=True)
class Way:
    """From where to where, on one measure, as one kind of person sees it."""

    measure: str
    who: str
    who_label: str
    first: float
    first_on: dt.date
    last: float
    last_on: dt.date

    @property
    def change(self) -> float | None:
        """None where it was scored once."""
        return self.last - self.first if self.last_on != self.first_on else None


@dataclass(frozen=True)
class Travelled:
    """How far a family has come: the picture, what it shows in a sentence, and the numbers."""

    drawing: Markup
    finding: str
    ways: list[Way]


def ways(help_: EarlyHelp, measurings: Sequence[Mapping[str, Any]]) -> list[Way]:
    """For each measure and each kind of person the first and the latest day it was scored; the mean where several
    children or parents scored on one day. ``measurings`` come oldest first.
    """
    found = []
    for code in code_set("early_help_measure").codes:
        name = f"“{help_.own_measure}”" if code.also.get("words") and help_.own_measure else code.label
        for who in Measuring.Who:
            scored: dict[dt.date, list[int]] = {}
            for each in measurings:
                if each["who"] == who and code.code in each["scores"]:
                    scored.setdefault(each["on"], []).append(each["scores"][code.code])
            if scored:
                (first_on, *_), (*_, last_on) = sorted(scored), sorted(scored)
                first, last = (sum(scored[day]) / len(scored[day]) for day in (first_on, last_on))
                found.append(Way(name, who.value, _who(who), first, first_on, last, last_on))
    return found


def _who(who: Measuring.Who) -> str:
    return {"child": "Child", "parent": "Parent", "practitioner": "Practitioner"}[who.value]


def travelled(help_: EarlyHelp, measurings: Sequence[Mapping[str, Any]]) -> Travelled | None:
    """The picture of a family's way. None where nothing was scored."""
    found = ways(help_, measurings)
    if not found:
        return None
    changes = [each.change for each in found if each.change is not None]
    if changes:
        better, worse = sum(each > 0 for each in changes), sum(each < 0 for each in changes)
        mean = sum(changes) / len(changes)
        finding = (
            f"Of {len(changes)} scores that were asked again, {better} rose, {worse} fell and "
            f"{len(changes) - better - worse} stayed. On average {_signed(mean)} of 10."
        )
    else:
        finding = "Scored once so far: how far the family has come shows when it is scored again."
    return Travelled(_draw(found, finding), finding, found)


def _signed(number: float) -> str:
    return f"{'+' if number > 0 else '−' if number < 0 else ''}{abs(number):.1f}".replace(".0", "")


def _x(score: float) -> float:
    return _LEFT + _ROOM * score / 10


def _draw(found: Sequence[Way], finding: str) -> Markup:
    measures = list(dict.fromkeys(each.measure for each in found))
    height = 30 + _ROW * len(found) + _HEADING * len(measures)
    parts = [svg.words(_x(score), 12, str(score), "chart__middle") for score in range(0, 11, 2)]
    y, last_measure = 24.0, ""
    for each in found:
        if each.measure != last_measure:
            parts.append(svg.words(0, y + 18, each.measure, "chart__title-text"))
            last_measure = each.measure
            y += _HEADING
        colour, middle = _COLOURS[each.who], y + 11
        for score in range(0, 11, 2):
            parts.append(svg.rule(_x(score), y, _x(score), y + _ROW, "chart__axis" if score == 0 else "chart__grid"))
        parts.append(svg.words(_LEFT - 14, middle + 5, each.who_label, "chart__quiet chart__end"))
        if each.change is not None:
            parts.append(svg.rule(_x(each.first), middle, _x(each.last), middle, f"chart__line chart__line--{colour}"))
            parts.append(svg.rule(_x(each.first), middle - 8, _x(each.first), middle + 8, "chart__axis"))
            parts.append(svg.words(_LEFT + _ROOM + 14, middle + 5, _signed(each.change), "chart__title-text"))
        parts.append(svg.box(_x(each.last) - 5, middle - 5, 10, 10, f"chart__fill--{colour}"))
        y += _ROW
    return svg.drawing("Distance travelled", finding, _WIDTH, height, parts, "chart")
