"""What pages read of audits. Each is a stated few SQL statements."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.assurance.drawing import agreement
from lantern.assurance.models import AuditCase, AuditPart, AuditRound
from lantern.assurance.standards import Met
from lantern.interface.paging import Page


def rounds(page: Page, *, by: ActingPerson) -> list[AuditRound]:
    """A page of the rounds of the reader's authorities, open ones first, with how many parts are in. One statement."""
    found = AuditRound.objects.filter(authority_id__in=by.authorities).annotate(
        parts=Count("led_to", filter=Q(led_to__kind="audit_part")),
        answered=Count("led_to", filter=Q(led_to__kind="audit_part", led_to__state="answered")),
    )
    return page.of(found.order_by(F("closed_at").asc(nulls_first=True), "-opened_at", "pk"))


def round_for(reference: str, *, by: ActingPerson) -> AuditRound:
    """One round, with how many people were told of its cases and how many of them have read it. One statement."""
    told = Q(led_to__kind="audit_feedback")
    counted = AuditRound.objects.annotate(
        told=Count("led_to", filter=told), read=Count("led_to", filter=told & Q(led_to__state="read"))
    )
    found = counted.filter(reference=reference.upper(), authority_id__in=by.authorities).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Agency:
    """How one agency graded, of all its parts in a round."""

    name: str
    answered: int
    asked: int
    alike: int
    compared: int
    late: int


@dataclass(frozen=True)
class Whole:
    """Everything of one round: cases with their parts, and what they come to."""

    cases: list[tuple[AuditCase, list[AuditPart]]]
    agencies: list[Agency]
    standards: list[tuple[dict[str, str], Counter[str]]]

    @property
    def alike(self) -> int:
        return sum(each.alike for each in self.agencies)

    @property
    def compared(self) -> int:
        return sum(each.compared for each in self.agencies)

    @property
    def moderated(self) -> int:
        return sum(case.moderated_at is not None for case, _parts in self.cases)

    def case(self, number: uuid.UUID) -> tuple[AuditCase, list[AuditPart]] | None:
        return next(((case, parts) for case, parts in self.cases if case.pk == number), None)


def whole(found: AuditRound, *, now: dt.datetime) -> Whole:
    """Cases, parts, and what they come to: every case has a part. One statement."""
    parts = list(
        AuditPart.objects.filter(because_of_id=found.pk)
        .select_related("asked_team__agency", "case__person", "case__drawn")
        .order_by("asked_team__agency__name")
    )
    cases = sorted({part.case_id: part.case for part in parts}.values(), key=lambda case: case.number)
    held = {case.pk: case.grade for case in cases}
    agencies = []
    for name in sorted({part.asked_team.agency.name for part in parts}):
        own = [part for part in parts if part.asked_team.agency.name == name]
        alike, compared = agreement((part.grade, held[part.case_id]) for part in own)
        answered = sum(part.answered_at is not None for part in own)
        late = sum(bool(part.next_due_at and part.next_due_at < now) for part in own)
        agencies.append(Agency(name, answered, len(own), alike, compared, late))
    by_code: dict[str, Counter[str]] = {each["code"]: Counter() for each in found.standards}
    for part in parts:
        for each in part.answers:
            if each["met"] != Met.NONE:
                by_code[each["code"]][each["met"]] += 1
    return Whole(
        [(case, [part for part in parts if part.case_id == case.pk]) for case in cases],
        agencies,
        [(each, by_code[each["code"]]) for each in found.standards],
    )


_LISTED = (
    "reference", "state", "title", "case_number", "subjects", "next_due_at", "answered_at", "grade", "authority_id",
    "closed_at", "asked_team_id",
)  # fmt: skip


def _mine(by: ActingPerson) -> Q:
    return Q(partner_agency_id=by.agency_id) | Q(authority_id__in=by.authorities, asked_team_id=by.team_id)


def parts(page: Page, *, by: ActingPerson) -> list[dict[str, Any]]:
    """A page of what the reader's agency, or their team, is asked: what waits first, then the latest. One statement."""
    found = AuditPart.objects.filter(_mine(by))
    order = (F("closed_at").desc(nulls_first=True), "next_due_at", "case_number", "pk")
    return page.cut(list(found.order_by(*order).values(*_LISTED)[page.offset : page.offset + page.limit]))


def part_for(reference: str, *, by: ActingPerson) -> AuditPart:
    """One part, for the agency or the team that was asked. Another's looks the same as none. One statement."""
    found = (
        AuditPart.objects.select_related("asked_team__agency").filter(_mine(by), reference=reference.upper()).first()
    )
    if found is None:
        raise Http404
    return found
