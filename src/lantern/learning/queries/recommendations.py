"""The one register of recommendations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.interface.paging import Page
from lantern.learning import following
from lantern.learning.models import ImpactTest, Recommendation
from lantern.learning.queries.common import HISTORY, THEMES, Happened, history, rows
from lantern.learning.queries.impact import TESTS, Test, tests_from
from lantern.learning.states.recommendations import OPEN

_COUNTS = """
select count(*) filter (where e.state = 'made') as made,
       count(*) filter (where e.state = 'made' and e.next_due_at < %(now)s) as made_late,
       count(*) filter (where e.state in ('accepted', 'in_part')) as worked,
       count(*) filter (where e.state in ('accepted', 'in_part') and r.by_when < %(today)s) as worked_late,
       count(*) filter (where e.state = 'done') as done,
       count(*) filter (where e.state = 'checked') as checked,
       count(*) filter (where e.state = 'closed') as closed,
       count(*) filter (where e.state = 'declined') as declined,
       count(*) filter (where r.reopened > 0 and e.closed_at is null) as reopened,
       count(*) filter (where e.closed_at is null
           and not exists (select 1 from learning_impacttest t where t.recommendation_id = e.id)) as unmeasured
from spine_episode e join learning_recommendation r on r.episode_ptr_id = e.id where e.kind = 'recommendation'
"""

_REGISTER = """
select e.reference, e.state, e.opened_at, e.closed_at, e.next_due_at, e.next_due, r.text, r.origin, r.origin_says,
       r.reach, r.changes, r.by_when, r.reopened, r.lead_agency_id, a.name as agency,
       coalesce(o.kind, '') as origin_kind, coalesce(o.reference, '') as origin_reference,
       (select json_agg(json_build_array(t.name, t.verdict) order by t.number)
        from learning_impacttest t where t.recommendation_id = e.id) as tests
from spine_episode e join learning_recommendation r on r.episode_ptr_id = e.id
join partnership_agency a on a.id = r.lead_agency_id
left join spine_episode o on o.id = e.because_of_id
where e.kind = 'recommendation' and (%(states)s::text[] is null or e.state = any(%(states)s))
  and (%(origin)s = '' or r.origin = %(origin)s)
  and (%(agency)s::int is null or r.lead_agency_id = %(agency)s or %(agency)s = any(r.others))
  and (not %(reopened)s or r.reopened > 0) and (not %(unmeasured)s or not exists
       (select 1 from learning_impacttest t where t.recommendation_id = e.id))
  and (%(theme)s::uuid is null or exists
       (select 1 from learning_carried c where c.theme_id = %(theme)s and c.found_in_id = e.id))
order by e.closed_at is not null, e.next_due_at nulls last, e.opened_at desc, e.id
limit %(limit)s offset %(offset)s
"""


def counts(now: dt.datetime, today: dt.date) -> dict[str, int]:
    """How many stand where. One statement."""
    return rows(_COUNTS, {"now": now, "today": today})[0]


def register(wanted: dict[str, Any], page: Page) -> list[dict[str, Any]]:
    """A page of the recommendations that the reader may see, what is due next first, closed last. One statement."""
    shows = wanted.get("shows") or "open"
    states = {
        "open": list(OPEN),
        "worked": ["accepted", "in_part"],
        "all": None,
        "reopened": list(OPEN),
        "unmeasured": list(OPEN),
    }
    asked = {
        "states": states.get(shows, [shows]),
        "origin": wanted.get("origin") or "",
        "agency": int(wanted["agency"]) if wanted.get("agency") else None,
        "reopened": shows == "reopened",
        "unmeasured": shows == "unmeasured",
        "theme": wanted.get("theme") or None,
        "limit": page.limit,
        "offset": page.offset,
    }
    return page.cut(rows(_REGISTER, asked))


def recommendation_for(reference: str, *, by: ActingPerson) -> Recommendation:
    """One of the reader's partnerships, with what is said of its measures. Raises Http404. One statement."""
    verdicts = ImpactTest.objects.filter(recommendation=OuterRef("pk")).values("verdict")
    found = (
        Recommendation.objects.filter(reference=reference, authority_id__in=by.partnerships)
        .select_related("lead_agency", "because_of", "finding__set")
        .annotate(verdicts=ArraySubquery(verdicts))
        .first()
    )
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Around:
    """What stands around a recommendation."""

    tests: list[Test]
    themes: list[dict[str, str]]
    history: list[Happened]
    actions: list[dict[str, Any]] = field(default_factory=list)
    beneath: list[Any] = field(default_factory=list)
    """What parts of other rooms read of it (``following.reads``)."""


_ACTIONS = """(select coalesce(json_agg(json_build_object('reference', x.reference, 'state', x.state, 'what', a.what,
        'by_when', a.by_when, 'by_event', a.by_event, 'carried', a.carried,
        'owner', coalesce(s.name, p.title || ', ' || m.name), 'late', x.state = 'open' and x.next_due_at < now())
        order by x.closed_at is not null, x.next_due_at nulls last), '[]')
     from spine_episode x join boards_action a on a.episode_ptr_id = x.id
     left join boards_seat s on s.id = a.owner_seat_id
     left join partnership_post p on p.id = a.owner_post_id left join partnership_team m on m.id = p.team_id
     where x.because_of_id = %(id)s and x.kind = 'board_action')"""
_AROUND = f"{TESTS} as tests, {THEMES} as themes, {HISTORY} as history, {_ACTIONS} as actions"


def around(found: Recommendation) -> Around:
    """Its tests with their readings, its themes, actions and history. One statement."""
    row = rows(f"select {_AROUND}, {following.reads()} as beneath", {"id": found.pk})[0]
    for each in row["actions"]:
        each["by_when"] = dt.date.fromisoformat(each["by_when"]) if each["by_when"] else None
    tests = tests_from(row["tests"], changed_on=found.done_on)
    return Around(tests, row["themes"], history(row["history"]), row["actions"], row["beneath"])
