"""The queue: the open contacts of a reader's shift, by the nearest clock, a page at a time."""

from __future__ import annotations

import datetime as dt
import functools
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db import connection

from lantern.access.people_acting import ActingPerson
from lantern.frontdoor import rules
from lantern.frontdoor.figures.likely_late import LIKELY
from lantern.frontdoor.models import Channel
from lantern.frontdoor.queries.caseload import COVERED_BY_ME
from lantern.frontdoor.states import AWAITING_SIGN_OFF, CHECKING, CONTACT, PASSING_ON, RECEIVED
from lantern.law.codes import code_set
from lantern.law.timescales import london_date
from lantern.partnership import queries as partnership
from lantern.partnership.models import TeamKind
from lantern.spine.models import Priority

PAGE = 25
"""Rows of a queue page."""

COUNTED_TO = 500
"""Counts stop here and read "500+": an exact figure is not worth a second's wait."""

VIEWS = {
    "all": "All open",
    "mine": "Mine",
    "new": "New",
    "waiting": "Waiting on agencies",
    "sign_off": "Awaiting sign-off",
    "unfinished": "Decided, not finished",
    "overdue": "Overdue",
    "likely": "Likely late",
    "other_shift": "Out of hours",
}
"""The tabs of the queue, in the order of a day's work."""


@dataclass(frozen=True)
class QueueFilter:
    """What of the queue is asked for. Stands in the address, so that a list can be sent to a colleague:

    codes only, never a name.
    """

    view: str = "all"
    priority: str = ""
    state: str = ""
    channel: str = ""
    authority: str = ""
    after: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> QueueFilter:
        """From the address. What makes no sense is left out rather than refused."""

        def known(name: str, allowed: Iterable[str], otherwise: str = "") -> str:
            value = asked.get(name, "")
            return value if value in allowed else otherwise

        return cls(
            view=known("view", VIEWS, "all"),
            priority=known("priority", ("1", "2", "3", "none")),
            state=known("state", CONTACT.states),
            channel=known("channel", Channel.values),
            authority=asked.get("authority", "") if asked.get("authority", "").isdecimal() else "",
            after=asked.get("after", "") if _cursor(asked.get("after", "")) else "",
        )

    @functools.lru_cache(maxsize=4096)  # noqa: B019 - filters are values, and a page names a dozen of their addresses
    def address(self, **changes: str) -> str:
        """The query string of this list with something changed; a change always starts again at the first page."""
        wanted = {**self.__dict__, "after": "", **changes}
        chosen = {name: value for name, value in wanted.items() if value and (name, value) != ("view", "all")}
        return f"?{urlencode(chosen)}" if chosen else "?"

    @property
    def narrows(self) -> bool:
        return bool(self.priority or self.state or self.channel or self.authority)


def _cursor(after: str) -> tuple[dt.datetime | None, uuid.UUID] | None:
    moment, _, identifier = after.partition("~")
    try:
        return (dt.datetime.fromisoformat(moment) if moment != "none" else None), uuid.UUID(identifier)
    except ValueError:
        return None


@dataclass(frozen=True)
class Shift:
    """Which teams' work a reader's queue is made of: their own, and on the other tab the shift they take over from."""

    teams: tuple[int, ...]
    other: tuple[int, ...]
    other_label: str


def shift_of(by: ActingPerson) -> Shift:
    """The hub sees its own work and what the duty team and its desks hold, a desk or the duty team the reverse,
    overseers every hub.
    """
    duty = {
        team.pk for number in by.authorities for team in partnership.teams_covering(number, TeamKind.EMERGENCY_DUTY)
    }
    hubs = {team.pk for number in by.authorities for team in partnership.teams_covering(number, TeamKind.HUB)}
    if by.team_kind == TeamKind.EMERGENCY_DUTY:
        return Shift((by.team_id or 0,), tuple(sorted(hubs)), "With the day team")
    desks = {team.pk for number in by.authorities for team in partnership.teams_covering(number, TeamKind.HUB_DESK)}
    if by.team_kind == TeamKind.HUB_DESK:
        others = sorted((hubs | duty | desks) - {by.team_id or 0})
        return Shift((by.team_id or 0,), tuple(others), "With other teams")
    if by.team_kind == TeamKind.HUB:
        label = "Out of hours and desks" if desks else "Out of hours"
        return Shift((by.team_id or 0,), tuple(sorted(duty | desks)), label)
    hubs |= desks
    return Shift(tuple(sorted(hubs)), tuple(sorted(duty)), "Out of hours")


class QueueChild(NamedTuple):
    """A child as a queue row names them."""

    name: str
    born_on: dt.date | None
    unborn: bool
    known_to: str


