"""What agencies are told of a serious incident, what they are asked for the rapid review, and what they give."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from lantern.interface.display import london_date
from lantern.people.telling import subjects_of
from lantern.reviews.models import AgencyRequest, Incident
from lantern.reviews.rules import Harm
from lantern.reviews.states import INCIDENT, REQUEST, TOLD
from lantern.spine.actors import Actor
from lantern.spine.lifecycle import Made
from lantern.spine.models import Involvement

QUESTIONS = (
    "What did your agency do with this child and this family?",
    "What worked well?",
    "What could have been done differently, and what stood in the way?",
    "What have you done at once to keep this child and others safe?",
)
"""What a rapid review asks of every agency: the facts, immediate safety and learning (Working Together 2023, ch. 5)."""


def tell(incident: Incident, desks: Sequence[Any], *, by: Actor, at: dt.datetime) -> list[AgencyRequest]:
    """Give each desk its copy. Within ``INCIDENT``'s move; a desk that has one gets no second."""
    there = set(AgencyRequest.objects.filter(incident_id=incident.pk).values_list("asked_team_id", flat=True))
    fresh = [desk for desk in desks if desk.pk not in there]
    if not fresh:
        return []
    about = list(Involvement.objects.filter(episode_id=incident.pk).values_list("person_id", "part"))
    subjects = subjects_of([person for person, _part in about], on=london_date(at))
    made = []
    for desk in fresh:
        request = AgencyRequest(
            authority_id=incident.authority_id,
            partner_agency_id=desk.agency_id,
            owner_team=desk,
            because_of_id=incident.pk,
            restricted=incident.restricted,
            incident_id=incident.pk,
            asked_team=desk,
            subjects=subjects,
            told=f"{Harm(incident.harm).label}. {incident.what_happened}",
            told_at=at,
            asked_by_name=by.name[:120],
        )
        made.append(
            REQUEST.begin("tell", request, by=by, at=at, about=about, payload={"agency": desk.agency.name}).episode
        )
    return made


@transaction.atomic
def ask(
    incident: Incident,
    *,
    desks: Sequence[Any],
    also: str,
    by: Actor,
    at: dt.datetime,
    version: int,
    key: uuid.UUID | None = None,
) -> Made:
    """Ask agencies for their part of the rapid review: the four questions, and one more where it is needed. Each
    answers from its own sign-in and sees nothing of the others.
    """
    made = INCIDENT.make(
        "ask_agencies",
        incident,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"agencies": ", ".join(sorted({desk.agency.name for desk in desks}))},
    )
    tell(incident, desks, by=by, at=at)
    wanted = AgencyRequest.objects.filter(
        incident_id=incident.pk, asked_team_id__in=[desk.pk for desk in desks], state=TOLD
    ).select_related("asked_team__agency")
    questions = [*QUESTIONS, *([also] if also else [])]
    for request in wanted:
        payload = {"agency": request.asked_team.agency.name}
        REQUEST.make("ask", request, by=by, at=at, version=request.version, payload=payload)
        AgencyRequest.objects.filter(pk=request.pk).update(
            asked_at=at, questions=questions, asked_by_name=by.name[:120]
        )
    return made


@transaction.atomic
def give(
    request: AgencyRequest,
    *,
    known: str,
    answers: Mapping[str, str],
    lines: Sequence[Mapping[str, str]],
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """An agency gives what it knows: its answers and its own chronology, in its own words."""
    made = REQUEST.make(
        "give",
        request,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"agency": request.asked_team.agency.name},
        late_reason=late_reason,
        about=None,
    )
    AgencyRequest.objects.filter(pk=request.pk).update(
        known=known,
        answers=dict(answers),
        lines=[dict(each) for each in lines],
        returned_by_name=by.name[:120],
        returned_at=at,
    )
    return made
