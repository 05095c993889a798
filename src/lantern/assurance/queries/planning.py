"""The year's plan of audits, the practice standards, and what became of what audits found."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Q
from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.assurance.models import PlannedAudit, PracticeStandard
from lantern.assurance.quarters import Quarter
from lantern.assurance.standards import STANDARDS, Standard
from lantern.assurance.states import DONE, DROPPED, PLANNED, RETIRED, RUNNING
from lantern.boards import queries as boards
from lantern.boards.queries import ActionLine
from lantern.law.financial_year import year_of
from lantern.learning.models import Recommendation
from lantern.learning.queries.common import agency_names
from lantern.partnership import queries as partnership
from lantern.partnership.models import Team, TeamKind

SHOWN = 300


@dataclass(frozen=True)
class Line:
    """One audit of the plan, and what everybody wants to know of it."""

    plan: PlannedAudit
    agencies: str
    late: bool
    area: str

    @property
    def alone(self) -> bool:
        """Whether one agency audits by itself."""
        return len(self.plan.agencies) == 1


@dataclass(frozen=True)
class Year:
    """The plan of one financial year."""

    year: int
    lines: list[Line]

    @property
    def quarters(self) -> list[tuple[Quarter, list[Line]]]:
        """The four quarters, each with what is due in it by the day that holds now."""
        found: list[tuple[Quarter, list[Line]]] = [(Quarter(self.year, number), []) for number in (1, 2, 3, 4)]
        for line in self.lines:
            for quarter, lines in found:
                if quarter.first <= line.plan.due_on < quarter.after:
                    lines.append(line)
        return found

    @property
    def earlier(self) -> list[Line]:
        """What was due before the year began and is still open."""
        return [each for each in self.lines if each.plan.due_on < Quarter(self.year, 1).first]

    def in_state(self, *states: str) -> list[Line]:
        return [each for each in self.lines if each.plan.state in states]

    @property
    def late(self) -> list[Line]:
        return [each for each in self.lines if each.late]

    @property
    def planned(self) -> int:
        return len(self.in_state(PLANNED, RUNNING, DONE))

    @property
    def done(self) -> int:
        return len(self.in_state(DONE))

    @property
    def running(self) -> int:
        return len(self.in_state(RUNNING))

    @property
    def dropped(self) -> int:
        return len(self.in_state(DROPPED))

    def asked_of_nothing(self, agencies: Sequence[tuple[int, str]]) -> list[str]:
        """The agencies of which no audit of the year asks anything."""
        asked = {number for line in self.in_state(PLANNED, RUNNING, DONE) for number in line.plan.agencies}
        return [name for number, name in agencies if number not in asked]


def _line(plan: PlannedAudit, now: dt.datetime) -> Line:
    names = agency_names(*plan.agencies)
    late = bool(plan.next_due_at and plan.next_due_at < now)
    area = partnership.every_authority()[plan.area_id].short_name
    return Line(plan, ", ".join(sorted(names.values())), late, area)


def year_plan(year: int, *, by: ActingPerson, now: dt.datetime) -> Year:
    """The plan of a financial year; of this one also what is late from before. One statement."""
    first, after = Quarter(year, 1).first, Quarter(year + 1, 1).first
    here = Q(due_on__gte=first, due_on__lt=after)
    if year == year_of(now.date()):
        here |= Q(due_on__lt=first, closed_at__isnull=True)
    found = PlannedAudit.objects.filter(here, authority_id__in=by.partnerships).select_related("body")
    return Year(year, [_line(each, now) for each in found.order_by("due_on", "opened_at")[:SHOWN]])


def line_for(reference: str, *, by: ActingPerson, now: dt.datetime) -> Line:
    """One audit of the plan. One statement."""
    found = PlannedAudit.objects.select_related("body", "owner_team").filter(authority_id__in=by.partnerships)
    one = found.filter(reference=reference.upper()).first()
    if one is None:
        raise Http404
    return _line(one, now)


_ANSWERS = (TeamKind.ASSESSMENT, TeamKind.AGENCY_DESK, TeamKind.PROVIDER, TeamKind.HUB, TeamKind.EARLY_HELP)


def teams_for(area: int, agencies: Sequence[int] = ()) -> list[Team]:
    """For each agency the team that answers its part for a council's cases; without ``agencies`` of all that have one.
    No statement of its own.
    """
    found: dict[int, Team] = {}
    for kind in _ANSWERS:
        for team in sorted(partnership.teams_covering(area, kind), key=lambda team: team.pk):
            found.setdefault(team.agency_id, team)
    chosen = [team for agency, team in found.items() if not agencies or agency in agencies]
    return sorted(chosen, key=lambda team: (not team.holds_cases, team.agency.name))


@dataclass(frozen=True)
class Worded:
    """A standard as it stands, and the partnership's record of it where it has words of its own."""

    standard: Standard
    record: PracticeStandard | None

    @property
    def in_use(self) -> bool:
        return self.record is None or self.record.state != RETIRED

    @property
    def version(self) -> int:
        """What a page shows of it: none where it is as the product brings it."""
        return self.record.version if self.record else 0


