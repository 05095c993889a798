"""What audits said in one quarter, beside the quarter before: grades, standards by agency, themes, what followed."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.assurance.drawing import agreement
from lantern.assurance.models import AuditPart, AuditReport, PlannedAudit
from lantern.assurance.quarters import Quarter
from lantern.assurance.standards import Grade, Met
from lantern.assurance.states import DONE
from lantern.boards import queries as boards
from lantern.interface.display import LONDON, full_date
from lantern.learning.queries.common import agency_names, rows

GOOD = (Grade.OUTSTANDING, Grade.GOOD)
_MOVED = 10
"""Per cent points from which a share is said to have moved; fewer of so few cases say nothing."""


def reports(*, by: ActingPerson) -> list[AuditReport]:
    """Every quarterly report of the reader's partnerships, the newest first. One statement."""
    found = AuditReport.objects.filter(authority_id__in=by.partnerships).select_related("area").defer("content")
    return list(found.order_by("-period_from", "-opened_at")[:200])


def report_for(reference: str, *, by: ActingPerson) -> AuditReport:
    """One report. One statement."""
    found = AuditReport.objects.filter(authority_id__in=by.partnerships, reference=reference.upper())
    one = found.select_related("area").first()
    if one is None:
        raise Http404
    return one


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=LONDON)


_BESIDE = """
select 'theme' as what, h.name as name, count(distinct r.episode_ptr_id) as number
from learning_recommendation r join spine_episode e on e.id = r.episode_ptr_id
join learning_carried c on c.found_in_id in (e.id, e.because_of_id) join learning_theme h on h.id = c.theme_id
where e.because_of_id = any(%(rounds)s) and e.opened_at >= %(since)s and e.opened_at < %(until)s group by h.name
union all
select 'told', f.state, count(*) from spine_episode f
where f.kind = 'audit_feedback' and f.authority_id = %(area)s and f.opened_at >= %(since)s and f.opened_at < %(until)s
group by f.state
union all
select 'recommended', e.state, count(*) from spine_episode e
where e.kind = 'recommendation' and e.because_of_id = any(%(rounds)s) group by e.state
order by 1, 3 desc, 2
"""


def content_of(area: int, keeper: int, quarter: Quarter, *, by: ActingPerson, now: dt.datetime) -> dict[str, Any]:
    """What audits of a council's cases said in a quarter: plain figures and words without names, to be kept as they
    stand. Four statements.
    """
    since, until, before = _moment(quarter.first), _moment(quarter.after), _moment(quarter.before.first)
    parts = list(
        AuditPart.objects.filter(
            authority_id=area, case__moderated_at__gte=before, case__moderated_at__lt=until
        ).select_related("case", "asked_team__agency")
    )
    here = [part for part in parts if part.case.moderated_at and part.case.moderated_at >= since]
    earlier = [part for part in parts if part.case.moderated_at and part.case.moderated_at < since]
    plans = _plans(area, keeper, quarter, now)
    rounds = [each.round_id for each in plans if each.round_id]
    owed = boards.actions_because_of([*rounds, *(each.pk for each in plans)], by=by, now=now)
    beside = rows(_BESIDE, {"rounds": rounds, "since": since, "until": until, "area": area})
    told: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in beside:
        told[row["what"]].append((row["name"], row["number"]))
    done = [each for each in plans if each.state == DONE and each.closed_at and since <= each.closed_at < until]
    standards, matrix = _standards(here, earlier)
    content: dict[str, Any] = {
        "cases": _cases(here),
        "before": _cases(earlier),
        "grades": _grades(here, earlier),
        "standards": standards,
        "matrix": matrix,
        "agencies": _agencies(here),
        "themes": told["theme"],
        "taught": [_taught(each) for each in done],
        "told": dict(told["told"]),
        "recommended": dict(told["recommended"]),
        "actions": [_action(each, now) for each in owed],
        "plan": _plan(plans, quarter, until, now),
    }
    return content | {"changed": _changed(content)}


def _plans(area: int, keeper: int, quarter: Quarter, now: dt.datetime) -> list[PlannedAudit]:
    """Every line of the plan that has to do with the quarter or is still followed up."""
    year_before = Quarter(quarter.year - 1, quarter.number).first
    found = PlannedAudit.objects.filter(authority_id=keeper, area_id=area, opened_at__lt=now)
    return list(found.filter(Q(closed_at__isnull=True) | Q(closed_at__gte=_moment(year_before))).order_by("due_on"))


def _cases(parts: Iterable[AuditPart]) -> int:
    return len({part.case_id for part in parts})


