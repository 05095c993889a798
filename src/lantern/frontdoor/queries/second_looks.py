"""Second looks: what was drawn and waits, and what send-backs and second looks say about the work.

Numbers about one worker are for that worker and for whoever manages their team: nobody else is given them.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.access.roles import ROLES
from lantern.frontdoor.models import DrawnWeek, SecondLook
from lantern.frontdoor.permissions import SIGN_OFF
from lantern.frontdoor.queries.demand import Period
from lantern.interface.display import london_date
from lantern.law.codes import code_set

SHOWN_WEEKS = 6
"""Weeks of draws that are shown whole; of older ones only what still waits."""

AT_MOST = 300
"""Lines of the page of draws."""


@dataclass(frozen=True)
class DrawnLine:
    """A contact that was drawn. No child's name: whoever opens it is recorded as having looked."""

    reference: str
    authority_id: int
    week: dt.date
    why: Sequence[str]
    found: str
    then: str
    looked_by: str
    looked_at: dt.datetime | None
    finished_at: dt.datetime | None
    decided_by_id: int | None
    signed_off_by_id: int | None
    outcomes: Sequence[str]
    level: int | None

    def is_their_own(self, user_id: int | None) -> bool:
        """Whether this reader decided it or signed it off."""
        return user_id is not None and user_id in (self.decided_by_id, self.signed_off_by_id)


@dataclass
class Draw:
    """What was drawn of one week: how many of how many, and the lines the reader may see."""

    week: dt.date
    finished: int = 0
    drawn: int = 0
    lines: list[DrawnLine] = field(default_factory=list)

    @property
    def last(self) -> dt.date:
        return self.week + dt.timedelta(days=6)

    @property
    def waiting(self) -> int:
        return sum(1 for line in self.lines if not line.found)


_DRAWN = """
select e.reference, s.authority_id, s.week, s.why, s.found, s."then", coalesce(u.display_name, ''), s.looked_at,
       e.closed_at, coalesce(s.decided_by_id, c.decided_by_id), coalesce(s.signed_off_by_id, c.signed_off_by_id),
       coalesce(d.outcomes, '{}'), d.level
from frontdoor_secondlook s
join spine_episode e on e.id = s.episode_id
join frontdoor_contact c on c.episode_ptr_id = s.episode_id
left join access_user u on u.id = s.looked_by_id
left join lateral (
    select array_agg(distinct d.outcome) as outcomes, max(d.level) as level from frontdoor_childdecision d
    where d.contact_id = s.episode_id and d.current
) d on true
where s.authority_id = any(%(authorities)s::smallint[]) and (s.week >= %(since)s or s.found = '')
order by s.week desc, (s.found <> ''), s.weight desc, e.reference
limit %(at_most)s
"""


def draws_for(by: ActingPerson, *, now: dt.datetime, authorities: Sequence[int] = ()) -> list[Draw]:
    """The draws of the last weeks and whatever still waits of older ones, newest week first. Two statements."""
    areas = list(authorities or by.authorities)
    since = london_date(now) - dt.timedelta(weeks=SHOWN_WEEKS)
    found: dict[dt.date, Draw] = {}
    for week in DrawnWeek.objects.filter(authority_id__in=areas, week__gte=since):
        draw = found.setdefault(week.week, Draw(week.week))
        draw.finished += week.finished
        draw.drawn += week.drawn
    with connection.cursor() as cursor:
        cursor.execute(_DRAWN, {"authorities": areas, "since": since, "at_most": AT_MOST})
        for row in cursor.fetchall():
            line = DrawnLine(*row)
            found.setdefault(line.week, Draw(line.week)).lines.append(line)
    return sorted(found.values(), key=lambda draw: draw.week, reverse=True)


def second_look_at(episode_id: uuid.UUID) -> SecondLook:
    """The newest draw of a contact. Raises Http404 where it was never drawn. One statement."""
    found = SecondLook.objects.filter(episode_id=episode_id).select_related("looked_by").order_by("-week").first()
    if found is None:
        raise Http404
    return found


# ---- what send-backs and second looks say ------------------------------------------------------------------------

KINDS = ("sent_back", "otherwise", "agreed")
"""What was said of a decision: by the manager it waited for, or by whoever looked at it later."""

_SAID = """
said as materialized (
    select 'sent_back' as kind, s.episode_id, s.team_id, s.decided_by_id, s.themes, s.at
    from frontdoor_sentback s
    where s.authority_id = any(%(authorities)s::smallint[]) and s.at >= %(since)s and s.at < %(until)s
    union all
    select l.found, l.episode_id, l.team_id, l.decided_by_id, l.themes, l.looked_at
    from frontdoor_secondlook l
    where l.authority_id = any(%(authorities)s::smallint[]) and l.looked_at >= %(since)s and l.looked_at < %(until)s
)"""

# Of a worker only whoever manages their team is told, and they themselves.
_OURS = """
ours as materialized (
    select holder_id from partnership_post
    where %(manages)s and team_id = %(team)s and holder_id is not null and role = any(%(worker_roles)s)
    union select %(me)s::integer
)"""

_LINES = """
    select 'total' as name, '' as key
    union all select 'theme', unnest(said.themes)
    union all select 'team', said.team_id::text
    union all select 'month', date_trunc('month', said.at at time zone 'Europe/London')::date::text
    union all select 'worker', said.decided_by_id::text where said.decided_by_id in (select holder_id from ours)
"""

_PRACTICE = f"""
with {_SAID}, {_OURS}
select line.name, line.key, said.kind, count(*), max(case when line.name = 'worker' then u.display_name end)
from said cross join lateral ({_LINES}) line
left join access_user u on line.name = 'worker' and u.id = said.decided_by_id
group by 1, 2, 3
"""  # noqa: S608 - our own words

