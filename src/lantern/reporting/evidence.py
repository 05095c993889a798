"""What is on record for a success factor, of each of the three kinds of evidence; and where nothing is, that.

Which figures, answers and looks belong to which factor is said in ``success_factors.toml``.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Any

from lantern.interface.display import plural
from lantern.learning.indicators import Indicator, indicator
from lantern.learning.models import ImpactReading, ImpactTest, MonthlyFigure, Recommendation
from lantern.section11.models import Section11Return
from lantern.voices.models import Feedback

NONE = "none on record"


def of(factor: dict[str, Any], kind: str, *, keeper: int, first: dt.date, last: dt.date) -> str:
    """What the record says between two days, in a sentence or two. A statement for each thing that the factor names."""
    read = {"figures": _figures, "audit": _audit, "feedback": _feedback}[kind]
    return " ".join(each for each in read(factor, keeper, first, last) if each) or NONE


def _figures(factor: dict[str, Any], keeper: int, first: dt.date, last: dt.date) -> list[str]:
    here = MonthlyFigure.objects.filter(authority_id=keeper, month__gte=first.replace(day=1), month__lte=last)
    found = []
    for code in factor.get("figures", ()):
        known = list(here.filter(code=code, value__isnull=False).order_by("month"))
        if not known:
            continue
        figure, began, ended = indicator(code), known[0], known[-1]
        unit = "%" if figure.unit == "%" else f" {figure.unit}"
        told = f"{figure.label}: {_plain(began.value)}{unit} in {began.month:%B %Y}"
        if ended.month != began.month:
            told += f", {_plain(ended.value)}{unit} in {ended.month:%B %Y} ({_way(figure, began.value, ended.value)})"
        found.append(f"{told}.")
    if not factor.get("figures"):
        found.append(_verdicts(keeper, first, last))
    return found


def _plain(value: Decimal | None) -> str:
    return f"{float(value or 0):g}"


def _way(figure: Indicator, before: Decimal | None, after: Decimal | None) -> str:
    change = (after or Decimal(0)) - (before or Decimal(0))
    if not change:
        return "the same"
    return "better" if (change > 0) == (figure.good == "up") else "worse"


def _verdicts(keeper: int, first: dt.date, last: dt.date) -> str:
    """Whether what recommendations named as their measure moved, where a factor has no figure of its own."""
    judged = ImpactTest.objects.filter(
        authority_id=keeper, verdict_at__date__gte=first, verdict_at__date__lte=last
    ).exclude(verdict__in=ImpactTest.NOT_SAID)
    found = Counter(judged.values_list("verdict", flat=True))
    if not found:
        return ""
    worse = f"; {found['worse']} got worse" if found["worse"] else ""
    return f"{found['moved']} of {plural(found.total(), 'measure')} of recommendations moved{worse}."


def _audit(factor: dict[str, Any], keeper: int, first: dt.date, last: dt.date) -> list[str]:
    return [_LOOKS[each](keeper, first, last) for each in factor.get("audit", ())]


def _checked(keeper: int, first: dt.date, last: dt.date) -> str:
    made = Recommendation.objects.filter(
        authority_id=keeper, opened_at__date__gte=first, opened_at__date__lte=last
    ).values_list("state", flat=True)
    found = Counter(made)
    if not found:
        return ""
    checked = found["checked"] + found["closed"]
    return f"{checked} of {found.total()} recommendations carried out and checked."


def _scores(keeper: int, first: dt.date, last: dt.date) -> str:
    """Audit scores by which recommendations are tested: the first and the last of the period."""
    return _read("audit", keeper, first, last)


def _read(kind: str, keeper: int, first: dt.date, last: dt.date) -> str:
    here = ImpactReading.objects.filter(
        authority_id=keeper, test__kind=kind, read_on__gte=first, read_on__lte=last
    ).select_related("test")
    by_test: dict[str, list[ImpactReading]] = {}
    for each in here.order_by("read_on", "recorded_at"):
        by_test.setdefault(each.test.name, []).append(each)
    told = []
    for name, readings in by_test.items():
        began, ended = readings[0], readings[-1]
        unit = f" {ended.test.unit}".replace(" %", "%").rstrip()
        after = f", {_plain(ended.value)}{unit} in {ended.read_on:%B %Y}" if len(readings) > 1 else ""
        told.append(f"{name}: {_plain(began.value)}{unit} in {began.read_on:%B %Y}{after}.")
    return " ".join(told)


def _section_11(keeper: int, first: dt.date, last: dt.date) -> str:
    sent = Section11Return.objects.filter(authority_id=keeper, sent_at__date__gte=first, sent_at__date__lte=last)
    found = list(sent.values_list("settled_at", flat=True))
    if not found:
        return ""
    settled = sum(1 for each in found if each is not None)
    return f"{plural(len(found), 'section 11 return')} sent, {settled} settled with the panel."


_LOOKS = {"checked": _checked, "scores": _scores, "section_11": _section_11}


def _feedback(factor: dict[str, Any], keeper: int, first: dt.date, last: dt.date) -> list[str]:
    wanted = list(factor.get("feedback", ()))
    if not wanted:
        return []
    given = Feedback.objects.filter(
        authority_id=keeper, form__audience__in=wanted, opened_at__date__gte=first, opened_at__date__lte=last
    )
    found = list(given.order_by("-read_at").values_list("says", flat=True))
    said = [each for each in found if each]
    told = f"{plural(len(found), 'answer')} in short forms, {len(said)} of them read." if found else ""
    return [told, *(f"“{each.rstrip('.')}.”" for each in said[:2]), _read("feedback", keeper, first, last)]
