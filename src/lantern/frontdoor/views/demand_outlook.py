"""What the demand page says beyond its counts: what to expect in the next weeks, and rates beside other places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup

from lantern.frontdoor.figures.forecast import Week, forecast, weeks_of
from lantern.frontdoor.figures.rates import Rates, rates
from lantern.frontdoor.queries.demand import History
from lantern.interface.charts import Series, line_chart
from lantern.interface.display import full_date, short_date
from lantern.partnership import queries as partnership
from lantern.partnership.models import Comparator

PAST_WEEKS = 12
"""Weeks that are drawn before those to come."""


@dataclass(frozen=True)
class Outlook:
    """The weeks to come, and those just past. ``drawing`` is empty where there is too little history to tell."""

    past: list[tuple[dt.date, int]]
    weeks: list[Week]
    finding: str
    drawing: Markup


@dataclass(frozen=True)
class RatesShown:
    """The rate in words, as a drawing, and its table."""

    found: Rates
    ours: str
    finding: str
    drawing: Markup


def beyond_counts(history: History, authorities: Sequence[int], today: dt.date) -> dict[str, Any]:
    """What the page shows of both."""
    return {"outlook": outlook_of(history, today), "rates": rates_of(history, authorities, today)}


def outlook_of(history: History, today: dt.date) -> Outlook:
    """Contacts of the next weeks, with an honest interval."""
    weeks, past = forecast(history.contacts, today), weeks_of(history.contacts, today, PAST_WEEKS)
    if not weeks:
        return Outlook(past, [], _("There is too little history to tell what to expect."), Markup())
    first = weeks[0]
    finding = _(
        "About %(expected)s contacts are expected in the week of %(monday)s: between %(low)s and %(high)s in 80 of 100"
        " such weeks."
    ) % {
        "expected": f"{first.expected:,.0f}",
        "monday": full_date(first.monday),
        "low": f"{first.low:,}",
        "high": f"{first.high:,}",
    }
    labels = [f"{monday.day} {monday:%b}" for monday in (*(monday for monday, _ in past), *(w.monday for w in weeks))]
    gap: list[float | None] = [None] * len(past)
    series = [
        Series(_("Came in"), [*(float(count) for _, count in past), *[None] * len(weeks)]),
        Series(_("Expected"), [*gap, *(round(week.expected, 1) for week in weeks)]),
        Series(_("At most"), [*gap, *(float(week.high) for week in weeks)]),
        Series(_("At least"), [*gap, *(float(week.low) for week in weeks)]),
    ]
    return Outlook(past, weeks, finding, line_chart(_("Contacts by week"), finding, labels, series, height=300))


def rates_of(history: History, authorities: Sequence[int], today: dt.date) -> RatesShown | None:
    """Referrals for every 10,000 children. None where nobody has said how many children live here."""
    found = rates(
        history.referred,
        today,
        authorities=authorities,
        populations=partnership.child_populations(),
        comparators=partnership.comparators(Comparator.Measure.REFERRALS),
    )
    if found is None:
        return None
    ours = _("These areas") if len(authorities) > 1 else partnership.authority(authorities[0]).short_name
    if found.now is None:
        finding = _("A rate needs twelve whole months of figures; they are not all there yet.")
        return RatesShown(found, ours, finding, Markup())
    last = next(month for month in reversed(found.months) if month.ours is not None)
    finding = _("In the twelve months to %(end)s, %(rate)s children were referred for every 10,000 who live here.") % {
        "end": full_date(last.end),
        "rate": f"{last.ours:,.0f}",
    }
    for each in found.comparators:
        if each.place in found.places:
            told = {"place": each.place, "rate": f"{each.value:,.0f}", "end": full_date(each.year_to)}
            finding += " " + _("%(place)s: %(rate)s in the year to %(end)s.") % told
    series = [Series(ours, [month.ours for month in found.months])]
    series += [
        Series(place, [month.theirs[number] for month in found.months]) for number, place in enumerate(found.places)
    ]
    labels = [f"{month.end:%b %y}" for month in found.months]
    drawing = line_chart(_("Children referred for every 10,000 in a year"), finding, labels, series, height=300)
    return RatesShown(found, ours, finding, drawing)


def outlook_rows(outlook: Outlook) -> list[list[Any]]:
    """The weeks as rows of a file."""
    rows: list[list[Any]] = [[_week(monday), count, None, None, None] for monday, count in outlook.past]
    return rows + [[_week(week.monday), None, round(week.expected), week.low, week.high] for week in outlook.weeks]


def rate_rows(shown: RatesShown) -> list[list[Any]]:
    """The rates as rows of a file: one for each month and place."""
    rows: list[list[Any]] = []
    for month in shown.found.months:
        rows.append([full_date(month.end), shown.ours, month.ours])
        rows += [
            [full_date(month.end), place, value] for place, value in zip(shown.found.places, month.theirs, strict=True)
        ]
    return rows


def _week(monday: dt.date) -> str:
    return f"{short_date(monday)} to {short_date(monday + dt.timedelta(days=6))}"
