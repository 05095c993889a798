"""What pages and minutes read of meetings. Each is one SQL statement, however much was said."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.meetings.kinds import AgendaLine, meeting_kind
from lantern.meetings.models import Agreed, Decided, Invitation, Meeting, Said, Seat
from lantern.meetings.states import CALLED, RUNNING
from lantern.people.from_json import person_from
from lantern.people.models import Person
from lantern.spine import together

SHOWN = 100
"""Rows of a list of finished things; open ones are all shown."""


@dataclass(frozen=True)
class Sent:
    """How far an agency's invitation is."""

    id: uuid.UUID
    reference: str
    agency: str
    state: str
    coming: str
    coming_name: str
    coming_note: str
    report_asked: bool
    report: dict[str, str]
    report_by_name: str
    report_at: dt.datetime | None
    report_due_at: dt.datetime | None

    @property
    def says(self) -> str:
        """Whether they come, in words."""
        answer = Invitation.Coming(self.coming).label if self.coming else "Has not answered yet"
        return f"{answer}: {self.coming_name}" if self.coming_name else answer


@dataclass(frozen=True)
class Table:
    """Everything that belongs to one meeting."""

    children: list[Person]
    seats: list[Seat]
    said: list[Said]
    agreed: list[Agreed]
    decided: list[Decided]
    sent: dict[uuid.UUID, Sent]
    agenda: list[AgendaLine] = field(default_factory=list)
    """What it goes through one by one, while it is not over."""

    def there(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.is_there]

    def seat(self, identifier: str) -> Seat | None:
        """The seat with this id, as a form posts it."""
        return next((seat for seat in self.seats if str(seat.pk) == identifier), None)

    def said_by(self, seat: Seat) -> list[Said]:
        return [line for line in self.said if line.seat_id == seat.pk]

    def names(self) -> str:
        return ", ".join(child.name for child in self.children)


_TABLE = """
select
 (select json_agg(to_jsonb(p) order by p.born_on nulls last, p.id) from people_person p where p.id in (
    select i.person_id from spine_involvement i where i.episode_id = %(meeting)s and i.part = 'child')),
 (select json_agg(to_jsonb(s) order by s.number) from meetings_seat s where s.episode_id = %(meeting)s),
 (select json_agg(to_jsonb(l) order by l.written_at, l.id) from meetings_said l where l.episode_id = %(meeting)s
    and not exists (select 1 from meetings_said n where n.replaces_id = l.id)),
 (select json_agg(to_jsonb(a) order by a.due_at, a.id) from meetings_agreed a where a.episode_id = %(meeting)s),
 (select json_agg(to_jsonb(d) order by d.id) from meetings_decided d where d.episode_id = %(meeting)s and d.current),
 (select json_agg(json_build_array(e.id, e.reference, a.name, e.state, v.coming, v.coming_name, v.coming_note,
        v.report_asked, v.report, v.report_by_name, v.report_at, e.next_due_at))
    from spine_episode e join meetings_invitation v on v.episode_ptr_id = e.id
    join partnership_agency a on a.id = e.partner_agency_id
    where e.because_of_id = %(meeting)s and e.kind = 'invitation'),
 (select json_agg(to_jsonb(g)) from ({agenda}) g (child, what, who, due_on, now, route, reference))
"""
_NO_AGENDA = "select '', '', '', null::date, '', '', '' where false"


def table_of(meeting: Meeting) -> Table:
    """Children, seats, what was said, agreed and decided, and how far each invitation is. One statement."""
    agenda = meeting_kind(meeting.meeting_kind).agenda if meeting.state in (CALLED, RUNNING) else ""
    told = together.read(_TABLE.replace("{agenda}", agenda or _NO_AGENDA), {"meeting": meeting.pk})
    children, seats, said, agreed, decided, sent, goes_through = told
    return Table(
        children=[person_from(each) for each in children],
        seats=together.rows(Seat, seats),
        said=together.rows(Said, said),
        agreed=together.rows(Agreed, agreed),
        decided=together.rows(Decided, decided),
        sent={each.id: each for each in map(_sent, sent)},
        agenda=[AgendaLine(**each | {"due_on": _day(each["due_on"])}) for each in goes_through],
    )


def _day(told: str | None) -> dt.date | None:
    return dt.date.fromisoformat(told) if told else None


