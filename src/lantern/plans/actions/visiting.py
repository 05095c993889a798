"""Visits to a child on a plan, also those without the child: only a visit that saw the child stops a clock."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from lantern.law.timescales import london_date
from lantern.plans.actions.common import kind_of, part_of, write
from lantern.plans.models import Plan, Visit
from lantern.plans.states import PLAN
from lantern.spine.actors import Actor


@transaction.atomic
def record_visit(
    plan: Plan,
    *,
    visited_at: dt.datetime,
    where: str,
    seen: bool,
    by: Actor,
    at: dt.datetime,
    version: int,
    alone: bool = False,
    why_not_alone: str = "",
    why_not_seen: str = "",
    bedroom: str = "",
    others_seen: str = "",
    child_words: str = "",
    noticed: str = "",
    next_on: dt.date | None = None,
    late_reason: str = "",
    key: Any = None,
) -> Visit:
    """Record a visit as it was (``visited_at``), whenever it is written down (``at``). The next visit is counted from
    the latest one on which the child was seen; a child who was not seen is as overdue as before.
    """
    place = Visit.Where(where).label
    last = plan.visits.filter(seen=True).order_by("-visited_at").values_list("visited_at", flat=True).first()
    facts: dict[str, Any] = kind_of(plan)
    if not seen:
        move = "not_seen"
        facts |= {"why": Visit.WhyNot(why_not_seen).label}
    else:
        move = "visit" if last is None or visited_at >= last else "earlier_visit"
        facts |= {"alone": "alone" if alone else "not alone", "where": place}
    PLAN.make(
        move, plan, by=by, at=visited_at, version=version, key=key, payload=facts, about=None, late_reason=late_reason
    )
    visit = Visit(
        **part_of(plan),
        visited_at=visited_at,
        where=where,
        seen=seen,
        why_not_seen="" if seen else why_not_seen,
        alone=seen and alone,
        why_not_alone="" if alone or not seen else why_not_alone.strip(),
        bedroom=bedroom,
        others_seen=others_seen.strip(),
        child_words=child_words,
        noticed=noticed.strip(),
        next_on=next_on,
        by_id=by.user_id,
        by_name=by.name[:120],
        recorded_at=at,
    )
    visit.save(force_insert=True)
    day = london_date(visited_at)
    latest: dict[str, dt.date] = {}
    if seen and (plan.last_seen_on is None or day > plan.last_seen_on):
        latest["last_seen_on"] = day
    if seen and alone and (plan.last_alone_on is None or day > plan.last_alone_on):
        latest["last_alone_on"] = day
    if latest:
        write(plan, **latest)
    return visit
