"""What came in the last weeks, as the routing rules would see it: for trying rules before they are live."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from lantern.frontdoor import routing, rules
from lantern.frontdoor.models import RoutingRules
from lantern.partnership import queries as partnership
from lantern.partnership.models import Team
from lantern.spine.models import Priority

REPLAYED = dt.timedelta(weeks=4)
"""How far back rules are tried: enough for every kind of weekday and for a bad week."""
_MOST = 5000

_CAME = """
select e.reference, c.received_at, c.reasons, coalesce(r.source, '10'), c.channel, e.priority, c.immediate_danger,
       children.told,
       (select bool_or(exists (
            select 1 from spine_involvement o where o.person_id = t.person_id and o.kind = 'contact'
            and o.opened_at < c.received_at and o.opened_at >= c.received_at - make_interval(days => %(window)s)))
        from frontdoor_reportedperson t where t.contact_id = e.id and t.part = 'child' and t.person_id is not null)
from spine_episode e
join frontdoor_contact c on c.episode_ptr_id = e.id
left join frontdoor_referrer r on r.contact_id = e.id
left join lateral (
    select jsonb_agg(jsonb_build_object(
        'born', t.born_on, 'unborn', t.unborn, 'postcode', case when t.address_protected then '' else t.postcode end,
        'wards', (select array_agg(distinct w.ward_id::text) from partnership_postcodeward w
                  where w.postcode = t.postcode and not t.address_protected
                  and (w.from_date is null or w.from_date <= c.received_at::date)
                  and (w.until_date is null or w.until_date >= c.received_at::date))) order by t."order") as told
    from frontdoor_reportedperson t
    where t.contact_id = e.id and t.part = 'child'
) children on true
where e.kind = 'contact' and e.authority_id = %(area)s and e.opened_at >= %(since)s and e.opened_at <= %(now)s
  and c.channel <> 'consultation'
order by e.opened_at desc, e.id limit %(most)s
"""


@dataclass(frozen=True)
class RuleTried:
    """What one rule would have caught."""

    number: int
    rule: routing.Rule
    team: str
    fits: int
    elsewhere: Counter[str]
    """Of those, how many its team could not have had, by why."""


@dataclass(frozen=True)
class TeamTried:
    """How many contacts would have come to a team."""

    team: Team
    now: int
    then: int

    @property
    def more(self) -> int:
        return self.then - self.now


@dataclass(frozen=True)
class Replay:
    """The contacts of the last weeks, each with its team by the rules in force and by those being worked on."""

    since: dt.datetime
    placed: list[routing.Placed]
    rules: list[RuleTried] = field(default_factory=list)
    teams: list[TeamTried] = field(default_factory=list)
    cut_short: bool = False

    @property
    def moved(self) -> int:
        """How many would have come to another team."""
        return sum(each.moves for each in self.placed)

    @property
    def otherwise(self) -> int:
        """How many no rule would have caught."""
        return sum(each.then.rule is None for each in self.placed)

    def behind(self, *, rule: str = "", team: str = "", when: str = "", moved: bool = False) -> list[routing.Placed]:
        """The contacts behind one number of the page."""
        found = self.placed
        if moved:
            found = [each for each in found if each.moves]
        if rule.isdecimal():
            found = [each for each in found if each.then.number == int(rule)]
        if team:
            found = [each for each in found if (each.now if when == "now" else each.then).team.code == team]
        return found


def replay(authority_id: int, versions: routing.Versions, *, now: dt.datetime) -> Replay:
    """Try the rules being worked on: two statements, whatever they ask for.

    Only what the reader may see is counted. How urgent a contact is, is read as it stands now; who its children are,
    too.
    """
    since = now - REPLAYED
    staffed = routing.staffed(authority_id, now.astimezone(partnership.LONDON).date())
    with connection.cursor() as cursor:
        cursor.execute(
            _CAME,
            {
                "area": authority_id,
                "since": since,
                "now": now,
                "window": (now - rules.recontact_since(now)).days,
                "most": _MOST + 1,
            },
        )
        rows = cursor.fetchall()
    placed = [_placed(authority_id, row, versions, staffed) for row in rows[:_MOST]]
    return Replay(
        since=since,
        placed=placed,
        rules=_by_rule(versions.worked_on, placed),
        teams=_by_team(authority_id, placed),
        cut_short=len(rows) > _MOST,
    )


def _placed(authority_id: int, row: tuple[Any, ...], versions: routing.Versions, staffed: set[int]) -> routing.Placed:
    children = json.loads(row[7]) if isinstance(row[7], str) else row[7] or []
    arrived: dt.datetime = row[1]
    on = arrived.astimezone(partnership.LONDON).date()
    known = routing.Known(
        authority_id=authority_id,
        arrived_at=arrived,
        reasons=tuple(row[2]),
        source=row[3],
        channel=row[4],
        urgency=Priority(row[5]).variant if row[5] else "red" if row[6] else "none",
        postcodes=tuple(each["postcode"] for each in children if each["postcode"]),
        wards=tuple(ward for each in children for ward in each["wards"] or ()),
        ages=tuple(routing.years(dt.date.fromisoformat(each["born"]), on) for each in children if each["born"]),
        unborn=any(each["unborn"] for each in children),
        again=row[8],
    )
    return routing.Placed(
        reference=row[0],
        known=known,
        now=routing.place(versions.in_force, known, staffed=staffed),
        then=routing.place(versions.worked_on, known, staffed=staffed),
    )


def _by_rule(listed: Sequence[routing.Rule], placed: Sequence[routing.Placed]) -> list[RuleTried]:
    names = {team.code: team.name for team in partnership.teams().values()}
    tried = []
    for number, rule in enumerate(listed, 1):
        caught = [each.then for each in placed if each.then.number == number]
        elsewhere = Counter(each.not_there for each in caught if each.not_there)
        tried.append(RuleTried(number, rule, names.get(rule.team, rule.team), len(caught), elsewhere))
    return tried


def _by_team(authority_id: int, placed: Sequence[routing.Placed]) -> list[TeamTried]:
    now, then = Counter(each.now.team.pk for each in placed), Counter(each.then.team.pk for each in placed)
    return [TeamTried(team, now[team.pk], then[team.pk]) for team in routing.receiving(authority_id)]


def routing_history(authority_id: int) -> list[RoutingRules]:
    """Every version of an area's rules, the newest first. One statement."""
    return list(RoutingRules._default_manager.filter(authority_id=authority_id).order_by("-number")[:200])
