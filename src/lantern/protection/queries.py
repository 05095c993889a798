"""What pages and papers read of protection. Each is one SQL statement."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.people.from_json import moment_from, person_from
from lantern.people.models import Person
from lantern.protection.models import Assessment, Enquiry
from lantern.spine.models import Episode


@dataclass(frozen=True)
class Sighting:
    """That a child was seen."""

    person_id: uuid.UUID
    seen_at: dt.datetime
    place: str
    alone: bool
    not_alone_why: str
    words: str
    noticed: str
    by: str


@dataclass(frozen=True)
class Asked:
    """A manager's question and its answer."""

    id: uuid.UUID
    question: str
    asked_by: str
    asked_at: dt.datetime
    answer: str
    answered_by: str
    answered_at: dt.datetime | None


@dataclass(frozen=True)
class Running:
    """A clock of an episode: by when, and when it stopped."""

    timescale: str
    due_at: dt.datetime
    stopped_at: dt.datetime | None
    late_reason: str

    @property
    def was_late(self) -> bool:
        return self.stopped_at is not None and self.stopped_at > self.due_at


@dataclass(frozen=True)
class Beside:
    """What stands beside an enquiry or an assessment."""

    children: list[Person]
    seen: list[Sighting]
    asked: list[Asked]
    clocks: list[Running]
    because: tuple[str, str] | None
    """Kind and reference of what it came of."""
    led_to: list[tuple[str, str, str]]
    """Kind, reference and state of what came of it."""
    worker: str

    def names(self) -> str:
        return ", ".join(child.name for child in self.children)

    def seen_of(self, child: Person) -> list[Sighting]:
        return [each for each in self.seen if each.person_id == child.pk]

    def not_seen(self) -> list[Person]:
        return [child for child in self.children if not self.seen_of(child)]

    def clock(self, timescale: str) -> Running | None:
        return next((each for each in self.clocks if each.timescale == timescale), None)

    def unanswered(self) -> list[Asked]:
        return [each for each in self.asked if each.answered_at is None]


_BESIDE = """
select
 (select json_agg(to_jsonb(p) order by p.born_on nulls last, p.id) from people_person p where p.id in (
    select i.person_id from spine_involvement i where i.episode_id = %(episode)s and i.part = 'child')),
 (select json_agg(json_build_array(s.person_id, s.seen_at, s.place, s.alone, s.not_alone_why, s.words, s.noticed,
        s.by_name)
    order by s.seen_at desc, s.id) from protection_seen s where s.episode_id = %(episode)s),
 (select json_agg(json_build_array(c.id, c.question, c.asked_by_name, c.asked_at, c.answer, c.answered_by_name,
        c.answered_at)
    order by c.asked_at, c.id) from protection_challenge c where c.episode_id = %(episode)s),
 (select json_agg(json_build_array(k.timescale, k.due_at, k.stopped_at, k.late_reason) order by k.due_at)
    from spine_clock k where k.episode_id = %(episode)s),
 (select json_build_array(b.kind, b.reference) from spine_episode b where b.id = %(because)s),
 (select json_agg(json_build_array(l.kind, l.reference, l.state) order by l.opened_at)
    from spine_episode l where l.because_of_id = %(episode)s),
 (select u.display_name from access_user u where u.id = %(worker)s)
"""


