"""Why a finished contact may be looked at again, in SQL: said once, for the draw, for what it would be, and for the
gate at sign-off.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from lantern.interface.display import london_date
from lantern.law.codes import code_set
from lantern.law.timescales import timescale
from lantern.spine.models import Priority

NOTHING_ON_THIRD = "nothing_on_third"

_WINDOW = (
    "(date_trunc('day', e.opened_at at time zone 'Europe/London') - %(window)s::interval) at time zone 'Europe/London'"
)

# Records that are read as one are one child. What was joined to another contact, and advice, is no contact of its own.
_THIRD = f"""exists (
    select 1 from frontdoor_childdecision d
    where d.contact_id = e.id and d.current and d.outcome = 'no_further_action' and (
        select count(distinct i.episode_id) from (
            select d.person_id union
            select o.person_id from people_linkedrecord m join people_linkedrecord o on o.cluster = m.cluster
            where m.person_id = d.person_id
        ) same (person_id)
        join spine_involvement i on i.person_id = same.person_id and i.kind = 'contact' and i.part = 'child'
             and i.opened_at <= e.opened_at and i.opened_at >= {_WINDOW}
        join spine_episode x on x.id = i.episode_id and x.state not in ('joined', 'advised')
    ) >= %(third)s)"""  # noqa: S608 - our own words

_SAME = f"""exists (
    select 1 from spine_involvement mine
    join spine_involvement theirs on theirs.person_id = mine.person_id and theirs.kind = 'contact'
         and theirs.part = 'child' and theirs.opened_at < e.opened_at and theirs.opened_at >= {_WINDOW}
    join spine_episode x on x.id = theirs.episode_id and x.state not in ('joined', 'advised')
    join frontdoor_contact earlier on earlier.episode_ptr_id = theirs.episode_id and earlier.reasons && c.reasons
    where mine.episode_id = e.id and mine.part = 'child')"""  # noqa: S608 - our own words

SQL: dict[str, str] = {
    NOTHING_ON_THIRD: _THIRD,
    "stepped_down": "exists (select 1 from frontdoor_childdecision d join frontdoor_childdecision b"
    " on b.contact_id = d.contact_id and b.reported_id = d.reported_id and not b.current and b.level > d.level"
    " where d.contact_id = e.id and d.current)",
    "restricted_or_urgent": "e.restricted or e.priority = %(red)s",
    "without_late_answer": "exists (select 1 from spine_episode k join spine_clock t on t.episode_id = k.id"
    " and t.timescale = 'agency-checks' and t.due_at < c.decided_at"
    " and (t.stopped_at is null or t.stopped_at > c.decided_at)"
    " where k.because_of_id = e.id and k.kind = 'check')",
    "nobody_asked": "not exists (select 1 from spine_episode k"
    " where k.because_of_id = e.id and k.kind = 'check' and k.state <> 'withdrawn')",
    "same_reasons": _SAME,
    "chance": "true",
}
"""By the codes of ``second_look_reason``. Where the reader may see that there is work and not what it is (the part of
the system that keeps time, of something restricted), what can not be read counts as not so.
"""

_WHY = ", ".join(f"case when {sql} then '{code}' end" for code, sql in SQL.items())

# One walk of an index: what was finished in these weeks. The offset asks each contact by its key.
_FINISHED = f"""
select e.id, e.authority_id, e.reference, e.closed_at, e.restricted, e.owner_team_id, of_one.decided_by_id,
       of_one.signed_off_by_id, of_one.why
from spine_episode e cross join lateral (
    select c.decided_by_id, c.signed_off_by_id, array_remove(array[{_WHY}], null) as why
    from (select 1) one left join frontdoor_contact c on c.episode_ptr_id = e.id offset 0
) of_one
where e.kind = 'contact' and e.authority_id = %(authority)s and e.state = 'finished'
and e.closed_at >= %(since)s and e.closed_at < %(until)s
"""  # noqa: S608 - our own words

_GATE = f"""
select {_THIRD} from spine_episode e where e.id = %(contact)s
"""  # noqa: S608 - our own words


@dataclass(frozen=True)
class Finished:
    """A finished contact, and every reason for which it could be looked at again."""

    id: uuid.UUID
    authority_id: int
    reference: str
    closed_at: dt.datetime
    restricted: bool
    team_id: int
    decided_by_id: int | None
    signed_off_by_id: int | None
    why: Sequence[str]


def _values(on: dt.date) -> dict[str, Any]:
    window = timescale("re-referral-window").value_on(on, None).limit
    return {"window": f"{window.amount} {window.unit}", "third": third(), "red": Priority.RED.value}


def third() -> int:
    """The how manyth contact of a child it is whose closing asks more of a manager. A local standard."""
    code = code_set("second_look_reason").get(NOTHING_ON_THIRD)
    if code is None:
        raise LookupError(f"The house list second_look_reason has no code '{NOTHING_ON_THIRD}'.")
    return int(code.also["contacts"])


def finished_between(authority_id: int, since: dt.datetime, until: dt.datetime) -> list[Finished]:
    """The contacts finished in a time, each with its reasons, as far as the reader may see. One statement."""
    asked = _values(london_date(until)) | {"authority": authority_id, "since": since, "until": until}
    with connection.cursor() as cursor:
        cursor.execute(_FINISHED, asked)
        return [Finished(*row) for row in cursor.fetchall()]


def nothing_on_third(contact_id: uuid.UUID, on: dt.date) -> bool:
    """Whether no further action is decided for a child who is here for the third time, or more often, within the
    window of re-referrals. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(_GATE, _values(on) | {"contact": contact_id})
        row = cursor.fetchone()
    return bool(row and row[0])
