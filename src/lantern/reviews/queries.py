"""What pages read of serious incidents and practice reviews. Each is a stated few SQL statements.

The database shows the words only to those who are named.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import F
from django.http import Http404

from lantern.access.models import User
from lantern.access.people_acting import ActingPerson
from lantern.access.roles import ROLES
from lantern.interface.partial_dates import PartialDate
from lantern.partnership.models import Post
from lantern.people.models import Person
from lantern.reviews.models import (
    AgencyRequest,
    Appointment,
    FamilyContact,
    Incident,
    Milestone,
    NamedReader,
    PracticeReview,
    Reviewer,
    Strand,
)
from lantern.reviews.permissions import SEE_INCIDENTS
from lantern.reviews.states import ASKED
from lantern.spine import ledger

SHOWN = 200
"""Rows of a list of finished things; open ones are all shown."""


@dataclass(frozen=True)
class Line:
    """A serious incident in a list. Whoever is not named sees that it is there, how far it is, and whom to ask."""

    id: uuid.UUID
    reference: str
    state: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    due_at: dt.datetime | None
    due: str
    named: bool
    harm: str
    children: list[str]
    notified_at: dt.datetime | None
    review_decision: str
    asked: int
    returned: int
    whom_to_ask: str
    review_reference: str


_LINES = """
select e.id, e.reference, e.state, e.opened_at, e.closed_at, e.next_due_at, e.next_due,
  i.episode_ptr_id is not null, coalesce(i.harm, ''),
  case when i.episode_ptr_id is null then '{{}}' else (
    select coalesce(array_agg(p.name order by p.born_on nulls last, p.id), '{{}}') from spine_involvement v
    join people_person p on p.id = v.person_id where v.episode_id = e.id and v.part = 'child') end,
  i.notified_at, coalesce(i.review_decision, ''),
  (select count(*) from reviews_agencyrequest q where q.incident_id = e.id and q.asked_at is not null),
  (select count(*) from reviews_agencyrequest q where q.incident_id = e.id and q.returned_at is not null),
  coalesce((select string_agg(n.name, ', ' order by n.named_at, n.name) from (
     select name, named_at from reviews_namedreader n where n.episode_id = e.id and n.ended_at is null
     order by named_at limit 2) n), ''),
  coalesce((select r.reference from spine_episode r where r.because_of_id = e.id and r.kind = 'practice_review'
            order by r.opened_at desc limit 1), '')
from spine_episode e left join reviews_incident i on i.episode_ptr_id = e.id
where e.kind = 'serious_incident' and e.authority_id = any(%(authorities)s){narrowed}
order by e.closed_at is not null, e.next_due_at nulls last, e.opened_at desc limit 300
"""


def incidents(*, by: ActingPerson, people: Sequence[uuid.UUID] = ()) -> list[Line]:
    """Serious incidents of the reader's authorities, what is due first; with ``people``, only theirs. One statement."""
    narrowed = (
        " and e.id in (select v.episode_id from spine_involvement v where v.person_id = any(%(people)s)"
        " and v.kind = 'serious_incident')"
        if people
        else ""
    )
    with connection.cursor() as cursor:
        cursor.execute(_LINES.format(narrowed=narrowed), {"authorities": list(by.authorities), "people": list(people)})
        return [Line(*row) for row in cursor.fetchall()]


def incident_for(reference: str, *, by: ActingPerson) -> Incident:
    """One serious incident, for somebody who is named in it. Missing and forbidden look the same. One statement."""
    found = Incident.objects.filter(reference=reference.upper(), authority_id__in=by.authorities).first()
    if found is None:
        raise Http404
    return found


def children_of(incident_id: uuid.UUID) -> list[Person]:
    """Whom it is about. One statement."""
    return list(
        Person.objects.filter(involvements__episode_id=incident_id, involvements__part="child").order_by("born_on")
    )


def requests_of(incident_id: uuid.UUID) -> list[AgencyRequest]:
    """What each agency was told and asked, and what it gave: who has not answered first. One statement."""
    found = AgencyRequest.objects.filter(incident_id=incident_id).select_related("asked_team__agency")
    return sorted(found, key=lambda each: (each.state != ASKED, each.asked_team.agency.name))


def readers_of(incident_id: uuid.UUID) -> list[NamedReader]:
    """Who may open it, and who could once. One statement."""
    return list(NamedReader.objects.filter(episode_id=incident_id).order_by("ended_at", "named_at", "name"))


def may_be_named(authority_id: int) -> list[Post]:
    """Posts whose holders may be named: of this authority, with the permission. One statement."""
    roles = [role.code for role in ROLES.values() if SEE_INCIDENTS in role.permissions]
    found = Post.objects.filter(role__in=roles, holder__isnull=False, team__covers__contains=[authority_id])
    return list(found.select_related("holder", "team").order_by("title", "team__name"))


def holders(users: Iterable[int]) -> dict[int, User]:
    """Users by number. One statement."""
    return User.objects.in_bulk(list(users))


@dataclass(frozen=True)
class ChronologyLine:
    """One line of the chronology of a rapid review: of the record, or as an agency wrote it."""

    on: str
    """ISO, as far as it is known: lines sort by it."""
    shown: str
    what: str
    source: str
    key: bool = False
    note: str = ""


