"""Demand: how many contacts come in, from whom, about what and when, and how many lead to help or protection."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_safe

from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.frontdoor import permissions as may
from lantern.frontdoor import queries
from lantern.frontdoor.figures.counting import LED_TO_HELP
from lantern.frontdoor.models import Channel, Outcome
from lantern.frontdoor.queries.demand import (
    PERIODS,
    TOO_FEW,
    Count,
    Demand,
    DemandFilter,
    TooMuchToCount,
    of_100,
)
from lantern.frontdoor.views.common import show
from lantern.frontdoor.views.demand_outlook import beyond_counts, outlook_rows, rate_rows
from lantern.interface.charts import bar_chart
from lantern.interface.display import WEEKDAYS, full_date, plural, short_date, time_of_day
from lantern.interface.documents.excel import Column, Sheet, excel, neutralise
from lantern.law.codes import code_set
from lantern.partnership import queries as partnership
from lantern.spine.models import Priority


@dataclass(frozen=True)
class Line:
    """One line of a table: its name and its figures."""

    name: str
    count: Count


@dataclass(frozen=True)
class Table:
    """The contacts of the period by one thing."""

    by: str
    title: str
    head: str
    lines: list[Line]
    note: str = ""
    folded: bool = False
    summary: str = ""


@require_safe
@page(may=may.SEE_DEMAND, shows="figures")
def demand(request: HttpRequest) -> HttpResponse:
    """The figures of one period and area. Every number leads to the contacts behind it."""
    by = actor_of(request)
    asked = DemandFilter.read(request.GET, by)
    facts = {
        "asked": asked,
        "periods": [(code, asked.figures(period=code)) for code in PERIODS],
        "period_names": PERIODS,
        "areas": [(str(one.pk), one.short_name) for one in partnership.authorities() if one.pk in by.authorities],
    }
    now = timezone.now()
    try:
        found = queries.demand_of(by, asked, now=now)
    except TooMuchToCount:
        return show(request, "demand_too_much", facts)
    history = queries.history_of(by, asked, now=now)
    return show(request, "demand", facts | _figures(found) | beyond_counts(history, asked.areas(by), found.period.last))


@require_safe
@page(may=may.SEE_DEMAND, shows="contacts")
def demand_contacts(request: HttpRequest) -> HttpResponse:
    """The contacts behind one number: references, never names."""
    by = actor_of(request)
    asked = DemandFilter.read(request.GET, by)
    rows, after = queries.contacts_behind(by, asked, now=timezone.now())
    facts = {
        "rows": rows,
        "asked": asked,
        "next_page": asked.address(after=after) if after else "",
        "back": reverse("demand") + asked.figures(),
        "chosen": [
            words for words in (PERIODS[asked.period], _line_words(asked), str(ONLY.get(asked.only, ""))) if words
        ],
        "sources": code_set("referral_source"),
    }
    return show(request, "demand_contacts", facts)


@require_safe
@page(may=may.SEE_DEMAND, shows="figures")
def demand_download(request: HttpRequest, form: str) -> HttpResponse:
    """The figures of the page as a file for a spreadsheet."""
    if form not in _FILES:
        raise Http404
    by, now = actor_of(request), timezone.now()
    asked = DemandFilter.read(request.GET, by)
    try:
        found = queries.demand_of(by, asked, now=now)
        beyond = beyond_counts(queries.history_of(by, asked, now=now), asked.areas(by), found.period.last)
    except TooMuchToCount:
        return redirect(reverse("demand") + asked.figures())
    write, content_type = _FILES[form]
    name = f"demand-{found.period.first}-to-{found.period.last}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write(found, beyond, by.agency_name, now), content_type=content_type, headers=headers)


# ---- In words --------------------------------------------------------------------------------------------------------


def _figures(found: Demand) -> dict[str, Any]:
    """What the page draws."""
    return {
        "found": found,
        "steps": _steps(found),
        "chart": _chart(found),
        "funnel": _funnel(found),
        "outcomes": _outcomes(found),
        "tables": _tables(found),
        "advice": _by_source(found.lines.get("advice", [])),
        "too_few": TOO_FEW,
        "of_100": of_100,
        "finding": _finding(found),
    }


ONLY = {
    "joined": later("Joined to another contact"),
    "screened": later("Screened"),
    "asked": later("Agencies asked"),
    "decided": later("Decided and signed off"),
    "undecided": later("Not decided yet"),
    "helped": later("Led to help or protection"),
    "owed": later("To be told by now"),
    "told": later("Told in time"),
    "known": later("With a child on record"),
    "again": later("A child was here in the 12 months before"),
    "followed": later("Became a contact"),
    "referred": later("A child was referred to children's social care"),
}

_HOURS = {"in": later("In office hours"), "out": later("Out of hours")}


def _finding(found: Demand) -> str:
    """The answer first: how many came, and what came of those that were decided."""
    total, period = found.total, found.period
    came = plural(total.contacts, _("contact came in"), _("contacts came in"))
    said = f"{came} from {full_date(period.first)} to {full_date(period.last)}."
    if total.helped_rate is None:
        return f"{said} {_('Too few are decided to say how many of 100 led to help or protection.')}"
    return f"{said} Of 100 that were decided, {total.helped_rate} led to help or protection."


def _step_name(first: dt.date, found: Demand) -> str:
    """A week or month, and whether it is only partly in the period."""
    if found.period.step == "week":
        last = min(first + dt.timedelta(days=6), found.period.last)
        return f"{short_date(max(first, found.period.first))} to {short_date(last)}"
    name = f"{first:%B %Y}"
    after = (first + dt.timedelta(days=31)).replace(day=1)
    whole = found.period.first <= first and after - dt.timedelta(days=1) <= found.period.last
    return name if whole else f"{name} ({_('part')})"


def _steps(found: Demand) -> list[Line]:
    counts = found.counts("step")
    return [
        Line(_step_name(first, found), counts.get(first.isoformat(), Count(first.isoformat())))
        for first in found.period.steps
    ]


def _chart(found: Demand) -> dict[str, Any]:
    steps = _steps(found)
    most = max(steps, key=lambda step: step.count.contacts)
    number = plural(most.count.contacts, _("contact"), _("contacts"))
    finding = f"Most came in {most.name}: {number}." if most.count.contacts else _("Nothing came in.")
    title = _("Contacts by week") if found.period.step == "week" else _("Contacts by month")
    bars = [(step.name, float(step.count.contacts)) for step in steps]
    return {"title": title, "finding": finding, "drawing": bar_chart(title, finding, bars)}


def _funnel(found: Demand) -> list[tuple[str, str, int]]:
    """The way of a contact: its column, its name, and how many came so far."""
    total = found.total
    return [
        ("", _("Received"), total.contacts),
        ("screened", str(ONLY["screened"]), total.screened),
        ("asked", str(ONLY["asked"]), total.asked),
        ("decided", str(ONLY["decided"]), total.decided),
        ("undecided", str(ONLY["undecided"]), total.undecided),
        ("joined", str(ONLY["joined"]), total.joined),
    ]


def _outcomes(found: Demand) -> list[Line]:
    counts = found.counts("outcome")
    return [Line(str(one.label), counts.get(one.value, Count(one.value))) for one in Outcome]


def _by_source(counts: list[Count]) -> list[Line]:
    label = code_set("referral_source").label
    return _most_first([Line(label(count.key), count) for count in counts])


def _most_first(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (-line.count.contacts, line.name))


def _reason(code: str) -> str:
    return code_set("contact_reason").label(code) if code else _("Not said")


def _priority(key: str) -> str:
    return str(Priority(int(key)).label) if key else _("Not screened")


def _ward(key: str) -> str:
    """A ward by name, with its authority where wards of several may be listed."""
    ward = partnership.wards().get(int(key)) if key else None
    if ward is None:
        return _("Not known")
    return f"{ward.name} ({partnership.authority(ward.authority_id).short_name})"


def _wards(found: Demand) -> Table:
    """Where the children lived. Empty while no postcode is known to lie anywhere."""
    counts = found.lines.get("ward", [])
    known = any(count.key for count in counts)
    return Table(
        "ward",
        _("Where the children lived"),
        _("Ward"),
        _most_first([Line(_ward(count.key), count) for count in counts]) if known else [],
        _(
            "By the postcode of each child on the day of the contact; a contact about children of several wards stands"
            " in each. Not known: no postcode, one of no ward here, or a protected address."
        ),
        folded=True,
        summary=_("Show all wards"),
    )


def _tables(found: Demand) -> list[Table]:
    hours, weekdays, clock = found.counts("hours"), found.counts("weekday"), found.counts("hour")
    reasons = [Line(_reason(count.key), count) for count in found.lines.get("reason", [])]
    channels = [Line(str(Channel(count.key).label), count) for count in found.lines.get("channel", [])]
    agencies = [Line(found.agencies[count.key], count) for count in found.lines.get("agency", [])]
    return [
        Table("source", _("Who was worried"), _("Who"), _by_source(found.lines.get("source", []))),
        Table(
            "agency",
            _("Agencies that contacted us"),
            _("Agency"),
            _most_first(agencies),
            _("Only contacts whose sender's agency is known from their account or e-mail address."),
        ),
        Table(
            "reason",
            _("What the worry was"),
            _("Reason"),
            _most_first(reasons),
            _("A contact with several reasons stands in each, so these add up to more than all contacts."),
        ),
        _wards(found),
        Table(
            "priority",
            _("How urgent they were"),
            _("Priority"),
            [Line(_priority(count.key), count) for count in sorted(found.lines.get("priority", []), key=_by_urgency)],
        ),
        Table("channel", _("How contacts came in"), _("Way"), _most_first(channels)),
        Table(
            "hours",
            _("In and out of office hours"),
            _("When"),
            [Line(str(name), hours.get(code, Count(code))) for code, name in _HOURS.items()],
        ),
        Table(
            "weekday",
            _("Days of the week"),
            _("Day"),
            [Line(name, weekdays.get(str(day), Count(str(day)))) for day, name in enumerate(WEEKDAYS, 1)],
        ),
        Table(
            "hour",
            _("Hours of the day"),
            _("From"),
            [Line(time_of_day(dt.time(hour)), clock.get(str(hour), Count(str(hour)))) for hour in range(24)],
            folded=True,
            summary=_("Show all 24 hours"),
        ),
    ]


def _by_urgency(count: Count) -> str:
    return count.key or "9"  # those nobody has screened come last


def _line_words(asked: DemandFilter) -> str:
    """The line of a table that a list belongs to. A code nobody knows is shown as no line at all."""
    key = asked.key
    named = {
        "source": lambda: code_set("referral_source").label(key),
        "reason": lambda: _reason(key),
        "channel": lambda: str(Channel(key).label),
        "priority": lambda: _priority(key),
        "ward": lambda: f"{_('Ward')}: {_ward(key)}",
        "outcome": lambda: str(Outcome(key).label),
        "hours": lambda: str(_HOURS[key]),
        "weekday": lambda: WEEKDAYS[int(key) - 1],
        "hour": lambda: _("From %(hour)s") % {"hour": time_of_day(dt.time(int(key)))},
        "step": lambda: (
            _("%(step)s of %(day)s")
            % {
                "step": _("Week") if asked.period == "30_days" else _("Month"),
                "day": full_date(dt.date.fromisoformat(key)),
            }
        ),
        "agency": lambda: _("One agency"),
        "advice": lambda: _("Advice only") + (f": {code_set('referral_source').label(key)}" if key else ""),
    }
    try:
        return named[asked.by]() if asked.by else ""
    except (KeyError, ValueError, IndexError, LookupError):
        return _("Nothing that is known")


# ---- As a file -------------------------------------------------------------------------------------------------------

_COLUMNS = (
    Column("Table", "Which table of the page the line stands in.", 30),
    Column("Line", "What is counted.", 44),
    Column("Contacts", "Contacts received in the period. Advice without a contact is counted only under Advice only."),
    Column("Of 100 contacts", "Share of all contacts of the period."),
    Column("Decided", "Decided for each child, and signed off by a manager."),
    Column(
        "Led to help or protection",
        "Decided for at least one child: " + ", ".join(one.label.lower() for one in LED_TO_HELP) + ".",
    ),
    Column("Of 100 decided", "How many of 100 decided contacts led to help or protection."),
    Column("To be told by now", "Whoever was worried could be told, and was told or should have been."),
    Column("Told in time", "Told what was decided within the standard of the area."),
    Column("Of 100 to be told", "How many of 100 were told in time."),
    Column("With a child on record", "At least one child is linked to a record; not joined to another contact."),
    Column("Here before", "A child of the contact was in another contact in the 12 months before."),
    Column("Of 100 on record", "In how many of 100 contacts with a child on record a child was here before."),
)

_WEEK_COLUMNS = (
    Column("Week", "From Monday to Sunday.", 30),
    Column("Came in", "Contacts of a week that is over, without those about restricted people."),
    Column("Expected", "Contacts expected in a week to come."),
    Column("At least", "Of 100 such weeks, 10 would bring fewer."),
    Column("At most", "Of 100 such weeks, 10 would bring more."),
)

_RATE_COLUMNS = (
    Column("Twelve months to", "The last day of the twelve months that are counted.", 24),
    Column("Place", "Our own area, or a place that is published by the Department for Education.", 30),
    Column("For every 10,000 children", "Children referred to children's social care in a year."),
)

_NOTES = (
    "Not for publication: small numbers are not hidden.",
    "Contacts about restricted people are counted only for those who may open them.",
    f"Rates of fewer than {TOO_FEW} are left out: too few to compare.",
)


def _file_rows(found: Demand) -> list[list[Any]]:
    """Every line of the page, in its order."""
    total = found.total
    rows: list[list[Any]] = []
    for _column, name, number in _funnel(found):
        rows.append([_("From contact to decision"), name, number, _rate(of_100(number, total.contacts)), *[None] * 9])
    for line in _outcomes(found):
        share = _rate(of_100(line.count.contacts, total.decided))
        rows.append([_("What was decided"), line.name, line.count.contacts, None, None, None, share, *[None] * 6])
    every = [(_("All contacts"), [Line(_("All contacts"), total)]), (_chart(found)["title"], _steps(found))]
    every += [(table.title, table.lines) for table in _tables(found)]
    for title, lines in every:
        rows.extend(_file_row(title, line, total.contacts) for line in lines)
    for line in _by_source(found.lines.get("advice", [])):
        rows.append([_("Advice only"), line.name, line.count.contacts, *[None] * 10])
    return rows


def _file_row(title: str, line: Line, whole: int) -> list[Any]:
    count = line.count
    return [
        title,
        line.name,
        count.contacts,
        _rate(of_100(count.contacts, whole)),
        count.decided,
        count.helped,
        _rate(count.helped_rate),
        count.owed,
        count.told,
        _rate(count.told_rate),
        count.known,
        count.again,
        _rate(count.again_rate),
    ]


def _rate(rate: int | None) -> int | str:
    return _("too few to compare") if rate is None else rate


def _as_csv(found: Demand, beyond: dict[str, Any], owner: str, now: dt.datetime) -> bytes:
    """With a byte order mark, so that a spreadsheet reads it as UTF-8."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow([column.name for column in _COLUMNS])
    for row in _file_rows(found):
        writer.writerow([neutralise(value) if isinstance(value, str) else value for value in row])
    return target.getvalue().encode("utf-8-sig")


def _as_workbook(found: Demand, beyond: dict[str, Any], owner: str, now: dt.datetime) -> bytes:
    period = f"{full_date(found.period.first)} to {full_date(found.period.last)}"
    sheet = Sheet("Demand", _COLUMNS, _file_rows(found))
    sheets = [sheet, Sheet("Weeks to come", _WEEK_COLUMNS, outlook_rows(beyond["outlook"]))]
    if beyond["rates"] is not None:
        sheets.append(Sheet("Rates", _RATE_COLUMNS, rate_rows(beyond["rates"])))
    return excel(f"Demand at the front door, {period}", sheets, owner=owner, notes=_NOTES, made_at=now)


_FILES = {
    "csv": (_as_csv, "text/csv; charset=utf-8"),
    "xlsx": (_as_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