class QueueRow(NamedTuple):
    """One contact on the shift page."""

    id: uuid.UUID
    reference: str
    state: str
    priority: int | None
    due_at: dt.datetime | None
    due_what: str
    authority_id: int
    team_id: int
    worker: str
    channel: str
    reasons: str
    received_at: dt.datetime
    out_of_hours: bool
    immediate_danger: bool
    source: str
    children: tuple[QueueChild, ...]
    asked: int
    waiting: int
    earlier: int
    handed_over: bool
    likely_from: dt.datetime | None
    """From when on it is likely late, if that can be said."""
    usual: int
    """Minutes that half of those like it took at most."""
    ring_wish: str
    to_ring: bool
    """Whether whoever was worried waits to be rung back."""
    ring_from: dt.datetime | None
    ring_until: dt.datetime | None
    safe_times: str

    def is_likely_late(self, now: dt.datetime) -> bool:
        """Likely late, and not late yet."""
        return bool(self.likely_from and self.due_at and self.likely_from <= now < self.due_at)

    @property
    def cursor(self) -> str:
        return f"{self.due_at.isoformat() if self.due_at else 'none'}~{self.id}"


# For each team the inner select walks the partial index of open work in the order of due moments, and stops after one
# page; everything dear is done for those rows alone. Written for a million contacts: nothing here grows with the closed
# ones, nor with how much is open. The teams stand one by one, not in an array, whose length a prepared plan must guess.
_QUEUE = """
with page as materialized (
    select nearest.* from (values {teams}) team (id) cross join lateral (
        select e.id, e.reference, e.state, e.priority, e.next_due_at, e.next_due, e.authority_id, e.owner_team_id,
               e.worker_id
        from spine_episode e {join}
        where e.kind = 'contact' and e.closed_at is null and e.owner_team_id = team.id
          and e.authority_id = any(%(authorities)s::smallint[]) {where}
        order by e.next_due_at, e.id
        limit %(limit)s
    ) nearest
    order by nearest.next_due_at, nearest.id
    limit %(limit)s
)
select page.id, page.reference, page.state, page.priority, page.next_due_at, page.next_due, page.authority_id,
       page.owner_team_id, coalesce(u.display_name, ''), c.channel, c.reasons, c.received_at, c.out_of_hours,
       c.immediate_danger, coalesce(r.source, '10'),
       children.people, led.asked, led.waiting, again.contacts, led.handed_over, ahead.likely_from,
       coalesce(ahead.usual, 0), r.ring_wish, r.ring_state = 'waiting', r.ring_from, r.ring_until, r.safe_times
from page
join frontdoor_contact c on c.episode_ptr_id = page.id
left join frontdoor_referrer r on r.contact_id = page.id
left join access_user u on u.id = page.worker_id
left join lateral (
    select f.likely_from, f.usual from frontdoor_lateforecast f
    where f.episode = page.id and f.timescale = page.next_due and f.due_at = page.next_due_at limit 1
) ahead on true
left join lateral (
    select jsonb_agg(jsonb_build_object(
        'name', coalesce(p.name, nullif(trim(t.first_names || ' ' || t.last_name), ''), ''),
        'born', coalesce(p.born_on, t.born_on), 'unborn', coalesce(p.life = 'expected', t.unborn),
        'known_to', coalesce(p.birth_known_to, t.birth_known_to)) order by t."order", t.id) as people
    from frontdoor_reportedperson t left join people_person p on p.id = t.person_id
    where t.contact_id = page.id and t.part = 'child'
) children on true
left join lateral (
    select count(*) filter (where k.kind = 'check' and k.state <> 'withdrawn') as asked,
           count(*) filter (where k.kind = 'check' and k.state = 'asked') as waiting,
           coalesce(bool_or(h.purpose = 'morning_handover' and k.state = 'offered'), false) as handed_over
    from spine_episode k left join spine_handoff h on h.episode_ptr_id = k.id where k.because_of_id = page.id
) led on true
left join lateral (
    select count(distinct before.id) as contacts
    from spine_involvement mine
    cross join lateral (
        select mine.person_id as id
        union all
        select o.person_id from people_linkedrecord m
        join people_linkedrecord o on o.cluster = m.cluster and o.person_id <> m.person_id
        where m.person_id = mine.person_id
    ) person
    join spine_involvement theirs on theirs.person_id = person.id and theirs.episode_id <> page.id
         and theirs.kind = 'contact' and theirs.opened_at >= %(since)s and theirs.opened_at < c.received_at
    join spine_episode before on before.id = theirs.episode_id and before.state <> 'joined'
    where mine.episode_id = page.id and mine.part = 'child'
) again on true
order by page.next_due_at, page.id
"""

_VIEW_WHERE = {
    "all": "",
    "mine": f" and e.worker_id = any(array(select %(me)s::integer union all {COVERED_BY_ME}))",
    "new": f" and e.state = '{RECEIVED}'",
    "waiting": f" and e.state = '{CHECKING}'",
    "sign_off": f" and e.state = '{AWAITING_SIGN_OFF}'",
    "unfinished": f" and e.state = '{PASSING_ON}'",
    "overdue": " and e.next_due_at < %(now)s",
    "likely": f" and {LIKELY}",
    "other_shift": "",
}


