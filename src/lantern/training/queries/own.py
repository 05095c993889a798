"""A reader's own training, and what they can book."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from lantern.access.people_acting import ActingPerson
from lantern.law.timescales import add_months, london_date
from lantern.learning.queries.common import SHOWN, rows

_OWN = """
select e.reference, e.state, e.next_due, t.starts_at, t.ends_at, t.place, t.cancelled_why, c.title, c.hours,
       c.lasts_months, b.standing, b.came, b.told_at, b.used_at, b.moved_up_at,
       (select count(*) from training_booking w where w.event_id = e.id and w.standing = 'waiting'
        and (w.booked_at, w.id) <= (b.booked_at, b.id)) as in_line
from training_booking b join spine_episode e on e.id = b.event_id
join training_trainingevent t on t.episode_ptr_id = e.id
join training_course c on c.episode_ptr_id = t.course_id
where b.user_id = %(user)s and b.standing <> 'given_up' order by t.starts_at desc limit %(limit)s
"""


@dataclass(frozen=True)
class Own:
    """One booking of the reader."""

    reference: str
    state: str
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    place: str
    cancelled_why: str
    standing: str
    came: str
    told: bool
    used: bool
    moved_up: bool
    in_line: int
    again_on: dt.date | None
    """When it is due again, for somebody who came to the whole of it."""

    @property
    def asked_today(self) -> bool:
        """Whether the reader came and has not said yet what it was worth."""
        return self.came in ("whole", "part") and not self.told and self.state in ("held", "asked")

    @property
    def asked_again(self) -> bool:
        """Whether three months have passed and the reader has not said what changed."""
        return self.came in ("whole", "part") and not self.used and self.state == "asked"

    @property
    def has_certificate(self) -> bool:
        return self.came == "whole"


def own(*, by: ActingPerson) -> list[Own]:
    """What the reader has booked, been to and is asked about, the newest first. One statement."""
    return [_own(row) for row in rows(_OWN, {"user": by.user_id, "limit": SHOWN})]


def _own(row: dict[str, Any]) -> Own:
    ended, lasts = london_date(row["ends_at"]), row["lasts_months"]
    return Own(
        reference=row["reference"],
        state=row["state"],
        title=row["title"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        place=row["place"],
        cancelled_why=row["cancelled_why"],
        standing=row["standing"],
        came=row["came"],
        told=row["told_at"] is not None,
        used=row["used_at"] is not None,
        moved_up=row["moved_up_at"] is not None,
        in_line=row["in_line"],
        again_on=add_months(ended, lasts) if row["came"] == "whole" and lasts else None,
    )


_OFFERED = """
select e.reference, t.starts_at, t.ends_at, t.place, t.places, t.for_each, t.shares_until, c.title, c.aims, c.hours,
       c.agencies, c.roles,
       (select count(*) from training_booking b where b.event_id = e.id and b.standing = 'place') as placed,
       (select count(*) from training_booking b where b.event_id = e.id and b.standing = 'waiting') as waiting,
       (select count(*) from training_booking b where b.event_id = e.id and b.standing = 'place'
        and b.agency_id = %(agency)s) as of_mine,
       exists (select 1 from training_booking b where b.event_id = e.id and b.user_id = %(user)s
               and b.standing <> 'given_up') as mine
from spine_episode e join training_trainingevent t on t.episode_ptr_id = e.id
join training_course c on c.episode_ptr_id = t.course_id
where e.kind = 'training_event' and e.state = 'open' and t.starts_at > %(now)s
order by t.starts_at limit %(limit)s
"""


def offered(*, by: ActingPerson, now: dt.datetime) -> list[dict[str, Any]]:
    """Dates that are open for booking, the next first: whether they are meant for the reader, and whether there is room
    for the reader's agency. One statement.
    """
    found = rows(_OFFERED, {"agency": by.agency_id or 0, "user": by.user_id, "now": now, "limit": SHOWN})
    today = london_date(now)
    for row in found:
        row["meant"] = (not row["agencies"] or by.agency_id in row["agencies"]) and (
            not row["roles"] or by.role in row["roles"]
        )
        row["free"] = max(row["places"] - row["placed"], 0)
        binds = row["for_each"] is not None and (row["shares_until"] is None or today <= row["shares_until"])
        row["free_for_mine"] = min(row["free"], max(row["for_each"] - row["of_mine"], 0)) if binds else row["free"]
    return found
