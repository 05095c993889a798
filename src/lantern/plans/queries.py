"""Questions about plans. Each is a stated small number of SQL statements, scoped to what the reader may see."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models
from django.http import Http404
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from lantern.access.people_acting import ActingPerson
from lantern.interface.display import short_date
from lantern.law import timescales as law
from lantern.partnership.models import Post
from lantern.people.models import Person
from lantern.plans import permissions as may
from lantern.plans.kinds import EARLY_HELP, all_kinds, plan_kind
from lantern.plans.models import CoreGroup, Plan, PlanAsk, PlanItem, PlanReview, PlanRisk, PlanVersion, Visit
from lantern.spine.models import Clock

LATEST_VISITS = 5
SHOWN = 300
"""Lines of a list of plans: more than a team holds. The list says so when there are more."""


def plan_for(reference: str, *, by: ActingPerson) -> Plan:
    """One plan, as this reader may see it; missing and hidden look the same. One statement."""
    if by.authorities:
        plans = Plan.objects.select_related("child", "worker", "owner_team", "because_of")
        found = plans.filter(reference=reference, authority_id__in=by.authorities).first()
    else:
        led = Plan.objects.select_related("worker", "owner_team", "because_of")
        found = led.filter(reference=reference, partner_agency_id=by.agency_id, partner_agency__isnull=False).first()
        if found is not None:
            found.child = as_told(found)
    if found is None:
        raise Http404
    return found


def as_told(plan: Plan) -> Person:
    """The child as a team of another agency knows them: what it was told, and no way to the record."""
    return Person(
        pk=plan.child_id,
        reference="",
        authority_id=plan.authority_id,
        name=plan.child_name,
        born_on=plan.child_born_on,
    )


def siblings_of(plan: Plan, *, by: ActingPerson) -> list[Plan]:
    """The other standing plans that belong to this one, as far as the reader may see them. One statement."""
    found = Plan.objects.filter(family=plan.family, closed_at__isnull=True).exclude(pk=plan.pk)
    if by.authorities:
        return list(found.select_related("child"))
    others = list(found)
    for each in others:
        each.child = as_told(each)
    return others


def from_json[M: models.Model](model: type[M], told: Mapping[str, Any]) -> M:
    """A row of the database from all columns of its own table, as ``to_jsonb`` tells them."""
    facts: dict[str, Any] = {}
    for each in model._meta.concrete_fields:
        reads = each.target_field if isinstance(each, models.ForeignKey) else each
        facts[each.attname] = reads.to_python(told[str(each.column)])
    made = model(**facts)
    made._state.adding, made._state.db = False, "default"
    return made


def remember(plan: Plan, name: str, rows: Sequence[Any]) -> None:
    """Let ``plan.<name>.all()`` answer with rows that were read already."""
    found = getattr(plan, name).all()
    found._result_cache, found._prefetch_done = list(rows), True
    cache = plan.__dict__.setdefault("_prefetched_objects_cache", {})
    cache[name] = found


@dataclass(frozen=True)
class Sibling:
    """Another plan of the same family."""

    reference: str
    kind: str
    state: str
    child: str
    child_reference: str
    born_on: dt.date | None

    @property
    def called(self) -> str:
        return plan_kind(self.kind).label


def _sibling(reference: str, kind: str, state: str, child: str, child_reference: str, born: str | None) -> Sibling:
    return Sibling(reference, kind, state, child, child_reference, dt.date.fromisoformat(born) if born else None)


@dataclass(frozen=True)
class Running:
    """A clock of a plan that runs."""

    timescale: str
    due_at: dt.datetime

    @property
    def called(self) -> str:
        return law.timescale(self.timescale).title


@dataclass
class Beside:
    """What the page of a plan shows besides the plan's own row."""

    visits: list[Visit] = field(default_factory=list)
    """The latest, newest first."""
    visited: int = 0
    reviews: list[PlanReview] = field(default_factory=list)
    versions: list[PlanVersion] = field(default_factory=list)
    core_groups: list[CoreGroup] = field(default_factory=list)
    clocks: list[Running] = field(default_factory=list)
    family: list[Sibling] = field(default_factory=list)