def _share(counted: Counter[str]) -> int | None:
    """Of the answers that apply, how many in a hundred say that a standard is met."""
    of = counted[Met.YES] + counted[Met.PART] + counted[Met.NO]
    return round(100 * counted[Met.YES] / of) if of else None


def _grades(here: Sequence[AuditPart], earlier: Sequence[AuditPart]) -> list[list[Any]]:
    counts = [Counter({part.case_id: part.case.grade for part in parts}.values()) for parts in (here, earlier)]
    return [[str(grade.label), counts[0][grade.value], counts[1][grade.value]] for grade in Grade]


def _standards(here: Sequence[AuditPart], earlier: Sequence[AuditPart]) -> tuple[list[Any], dict[str, Any]]:
    words: dict[str, str] = {}
    now: dict[str, Counter[str]] = defaultdict(Counter)
    before: dict[str, Counter[str]] = defaultdict(Counter)
    of: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for parts, counted in ((earlier, before), (here, now)):
        for part in parts:
            words |= {each["code"]: each["text"] for each in part.standards}
            for each in part.answers:
                counted[each["code"]][each["met"]] += 1
                if counted is now:
                    of[each["code"], part.asked_team.agency.name][each["met"]] += 1
    made = [
        {
            "text": text,
            "yes": now[code][Met.YES],
            "part": now[code][Met.PART],
            "no": now[code][Met.NO],
            "share": _share(now[code]),
            "before": _share(before[code]),
        }
        for code, text in words.items()
    ]
    agencies = sorted({name for _code, name in of})
    lines = [[text, *(_of(of[code, name]) for name in agencies)] for code, text in words.items()]
    return made, {"agencies": agencies, "rows": lines}


def _of(counted: Counter[str]) -> str:
    applies = counted[Met.YES] + counted[Met.PART] + counted[Met.NO]
    return f"{counted[Met.YES]} of {applies}" if applies else "none"


def _agencies(parts: Sequence[AuditPart]) -> list[dict[str, Any]]:
    made = []
    for name in sorted({part.asked_team.agency.name for part in parts}):
        own = [part for part in parts if part.asked_team.agency.name == name]
        graded = [part for part in own if part.grade]
        alike, compared = agreement((part.grade, part.case.grade) for part in own)
        good = sum(part.grade in GOOD for part in graded)
        made.append(
            {
                "name": name, "asked": len(own), "answered": len(graded), "good": good, "alike": alike,
                "compared": compared,
            }
        )  # fmt: skip
    return made


def _taught(plan: PlannedAudit) -> dict[str, Any]:
    return {
        "title": plan.title,
        "who": ", ".join(sorted(agency_names(*plan.agencies).values())),
        "found": plan.found,
        "tally": [[str(Grade(grade).label), number] for grade, number in plan.tally.items()],
    }


def _action(each: Any, now: dt.datetime) -> dict[str, Any]:
    late = bool(each.due_at and each.due_at < now)
    state = "late" if late else each.state
    day = full_date(each.by_when) if each.by_when else each.by_event
    return {"what": each.what, "owner": each.owner, "by_when": day, "state": state, "source": each.source}


def _plan(plans: Sequence[PlannedAudit], quarter: Quarter, until: dt.datetime, now: dt.datetime) -> dict[str, Any]:
    due = [each for each in plans if quarter.first <= each.due_on < quarter.after]
    seen = min(now, until)
    return {
        "due": len(due),
        "done": sum(each.state == DONE for each in due),
        "late": [each.title for each in plans if each.next_due_at and each.next_due_at < seen],
    }


def _changed(content: dict[str, Any]) -> list[str]:
    """What is different from the quarter before, in sentences; one that says so where nothing can be compared."""
    if not content["before"] or not content["cases"]:
        return []
    found = []
    good = [sum(row[place] for row in content["grades"][:2]) for place in (1, 2)]
    shares = [round(100 * number / content[of]) for number, of in zip(good, ("cases", "before"), strict=True)]
    if abs(shares[0] - shares[1]) >= _MOVED:
        better = "More" if shares[0] > shares[1] else "Fewer"
        found.append(f"{better} cases are good or better: {shares[0]}%, and {shares[1]}% in the quarter before.")
    for each in content["standards"]:
        if each["share"] is None or each["before"] is None or abs(each["share"] - each["before"]) < _MOVED:
            continue
        better = "better" if each["share"] > each["before"] else "less"
        found.append(f"“{each['text'].rstrip('.')}” is {better} met: {each['share']}%, and {each['before']}% before.")
    return found or ["Nothing moved by ten points or more in a hundred."]
