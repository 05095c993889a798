"""What cohorts there are: read once from ``cohorts.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lantern.law.timescales import timescale


@dataclass(frozen=True)
class Fact:
    """One question at the beginning."""

    code: str
    ask: str
    required: bool


@dataclass(frozen=True)
class Cohort:
    """One group of children: who belongs to it and on what that rests, what is asked when a child comes to it, how it
    ends, and the timescales of ``law`` for seeing and for reviewing these children.
    """

    code: str
    label: str
    one: str
    who: str
    rests_on: str
    since: str
    visit: str
    """What seeing these children is called."""
    visits: tuple[str, ...]
    reviews: tuple[str, ...]
    facts: tuple[Fact, ...]
    ends: tuple[tuple[str, str], ...]
    later_after: str = ""
    """The timescale after which the child is seen at the later intervals."""

    def end(self, code: str) -> str:
        return dict(self.ends).get(code, code)

    @property
    def intervals(self) -> list[tuple[str, str]]:
        """Each rule in words: what, and within which time."""
        return [(timescale(each).title, timescale(each).limit_in_words) for each in (*self.visits, *self.reviews)]


@cache
def cohorts() -> dict[str, Cohort]:
    """Every cohort by its code, in the order in which they are shown."""
    path = Path(__file__).with_name("cohorts.toml")
    return {each["code"]: _read(each) for each in tomllib.loads(path.read_text(encoding="utf-8"))["cohort"]}


def _read(told: dict[str, Any]) -> Cohort:
    for name in (*told["visits"], *told["reviews"], *filter(None, [told.get("later_after")])):
        timescale(name)  # one that is not declared is an error, at once and with its name
    lists = {
        "visits": tuple(told["visits"]),
        "reviews": tuple(told["reviews"]),
        "facts": tuple(Fact(**each) for each in told["facts"]),
        "ends": tuple((each["code"], each["label"]) for each in told["ends"]),
    }
    return Cohort(**told | lists)


def cohort(code: str) -> Cohort:
    """The cohort with this code. Raises LookupError for one that there is not."""
    try:
        return cohorts()[code]
    except KeyError:
        raise LookupError(f"There is no cohort {code}.") from None