@dataclass(frozen=True)
class Chronology:
    """Everything known in the order in which it happened."""

    lines: list[ChronologyLine] = field(default_factory=list)
    sources: dict[str, int] = field(default_factory=dict)
    cut: bool = False


_MOST = 400


def chronology_of(
    people: Sequence[uuid.UUID], requests: Sequence[AgencyRequest], *, important: bool = True
) -> Chronology:
    """The record's own events about the children, and what each agency gave, in one order. ``important``: leave out
    what the record counts as routine. One statement.
    """
    entries = ledger.chronology(people, limit=_MOST, significance=2 if important else 1) if people else []
    lines = [
        ChronologyLine(
            entry.happened_at.date().isoformat(),
            PartialDate.from_iso(entry.happened_at.date().isoformat()).in_words(),
            entry.sentence,
            entry.agency or "Record",
            entry.significance >= 3,
            entry.note,
        )
        for entry in entries
    ]
    for each in requests:
        lines += [
            ChronologyLine(
                line["on"], PartialDate.from_iso(line["on"]).in_words(), line["what"], each.asked_team.agency.name
            )
            for line in each.lines
        ]
    sources: dict[str, int] = {}
    for line in lines:
        sources[line.source] = sources.get(line.source, 0) + 1
    lines.sort(key=lambda line: line.on)
    return Chronology(lines, dict(sorted(sources.items())), len(entries) == _MOST)


# ---- Practice reviews -----------------------------------------------------------------------------------------------


def review_for(reference: str, *, by: ActingPerson) -> PracticeReview:
    """One practice review, for those named in its incident. One statement."""
    found = (
        PracticeReview.objects.select_related("incident")
        .filter(reference=reference.upper(), authority_id__in=by.authorities)
        .first()
    )
    if found is None:
        raise Http404
    return found


def reviews(*, by: ActingPerson) -> list[PracticeReview]:
    """Practice reviews the reader is named in, open ones first. One statement."""
    found = PracticeReview.objects.filter(authority_id__in=by.authorities).select_related("incident")
    return list(found.order_by(F("closed_at").asc(nulls_first=True), "next_due_at", "-opened_at")[:SHOWN])


def review_of(incident_id: uuid.UUID) -> PracticeReview | None:
    """The practice review that came of an incident. One statement."""
    return PracticeReview.objects.filter(incident_id=incident_id).order_by("-opened_at").first()


@dataclass(frozen=True)
class Parts:
    """What belongs to one practice review."""

    steps: list[Milestone]
    family: list[FamilyContact]
    strands: list[Strand]

    @property
    def next_step(self) -> Milestone | None:
        return next((step for step in self.steps if step.done_on is None), None)


def parts_of(review: PracticeReview) -> Parts:
    """Steps, what was said with the family, linked reviews. Three statements."""
    return Parts(
        list(Milestone.objects.filter(review=review).order_by("due_on", "number")),
        list(FamilyContact.objects.filter(review=review).order_by("-on", "-written_at")),
        list(Strand.objects.filter(review=review).order_by("added_at")),
    )


# ---- What an agency sees --------------------------------------------------------------------------------------------

_LISTED = (
    "reference", "state", "subjects", "told_at", "asked_at", "returned_at", "next_due_at", "authority_id", "closed_at",
)  # fmt: skip


def requests_for(*, by: ActingPerson) -> list[dict[str, Any]]:
    """What the reader's agency was told and asked, what waits for an answer first. One statement."""
    if by.agency_id is None:
        return []
    found = AgencyRequest.objects.filter(partner_agency_id=by.agency_id)
    return list(found.order_by("closed_at", "next_due_at", "-told_at").values(*_LISTED)[:SHOWN])


def request_for(reference: str, *, by: ActingPerson) -> AgencyRequest:
    """One request, for the agency that was told. Another agency's looks the same as none. One statement."""
    found = (
        AgencyRequest.objects.select_related("asked_team__agency")
        .filter(reference=reference.upper(), partner_agency_id=by.agency_id)
        .first()
    )
    if found is None or by.agency_id is None:
        raise Http404
    return found


# ---- The pool, and what is before the Executive ---------------------------------------------------------------------


def pool(*, by: ActingPerson) -> list[Reviewer]:
    """Who may write a review, of the reader's partnerships, with what they have under way. Two statements."""
    found = Reviewer.objects.filter(authority_id__in=by.partnerships, left_on__isnull=True).order_by("name")
    return list(found.prefetch_related("appointments"))


def appointments(*, by: ActingPerson) -> list[Appointment]:
    """What was put to the Executive, what waits first. One statement."""
    found = Appointment.objects.filter(authority_id__in=by.partnerships).select_related("reviewer")
    return list(found.order_by(F("closed_at").asc(nulls_first=True), "-opened_at")[:SHOWN])


def appointment_for(reference: str, *, by: ActingPerson) -> Appointment:
    """One appointment. One statement."""
    found = (
        Appointment.objects.select_related("reviewer")
        .filter(reference=reference.upper(), authority_id__in=by.partnerships)
        .first()
    )
    if found is None:
        raise Http404
    return found


def appointment_of(review: PracticeReview) -> Appointment | None:
    """What was put to the Executive for a review. One statement."""
    if review.appointment_id is None:
        return None
    return Appointment.objects.select_related("reviewer").filter(pk=review.appointment_id).first()
