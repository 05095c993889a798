"""A measure drawn: its readings on one chart, with the change marked, and what they say in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from markupsafe import Markup

from lantern.interface.charts import Series, line_chart
from lantern.interface.display import short_date
from lantern.interface.runs import IN_A_ROW
from lantern.learning.queries.impact import Test

FEWEST = 2
"""Readings that a line needs."""


@dataclass(frozen=True)
class Drawn:
    """The chart, and its finding in words."""

    finding: str
    chart: Markup


def finding_of(test: Test) -> str:
    """What the readings say by themselves, in a sentence with numbers."""
    run, last = test.run, test.last
    if last is None:
        return _("Nothing has been read yet.")
    now = f"{float(last.value):g}" if last.value is not None else ""
    unit = "%" if test.unit == "%" else f" {test.unit}" if test.unit else ""
    usual = "" if run.middle is None else f"{run.middle:g}{unit}"
    if run.says == "no_change":
        return _("Usual: %(usual)s. Last read: %(now)s%(unit)s. Practice has not changed yet.") % {
            "usual": usual,
            "now": now,
            "unit": unit,
        }
    if run.middle is None:
        return _("Last read: %(now)s%(unit)s. Nobody read it before the change, so nothing can be compared.") % {
            "now": now,
            "unit": unit,
        }
    head = _("Before the change %(usual)s was usual, last read %(now)s%(unit)s. ") % {
        "usual": usual,
        "now": now,
        "unit": unit,
    }
    told = {
        "moved": _("%(row)s readings in a row are better than usual: it moved."),
        "worse": _("%(row)s readings in a row are worse than usual: it got worse."),
        "not_moved": _("%(after)s readings after the change lie on both sides of what was usual: it did not move."),
        "too_early": _("Too early to tell: %(after)s readings after the change, %(row)s in a row %(side)s; it takes"
                       " %(needed)s in a row."),
    }  # fmt: skip
    side = _("better") if run.better else _("worse")
    return head + told[run.says] % {"row": run.row, "after": run.after, "side": side, "needed": IN_A_ROW}


def drawn(test: Test) -> Drawn:
    """The chart of a measure; no drawing where there is too little to draw."""
    finding = finding_of(test)
    known = [each for each in test.readings if each.value is not None]
    if len(known) < FEWEST:
        return Drawn(finding, Markup(""))
    labels = [f"{each.on:%b %y}" if test.by_month else short_date(each.on) for each in test.readings]
    values = [None if each.value is None else float(each.value) for each in test.readings]
    marks = []
    if test.changed_on:
        start = test.changed_on.replace(day=1) if test.by_month else test.changed_on
        place = next((index for index, each in enumerate(test.readings) if each.on >= start), None)
        if place is not None:
            marks = [(place, _("changed"))]
    middle = test.run.middle
    chart = line_chart(
        test.name,
        finding,
        labels,
        [Series(_("read"), values)],
        target=middle,
        target_label=_("usual before"),
        marks=marks,
        height=260,
    )
    return Drawn(finding, chart)
