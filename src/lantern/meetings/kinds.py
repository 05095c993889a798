"""Kinds of meeting. Rooms above declare theirs: what it is called, who may call it, who must be there, what it decides,
and what follows from a decision.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured

from lantern.law.quorums import Quorum, quorum
from lantern.meetings.permissions import CALL_MEETING

if TYPE_CHECKING:
    from lantern.access.people_acting import ActingPerson
    from lantern.interface.forms import Form
    from lantern.meetings.models import Decided, Meeting
    from lantern.people.queries import Record


@dataclass(frozen=True)
class Outcome:
    """One way in which a meeting may decide about a child."""

    code: str
    label: str
    hint: str = ""


type Follows = Callable[..., None]
"""Called in the transaction of a decision as ``follows(meeting=, decided=, by=, at=)`` with every child's decision."""

type DecisionForm = Callable[..., "Form"]
"""Makes the form for one child's decision: ``(data, prefix=, meeting=, person=)``. Its ``cleaned_data`` has ``outcome``
and ``reasons``; everything else it holds is kept as ``details`` and told by ``tells``.
"""


@dataclass(frozen=True)
class AgendaLine:
    """One thing that a meeting goes through: what was to be done for which child, by whom, by when, and where it is
    written down.
    """

    child: str
    what: str
    who: str
    due_on: dt.date | None
    now: str
    """How it was found last."""
    route: str
    reference: str


@dataclass(frozen=True)
class MeetingKind:
    """One kind of meeting about a child."""

    code: str
    label: str
    called: str
    """With its article: "a strategy discussion"."""
    may_call: str = CALL_MEETING
    outcomes: tuple[Outcome, ...] = ()
    """What may be decided about each child. None: the meeting agrees actions and decides nothing."""
    quorum_id: str = ""
    hold_by: str = ""
    """The timescale in law by which it is held, from the moment it is called; empty where none runs."""
    minutes_by: str = ""
    """The timescale by which the minutes are sent, from when it was held."""
    outline_by: str = ""
    """The timescale by which an outline of the plan is sent, from when it was held; empty: none is."""
    outline_after: tuple[str, ...] = ()
    """Outcomes after which there is a plan to send an outline of."""
    agenda: str = ""
    """What it goes through one by one, made from the record of each child as it is now: a select of the columns of
    ``AgendaLine``, of the meeting ``%(meeting)s``. Read in the one statement of the meeting's page.
    """
    reports_by: str = ""
    """The timescale by which invited agencies send a report before it; empty: no report is asked for."""
    reports_variant: str = ""
    family: bool = True
    """Whether family members are offered as people to invite."""
    listed: bool = True
    """Whether it is offered on the page that calls a meeting; otherwise only its own room calls it."""
    asks: tuple[str, ...] = ()
    """Headings to think of while it runs, as short questions."""
    form: DecisionForm | None = None
    follows: Follows | None = None
    held: Callable[..., None] | None = None
    """Called in the transaction of its end as ``held(meeting=, by=, at=)``."""
    tells: Callable[[Mapping[str, Any]], Sequence[tuple[str, str]]] = lambda details: ()
    """What a decision's details say, as names and values for pages and minutes."""
    kept_from: Callable[[Meeting, int], str] | None = None
    """Why an agency, by its number, may not be told of a meeting now, in words; empty when it may. Asked when the
    agency is invited and again when the minutes are sent.
    """
    why_now: Callable[[Record, ActingPerson], str] | None = None
    """Why it can not be called about the child of this record now, in words; empty when it can."""

    @property
    def quorum(self) -> Quorum | None:
        return quorum(self.quorum_id) if self.quorum_id else None

    def outcome(self, code: str) -> str:
        """An outcome in words."""
        return next((each.label for each in self.outcomes if each.code == code), code)


_KINDS: dict[str, MeetingKind] = {}


def register(*kinds: MeetingKind) -> None:
    """Declare kinds of meeting. Two rooms can not claim one code."""
    for kind in kinds:
        if kind.code in _KINDS and _KINDS[kind.code] is not kind:
            raise ImproperlyConfigured(f"Meeting kind {kind.code} is declared twice.")
        _KINDS[kind.code] = kind


def meeting_kind(code: str) -> MeetingKind:
    """The kind with this code. Raises LookupError."""
    try:
        return _KINDS[code]
    except KeyError:
        raise LookupError(f"No room declares the meeting kind {code}.") from None


def all_kinds() -> list[MeetingKind]:
    """Every kind, in the order in which rooms declared them."""
    return list(_KINDS.values())


def decided_in_words(kind: MeetingKind, decided: Decided) -> list[tuple[str, str]]:
    """One child's decision as names and values."""
    return [("Decision", kind.outcome(decided.outcome)), ("Why", decided.reasons), *kind.tells(decided.details)]


def is_over(meeting: Meeting, now: dt.datetime) -> bool:
    """Whether the time of a meeting that nobody began has gone by."""
    return meeting.state == "called" and meeting.starts_at < now


register(
    MeetingKind(
        code="professionals",
        label="Meeting of professionals",
        called="a meeting of professionals",
        family=False,
        asks=("What does each of us know?", "What are we worried about?", "What works well?", "Who does what?"),
    ),
    MeetingKind(
        code="family_meeting",
        label="Meeting with the family",
        called="a meeting with the family",
        asks=("What does the child say?", "What do the parents say?", "What has changed?", "Who does what?"),
    ),
)
