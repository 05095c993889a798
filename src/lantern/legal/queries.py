"""What pages and papers read of the way to court. Each is one SQL statement unless it says otherwise."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.http import Http404
from django.utils import timezone

from lantern.access.people_acting import ActingPerson
from lantern.legal.models import Change, Extension, Hearing, LegalPlanning, Letter
from lantern.legal.states import LETTER, READY
from lantern.people.from_json import moment_from

SHOWN = 300
"""Children of one page: more than any authority has before court."""


def planning_for(reference: str, *, by: ActingPerson) -> LegalPlanning:
    """One child's legal planning with the child, team and worker, for whoever works with the authority's records."""
    found = (
        LegalPlanning.objects.select_related("child", "owner_team", "worker", "because_of")
        .filter(reference=reference.upper(), authority_id__in=by.authorities)
        .first()
    )
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Running:
    """A clock: by when, when it stopped, and why late."""

    timescale: str
    due_at: dt.datetime
    stopped_at: dt.datetime | None
    late_reason: str

    @property
    def was_late(self) -> bool:
        return self.stopped_at is not None and self.stopped_at > self.due_at


@dataclass(frozen=True)
class Said:
    """Why it waited, as somebody said it."""

    stage: str
    turn: str
    why: str
    until: dt.date
    said_at: dt.datetime
    by: str


@dataclass(frozen=True)
class Choice:
    """What a meeting decided about the child, and why."""

    outcome: str
    reasons: str
    details: dict[str, Any]
    by: str
    made_at: dt.datetime
    meeting: str


@dataclass(frozen=True)
class Met:
    """A meeting of this child on the way to court."""

    kind: str
    reference: str
    state: str
    starts_at: dt.datetime


@dataclass(frozen=True)
class Beside:
    """What stands beside one child's legal planning."""

    letter: Letter | None
    changes: list[Change]
    delays: list[Said]
    clocks: list[Running]
    decisions: list[Choice]
    meetings: list[Met]
    siblings: list[tuple[str, str, str]]
    """Reference, name and state of brothers' and sisters' legal planning that is open."""
    hearings: list[Hearing] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)

    def clock(self, timescale: str) -> Running | None:
        return next((each for each in self.clocks if each.timescale == timescale), None)

    def standing(self) -> list[Change]:
        return [each for each in self.changes if not each.dropped]

    def met(self) -> list[Change]:
        return [each for each in self.standing() if each.found == Change.Found.MET]

    def same_stage(self) -> list[tuple[str, str]]:
        """Brothers and sisters whose letter is not sent either: reference and name."""
        return [(reference, name) for reference, name, state in self.siblings if state in (LETTER, READY)]


_BESIDE = """
select
 (select to_jsonb(l) from legal_letter l where l.episode_id = %(episode)s),
 (select json_agg(to_jsonb(c) order by c.number) from legal_change c where c.episode_id = %(episode)s),
 (select json_agg(json_build_array(d.stage, d.turn, d.why, d.until, d.said_at, d.said_by_name) order by d.said_at desc)
    from legal_delay d where d.episode_id = %(episode)s),
 (select json_agg(json_build_array(k.timescale, k.due_at, k.stopped_at, k.late_reason) order by k.started_at, k.due_at)
    from spine_clock k where k.episode_id = %(episode)s),
 (select json_agg(json_build_array(d.outcome, d.reasons, d.details, d.by_name, d.made_at, e.reference)
    order by d.made_at)
    from meetings_decided d join meetings_meeting m on m.episode_ptr_id = d.episode_id
    join spine_episode e on e.id = d.episode_id
    where d.person_id = %(child)s and d.current and m.meeting_kind = 'legal_planning_meeting'
      and d.made_at >= %(since)s and (%(until)s::timestamptz is null or d.made_at <= %(until)s)),
 (select json_agg(json_build_array(m.meeting_kind, e.reference, e.state, m.starts_at) order by m.starts_at desc)
    from spine_involvement i join meetings_meeting m on m.episode_ptr_id = i.episode_id
    join spine_episode e on e.id = i.episode_id
    where i.person_id = %(child)s and i.kind = 'meeting' and e.state <> 'called_off'
      and m.meeting_kind in ('legal_planning_meeting', 'pre_proceedings_meeting') and m.starts_at >= %(day)s),
 (select json_agg(json_build_array(e.reference, p.name, e.state) order by p.born_on nulls last, p.id)
    from legal_legalplanning s join spine_episode e on e.id = s.episode_ptr_id
    join people_person p on p.id = s.child_id
    where s.family = %(family)s and s.episode_ptr_id <> %(episode)s and e.closed_at is null),
 (select json_agg(to_jsonb(h) order by h.on, h.number) from legal_hearing h where h.episode_id = %(episode)s),
 (select json_agg(to_jsonb(x) order by x.noted_at) from legal_extension x where x.episode_id = %(episode)s)
"""


