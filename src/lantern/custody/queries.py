"""What the pages of separation read: runs, what came, and who may be the same. Row-level security decides whose."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError

from lantern.custody.models import Arrival, Departure, SeparationRun
from lantern.people.models import Person
from lantern.spine.kinds import event_kind
from lantern.spine.models import Event


def runs() -> list[SeparationRun]:
    """Every run the reader's council has a part in, newest first. One statement."""
    return list(SeparationRun.objects.order_by("-opened_at"))


def run_named(reference: str) -> SeparationRun | None:
    """A run by its reference, or nothing. One statement."""
    return SeparationRun.objects.filter(reference=reference).first()


def arrivals() -> list[Arrival]:
    """What came from elsewhere, newest first. One statement."""
    return list(Arrival.objects.order_by("-arrived_at"))


def departures() -> list[Departure]:
    """Authorities whose records are elsewhere. Names no child. One statement."""
    return list(Departure.objects.select_related("authority").order_by("authority__name"))


@dataclass(frozen=True)
class Elsewhere:
    """Where an authority's records are, as every reader may know."""

    whose: str
    since: dt.date
    going_to: str
    ask: str


def kept_elsewhere() -> list[Elsewhere]:
    """For a page that was not found: where records went. Nothing when the database can not be asked."""
    try:
        return [Elsewhere(each.authority.name, each.since, each.going_to, each.ask) for each in departures()]
    except DatabaseError:
        return []


@dataclass(frozen=True)
class Step:
    """One thing that was done in a run."""

    at: Any
    who: str
    sentence: str


def steps_of(run: SeparationRun) -> list[Step]:
    """What was done in a run, oldest first. One statement."""
    return [
        Step(event.recorded_at, event.actor_name, event_kind(event.kind).tell(event.payload))
        for event in Event.objects.filter(episode_id=run.pk).order_by("recorded_at")
    ]


@dataclass(frozen=True)
class Alike:
    """Somebody who came and somebody known here, who may be the same. A name is missing where the reader sees none."""

    came: str
    known: str
    came_name: str
    known_name: str
    agree: tuple[str, ...]


def may_be_the_same(arrival: Arrival) -> list[Alike]:
    """Pairs for a person to look at, both of whom the reader may see. One statement."""
    references = {side for pair in arrival.alike for side in (pair["came"], pair["known"])}
    names = dict(Person.objects.filter(reference__in=references).values_list("reference", "name"))
    return [
        Alike(pair["came"], pair["known"], names[pair["came"]], names[pair["known"]], tuple(pair["agree"]))
        for pair in arrival.alike
        if pair["came"] in names and pair["known"] in names
    ]