_BESIDE = """
select
 (select json_agg(to_jsonb(x) order by x.number) from plans_planitem x where x.plan_id = %(plan)s),
 (select json_agg(to_jsonb(x) order by x.number) from plans_planrisk x where x.plan_id = %(plan)s),
 (select json_agg(to_jsonb(x) order by x.number) from plans_planask x where x.plan_id = %(plan)s),
 (select json_agg(to_jsonb(x)) from (select * from plans_visit v where v.plan_id = %(plan)s
    order by v.visited_at desc limit %(visits)s) x),
 (select count(*) from plans_visit v where v.plan_id = %(plan)s and v.seen),
 (select json_agg(to_jsonb(x) order by x.number desc) from plans_planreview x where x.plan_id = %(plan)s),
 (select json_agg(to_jsonb(x) order by x.number desc) from plans_planversion x where x.plan_id = %(plan)s),
 (select json_agg(to_jsonb(x) order by x.held_at desc) from plans_coregroup x where x.plan_id = %(plan)s),
 (select json_agg(json_build_array(c.timescale, c.due_at) order by c.due_at) from spine_clock c
   where c.episode_id = %(plan)s and c.stopped_at is null),
 (select json_agg(json_build_array(e.reference, p.plan_kind, e.state, coalesce(h.name, p.child_name),
    coalesce(h.reference, ''), coalesce(h.born_on, p.child_born_on)) order by coalesce(h.born_on, p.child_born_on))
   from plans_plan p join spine_episode e on e.id = p.episode_ptr_id left join people_person h on h.id = p.child_id
   where p.family = %(family)s and p.episode_ptr_id <> %(plan)s and e.closed_at is null)
"""


def beside(plan: Plan) -> Beside:
    """The parts of a plan, its latest visits, reviews, versions, running clocks, and the plans of brothers and sisters.
    The parts serve ``plan.items.all()`` and the lifecycle too. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE, {"plan": plan.pk, "family": plan.family, "visits": LATEST_VISITS})
        told = [json.loads(each) if isinstance(each, str) else each for each in cursor.fetchone() or ()]
    items, risks, asks, visits, visited, reviews, versions, groups, clocks, family = (each or [] for each in told)
    remember(plan, "items", [from_json(PlanItem, each) for each in items])
    remember(plan, "risks", [from_json(PlanRisk, each) for each in risks])
    remember(plan, "asks", [from_json(PlanAsk, each) for each in asks])
    return Beside(
        visits=[from_json(Visit, each) for each in visits],
        visited=visited if isinstance(visited, int) else 0,
        reviews=[from_json(PlanReview, each) for each in reviews],
        versions=[from_json(PlanVersion, each) for each in versions],
        core_groups=[from_json(CoreGroup, each) for each in groups],
        clocks=[Running(name, dt.datetime.fromisoformat(due)) for name, due in clocks],
        family=[_sibling(*each) for each in family],
    )


@dataclass(frozen=True)
class Line:
    """A plan as a line of a list."""

    reference: str
    kind: str
    state: str
    child: str
    child_reference: str
    born_on: dt.date | None
    team_id: int
    team: str
    worker_id: int | None
    worker: str
    opened_at: dt.datetime
    agreed_version: int
    agreed_at: dt.datetime | None
    last_seen_on: dt.date | None
    last_alone_on: dt.date | None
    due_at: dt.datetime | None
    due: str
    threshold_asked_at: dt.datetime | None

    @property
    def called(self) -> str:
        return plan_kind(self.kind).label

    @property
    def due_called(self) -> str:
        return law.timescale(self.due).title if self.due else ""


_LINE = """e.reference, p.plan_kind, e.state, h.name, h.reference, h.born_on, e.owner_team_id, t.name, e.worker_id,
 coalesce(u.display_name, ''), e.opened_at, p.agreed_version, p.agreed_at, p.last_seen_on, p.last_alone_on,
 e.next_due_at, e.next_due, p.threshold_asked_at"""
_FROM = """from spine_episode e join plans_plan p on p.episode_ptr_id = e.id join people_person h on h.id = p.child_id
 join partnership_team t on t.id = e.owner_team_id left join access_user u on u.id = e.worker_id"""

_MINE = f"""select {_LINE} {_FROM}
where e.authority_id = any(%(authorities)s) and e.kind = 'plan' and e.closed_at is null
  and (e.worker_id = %(user)s or e.owner_team_id = %(team)s)
