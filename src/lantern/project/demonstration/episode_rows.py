"""An episode while its story is told: its state, version and running clocks, and the rows of its events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lantern.project.demonstration.copying import NULL, text
from lantern.project.demonstration.stories import Post
from lantern.spine.models import Priority

if TYPE_CHECKING:
    from lantern.project.demonstration.rows import Rows

NOTHING = "{}"
"""The payload of an event that says nothing beyond its kind."""

_RATINGS = {priority.variant: str(priority.value) for priority in Priority} | {"": NULL}
_WHY_LATE = {
    "contact": (
        "",
        "Waited for an agency's answer.",
        "High demand that day.",
        "Family could not be reached.",
        "Worker off sick.",
    ),
    "check": (
        "",
        "Records held on paper.",
        "Only one person on the desk.",
        "Request arrived after the desk closed.",
        "System unavailable.",
    ),
    "handoff": ("", "No allocation meeting until later.", "Family away.", "Team at capacity.", "Worker on leave."),
}


class EpisodeRows:
    """One episode. The lines of the five longest tables are put together here without ``Table.add``: they are nine
    tenths of all rows.
    """

    __slots__ = (
        "authority", "because_of", "closed_at", "id", "kind", "opened_at", "owner", "partner", "priority",
        "reference", "rows", "running", "state", "version", "whose", "worker",
    )  # fmt: skip

    def __init__(
        self, rows: Rows, kind: str, prefix: str, at: dt.datetime, *, authority: int, owner: int, partner: str = NULL
    ) -> None:
        self.rows, self.kind, self.authority, self.owner, self.partner = rows, kind, authority, owner, partner
        self.whose = f"{authority}\t{partner}"
        self.id, self.reference = rows.ids.new(at), rows.ids.reference(prefix)
        self.opened_at, self.closed_at = at, NULL
        self.state, self.version, self.priority = "", 0, ""
        self.worker, self.because_of = NULL, NULL
        self.running: dict[str, tuple[dt.datetime, str, dt.datetime, str]] = {}
        """Clock -> when it started, by which event, when it is due, and judged by which priority."""

    def happens(
        self, kind: str, at: dt.datetime, by: Post | None, about: Sequence[str], facts: str = NOTHING, *,
        note: str = "", to: str = "", closes: bool = False, step: bool = True,
    ) -> None:  # fmt: skip
        """One event, with the clocks it stops and starts. ``facts`` is its payload as COPY reads it; ``step`` is False
        for events recorded beside a move.
        """
        rows, running = self.rows, self.running
        if step:
            self.version += 1
        if to:
            self.state = to
        ids, when = rows.ids, rows.moments[at]
        ids.count += 1
        event = f"{ids[at]}{ids.count:012x}"
        stops, starts, significance = rows.kinds[kind]
        rows.to.event.lines.append(
            f"{event}\t{kind}\t{when}\t{when}\t{self.whose}\t{rows.who(by).columns}\t{self.id}\t{self.version}"
            f"\t{facts}\t{significance}\tf\t{NULL}"
        )
        if about:
            rest = f"\t{self.authority}\t{when}\t{kind}\tf"
            rows.to.subject.lines += [f"{event}\t{person}{rest}" for person in about]
        if note:
            rows.to.note.lines.append(f"{event}\t{self.whose}\tf\t{text(note)}")
        for clock in stops:
            if clock in running:
                self._stopped(clock, at, event)
        if closes:
            self.closed_at = when
            for clock in list(running):
                self._stopped(clock, at, event)
            return
        for clock in starts:
            if clock not in running:
                variant = self.priority if clock in rows.rated else ""
                running[clock] = (at, event, rows.due_at(self.authority, clock, variant, at), variant)

    def rate(self, priority: str) -> None:
        """Judge running clocks by a new priority, from when they started."""
        self.priority = priority
        for clock, (at, event, _due, variant) in self.running.items():
            if variant != priority and clock in self.rows.rated:
                self.running[clock] = (at, event, self.rows.due_at(self.authority, clock, priority, at), priority)

    def involves(self, people: Sequence[str], part: str) -> None:
        """The episode is about these people, in this part."""
        ids = self.rows.ids
        rest = f"\t{self.authority}\t{part}\t{self.kind}\t{self.rows.moments[self.opened_at]}\tf"
        half, count = ids[self.opened_at], ids.count
        self.rows.to.involvement.lines += [
            f"{half}{number:012x}\t{self.id}\t{person}{rest}" for number, person in enumerate(people, count + 1)
        ]
        ids.count = count + len(people)

    def write(self) -> None:
        """The episode's own row, and the clocks that still run."""
        rows = self.rows
        next_due, next_clock = NULL, ""
        for clock, (began, event, due, variant) in self.running.items():
            due_at = rows.moments[due]
            self._clock(clock, variant, began, event, due_at, NULL, NULL, "")
            if next_due == NULL or due_at < next_due:
                next_due, next_clock = due_at, clock
        rows.to.episode.lines.append(
            f"{self.id}\t{self.kind}\t{self.reference}\t{self.whose}\t{self.state}\t{self.version}"
            f"\t{_RATINGS[self.priority]}\t{self.owner}\t{self.worker}\t{self.because_of}\t{rows.moments[self.opened_at]}"
            f"\t{self.closed_at}\t{next_due}\t{next_clock}\tf"
        )

    def _stopped(self, clock: str, at: dt.datetime, event: str) -> None:
        began, started_by, due, variant = self.running.pop(clock)
        late = ""
        if at > due:  # one clock in five was left without a reason, as happens
            reasons = _WHY_LATE[self.kind]
            late = reasons[self.rows.ids.count % len(reasons)]
        moments = self.rows.moments
        self._clock(clock, variant, began, started_by, moments[due], moments[at], event, late)

    def _clock(
        self, clock: str, variant: str, began: dt.datetime, event: str, due: str, stopped: str, by: str, late: str
    ) -> None:
        rows = self.rows
        rows.to.clock.lines.append(
            f"{rows.ids.new(began)}\t{clock}\t{variant}\t{self.id}\t{self.whose}\t{self.owner}\t{rows.moments[began]}"
            f"\t{event}\t{due}\t{stopped}\t{by}\t{late}\tf"
        )