def beside(planning: LegalPlanning) -> Beside:
    """The letter, what must change, delays, clocks, decisions, meetings, brothers and sisters. One statement."""
    facts = {
        "episode": planning.pk,
        "child": planning.child_id,
        "family": planning.family,
        "since": planning.opened_at,
        "until": planning.closed_at,
        "day": planning.opened_at.replace(hour=0, minute=0),
    }
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE, facts)
        row = cursor.fetchone() or ()
    letter, changes, delays, running, decisions, meetings, siblings, hearings, extensions = (
        json.loads(each) if isinstance(each, str) else each for each in row
    )
    return Beside(
        letter=_letter(letter) if letter else None,
        changes=[_change(each) for each in changes or []],
        delays=[
            Said(each[0], each[1], each[2], dt.date.fromisoformat(each[3]), moment_from(each[4]), each[5])
            for each in delays or []
        ],
        clocks=[Running(each[0], moment_from(each[1]), moment_from(each[2]), each[3] or "") for each in running or []],
        decisions=[
            Choice(each[0], each[1], each[2], each[3], moment_from(each[4]), each[5]) for each in decisions or []
        ],
        meetings=[Met(each[0], each[1], each[2], moment_from(each[3])) for each in meetings or []],
        siblings=[(each[0], each[1], each[2]) for each in siblings or []],
        hearings=[_with(Hearing, each, days=("on",)) for each in hearings or []],
        extensions=[_with(Extension, each, days=("granted_on", "until")) for each in extensions or []],
    )


def _letter(told: dict[str, Any]) -> Letter:
    return Letter(**told | {"sent_at": moment_from(told["sent_at"])})


def _with[M: (Hearing, Extension)](kind: type[M], told: dict[str, Any], *, days: tuple[str, ...]) -> M:
    dated = {name: dt.date.fromisoformat(told[name]) for name in days}
    return kind(**told | dated | {"noted_at": moment_from(told["noted_at"])})


def _change(told: dict[str, Any]) -> Change:
    days = {name: dt.date.fromisoformat(told[name]) if told[name] else None for name in ("by_when", "noted_on")}
    return Change(**told | days)


@dataclass(frozen=True)
class Line:
    """One child on the managers' page."""

    reference: str
    child: str
    state: str
    opened_at: dt.datetime
    stage_since: dt.datetime
    closed_at: dt.datetime | None
    letter_at: dt.datetime | None
    due_at: dt.datetime | None
    due: str
    turn: str
    worker: str
    team: str
    extended: int
    ended_as: str
    changes: int
    met: int
    why: str
    """Why it waits, as it was said last at this stage; empty where nobody has."""
    until: dt.date | None
    weeks_end: dt.datetime | None
    """When the sixteen weeks, or what they were extended to, are over."""
    unexplained: bool
    """Late, and nobody has said why; or the day that was named has gone by."""
    hearing: str
    """The next day in court that is listed: its kind."""
    hearing_on: dt.date | None
    court_ends: dt.datetime | None
    """When the weeks of proceedings, or what the court extended them to, are over."""


