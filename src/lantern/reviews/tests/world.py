"""A serious incident to test with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from tests.cast import STOCKTON, TUESDAY_NOON, Cast, a_child, in_post

from lantern.access.context import acting
from lantern.access.people_acting import ActingPerson
from lantern.partnership.models import Post, Team
from lantern.people.models import Person
from lantern.reviews.actions import incidents as actions
from lantern.reviews.models import Incident

LATER = TUESDAY_NOON + dt.timedelta(hours=2)


@dataclass(frozen=True)
class People:
    """Those of this room."""

    boss: ActingPerson
    """The service manager, who decides."""
    other: ActingPerson
    """A hub manager of the same authority, not named."""


def people_of(cast: Cast) -> People:
    post = Post.objects.get(role="service_manager", team__covers=[STOCKTON])
    return People(in_post(post.code, "Ines Marlow"), cast.manager)


def facts(**changed: Any) -> actions.Facts:
    told: dict[str, Any] = {
        "known_at": TUESDAY_NOON,
        "happened_on": dt.date(2026, 11, 15),
        "harm": "serious",
        "abuse": "suspected",
        "where": "here",
        "what_happened": "Two broken ribs that nobody can explain.",
    }
    return actions.Facts(**told | changed)


def an_incident(by: ActingPerson, *, child: Person | None = None, **changed: Any) -> Incident:
    """Recorded, nobody else named."""
    with acting(by):
        made = actions.record(facts(**changed), children=[child or a_child()], by=by, at=TUESDAY_NOON)
    found: Incident = made.episode
    return found


def now(incident: Incident, by: ActingPerson) -> Incident:
    with acting(by):
        return Incident.objects.get(pk=incident.pk)


def desk_of(actor: ActingPerson) -> Team:
    return Team.objects.select_related("agency").get(pk=actor.team_id or 0)


def notified(by: ActingPerson, *desks: Team, **changed: Any) -> Incident:
    incident = an_incident(by, **changed)
    with acting(by):
        actions.notify(
            incident, reasons="Harm and suspicion.", panel_reference="", desks=list(desks), by=by, at=LATER, version=1
        )
    return now(incident, by)
