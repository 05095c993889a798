"""Chance, and what every part of a story is drawn with."""

import random
from collections.abc import Sequence
from math import log

from lantern.project.demonstration.calendar import Calendar
from lantern.project.demonstration.doors import DOORS
from lantern.project.demonstration.families import Family

_SPANS = tuple(-log(1 - (place + 0.5) / 4096) for place in range(4096))
"""Waiting times with mean 1: most short, some long (the quantiles of an exponential distribution)."""


def sentences(text: str) -> str:
    """The text with a capital at the head of each sentence, where a name was replaced by words."""
    text = text.rstrip()
    if text.startswith(("the ", "her ")):
        text = text[0].upper() + text[1:]
    return text.replace(". the ", ". The ").replace(". her ", ". Her ")


class Chances:
    """The stories of one authority share one sequence of chances, so that the same seed tells the same."""

    def __init__(self, families: Sequence[Family], rng: random.Random, calendar: Calendar) -> None:
        self.rng = rng
        self.random = rng.random
        self.calendar = calendar
        self.families = families
        self.authority = families[0].authority
        self.door = DOORS[self.authority]
        self.end = calendar.end

    def among[T](self, table: Sequence[T]) -> T:
        return table[int(self.random() * len(table))]

    def span(self, mean: float) -> int:
        """A waiting time in minutes: at least one, long now and then."""
        return 1 + int(mean * _SPANS[int(self.random() * 4096)])
