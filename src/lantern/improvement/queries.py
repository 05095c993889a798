"""What pages read of inspections and improvement plans. Each function says how many statements it makes."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.boards.models import Action
from lantern.improvement.models import Answers, Finding, ImprovementPlan, Inspection, PlanAction, Told
from lantern.improvement.rules import DONE, ORDER, Rating, gaps, rate
from lantern.partnership import queries as partnership
from lantern.partnership.models import Authority
from lantern.spine import together
from lantern.spine.models import Clock

SHOWN = 100


def keepers_of(by: ActingPerson) -> list[Authority]:
    """The partnerships whose plans this post may see. No statement."""
    known = partnership.keepers()
    return [known[key] for key in by.partnerships if key in known]


def plan_for(reference: str, *, by: ActingPerson) -> ImprovementPlan:
    """A plan that the reader may see, with its inspection. One statement; Http404 for others."""
    found = ImprovementPlan.objects.filter(reference=reference, authority_id__in=by.partnerships)
    plan = found.select_related("inspection").first()
    if plan is None:
        raise Http404
    return plan


def inspection_for(reference: str, *, by: ActingPerson) -> Inspection:
    """An inspection that the reader may see. One statement; Http404 for others."""
    found = Inspection.objects.filter(reference=reference, authority_id__in=by.partnerships).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Line:
    """An action with its rating."""

    action: PlanAction
    rating: Rating
    gaps: Sequence[str]
    answers: Sequence[int]
    told: Sequence[Told]
    """What was told of it, oldest first."""

    @property
    def last(self) -> Told | None:
        return self.told[-1] if self.told else None


@dataclass(frozen=True)
class Whole:
    """A plan as it is read: every action rated, by area, and how many there are of each rating."""

    lines: Sequence[Line]
    unanswered: Sequence[Finding]
    """What the inspection wants improved and no action answers."""

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(each.rating.level for each in self.lines)
        return {level: found[level] for level in ORDER if found[level]}

    @property
    def unlogged(self) -> list[Line]:
        """What nobody owns in the action log, and is not over."""
        return [each for each in self.lines if not each.action.logged_id and each.rating.level != DONE]

    @property
    def incomplete(self) -> list[Line]:
        return [each for each in self.lines if each.gaps]

    @property
    def exceptions(self) -> list[Line]:
        """What the board must hear of, the worst first."""
        return sorted(
            (each for each in self.lines if each.rating.is_exception),
            key=lambda each: (ORDER.index(each.rating.level), each.action.due_on or dt.date.max, each.action.number),
        )

    @property
    def areas(self) -> list[tuple[str, list[Line]]]:
        found: dict[str, list[Line]] = defaultdict(list)
        for each in self.lines:
            found[each.action.area].append(each)
        return list(found.items())


_WHOLE = """
select
 (select json_agg(to_jsonb(a) order by a.number) from improvement_planaction a where a.episode_id = %(plan)s),
 (select json_agg(to_jsonb(t) order by t.recorded_at, t.id) from improvement_told t where t.episode_id = %(plan)s),
 (select json_agg(json_build_array(w.action_id, f.number)) from improvement_answers w
    join improvement_planaction a on a.id = w.action_id and a.episode_id = %(plan)s
    join improvement_finding f on f.id = w.finding_id),
 (select json_agg(to_jsonb(f) order by f.number) from improvement_finding f
    where f.episode_id = %(inspection)s and f.kind <> 'strength'),
 (select json_agg(to_jsonb(e) || to_jsonb(l)) from improvement_planaction a
    join boards_action l on l.episode_ptr_id = a.logged_id join spine_episode e on e.id = l.episode_ptr_id
    where a.episode_id = %(plan)s)
"""


def whole(plan: ImprovementPlan, *, today: dt.date) -> Whole:
    """Everything of a plan. One statement."""
    found = together.read(_WHOLE, {"plan": plan.pk, "inspection": plan.inspection_id})
    actions, wanted = together.rows(PlanAction, found[0]), together.rows(Finding, found[3])
    logged = {each.pk: each for each in together.rows(Action, found[4])}
    for action in actions:
        if action.logged_id:
            action.logged = logged[action.logged_id]
    told: dict[int, list[Told]] = defaultdict(list)
    for each in together.rows(Told, found[1]):
        told[each.number].append(each)
    answering: dict[uuid.UUID, list[int]] = defaultdict(list)
    for action_id, number in found[2] or []:
        answering[uuid.UUID(action_id)].append(number)
    since = plan.began_on or today
    lines = [
        Line(
            each,
            rate(each, told[each.number], today=today, since=since),
            gaps(each),
            sorted(answering[each.pk]),
            told[each.number],
        )
        for each in actions
    ]
    answered = {number for numbers in answering.values() for number in numbers}
    return Whole(lines, [each for each in wanted if each.number not in answered])


@dataclass(frozen=True)
class InList:
    """A plan in one line of a list."""

    plan: ImprovementPlan
    counts: dict[str, int]
    actions: int


def plans(by: ActingPerson, *, today: dt.date) -> list[InList]:
    """Every plan of the reader's partnerships, the newest first. Three statements."""
    found = list(
        ImprovementPlan.objects.filter(authority_id__in=by.partnerships)
        .select_related("inspection")
        .order_by("closed_at", "-opened_at")[:SHOWN]
    )
    keys = [each.pk for each in found]
    actions: dict[uuid.UUID, list[PlanAction]] = defaultdict(list)
    for action in PlanAction.objects.filter(episode_id__in=keys):
        actions[action.episode_id].append(action)
    told: dict[tuple[uuid.UUID, int], list[Told]] = defaultdict(list)
    for each in Told.objects.filter(episode_id__in=keys):
        told[each.episode_id, each.number].append(each)
    made = []
    for plan in found:
        since = plan.began_on or today
        rated = Counter(
            rate(each, told[plan.pk, each.number], today=today, since=since).level for each in actions[plan.pk]
        )
        made.append(InList(plan, {level: rated[level] for level in ORDER if rated[level]}, len(actions[plan.pk])))
    return made


def inspections(by: ActingPerson) -> list[Inspection]:
    """Every inspection of the reader's partnerships, the newest first, with how much it found. One statement."""
    return list(
        Inspection.objects.filter(authority_id__in=by.partnerships)
        .annotate(
            found=Count("findings"), to_improve=Count("findings", filter=~Q(findings__kind=Finding.Kind.STRENGTH))
        )
        .order_by("-report_on", "-opened_at")[:SHOWN]
    )


@dataclass(frozen=True)
class Found:
    """A finding and the actions that answer it."""

    finding: Finding
    actions: Sequence[PlanAction]


def findings(inspection: Inspection) -> list[Found]:
    """What an inspection found, with what answers it. Two statements."""
    answering: dict[uuid.UUID, list[PlanAction]] = defaultdict(list)
    for each in Answers.objects.filter(finding__episode_id=inspection.pk).select_related("action__episode"):
        answering[each.finding_id].append(each.action)
    return [Found(each, answering[each.pk]) for each in inspection.findings.all()]


def clocks(inspection: Inspection) -> list[Clock]:
    """What is due on an inspection. One statement."""
    return list(Clock.objects.filter(episode_id=inspection.pk).order_by("due_at"))
