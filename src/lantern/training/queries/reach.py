"""Who has had what: reach by agency and team, what has expired, and what a year of training came to."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lantern.law.timescales import add_months
from lantern.learning import audiences
from lantern.learning.audiences import Holder
from lantern.learning.queries.common import rows
from lantern.training.permissions import BOOK_TRAINING

_COURSES = """
select e.id, e.reference, c.title, c.lasts_months, c.agencies, c.roles
from spine_episode e join training_course c on c.episode_ptr_id = e.id
where e.kind = 'course' and e.authority_id = %(keeper)s and e.closed_at is null order by c.title limit 40
"""
_CAME = """
select t.course_id, b.user_id, max((t.ends_at at time zone 'Europe/London')::date) as last
from training_booking b join training_trainingevent t on t.episode_ptr_id = b.event_id
where b.came = 'whole' and b.authority_id = %(keeper)s group by 1, 2
"""


@dataclass
class Cell:
    """One course in one agency or team: who is meant, who has had it, for whom it has expired."""

    meant: int = 0
    had: int = 0
    expired: int = 0

    @property
    def share(self) -> int | None:
        """The share of those meant for whom it counts now, in percent; None where nobody is meant."""
        return round(100 * self.had / self.meant) if self.meant else None

    def count(self, had: dt.date | None, until: dt.date | None, today: dt.date) -> None:
        self.meant += 1
        if had is not None and (until is None or until >= today):
            self.had += 1
        elif had is not None:
            self.expired += 1


@dataclass
class Person:
    """Somebody of one agency: for each course the day they had it, and until when it counts."""

    holder: Holder
    had: dict[uuid.UUID, tuple[dt.date, dt.date | None]] = field(default_factory=dict)


@dataclass
class Reach:
    """The whole table."""

    courses: list[dict[str, Any]]
    agencies: dict[tuple[int, str], dict[uuid.UUID, Cell]]
    teams: dict[tuple[int, str], dict[uuid.UUID, Cell]]
    """Of one agency, where one was chosen."""
    people: list[Person]
    whole: dict[uuid.UUID, Cell]


def reach(keeper: int, *, today: dt.date, agency: int | None = None) -> Reach:
    """Who of those meant has had each course that is offered. Three statements."""
    found = rows(_COURSES, {"keeper": keeper})
    came: dict[tuple[uuid.UUID, int], dt.date] = {
        (row["course_id"], row["user_id"]): row["last"] for row in rows(_CAME, {"keeper": keeper})
    }
    everybody = audiences.people(keeper, may=BOOK_TRAINING)
    return _counted(found, came, everybody, today=today, agency=agency)


def _counted(
    courses: list[dict[str, Any]],
    came: dict[tuple[uuid.UUID, int], dt.date],
    everybody: Sequence[Holder],
    *,
    today: dt.date,
    agency: int | None,
) -> Reach:
    agencies: dict[tuple[int, str], dict[uuid.UUID, Cell]] = {}
    teams: dict[tuple[int, str], dict[uuid.UUID, Cell]] = {}
    people = {(each.user_id, each.team_id): Person(each) for each in everybody if each.agency_id == agency}
    whole: dict[uuid.UUID, Cell] = defaultdict(Cell)
    for course in courses:
        key = course["id"]
        for each in audiences.of(everybody, agencies=course["agencies"], roles=course["roles"]):
            had = came.get((key, each.user_id))
            until = add_months(had, course["lasts_months"]) if had and course["lasts_months"] else None
            cells = [whole[key], agencies.setdefault((each.agency_id, each.agency), defaultdict(Cell))[key]]
            if each.agency_id == agency:
                cells.append(teams.setdefault((each.team_id, each.team), defaultdict(Cell))[key])
                if had:
                    people[each.user_id, each.team_id].had[key] = (had, until)
            for cell in cells:
                cell.count(had, until, today)
    return Reach(courses, agencies, teams, list(people.values()), whole)


_YEAR = """
select c.title, count(distinct t.episode_ptr_id) as dates,
       count(*) filter (where b.came in ('whole', 'part')) as came, count(*) filter (where b.came = 'no') as missed,
       count(distinct b.agency_id) filter (where b.came in ('whole', 'part')) as agencies,
       count(*) filter (where b.uses = 'yes') as uses, count(b.used_at) as answers,
       round(avg(b.before) filter (where b.told_at is not null), 1) as before,
       round(avg(b.after) filter (where b.told_at is not null), 1) as after
from training_trainingevent t join spine_episode e on e.id = t.episode_ptr_id
join training_course c on c.episode_ptr_id = t.course_id left join training_booking b on b.event_id = t.episode_ptr_id
where e.authority_id = %(keeper)s and e.state in ('held', 'asked', 'said')
  and (t.starts_at at time zone 'Europe/London')::date between %(first)s and %(last)s
group by c.title order by c.title
"""


def of_year(keeper: int, first: dt.date, last: dt.date) -> list[dict[str, Any]]:
    """What was held in a period, by course: dates, who came, what they said. One statement."""
    return rows(_YEAR, {"keeper": keeper, "first": first, "last": last})
