"""From a told story to the rows the one door would have written: state, events, clocks and handoffs, ready for COPY.

Nothing here decides anything: states, event kinds and clocks come from the same declarations as the door, and
``project/tests/test_demonstration_load.py`` holds what is loaded against them. A contact is about a hundred rows, so
whatever is the same for many of them is looked up or worked out once.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from lantern.frontdoor import models as frontdoor
from lantern.law.clock_events import started_by, stopped_by
from lantern.law.codes import code_set
from lantern.law.timescales import LocalStandards, due_at, timescale
from lantern.project.demonstration.contact_rows import Telling
from lantern.project.demonstration.copying import NO, NULL, Moments, code, document, key, small
from lantern.project.demonstration.families import Family
from lantern.project.demonstration.family_rows import Known, write_family
from lantern.project.demonstration.numbering import Ids
from lantern.project.demonstration.stories import ContactStory, Post
from lantern.project.demonstration.tables import Tables
from lantern.spine.kinds import all_kinds

LONDON = ZoneInfo("Europe/London")
_REMEMBERED = 50_000
"""Moments and facts kept for the next story; then all are forgotten."""


@dataclass
class Cast:
    """The partnership's own rows that stories refer to, by code."""

    teams: dict[str, Any]
    posts: dict[tuple[str, str, int], tuple[int, int, str]]
    """(team code, role, number) -> (post id, user id, worker's name)."""
    agencies: dict[str, int]
    standards: dict[int, LocalStandards]
    threshold: dict[int, tuple[int, str]]
    """Authority -> (document id, version)."""


class Worker(NamedTuple):
    """Who acted, as COPY reads it. ``columns`` are the user, post and name of an event."""

    user: bytes
    name: bytes
    columns: bytes


class Listening(NamedTuple):
    """What a kind of event does to clocks, its field, and the end of its row: significance, not restricted, corrects
    nothing.
    """

    stops: tuple[str, ...]
    starts: tuple[str, ...]
    kind: bytes
    ends: bytes


class Rows:
    """Builds the rows of families and stories. One instance for one piece of work; ``to`` holds what it has made so
    far.
    """

    def __init__(self, cast: Cast, salt: int, now: dt.datetime, to: Tables | None = None) -> None:
        self.cast = cast
        self.now = now
        self.to = to or Tables()
        self.ids = Ids(salt)
        self.moments = Moments()
        self.known: dict[tuple[int, int], dict[str, Known]] = {}
        """(authority, number of the family) -> its people by their keys."""
        self.labels = {
            "source": {each.code: each.label.lower() for each in code_set("referral_source").codes},
            "reason": {each.code: each.label.lower() for each in code_set("contact_reason").codes},
            "channel": {value: str(label).lower() for value, label in frontdoor.Channel.choices},
            "outcome": {value: str(label).lower() for value, label in frontdoor.Outcome.choices},
            "answer": {value: str(label).lower() for value, label in frontdoor.Check.Answer.choices},
        }
        self.kinds = {
            name: Listening(stopped_by(name), started_by(name), code(name), small(int(kind.significance)) + NO + NULL)
            for name, kind in all_kinds().items()
        }
        clocks = {clock for kind in self.kinds.values() for clock in (*kind.stops, *kind.starts)}
        self.rated = frozenset(clock for clock in clocks if timescale(clock).variants)
        """Clocks that ask how urgent it is."""
        self._due: dict[tuple[int, str, str], dict[int, dt.datetime] | dt.timedelta] = {}
        self._facts: dict[tuple[tuple[str, str], ...], bytes] = {}
        nobody = code("Lantern")
        self._workers: dict[Post | None, Worker] = {None: Worker(NULL, nobody, NULL + NULL + nobody)}
        self._duty: dict[int, tuple[Any, Any]] = {}
        self._receivers: dict[str, Post | None] = {}

    def add_family(self, family: Family) -> None:
        """The people of a family, their names, homes, numbers and ties, and the keys by which they are found."""
        write_family(self, family)

    def add_story(self, story: ContactStory) -> None:
        """Everything one contact wrote: its own rows and those of its checks, decisions and handoffs."""
        if len(self.moments) > _REMEMBERED:
            self.moments, self._facts = Moments(), {}
            self.ids.clear()
        Telling(self, story).write()

    def due_at(self, authority: int, clock: str, variant: str, started: dt.datetime) -> dt.datetime:
        """When a clock is due; counted once for each day, since days end at midnight, and by the hour where law counts
        hours.
        """
        kind = (authority, clock, variant)
        counted = self._due.get(kind)
        if counted is None:
            value = timescale(clock).value_on(started.date(), variant or None, self.cast.standards[authority])
            by_the_hour = value.limit.unit == "clock_hours"
            counted = self._due[kind] = dt.timedelta(hours=value.limit.amount) if by_the_hour else {}
        if isinstance(counted, dt.timedelta):
            return started + counted
        # London is at most an hour ahead, so until the last hour of the day it has the same date.
        day = started.toordinal() if started.hour < 23 else started.astimezone(LONDON).toordinal()
        if day not in counted:
            counted[day] = due_at(clock, started, variant=variant or None, local=self.cast.standards[authority])
        return counted[day]

    def facts(self, payload: dict[str, str]) -> bytes:
        """An event's payload as COPY reads it. The same few thousand come again and again, so they are remembered."""
        told = tuple(payload.items())
        found = self._facts.get(told)
        if found is None:
            found = self._facts[told] = document(payload)
        return found

    def who(self, post: Post | None) -> Worker:
        """Whoever acted; the system itself when a story names nobody."""
        found = self._workers.get(post)
        if found is None:
            assert post is not None
            post_id, user, name = self.cast.posts[(post.team, post.role, post.number)]
            called = code(name)
            found = self._workers[post] = Worker(key(user), called, key(user) + key(post_id) + called)
        return found

    def on_duty(self, authority: int) -> tuple[Any, Any]:
        """The teams that take an authority's contacts by day and by night."""
        if authority not in self._duty:
            by_kind = {team.kind: team for team in reversed(self.cast.teams.values()) if authority in team.covers}
            self._duty[authority] = by_kind["hub"], by_kind["emergency_duty"]
        return self._duty[authority]

    def receiver(self, team: str) -> Post | None:
        """Who in a team takes on what is handed to it."""
        if team not in self._receivers:
            self._receivers[team] = next((Post(*key) for key in self.cast.posts if key[0] == team), None)
        return self._receivers[team]
