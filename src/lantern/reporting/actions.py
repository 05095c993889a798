"""A yearly report: begun with its figures, written section by section, published for good."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from lantern.access.people_acting import ActingPerson
from lantern.partnership import queries as partnership
from lantern.reporting.models import Narrative, YearlyReport
from lantern.reporting.sections import Period, drawn, in_words, sections
from lantern.reporting.states import REPORT
from lantern.spine.lifecycle import Made


@transaction.atomic
def begin(
    *, keeper_id: int, first: dt.date, last: dt.date, by: ActingPerson, at: dt.datetime, key: uuid.UUID | None = None
) -> YearlyReport:
    """Begin a report for a period, with what the record says now."""
    made = YearlyReport(
        authority_id=keeper_id,
        owner_team=partnership.business_team(keeper_id),
        period_from=first,
        period_to=last,
        cut_at=at,
        kept=drawn(Period(keeper_id, first, last, by, at)),
    )
    REPORT.begin("open", made, by=by, at=at, key=key, payload={"period": in_words(first, last)})
    return made


@transaction.atomic
def cut(report: YearlyReport, **press: Any) -> Made:
    """Take the figures anew."""
    made = REPORT.make("cut", report, payload={}, about=(), **press)
    period = Period(report.authority_id, report.period_from, report.period_to, press["by"], press["at"])
    YearlyReport.objects.filter(pk=report.pk).update(cut_at=press["at"], kept=drawn(period))
    return made


@transaction.atomic
def write(report: YearlyReport, section: str, *, text: str, **press: Any) -> Narrative:
    """Write a section's words; what stood there before stays as an earlier version."""
    title = next(each.title for each in sections() if each.code == section)
    REPORT.make("write", report, payload={"section": title}, about=(), **press)
    before = Narrative.objects.filter(episode=report, section=section).order_by("-number").first()
    made = Narrative(
        authority_id=report.authority_id,
        episode=report,
        section=section,
        number=before.number + 1 if before else 1,
        text=text.strip(),
        by_id=press["by"].user_id,
        by_name=press["by"].name,
        at=press["at"],
    )
    made.save(force_insert=True)
    return made


@transaction.atomic
def publish(report: YearlyReport, **press: Any) -> Made:
    """Publish: from now on nothing in it changes."""
    period = in_words(report.period_from, report.period_to)
    made = REPORT.make("publish", report, payload={"period": period}, about=(), **press)
    YearlyReport.objects.filter(pk=report.pk).update(published_on=press["at"].date())
    return made
