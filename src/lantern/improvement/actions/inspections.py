"""Inspections: recorded with the days of notice, fieldwork and report kept apart, their findings as objects, and the
statement of action that the law wants by a day.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from lantern.improvement.models import Finding, Inspection
from lantern.improvement.states import INSPECTION
from lantern.partnership import queries as partnership
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused

_COLUMNS = (
    "framework", "title", "notice_on", "fieldwork_from", "fieldwork_to", "grade", "about_dates", "self_evaluation",
)  # fmt: skip


@transaction.atomic
def record_inspection(
    *, keeper_id: int, values: dict[str, Any], by: Actor, at: dt.datetime, key: uuid.UUID | None = None
) -> Inspection:
    """Record an inspection. Raises MoveRefused or AlreadyDone."""
    made = Inspection(
        authority_id=keeper_id,
        owner_team=partnership.business_team(keeper_id),
        **{name: values[name] for name in _COLUMNS if values.get(name)},
    )
    payload = {"framework": Inspection.Framework(made.framework).label}
    INSPECTION.begin("open", made, by=by, at=at, key=key, payload=payload)
    return made


@transaction.atomic
def receive_report(inspection: Inspection, *, on: dt.date, grade: str = "", **press: Any) -> Made:
    """Record that the report came. From that day the statement of action has its clock, where the law sets one."""
    if inspection.report_on:
        raise MoveRefused(refused("Its report is on record already."))
    noon = dt.datetime.combine(on, dt.time(12), tzinfo=partnership.LONDON)
    press["at"] = min(press["at"], noon)
    made = INSPECTION.make("receive", inspection, payload={"framework": inspection.framework}, about=(), **press)
    changes = {"report_on": on, **({"grade": grade.strip()} if grade.strip() else {})}
    Inspection.objects.filter(pk=inspection.pk).update(**changes)
    for name, value in changes.items():
        setattr(inspection, name, value)
    return made


@transaction.atomic
def save_finding(
    inspection: Inspection, *, number: int, kind: str, words: str, strand: str = "", priority: int | None = None,
    **press: Any,
) -> Finding:  # fmt: skip
    """Write a finding down, or write the one of this paragraph anew."""
    INSPECTION.make("write", inspection, payload={"part": f"¶{number}"}, about=(), **press)
    values = {"kind": kind, "words": words.strip(), "strand": strand.strip(), "priority": priority}
    found, _created = Finding.objects.update_or_create(
        episode=inspection, number=number, defaults=values | {"authority_id": inspection.authority_id}
    )
    return found


@transaction.atomic
def answer(inspection: Inspection, *, on: dt.date, late_reason: str = "", **press: Any) -> Made:
    """Record that the statement of action was sent."""
    made = INSPECTION.make(
        "answer", inspection, payload={"framework": inspection.framework}, about=(), late_reason=late_reason, **press
    )
    Inspection.objects.filter(pk=inspection.pk).update(statement_sent_on=on)
    inspection.statement_sent_on = on
    return made
