"""The thread from a priority to the figure that should move, on one page."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from lantern.learning import following
from lantern.learning.queries.common import rows

MOST = 400
"""Records on the page: more than a partnership has that are open or closed of late."""

_PRIORITIES = """
select e.id, e.reference, e.state, e.closed_at, p.title, p.scope, p.outcome, p.since, p.until, a.name as lead,
       (select coalesce(json_agg(json_build_object('id', t.id, 'name', t.name) order by t.name), '[]')
        from learning_theme t where t.priority_id = e.id and t.retired_at is null) as themes
from spine_episode e join learning_yearpriority p on p.episode_ptr_id = e.id
join partnership_agency a on a.id = p.lead_agency_id
where e.kind = 'priority' order by e.closed_at is not null, p.since desc, p.title limit 60
"""

_PARTS = """
select e.id, e.kind, e.reference, e.state, e.because_of_id as because_of, e.closed_at, e.next_due_at,
       coalesce(l.question, s.title, r.text) as says, l.year_priority_id as priority, coalesce(a.name, '') as agency,
       coalesce(r.reopened, 0) as reopened, coalesce(f.name, '') as friend,
       o.kind as origin_kind, o.reference as origin_reference, r.origin, r.origin_says,
       (select json_agg(distinct t.priority_id) from learning_carried c join learning_theme t on t.id = c.theme_id
        where c.found_in_id = e.id and t.priority_id is not null) as by_theme,
       (select json_agg(json_build_array(t.name, t.verdict, t.read_on) order by t.number)
        from learning_impacttest t where t.recommendation_id = e.id) as tests,
       (select json_build_array(count(*), count(*) filter (where x.closed_at is not null),
               count(*) filter (where x.closed_at is null and x.next_due_at < %(now)s))
        from spine_episode x where x.because_of_id = e.id and x.kind = 'board_action') as actions
from spine_episode e left join learning_lineofenquiry l on l.episode_ptr_id = e.id
left join learning_learningset s on s.episode_ptr_id = e.id
left join learning_criticalfriend f on f.id = s.friend_id
left join learning_recommendation r on r.episode_ptr_id = e.id
left join partnership_agency a on a.id = r.lead_agency_id
left join spine_episode o on o.id = e.because_of_id
where e.kind in ('line_of_enquiry', 'learning_set', 'recommendation') and e.authority_id = any(%(keepers)s)
  and (e.closed_at is null or e.closed_at > %(now)s - interval '2 years')
order by e.closed_at is not null, e.opened_at desc limit %(most)s
"""


@dataclass
class Part:
    """A line of enquiry, a set or a recommendation, and what came of it."""

    kind: str
    reference: str
    state: str
    says: str
    agency: str
    friend: str
    reopened: int
    due: dt.datetime | None
    closed: bool
    tests: list[tuple[str, str, str]]
    actions: tuple[int, int, int]
    """How many, how many of them checked, how many late."""
    origin: str
    origin_says: str
    origin_way: following.Way | None
    priorities: set[uuid.UUID] = field(default_factory=set)
    after: list[Part] = field(default_factory=list)


@dataclass(frozen=True)
class Strand:
    """A priority with everything that hangs on it; none for what hangs on no priority."""

    priority: dict[str, Any] | None
    parts: list[Part]

    @property
    def ended(self) -> bool:
        """Whether it is a priority that is over."""
        return bool(self.priority and self.priority["closed_at"])


def thread(*, keepers: tuple[int, ...], now: dt.datetime) -> list[Strand]:
    """Every priority with its lines of enquiry, sets, recommendations, actions and measures: what is open, and what
    closed in the last two years. Two statements.
    """
    priorities = rows(_PRIORITIES, {})
    known: dict[uuid.UUID, Part] = {}
    because: dict[uuid.UUID, uuid.UUID | None] = {}
    for row in rows(_PARTS, {"keepers": list(keepers), "now": now, "most": MOST}):
        known[row["id"]] = _part(row)
        because[row["id"]] = row["because_of"]
    tops: list[Part] = []
    for number, part in known.items():
        origin = because[number]
        (known[origin].after if origin in known else tops).append(part)
    strands = []
    for one in priorities:
        hanging = [part for part in tops if one["id"] in part.priorities]
        strands.append(Strand(one, hanging))
    placed = {id(part) for strand in strands for part in strand.parts}
    rest = [part for part in tops if id(part) not in placed]
    return [*strands, Strand(None, rest)] if rest else strands


def _part(row: dict[str, Any]) -> Part:
    priorities = {uuid.UUID(each) for each in row["by_theme"] or []}
    if row["priority"]:
        priorities.add(row["priority"])
    return Part(
        kind=row["kind"],
        reference=row["reference"],
        state=row["state"],
        says=row["says"] or "",
        agency=row["agency"],
        friend=row["friend"],
        reopened=row["reopened"],
        due=row["next_due_at"],
        closed=row["closed_at"] is not None,
        tests=[tuple(each) for each in row["tests"] or []],
        actions=tuple(row["actions"] or (0, 0, 0)),
        origin=row["origin"] or "",
        origin_says=row["origin_says"] or "",
        origin_way=following.way(row["origin_kind"] or "", row["origin_reference"] or ""),
        priorities=priorities,
    )
