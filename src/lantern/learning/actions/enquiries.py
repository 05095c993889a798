"""A line of enquiry: proposed, written out, commissioned or not and why, answered."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from lantern.learning.actions.common import write
from lantern.learning.models import LineOfEnquiry, YearPriority
from lantern.learning.states import ENQUIRY
from lantern.partnership import queries as partnership
from lantern.spine.actors import Actor
from lantern.spine.lifecycle import Made
from lantern.spine.models import Episode


@transaction.atomic
def propose(
    *,
    keeper: int,
    question: str,
    origin: str,
    by: Actor,
    at: dt.datetime,
    origin_says: str = "",
    hypothesis: str = "",
    scope: str = "",
    owner_name: str = "",
    priority: YearPriority | None = None,
    because_of: Episode | None = None,
    key: uuid.UUID | None = None,
) -> LineOfEnquiry:
    """Propose a question to look into. Anybody who takes part in the learning may; whoever runs it decides."""
    line = LineOfEnquiry(
        authority_id=keeper,
        owner_team=partnership.business_team(keeper),
        because_of_id=because_of.pk if because_of else None,
        question=question.strip(),
        origin=origin,
        origin_says=origin_says.strip(),
        hypothesis=hypothesis.strip(),
        scope=scope.strip(),
        owner_name=owner_name.strip(),
        year_priority=priority,
        proposed_by_id=by.user_id,
        proposed_by_name=by.name[:120],
    )
    ENQUIRY.begin("propose", line, by=by, at=at, key=key, payload={"origin": line.get_origin_display()})
    return line


@transaction.atomic
def edit_line(line: LineOfEnquiry, *, values: dict[str, Any], **press: Any) -> Made:
    """Write out what is supposed, how far it reaches and who owns it."""
    made = ENQUIRY.make("edit", line, **press)
    write(line, **values)
    return made


def _decided(line: LineOfEnquiry, why: str, press: dict[str, Any]) -> None:
    write(line, decided_at=press["at"], decided_by_name=press["by"].name[:120], decided_why=why.strip())


@transaction.atomic
def commission(line: LineOfEnquiry, *, why: str, **press: Any) -> Made:
    """Look into it: front-line time and money are spent on it, and this is why."""
    made = ENQUIRY.make("commission", line, note=why, **press)
    _decided(line, why, press)
    return made


@transaction.atomic
def decline_line(line: LineOfEnquiry, *, why: str, **press: Any) -> Made:
    """Do not look into it, and say why to whoever proposed it."""
    made = ENQUIRY.make("decline", line, note=why, **press)
    _decided(line, why, press)
    return made


@transaction.atomic
def take_up(line: LineOfEnquiry, *, why: str, **press: Any) -> Made:
    """Something new was learned: it is decided afresh."""
    made = ENQUIRY.make("take_up", line, changes={"closed_at": None}, note=why, **press)
    write(line, decided_at=None, decided_by_name="", decided_why="")
    return made


@transaction.atomic
def answer_line(line: LineOfEnquiry, *, answer: str, **press: Any) -> Made:
    """Write what was found, and close it."""
    made = ENQUIRY.make("answer", line, **press)
    write(line, answer=answer.strip())
    return made
