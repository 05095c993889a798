"""What pages read of yearly reports. Each function says how many statements it makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.reporting.models import Narrative, YearlyReport
from lantern.reporting.sections import Section, sections


def report_for(reference: str, *, by: ActingPerson) -> YearlyReport:
    """A report that the reader may see. One statement; Http404 for others."""
    found = YearlyReport.objects.filter(reference=reference, authority_id__in=by.partnerships).first()
    if found is None:
        raise Http404
    return found


def reports(by: ActingPerson) -> list[YearlyReport]:
    """Every report of the reader's partnerships, the newest first. One statement."""
    found = YearlyReport.objects.filter(authority_id__in=by.partnerships).defer("kept")
    return list(found.order_by("-period_to", "-opened_at")[:100])


@dataclass(frozen=True)
class Written:
    """A section with what the record said and what was written."""

    section: Section
    parts: Sequence[Any]
    words: Narrative | None
    versions: Sequence[Narrative]


def written(report: YearlyReport) -> list[Written]:
    """Every section as it stands. One statement."""
    told: dict[str, list[Narrative]] = {}
    for each in Narrative.objects.filter(episode_id=report.pk):
        told.setdefault(each.section, []).append(each)
    return [
        Written(
            each,
            report.kept.get(each.code, []),
            told[each.code][-1] if each.code in told else None,
            list(reversed(told.get(each.code, []))),
        )
        for each in sections()
    ]