order by e.worker_id is not distinct from %(user)s desc, e.next_due_at nulls last, e.reference limit %(most)s"""  # noqa: S608 - our own words
_TO_AGREE = f"""select {_LINE} {_FROM}
where e.authority_id = any(%(authorities)s) and e.kind = 'plan' and e.closed_at is null and e.state = 'to_agree'
  and e.partner_agency_id is not null and p.plan_kind = any(%(kinds)s)
order by e.opened_at, e.reference limit %(most)s"""
_LED = f"""select {_LINE.replace("h.name, h.reference, h.born_on", "p.child_name, '', p.child_born_on")}
{_FROM.replace("join people_person h on h.id = p.child_id", "")}
where e.partner_agency_id = %(agency)s and e.owner_team_id = %(team)s and e.kind = 'plan' and e.closed_at is null
order by e.worker_id is not distinct from %(user)s desc, e.next_due_at nulls last, e.reference limit %(most)s"""  # noqa: S608 - our own words
_OF_PEOPLE = f"""select {_LINE} {_FROM}
where e.authority_id = any(%(authorities)s) and p.child_id = any(%(people)s) and e.closed_at is null
order by e.opened_at"""


def _lines(statement: str, asked: dict[str, Any]) -> list[Line]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return [Line(*row) for row in cursor.fetchall()]


def plans_at_hand(*, by: ActingPerson) -> list[Line]:
    """The standing plans of this worker, then of their team, nearest clock first. One statement."""
    if not by.authorities:
        return _lines(_LED, {"agency": by.agency_id, "team": by.team_id, "user": by.user_id, "most": SHOWN + 1})
    asked = {"authorities": list(by.authorities), "user": by.user_id, "team": by.team_id, "most": SHOWN + 1}
    return _lines(_MINE, asked)


@dataclass(frozen=True)
class OwnAction:
    """Something that a plan says its reader does."""

    plan: str
    number: int
    child: str
    action: str
    due_on: dt.date | None


_OWN = """
select e.reference, i.number, h.name, i.action, i.due_on
from plans_planitem i join spine_episode e on e.id = i.plan_id join plans_plan p on p.episode_ptr_id = e.id
join people_person h on h.id = p.child_id
where i.worker_id = %(user)s and i.state = 'open' and e.closed_at is null and e.authority_id = any(%(authorities)s)
order by i.due_on nulls last, e.reference, i.number limit 50
"""


def own_actions(*, by: ActingPerson) -> list[OwnAction]:
    """What plans of any team say that the reader does, the nearest day first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_OWN, {"user": by.user_id, "authorities": list(by.authorities)})
        return [OwnAction(*row) for row in cursor.fetchall()]


def to_agree_of_agencies(*, by: ActingPerson) -> list[Line]:
    """Plans that teams of other agencies lead and that wait to be agreed by the reader's early help, the oldest first.
    One statement; none for whoever agrees nothing.
    """
    kinds = [kind.code for kind in all_kinds() if by.may(kind.may)]
    if not by.authorities or not by.may(may.AGREE_PLAN) or EARLY_HELP not in kinds:
        return []
    return _lines(_TO_AGREE, {"authorities": list(by.authorities), "kinds": kinds, "most": SHOWN + 1})


_REVIEWS = f"""select {_LINE.replace("e.next_due_at, e.next_due", "c.due_at, c.timescale")}
{_FROM} join spine_clock c on c.episode_id = e.id and c.stopped_at is null and c.timescale = any(%(reviews)s)
where e.authority_id = any(%(authorities)s) and e.kind = 'plan' and e.closed_at is null
order by c.due_at, e.reference limit %(most)s"""


