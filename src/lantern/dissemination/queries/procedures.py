"""The register of procedures: what each says now, what changed it, and which recommendations no clause answers yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.dissemination.models import Procedure, Wording
from lantern.learning.queries.common import HISTORY, SHOWN, Happened, history, rows

_REGISTER = """
select e.id, e.reference, e.state, e.closed_at, e.next_due_at, p.title, p.kept_by_says, p.reviewed_on,
       c.clauses, c.changed_at, c.changed_on, coalesce(l.number, '') as changed_clause,
       coalesce(l.because_of, '') as because_of, t.told_at
from spine_episode e join dissemination_procedure p on p.episode_ptr_id = e.id
left join lateral (select count(*) filter (where not x.dropped) as clauses, max(x.written_at) as changed_at,
                          max(x.in_force_on) as changed_on
                   from (select distinct on (w.number) w.dropped, w.written_at, w.in_force_on
                         from dissemination_wording w where w.episode_id = e.id
                         order by w.number, w.version desc) x) c on true
left join lateral (select w.number, o.reference as because_of from dissemination_wording w
                   join spine_episode o on o.id = w.because_of_id
                   where w.episode_id = e.id order by w.written_at desc, w.number limit 1) l on true
left join lateral (select max(d.sent_at) as told_at from spine_episode b
                   join dissemination_briefingedition d on d.episode_id = b.id
                   where b.because_of_id = e.id and b.kind = 'briefing') t on true
where e.kind = 'procedure' order by e.closed_at is not null, e.next_due_at, p.title limit %(limit)s
"""

_UNANSWERED = """
select e.reference, e.state, r.text, r.by_when, a.name as agency
from spine_episode e join learning_recommendation r on r.episode_ptr_id = e.id
join partnership_agency a on a.id = r.lead_agency_id
where e.kind = 'recommendation' and 'procedure' = any(r.changes)
  and e.state in ('accepted', 'in_part', 'done', 'checked')
  and not exists (select 1 from dissemination_wording w where w.because_of_id = e.id)
order by r.by_when nulls last, e.opened_at limit %(limit)s
"""


def register() -> list[dict[str, Any]]:
    """Every procedure, the one to look at next first. One statement."""
    return rows(_REGISTER, {"limit": SHOWN})


def unanswered() -> list[dict[str, Any]]:
    """Recommendations that should change a procedure, and no clause says that it did. One statement."""
    return rows(_UNANSWERED, {"limit": SHOWN})


def procedure_for(reference: str, *, by: ActingPerson) -> Procedure:
    """A procedure of the reader's partnerships. Raises Http404. One statement."""
    found = Procedure.objects.filter(reference=reference, authority_id__in=by.partnerships).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Clause:
    """A clause as it stands, and as it stood."""

    number: str
    now: Wording
    before: list[Wording]


@dataclass(frozen=True)
class Around:
    """What stands around a procedure: its clauses, the briefings that told of it, what happened."""

    clauses: list[Clause]
    dropped: list[Clause]
    briefings: list[dict[str, Any]]
    history: list[Happened]

    @property
    def changed_at(self) -> dt.datetime | None:
        """When a clause was last worded."""
        return max((each.now.written_at for each in (*self.clauses, *self.dropped)), default=None)

    @property
    def told_at(self) -> dt.datetime | None:
        """When a briefing last told of it."""
        return max((each["sent_at"] for each in self.briefings if each["sent_at"]), default=None)


_AROUND = f"""
select {HISTORY} as history,
  (select coalesce(json_agg(json_build_object('reference', b.reference, 'state', b.state, 'title', n.title,
          'agencies', n.agencies, 'roles', n.roles, 'edition', n.edition, 'sent_at', d.sent_at,
          'readers', (select coalesce(array_agg(r.user_id), '{{}}') from dissemination_briefingread r
                      where r.episode_id = b.id and r.edition = n.edition)) order by b.opened_at desc), '[]')
   from spine_episode b join dissemination_briefing n on n.episode_ptr_id = b.id
   left join dissemination_briefingedition d on d.episode_id = b.id and d.number = n.edition
   where b.because_of_id = %(id)s and b.kind = 'briefing') as briefings
"""  # noqa: S608 - our own words


def around(found: Procedure) -> Around:
    """Two statements."""
    (row,) = rows(_AROUND, {"id": found.pk})
    for each in row["briefings"]:
        each["sent_at"] = dt.datetime.fromisoformat(each["sent_at"]) if each["sent_at"] else None
    by_number: dict[str, list[Wording]] = {}
    for wording in Wording.objects.filter(episode_id=found.pk).select_related("because_of").order_by("-version"):
        by_number.setdefault(wording.number, []).append(wording)
    every = [Clause(number, told[0], told[1:]) for number, told in sorted(by_number.items(), key=_in_order)]
    return Around(
        [each for each in every if not each.now.dropped],
        [each for each in every if each.now.dropped],
        row["briefings"],
        history(row["history"]),
    )


def _in_order(one: tuple[str, Any]) -> list[tuple[int, str]]:
    """Clause 4.10 stands after 4.9."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in one[0].split(".")]


_CAUSES = """
select e.reference, r.text, e.state, 'procedure' = any(r.changes) as meant
from spine_episode e join learning_recommendation r on r.episode_ptr_id = e.id
where e.kind = 'recommendation' and e.state not in ('made', 'declined') and e.authority_id = %(keeper)s
order by not ('procedure' = any(r.changes)), e.closed_at is not null, e.opened_at desc limit 100
"""


def causes(keeper: int) -> list[dict[str, Any]]:
    """The recommendations that can have changed a clause, those that meant to first. One statement."""
    return rows(_CAUSES, {"keeper": keeper})