_LINES = """
select e.reference, p.name, e.state, e.opened_at, l.stage_since, e.closed_at, l.letter_at, e.next_due_at, e.next_due,
  l.turn, coalesce(u.display_name, ''), t.name, l.extended, l.ended_as,
  (select count(*) from legal_change c where c.episode_id = e.id and not c.dropped),
  (select count(*) from legal_change c where c.episode_id = e.id and not c.dropped and c.found = 'met'),
  coalesce(d.why, ''), d.until,
  (select k.due_at from spine_clock k where k.episode_id = e.id and k.timescale = 'pre-proceedings' limit 1),
  coalesce(e.next_due_at < %(now)s and (d.until is null or d.until < %(today)s), false),
  coalesce(h.kind, ''), h.on,
  (select k.due_at from spine_clock k where k.episode_id = e.id and k.timescale = 'care-proceedings' limit 1)
from legal_legalplanning l join spine_episode e on e.id = l.episode_ptr_id
join people_person p on p.id = l.child_id
join partnership_team t on t.id = e.owner_team_id
left join access_user u on u.id = e.worker_id
left join lateral (select d.why, d.until from legal_delay d where d.episode_id = e.id and d.stage = e.state
                   order by d.said_at desc limit 1) d on true
left join lateral (select h.kind, h.on from legal_hearing h where h.episode_id = e.id and h.state = 'listed'
                   order by h.on limit 1) h on true
where {narrowed}
order by {order} limit {shown}
"""


def _lines(narrowed: str, order: str, facts: dict[str, Any]) -> list[Line]:
    with connection.cursor() as cursor:
        cursor.execute(_LINES.format(narrowed=narrowed, order=order, shown=SHOWN), facts)
        return [Line(*row) for row in cursor.fetchall()]


def _when(now: dt.datetime) -> dict[str, Any]:
    return {"now": now, "today": timezone.localdate(now)}


def tracked(*, by: ActingPerson, now: dt.datetime) -> list[Line]:
    """Every child on the way to court whom the reader may see, the longest first. One statement."""
    return _lines(
        "e.kind = 'legal_planning' and e.closed_at is null and e.authority_id = any(%(authorities)s)",
        "e.opened_at",
        {"authorities": list(by.authorities), **_when(now)},
    )


def of_people(people: Sequence[uuid.UUID], *, now: dt.datetime) -> list[Line]:
    """The legal planning of these people (records of one child), what is open first. One statement."""
    return _lines(
        "l.child_id = any(%(people)s)",
        "e.closed_at is not null, e.opened_at desc",
        {"people": list(people), **_when(now)},
    )


@dataclass(frozen=True)
class Unasked:
    """A child for whom an assessment ended in "legal advice", and nobody has asked for any since."""

    child: str
    reference: str
    assessment: str
    since: dt.datetime
    team: str


_UNASKED = """
select p.name, p.reference, e.reference, s.authorised_at, t.name
from protection_assessment s join spine_episode e on e.id = s.episode_ptr_id
join spine_involvement i on i.episode_id = e.id and i.part = 'child'
join people_person p on p.id = i.person_id
join partnership_team t on t.id = e.owner_team_id
where e.authority_id = any(%(authorities)s) and s.outcome = 'care' and s.authorised_at >= %(since)s
  and not exists (select 1 from legal_legalplanning l join spine_episode o on o.id = l.episode_ptr_id
                  where l.child_id = p.id and (o.closed_at is null or o.opened_at >= s.authorised_at))
order by s.authorised_at limit 50
"""


def unasked(*, by: ActingPerson, since: dt.datetime) -> list[Unasked]:
    """Children who should have a legal planning meeting and for whom nobody has asked. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_UNASKED, {"authorities": list(by.authorities), "since": since})
        return [Unasked(*row) for row in cursor.fetchall()]