def reviews_due(*, by: ActingPerson) -> list[Line]:
    """Every standing plan of the reader's areas by when its next review is due: for whoever reviews and writes none.
    One statement.
    """
    reviews = [each for kind in all_kinds() if by.may(kind.may) for each in kind.reviews]
    return _lines(_REVIEWS, {"authorities": list(by.authorities), "reviews": reviews, "most": SHOWN + 1})


def plans_of(people: Iterable[uuid.UUID], *, by: ActingPerson) -> list[Line]:
    """The standing plans of these people, oldest first. One statement."""
    return _lines(_OF_PEOPLE, {"authorities": list(by.authorities), "people": list(people)})


def visit_due(plan: Plan) -> dt.datetime | None:
    """When the next visit is due, or None where no clock of visits runs. One statement."""
    running = Clock.objects.filter(episode_id=plan.pk, timescale=plan.of_kind.visits, stopped_at__isnull=True)
    return running.values_list("due_at", flat=True).first()


def workers_of(team_id: int) -> list[tuple[str, str]]:
    """Who holds a post in a team now: number and name. One statement."""
    held = Post.objects.filter(team_id=team_id, holder__isnull=False, holder__is_active=True).order_by(
        "holder__display_name"
    )
    return list(
        dict.fromkeys((str(user), name) for user, name in held.values_list("holder_id", "holder__display_name"))
    )


# ---- Overdue visits -------------------------------------------------------------------------------------------------

RUNGS = ("team_manager", "service_manager", "director")
LADDER = "visit-ladder"


@dataclass(frozen=True)
class Overdue:
    """A child who ought to have been visited by now."""

    line: Line
    visit_due_at: dt.datetime
    rung: str
    """The highest rung of the ladder that it has reached; empty: the worker's own."""
    tried: int
    """Visits on which the child was not seen since they last were."""


_OVERDUE = f"""select {_LINE}, c.due_at,
 (select count(*) from plans_visit v where v.plan_id = e.id and not v.seen
    and v.visited_at > coalesce(c.started_at, e.opened_at))
{_FROM} join spine_clock c on c.episode_id = e.id
where e.authority_id = any(%(authorities)s) and e.kind = 'plan' and e.closed_at is null and e.next_due_at < %(now)s
  and c.stopped_at is null and c.due_at < %(now)s and c.timescale = any(%(visits)s)
order by c.due_at, e.reference limit %(most)s"""  # noqa: S608 - our own words


def overdue_visits(*, by: ActingPerson, now: dt.datetime) -> list[Overdue]:
    """Every child whose visit is overdue, the longest first; none drops off. One statement."""
    asked: dict[str, Any] = {
        "authorities": list(by.authorities),
        "now": now,
        "visits": [kind.visits for kind in all_kinds() if kind.visits],
        "most": SHOWN + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_OVERDUE, asked)
        rows = cursor.fetchall()
    return [Overdue(Line(*row[:-2]), row[-2], rung_of(row[-2], now), row[-1]) for row in rows]


def rung_of(due_at: dt.datetime, now: dt.datetime) -> str:
    """Who must know by now that a visit is overdue: the highest rung that was reached."""
    reached = [rung for rung in RUNGS if law.due_at(LADDER, due_at, variant=rung) < now]
    return reached[-1] if reached else ""


# ---- Drift ----------------------------------------------------------------------------------------------------------

WHY = {
    "threshold": _("A check did not hold, and nobody has answered"),
    "never_agreed": _("Never agreed"),
    "too_long": _("Runs for long"),
    "unchanged": _("Unchanged at two reviews"),
    "carried": _("Actions carried over again and again"),
    "missed": _("Visits missed"),
    "engagement": _("The family is hard to reach"),
    "repeat": _("Not the first plan"),
    "untested": _("Asks nobody has tested"),
}
"""Why a plan may drift, the gravest first."""


@dataclass(frozen=True)
class Drifting:
    """A plan that may drift, and why: each reason by its code, with words."""

    line: Line
    why: dict[str, str]


