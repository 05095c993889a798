"""What pages read of section 11. Each is a stated few SQL statements."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.law import timescales as law
from lantern.learning.queries.common import rows
from lantern.partnership import queries as partnership
from lantern.section11 import permissions as may
from lantern.section11.models import Section11Return, Section11Round
from lantern.section11.standards import GAPS, Variant
from lantern.section11.states import ASKED, SENT, SETTLED

SHOWN = 200
CYCLE = "section-11"
"""How often a return is asked for: a local standard in law/."""


@dataclass(frozen=True)
class Counted:
    """A round, and how many of its returns are where."""

    round: Section11Round
    asked: int
    sent: int
    settled: int
    late: int


def rounds(*, by: ActingPerson, now: dt.datetime) -> list[Counted]:
    """The rounds of the reader's partnerships, the newest first, with how far each is. One statement."""
    found = Section11Round.objects.filter(authority_id__in=by.partnerships).annotate(
        asked=Count("returns"),
        in_=Count("returns", filter=Q(returns__sent_at__isnull=False)),
        settled=Count("returns", filter=Q(returns__state=SETTLED)),
        late=Count("returns", filter=Q(returns__state=ASKED, returns__next_due_at__lt=now)),
    )
    return [
        Counted(each, each.asked, each.in_, each.settled, each.late) for each in found.order_by("-opened_at")[:SHOWN]
    ]


def mine(*, by: ActingPerson) -> list[Section11Return]:
    """The returns of the reader's own agency, what waits first. One statement."""
    found = Section11Return.objects.filter(agency_id=by.agency_id or 0, authority_id__in=by.partnerships)
    counted = found.annotate(
        done=Count("answers", filter=Q(answers__answered_at__isnull=False), distinct=True),
        of=Count("answers", distinct=True),
        open_questions=Count("questions", filter=Q(questions__answered_at__isnull=True), distinct=True),
    )
    return list(counted.select_related("round").order_by(F("closed_at").asc(nulls_first=True), "-opened_at")[:SHOWN])


@dataclass(frozen=True)
class Again:
    """When an agency’s next full return is due, by the cycle that the partnership set."""

    agency: str
    last_on: dt.date
    due_at: dt.datetime


def due_again(keeper: int) -> list[Again]:
    """Agencies of which no open round asks a return, by the day on which their next full one is due. The cycle is a
    local standard (``section-11`` in law/), counted from the last full return. One statement.
    """
    asked = Section11Return.objects.filter(authority_id=keeper, state__in=(ASKED, SENT)).values("agency_id")
    sent = Section11Return.objects.filter(
        authority_id=keeper, round__variant=Variant.FULL, sent_at__isnull=False
    ).exclude(agency_id__in=asked)
    local = partnership.local_standards(keeper)
    found = []
    for one in sent.select_related("agency").order_by("agency_id", "-sent_at").distinct("agency_id"):
        last = one.sent_at or one.opened_at
        due_at = law.due_at(CYCLE, last, Variant.FULL.value, local)
        found.append(Again(one.agency.name, law.london_date(last), due_at))
    return sorted(found, key=lambda each: (each.due_at, each.agency))


def round_for(reference: str, *, by: ActingPerson) -> Section11Round:
    """One round. One statement."""
    found = Section11Round.objects.filter(reference=reference.upper(), authority_id__in=by.partnerships).first()
    if found is None:
        raise Http404
    return found


def return_for(reference: str, *, by: ActingPerson) -> Section11Return:
    """One return, for its agency and for whoever sees every return. Another's looks the same as none. One statement."""
    found = Section11Return.objects.filter(reference=reference.upper(), authority_id__in=by.partnerships)
    if not by.may(may.SEE_EVERY_RETURN):
        found = found.filter(agency_id=by.agency_id or 0)
    one = found.select_related("agency", "round", "previous__round").first()
    if one is None:
        raise Http404
    return one


_RETURN = """
select a.code, a.number, a.grade, a.words, a.changed, a.equivalent, a.answered_by_name, a.answered_at, a.version,
  a.held, a.held_because, a.held_by_name,
  p.words as before, coalesce(nullif(p.held, ''), p.grade) as grade_before, p.held_because as because_before,
  (select coalesce(json_agg(json_build_object('id', e.id, 'title', e.title, 'lies', e.lies, 'marking', e.marking,
      'consent', e.consent, 'carried', e.carried, 'who', e.added_by_name) order by e.added_at, e.id), '[]')
   from section11_evidence e where e.episode_id = a.episode_id and e.code = a.code and e.withdrawn_at is null
  ) as evidence,
  (select coalesce(json_agg(json_build_object('id', q.id, 'question', q.question, 'asked_by', q.asked_by_name,
      'asked_at', q.asked_at, 'answer', q.answer, 'answered_by', q.answered_by_name, 'answered_at', q.answered_at)
      order by q.asked_at), '[]')
   from section11_panelquestion q where q.episode_id = a.episode_id and q.code = a.code) as questions
from section11_standardanswer a
left join section11_standardanswer p on p.episode_id = %(previous)s and p.code = a.code
where a.episode_id = %(id)s order by a.number
"""


