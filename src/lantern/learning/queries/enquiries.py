"""The register of lines of enquiry, and one of them with what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404

from lantern.access.people_acting import ActingPerson
from lantern.interface.paging import Page
from lantern.learning.models import LineOfEnquiry
from lantern.learning.queries.common import HISTORY, THEMES, Happened, history, rows

_REGISTER = """
select e.reference, e.state, e.opened_at, e.closed_at, e.next_due_at, l.question, l.origin, l.owner_name,
       l.proposed_by_name, l.decided_at, l.decided_why, coalesce(p.title, '') as priority,
       (select count(*) from spine_episode s where s.because_of_id = e.id and s.kind = 'learning_set') as sets,
       (select json_agg(t.name order by t.name) from learning_carried c join learning_theme t on t.id = c.theme_id
        where c.found_in_id = e.id) as themes
from spine_episode e join learning_lineofenquiry l on l.episode_ptr_id = e.id
left join learning_yearpriority p on p.episode_ptr_id = l.year_priority_id
where e.kind = 'line_of_enquiry'
order by array_position(array['proposed', 'commissioned', 'answered', 'not_commissioned'], e.state::text),
         e.next_due_at nulls last, e.opened_at desc, e.id
limit %(limit)s offset %(offset)s
"""


def register(page: Page) -> list[dict[str, Any]]:
    """A page of the lines of enquiry that the reader may see: those to be decided first. One statement."""
    return page.cut(rows(_REGISTER, {"limit": page.limit, "offset": page.offset}))


def line_for(reference: str, *, by: ActingPerson) -> LineOfEnquiry:
    """A line of the reader's partnerships. Raises Http404. One statement."""
    found = LineOfEnquiry.objects.filter(reference=reference, authority_id__in=by.partnerships)
    one = found.select_related("year_priority").first()
    if one is None:
        raise Http404
    return one


@dataclass(frozen=True)
class Around:
    """What stands around a line of enquiry."""

    themes: list[dict[str, str]]
    sets: list[dict[str, Any]]
    recommendations: list[dict[str, Any]]
    told: int
    """How much evidence of the last year its themes have."""
    history: list[Happened]


_AROUND = f"""
select {THEMES} as themes, {HISTORY} as history,
       (select coalesce(json_agg(json_build_object('reference', e.reference, 'state', e.state, 'title', s.title)
            order by e.opened_at), '[]') from spine_episode e join learning_learningset s on s.episode_ptr_id = e.id
        where e.because_of_id = %(id)s) as sets,
       (select coalesce(json_agg(json_build_object('reference', e.reference, 'state', e.state, 'text', r.text)
            order by e.opened_at), '[]') from spine_episode e join learning_recommendation r on r.episode_ptr_id = e.id
        join spine_episode s on s.id = e.because_of_id where s.because_of_id = %(id)s) as recommendations,
       (select count(*) from learning_carried c where c.evidence <> '' and c.told_on > current_date - 365
        and c.theme_id in (select w.theme_id from learning_carried w where w.found_in_id = %(id)s)) as told
"""  # noqa: S608 - parts of this room


def around(line: LineOfEnquiry) -> Around:
    """What led to it and what came of it. One statement."""
    row = rows(_AROUND, {"id": line.pk})[0]
    return Around(row["themes"], row["sets"], row["recommendations"], row["told"], history(row["history"]))
