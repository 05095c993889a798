"""Counting the indicators month by month, and opening again what got worse.

Runs as the part of the system that acts by itself, for the authorities of one partnership at a time. The months before
the last one are finished and stay as they were counted, but for what was recorded late: all are counted anew.
"""

from __future__ import annotations

import datetime as dt
import logging
from decimal import Decimal
from typing import Any

from django.db import connection

from lantern.access.context import acting
from lantern.access.people_acting import clockwork
from lantern.law.timescales import LONDON, add_months, london_date
from lantern.learning import actions
from lantern.learning.indicators import all_indicators
from lantern.learning.models import ImpactTest, MonthlyFigure, Recommendation
from lantern.learning.queries.common import rows
from lantern.learning.queries.impact import TESTS, tests_from
from lantern.partnership import queries as partnership
from lantern.spine.lifecycle import MoveRefused, StaleRecord

MONTHS = 24
"""So many finished months are kept."""

log = logging.getLogger(__name__)


def keep(now: dt.datetime, *, force: bool = False) -> int:
    """Count every indicator of every partnership, once a day. How many figures were counted."""
    counted = 0
    for keeper, here in partnership.keepers().items():
        members = [each.pk for each in partnership.authorities() if each.partnership_id == here.partnership_id]
        if not members:
            continue
        with acting(clockwork(keeper, *members)):
            newest = MonthlyFigure.objects.filter(authority_id=keeper).order_by("-counted_at").first()
            if newest is not None and london_date(newest.counted_at) == london_date(now) and not force:
                continue
            counted += _count(keeper, members, now)
        with acting(clockwork(keeper)):
            reopen_what_got_worse(keeper, now)
    return counted


def _count(keeper: int, members: list[int], now: dt.datetime) -> int:
    this_month = london_date(now).replace(day=1)
    asked: dict[str, Any] = {
        "authorities": members,
        "since": dt.datetime.combine(add_months(this_month, -MONTHS), dt.time.min, tzinfo=LONDON),
        "until": dt.datetime.combine(this_month, dt.time.min, tzinfo=LONDON),
    }
    figures = []
    for indicator in all_indicators():
        with connection.cursor() as cursor:
            cursor.execute(indicator.sql, asked)
            for month, number, out_of, value in cursor.fetchall():
                figures.append(
                    MonthlyFigure(
                        authority_id=keeper,
                        code=indicator.code,
                        month=month,
                        value=None if value is None else Decimal(value),
                        number=number,
                        out_of=out_of,
                        counted_at=now,
                    )
                )
    MonthlyFigure.objects.bulk_create(
        figures,
        update_conflicts=True,
        unique_fields=["authority", "code", "month"],
        update_fields=["value", "number", "out_of", "counted_at"],
    )
    return len(figures)


_PROVED = f"""
select e.id, r.done_on, {TESTS.replace("%(id)s", "e.id")} as tests
from spine_episode e join learning_recommendation r on r.episode_ptr_id = e.id
where e.kind = 'recommendation' and e.authority_id = %(keeper)s and e.state in ('checked', 'closed')
  and exists (select 1 from learning_impacttest t where t.recommendation_id = e.id and t.kind = 'indicator'
              and t.verdict <> 'worse')
"""  # noqa: S608 - both parts stand in this room


def reopen_what_got_worse(keeper: int, now: dt.datetime) -> int:
    """Open again every recommendation that was checked and whose figure has run on the wrong side since. How many."""
    by, opened = clockwork(keeper), 0
    for row in rows(_PROVED, {"keeper": keeper}):
        worse = [
            each
            for each in tests_from(row["tests"], changed_on=row["done_on"])
            if each.kind == ImpactTest.Kind.INDICATOR and each.run.says == "worse"
        ]
        if not worse:
            continue
        found = Recommendation.objects.get(pk=row["id"])
        first = worse[0]
        why = f"{first.run.row} months in a row are worse than usual before ({first.run.middle:g})."
        try:
            actions.judge(
                ImpactTest.objects.select_related("recommendation").get(pk=first.id),
                verdict=ImpactTest.Verdict.WORSE,
                why=why,
                by=by,
                at=now,
                version=found.version,
            )
            opened += 1
        except (MoveRefused, StaleRecord) as refusal:
            log.warning("A recommendation was not opened again: %s", refusal)
    return opened
