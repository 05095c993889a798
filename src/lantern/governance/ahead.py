"""What comes next for whoever prepares the meetings of the partnership: the next step of each, with its way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from lantern.access.people_acting import ActingPerson
from lantern.governance.states import CALLED, HELD, RUNNING
from lantern.interface.display import plural, short_date
from lantern.interface.environment import url
from lantern.law.timescales import london_date

_NEXT = """
select
 (select json_agg(json_build_array(e.reference, e.state, b.name, m.starts_at, e.next_due_at, i.items, i.without, i.late)
                  order by case e.state when 'running' then 0 when 'held' then 1 else 2 end, m.starts_at)
  from spine_episode e join governance_boardmeeting m on m.episode_ptr_id = e.id join boards_body b on b.id = m.body_id
  cross join lateral (select count(*) as items,
        count(*) filter (where a.paper_due_on is not null and a.paper = '') as without,
        count(*) filter (where a.paper_due_on < %(today)s and a.paper = '') as late
     from governance_agendaitem a where a.episode_id = e.id and not a.dropped) i
  where e.kind = 'board_meeting' and e.closed_at is null and e.authority_id = any(%(keepers)s)),
 (select json_agg(json_build_array(b.name, b.code) order by b.name) from boards_body b
  where b.authority_id = any(%(keepers)s) and not b.outside and (b.ends_on is null or b.ends_on >= %(today)s)
    and exists (select 1 from boards_frequency f where f.body_id = b.id)
    and not exists (select 1 from governance_boardmeeting m join spine_episode e on e.id = m.episode_ptr_id
                    where m.body_id = b.id and e.closed_at is null and e.state in ('planned', 'called', 'running'))),
 (select json_build_array(count(*) filter (where e.state = 'open' and e.next_due_at < %(now)s),
                          count(*) filter (where e.state = 'done'))
  from spine_episode e where e.kind = 'board_action' and e.closed_at is null and e.authority_id = any(%(keepers)s))
"""


@dataclass(frozen=True)
class Step:
    """Something to do next: what, in which matter, its way, by when, and whether it is late."""

    does: str
    about: str
    href: str
    due_at: dt.datetime | None = None
    note: str = ""
    late: bool = False


def steps(*, by: ActingPerson, now: dt.datetime) -> list[Step]:
    """The next step of every meeting that is not over, bodies without a meeting to come, and actions that wait. One
    statement.
    """
    today = london_date(now)
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, {"keepers": list(by.partnerships), "today": today, "now": now})
        meetings, without, (late, done) = cursor.fetchone() or ((), (), (0, 0))
    found = [_of_meeting(each, now) for each in meetings or ()]
    if late:
        told = plural(late, _("action is past its date"), _("actions are past their date"))
        found.append(Step(_("Ask their owners"), told, f"{url('board_actions')}?list=late", late=True))
    if done:
        told = plural(done, _("action is said to be done"), _("actions are said to be done"))
        found.append(Step(_("Look whether it is"), told, f"{url('board_actions')}?list=check"))
    for name, code in without or ():
        found.append(Step(_("Plan the next meeting"), name, url("plan_meeting", code=code)))
    return found


def _of_meeting(row: list[Any], now: dt.datetime) -> Step:
    reference, state, body, starts, due, items, without, late = row
    starts_at = dt.datetime.fromisoformat(starts)
    due_at = dt.datetime.fromisoformat(due) if due else None
    here = url("board_meeting", reference=reference)
    about = f"{body}, {short_date(starts_at)}"
    over = due_at is not None and due_at < now
    if state == RUNNING:
        return Step(_("Minute the meeting"), about, here)
    if state == HELD:
        return Step(_("The chair approves the minutes"), about, here, due_at, late=over)
    papers = plural(without, _("paper is missing"), _("papers are missing")) if without else ""
    if state == CALLED:
        return Step(_("Begin on the day"), about, here, starts_at, papers, late=bool(late))
    if not items:
        return Step(_("Make the agenda"), about, url("add_to_agenda", reference=reference), due_at, late=over)
    told = plural(items, _("item on the agenda"), _("items on the agenda"))
    note = f"{told}, {papers}" if papers else told
    return Step(_("Finish and send the agenda"), about, here, due_at, note, late=over or bool(late))
