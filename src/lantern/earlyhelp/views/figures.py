"""Whether early help helped."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lantern.access import looks
from lantern.access.models import Look
from lantern.access.pages import page
from lantern.access.people_acting import actor_of
from lantern.earlyhelp import exporting, figures, presenters, queries
from lantern.earlyhelp.permissions import SEE_EARLY_HELP_FIGURES
from lantern.interface.charts import Interval, interval_chart
from lantern.law.codes import code_set
from lantern.partnership import queries as partnership

BY = {"team": "By team", "need": "By need"}
MONTHS = {"12": "the last 12 months", "24": "the last 2 years", "36": "the last 3 years"}


@require_safe
@page(may=SEE_EARLY_HELP_FIGURES, shows="figures")
def did_it_help(request: HttpRequest) -> HttpResponse:
    """What became of the families that began in a period, by team or need, held against similar starts."""
    now = timezone.now()
    by = request.GET.get("by", "") if request.GET.get("by") in BY else "team"
    months = request.GET.get("months", "") if request.GET.get("months") in MONTHS else "24"
    helps = queries.helps_between(_months_before(now, int(months)), now, by=actor_of(request))
    lines = figures.lines_of(helps, lambda each: str(each.team_id) if by == "team" else each.need, now=now)
    names = {
        line.key: partnership.teams()[int(line.key)].name if by == "team" else presenters.need(line.key)
        for line in lines
    }
    chosen = next((line for line in lines if line.key == request.GET.get("line")), None)
    whole = figures.whole_of(helps, now=now)
    facts = {
        "by": by,
        "months": months,
        "ways": BY,
        "periods": MONTHS,
        "lines": lines,
        "whole": whole,
        "names": names,
        "chosen": chosen,
        "measures": (chosen or whole).by_measure(each.code for each in code_set("early_help_measure").codes),
        "drawing": _drawing(lines, names),
        "shapes": exporting.SHAPES,
        "too_few": figures.TOO_FEW,
        "say": presenters,
    }
    return render(request, "earlyhelp/did_it_help.jinja", facts)


@require_safe
@page(may=SEE_EARLY_HELP_FIGURES, shows="early help")
def early_help_file(request: HttpRequest, form: str) -> HttpResponse:
    """Every child's early help of a period as a file. That it was made is written down."""
    by, now = actor_of(request), timezone.now()
    if form not in exporting.SHAPES:
        raise Http404
    months = request.GET.get("months", "") if request.GET.get("months") in MONTHS else "24"
    rows = exporting.rows_since(_months_before(now, int(months)), by=by)
    looks.note([(None, each) for each in by.authorities], by=by, why=Look.Why.DUTY, page="early_help_file")
    headers = {"Content-Disposition": f'attachment; filename="early-help-{form}.csv"'}
    content = exporting.as_csv(rows, form)
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _months_before(now: dt.datetime, months: int) -> dt.datetime:
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return now.replace(year=year, month=month + 1, day=1, hour=0, minute=0, second=0, microsecond=0)


def _drawing(lines: list[figures.Line], names: dict[str, str]) -> tuple[object, str] | None:
    """Children who were back within a year as marks with intervals, of the lines that can be told."""
    told = [(line, line.year) for line in lines if line.year is not None and line.year.share is not None]
    if len(told) < 2:
        return None
    marks = [
        Interval(names[line.key], back.share.low, back.share.of_100, back.share.high)
        for line, back in told
        if back.share is not None
    ]
    most, fewest = max(marks, key=lambda each: each.middle), min(marks, key=lambda each: each.middle)
    finding = (
        f"Of 100 children, most were back within a year after {most.name} ({most.middle:g}), fewest after "
        f"{fewest.name} ({fewest.middle:g}). Where the lines overlap, chance may explain it."
    )
    return interval_chart("Back at the front door within 12 months", finding, marks), finding
