"""Drawing cases by a rule that anybody can repeat: the same rule and seed give the same cases, however often."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from lantern.assurance.standards import Source
from lantern.interface.display import LONDON


@dataclass(frozen=True)
class Rule:
    """From which cases, of which days, how many, and the seed that orders them."""

    authority_id: int
    source: str
    since: dt.date
    until: dt.date
    wanted: int
    seed: str

    @property
    def in_words(self) -> str:
        """For the log: everything somebody needs to draw the same again."""
        return f"{self.source} {self.since}..{self.until} n={self.wanted} seed={self.seed}"


@dataclass(frozen=True)
class Drawn:
    """The cases (child, piece of work), and of how many they were drawn."""

    cases: tuple[tuple[uuid.UUID, uuid.UUID], ...]
    of: int


_GATE = """select i.person_id, g.episode_id, g.answered_at from waiting_gateanswers g
  join spine_involvement i on i.episode_id = g.episode_id and i.part = 'child'
  where g.authority_id = %(authority)s and not g.restricted and {narrowed}"""
_FROM = {
    Source.CLOSURES: _GATE.format(narrowed="g.way = 'closure' and g.tested_at is not null"),
    Source.STEP_DOWNS: _GATE.format(narrowed="g.way = 'step_down' and g.tested_at is not null"),
    Source.OVERRIDES: _GATE.format(narrowed="g.override_reason <> ''"),
    Source.DECISIONS: """select d.person_id, d.episode_id, e.closed_at from frontdoor_childdecision d
  join spine_episode e on e.id = d.contact_id
  where d.authority_id = %(authority)s and d.current and not d.restricted and d.person_id is not null
    and e.closed_at is not null""",
}
_DRAW = """
with found as ({source}), once as (
    select distinct on (person_id) person_id, episode_id from found f (person_id, episode_id, at)
    where at >= %(since)s and at < %(until)s order by person_id, at desc
)
select person_id, episode_id, count(*) over () from once
order by encode(sha256(convert_to(%(seed)s || person_id::text, 'UTF8')), 'hex') limit %(wanted)s
"""


def draw(rule: Rule) -> Drawn:
    """The cases that the rule gives, one for each child, restricted ones left out. One statement."""
    since = dt.datetime.combine(rule.since, dt.time(), tzinfo=LONDON)
    until = dt.datetime.combine(rule.until + dt.timedelta(days=1), dt.time(), tzinfo=LONDON)
    with connection.cursor() as cursor:
        cursor.execute(
            _DRAW.format(source=_FROM[Source(rule.source)]),
            {
                "authority": rule.authority_id,
                "since": since,
                "until": until,
                "seed": rule.seed,
                "wanted": rule.wanted,
            },
        )
        rows = cursor.fetchall()
    return Drawn(tuple((person, episode) for person, episode, _of in rows), rows[0][2] if rows else 0)


def agreement(pairs: Iterable[tuple[str, str]]) -> tuple[int, int]:
    """Of the grades that auditors gave, how many were the grade that held after moderation: (alike, of how many)."""
    found = [(given, held) for given, held in pairs if given and held]
    return sum(given == held for given, held in found), len(found)
