"""When a body meets next, and how far an action is past its date: small pure functions over dated values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lantern.law.timescales import add_months
from lantern.spine import clocks

LADDER = "board-action-ladder"


def months_on(frequencies: Sequence[tuple[dt.date, int]], day: dt.date) -> int | None:
    """How many months lie between meetings on a day, from (since, months) in any order; None before the first."""
    known = [(since, months) for since, months in frequencies if since <= day]
    return max(known)[1] if known else None


def next_by(frequencies: Sequence[tuple[dt.date, int]], last_met: dt.date | None, today: dt.date) -> dt.date | None:
    """By when the body is to meet again: so many months after it last met, by the frequency in force now. One that has
    not met yet counts from when its frequency began.
    """
    months = months_on(frequencies, today)
    if months is None:
        return None
    began = last_met or max(since for since, _months in frequencies if since <= today)
    return add_months(began, months)


def how_often(months: int | None) -> str:
    """A frequency in words."""
    if months is None:
        return ""
    named = {1: _("Every month"), 2: _("Every two months"), 3: _("Every quarter"), 6: _("Twice a year")}
    named[12] = _("Once a year")
    return str(named.get(months) or ngettext("Every %(n)s month", "Every %(n)s months", months) % {"n": months})


@dataclass(frozen=True)
class Rung:
    """Who is to hear that an action is late: after how long, as a case of the ladder's limit, and in which words."""

    variant: str
    kind: str
    says: Any


RUNGS = (
    Rung("", "board_action_late", _("Its owner was told")),
    Rung("chair", "board_action_raised", _("The chair is to ask")),
    Rung("executive", "board_action_raised_high", _("It goes to the Executive")),
)
"""The steps in their order: at once, and then as the ladder of the law says (a local standard)."""


def rung_of(due_at: dt.datetime | None, keeper: int, now: dt.datetime) -> int:
    """How many steps of the ladder are reached: 0 while it is not late."""
    if due_at is None or due_at >= now:
        return 0
    reached = 1
    for rung in RUNGS[1:]:
        step = clocks.due_at(LADDER, started_at=due_at, authority_id=keeper, variant=rung.variant)
        if step is None or step >= now:
            break
        reached += 1
    return reached