def _moment(told: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(told) if told else None


def _sent(told: Sequence[Any]) -> Sent:
    return Sent(
        id=uuid.UUID(told[0]),
        reference=told[1],
        agency=told[2],
        state=told[3],
        coming=told[4],
        coming_name=told[5],
        coming_note=told[6],
        report_asked=told[7],
        report=told[8] or {},
        report_by_name=told[9],
        report_at=_moment(told[10]),
        report_due_at=_moment(told[11]),
    )


def meeting_for(reference: str, *, by: ActingPerson) -> Meeting:
    """One meeting, for whoever works with the records of its authority. Missing and forbidden look the same. One
    statement.
    """
    found = Meeting.objects.filter(reference=reference.upper(), authority_id__in=by.authorities).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Line:
    """A meeting in a list."""

    reference: str
    meeting_kind: str
    state: str
    starts_at: dt.datetime
    began_at: dt.datetime | None
    due_at: dt.datetime | None
    children: list[str]
    team: str
    there: int
    asked: int
    reports_waiting: int
    outcomes: list[tuple[str, str]]
    """Child's name and outcome code, where it decided."""


_LINES = """
select e.reference, m.meeting_kind, e.state, m.starts_at, m.began_at, e.next_due_at,
  (select coalesce(array_agg(p.name order by p.born_on nulls last, p.id), '{{}}') from spine_involvement i
     join people_person p on p.id = i.person_id where i.episode_id = e.id and i.part = 'child'),
  t.name,
  (select count(*) from meetings_seat s where s.episode_id = e.id and s.attendance in ('here', 'joined')),
  (select count(*) from meetings_seat s where s.episode_id = e.id),
  (select count(*) from spine_episode v join meetings_invitation n on n.episode_ptr_id = v.id
     where v.because_of_id = e.id and v.kind = 'invitation' and v.state = 'invited' and n.report_asked),
  (select coalesce(json_agg(json_build_array(p.name, d.outcome) order by p.born_on nulls last, p.id), '[]')
     from meetings_decided d join people_person p on p.id = d.person_id where d.episode_id = e.id and d.current)
from spine_episode e join meetings_meeting m on m.episode_ptr_id = e.id
join partnership_team t on t.id = e.owner_team_id
where e.kind = 'meeting' and {narrowed}
order by {order} limit {limit}
"""


def _lines(narrowed: str, order: str, facts: dict[str, Any], limit: int = 300) -> list[Line]:
    with connection.cursor() as cursor:
        cursor.execute(_LINES.format(narrowed=narrowed, order=order, limit=limit), facts)
        rows = cursor.fetchall()
    return [_line(row) for row in rows]


def _line(row: tuple[Any, ...]) -> Line:
    decided = json.loads(row[11]) if isinstance(row[11], str) else row[11]
    reference, kind, state, starts_at, began_at, due_at, children, team, there, asked, waiting = row[:11]
    return Line(
        reference=reference,
        meeting_kind=kind,
        state=state,
        starts_at=starts_at,
        began_at=began_at,
        due_at=due_at,
        children=children,
        team=team,
        there=there,
        asked=asked,
        reports_waiting=waiting,
        outcomes=[(name, code) for name, code in decided],
    )


def open_meetings(*, by: ActingPerson, everybodys: bool = False) -> list[Line]:
    """What is called, runs or has minutes to send: of the reader's team or one it is asked to, or of every team. One
    statement.
    """
    facts = {"authorities": list(by.authorities), "team": by.team_id}
    narrowed = "e.authority_id = any(%(authorities)s) and e.closed_at is null"
    if not everybodys:
        narrowed += (
            " and (e.owner_team_id = %(team)s or exists (select 1 from meetings_seat mine"
            " where mine.episode_id = e.id and mine.team_id = %(team)s))"
        )
    return _lines(narrowed, "m.starts_at, e.id", facts)


def meetings_of(people: Sequence[uuid.UUID]) -> list[Line]:
    """Every meeting about these people (records of one child), newest first. One statement."""
    narrowed = (
        "e.id in (select i.episode_id from spine_involvement i where i.person_id = any(%(people)s)"
        " and i.kind = 'meeting')"
    )
    return _lines(narrowed, "m.starts_at desc, e.id", {"people": list(people)}, SHOWN)


@dataclass(frozen=True)
class ToDo:
    """Something agreed at a meeting that is not done yet."""

    id: uuid.UUID
    what: str
    owner: str
    due_at: dt.datetime
    reference: str
    meeting_kind: str
    children: list[str]


_TO_DO = """
select a.id, a.what, a.owner_name, a.due_at, e.reference, m.meeting_kind,
  (select coalesce(array_agg(p.name order by p.born_on nulls last, p.id), '{}') from spine_involvement i
     join people_person p on p.id = i.person_id where i.episode_id = e.id and i.part = 'child')
from meetings_agreed a join spine_episode e on e.id = a.episode_id
join meetings_meeting m on m.episode_ptr_id = e.id
where a.authority_id = any(%(authorities)s) and a.done_at is null
  and (a.team_id = %(team)s or e.owner_team_id = %(team)s)
order by a.due_at, a.id limit 200
"""


def to_do(*, by: ActingPerson) -> list[ToDo]:
    """What meetings of the reader's team agreed and nobody has done yet, the nearest time first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_TO_DO, {"authorities": list(by.authorities), "team": by.team_id})
        return [ToDo(*row) for row in cursor.fetchall()]


def action_for(identifier: uuid.UUID, *, by: ActingPerson) -> Agreed:
    """One agreed action, for whoever works with the records of its authority. One statement."""
    found = Agreed.objects.select_related("episode").filter(pk=identifier, authority_id__in=by.authorities).first()
    if found is None:
        raise Http404
    return found


# ---- What an agency sees --------------------------------------------------------------------------------------------

_LISTED = (
    "reference", "state", "meeting_kind", "starts_at", "subjects", "coming", "report_asked", "report_at", "next_due_at",
    "minutes_at", "authority_id", "owner_team_id", "closed_at",
)  # fmt: skip


def invitations(*, by: ActingPerson) -> list[dict[str, Any]]:
    """What the reader's agency was asked to, what is to come first. One statement."""
    if by.agency_id is None:
        return []
    found = Invitation.objects.filter(partner_agency_id=by.agency_id)
    return list(found.order_by("-starts_at").values(*_LISTED)[:SHOWN])


def invitation_for(reference: str, *, by: ActingPerson) -> Invitation:
    """One invitation, for the agency that was asked. Another agency's looks the same as none. One statement."""
    found = (
        Invitation.objects.select_related("asked_team__agency")
        .filter(reference=reference.upper(), partner_agency_id=by.agency_id)
        .first()
    )
    if found is None or by.agency_id is None:
        raise Http404
    return found