def standards_of(keeper: int) -> list[Worded]:
    """Every standard of a partnership: those of the product in its words, and its own. One statement."""
    records = {each.code: each for each in PracticeStandard.objects.filter(keeper_id=keeper).order_by("opened_at")}
    found = []
    for each in STANDARDS:
        one = records.pop(each.code, None)
        standing = each
        if one:
            standing = replace(each, text=one.text, asks=one.asks, edition=one.edition, own=one.edition > 1)
        found.append(Worded(standing, one))
    own = [Worded(Standard(each.code, each.text, each.asks, each.edition, own=True), each) for each in records.values()]
    return found + own


def standards_in_use(keeper: int) -> list[Standard]:
    """The standards that a round may ask about today. One statement."""
    return [each.standard for each in standards_of(keeper) if each.in_use]


@dataclass(frozen=True)
class Followed:
    """What became of what one audit found."""

    line: Line
    actions: list[ActionLine] = field(default_factory=list)
    recommendations: list[tuple[str, str, str]] = field(default_factory=list)
    now: dt.datetime | None = None

    def count(self, *states: str) -> int:
        return sum(each.state in states for each in self.actions)

    @property
    def late(self) -> int:
        """Actions past their day."""
        return sum(bool(each.due_at and self.now and each.due_at < self.now) for each in self.actions)

    @property
    def open(self) -> int:
        """What is still open of actions and recommendations."""
        over = {"closed", "declined"}
        return self.count("open", "done") + sum(state not in over for _ref, _text, state in self.recommendations)

    @property
    def nothing(self) -> bool:
        return not self.actions and not self.recommendations


def follow_through(*, by: ActingPerson, now: dt.datetime, since: dt.date) -> list[Followed]:
    """Every audit that was done since a day, with its actions and recommendations; what has most open first. Three
    statements.
    """
    found = PlannedAudit.objects.filter(authority_id__in=by.partnerships, state=DONE, closed_at__date__gte=since)
    lines = [_line(each, now) for each in found.select_related("body").order_by("-closed_at")[:SHOWN]]
    of = {number: line.plan.pk for line in lines for number in (line.plan.pk, line.plan.round_id) if number}
    actions: dict[uuid.UUID, list[ActionLine]] = defaultdict(list)
    for action in boards.actions_because_of(of, by=by, now=now):
        actions[of[action.because_of or uuid.UUID(int=0)]].append(action)
    recommended: dict[uuid.UUID, list[tuple[str, str, str]]] = defaultdict(list)
    rows = Recommendation.objects.filter(because_of_id__in=list(of)).order_by("opened_at")
    for source, reference, text, state in rows.values_list("because_of_id", "reference", "text", "state"):
        recommended[of[source]].append((reference, text, state))
    told = [Followed(each, actions[each.plan.pk], recommended[each.plan.pk], now) for each in lines]
    return sorted(told, key=lambda each: (-each.late, -each.open))
