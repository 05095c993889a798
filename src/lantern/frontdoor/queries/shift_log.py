"""What shifts wrote down for each other."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connection

from lantern.access.people_acting import ActingPerson

SHOWN = dt.timedelta(days=3)
"""How far back the page looks by itself: a long weekend."""
_MOST = 200


@dataclass(frozen=True)
class LogLine:
    """One line of the shift log."""

    id: uuid.UUID
    authority_id: int
    team_id: int
    happened_at: dt.datetime
    written_at: dt.datetime
    by_name: str
    by_id: int
    text: str
    reference: str
    """Of the contact it is about, or nothing."""
    reads: tuple[tuple[str, dt.datetime], ...]
    mine: bool
    """Whether the reader wrote it or has read it."""

    @property
    def told_later(self) -> bool:
        """Whether it was written more than an hour after it happened."""
        return self.written_at - self.happened_at > dt.timedelta(hours=1)


_LOG = """
select s.id, s.authority_id, s.team_id, s.happened_at, s.written_at, s.by_name, s.by_id, s.text,
       coalesce(e.reference, ''), r.names, r.at, coalesce(r.mine, false) or s.by_id = %(me)s
from frontdoor_shiftentry s
left join spine_episode e on e.id = s.episode_id
left join lateral (
    select array_agg(r.reader_name order by r.read_at) as names, array_agg(r.read_at order by r.read_at) as at,
           bool_or(r.reader_id = %(me)s) as mine
    from frontdoor_shiftentryread r where r.entry_id = s.id
) r on true
where s.authority_id = any(%(authorities)s::smallint[]) and s.written_at >= %(since)s
order by s.happened_at desc, s.id desc limit %(most)s
"""


def shift_log(by: ActingPerson, *, since: dt.datetime) -> list[LogLine]:
    """The lines written since then in the reader's areas, the newest first. One statement."""
    asked = {"me": by.user_id, "authorities": list(by.authorities), "since": since, "most": _MOST}
    with connection.cursor() as cursor:
        cursor.execute(_LOG, asked)
        return [_line(*row) for row in cursor.fetchall()]


def _line(*row: Any) -> LogLine:
    *line, names, moments, mine = row
    return LogLine(*line, tuple(zip(names or (), moments or (), strict=True)), bool(mine))  # type: ignore[call-arg]
