"""What attendance means: each seat held against what it promised, and against nothing else. Pure functions.

A percentage of all meetings says that a seat which promised two a year and came twice is poor, and that a team of six
in the room is better than one. Here a seat counts once, a briefed deputy counts, and a promise that can still be kept
is neither kept nor broken.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lantern.boards.models import Commitment
from lantern.governance.models import Attendance

Came = Attendance.Came

LETTERS: dict[str, tuple[str, Any]] = {
    Came.FULL: ("✓", Came.FULL.label),
    Came.PART: ("P", Came.PART.label),
    Came.DEPUTY: ("D", Came.DEPUTY.label),
    Came.UNBRIEFED: ("U", Came.UNBRIEFED.label),
    Came.APOLOGY: ("A", Came.APOLOGY.label),
    Came.ABSENT: ("✗", Came.ABSENT.label),
    Came.NOT_REQUIRED: ("–", Came.NOT_REQUIRED.label),
    "": ("?", _("Not recorded")),
}
"""What stands in a cell: a sign, and its word. Never a colour alone."""

COUNTS = frozenset({Came.FULL, Came.PART, Came.DEPUTY})
"""As attended: in person, also for a part, or a deputy who was briefed (business case 5.2.6)."""

KEPT, OPEN, BROKEN, NOT_ASKED = "kept", "open", "broken", "not_asked"

VERDICTS: dict[str, Any] = {
    KEPT: _("Kept"),
    OPEN: _("Can still be kept"),
    BROKEN: _("Not kept"),
    NOT_ASKED: _("Not needed so far"),
}


@dataclass(frozen=True)
class Promise:
    """What a seat promised."""

    commitment: str = Commitment.EVERY
    times_a_year: int = 0
    since: dt.date | None = None
    until: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        """Whether the seat existed on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Held:
    """How a seat stands against its promise: so many of so many, and what that means."""

    attended: int
    promised: int
    verdict: str

    @property
    def rate(self) -> int | None:
        """Of what was promised, in whole per cent; nothing where nothing was asked of it."""
        return round(100 * min(self.attended, self.promised) / self.promised) if self.promised else None

    @property
    def says(self) -> str:
        """The same as a sentence."""
        if self.verdict == NOT_ASKED:
            return str(VERDICTS[NOT_ASKED])
        return str(_("%(attended)s of %(promised)s") % {"attended": self.attended, "promised": self.promised})


def against_its_promise(
    promise: Promise, came: Mapping[dt.date, str], *, held: Sequence[dt.date], to_come: int
) -> Held:
    """Hold a seat against what it promised, from what it did at each meeting ``held`` and how many are ``to_come`` this
    year. A meeting of which nobody recorded anything counts as not attended, except for a seat that comes only when an
    item needs it.
    """
    days = [day for day in held if promise.covers(day)]
    attended = sum(came.get(day, "") in COUNTS for day in days)
    if promise.commitment == Commitment.TIMES_A_YEAR:
        short = promise.times_a_year - attended
        verdict = KEPT if short <= 0 else OPEN if short <= to_come else BROKEN
        return Held(attended, promise.times_a_year, verdict)
    if promise.commitment == Commitment.SPECIFIC_ITEMS:
        asked = [day for day in days if came.get(day, Came.NOT_REQUIRED) not in ("", Came.NOT_REQUIRED)]
    else:
        asked = [day for day in days if came.get(day, "") != Came.NOT_REQUIRED]
    if not asked:
        return Held(0, 0, NOT_ASKED)
    return Held(attended, len(asked), KEPT if attended == len(asked) else BROKEN)


def as_printed(counted: Sequence[int], *, held: int) -> int:
    """The percentage as boards commonly print it: of the meetings so far, at how many anybody at all is counted. It
    knows neither promises nor shared seats, and a team of six counts as one that came.
    """
    return round(100 * sum(number > 0 for number in counted[:held]) / held) if held else 0


def in_one_sentence(rows: Sequence[Held]) -> str:
    """The finding of a matrix."""
    kept = sum(each.verdict == KEPT for each in rows)
    broken = sum(each.verdict == BROKEN for each in rows)
    still = sum(each.verdict == OPEN for each in rows)
    told = ngettext("%(n)s seat kept its promise", "%(n)s seats kept their promise", kept) % {"n": kept}
    if broken:
        told += ngettext(", %(n)s did not", ", %(n)s did not", broken) % {"n": broken}
    if still:
        told += ngettext(", %(n)s can still keep it", ", %(n)s can still keep theirs", still) % {"n": still}
    return told + "."
