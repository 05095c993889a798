"""Decisions of the last 12 months side by side: of like contacts by who decided, and by the clauses they cite.

Each is one statement over one range of an index (``decision_by_time``) with a probe for each contact in it; what it
costs grows with the contacts of 12 months. Where that is more than a page may take, it says so and asks for one area.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg as pg
from django.db import OperationalError, connection, transaction

from lantern.access.people_acting import ActingPerson
from lantern.frontdoor.figures.likeness import Alike, Line
from lantern.frontdoor.queries.demand import Period, TooMuchToCount
from lantern.interface.display import london_date

BY = ("team", "group", "agency")
"""By whose decisions like contacts are compared: the team, the kind of post, or the agency that was worried."""

_KEYS = {
    "team": "post.team_id::text",
    "group": "post.role",
    "agency": "r.agency_id::text",
}

# One line for each contact, the highest level of its children: brothers and sisters are not decided apart. Who decided
# it in which post stands in the ledger.
_ALIKE = """
with decided as materialized (
    select d.contact_id, max(d.level) as level, min(d.decided_by_id) as decided_by_id
    from frontdoor_childdecision d
    where d.authority_id = any(%(authorities)s::smallint[]) and d.current
      and d.decided_at >= %(since)s and d.decided_at < %(until)s
    group by d.contact_id
)
select coalesce(c.reasons[1], ''), coalesce(r.source, ''), {key}, d.level, count(*), array_agg(distinct d.decided_by_id)
from decided d
join frontdoor_contact c on c.episode_ptr_id = d.contact_id and c.signed_off_at is not null
left join frontdoor_referrer r on r.contact_id = d.contact_id
left join lateral (
    select p.team_id, p.role from spine_event v join partnership_post p on p.id = v.post_id
    where v.episode_id = d.contact_id and v.kind = 'contact_decided' order by v.recorded_at desc limit 1
) post on true
where {key} is not null
group by 1, 2, 3, 4
"""


@contextmanager
def _in_time() -> Iterator[Any]:
    """A cursor whose statement may turn out to be too much for a page."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            yield cursor
    except OperationalError as error:
        if isinstance(error.__cause__, pg.errors.QueryCanceled):
            raise TooMuchToCount from error
        raise


def _range(authorities: Sequence[int], now: dt.datetime) -> dict[str, Any]:
    period = Period.ending("12_months", london_date(now))
    return {"authorities": list(authorities), "since": period.since, "until": period.until}


def alike_by(authorities: Sequence[int], by: str, *, now: dt.datetime) -> list[Alike]:
    """Signed-off contacts of 12 months that are alike, by who decided them. One statement.

    Raises TooMuchToCount when the database gives up within the time of a page.
    """
    with _in_time() as cursor:
        cursor.execute(_ALIKE.format(key=_KEYS[by]), _range(authorities, now))
        rows = cursor.fetchall()
    groups: dict[tuple[str, str], dict[str, Line]] = {}
    people: dict[tuple[str, str, str], set[int]] = {}
    for reason, source, key, level, contacts, deciders in rows:
        line = groups.setdefault((reason, source), {}).setdefault(key, Line(key))
        line.levels[level] = contacts
        people.setdefault((reason, source, key), set()).update(deciders)
    for (reason, source), lines in groups.items():
        for key, line in lines.items():
            line.deciders = len(people[(reason, source, key)])
    return [Alike(reason, source, list(lines.values())) for (reason, source), lines in groups.items()]


_CITED = """
select cited.clause, d.outcome, count(*)
from frontdoor_childdecision d cross join lateral unnest(d.clauses) cited (clause)
where d.authority_id = any(%(authorities)s::smallint[]) and d.current
  and d.decided_at >= %(since)s and d.decided_at < %(until)s
  and d.threshold_document_id = %(document)s and cited.clause = any(%(clauses)s)
group by 1, 2
"""


def cited_by_clause(
    authorities: Sequence[int], document_id: int, clauses: Sequence[str], *, now: dt.datetime
) -> dict[str, dict[str, int]]:
    """How often decisions for a child cited each of these clauses in 12 months, by outcome. One statement.

    Raises TooMuchToCount when the database gives up within the time of a page.
    """
    found: dict[str, dict[str, int]] = {}
    with _in_time() as cursor:
        cursor.execute(_CITED, _range(authorities, now) | {"document": document_id, "clauses": list(clauses)})
        for clause, outcome, number in cursor.fetchall():
            found.setdefault(clause, {})[outcome] = number
    return found


@dataclass(frozen=True)
class Citing:
    """A decision that cited a clause. No child's name: whoever opens the contact is recorded as having looked."""

    reference: str
    decided_at: dt.datetime
    outcome: str
    level: int
    clauses: Sequence[str]
    state: str


_CITING = """
select e.reference, d.decided_at, d.outcome, d.level, d.clauses, e.state
from frontdoor_childdecision d join spine_episode e on e.id = d.contact_id
where d.authority_id = any(%(authorities)s::smallint[]) and d.current
  and d.decided_at >= %(since)s and d.decided_at < %(until)s
  and d.threshold_document_id = %(document)s and %(clause)s = any(d.clauses)
  and (%(outcome)s = '' or d.outcome = %(outcome)s)
order by d.decided_at desc, e.reference limit 200
"""


def citing(by: ActingPerson, document_id: int, clause: str, outcome: str, *, now: dt.datetime) -> list[Citing]:
    """The decisions of 12 months that cited a clause, newest first, at most 200. One statement."""
    asked = _range(by.authorities, now) | {"document": document_id, "clause": clause, "outcome": outcome}
    with _in_time() as cursor:
        cursor.execute(_CITING, asked)
        return [Citing(*row) for row in cursor.fetchall()]
