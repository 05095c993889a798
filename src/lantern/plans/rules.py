"""What a plan lacks before it can be agreed, what a review counts as progress, and which limits tell that a plan
drifts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lantern.plans.models import Plan, PlanItem

FIELDS = {
    "need": _("what the child needs"),
    "action": _("what is done"),
    "owner": _("who does it"),
    "due_on": _("by when"),
    "measure": _("how we shall know that it helped"),
    "worry": _("what could go wrong"),
    "contingency": _("what happens then"),
    "who": _("who is asked"),
    "what": _("what is asked"),
    "checked_by": _("who checks it"),
    "checked_how": _("how it is checked"),
    "check_on": _("when it is checked"),
}
"""The questions of a plan's parts, as a sentence says them."""


@dataclass(frozen=True)
class Gap:
    """What one part of a plan still lacks."""

    part: str
    """item, risk or ask; empty for the plan itself."""
    number: int
    fields: tuple[str, ...]

    @property
    def says(self) -> str:
        """The gap as a sentence."""
        if not self.part:
            return {"items": _("It has no action yet."), "asks": _("It asks nothing of the family yet.")}[
                self.fields[0]
            ]
        named = {"item": _("Action"), "risk": _("Risk"), "ask": _("Ask")}[self.part]
        told = [FIELDS[each] for each in self.fields]
        listed = (
            told[0] if len(told) == 1 else _("%(most)s and %(last)s") % {"most": ", ".join(told[:-1]), "last": told[-1]}
        )
        return _("%(named)s %(number)s does not say %(listed)s.") % {
            "named": named, "number": self.number, "listed": listed,
        }  # fmt: skip


def missing(plan: Plan) -> list[Gap]:
    """What a plan lacks before it can be agreed, in the order of its page. Reads its parts where they are not read."""
    items = [each for each in plan.items.all() if each.is_open]
    risks = [each for each in plan.risks.all() if not each.over]
    asks = [each for each in plan.asks.all() if not each.over]
    gaps: list[Gap] = []
    if not items and not plan.of_kind.asks_of_family:
        gaps.append(Gap("", 0, ("items",)))
    if not asks and plan.of_kind.asks_of_family:
        gaps.append(Gap("", 0, ("asks",)))
    gaps += [Gap("item", each.number, tuple(each.lacks)) for each in items if each.lacks]
    gaps += [Gap("risk", each.number, tuple(each.lacks)) for each in risks if each.lacks]
    gaps += [Gap("ask", each.number, tuple(each.lacks)) for each in asks if each.lacks]
    return gaps


DONE, LATE, CHANGED, ON_TRACK, UNCHANGED, DROPPED = "done", "late", "changed", "on_track", "unchanged", "dropped"

HOW_FAR = {
    DONE: _("Done"),
    LATE: _("Late"),
    CHANGED: _("Moved on"),
    ON_TRACK: _("New"),
    UNCHANGED: _("Unchanged"),
    DROPPED: _("No longer needed"),
}


def how_far(item: PlanItem, *, since: dt.datetime | None, on: dt.date, now: str = "") -> str:
    """How far an action has come since the last review (``since``; None: the first one), on the day of this one.

    ``now`` is how things are now, as the review says it. An action that is past its day is late whatever else changed.
    """
    if item.state == PlanItem.State.DONE:
        return DONE
    if item.state == PlanItem.State.DROPPED:
        return DROPPED
    if item.is_late(on):
        return LATE
    before = item.progress or item.baseline
    if now.strip() and now.strip() != before.strip():
        return CHANGED
    if since is None or item.added_at > since:
        return ON_TRACK
    return CHANGED if item.changed_at > since else UNCHANGED