@dataclass(frozen=True)
class Line:
    """One standard of a return: its words as the round keeps them, and everything that was said of it."""

    standard: dict[str, str]
    said: dict[str, Any]

    @property
    def code(self) -> str:
        return self.standard["code"]

    @property
    def done(self) -> bool:
        """Whether somebody of the agency looked at it in this round."""
        return self.said["answered_at"] is not None

    @property
    def holds(self) -> str:
        """The grade that holds: the panel's, or as long as there is none the agency's; none while it is last year's."""
        return self.said["held"] or (self.said["grade"] if self.done else "")

    @property
    def changed_by_panel(self) -> bool:
        return bool(self.said["held"]) and self.said["held"] != self.said["grade"]

    @property
    def is_gap(self) -> bool:
        return self.holds in GAPS

    @property
    def waits(self) -> list[dict[str, Any]]:
        """Questions of the panel that are not answered."""
        return [each for each in self.said["questions"] if not each["answered_at"]]


def lines(found: Section11Return) -> list[Line]:
    """Every standard of a return with its evidence, questions and what was said last. One statement."""
    words = {each["code"]: each for each in found.round.standards}
    told = rows(_RETURN, {"id": found.pk, "previous": found.previous_id})
    for row in told:
        for each in row["questions"]:
            for moment in ("asked_at", "answered_at"):
                each[moment] = dt.datetime.fromisoformat(each[moment]) if each[moment] else None
    return [Line(words[row["code"]], row) for row in told]


def line_for(found: Section11Return, code: str) -> tuple[Line, list[Line]]:
    """One standard and all of them. One statement."""
    every = lines(found)
    one = next((each for each in every if each.code == code), None)
    if one is None:
        raise Http404
    return one, every


@dataclass(frozen=True)
class Cell:
    """What one agency has for one standard."""

    given: str
    holds: str
    asked: bool

    @property
    def moved(self) -> bool:
        return bool(self.given) and self.given != self.holds


@dataclass(frozen=True)
class Row:
    """One agency in a round."""

    one: Section11Return
    cells: list[Cell]
    late: bool

    @property
    def gaps(self) -> int:
        return sum(each.holds in GAPS for each in self.cells)


@dataclass(frozen=True)
class Matrix:
    """Agencies by standards."""

    rows: list[Row]
    standards: list[dict[str, str]]

    @property
    def late(self) -> list[Row]:
        return [each for each in self.rows if each.late]

    @property
    def in_(self) -> int:
        return sum(each.one.sent_at is not None for each in self.rows)

    @property
    def settled(self) -> int:
        return sum(each.one.state == SETTLED for each in self.rows)

    @property
    def with_panel(self) -> int:
        return sum(each.one.state == SENT for each in self.rows)

    @property
    def moved(self) -> int:
        """Grades that the panel changed."""
        return sum(cell.moved for each in self.rows for cell in each.cells)

    def tally(self, number: int) -> Counter[str]:
        """How many agencies have which grade for one standard."""
        return Counter(each.cells[number].holds for each in self.rows if each.cells[number].holds)

    @property
    def weakest(self) -> tuple[str, int] | None:
        """The standard with most gaps, and how many; None where there is none."""
        counted = [
            (each["title"], sum(row.cells[number].holds in GAPS for row in self.rows))
            for number, each in enumerate(self.standards)
        ]
        found = max(counted, key=lambda pair: pair[1], default=("", 0))
        return found if found[1] else None


_MATRIX = """
select a.episode_id, a.code, a.grade, a.held, a.answered_at is not null as done,
  exists (select 1 from section11_panelquestion q where q.episode_id = a.episode_id and q.code = a.code) as asked
from section11_standardanswer a join section11_section11return r on r.episode_ptr_id = a.episode_id
where r.round_id = %(round)s
"""


def matrix(found: Section11Round, *, now: dt.datetime) -> Matrix:
    """Every agency of a round beside each other. What an agency has not sent yet is its own. Two statements."""
    returns = list(found.returns.select_related("agency").order_by("agency__name"))
    said = {(row["episode_id"], row["code"]): row for row in rows(_MATRIX, {"round": found.pk})}
    made = []
    for one in returns:
        cells = []
        for each in found.standards:
            row = said[one.pk, each["code"]]
            shown = one.sent_at is not None
            given = row["grade"] if shown else ""
            cells.append(Cell(given, row["held"] or given, row["asked"]))
        made.append(Row(one, cells, one.state == ASKED and bool(one.next_due_at and one.next_due_at < now)))
    return Matrix(made, found.standards)