def queue(by: ActingPerson, asked: QueueFilter, *, now: dt.datetime) -> tuple[list[QueueRow], str]:
    """One page of the reader's queue by the nearest clock, and the cursor of the next page (empty at the end).

    One statement.
    """
    shift = shift_of(by)
    where, join = _VIEW_WHERE[asked.view], ""
    teams = (shift.other if asked.view == "other_shift" else shift.teams) or (0,)
    values: dict[str, Any] = {
        **{f"team_{place}": team for place, team in enumerate(teams)},
        "authorities": [int(asked.authority)]
        if asked.authority and int(asked.authority) in by.authorities
        else list(by.authorities),
        "limit": PAGE + 1,
        "since": rules.recontact_since(now),
    }
    if asked.view == "mine":
        values |= {"me": by.user_id, "today": london_date(now)}
    if asked.view in ("overdue", "likely"):
        values["now"] = now
    if asked.priority:
        where += " and e.priority is null" if asked.priority == "none" else " and e.priority = %(priority)s"
        if asked.priority != "none":
            values["priority"] = int(asked.priority)
    if asked.state:
        where += " and e.state = %(state)s"
        values["state"] = asked.state
    if asked.channel:
        join = "join frontdoor_contact wanted on wanted.episode_ptr_id = e.id"
        where += " and wanted.channel = %(channel)s"
        values["channel"] = asked.channel
    cursor_at = _cursor(asked.after)
    if cursor_at:
        due, identifier = cursor_at
        values["after_id"] = identifier
        if due is None:
            where += " and e.next_due_at is null and e.id > %(after_id)s"
        else:
            where += " and ((e.next_due_at, e.id) > (%(after_due)s, %(after_id)s) or e.next_due_at is null)"
            values["after_due"] = due
    with connection.cursor() as cursor:
        listed = ", ".join(f"(%(team_{place})s::bigint)" for place in range(len(teams)))
        cursor.execute(_QUEUE.format(where=where, join=join, teams=listed), values)
        rows = [_queue_row(row) for row in cursor.fetchall()]
    return rows[:PAGE], rows[PAGE - 1].cursor if len(rows) > PAGE else ""


def _queue_row(row: tuple[Any, ...]) -> QueueRow:
    reasons, sources = code_set("contact_reason"), code_set("referral_source")
    people = json.loads(row[15]) if isinstance(row[15], str) else row[15] or []
    return QueueRow(
        id=row[0],
        reference=row[1],
        state=row[2],
        priority=row[3],
        due_at=row[4],
        due_what=row[5],
        authority_id=row[6],
        team_id=row[7],
        worker=row[8],
        channel=row[9],
        reasons=", ".join([reasons.label(code) for code in row[10]]),
        received_at=row[11],
        out_of_hours=row[12],
        immediate_danger=row[13],
        source=sources.label(row[14]),
        children=tuple(
            QueueChild(
                each["name"] or ("Unborn baby" if each["unborn"] else "Name not known"),
                dt.date.fromisoformat(each["born"]) if each["born"] else None,
                each["unborn"],
                each["known_to"],
            )
            for each in people
        ),
        asked=row[16],
        waiting=row[17],
        earlier=row[18],
        handed_over=row[19],
        likely_from=row[20],
        usual=row[21],
        ring_wish=row[22] or "",
        to_ring=bool(row[23]),
        ring_from=row[24],
        ring_until=row[25],
        safe_times=row[26] or "",
    )


_COUNTS = """
select {columns} from (
    select e.state, e.priority, e.worker_id, e.next_due_at, e.owner_team_id = any(%(teams)s::bigint[]) as ours,
           {likely} as likely
    from spine_episode e
    where e.kind = 'contact' and e.closed_at is null and e.owner_team_id = any(%(every)s::bigint[])
      and e.authority_id = any(%(authorities)s::smallint[])
    limit 20000
) e
"""

_COUNTED = {
    "all": "e.ours",
    "mine": f"e.ours and e.worker_id = any(array(select %(me)s::integer union all {COVERED_BY_ME}))",
    "new": f"e.ours and e.state = '{RECEIVED}'",
    "waiting": f"e.ours and e.state = '{CHECKING}'",
    "sign_off": f"e.ours and e.state = '{AWAITING_SIGN_OFF}'",
    "unfinished": f"e.ours and e.state = '{PASSING_ON}'",
    "overdue": "e.ours and e.next_due_at < %(now)s",
    "likely": "e.ours and e.likely",
    "other_shift": "not e.ours",
    "red": f"e.ours and e.priority = {Priority.RED.value}",
    "amber": f"e.ours and e.priority = {Priority.AMBER.value}",
    "green": f"e.ours and e.priority = {Priority.GREEN.value}",
    "unrated": "e.ours and e.priority is null",
}


def queue_counts(by: ActingPerson, *, now: dt.datetime) -> dict[str, int]:
    """How many contacts stand on each tab, and of each priority. One statement over open work only."""
    shift = shift_of(by)
    columns = ", ".join(f"count(*) filter (where {where})" for where in _COUNTED.values())
    values = {
        "teams": list(shift.teams),
        "every": [*shift.teams, *shift.other],
        "authorities": list(by.authorities),
        "me": by.user_id,
        "today": london_date(now),
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS.format(columns=columns, likely=LIKELY), values)
        return dict(zip(_COUNTED, cursor.fetchone(), strict=True))
