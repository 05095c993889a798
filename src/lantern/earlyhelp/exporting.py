"""Early help of every team and agency as a file: in the shape of the national dataset, and with what that lacks."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import astuple, dataclass
from typing import Any

from django.db import connection

from lantern.access.people_acting import ActingPerson
from lantern.law.codes import code_set
from lantern.law.timescales import london_date

MOST = 50_000
"""Rows of one file: more than any authority begins in three years."""

NATIONAL = (
    "earl_episode_id", "earl_person_id", "earl_episode_start_date", "earl_episode_end_date", "earl_episode_reason",
    "earl_episode_end_reason", "earl_episode_organisation", "earl_episode_worker_id",
)  # fmt: skip
"""The fields of the standard safeguarding dataset, in its order."""
LACKING = (
    "sent_date",
    "accepted_date",
    "first_seen_date",
    "sent_by",
    "sessions_offered",
    "sessions_attended",
    "outcome",
)
"""What that dataset lacks: when help was asked for, when somebody took it on, when the family was met, what it did."""
SHAPES = {"national": "As in the standard safeguarding dataset", "whole": "With what that lacks"}

_ROWS = """
select e.reference, p.reference, e.opened_at, e.closed_at, h.need, h.ending, g.name, coalesce(e.worker_id::text, ''),
  coalesce(h.offered_at, e.opened_at), o.accepted_at, h.first_contact_at, coalesce(f.name, ''),
  (select count(*) from earlyhelp_helpsession s where s.episode_id = e.id and s.outcome <> 'cancelled_us'),
  (select count(*) from earlyhelp_helpsession s where s.episode_id = e.id and s.outcome = 'attended'), h.outcome
from spine_episode e join earlyhelp_earlyhelp h on h.episode_ptr_id = e.id
join spine_involvement i on i.episode_id = e.id and i.part = 'child' join people_person p on p.id = i.person_id
join partnership_team t on t.id = e.owner_team_id join partnership_agency g on g.id = t.agency_id
left join spine_handoff o on o.episode_ptr_id = h.from_handoff_id left join partnership_team f on f.id = o.from_team_id
where e.authority_id = any(%(authorities)s) and e.kind = 'early_help' and e.opened_at >= %(since)s
order by e.opened_at, e.reference, p.reference limit %(most)s
"""


@dataclass(frozen=True)
class Row:
    """One child's early help."""

    episode: str
    child: str
    began: str
    ended: str
    need: str
    ending: str
    organisation: str
    worker: str
    sent: str
    accepted: str
    first_seen: str
    sent_by: str
    offered: int
    attended: int
    outcome: str


def rows_since(since: dt.datetime, *, by: ActingPerson) -> list[Row]:
    """Each child of each early help that began since, as far as the reader may see them. One statement."""
    asked: dict[str, Any] = {"authorities": list(by.authorities), "since": since, "most": MOST}
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, asked)
        found = cursor.fetchall()

    def day(moment: dt.datetime | None) -> str:
        return london_date(moment).isoformat() if moment else ""

    def label(name: str, code: str) -> str:
        return code_set(name).label(code) if code else ""

    return [
        Row(
            episode, child, day(began), day(ended), label("early_help_need", need), label("early_help_ending", ending),
            organisation, worker, day(sent), day(accepted), day(seen), sent_by, offered, attended,
            label("early_help_outcome", outcome),
        )
        for episode, child, began, ended, need, ending, organisation, worker, sent, accepted, seen, sent_by, offered,
        attended, outcome in found
    ]  # fmt: skip


def as_csv(rows: list[Row], shape: str) -> str:
    """The file: a line of names, and one for each row. References stand in it and no name of a child."""
    names = NATIONAL if shape == "national" else (*NATIONAL, *LACKING)
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(names)
    writer.writerows(astuple(row)[: len(names)] for row in rows)
    return target.getvalue()
