"""How an action of an improvement plan is rated: from its date and its evidence, never from a feeling alone."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

RED, AMBER, GREEN, DONE, NONE = "red", "amber", "green", "done", "none"
ORDER = (RED, AMBER, NONE, GREEN, DONE)
"""The worst first: what a board reads first."""
WORDS = {RED: "Red", AMBER: "Amber", GREEN: "Green", DONE: "Done", NONE: "Can not be rated"}


@dataclass(frozen=True)
class Rating:
    """What an action is rated and why. ``computed`` is what date and evidence say where somebody overrode it."""

    level: str
    why: str
    computed: str = ""
    by: str = ""
    on: dt.date | None = None

    @property
    def word(self) -> str:
        return WORDS[self.level]

    @property
    def is_exception(self) -> bool:
        """Whether the board must hear of it."""
        return self.level in (RED, AMBER, NONE)


@cache
def standards() -> dict[str, Any]:
    """The local standards of improvement plans."""
    return tomllib.loads((Path(__file__).parent / "standards.toml").read_text(encoding="utf-8"))


def rate(action: Any, told: Sequence[Any], *, today: dt.date, since: dt.date) -> Rating:
    """Rate an action. ``told`` is its evidence, the oldest first; ``since`` the day from which silence counts, where
    nothing was told. An override holds until something newer is told.
    """
    found = _from_evidence(action, told, today=today, since=since)
    newest = told[-1] if told else None
    if newest is not None and newest.what == "override" and newest.rag:
        return Rating(newest.rag, newest.words, computed=found.level, by=newest.by_name, on=newest.on)
    return found


def _from_evidence(action: Any, told: Sequence[Any], *, today: dt.date, since: dt.date) -> Rating:
    state = next((each.what for each in reversed(told) if each.what in ("done", "checked", "reopened", "dropped")), "")
    if state == "checked":
        return Rating(DONE, "Done, and checked by somebody else.")
    if state == "dropped":
        return Rating(DONE, "No longer needed.")
    if state == "done":
        return Rating(AMBER, "Said to be done; nobody has checked it.")
    by_when = action.due_on or action.review_on
    if by_when is None:
        return Rating(NONE, "Nobody has said by when, so nobody can say whether it is late.")
    if by_when < today:
        late = (today - by_when).days
        what = "Late" if action.due_on else "Its review is late"
        return Rating(RED, f"{what} by {late} {'day' if late == 1 else 'days'}.")
    spoken = [each for each in told if each.what in ("progress", "reopened")]
    last = spoken[-1].on if spoken else since
    quiet = (today - last).days
    limits = standards()["rating"]
    if not spoken and quiet > int(limits["soon_days"]):
        return Rating(AMBER, f"No evidence yet, {quiet} days after it began.")
    if quiet > int(limits["quiet_days"]):
        return Rating(AMBER, f"No new evidence for {quiet} days.")
    if not spoken and (by_when - today).days <= int(limits["soon_days"]):
        return Rating(AMBER, "Due soon, and there is no evidence yet.")
    return Rating(GREEN, "On its way, with evidence." if spoken else "Not due yet.")


LACKS = {
    "action": "what is done",
    "lead": "who leads",
    "when": "by when",
    "success": "how success is known",
}


def gaps(action: Any) -> list[str]:
    """Which of the things an action must say are neither said nor explained."""
    missing = []
    if not action.action.strip():
        missing.append("action")
    if not action.lead.strip() and not action.no_lead_because.strip():
        missing.append("lead")
    if action.due_on is None and action.review_on is None and not action.no_date_because.strip():
        missing.append("when")
    if not action.success.strip() and not action.no_success_because.strip():
        missing.append("success")
    return missing
