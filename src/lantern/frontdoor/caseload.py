"""How much somebody carries: each kind of work counts so many points, and a week so many of them.

The figures stand in ``law/workload.toml``, all of them local; an area settles its own. Points compare loads with each
other. They say nothing about a child.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from lantern.frontdoor.models import WorkWeights
from lantern.frontdoor.states import AWAITING_SIGN_OFF, PASSING_ON
from lantern.law.workload import weights_with

WHOLE_WEEK = 10
"""Half days of a week that somebody works who works all of it."""

DECIDED = (AWAITING_SIGN_OFF, PASSING_ON)


def kind_of(state: str, priority: int | None) -> str:
    """As what an open contact counts: an id of ``law/workload.toml``."""
    if state in DECIDED:
        return "contact-decided"
    return {1: "contact-red", 2: "contact-amber", 3: "contact-green"}.get(priority or 0, "contact-unrated")


def weights_of(*authorities: int) -> dict[int, dict[str, int]]:
    """What each kind of work counts in these areas, the newest figures. One statement."""
    newest = {
        each.authority_id: each.weights
        for each in WorkWeights._default_manager.filter(authority_id__in=authorities).order_by("number")
    }
    return {each: weights_with(newest.get(each, {})) for each in authorities}


def room_for(weights: Mapping[str, int], *, half_days: int = WHOLE_WEEK, newly_qualified: bool = False) -> int:
    """Points that somebody can hold at once."""
    share = weights["newly-qualified"] / 100 if newly_qualified else 1
    return round(weights["full-week"] * half_days / WHOLE_WEEK * share)


@dataclass(frozen=True)
class Absence:
    """Somebody is away, or will be."""

    from_day: dt.date
    until_day: dt.date | None
    covered_by: str
    covered_by_id: int

    def holds_on(self, day: dt.date) -> bool:
        return self.from_day <= day and (self.until_day is None or day <= self.until_day)

    def is_over(self, day: dt.date) -> bool:
        return self.until_day is not None and self.until_day < day


@dataclass(frozen=True)
class Load:
    """What one worker of a team holds."""

    worker_id: int
    name: str
    title: str
    """Their job, or nothing when they hold no post in the team any more."""
    pieces: int
    """How much open work they hold, of every kind."""
    points: int
    can_hold: int
    half_days: int = WHOLE_WEEK
    newly_qualified: bool = False
    absence: Absence | None = None
    kinds: Mapping[str, int] = field(default_factory=dict)
    """How many of each kind of work, by the kind of its episode."""

    @property
    def room(self) -> int:
        return self.can_hold - self.points

    @property
    def has_left(self) -> bool:
        return not self.title

    def away_on(self, day: dt.date) -> bool:
        return self.absence is not None and self.absence.holds_on(day)

    def in_words(self, day: dt.date) -> str:
        """As a choice says it: "holds 5, 14 of 40 points, room for 26 more"."""
        if self.room > 0:
            room = f"room for {self.room} more"
        elif self.room == 0:
            room = "full"
        else:
            room = f"{-self.room} over what they can hold"
        held = "holds nothing" if not self.pieces else f"holds {self.pieces}"
        said = f"{held}, {self.points} of {self.can_hold} points, {room}"
        if self.absence and self.away_on(day):
            until = f" until {self.absence.until_day:%-d %B}" if self.absence.until_day else ""
            said = f"away{until}, covered by {self.absence.covered_by}; {said}"
        return said
