"""Giving the partnership what audits said in a quarter."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from lantern.assurance.models import AuditReport
from lantern.assurance.quarters import Quarter
from lantern.assurance.states import REPORT
from lantern.partnership import queries as partnership
from lantern.spine.actors import Actor
from lantern.spine.lifecycle import Made


@transaction.atomic
def give_report(
    keeper: int, area: int, quarter: Quarter, *, content: dict[str, Any], says: str, by: Actor, at: dt.datetime,
    key: uuid.UUID | None = None,
) -> Made:  # fmt: skip
    """Keep what audits said in a quarter as it stands now, with what whoever runs them says of it, for the partnership
    to read. A later one of the same quarter stands beside it.
    """
    found = AuditReport(
        authority_id=keeper,
        owner_team=partnership.business_team(keeper),
        area_id=area,
        period_from=quarter.first,
        period_to=quarter.last,
        says=says.strip(),
        content=content,
        by_name=by.name[:120],
    )
    return REPORT.begin("give", found, by=by, at=at, key=key)
