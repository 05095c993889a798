"""A yearly report in the demonstration, half written: the figures of the year that runs, and honest gaps."""

from __future__ import annotations

import datetime as dt

from lantern.access.context import acting
from lantern.law.financial_year import year_of
from lantern.project.demonstration.partnership_posts import holder
from lantern.reporting import actions

_WORDS = {
    "summary": "Families no longer wait unseen for early help: every service answers on one list. Children still come"
    " back after a step-down, and not everything we recommended is proved to have changed practice.",
    "learning": "We can say what we recommended and who carried it out. Whether families notice, nobody has asked yet.",
    "money": "One partner has not paid and lines are blank. The Executive must settle both before the next budget.",
}


def give_yearly_report(keeper_id: int, *, at: dt.datetime) -> None:
    """Begin the report of the running year and write some of it."""
    year = year_of(at.date())
    with acting(holder("partnership_manager", keeper_id)) as by:
        report = actions.begin(
            keeper_id=keeper_id, first=dt.date(year, 4, 1), last=dt.date(year + 1, 3, 31), by=by, at=at
        )
        for section, text in _WORDS.items():
            actions.write(report, section, text=text, by=by, at=at, version=report.version)
