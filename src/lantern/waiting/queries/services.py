"""Services: what each is for, how full it is, and how long families wait for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.http import Http404

from lantern.law.timescales import london_date, window_opened
from lantern.partnership import queries as partnership
from lantern.partnership.models import Service, Team
from lantern.waiting.estimates import Wait, wait_of
from lantern.waiting.models import ServiceVersion

LOOKS_BACK = "service-wait-window"
"""The local standard in law/ that says how far back waits are counted."""


@dataclass(frozen=True)
class Looked:
    """What somebody looks for."""

    need: str = ""
    age: int | None = None
    authority: int | None = None
    level: int | None = None
    free: bool = False


@dataclass(frozen=True)
class Given:
    """A service as it is today."""

    service: Service
    team: Team
    now: ServiceVersion | None
    helped: int
    waiting: int
    longest: int
    """Days that the first of those who wait has waited; nought when nobody does."""
    wait: Wait

    @property
    def places(self) -> int:
        return self.now.places if self.now else self.service.places

    @property
    def paused(self) -> bool:
        return bool(self.now and self.now.paused)

    @property
    def free(self) -> int:
        """Places that nobody has and nobody waits for."""
        return max(0, self.places - self.helped - self.waiting)

    @property
    def over(self) -> int:
        """Families more than there are places."""
        return max(0, self.helped - self.places)


_NEWEST = """
select distinct on (v.service_id) v.* from waiting_serviceversion v order by v.service_id, v.number desc
"""


def newest_versions() -> dict[int, ServiceVersion]:
    """What each service says of itself now, by its number. One statement."""
    return {each.service_id: each for each in ServiceVersion.objects.raw(_NEWEST)}


def services_today(*, now: dt.datetime) -> list[Given]:
    """Every service that is given today, by name. Two statements, besides what is remembered."""
    given = partnership.services()
    newest = newest_versions()
    with connection.cursor() as cursor:
        cursor.execute(
            "select service, helped, waited, waiting from access.service_load(%s, %s)",
            [now, window_opened(LOOKS_BACK, now)],
        )
        load = {row[0]: row[1:] for row in cursor.fetchall()}
    teams, today = partnership.teams(), london_date(now)
    found = []
    for each in given:
        if (each.since and each.since > today) or (each.until and each.until < today):
            continue
        helped, waited, waiting = load.get(each.pk, (0, None, None))
        waiting = waiting or []
        wait = wait_of(waited or [], waiting)
        team = teams[each.team_id]
        found.append(Given(each, team, newest.get(each.pk), helped, len(waiting), max(waiting, default=0), wait))
    return found


def fitting(given: list[Given], looked: Looked) -> list[Given]:
    """Those that help with what is looked for: who takes somebody on first, then the shortest wait."""
    found = [
        each
        for each in given
        if (not looked.need or not each.service.needs or looked.need in each.service.needs)
        and (looked.age is None or each.service.age_from <= looked.age <= each.service.age_to)
        and (looked.authority is None or looked.authority in each.service.covers)
        and (looked.level is None or looked.level in each.service.levels)
        and (not looked.free or (each.free > 0 and not each.paused))
    ]
    never = 10_000
    return sorted(
        found,
        key=lambda each: (
            each.paused,
            each.free == 0,
            each.wait.half if each.wait.half is not None else never,
            looked.need not in each.service.needs,
            each.service.name,
            each.team.name,
        ),
    )


def service_today(code: str, *, now: dt.datetime) -> Given:
    """One service as it is today. Two statements."""
    found = next((each for each in services_today(now=now) if each.service.code == code), None)
    if found is None:
        raise Http404
    return found


def versions_of(service: Service) -> list[ServiceVersion]:
    """What a service said of itself, the newest first. One statement."""
    return list(ServiceVersion.objects.filter(service=service).order_by("-number")[:50])
