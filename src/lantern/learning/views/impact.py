"""What should move, what was read, and whether it moved."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantern.access.pages import page
from lantern.access.people_acting import ActingPerson, actor_of
from lantern.interface.environment import url
from lantern.interface.paging import page_of
from lantern.law.timescales import add_months
from lantern.learning import actions
from lantern.learning import permissions as may
from lantern.learning.forms.recommendations import MeasureForm, ReadingForm, VerdictForm
from lantern.learning.indicators import indicator
from lantern.learning.models import ImpactTest, MonthlyFigure, Recommendation
from lantern.learning.queries import impact as queries
from lantern.learning.queries import recommendations as register
from lantern.learning.states import RECOMMENDATION
from lantern.learning.views.common import Asked, ask, not_open, posted, press
from lantern.learning.views.drawing import drawn, finding_of

USUAL_AFTER = 6
"""Months after which a measure is read where nobody says otherwise: the timescale ``impact-read``."""


@require_safe
@page(may=may.SEE_LEARNING, shows="recommendations")
def impact(request: HttpRequest) -> HttpResponse:
    """Every measure of every recommendation: what is to be read, what moved, what did not, what got worse."""
    today = timezone.localdate()
    at, sizes = page_of(request), queries.group_sizes(today)
    found = [row | {"finding": finding_of(row["test"])} for row in queries.measures(at, today=today)]
    titles = {
        "due": _("To be read now"),
        "worse": _("Got worse"),
        "early": _("Not read yet, or too early to tell"),
        "moved": _("Moved"),
        "not_moved": _("Did not move"),
    }
    before, groups = 0, []
    for code in queries.GROUPS:
        begins_on = before // at.size + 1
        here = [row for row in found if row["group"] == code]
        groups.append(
            {"code": code, "title": titles[code], "number": sizes.get(code, 0), "page": begins_on, "rows": here}
        )
        before += sizes.get(code, 0)
    facts = {"groups": groups, "at": at, "number": before, "today": today, "now_at": timezone.now()}
    return render(request, "learning/impact.jinja", facts)


def _asked(found: Recommendation, title: str, button: str, move: str, by: ActingPerson, **more: Any) -> Asked:
    return Asked(
        title,
        button,
        url("recommendation", reference=found.reference),
        _("The recommendation"),
        caption=found.reference,
        answer=not_open(RECOMMENDATION, move, found, by=by),
        **more,
    )


@page(may=may.RUN_LEARNING, shows="recommendations")
def measure(request: HttpRequest, reference: str) -> HttpResponse:
    """Name the measure that should move: a figure counted from the record, an audit score, or what people say."""
    by = actor_of(request)
    found = register.recommendation_for(reference, by=by)
    asked = _asked(
        found, _("What should move?"), _("Save"), "measure", by, facts=[(_("Recommended:"), found.text)],
        lead=_("For a figure counted from the record, what was usual before is read from it by itself."),
    )  # fmt: skip
    form = MeasureForm(posted(request), initial={"read_on": add_months(timezone.localdate(), USUAL_AFTER)})
    return ask(
        request,
        asked,
        form,
        lambda said: actions.measure(found, **_measured(found, said), **press(request)),
        to=url("recommendation", reference=reference),
        record=found,
    )


def _measured(found: Recommendation, said: dict[str, Any]) -> dict[str, Any]:
    if said["code"] == "typed":
        names = ("kind", "name", "good", "unit", "baseline", "baseline_says", "hoped", "read_on")
        return {name: said[name] for name in names}
    known = indicator(said["code"])
    last = MonthlyFigure.objects.filter(authority_id=found.authority_id, code=known.code).order_by("-month").first()
    return {
        "kind": ImpactTest.Kind.INDICATOR,
        "code": known.code,
        "name": known.label,
        "unit": known.unit,
        "good": known.good,
        "baseline": last.value if last else None,
        "baseline_says": f"{last.month:%B %Y}, {last.number} of {last.out_of}" if last else "",
        "hoped": said["hoped"],
        "read_on": said["read_on"],
    }


def _test(found: Recommendation, number: int) -> ImpactTest:
    test = ImpactTest.objects.filter(recommendation=found, number=number).first()
    if test is None:
        raise Http404
    test.recommendation = found
    return test


@page(may=may.RUN_LEARNING, shows="recommendations")
def read_measure(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Write a later reading of an audit score or of what people say."""
    by = actor_of(request)
    found = register.recommendation_for(reference, by=by)
    test = _test(found, number)
    if test.kind == ImpactTest.Kind.INDICATOR:
        raise Http404
    asked = _asked(
        found, _("Write a reading"), _("Save"), "read", by, facts=[(_("Measure:"), f"{test.name} ({test.unit})")]
    )
    return ask(
        request,
        asked,
        ReadingForm(posted(request), initial={"read_on": timezone.localdate()}),
        lambda said: actions.read(test, **said, **press(request)),
        to=url("recommendation", reference=reference),
        record=found,
    )


@page(may=may.CHECK_RECOMMENDATION, shows="recommendations")
def judge_measure(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Say whether a measure moved, with the chart beside the question."""
    by = actor_of(request)
    found = register.recommendation_for(reference, by=by)
    test = _test(found, number)
    shown = next(each for each in register.around(found).tests if each.number == number)
    asked = _asked(
        found, _("Did it move?"), _("Save"), "judge", by,
        facts=[(_("Measure:"), test.name), (_("The readings say:"), drawn(shown).finding)],
    )  # fmt: skip
    run = shown.run.says
    start = {
        "verdict": run if run in ImpactTest.Verdict.values else "too_early",
        "read_next": add_months(timezone.localdate(), USUAL_AFTER),
    }
    return ask(
        request,
        asked,
        VerdictForm(posted(request), initial=start),
        lambda said: actions.judge(test, **said, **press(request)),
        to=url("recommendation", reference=reference),
        record=found,
    )
