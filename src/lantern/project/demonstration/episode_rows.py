"""An episode while its story is told: its state, version and running clocks, and the rows of its events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lantern.project.demonstration.copying import EMPTY, NO, NULL, code, document, key, small, text, whole
from lantern.project.demonstration.stories import Post
from lantern.spine.models import Priority

if TYPE_CHECKING:
    from lantern.project.demonstration.rows import Rows

NOTHING = document({})
"""The payload of an event that says nothing beyond its kind."""

_RATINGS = {priority.variant: small(priority.value) for priority in Priority} | {"": NULL}
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
    """One episode. The rows of the five longest tables are put together here without ``Table.add``: they are nine
    tenths of all rows.
    """

    __slots__ = (
        "authority", "because_of", "closed_at", "id", "kind", "opened_at", "owner", "partner", "priority",
        "reference", "rows", "running", "state", "version", "where", "whose", "worker",
    )  # fmt: skip

    def __init__(
        self,
        rows: Rows,
        kind: str,
        prefix: str,
        at: dt.datetime,
        *,
        authority: int,
        owner: int,
        partner: int | None = None,
    ) -> None:
        self.rows, self.kind, self.authority, self.owner = rows, kind, authority, key(owner)
        self.where = small(authority)
        self.whose = self.where + key(partner)
        self.id, self.reference = rows.ids.new(at), rows.ids.reference_field(prefix)
        self.opened_at, self.closed_at = at, NULL
        self.state, self.version, self.priority = "", 0, ""
        self.worker, self.because_of = NULL, NULL
        self.running: dict[str, tuple[dt.datetime, bytes, dt.datetime, str]] = {}
        """Clock -> when it started, by which event, when it is due, and judged by which priority."""

    def happens(
        self, kind: str, at: dt.datetime, by: Post | None, about: Sequence[bytes], facts: bytes = NOTHING, *,
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
        ids, tables, when = rows.ids, rows.to, rows.moments[at]
        ids.count += 1
        event = ids[at] + ids.count.to_bytes(6)
        stops, starts, called, ends = rows.kinds[kind]
        tables.event.rows.append(
            b"".join(
                (
                    tables.event.begins, event, called, when, when, self.whose, rows.who(by).columns, self.id,
                    whole(self.version), facts, ends,
                )
            )
        )  # fmt: skip
        if about:
            begins, rest = tables.subject.begins + event, self.where + when + called + NO
            tables.subject.rows += [begins + person + rest for person in about]
        if note:
            tables.note.add(event, self.whose, NO, text(note))
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

    def involves(self, people: Sequence[bytes], part: str) -> None:
        """The episode is about these people, in this part."""
        ids, table = self.rows.ids, self.rows.to.involvement
        rest = self.where + code(part) + code(self.kind) + self.rows.moments[self.opened_at] + NO
        begins, count = table.begins + ids[self.opened_at], ids.count
        table.rows += [
            begins + number.to_bytes(6) + self.id + person + rest for number, person in enumerate(people, count + 1)
        ]
        ids.count = count + len(people)

    def write(self) -> None:
        """The episode's own row, and the clocks that still run."""
        rows = self.rows
        for clock, (began, event, due, variant) in self.running.items():
            self._clock(clock, variant, began, event, rows.moments[due], NULL, NULL, EMPTY)
        next_clock = min(self.running, key=lambda clock: self.running[clock][2], default="")
        next_due = rows.moments[self.running[next_clock][2]] if next_clock else NULL
        rows.to.episode.add(
            self.id, code(self.kind), self.reference, self.whose, code(self.state), whole(self.version),
            _RATINGS[self.priority], self.owner, self.worker, self.because_of, rows.moments[self.opened_at],
            self.closed_at, next_due, code(next_clock), NO,
        )  # fmt: skip

    def _stopped(self, clock: str, at: dt.datetime, event: bytes) -> None:
        began, started_by, due, variant = self.running.pop(clock)
        late = ""
        if at > due:  # one clock in five was left without a reason, as happens
            reasons = _WHY_LATE[self.kind]
            late = reasons[self.rows.ids.count % len(reasons)]
        moments = self.rows.moments
        self._clock(clock, variant, began, started_by, moments[due], moments[at], event, code(late))

    def _clock(
        self,
        clock: str,
        variant: str,
        began: dt.datetime,
        event: bytes,
        due: bytes,
        stopped: bytes,
        by: bytes,
        late: bytes,
    ) -> None:
        rows = self.rows
        table = rows.to.clock
        table.rows.append(
            b"".join(
                (
                    table.begins, rows.ids.new(began), code(clock), code(variant), self.id, self.whose, self.owner,
                    rows.moments[began], event, due, stopped, by, late, NO,
                )
            )
        )  # fmt: skip
