"""Choosing who is asked: a team, or one of the services it gives where it gives several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lantern.partnership import queries as partnership
from lantern.partnership.models import Team


@dataclass(frozen=True)
class Chosen:
    """A team, and which of its services is asked for."""

    team_id: int
    service_id: int | None = None


def receivers(teams: Iterable[Team], authority_id: int) -> list[tuple[str, str]]:
    """What may be chosen, for a form: each team, or each of its services where it gives more than one here."""
    found = []
    for team in teams:
        given = partnership.services_of(team.pk, authority_id)
        if len(given) > 1:
            found += [(f"{team.pk}-{each.pk}", f"{team.name}: {each.name}") for each in given]
        else:
            found.append((str(team.pk), team.name))
    return found


def chosen(value: str, authority_id: int) -> Chosen:
    """What was chosen. A team that gives one service here is asked for that one."""
    team, _, service = value.partition("-")
    if service:
        return Chosen(int(team), int(service))
    given = partnership.services_of(int(team), authority_id)
    return Chosen(int(team), given[0].pk if len(given) == 1 else None)


def in_words(team_id: int, service_id: int | None) -> str:
    """The team, and the service where one is named."""
    team = partnership.teams()[team_id].name
    service = next((each.name for each in partnership.services() if each.pk == service_id), "")
    return f"{team}: {service}" if service else team