_DRIFT = f"""select {_LINE},
 (select count(*) from plans_planitem i where i.plan_id = e.id and i.state = 'open' and i.carried > 1),
 (select coalesce(max(i.carried), 0) from plans_planitem i where i.plan_id = e.id and i.state = 'open'),
 (select count(*) from (select r.done + r.changed as moved from plans_planreview r where r.plan_id = e.id
    order by r.number desc limit 2) two where two.moved = 0),
 (select count(*) from plans_visit v where v.plan_id = e.id and not v.seen and v.visited_at > %(lately)s
    and v.why_not_seen = any(%(by_family)s)),
 (select count(*) from plans_visit v where v.plan_id = e.id and v.visited_at > %(lately)s),
 (select count(*) from spine_clock c where c.episode_id = e.id and c.timescale = any(%(visits)s)
    and (c.stopped_at > c.due_at and c.stopped_at > %(lately)s or c.stopped_at is null and c.due_at < %(now)s)),
 (select count(*) from plans_plan o join spine_episode oe on oe.id = o.episode_ptr_id
    where o.child_id = p.child_id and o.plan_kind = p.plan_kind and oe.closed_at is not null
      and oe.closed_at > %(repeats)s),
 (select count(*) from plans_planask a where a.plan_id = e.id and not a.over and a.tested = 'untested'
    and a.check_on < %(today)s)
{_FROM} where e.authority_id = any(%(authorities)s) and e.kind = 'plan' and e.closed_at is null
order by e.opened_at, e.reference limit %(most)s"""  # noqa: S608 - our own words

MOST_PLANS = 5_000
"""Standing plans of the areas that one reader covers: more than the largest authorities have."""


def drifting(*, by: ActingPerson, now: dt.datetime) -> list[Drifting]:
    """Every standing plan that may drift: where a check failed first, then the longest. One statement."""
    asked: dict[str, Any] = {
        "authorities": list(by.authorities),
        "now": now,
        "today": law.london_date(now),
        "lately": law.window_opened("engagement-window", now),
        "repeats": law.window_opened("plan-repeat-window", now),
        "visits": [kind.visits for kind in all_kinds() if kind.visits],
        "by_family": list(Visit.BY_FAMILY),
        "most": MOST_PLANS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DRIFT, asked)
        rows = cursor.fetchall()
    found = []
    for row in rows:
        line = Line(*row[:-8])
        if why := _why(line, *row[-8:], now=now):
            found.append(Drifting(line, why))
    return sorted(found, key=lambda each: "threshold" not in each.why)


def _why(
    line: Line,
    carried: int,
    times: int,
    still: int,
    unmet: int,
    tried: int,
    late: int,
    before: int,
    untested: int,
    *,
    now: dt.datetime,
) -> dict[str, str]:
    kind = plan_kind(line.kind)
    why: dict[str, str] = {}
    if line.threshold_asked_at:
        why["threshold"] = gettext("asked since %(day)s") % {"day": short_date(line.threshold_asked_at)}
    if not line.agreed_version and law.due_at("plan-unagreed", line.opened_at) < now:
        why["never_agreed"] = gettext("begun %(day)s") % {"day": short_date(line.opened_at)}
    timescale, case = kind.long
    if timescale and law.due_at(timescale, line.opened_at, variant=case) < now:
        why["too_long"] = gettext("%(months)s months") % {"months": _months(line.opened_at, now)}
    if still > 1:
        why["unchanged"] = gettext("nothing done or moved on at the last two")
    if carried:
        said = ngettext(
            "%(number)s action, up to %(times)s times", "%(number)s actions, up to %(times)s times", carried
        )
        why["carried"] = said % {"number": carried, "times": times}
    if late > 1:
        why["missed"] = gettext("%(number)s late or overdue") % {"number": late}
    if unmet > 2 or (unmet > 1 and unmet * 2 >= tried):
        why["engagement"] = gettext("not seen on %(unmet)s of %(tried)s visits") % {"unmet": unmet, "tried": tried}
    if before:
        said = ngettext("%(number)s earlier plan of this kind", "%(number)s earlier plans of this kind", before)
        why["repeat"] = said % {"number": before}
    if untested:
        why["untested"] = gettext("%(number)s past the day of the check") % {"number": untested}
    return {code: why[code] for code in WHY if code in why}


def _months(since: dt.datetime, now: dt.datetime) -> int:
    return (now.year - since.year) * 12 + now.month - since.month - (now.day < since.day)
