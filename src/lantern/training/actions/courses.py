"""From a need to a course."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from lantern.learning.actions.common import write
from lantern.learning.models import ImpactTest, Recommendation, Theme
from lantern.partnership import queries as partnership
from lantern.spine.actors import Actor
from lantern.spine.lifecycle import Made
from lantern.spine.models import Episode
from lantern.training.models import Course, TrainingNeed
from lantern.training.states import COURSE, NEED


@transaction.atomic
def tell_need(
    *,
    keeper: int,
    what: str,
    origin: str,
    by: Actor,
    at: dt.datetime,
    rests_on: str = "",
    because_of: Episode | None = None,
    theme: Theme | None = None,
    agencies: Sequence[int] = (),
    roles: Sequence[str] = (),
    key: uuid.UUID | None = None,
) -> TrainingNeed:
    """Say what people need to be able to do, and who. It is decided within the time of ``training-need``."""
    need = TrainingNeed(
        authority_id=keeper,
        owner_team=partnership.business_team(keeper),
        because_of_id=because_of.pk if because_of else None,
        theme=theme,
        what=what.strip(),
        rests_on=rests_on.strip(),
        origin=origin,
        agencies=list(agencies),
        roles=list(roles),
        told_by_name=by.name[:120],
    )
    NEED.begin("tell", need, by=by, at=at, key=key, payload={"origin": need.get_origin_display()})
    return need


@transaction.atomic
def decline_need(need: TrainingNeed, *, why: str, **press: Any) -> Made:
    """Commission no course, with the reason."""
    made = NEED.make("decline", need, note=why, **press)
    write(need, declined_why=why.strip())
    return made


@transaction.atomic
def commission(
    need: TrainingNeed,
    *,
    title: str,
    aims: str,
    hours: Decimal,
    taught_by: str = "",
    lasts_months: int | None = None,
    cost: int = 0,
    agencies: Sequence[int] = (),
    roles: Sequence[str] = (),
    test: ImpactTest | None = None,
    **press: Any,
) -> Course:
    """Commission a course that answers the need. ``test`` is the measure of the recommendation that it should move."""
    NEED.make("commission", need, **press)
    because = Recommendation.objects.filter(pk=need.because_of_id).first() if need.because_of_id else None
    course = Course(
        authority_id=need.authority_id,
        owner_team_id=need.owner_team_id,
        because_of_id=need.pk,
        title=title.strip(),
        aims=aims.strip(),
        taught_by=taught_by.strip(),
        hours=hours,
        lasts_months=lasts_months,
        cost=cost,
        agencies=list(agencies),
        roles=list(roles),
        recommendation=because,
        test=test,
    )
    COURSE.begin("commission", course, by=press["by"], at=press["at"])
    return course


@transaction.atomic
def edit_course(course: Course, *, values: dict[str, Any], **press: Any) -> Made:
    """Change what a course is."""
    made = COURSE.make("edit", course, **press)
    write(course, **values)
    return made


@transaction.atomic
def end_course(course: Course, *, why: str, **press: Any) -> Made:
    """Stop offering it. Dates that were put on are held."""
    return COURSE.make("end", course, note=why, **press)
