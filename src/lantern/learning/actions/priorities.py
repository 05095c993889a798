"""A partnership chooses what to look at in a year, and goes through the four stages of it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from lantern.learning.actions.common import write
from lantern.learning.models import YearPriority
from lantern.learning.states import PRIORITY
from lantern.partnership import queries as partnership
from lantern.partnership.models import Agency
from lantern.spine.actors import Actor
from lantern.spine.lifecycle import Made


@transaction.atomic
def choose_priority(
    *,
    keeper: int,
    title: str,
    lead: Agency,
    since: dt.date,
    by: Actor,
    at: dt.datetime,
    until: dt.date | None = None,
    scope: str = "",
    area_code: str = "",
    key: uuid.UUID | None = None,
) -> YearPriority:
    """Choose a priority with the partner who leads it. It begins with scoping and defining."""
    found = YearPriority(
        authority_id=keeper,
        owner_team=partnership.business_team(keeper),
        title=title.strip(),
        scope=scope.strip(),
        lead_agency=lead,
        since=since,
        until=until,
        area_code=area_code,
    )
    PRIORITY.begin("choose", found, by=by, at=at, key=key, payload={"lead": lead.name})
    return found


@transaction.atomic
def edit_priority(found: YearPriority, *, values: dict[str, Any], **press: Any) -> Made:
    """Change its title, scope, lead or period."""
    made = PRIORITY.make("edit", found, **press)
    write(found, **values)
    return made


_MOVES = {"scoping": "scope", "analysing": "analyse", "engaging": "engage", "recommending": "recommend"}


@transaction.atomic
def go_to_stage(found: YearPriority, *, stage: str, note: str, **press: Any) -> Made:
    """Go on to another stage, or back to one, saying what was done in this one."""
    return PRIORITY.make(_MOVES[stage], found, payload={"stage": PRIORITY.states[stage]}, note=note, **press)


@transaction.atomic
def end_priority(found: YearPriority, *, outcome: str, **press: Any) -> Made:
    """End it and say what came of it."""
    made = PRIORITY.make("end", found, **press)
    write(found, outcome=outcome.strip())
    return made