def beside(episode: Episode) -> Beside:
    """Children, when they were seen, challenges, clocks, what it came of and what came of it. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE, {"episode": episode.pk, "because": episode.because_of_id, "worker": episode.worker_id})
        row = cursor.fetchone() or ()
    told = [json.loads(each) if isinstance(each, str) and number < 6 else each for number, each in enumerate(row)]
    children, seen, asked, running, because, led_to, worker = told
    return Beside(
        children=[person_from(each) for each in children or []],
        seen=[Sighting(uuid.UUID(each[0]), moment_from(each[1]), *each[2:]) for each in seen or []],
        asked=[
            Asked(uuid.UUID(each[0]), each[1], each[2], moment_from(each[3]), each[4], each[5], moment_from(each[6]))
            for each in asked or []
        ],
        clocks=[Running(each[0], moment_from(each[1]), moment_from(each[2]), each[3] or "") for each in running or []],
        because=(because[0], because[1]) if because else None,
        led_to=[(each[0], each[1], each[2]) for each in led_to or []],
        worker=worker or "",
    )


def enquiry_for(reference: str, *, by: ActingPerson) -> Enquiry:
    """One enquiry, for whoever works with the records of its authority. One statement."""
    found = Enquiry.objects.filter(reference=reference.upper(), authority_id__in=by.authorities).first()
    if found is None:
        raise Http404
    return found


def assessment_for(reference: str, *, by: ActingPerson) -> Assessment:
    """One assessment, for whoever works with the records of its authority. One statement."""
    found = (
        Assessment.objects.select_related("because_of")
        .filter(reference=reference.upper(), authority_id__in=by.authorities)
        .first()
    )
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Line:
    """An enquiry or an assessment in a list."""

    kind: str
    reference: str
    state: str
    children: list[str]
    team: str
    worker: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    due_at: dt.datetime | None
    due: str
    outcome: str
    seen: int
    about: int
    finish_by: dt.datetime | None
    """When the clock of the whole runs out: the conference, or the assessment."""


_LINES = """
select e.kind, e.reference, e.state,
  (select coalesce(array_agg(p.name order by p.born_on nulls last, p.id), '{{}}') from spine_involvement i
     join people_person p on p.id = i.person_id where i.episode_id = e.id and i.part = 'child'),
  t.name, coalesce(u.display_name, ''), e.opened_at, e.closed_at, e.next_due_at, e.next_due,
  coalesce(q.outcome, s.outcome, ''),
  (select count(distinct v.person_id) from protection_seen v where v.episode_id = e.id),
  (select count(*) from spine_involvement i where i.episode_id = e.id and i.part = 'child'),
  (select c.due_at from spine_clock c where c.episode_id = e.id and c.timescale in ('icpc', 'assessment') limit 1)
from spine_episode e join partnership_team t on t.id = e.owner_team_id
left join access_user u on u.id = e.worker_id
left join protection_enquiry q on q.episode_ptr_id = e.id
left join protection_assessment s on s.episode_ptr_id = e.id
where {narrowed}
order by {order} limit 300
"""


def _lines(narrowed: str, order: str, facts: dict[str, Any]) -> list[Line]:
    with connection.cursor() as cursor:
        cursor.execute(_LINES.format(narrowed=narrowed, order=order), facts)
        return [Line(*row) for row in cursor.fetchall()]


def open_work(*, by: ActingPerson, everybodys: bool = False) -> list[Line]:
    """Open enquiries and assessments of the reader's team, or of every team, the nearest clock first. One statement."""
    mine = "" if everybodys else " and e.owner_team_id = %(team)s"
    return _lines(
        "e.authority_id = any(%(authorities)s) and e.kind in ('section_47', 'assessment') and e.closed_at is null"
        + mine,
        "e.next_due_at nulls last, e.opened_at",
        {"authorities": list(by.authorities), "team": by.team_id},
    )


def work_of(people: Sequence[uuid.UUID]) -> list[Line]:
    """Every enquiry and assessment of these people (records of one child), newest first. One statement."""
    return _lines(
        "e.id in (select i.episode_id from spine_involvement i where i.person_id = any(%(people)s)"
        " and i.kind in ('section_47', 'assessment'))",
        "e.closed_at is not null, e.opened_at desc",
        {"people": list(people)},
    )


def children_of_handoff(reference: str, *, by: ActingPerson) -> tuple[Episode, list[Person]]:
    """A handoff and the known children it is about. Two statements."""
    return _children_of(reference, "handoff", by)


def children_of_contact(reference: str, *, by: ActingPerson) -> tuple[Episode, list[Person]]:
    """A contact and the known children it is about. Two statements."""
    return _children_of(reference, "contact", by)


def _children_of(reference: str, kind: str, by: ActingPerson) -> tuple[Episode, list[Person]]:
    found = Episode.objects.filter(reference=reference.upper(), kind=kind, authority_id__in=by.authorities).first()
    if found is None:
        raise Http404
    children = Person.objects.filter(involvements__episode_id=found.pk, involvements__part="child").order_by(
        "born_on", "pk"
    )
    return found, list(children)
