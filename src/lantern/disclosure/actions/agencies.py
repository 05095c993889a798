"""Hearing the agencies whose information it is, before any of it leaves."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping

from django.db import transaction

from lantern.disclosure.actions.requests import subjects_of
from lantern.disclosure.models import AccessRequest, AgencyView
from lantern.disclosure.states import VIEW
from lantern.interface.display import full_date
from lantern.partnership import queries as partnership
from lantern.people.models import Person
from lantern.spine.actors import Actor, refused
from lantern.spine.lifecycle import Made, MoveRefused


@transaction.atomic
def ask_agencies(
    request: AccessRequest, *, by: Actor, at: dt.datetime, key: uuid.UUID | None = None
) -> list[AgencyView]:
    """Ask every agency whose information was gathered and not yet asked about. Each sees its own words only.

    Raises MoveRefused when nothing is left to ask.
    """
    heard = {row["number"] for view in request.views.all() for row in view.items}
    theirs: dict[int, list[dict[str, object]]] = {}
    for item in request.items.filter(team__isnull=False).order_by("happened_at", "number"):
        if item.number not in heard and item.team_id is not None:
            theirs.setdefault(item.team_id, []).append(
                {"number": item.number, "at": full_date(item.happened_at), "title": item.title, "text": item.text}
            )
    if not theirs:
        raise MoveRefused(refused("No agency is left to ask."))
    people = Person.objects.filter(pk__in=subjects_of(request)).order_by("sort_name")
    subjects = [
        {"part": "child" if each.is_child else "adult", "name": each.name, "born": _born(each)} for each in people
    ]
    asked: list[AgencyView] = []
    for team_id, items in sorted(theirs.items()):
        team = partnership.teams()[team_id]
        view = AgencyView(
            authority_id=request.authority_id,
            partner_agency_id=team.agency_id,
            owner_team=team,
            because_of_id=request.pk,
            restricted=request.restricted,
            request=request,
            asked_team=team,
            subjects=subjects,
            items=items,
            asked_by_name=by.name,
        )
        # One press asks several: its key belongs to the first, and a second press finds that done.
        made = VIEW.begin(
            "ask",
            view,
            by=by,
            at=at,
            about=[(each.pk, "subject") for each in people],
            key=key if not asked else None,
            payload={"agency": team.agency.name},
        )
        asked.append(made.episode)
    return asked


def _born(person: Person) -> str:
    known = person.BirthKnownTo
    return full_date(person.born_on) if person.born_on and person.birth_known_to == known.DAY else ""


@transaction.atomic
def give_view(
    view: AgencyView,
    answers: Mapping[str, Mapping[str, str]],
    *,
    by: Actor,
    at: dt.datetime,
    version: int,
    late_reason: str = "",
    key: uuid.UUID | None = None,
) -> Made:
    """An agency says of each piece whether it may be disclosed, in part, or not, and why.

    Raises MoveRefused when a piece has no view.
    """
    numbers = {str(row["number"]) for row in view.items}
    if set(answers) != numbers:
        raise MoveRefused(refused("Say of each piece whether it may be disclosed."))
    counts = Counter(each["view"] for each in answers.values())
    words = ", ".join(
        f"{counts[code]} {label}"
        for code, label in (("may", "may"), ("in_part", "in part"), ("not", "should not"))
        if counts[code]
    )
    made = VIEW.make(
        "give",
        view,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"agency": view.asked_team.agency.name, "views": words},
        late_reason=late_reason,
    )
    AgencyView.objects.filter(pk=view.pk).update(
        answers={number: dict(each) for number, each in answers.items()}, answered_by_name=by.name, answered_at=at
    )
    return made


@transaction.atomic
def decide_without(
    view: AgencyView, *, why: str, by: Actor, at: dt.datetime, version: int, key: uuid.UUID | None = None
) -> Made:
    """The controller decides without the agency's view, and says why: the law's time does not wait for it."""
    made = VIEW.make(
        "decide_without",
        view,
        by=by,
        at=at,
        version=version,
        key=key,
        payload={"agency": view.asked_team.agency.name},
        note=why,
    )
    AgencyView.objects.filter(pk=view.pk).update(why_without=why)
    return made
