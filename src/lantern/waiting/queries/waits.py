"""Everybody who waits: how many for whom and for how long, what became of what was asked, and who comes first."""

from __future__ import annotations

import datetime as dt
import json
import statistics
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection

from lantern.access.people_acting import ActingPerson
from lantern.law import timescales as law
from lantern.law.codes import code_set
from lantern.law.timescales import LONDON, london_date, timescale, window_opened
from lantern.partnership import queries as partnership
from lantern.partnership.models import Service, Team
from lantern.spine.models import Priority
from lantern.waiting import registry
from lantern.waiting.models import ServiceVersion
from lantern.waiting.queries.services import newest_versions

RECHECK, WINDOW = "waiting-recheck", "waits-window"
WEEKS = 9
"""Bars of a distribution: so many weeks one by one, and one for everything longer."""
SHOWN = 200
"""Children of one list."""
LOOKED_THROUGH = 1_000
"""Of those who wait in a group, how many of the longest waits are looked through for what happened meanwhile."""
FIRST = 8
"""Of those who come first, how many the overview names."""


@dataclass(frozen=True)
class Waits:
    """What a team, or one of its services, has waiting, and what became of what it was asked of late."""

    team: Team
    service: Service | None
    now: ServiceVersion | None = None
    unanswered: int = 0
    days: list[int] = field(default_factory=list)
    helped: int = 0
    stale: int = 0
    """Of those who wait, how many nobody has looked at again in time."""
    asked: int = 0
    accepted: int = 0
    declined: int = 0
    full_up: int = 0
    """Of the declined, how many because no place was free."""
    seen: int = 0
    seen_in_time: int = 0
    seen_late: int = 0

    @property
    def name(self) -> str:
        return f"{self.team.name}: {self.service.name}" if self.service else self.team.name

    @property
    def waiting(self) -> int:
        return len(self.days)

    @property
    def longest(self) -> int:
        return max(self.days, default=0)

    @property
    def weeks(self) -> list[int]:
        """How many have waited for less than one week, for one, for two …, and for longer than all of these."""
        counts = [0] * (WEEKS + 1)
        for each in self.days:
            counts[min(each // 7, WEEKS)] += 1
        return counts

    @property
    def places(self) -> int | None:
        if self.now:
            return self.now.places
        return self.service.places if self.service else None

    @property
    def paused(self) -> bool:
        return bool(self.now and self.now.paused)

    @property
    def judged(self) -> int:
        """First contacts that were made or are late: those whose time can be judged."""
        return self.seen_in_time + self.seen_late


@dataclass(frozen=True)
class Child:
    """A child who waits, as the reader may see it."""

    reference: str
    state: str
    priority: int | None
    purpose: str
    names: str
    authority_id: int
    from_team_id: int
    to_team_id: int
    service_id: int | None
    opened_at: dt.datetime
    next_due_at: dt.datetime | None
    next_due: str
    looked_at: dt.datetime | None
    stirred: str
    stirred_at: dt.datetime | None
    waits: str
    """Why it was offered, in the words of whoever offered it."""

    def days(self, now: dt.datetime) -> int:
        return (now - self.opened_at).days

    @property
    def rag(self) -> str:
        return Priority(self.priority).variant if self.priority else "none"

    @property
    def look_by(self) -> dt.datetime:
        """By when somebody looks at this child again."""
        variant = Priority(self.priority).variant if self.priority else None
        local = partnership.local_standards(self.authority_id)
        return law.due_at(RECHECK, self.looked_at or self.opened_at, variant, local)


def look_cutoffs(authorities: list[int], now: dt.datetime) -> dict[str, list[str]]:
    """For each authority the moments before which a look is too long ago: of red, of amber, and of everybody else."""
    today = london_date(now)

    def before(authority: int, variant: str | None) -> str:
        local = partnership.local_standards(authority)
        limit = timescale(RECHECK).value_on(today, variant, local).limit
        day = today - dt.timedelta(days=limit.amount or 0)
        return dt.datetime.combine(day, dt.time.min, tzinfo=LONDON).isoformat()

    return {str(each): [before(each, "red"), before(each, "amber"), before(each, None)] for each in authorities}


_WAITS = """
select team, service, unanswered, days, helped, stale, asked, accepted, declined, full_up, seen, seen_in_time, seen_late
from access.waits(%(now)s, %(since)s, %(apart)s, %(looked)s::jsonb)
"""


def waits(*, now: dt.datetime) -> list[Waits]:
    """Every team and service that the reader answers for, the longest wait first. Two statements, besides what is
    remembered. Restricted children are counted like any other.
    """
    everywhere = list(partnership.every_authority())
    asked: dict[str, Any] = {
        "now": now,
        "since": window_opened(WINDOW, now),
        "apart": registry.apart(),
        "looked": json.dumps(look_cutoffs(everywhere, now)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_WAITS, asked)
        rows = cursor.fetchall()
    teams, versions = partnership.teams(), newest_versions()
    services = {each.pk: each for each in partnership.services()}
    found: dict[tuple[int, int | None], Waits] = {}
    for team_id, service_id, *numbers in rows:
        given = [each for each in services.values() if each.team_id == team_id]
        if service_id is None and len(given) == 1:
            service_id = given[0].pk
        one = Waits(teams[team_id], services.get(service_id), versions.get(service_id), *numbers)
        before = found.get((team_id, service_id))
        found[team_id, service_id] = _together(before, one) if before else one
    return sorted(found.values(), key=lambda each: (-each.longest, -each.waiting, each.name))


def _together(one: Waits, other: Waits) -> Waits:
    added = ("unanswered", "days", "helped", "stale", "asked", "accepted", "declined", "full_up", "seen",
             "seen_in_time", "seen_late")  # fmt: skip
    return replace(one, **{name: getattr(one, name) + getattr(other, name) for name in added})


GROUPS = {"need": "Need", "age": "Age", "ward": "Ward"}
"""By what waits are put together."""
_AGES = ((1, "Under 1"), (5, "1 to 4"), (10, "5 to 9"), (16, "10 to 15"), (200, "16 and older"))
"""Ages below which a band ends."""


@dataclass(frozen=True)
class Group:
    """Children who wait and have something in common."""

    name: str
    days: list[int]
    place: int = 0
    key: str = ""
    """What the group is called in an address."""

    @property
    def waiting(self) -> int:
        return len(self.days)

    @property
    def longest(self) -> int:
        return max(self.days, default=0)

    @property
    def typical(self) -> int:
        """Half have waited for longer than this."""
        return round(statistics.median(self.days))

    @property
    def long(self) -> int:
        """How many have waited longer than the bars count one by one."""
        return sum(each >= 7 * WEEKS for each in self.days)


def waits_by(what: str, *, now: dt.datetime) -> list[Group]:
    """The children who wait, by need, age or ward: the longest wait first, ages in their order. One statement, besides
    what is remembered. Restricted children are counted, and lie in no ward.
    """
    with connection.cursor() as cursor:
        cursor.execute("select named, days from access.waits_by(%s, %s, %s)", [what, now, registry.apart()])
        rows = cursor.fetchall()
    together: dict[tuple[int, str], tuple[str, list[int]]] = {}
    for named, days in rows:
        place, name = _named(what, named)
        together.setdefault((place, name), (_key(what, place, named), []))[1].extend(days)
    found = [Group(name, days, place, key) for (place, name), (key, days) in together.items()]
    if what == "age":
        return sorted(found, key=lambda each: each.place)
    return sorted(found, key=lambda each: (-each.longest, -each.waiting, each.name))


def _named(what: str, named: str) -> tuple[int, str]:
    """A group in words, and its place among ages."""
    if what == "need":
        return 0, code_set("contact_reason").label(named) if named else "Not said by a contact"
    if what == "ward":
        ward = partnership.wards().get(int(named)) if named else None
        if ward is None:
            return 0, "Not known, or kept back"
        return 0, f"{ward.name}, {partnership.authority(ward.authority_id).short_name}"
    if not named:
        return len(_AGES), "Not known"
    return next((place, words) for place, (below, words) in enumerate(_AGES) if int(named) < below)


NOT_KNOWN = "not-known"


def _key(what: str, place: int, named: str) -> str:
    if what == "age":
        return str(place)
    return named or NOT_KNOWN


def _wanted(what: str, key: str) -> list[str]:
    """What the database calls the groups that stand under one key; nothing for a key that there is not."""
    if what == "age":
        if not key.isascii() or not key.isdecimal() or int(key) > len(_AGES):
            return []
        if int(key) == len(_AGES):
            return [""]
        above = _AGES[int(key) - 1][0] if int(key) else 0
        return [str(age) for age in range(above, _AGES[int(key)][0])]
    if key == NOT_KNOWN:
        return [""]
    if what == "ward":
        return [key] if key.isascii() and key.isdecimal() and int(key) in partnership.wards() else []
    return [key] if code_set("contact_reason").get(key) else []


@dataclass(frozen=True)
class Behind:
    """The children behind a number: those whom the reader may see, and how many there are."""

    group: Group
    children: list[Child]
    hidden: int
    """Of all, how many the reader may not open."""
    cut: bool
    """Whether only the first of them stand here."""


def waiting_in(what: str, key: str, *, now: dt.datetime) -> Behind | None:
    """The children who wait and have this need, age or ward: those to whom something happened first, then the longest
    wait. None where there is no such group. Two statements, besides what is remembered.
    """
    wanted = _wanted(what, key)
    if not wanted:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "select episode, days from access.waits_in(%s, %s, %s, %s) order by days desc, episode",
            [what, now, registry.apart(), wanted],
        )
        rows = cursor.fetchall()
    place, name = _named(what, wanted[0])
    asked = list(dict.fromkeys(episode for episode, _ in rows))
    looked = asked[:LOOKED_THROUGH]
    children = _children(_IN_GROUP, {"kinds": list(registry.stirring()), "ids": looked, "limit": SHOWN})[0]
    cut = len(asked) > len(looked) or len(children) == SHOWN
    hidden = 0 if cut else len(looked) - len(children)
    return Behind(Group(name, [days for _, days in rows], place, key), children, hidden, cut)


_CHILDREN = """
select e.reference, e.state, e.priority, h.purpose, h.subjects, e.authority_id, h.from_team_id, h.to_team_id,
       h.service_id, e.opened_at, e.next_due_at, e.next_due, h.looked_at, coalesce(s.kind, ''), s.happened_at,
       h.need_to_know, count(s.kind) over ()
from spine_episode e join spine_handoff h on h.episode_ptr_id = e.id
{how} join lateral (
    select s.kind, s.happened_at from spine_involvement i join spine_eventsubject s on s.person_id = i.person_id
    where i.episode_id = e.id and s.happened_at > greatest(e.opened_at, h.looked_at) and s.kind = any(%(kinds)s)
    order by s.happened_at desc limit 1) s on true
where e.kind = 'handoff' and e.closed_at is null and e.state in ('offered', 'accepted')
  and not h.purpose = any(%(apart)s) and {whose}
order by s.happened_at desc nulls last, e.opened_at
limit %(limit)s
"""
_OF_TEAM = _CHILDREN.format(
    how="left",
    whose="e.owner_team_id = %(team)s and (%(service)s::bigint is null or h.service_id = %(service)s"
    " or (%(unnamed)s and h.service_id is null))",
)
_IN_GROUP = _CHILDREN.format(how="left", whose="e.id = any(%(ids)s::uuid[])")
_STIRRED = _CHILDREN.format(how="", whose="e.authority_id = any(%(authorities)s::smallint[])")


def first_of_all(*, by: ActingPerson) -> tuple[list[Child], int]:
    """Children to whom something happened while they wait and at whom nobody has looked since, the latest first; and
    how many they are. One statement. Nobody for whoever works for no authority.
    """
    asked = {"kinds": list(registry.stirring()), "authorities": list(by.authorities), "limit": FIRST}
    return _children(_STIRRED, asked)


def waiting_for(team: Team, service: Service | None) -> list[Child]:
    """The children who wait for a team or one of its services, as the reader may see them: those to whom something
    happened first, then the longest wait. One statement.
    """
    alone = service is not None and [each.pk for each in partnership.services() if each.team_id == team.pk] == [
        service.pk
    ]
    asked = {
        "kinds": list(registry.stirring()),
        "team": team.pk,
        "service": service.pk if service else None,
        "unnamed": alone,
        "limit": SHOWN,
    }
    return _children(_OF_TEAM, asked)[0]


def _children(statement: str, asked: dict[str, Any]) -> tuple[list[Child], int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked | {"apart": registry.apart()})
        rows = cursor.fetchall()
    words = registry.stirring()
    found = []
    for row in rows:
        reference, state, priority, purpose, subjects, authority, sender, team, service, *times = row
        opened, due, due_what, looked, kind, stirred_at, why, _count = times
        told = json.loads(subjects) if isinstance(subjects, str) else subjects
        names = ", ".join(each["name"] for each in told if each.get("part") == "child") or "Name not known"
        who = reference, state, priority, purpose, names, authority, sender, team, service
        found.append(Child(*who, opened, due, due_what, looked, words.get(kind, ""), stirred_at, why))
    return found, rows[0][-1] if rows else 0