_PRACTICE_BEHIND = f"""
with {_SAID}, {_OURS}
select said.kind, e.reference, said.at, said.themes, said.team_id, e.state
from said join spine_episode e on e.id = said.episode_id
where (%(kind)s = '' or said.kind = %(kind)s)
and (%(line)s = '' or exists (select 1 from ({_LINES}) line where line.name = %(line)s and line.key = %(key)s))
order by said.at desc, e.reference
limit 200
"""  # noqa: S608 - our own words


@dataclass(frozen=True)
class PracticeFilter:
    """What is asked for. Stands in the address: codes and numbers only, never a name."""

    period: str = "12_months"
    authority: str = ""
    by: str = ""
    key: str = ""
    kind: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str], by: ActingPerson) -> PracticeFilter:
        """From the address. What makes no sense is left out rather than refused."""
        area, line = asked.get("authority", ""), asked.get("by", "")
        known = line in ("theme", "team", "month", "worker")
        return cls(
            period=asked["period"] if asked.get("period") in ("3_months", "12_months") else "12_months",
            authority=area if area in {str(one) for one in by.authorities} else "",
            by=line if known else "",
            key=asked.get("key", "")[:40].replace("\0", "") if known else "",
            kind=asked["kind"] if asked.get("kind") in KINDS else "",
        )

    def address(self, **changes: str) -> str:
        """The query string of this with something changed."""
        wanted = {**self.__dict__, **changes}
        return f"?{urlencode({name: value for name, value in wanted.items() if value})}"


@dataclass
class Said:
    """How often something was said of decisions of one line."""

    key: str
    name: str = ""
    sent_back: int = 0
    otherwise: int = 0
    agreed: int = 0

    @property
    def looked_at(self) -> int:
        return self.otherwise + self.agreed

    @property
    def asked_again(self) -> int:
        return self.sent_back + self.otherwise


@dataclass(frozen=True)
class Practice:
    """What was said of the decisions of a period, by theme, team, month and, for whoever may know, worker."""

    period: Period
    total: Said
    lines: dict[str, dict[str, Said]]


def _asked(by: ActingPerson, asked: PracticeFilter, now: dt.datetime) -> dict[str, Any]:
    period = Period.ending(asked.period, london_date(now))
    return {
        "authorities": [int(asked.authority)] if asked.authority else list(by.authorities),
        "since": period.since,
        "until": period.until,
        "team": by.team_id,
        "me": by.user_id,
        "manages": bool(by.may(SIGN_OFF)),
        "worker_roles": [role.code for role in ROLES.values() if SIGN_OFF not in role.permissions],
    }


def practice_of(by: ActingPerson, asked: PracticeFilter, *, now: dt.datetime) -> Practice:
    """Counts of what managers and second looks said, one statement however long the period."""
    lines: dict[str, dict[str, Said]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_PRACTICE, _asked(by, asked, now))
        for name, key, kind, number, worker in cursor.fetchall():
            said = lines.setdefault(name, {}).setdefault(key, Said(key))
            setattr(said, kind, number)
            said.name = worker or said.name
    total = lines.pop("total", {}).get("", Said(""))
    return Practice(Period.ending(asked.period, london_date(now)), total, lines)


@dataclass(frozen=True)
class PracticeBehind:
    """One contact behind a number."""

    kind: str
    reference: str
    at: dt.datetime
    themes: Sequence[str]
    team_id: int
    state: str


def practice_behind(by: ActingPerson, asked: PracticeFilter, *, now: dt.datetime) -> list[PracticeBehind]:
    """The contacts behind one number, newest first, at most 200. One statement."""
    wanted = _asked(by, asked, now) | {"kind": asked.kind, "line": asked.by, "key": asked.key}
    with connection.cursor() as cursor:
        cursor.execute(_PRACTICE_BEHIND, wanted)
        return [PracticeBehind(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class SaidToMe:
    """What was said of a worker's own decision, for that worker."""

    kind: str
    reference: str
    at: dt.datetime
    themes: Sequence[str]
    words: str
    level: int | None
    then: str


_MINE = """
select * from (
    select 'sent_back' as kind, e.reference, s.at, s.themes, coalesce(n.text, '') as words, null::smallint as level,
           '' as "then"
    from frontdoor_sentback s join spine_episode e on e.id = s.episode_id
    left join spine_event v on v.episode_id = s.episode_id and v.kind = 'contact_sent_back' and v.happened_at = s.at
    left join spine_eventnote n on n.event_id = v.id
    where s.authority_id = any(%(authorities)s::smallint[]) and s.decided_by_id = %(me)s and s.at >= %(since)s
    union all
    select l.found, e.reference, l.looked_at, l.themes, l.missed, l.level, l."then"
    from frontdoor_secondlook l join spine_episode e on e.id = l.episode_id
    where l.authority_id = any(%(authorities)s::smallint[]) and l.decided_by_id = %(me)s and l.looked_at >= %(since)s
) mine order by at desc limit 200
"""


def said_to(by: ActingPerson, *, now: dt.datetime) -> list[SaidToMe]:
    """What managers and second looks said of the reader's own decisions in 12 months, newest first. One statement."""
    since = Period.ending("12_months", london_date(now)).since
    with connection.cursor() as cursor:
        cursor.execute(_MINE, {"authorities": list(by.authorities), "me": by.user_id, "since": since})
        return [SaidToMe(*row) for row in cursor.fetchall()]


def theme_label(code: str) -> str:
    return code_set("practice_theme").label(code)
